// Package graph answers: who stands behind it? It takes stakes between
// entities, other ties and listings, and computes who is blocked under a regime
// on a day, how much belongs to listed persons in the end, and by which path
// two entities are tied. It knows no database and no clock; the same input
// gives the same bytes, in whatever order it comes.
//
// # Three answers
//
// The legal status is a cascade: a company is blocked when blocked owners
// together hold the threshold or more of it, and passes that on, at its full
// size, however small its own stake in the chain is. The look-through stake is
// another figure: it multiplies along chains and sums over them. The two
// disagree in ordinary structures, both ways, and neither is derived from the
// other. The path is the evidence. docs/graph.md has the formulas.
//
// # The law is data
//
// Thresholds, comparison, classes of rights, adding up, control, lists and
// dates stand in a [Regime], which a programme writes. No number of law stands
// in this package; [majority] is what the word means.
//
// # Three values
//
// Shares are integers ([Parts]) between two ends, which may be exclusive. The
// cascade runs twice, over the low and the high ends: what the first reaches is
// [Blocked], what only the second reaches is [Possible], and then the facts
// that would decide are named, nearest the threshold first. What others are
// known to hold bounds what an unknown stake can be.
//
// # Changing
//
// A [Graph] does not change; [Graph.Change] shares what stays. A [State] holds
// the status of every node and follows changes of seeds and stakes by taking
// back what rested on them and deriving it again, so that a ring of companies
// cannot hold itself up. The result equals computing anew, which the tests hold
// on thousands of random graphs with rings, bands and bad sums.
//
// # Limits
//
// Nothing is known of stakes that nobody states: No is not clear. Joint
// holdings are passed through one arrangement, not through chains of them.
// Whether a sale of blocked property is recognised is not computed: the
// register is followed, and the answer says so. Of the shortest paths the
// best are returned, and of those one step longer some; a search has a budget
// and a cap for hubs, and says when it met either.
//
// # Sources
//
// OFAC guidance of 13 August 2014 and FAQ 398 to 402; EU Best Practices of 3
// July 2024; OFSI guidance of March 2022; Beneficial Ownership Data Standard
// 0.4 for the kinds of rights; integrated ownership after Brioschi, Buzzacchi
// and Colombo, and Baldone, Brioschi and Paleari; strongly connected
// components after Tarjan; delete and re-derive after Gupta, Mumick and
// Subrahmanian. Figures against the LDBC Financial Benchmark are not audited
// LDBC results.
package graph
