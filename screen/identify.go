package screen

import (
	"slices"
	"strings"

	"cordon/ftm"
	"cordon/ident"
)

// identifier is a number that a register gave, and where it stood.
type identifier struct {
	prop, value, country, label string
}

// format names the kind of identifier that a property holds, "" for any
// number. Only properties that mean one kind in every schema have one.
func format(prop, schema string) string {
	s := ftm.Lookup(schema)
	if s == nil {
		s = ftm.Lookup("Thing")
	}
	if p := s.Property(prop); p != nil {
		return p.Format
	}
	return formats[prop]
}

// formats are the kinds of properties that a query may use whatever its schema.
var formats = map[string]string{
	"imoNumber": "imo", "mmsi": "mmsi", "callSign": callSignKind, "leiCode": "lei", "swiftBic": "bic", "bic": "bic", "innCode": "inn", "ogrnCode": "ogrn", "uscCode": "uscc",
	"isinCode": "isin", "isin": "isin", "iban": "iban", "publicKey": "wallet", "uniqueEntityId": "uei", "npiCode": "npi",
}

// callSignKind is the kind of a ship's call sign by radio. It has no check digit,
// and like an MMSI it goes with the flag: another ship may have had it.
const callSignKind = "callsign"

// isCallSign reports whether a value in normal form can be a call sign: 3 to 7
// letters and digits, a letter among them.
func isCallSign(s string) bool {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	return len(s) >= 3 && len(s) <= 7 && strings.Trim(s, letters+"0123456789") == "" && strings.ContainsAny(s, letters)
}

// skipIDs are identifiers that say nothing of who somebody is.
var skipIDs = []string{"postalCode", "privateKey", "sequenceNumber", "transactionNumber", "cadastralCode", "googlePlaceId", "osmId", "okopfCode", "oksmCode", "okvedCode", "kppCode", "bikCode", "fnsCode", "coatoCode"}

// identifiersOf returns the identifiers of an entity, by property.
func identifiersOf(e *ftm.Entity) []identifier {
	s := ftm.Lookup(e.Schema)
	var out []identifier
	for _, p := range e.PropertyNames() {
		var d *ftm.Property
		if s != nil {
			d = s.Property(p)
		}
		if d == nil && formats[p] == "" || d != nil && d.Type != ftm.TypeIdentifier || slices.Contains(skipIDs, p) {
			continue
		}
		for _, v := range e.Properties[p] {
			out = append(out, identifier{prop: p, value: v, country: onlyCountry(e)})
		}
	}
	return out
}

// onlyCountry is the country of an entity's numbers, where only one is possible.
func onlyCountry(e *ftm.Entity) string {
	if c := countriesOf(e.Properties); len(c) == 1 {
		return c[0]
	}
	return ""
}

// checks reports whether a value passes the check digits of its kind, or has its
// form where it has none. What is of no kind never does.
func checks(kind, value string) bool {
	switch kind {
	case "":
		return false
	case callSignKind:
		return isCallSign(idKey(kind, value))
	}
	_, err := ident.Parse(ident.Kind(kind), value)
	return err == nil
}

// idKey is what equal identifiers have in common, whatever field they stand in.
// Branches of one bank share the key of the bank.
func idKey(kind, value string) string {
	if kind != "" {
		value = ident.Normal(ident.Kind(kind), value)
	}
	var b [64]byte
	out := b[:0]
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 0x80:
			out = append(out, c)
		case c >= 'a' && c <= 'z':
			out = append(out, c-32)
		}
	}
	k := string(out)
	if len(k) == 10 && strings.HasPrefix(k, "IMO") {
		k = k[3:]
	}
	if kind == "bic" && len(k) == 11 {
		k = k[:8]
	}
	return k
}

// same reports whether two identifiers with one key are equal: addresses of
// digital currency may differ in nothing but capitals.
func same(q, l string, kind string) bool {
	return kind != "wallet" || ident.Normal(ident.Wallet, q) == ident.Normal(ident.Wallet, l)
}

// checkedFloor is the least score of a hit on an identifier of a kind that is
// checked.
func checkedFloor(kind string) (float64, bool) {
	switch kind {
	case "isin", "iban", "wallet":
		return .98, true
	case "imo", "imo-company", "lei", "bic", "inn", "ogrn", "uscc", "uei", "npi":
		return .95, true
	case "mmsi", callSignKind:
		return .85, true
	}
	return 0, false
}
