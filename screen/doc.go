// Package screen answers: who is this? It finds the listed parties that a query
// may mean, and explains each by what can be checked by hand.
//
// A [Builder] takes entities in any order and joins to each party its
// addresses, papers, wallets and listings. The [Index] that it makes is flat and
// never changes. [Index.Match] answers: for every word of the query's names it
// takes the best of several small indexes (the word itself, a word one slip
// away, another spelling, the same consonants, two words glued or split, three
// letters for want of anything better), weighs it by its rarity, and compares
// only the best candidates in full. Identifiers lead straight to their bearers.
// There is no path that looks at every name.
//
// # The score
//
//	main  = max(name, weak alias · 0.8, floor of an equal identifier)
//	score = main − what contradicts + what an address adds
//
// The score depends on what the query offers: what the list knows and the query
// does not say, or the other way round, is neutral. Contradicting costs more
// than missing. Weak aliases match whole or not at all, and never alone (OFAC
// FAQ 124, 125). [OFACScore] gives beside it what OFAC's own search would say
// (FAQ 249).
//
// # Limits
//
// At most 40 candidates are compared (96 for one word), and up to 192 that tie
// with the last of them. A word that more than one party in twenty bears leads to
// nobody by itself, unless the whole name is that word. Names in different scripts meet only as far as package names
// romanises them.
package screen
