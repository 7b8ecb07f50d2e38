// Package brief answers: how does one event at sea read on a printed page, so
// that somebody can decide on a boarding?
//
// New puts the page together from data alone: who the ships say and said they
// are, what lists know of them, what was seen with its weights, which innocent
// explanations fit, what cargo is likely, where the ship was last and who could
// meet it, what the law lets whom do and who must say yes, what to ask for, and
// what is not known. Doc.HTML and Doc.PDF write the same page.
//
// Nothing in it is a claim of guilt, and no sentence stands in it that does not
// come from an event, a statement or a measure. There is no right to board a ship
// without consent or a basis in law: a page never says otherwise, because what it
// says of boarding comes from the programme's ladder only.
//
// Names that the fonts of the page cannot write are written by their sound
// (names.Romanise), and the page says so.
package brief
