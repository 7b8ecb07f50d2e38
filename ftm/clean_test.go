package ftm_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"cordon/ftm"
)

// refused is what a table wants where a value is no value of its type.
const refused = "\x00"

func checkClean(t *testing.T, typ ftm.Type, tests map[string]string) {
	t.Helper()
	for in, want := range tests {
		got, ok := typ.Clean(in)
		if !ok {
			if got != "" {
				t.Errorf("%s %q is refused, but comes as %q", typ, in, got)
			}
			got = refused
		}
		if got != want {
			t.Errorf("%s %q is %q, want %q", typ, in, got, want)
		}
		if again, _ := typ.Clean(got); ok && again != got {
			t.Errorf("%s %q is %q, and that is %q", typ, in, got, again)
		}
	}
}

func TestCleanDate(t *testing.T) {
	checkClean(t, ftm.TypeDate, map[string]string{
		"1970-03-12": "1970-03-12", "1970-03": "1970-03", "1970": "1970", " 1970 ": "1970",
		// OFAC
		"12 Mar 1970": "1970-03-12", "01 Jan 1960": "1960-01-01", "Mar 1970": "1970-03", "5 MAR 1970": "1970-03-05",
		"circa 1970": refused, "1958-1961": refused, "12 Mar 1970 to 15 Mar 1970": refused, "30 Feb 1970": refused, "00 Jan 1970": refused,
		// UN
		"2001-01-25-05:00": "2001-01-25", "2001-01-25Z": "2001-01-25", "2001-01-25+02:00": "2001-01-25", "2016-03-02T00:00:00-05:00": "2016-03-02",
		"2001-01-25-2001-02-01": refused, "2001-13-25Z": refused, "Approximately 1963": refused, "between 1963 and 1965": refused,
		// EU
		"16.7.2009": "2009-07-16", "13.10.1944": "1944-10-13", "04.04.1956": "1956-04-04", "31.4.2009": refused,
		// UK: which is the day is for its reader to say
		"03/04/1963": refused, "13/04/1963": refused, "dd/mm/1963": refused, "00/00/1963": refused,
		// others
		"20240314": "2024-03-14", "2024/03/14": "2024-03-14", "2024/3/4": "2024-03-04", "2024-3-4": "2024-03-04", "March 15, 2006": "2006-03-15", "Mar 5, 2006": "2006-03-05",
		"2 January 2006": "2006-01-02", "02-Jan-2006": "2006-01-02", "January 2006": "2006-01", "01/2006": "2006-01", "3.2006": "2006-03",
		"2024-03-14T11:31:42": "2024-03-14", "2024-03-14 11:31:42": "2024-03-14",
		// whose century?
		"02-Jan-45": refused, "12 Mar 70": refused,
		"": refused, "unknown": refused, "0": refused, "196x": refused, "0000-00-00": refused, "2023-02-29": refused, "1 Jan 0900": refused,
	})
}

func TestCleanCountry(t *testing.T) {
	checkClean(t, ftm.TypeCountry, map[string]string{
		"kp": "kp", "KP": "kp", "PRK": "kp", "prk": "kp", "Korea, North": "kp", "DPRK": "kp", "Democratic People's Republic of Korea": "kp",
		"Democratic People’s Republic of Korea": "kp", "the Democratic People's Republic of Korea": "kp", "KOREA, DEMOCRATIC PEOPLE'S REPUBLIC OF": "kp", "RPDC": "kp", "조선민주주의인민공화국": "kp",
		"Republic of Korea": "kr", "Korea, South": "kr", "South Korea": "kr", "Korea": refused,
		"Russia": "ru", "Russia / Russie": "ru", "Russian Federation": "ru", "Russia / Ukraine": refused, "Russia / unknown": refused,
		"Syria / Syrie": "sy", "Myanmar (Burma) / Myanmar (Birmanie)": "mm", "Belarus / Bélarus": "by", "Haiti / Haïti": "ht", "China / Chine": "cn",
		"Hong Kong": "hk", "China, Hong Kong Special Administrative Region": "hk", "Macau": "mo", "Taiwan": "tw", "Republic of China": "tw", "People's Republic of China": "cn",
		"Congo, Democratic Republic of the": "cd", "Democratic Republic of the Congo": "cd", "Congo, Republic of the": "cg", "Congo": "cg",
		"Cote d'Ivoire": "ci", "Côte d’Ivoire": "ci", "CÔTE D'IVOIRE": "ci", "Türkiye": "tr", "Turkey": "tr", "Burma": "mm", "Swaziland": "sz",
		"The Gambia": "gm", "Bosnia & Herzegovina": "ba", "St. Kitts & Nevis": "kn", "Sultanate of Oman": "om", "Union of the Comoros": "km",
		"Iran (Islamic Republic of)": "ir", "Islamic Republic of Iran": "ir", "Syrian Arab Republic": "sy", "Viet Nam": "vn", "Lao People's Democratic Republic": "la",
		"Yemeni": "ye", "Afghan": "af", "Saudi Arabian": "sa", "Region: Gaza": "ps", "West Bank": "ps", "Palestinian": "ps", "Region: Crimea": "ua-cri", "Kosovo": "xk", "undetermined": "zz",
		"Netherlands Antilles": "an", "USSR": "su", "former Soviet Union": "su", "Czechoslovakia": "cs", "Yugoslavia": "yucs", "Serbia and Montenegro": "csxx",
		"Guinea": "gn", "Equatorial Guinea": "gq", "Guinea-Bissau": "gw", "Dominica": "dm", "Dominican Republic": "do", "Niger": "ne", "Nigeria": "ng",
		"U.S.": "us", "U.K.": "gb", "UK": "gb", "England": "gb", "EU": "eu",
		"Georgia": "ge", "Jersey": "je", "Atlantis": refused, "": refused, "Sudan/South Sudan": refused, "16866": refused, "None Identified": refused,
		"Bahrain (citizenship revoked in Jan. 2015)": refused, "Tunisia or Algeria": refused, "x": refused,
	})
}

func TestCleanText(t *testing.T) {
	checkClean(t, ftm.TypeName, map[string]string{
		"KIM, Jong Un": "KIM, Jong Un", "  a \t b\n\nc ": "a b c", "a\u00a0b": "a b", "e\u0301": "é", "a\u200bb\ufeff": "ab", "a\u202eb": "ab", "a\x00b\x1f\u0085c": "ab c",
		"e\u200b\u0301": "é", "می\u200cخواهم": "می\u200cخواهم", "김정은": "김정은", "김": "김", "a\xffb": "a\uFFFDb", "\u200b": refused, " \n ": refused, "": refused, "a\u00adb": "ab",
		"a\u3000b": "a b", "\u2028a\u2029": "a",
	})
	checkClean(t, ftm.TypeText, map[string]string{
		"one\r\ntwo": "one\ntwo", "one\n\n\ntwo  three ": "one\ntwo three", "\n a": "a", "a \n b": "a\nb", "a\tb": "a b",
	})
	checkClean(t, ftm.TypeJSON, map[string]string{` {"a":  1} `: `{"a":  1}`, " ": refused})
	checkClean(t, ftm.TypeEntity, map[string]string{" NK-1 ": "NK-1"})
	checkClean(t, ftm.TypeIdentifier, map[string]string{" 8914142 ": "8914142", "PS\u00a0654320642": "PS 654320642"})
	checkClean(t, ftm.TypeTopic, map[string]string{"Sanction": "sanction", "J\u030c": "\u01f0"})
	checkClean(t, ftm.TypeHTML, map[string]string{"<p>a  b</p>\n": "<p>a  b</p>", "a\xff": "a\uFFFD"})
}

func TestCleanOthers(t *testing.T) {
	checkClean(t, ftm.TypeGender, map[string]string{
		"Male": "male", "M": "male", "f": "female", "Female.": "female", "жен.": "female", "X": "other", "unknown": refused, "männlich": "male",
	})
	checkClean(t, ftm.TypeEmail, map[string]string{
		"Foo@Example.ORG": "foo@example.org", "mailto:a@b.kp": "a@b.kp", "<a@b.kp>;": "a@b.kp", "MAILTO:A@B.KP": "a@b.kp", "a@b": refused, "@b.kp": refused, "a b@c.kp": refused,
		"mailto:mailto:a@b.kp": refused, "<mailto:a@b.kp>": "a@b.kp", "H\u0331@b.kp": "\u1e96@b.kp", "a@b@c.kp": refused, "a@.kp": refused, "a@b.": refused, "a@b.kp.": "a@b.kp", "n/a": refused,
	})
	checkClean(t, ftm.TypeURL, map[string]string{
		"https://Example.org": "https://example.org/", "example.org/Path?q=1": "http://example.org/Path?q=1", "HTTP://example.org/": "http://example.org/",
		"www.example.org": "http://www.example.org/", "javascript:alert(1)": refused, "file:///etc/passwd": refused, "not a url": refused, "http://localhost": refused, "n/a": refused,
		"info@example.org": refused, "http://user:pass@example.org/": refused, "http://조선.example/길": "http://조선.example/길", "HTTPS://EXAMPLE.org:8080?Q": "https://example.org:8080?Q",
		"http://H\u0331.kp": "http://\u1e96.kp/", "//example.org/x": refused, "example.org/?to=http://x.org": "http://example.org/?to=http://x.org", "http://%zz.org": refused, "http://.": refused, "example.org/%7Ekim": "http://example.org/%7Ekim",
	})
	checkClean(t, ftm.TypePhone, map[string]string{
		"+850-2-381-8031": "+85023818031", "(850) 2 18111": "850218111", "0085023818031": "+85023818031", "00850 2": "008502", "123": refused, "call me": refused,
		"+1 234 567 8901 234 5678": refused, "85+0218111": refused, "0211": refused,
	})
	checkClean(t, ftm.TypeNumber, map[string]string{
		"12": "12", "1,234": "1234", "1,234,567.89": "1234567.89", "1 234 567": "1234567", "1'234": "1234", "-5": "-5", "+5": "+5", ".5": ".5", "5.": "5.",
		"1,5": refused, "12,34": refused, "1,234,5": refused, "1.500,00": refused, "1234,567": refused, ",123": refused, "1,,234": refused, "1..2": refused, "1.2.3": refused,
		"5 t": refused, "-": refused, ".": refused, "1-2": refused, "": refused, "1,234.5": "1234.5", "1,23.5": refused, "1, 234": refused,
	})
	checkClean(t, ftm.TypeIP, map[string]string{"175.45.176.1": "175.45.176.1", "2001:DB8::1": "2001:db8::1", "300.1.1.1": refused, "x": refused})
	checkClean(t, ftm.TypeLanguage, map[string]string{"KOR": "kor"})
}

func TestCleanLong(t *testing.T) {
	long := strings.Repeat("é", ftm.MaxValue) // two bytes each
	for _, typ := range []ftm.Type{ftm.TypeText, ftm.TypeString, ftm.TypeAddress, ftm.TypeHTML, ftm.TypeJSON} {
		v, ok := typ.Clean("x" + long)
		if !ok || len(v) > ftm.MaxValue || len(v) < ftm.MaxValue-1 || !utf8.ValidString(v) {
			t.Errorf("%s: %t, %d bytes", typ, ok, len(v))
		}
	}
	for _, typ := range []ftm.Type{ftm.TypeName, ftm.TypeIdentifier, ftm.TypeDate, ftm.TypeURL, ftm.TypeEntity} {
		if v, ok := typ.Clean(long); ok || v != "" {
			t.Errorf("%s keeps %d bytes", typ, len(v))
		}
	}
	// U+1D15E has four bytes and composes to twelve.
	v, ok := ftm.TypeText.Clean(strings.Repeat("\U0001d15e", ftm.MaxValue/4))
	if again, _ := ftm.TypeText.Clean(v); !ok || len(v) > ftm.MaxValue || again != v {
		t.Errorf("composed to %d bytes, then %d", len(v), len(again))
	}
}

func TestCleanValue(t *testing.T) {
	tests := []struct{ schema, prop, in, want string }{
		{"Person", "birthDate", "12 Mar 1970", "1970-03-12"},
		{"Person", "birthCountry", "DPRK", "kp"},
		{"Vessel", "flag", "Panama", "pa"},
		{"Vessel", "imoNumber", " 8914142", "8914142"},
		{"Vessel", "tonnage", "12,345", "12345"},
		{"Sanction", "listingDate", "16.7.2009", "2009-07-16"},
		{"Person", "planet", " Mars ", "Mars"},
		{"Martian", "birthDate", " long  ago ", "long ago"},
		{"Person", "birthDate", "long ago", refused},
	}
	for _, tt := range tests {
		got, ok := ftm.CleanValue(tt.schema, tt.prop, tt.in)
		if !ok {
			got = refused
		}
		if got != tt.want {
			t.Errorf("%s.%s %q is %q, want %q", tt.schema, tt.prop, tt.in, got, tt.want)
		}
	}
}
