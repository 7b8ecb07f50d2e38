// Package ftm answers: what is said of whom, in which words? It is the one
// entity model of cordon, FollowTheMoney (followthemoney.tech), so that data of
// OpenSanctions, Aleph and other FtM programs fits without change.
//
// An [Entity] is a thing of a [Schema] (Person, Vessel, Ownership) with
// multi-valued properties. Ties between entities are entities too: an edge
// schema names the properties that are its two ends. Entities fall apart into
// statements ([Statement]): one value of one property from one source, with the
// time in which it was true. What is stored, compared and cited is statements;
// what people read is entities.
//
// # Loss
//
// Schemata and properties that the model does not have are read, kept and
// written as they are: the model describes, it does not filter. They take no
// part in comparing, because nothing is known of their types. Keys beside the
// properties are kept too, and a property that stands twice in a line has the
// values of both. Values need not stand in a list; numbers and truths are kept
// as written, objects that are no entities as JSON.
//
// What a reader refuses is a line that is no entity: not JSON, no id, no schema,
// properties beside "properties", where nobody would find them, or "references"
// for "referents". What is JSON is what encoding/json takes for it; the parser
// here is another one, because a load of ten million statements spends its time
// in it.
//
// # Times
//
// A [Day] is valid time: when a thing was true, as its source says. It is not
// when somebody learned it; that clock belongs to the store. Partial dates stay
// partial in values ("1961-04") and become ranges only where days are compared
// ([Span]).
//
// # Limits
//
// The model holds the schemata for parties, what they own and use, papers,
// listings, ties and payments. Documents, mentions, court cases, tenders and
// land registers of FtM are read without loss but have no schema here.
// Identifiers are cleaned, not checked: package ident checks digits.
package ftm
