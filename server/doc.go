// Package server answers over HTTP what the command answers in a shell: the
// same questions, the same keys.
//
// # Routes
//
// One table ([routes]) says method, path, parameters, bodies and answers of
// everything. The mux, the refusal of wrong methods, the labels of the metrics
// and /openapi.json are made from it, and the types that it names are the ones
// that requests are decoded into and answers encoded from: the description
// cannot differ from what is served.
//
// # Requests
//
// Everything that comes in is bounded: size of body and headers, time to send
// them, nesting, number of queries, values and their length, connections, and
// how many screens run and wait at a time. A request that is not exactly what
// the table says is refused with a reason: an unknown key or parameter, a key
// given twice, a schema, algorithm or list that does not exist. A typing error
// must never look like a clear answer.
//
// POST /api/v1/screen also takes newline-delimited JSON and answers each line
// while further lines come. The first line decides whether the request is one;
// a later line that is no query is answered by its problem in its place, and
// the others go on. When the answers cannot be finished the connection is cut,
// so that no reader takes the part for the whole.
//
// # Errors
//
// Errors are application/problem+json (RFC 9457) with a code of the table in
// problem.go, a hint where there is one, and the id of the request. An internal
// error shows its id and nothing else; its cause is in the log.
//
// # Peers
//
// Paths of the OpenSanctions API (yente), of its reconciliation service for
// OpenRefine and of Watchman's search stand beside our own, so that their
// clients work unchanged: parameters, defaults, status codes and the shape of
// answers and errors are the peer's ([peer]); scores, matches and explanations
// are ours, and a header says so. What a client of yente sends beyond what
// counts is ignored as the peer ignores it, and named in X-Cordon-Ignored,
// because a slip there may look like a clear answer. docs/peers.md says where
// the answers differ.
//
// # Safety
//
// Security headers stand on every answer; Host is checked against DNS
// rebinding (loopback names and those configured); requests of other origins
// are refused on writing routes ([http.CrossOriginProtection]). The log has one
// line per request with its route, never its query string or body, because
// these hold names of people.
//
// # Limits
//
// There is no login yet: listen on a loopback address, or behind something that
// has one. A body is held in memory while it is decoded, so the worst case is
// connections times body size. A screen that runs is stopped between two
// queries, not within one.
package server
