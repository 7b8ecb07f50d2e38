package touch

import (
	"fmt"
	"slices"
	"strings"

	"cordon/ident"
	"cordon/screen"
)

// Subject is whom or what a question is about.
type Subject struct {
	Text       string              `json:"text"` // as asked
	Kind       string              `json:"kind"` // name, entity, imo, mmsi, callsign, lei, bic, iban, wallet
	Value      string              `json:"value"`
	Schema     string              `json:"schema,omitempty"`
	Properties map[string][]string `json:"properties,omitempty"` // what else is known of it
}

// identifierKind is a kind of number that a subject may be named by.
type identifierKind struct{ kind, schema, prop, example string }

var identifierKinds = []identifierKind{
	{"imo", "Vessel", "imoNumber", "imo:9361407"},
	{"mmsi", "Vessel", "mmsi", "mmsi:445123456"},
	{callSign, "Vessel", "callSign", "callsign:HMYX7"},
	{"lei", "LegalEntity", "leiCode", "lei:5493001KJTIIGC8Y1R12"},
	{"bic", "Organization", "swiftBic", "bic:DDBKCNBD"},
	{"iban", "BankAccount", "iban", "iban:DE89370400440532013000"},
	{"wallet", "CryptoWallet", "publicKey", "wallet:0x098B716B8Aaf21512996dC57EB0615e2383E2f96"},
}

// callSign is the kind of a ship's radio call sign.
const callSign = "callsign"

// entityKind names an entity of the store by its id.
const entityKind = "entity"

// SubjectError is the error of a subject that cannot be asked about.
type SubjectError struct{ Text, Why, Hint string }

func (e *SubjectError) Error() string { return fmt.Sprintf("subject %q: %s", e.Text, e.Why) }

// ParseSubject reads what a question is about: a name, or kind:value. A value
// that fails its check digits is an error, never a name.
func ParseSubject(text string) (Subject, error) {
	s := Subject{Text: text, Kind: "name", Value: strings.TrimSpace(text)}
	if s.Value == "" {
		return s, &SubjectError{text, "it is empty", "name a party, or an identifier: " + kindsText()}
	}
	kind, value, ok := strings.Cut(s.Value, ":")
	if !ok {
		kind, value, ok = ofShip(s.Value)
	}
	if !ok && justDigits(s.Value) {
		return s, &SubjectError{text, "a number of which it is not said what of", "say of what kind it is: " + kindsText()}
	}
	if !ok {
		s.Properties = map[string][]string{"name": {s.Value}}
		return s, nil
	}
	kind, value = strings.ToLower(strings.TrimSpace(kind)), strings.TrimSpace(value)
	if kind == entityKind {
		if value == "" {
			return s, &SubjectError{text, "it has no id", "example: entity:ofac-20564"}
		}
		s.Kind, s.Value = entityKind, value
		return s, nil
	}
	i := slices.IndexFunc(identifierKinds, func(k identifierKind) bool { return k.kind == kind })
	if i < 0 {
		s.Properties = map[string][]string{"name": {s.Value}} // a name with a colon in it
		return s, nil
	}
	k := identifierKinds[i]
	clean := ident.Normal(ident.Kind(k.kind), value)
	if k.kind == callSign { // it has no check digit
		if len(clean) < 3 || len(clean) > 7 || strings.Trim(clean, letters+decimals) != "" {
			return s, &SubjectError{text, "a call sign has 3 to 7 letters and digits", "example: " + k.example}
		}
		s.Kind, s.Value, s.Schema, s.Properties = k.kind, clean, k.schema, map[string][]string{k.prop: {clean}}
		return s, nil
	}
	if _, err := ident.Parse(ident.Kind(k.kind), value); err != nil {
		return s, &SubjectError{text, err.Error(), "check it for slips; example: " + k.example}
	}
	s.Kind, s.Value, s.Schema, s.Properties = k.kind, clean, k.schema, map[string][]string{k.prop: {clean}}
	return s, nil
}

// ofShip reads a number of a ship that has its word before it without a colon, as
// papers write it (IMO 9361407, call sign HMYX7), or that is none but that of a ship:
// no party is called by seven digits of which the last is the check of the others.
func ofShip(text string) (kind, value string, ok bool) {
	upper := strings.ToUpper(text)
	for _, l := range []struct{ word, kind string }{{"IMO", "imo"}, {"MMSI", "mmsi"}, {"CALL SIGN", callSign}, {"CALLSIGN", callSign}} {
		rest, ok := strings.CutPrefix(upper, l.word)
		if !ok {
			continue
		}
		value := strings.TrimSpace(strings.TrimLeft(rest, " #.-"))
		if l.kind == callSign {
			return l.kind, value, rest != value && strings.ContainsAny(value, decimals)
		}
		return l.kind, value, justDigits(value)
	}
	for _, k := range []ident.Kind{ident.IMO, ident.MMSI} {
		if id, err := ident.Parse(k, text); err == nil && id.Value == text && (k == ident.IMO || id.Form == "ship") {
			return string(k), text, true
		}
	}
	return "", "", false
}

// mayBeCallSign reports a name of the form of a call sign: one word of a few letters
// and digits, some of each.
func mayBeCallSign(s Subject) bool {
	if s.Kind != "name" || len(s.Value) < 4 || len(s.Value) > 7 {
		return false
	}
	v := strings.ToUpper(s.Value)
	return strings.Trim(v, letters+decimals) == "" && strings.ContainsAny(v, letters) && strings.ContainsAny(v, decimals)
}

const (
	letters  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	decimals = "0123456789"
)

// justDigits reports a number of five digits or more: some are called by a short one.
func justDigits(s string) bool { return len(s) >= 5 && strings.Trim(s, decimals) == "" }

func kindsText() string {
	kinds := []string{"entity:ID"}
	for _, k := range identifierKinds {
		kinds = append(kinds, k.kind+":…")
	}
	return strings.Join(kinds, ", ")
}

// query is what a screen is asked of the subject.
func (s Subject) query() screen.Query {
	return screen.Query{Schema: s.Schema, Properties: s.Properties}
}
