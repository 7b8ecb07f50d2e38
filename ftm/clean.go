package ftm

import (
	"net/netip"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxValue is the longest value in bytes that a property keeps. Text and
// addresses are cut there at a character; any other value that long is no value
// of its type.
const MaxValue = 1 << 20

// CleanValue brings a raw value into the form that its property keeps: dates
// become ISO, countries codes, genders words, e-mail addresses lower case. ok
// is false when raw is no value of the property's type. A schema or property
// that the model does not have keeps text as it is.
func CleanValue(schema, prop, raw string) (v string, ok bool) {
	t := TypeString
	if s := Lookup(schema); s != nil {
		if p := s.Property(prop); p != nil {
			t = p.Type
		}
	}
	return t.Clean(raw)
}

// Clean brings raw into the form that properties of type t keep. ok is false
// when raw is no value of the type. What is clean stays as it is.
func (t Type) Clean(raw string) (v string, ok bool) {
	switch t {
	case TypeJSON, TypeHTML, TypeEntity: // white space may mean something
		v = strings.TrimSpace(strings.ToValidUTF8(raw, "\uFFFD"))
	default:
		v = cleanText(raw, t == TypeText)
	}
	if len(v) > MaxValue {
		switch t {
		case TypeText, TypeString, TypeAddress, TypeHTML, TypeJSON:
			v = strings.TrimSpace(cut(v, MaxValue))
		default:
			return "", false
		}
	}
	if v == "" {
		return "", false
	}
	if v, ok = t.cleanAs(v); !ok {
		return "", false
	}
	return v, true
}

// cleanAs cleans text that is clean as text.
func (t Type) cleanAs(v string) (string, bool) {
	switch t {
	case TypeDate:
		return CleanDate(v)
	case TypeCountry:
		return CountryCode(v)
	case TypeGender:
		return cleanGender(v)
	case TypeEmail:
		return cleanEmail(v)
	case TypeURL:
		return cleanURL(v)
	case TypePhone:
		return cleanPhone(v)
	case TypeNumber:
		return cleanNumber(v)
	case TypeIP:
		a, err := netip.ParseAddr(v)
		return a.String(), err == nil
	case TypeLanguage, TypeTopic, TypeMimeType, TypeChecksum:
		return lower(v), true
	}
	return v, true
}

// lower returns s in lower case. Some letters compose with their marks only
// there.
func lower(s string) string { return norm.NFC.String(strings.ToLower(s)) }

func cut(s string, n int) string {
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// cleanText drops what has no form (control characters, byte order marks,
// zero-width joints outside of scripts that need them), composes characters
// (NFC), and folds white space. Prose keeps its line breaks.
func cleanText(s string, prose bool) string {
	if plain(s) {
		return s
	}
	s = norm.NFC.String(strings.Map(func(r rune) rune {
		if formless(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD")))
	var b strings.Builder
	b.Grow(len(s))
	gap := byte(0)
	for _, r := range s {
		if unicode.IsSpace(r) {
			switch {
			case b.Len() == 0:
			case prose && r == '\n':
				gap = '\n'
			case gap == 0:
				gap = ' '
			}
			continue
		}
		if gap != 0 {
			b.WriteByte(gap)
			gap = 0
		}
		b.WriteRune(r)
	}
	return b.String()
}

// formless reports whether r is neither seen nor needed: controls that are no
// white space, soft hyphens, marks of byte order and of writing direction.
func formless(r rune) bool {
	switch {
	case r == '\u00ad', r == '\u200b', r == '\u200e', r == '\u200f', r == '\u2060', r == '\ufeff',
		r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return true
	}
	return unicode.IsControl(r) && !unicode.IsSpace(r)
}

// plain reports whether s is ASCII that cleanText would not change.
func plain(s string) bool {
	prev := byte(' ')
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < 0x20 || c > 0x7e || c == ' ' && prev == ' ' {
			return false
		}
		prev = c
	}
	return s == "" || prev != ' '
}

// dateLayouts are the forms of dates that published lists use, besides ISO.
var dateLayouts = []struct {
	layout string
	parts  int
}{
	{"2 Jan 2006", 3}, {"2 January 2006", 3}, {"January 2, 2006", 3}, {"Jan 2, 2006", 3}, {"January 2 2006", 3},
	{"2-Jan-2006", 3}, {"2-January-2006", 3}, {"2.1.2006", 3}, {"20060102", 3}, {"2006/1/2", 3}, {"2006-1-2", 3}, {"2 Jan. 2006", 3},
	{"Jan 2006", 2}, {"January 2006", 2}, {"Jan. 2006", 2}, {"1/2006", 2}, {"1.2006", 2}, {"2006/1", 2}, {"Jan-2006", 2}, {"January, 2006", 2},
}

// CleanDate reads a date as published lists write them and returns ISO 8601,
// partial where the source is partial: "12 Mar 1970" is 1970-03-12, "Mar 1970"
// is 1970-03. A time of day is dropped, and so is the zone behind a day.
// Slashes between day, month and year are refused: which of them is the day
// differs by country, and the reader of the source must say. So are years of
// two digits, whose century nobody wrote.
func CleanDate(s string) (string, bool) {
	s = strings.TrimSpace(s)
	switch _, _, _, n := splitISO(s); n {
	case 1, 2:
		return s, true
	case 3:
		return s[:10], true
	}
	if len(s) > 10 && isZone(s[10:]) {
		if _, _, _, n := splitISO(s[:10]); n == 3 {
			return s[:10], true
		}
	}
	for _, l := range dateLayouts {
		t, err := time.Parse(l.layout, s)
		if err != nil || t.Year() < 1000 {
			continue
		}
		if l.parts == 2 {
			return t.Format("2006-01"), true
		}
		return t.Format(time.DateOnly), true
	}
	return "", false
}

// isZone reports whether s is a time zone as XML writes it behind a day: Z,
// -05:00, +0200.
func isZone(s string) bool {
	if s == "Z" {
		return true
	}
	if s = strings.Replace(s, ":", "", 1); len(s) != 5 || s[0] != '+' && s[0] != '-' {
		return false
	}
	return strings.Trim(s[1:], "0123456789") == ""
}

func cleanGender(s string) (string, bool) {
	switch strings.ToLower(strings.TrimRight(s, ".")) {
	case "m", "male", "man", "masculin", "masculine", "männlich", "м", "муж", "мужской":
		return "male", true
	case "f", "female", "woman", "féminin", "feminine", "weiblich", "w", "ж", "жен", "женский":
		return "female", true
	case "o", "x", "other", "diverse":
		return "other", true
	}
	return "", false
}

func cleanEmail(s string) (string, bool) {
	const around = "<>.,; "
	s = strings.Trim(strings.TrimPrefix(strings.Trim(lower(s), around), "mailto:"), around)
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || strings.ContainsAny(s, " ,;:<>()\"") || strings.Contains(domain, "@") ||
		!strings.Contains(domain, ".") || strings.HasPrefix(domain, ".") {
		return "", false
	}
	return s, true
}

// cleanURL takes addresses of the web and of FTP. The host becomes lower case;
// all else stays as it is written.
func cleanURL(s string) (string, bool) {
	if strings.ContainsAny(s, " \"<>\\") {
		return "", false
	}
	if scheme, _, ok := strings.Cut(s, "://"); !ok || strings.ContainsAny(scheme, "/?#") {
		s = "http://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.User != nil || !strings.Contains(strings.Trim(u.Host, "."), ".") {
		return "", false
	}
	scheme, rest, _ := strings.Cut(s, "://")
	switch scheme = lower(scheme); scheme {
	case "http", "https", "ftp", "sftp":
	default:
		return "", false
	}
	host, path := rest, "/"
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		host, path = rest[:i], rest[i:]
	}
	return scheme + "://" + lower(host) + path, true
}

// cleanPhone keeps digits and a leading plus. A number without country code
// stays without: which country is not said.
func cleanPhone(s string) (string, bool) {
	var b strings.Builder
	digits := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
			digits++
		case r == '+' && b.Len() == 0:
			b.WriteRune(r)
		case strings.ContainsRune(" ()-./\u2010\u2011\u2012\u2013", r):
		default:
			return "", false
		}
	}
	if digits < 5 || digits > 17 {
		return "", false
	}
	v := b.String()
	if strings.HasPrefix(v, "00") && digits > 9 {
		v = "+" + v[2:]
	}
	return v, true
}

// cleanNumber drops signs that group thousands. A comma that groups nothing
// may be a decimal comma: such a number is refused, not taken for ten times
// what it says.
func cleanNumber(s string) (string, bool) {
	v := make([]byte, 0, len(s))
	grouped, dots, digits, run := false, 0, 0, 0 // run: digits since the last sign
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
			run++
			v = append(v, byte(r))
			continue
		case r == '.' && dots == 0 && (!grouped || run == 3):
			dots++
			grouped = false
			v = append(v, '.')
		case (r == '-' || r == '+') && len(v) == 0:
			v = append(v, byte(r))
			continue
		case r == ',' || r == ' ' || r == '\'' || r == '\u2019':
			if dots > 0 || run == 0 || run > 3 || grouped && run != 3 {
				return "", false
			}
			grouped = true
		default:
			return "", false
		}
		run = 0
	}
	return string(v), digits > 0 && (!grouped || run == 3)
}
