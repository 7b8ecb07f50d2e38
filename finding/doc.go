// Package finding answers: what did an engine conclude, about whom, on which
// evidence, and what follows? It is the one shape of all conclusions, whatever
// engine drew them: a screen, a ship track, a traced coin, a refused list.
//
// A [Finding] has an id made of what it is about (kind, programme, subjects,
// key), never of how strong it is or when it was found: finding it twice is
// finding it once, on one machine or ten. It has at least one [Path], and every
// step of a path names the statement and the source that carry it: no
// conclusion without a path, no path without sources.
//
// Strength is in [0,1]: how well the evidence supports the finding. Along a
// path it is the product of its steps; engines that add evidence up do so in
// log-odds and hand over the logistic of the sum ([Logistic]). Whether the law
// blocks somebody is no matter of strength: that is [Exposure].
//
// The package knows no law. Measures are ids of a programme's measures, and
// obligations are filled in by whoever asked the law.
package finding
