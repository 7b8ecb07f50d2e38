package law

import (
	"encoding/json"
	"fmt"
)

// Mark says how far a fact was checked against the text that it is from. The
// zero Mark is unverified: nothing becomes law by being left out.
type Mark uint8

// The marks, weakest first.
const (
	Unverified Mark = iota // not read in an official text
	Partly                 // the substance is sure; a number, code or date is not
	Verified               // read in the legal text, or in an official text that repeats it
)

var markNames = [...]string{"false", "partly", "true"}

// String is true, partly or false.
func (m Mark) String() string { return markNames[m] }

// Words says it for people.
func (m Mark) Words() string {
	return [...]string{"unverified", "partly verified", "verified"}[m]
}

// MarshalJSON writes true, "partly" or false, as the files have them.
func (m Mark) MarshalJSON() ([]byte, error) {
	if m == Partly {
		return []byte(`"partly"`), nil
	}
	return []byte(m.String()), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (m *Mark) UnmarshalJSON(b []byte) error {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	return m.parse(fmt.Sprint(v))
}

func (m *Mark) parse(s string) error {
	for i, name := range markNames {
		if s == name {
			*m = Mark(i)
			return nil
		}
	}
	return fmt.Errorf("%q is no mark: true, partly or false", s)
}

// weaker is the weaker of two marks.
func weaker(a, b Mark) Mark { return min(a, b) }
