// Package resolve answers: are these two records the same party, or not?
//
// It has two halves that do not know of each other. A [Builder] takes entities
// and its [Pool] proposes pairs of them, each with a score and its reasons; it
// decides nothing. A [Book] holds what people decided and says which ids are one
// party; it knows no scores.
//
// # Candidates
//
// Pairs are looked for in an inverted index of names, sounds, numbers,
// telephones, e-mails and addresses ([Pool.Candidates]): a key that more than 60
// records share is no key, a record has at most 75 candidates, and those that
// share less than a tenth of what the best one shares are dropped.
//
// Strong identifiers (LEI, IMO, OGRN and INN of Russia, USCC, BIC, ISIN of a
// security) come first, where their check digits hold. Equal ones under names
// that are not alike are a [Conflict], not a candidate: ships that hide re-use
// numbers. Different ones of one kind exclude each other.
//
// # Score
//
// The rest is the model of Fellegi and Sunter (A Theory for Record Linkage,
// 1969): each field that both records have falls into a level of agreement, and
// adds log2(m/u) to the weight, m being how often the same party shows that
// level, u how often two others do. Common values ("Trading", a country that all
// have, the address of a registration agent) weigh less, by how often they
// stand in the data. The score is the probability that follows from the weight
// and from λ, the share of all pairs that are the same.
//
// Nobody labels anything ([Train]): λ comes from pairs that rules call certain,
// divided by what such rules are guessed to find; u from random pairs; m by
// expectation-maximisation, once among pairs whose names are nearly the same (for
// everything but the name) and once among pairs that share a date, a number, a
// telephone or an e-mail (for the name), held to a prior where the data is thin.
// Pairs within one list teach nothing: a list seldom names one party twice.
//
// The same records give the same candidates, in whatever order they come.
//
// # Limits
//
// Random pairs are drawn with a fixed seed, 200,000 of them, so that u of levels
// rarer than 1 in 10,000 is a floor. A shared director is no field. Records of
// one list are held to be two parties by that list: they lose two bits.
package resolve
