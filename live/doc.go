// Package live answers: what do the engines know now, or knew then? It builds
// the screening index of a point in the two times from the store, keeps the
// newest one beside the store as a snapshot so that a start takes no rebuild,
// and swaps a new index in while readers go on with the one they have.
//
// An index holds what was true on one day (as of) as known up to one batch.
// The store says over which days its answer stays the same
// ([store.Window]), so one index serves all of them: a new day alone builds
// nothing. A snapshot is used only if it was made by the same program version
// from batches that the store still has for a window that holds the day;
// anything else is built anew, and a damaged snapshot is a warning, never an
// answer.
//
// A new batch is put into the index that stands: the store says what changed,
// look-ups there lead to the parties that it belongs to, and
// [screen.Index.Change] makes the new index from the old one and those parties
// alone. It equals the index of the whole list to the byte, so that answers,
// scores and candidates do not depend on how an index came about. When more
// than a tenth changed, or a validity begins or ends at midnight, the index is
// built anew. Indexes of the past are made in the same way, backwards.
//
// The graph of owners is of all days, so that only a new batch makes a new one.
// The newest is kept beside the store as well, under the same conditions.
//
// Every answer says what it searched. [Searched.At] is the point at which the
// same question gets the same answer, to the byte, whatever was loaded since.
//
// Limits: one index of the present and a few of the past are held in memory at
// a time; questions about many different past days build an index each. While a
// change is put in, old and new index are in memory together.
package live
