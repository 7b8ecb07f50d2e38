package ident

// hundred is 00 to 99 to cut out for a message: no allocation.
const hundred = "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"

// mod97 carries a remainder over more characters, letters counting 10 to 35
// (ISO 7064).
func mod97(rem int, s string) int {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= '9' {
			rem = (rem*10 + int(c-'0')) % 97
		} else {
			rem = (rem*100 + int(c-'A') + 10) % 97
		}
	}
	return rem
}

// checkPair compares two check digits with the ones they should be. rem is the
// remainder of the number with 00 in their place.
func checkPair(got string, rem int) fault {
	want := hundred[2*(98-rem) : 2*(98-rem)+2]
	if got != want {
		return fault{"check digits are", got, want}
	}
	return fault{}
}

func checkLEI(s string, id *ID) fault {
	id.Strong = true
	return checkPair(s[18:], mod97(0, s[:18])*100%97)
}

// checkBIC: four letters of the bank, the country, two characters of the
// place; the branch is cut off by [Normal].
func checkBIC(s string, id *ID) fault {
	for i := range 6 {
		if !isUpper(s[i]) {
			return fault{why: "must begin with 6 letters"}
		}
	}
	if id.Country = country(s[4:6]); id.Country == "" {
		return fault{why: "no country " + s[4:6]}
	}
	return fault{}
}

// checkISIN: letters become two digits, then Luhn. The prefix is the country
// of the numbering agency, or XS, EU and the like for none.
func checkISIN(s string, id *ID) fault {
	if !isUpper(s[0]) || !isUpper(s[1]) || !isDigit(s[11]) {
		return fault{why: "must be 2 letters, 9 letters or digits, 1 digit"}
	}
	id.Country, id.Strong = country(s[:2]), true
	sum, double := 0, true
	add := func(d int) {
		if double {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
		double = !double
	}
	for i := 10; i >= 0; i-- {
		if c := s[i]; c <= '9' {
			add(int(c - '0'))
		} else {
			add(int(c-'A'+10) % 10)
			add(int(c-'A'+10) / 10)
		}
	}
	return checkDigit(s, (10-sum%10)%10)
}

// The lengths of the shortest and the longest IBAN: Norway and Russia. The
// standard allows 34.
const (
	minIBAN = 15
	maxIBAN = 33
)

func checkIBAN(s string, id *ID) fault {
	if len(s) < 5 {
		return fault{why: "must be 15 to 33 letters and digits"}
	}
	shape := ibanShape[s[:2]]
	if shape == "" {
		return fault{why: "no country with IBANs: " + s[:2]}
	}
	if want := ibanLength(shape); len(s) != want {
		return fault{"length is", itoa(len(s)), itoa(want)}
	}
	if f := checkPair(s[2:4], mod97(mod97(mod97(0, s[4:]), s[:2]), "00")); !f.ok() {
		return f
	}
	if !fitsShape(s[4:], shape) {
		return fault{why: "account part must be " + shape + " (a letters, n digits, c both)"}
	}
	id.Country, id.Strong = country(s[:2]), true
	return fault{}
}

func itoa(n int) string { return hundred[2*n : 2*n+2] }

// ibanLength adds up a shape: 4 characters and its groups.
func ibanLength(shape string) int {
	n, group := 4, 0
	for i := 0; i < len(shape); i++ {
		if c := shape[i]; isDigit(c) {
			group = group*10 + int(c-'0')
		} else {
			n, group = n+group, 0
		}
	}
	return n
}

// fitsShape compares the part behind the check digits with the country's shape.
func fitsShape(s, shape string) bool {
	group := 0
	for i := 0; i < len(shape); i++ {
		c := shape[i]
		if isDigit(c) {
			group = group*10 + int(c-'0')
			continue
		}
		for ; group > 0; group-- {
			if c == 'n' && !isDigit(s[0]) || c == 'a' && !isUpper(s[0]) {
				return false
			}
			s = s[1:]
		}
	}
	return true
}

// ibanShape gives, by country, how the part behind the check digits looks: n
// digits, a letters, c either. The second group are countries that use IBANs
// without standing in the registry.
var ibanShape = map[string]string{
	"AD": "8n12c", "AE": "19n", "AL": "8n16c", "AT": "16n", "AZ": "4a20c", "BA": "16n", "BE": "12n", "BG": "4a6n8c",
	"BH": "4a14c", "BI": "23n", "BR": "23n1a1c", "BY": "4c4n16c", "CH": "5n12c", "CR": "18n", "CY": "8n16c", "CZ": "20n",
	"DE": "18n", "DJ": "23n", "DK": "14n", "DO": "4c20n", "EE": "16n", "EG": "25n", "ES": "20n", "FI": "14n",
	"FK": "2a12n", "FO": "14n", "FR": "10n11c2n", "GB": "4a14n", "GE": "2a16n", "GI": "4a15c", "GL": "14n", "GR": "7n16c",
	"GT": "24c", "HN": "4a20n", "HR": "17n", "HU": "24n", "IE": "4a14n", "IL": "19n", "IQ": "4a15n", "IS": "22n",
	"IT": "1a10n12c", "JO": "4a4n18c", "KW": "4a22c", "KZ": "3n13c", "LB": "4n20c", "LC": "4a24c", "LI": "5n12c", "LT": "16n",
	"LU": "3n13c", "LV": "4a13c", "LY": "21n", "MC": "10n11c2n", "MD": "20c", "ME": "18n", "MK": "3n10c2n", "MN": "16n",
	"MR": "23n", "MT": "4a5n18c", "MU": "4a19n3a", "NI": "4a20n", "NL": "4a10n", "NO": "11n", "OM": "3n16c", "PK": "4a16c",
	"PL": "24n", "PS": "4a21c", "PT": "21n", "QA": "4a21c", "RO": "4a16c", "RS": "18n", "RU": "14n15c", "SA": "2n18c",
	"SC": "4a20n3a", "SD": "14n", "SE": "20n", "SI": "15n", "SK": "20n", "SM": "1a10n12c", "SO": "19n", "ST": "21n",
	"SV": "4a20n", "TL": "19n", "TN": "20n", "TR": "6n16c", "UA": "6n19c", "VA": "18n", "VG": "4a16n", "XK": "16n", "YE": "4a4n18c",

	"AO": "21n", "BF": "2c22n", "BJ": "2c22n", "CF": "23n", "CG": "23n", "CI": "2c22n", "CM": "23n", "CV": "21n",
	"DZ": "22n", "GA": "23n", "GQ": "23n", "GW": "2c19n", "IR": "22n", "KM": "23n", "MA": "24n", "MG": "23n",
	"ML": "2c22n", "MZ": "21n", "NE": "2c22n", "SN": "2c22n", "TD": "23n", "TG": "2c22n",
}
