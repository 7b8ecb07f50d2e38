// Package brief answers: how does one event at sea read on a printed page, so
// that somebody can decide on a boarding?
//
// New puts a brief together from data alone. Its page is what one needs to decide:
// who must say yes, where the ship is and who could meet it, what it likely
// carries, who the ships say and said they are, the strongest reasons, which
// innocent explanations fit, what to ask for, and what is not known. It is made to
// fit on one sheet (fit.go): what is too much moves to the annex by a fixed order,
// and the page says so. The annex holds all that the page rests on. Doc.HTML and
// Doc.PDF write the same brief.
//
// Nothing in it is a claim of guilt, and no sentence stands in it that does not
// come from an event, a statement or a measure; each names which. There is no right
// to board a ship without consent or a basis in law: a page never says otherwise,
// because what it says of boarding comes from the programme's ladder only.
//
// Letters that the fonts of the PDF do not have are shown as dots, and the page
// says so.
package brief
