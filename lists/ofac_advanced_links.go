package lists

import (
	"strings"

	"cordon/ftm"
)

// advancedRelation is a ProfileRelationship.
type advancedRelation struct {
	ID      refID          `xml:"ID,attr"`
	From    refID          `xml:"From-ProfileID,attr"`
	To      refID          `xml:"To-ProfileID,attr"`
	Type    refID          `xml:"RelationTypeID,attr"`
	Quality refID          `xml:"RelationQualityID,attr"`
	Former  xmlBool        `xml:"Former,attr"`
	Comment string         `xml:"Comment"`
	Period  advancedPeriod `xml:"DatePeriod"`
}

// advancedRelations says what the relation types of the list mean: the schema
// of the tie, and whether the party that the relation stands with (From) is its
// target. What is not here is a tie of which only the role is known.
var advancedRelations = map[string]struct {
	schema string
	back   bool
}{
	"owned or controlled by":        {"Ownership", true},
	"property in the interest of":   {"Ownership", true},
	"owns, controls, or operates":   {"Ownership", false},
	"acting for or on behalf of":    {"Representation", false},
	"leader or official of":         {"Directorship", false},
	"principal executive officer":   {"Directorship", false},
	"family member of":              {"Family", false},
	"associate of":                  {"Associate", false},
	"providing support to":          {"UnknownLink", false},
	"playing a significant role in": {"UnknownLink", false},
	"linked to":                     {"UnknownLink", false},
}

// advancedTie is a relation once it is known what it means.
type advancedTie struct {
	ofacLink
	note string // what the tie has no property for
}

// tie turns a relation into a tie between parties of the given schemata. Some
// relations of the list stand the wrong way: where the model forbids one
// direction and allows the other, the tie is turned. Where it allows neither,
// the role remains.
func (s *advancedSets) tie(r *advancedRelation, from, to string) (t advancedTie, known, turned bool) {
	v, ok := s.values[setKey{"RelationType", r.Type}]
	t.role = v.Text
	if !ok || t.role == "" {
		t.role, ok = "Linked To", false
	}
	m, known := advancedRelations[strings.ToLower(t.role)]
	t.schema, t.back, t.former = m.schema, m.back, bool(r.Former)
	if t.schema == "" {
		t.schema = "UnknownLink"
	}
	edge := ftm.Lookup(t.schema)
	source, target := edge.Property(edge.Edge.Source).Range, edge.Property(edge.Edge.Target).Range
	fits := func(back bool) bool {
		a, b := from, to
		if back {
			a, b = b, a
		}
		return schemaFits(a, source) && schemaFits(b, target)
	}
	switch {
	case fits(t.back):
	case fits(!t.back):
		t.back, turned = !t.back, !bool(v.Symmetrical)
	default:
		t.schema, t.back = "UnknownLink", false
	}
	if t.schema == "UnknownLink" {
		t.schema = ""
	}
	return t, known && ok, turned
}

// schemaFits reports whether an entity may stand where the model wants a
// range. An organization that is owned becomes a company.
func schemaFits(schema, want string) bool {
	s := ftm.Lookup(schema)
	return s != nil && s.Is(want) || schema == "Organization" && ftm.Lookup("Company").Is(want)
}
