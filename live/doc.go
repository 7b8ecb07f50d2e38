// Package live answers: what do the engines know now, or knew then? It builds
// the screening index of a point in the two times from the store, keeps the
// newest one beside the store as a snapshot so that a start takes no rebuild,
// and swaps a new index in while readers go on with the one they have.
//
// An index holds what was true on one day (as of) as known up to one batch.
// The store says over which days its answer stays the same
// ([store.Window]), so one index serves all of them: a new day alone builds
// nothing. A snapshot is used only if it was made by the same program version
// from the same batch for a window that holds the day; anything else is built
// anew, and a damaged snapshot is a warning, never an answer.
//
// Limits: one index of the present and a few of the past are held in memory at
// a time; questions about many different past days build an index each.
package live
