// Package watch answers: what changed for those we watch? A set of subjects
// (customers, ships, wallets) is screened once, and what was found is kept.
// When lists or subjects change, only what the change can touch is screened
// again, and what is found otherwise than before becomes an [Event].
//
// # What is screened again
//
// Lists change by batches. The parties that a change touches ([live.Delta]) are
// put into an index of their own, and all subjects are screened against that
// small index, which takes a fraction of a screen against the lists. Who has a
// hit there, or had one on such a party before, is screened again in full; so
// are subjects that are new or say something else. The score of a pair hangs on
// nothing but the pair, so that nobody else's hits can have changed. A new
// version of the program or of its tables, other options, or a day on which
// something begins or ends to be valid make everybody be screened again.
//
// One thing is not exact: a screen compares the best 64 candidates of a query
// (package screen), so that a change among the parties of a very common name
// can push a party in or out of them. A subject without a hit on a changed
// party is then not screened again. The real histories of the tests show no
// such case.
//
// # What is kept
//
// A set is a folder: "found" holds a line for each subject with a digest of
// what it says (not what it says) and its hits; "events" holds what nobody has
// been told yet. Both are replaced whole, made durable, events first; each names
// a generation, so that a process killed anywhere leaves either the old state or
// the new one with all its events. Events that were handed out but not
// acknowledged are handed out again, with the ids that they had.
//
// Limits: what was found is held in memory, about 200 bytes a subject and hit.
package watch
