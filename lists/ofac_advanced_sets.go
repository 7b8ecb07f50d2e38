package lists

import (
	"fmt"
	"strconv"
	"strings"

	"cordon/ftm"
)

// refID is a number by which OFAC's XML files name parties and refer to them;
// 0 stands for one that is missing or is no such number.
type refID uint32

// UnmarshalText reads the number. One that cannot be read costs the entry that
// has it, not the file.
func (r *refID) UnmarshalText(b []byte) error {
	*r = 0
	if n, err := strconv.ParseUint(strings.TrimSpace(string(b)), 10, 32); err == nil {
		*r = refID(n)
	}
	return nil
}

// xmlBool is an attribute of the type xsd:boolean. What is neither is false.
type xmlBool bool

// UnmarshalText reads "true" or "1".
func (b *xmlBool) UnmarshalText(text []byte) error {
	v := strings.TrimSpace(string(text))
	*b = v == "true" || v == "1"
	return nil
}

// Bounds of the reference value sets, which stay in memory.
const (
	maxReferenceValues = 200_000
	maxReferenceBytes  = 16 << 20
)

// advancedValue is one value of a reference value set.
type advancedValue struct {
	ID          refID   `xml:"ID,attr"`
	Country     refID   `xml:"CountryID,attr"`
	PartyType   refID   `xml:"PartyTypeID,attr"`
	Symmetrical xmlBool `xml:"Symmetrical,attr"`
	Description string  `xml:"Description,attr"`
	ISO2        string  `xml:"ISO2,attr"`
	Text        string  `xml:",chardata"`
}

type setKey struct {
	set string // name of the element, as the schema has it
	id  refID
}

// advancedSets are the reference value sets of a file. Everything that a
// number stands for is looked up there by its text, because the numbers are the
// publisher's own.
type advancedSets struct {
	values map[setKey]advancedValue
	bytes  int
}

// read reads the sets; start is behind the element ReferenceValueSets.
func (s *advancedSets) read(x *xmlWalk) error {
	s.values = make(map[setKey]advancedValue)
	for {
		set, err := x.next()
		if err != nil || set == nil {
			return err
		}
		for {
			start, err := x.next()
			if err != nil {
				return err
			}
			if start == nil {
				break
			}
			var v advancedValue
			if err := x.decode(&v, start); err != nil {
				return err
			}
			v.Text = strings.Join(strings.Fields(v.Text), " ")
			s.bytes += len(v.Text) + len(v.Description)
			if len(s.values) >= maxReferenceValues || s.bytes > maxReferenceBytes {
				return fmt.Errorf("the reference value sets hold more than %d values or %d bytes", maxReferenceValues, maxReferenceBytes)
			}
			s.values[setKey{start.Name.Local, v.ID}] = v
		}
	}
}

// text returns the text of a value, "" for one that the sets do not have.
func (s *advancedSets) text(set string, id refID) string { return s.values[setKey{set, id}].Text }

// known returns the text of a value in lower case, "" for one that says that
// nothing is known.
func (s *advancedSets) known(set string, id refID) string {
	t := strings.ToLower(s.text(set, id))
	if t == "unknown" || t == "undetermined" || t == "none" || t == "n/a" {
		return ""
	}
	return t
}

// country returns the name of a country, as the CSV files write it.
func (s *advancedSets) country(id refID) string {
	v := s.values[setKey{"Country", id}]
	if _, ok := ftm.CountryCode(v.Text); !ok && v.ISO2 != "" {
		if code, ok := ftm.CountryCode(v.ISO2); ok && s.known("Country", id) != "" {
			return ftm.CountryName(code)
		}
	}
	if s.known("Country", id) == "" {
		return ""
	}
	return v.Text
}

// area returns the country that an area code stands for.
func (s *advancedSets) area(id refID) string {
	v := s.values[setKey{"AreaCode", id}]
	if c := s.country(v.Country); c != "" {
		return c
	}
	if code, ok := ftm.CountryCode(v.Description); ok && code != unknownCountry {
		return v.Description
	}
	return ""
}

// schema returns the schema of a kind of party. Vessels and aircraft are told
// by their subtype, people and entities by the type above it.
func (s *advancedSets) schema(subtype refID) (schema, text string, ok bool) {
	v := s.values[setKey{"PartySubType", subtype}]
	for _, text = range []string{s.known("PartySubType", subtype), s.known("PartyType", v.PartyType)} {
		if text == "" {
			continue
		}
		if schema, ok = ofacSchema(text); ok {
			return schema, text, true
		}
	}
	return "", text, false
}
