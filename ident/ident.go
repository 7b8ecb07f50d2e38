package ident

import (
	"fmt"
	"strings"
	"unicode"
)

// Kind names a kind of identifier.
type Kind string

// The kinds that [Parse] knows.
const (
	IMO        Kind = "imo"         // ship
	IMOCompany Kind = "imo-company" // ship's owner or manager
	MMSI       Kind = "mmsi"        // ship's radio
	LEI        Kind = "lei"         // legal entity
	BIC        Kind = "bic"         // bank, also called SWIFT code
	IBAN       Kind = "iban"        // bank account
	ISIN       Kind = "isin"        // security
	USCC       Kind = "uscc"        // Chinese unified social credit code
	INN        Kind = "inn"         // Russian taxpayer, company or person
	OGRN       Kind = "ogrn"        // Russian register of companies or sole traders
	OKPO       Kind = "okpo"        // Russian statistics register
	DUNS       Kind = "duns"        // D-U-N-S
	UEI        Kind = "uei"         // US government's unique entity identifier
	NPI        Kind = "npi"         // US health provider
	Wallet     Kind = "wallet"      // address of digital currency
)

// ID is an identifier that passed its check.
type ID struct {
	Kind    Kind
	Value   string // normal form
	Country string // ISO 3166-1 alpha-2 in lower case where the number says it
	Asset   string // wallets: family of the address as a ticker in lower case: btc, eth, trx
	Form    string // what the value is within its kind: p2wpkh, ship, coast, person
	Strong  bool   // a check digit or checksum holds
}

// maxRaw is the longest raw value that is looked at. The longest identifiers,
// unified addresses of Zcash, stay well below.
const maxRaw = 512

// fault says what is wrong with a value. The zero fault is none. It holds only
// pieces of other strings, so that checking many values costs no memory.
type fault struct {
	why       string
	got, want string
}

func (f fault) ok() bool { return f.why == "" }

func (f fault) Error() string {
	if f.want == "" {
		return f.why
	}
	return f.why + " " + f.got + ", should be " + f.want
}

// digits are single digits and letters to cut out for a message: no allocation.
const digits = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// rule says how the values of a kind look and are checked.
type rule struct {
	name    string
	lengths []int
	shape   string // what the value must look like, for messages
	digits  bool   // only digits
	check   func(s string, id *ID) fault
	labels  []string // words that stand before values, in upper case without separators
}

var rules = map[Kind]*rule{
	IMO:        {"imo", []int{7}, "7 digits", true, checkIMO, []string{"IMONUMBER", "IMONO", "IMO"}},
	IMOCompany: {"imo company", []int{7}, "7 digits", true, checkIMOCompany, []string{"IMOCOMPANYNUMBER", "IMOCOMPANY", "IMONUMBER", "IMONO", "IMO"}},
	MMSI:       {"mmsi", []int{9}, "9 digits", true, checkMMSI, []string{"MMSINUMBER", "MMSINO", "MMSI"}},
	LEI:        {"lei", []int{20}, "20 letters and digits", false, checkLEI, []string{"LEICODE", "LEI"}},
	BIC:        {"bic", []int{8, 11}, "8 or 11 letters and digits", false, checkBIC, []string{"SWIFTBIC", "SWIFT/BIC", "BICSWIFT", "BIC/SWIFT", "SWIFTCODE", "SWIFT", "BICCODE", "BIC"}},
	IBAN:       {"iban", nil, "15 to 33 letters and digits", false, checkIBAN, []string{"IBAN"}},
	ISIN:       {"isin", []int{12}, "12 letters and digits", false, checkISIN, []string{"ISINCODE", "ISIN"}},
	USCC:       {"uscc", []int{18}, "18 letters and digits", false, checkUSCC, []string{"USCC", "统一社会信用代码"}},
	INN:        {"inn", []int{10, 12}, "10 or 12 digits", true, checkINN, []string{"INN", "ИНН"}},
	OGRN:       {"ogrn", []int{13, 15}, "13 or 15 digits", true, checkOGRN, []string{"OGRNIP", "OGRN", "ОГРНИП", "ОГРН"}},
	OKPO:       {"okpo", []int{8, 10}, "8 or 10 digits", true, checkOKPO, []string{"OKPO", "ОКПО"}},
	DUNS:       {"duns", []int{9}, "9 digits", true, checkDUNS, []string{"DUNSNUMBER", "DUNSNO", "DUNS"}},
	UEI:        {"uei", []int{12}, "12 letters and digits", false, checkUEI, []string{"UEI"}},
	NPI:        {"npi", []int{10}, "10 digits", true, checkNPI, []string{"NPI"}},
}

// Kinds returns the kinds that [Parse] knows.
func Kinds() []Kind {
	return []Kind{IMO, IMOCompany, MMSI, LEI, BIC, IBAN, ISIN, USCC, INN, OGRN, OKPO, DUNS, UEI, NPI, Wallet}
}

// Parse brings raw into the normal form of its kind and checks it. The error
// says what is wrong ("imo 9074728: check digit is 8, should be 9"). Of an
// address that several currencies write alike, the ID names the likeliest;
// [ParseWallet] names all, [CheckWallet] the one that is meant.
func Parse(kind Kind, raw string) (ID, error) {
	if kind == Wallet {
		return CheckWallet("", raw)
	}
	r := rules[kind]
	if r == nil {
		return ID{}, fmt.Errorf("ident: no kind %q", kind)
	}
	if len(raw) > maxRaw {
		return ID{}, fmt.Errorf("%s: %d bytes: too long", r.name, len(raw))
	}
	s := Normal(kind, raw)
	id, f := r.parse(kind, s)
	if !f.ok() {
		return ID{}, fmt.Errorf("%s %s: %w", r.name, printable(s), f)
	}
	return id, nil
}

// parse checks a value in normal form.
func (r *rule) parse(kind Kind, s string) (ID, fault) {
	if s == "" {
		return ID{}, fault{why: "empty"}
	}
	if f := r.form(s); !f.ok() {
		return ID{}, f
	}
	id := ID{Kind: kind, Value: s}
	if f := r.check(s, &id); !f.ok() {
		return ID{}, f
	}
	return id, fault{}
}

// form checks the length and the characters of a value.
func (r *rule) form(s string) fault {
	fits := r.lengths == nil
	for _, n := range r.lengths {
		fits = fits || len(s) == n
	}
	for i := 0; i < len(s) && fits; i++ {
		fits = isDigit(s[i]) || !r.digits && isUpper(s[i])
	}
	if !fits {
		return fault{why: "must be " + r.shape}
	}
	if r.digits && strings.Trim(s, "0") == "" {
		return fault{why: "is all zeros"}
	}
	return fault{}
}

// takes reports whether values of the kind may be n characters long.
func (r *rule) takes(n int) bool {
	for _, l := range r.lengths {
		if l == n {
			return true
		}
	}
	return r.lengths == nil && n >= minIBAN && n <= maxIBAN
}

// Normal returns the normal form of raw without checking it: two values of one
// kind that mean the same have the same normal form. A word in front that names
// the kind ("IMO 9074729") is dropped.
func Normal(kind Kind, raw string) string {
	if kind == Wallet {
		return normalWallet(raw)
	}
	s := compact(raw)
	r := rules[kind]
	if r == nil {
		return s
	}
	for {
		rest := r.unlabel(s)
		if len(rest) == len(s) {
			break
		}
		s = rest
	}
	if kind == BIC && len(s) == 11 && r.form(s).ok() {
		s = s[:8]
	}
	return s
}

// unlabel drops a label that stands before a value of the kind's length. A
// string that has such a length itself is a value, unless a colon says
// otherwise, or the label does: no country is called IB.
func (r *rule) unlabel(s string) string {
	for _, l := range r.labels {
		rest, ok := strings.CutPrefix(s, l)
		if !ok {
			continue
		}
		value := strings.TrimLeft(rest, ":：#=№/")
		if r.takes(len(value)) && (len(value) < len(rest) || !r.takes(len(s)) || r.lengths == nil) {
			return value
		}
	}
	return s
}

// compact drops blanks, dashes and dots, folds full-width letters and digits,
// and writes in upper case.
func compact(raw string) string {
	i := 0
	for i < len(raw) && (isDigit(raw[i]) || isUpper(raw[i])) {
		i++
	}
	if i == len(raw) {
		return raw
	}
	var b strings.Builder
	b.Grow(len(raw))
	for _, r := range raw {
		switch {
		case r >= 'a' && r <= 'z':
			r -= 'a' - 'A'
		case r >= '０' && r <= '９':
			r -= '０' - '0'
		case r >= 'Ａ' && r <= 'Ｚ':
			r -= 'Ａ' - 'A'
		case r >= 'ａ' && r <= 'ｚ':
			r -= 'ａ' - 'A'
		case r == '-' || r == '.' || isGap(r):
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isGap reports whether r separates or joins without being part of a value:
// white space, what has no width, and every dash but the ASCII one.
func isGap(r rune) bool {
	return unicode.IsSpace(r) || r >= '\u200b' && r <= '\u200f' || r == '\u2060' || r == '\ufeff' || r == '\u00ad' ||
		r >= '\u2010' && r <= '\u2015' || r == '\u2212' || r == '\ufe58' || r == '\ufe63' || r == '\uff0d'
}

// printable cuts a value for a message.
func printable(s string) string {
	if len(s) <= 40 && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) < 0 {
		return s
	}
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40]) + "…"
	}
	return fmt.Sprintf("%q", s)
}

func isDigit(c byte) bool { return c-'0' < 10 }

func isUpper(c byte) bool { return c-'A' < 26 }

func isLower(c byte) bool { return c-'a' < 26 }

func isAlnum(c byte) bool { return isDigit(c) || isUpper(c) || isLower(c) }
