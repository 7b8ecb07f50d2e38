// Package touch answers one question over all engines: does this touch the
// programme's target, by which path, under which rule, and what must I do by
// when?
//
// A [Subject] is a name, an identifier or an entity. [Asker.Ask] finds who bears
// it (its [Bearer]s, on lists and in registers), hands them to every [Source],
// and puts what the sources conclude into one [Answer]: the exposure, the paths
// as sentences with their statements, the measures and duties that follow on the
// day, and the facts that would decide what is open.
//
// # Exposure
//
//   - blocked: the subject is a listed party of the programme, or the law counts
//     it as one (owned, or controlled, under a regime in force on the day);
//   - possible: a missing fact decides. The subject bears the name of such a
//     party without more evidence, or a holding is known only within bounds;
//   - exposed: neither, but a path of statements leads from the subject to a
//     listed party. Its strength is the product of its steps;
//   - clear: nothing was found; what was searched, and as of when, is said.
//
// Which listings belong to the programme, from which likeness on a name counts
// as the party's own, and which duties follow from what, stands in the
// programme's files and not here.
//
// # Sources
//
// A [Source] is all that an engine has to be: later ones (ships, wallets,
// payments) are further sources. A source that fails does not silence the
// others: the answer names it, and is never clear.
//
// # Limits
//
// A path is evidence of a tie, not of a violation; ties in registers and
// cases may be allegations, and say so. Paths are searched to a depth and
// through nodes with a bounded number of ties; what was cut off is in the answer.
package touch
