package ident_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cordon/ident"
	"cordon/internal/testdata"
)

// licensors are the names in the ITU's table, without the form of state and the
// state that a territory belongs to, and the codes they stand for.
var licensors = map[string]string{
	"Adelie Land": "tf", "Afghanistan": "af", "Alaska": "us", "Albania": "al", "Algeria": "dz", "American Samoa": "as",
	"Andorra": "ad", "Angola": "ao", "Anguilla": "ai", "Antigua and Barbuda": "ag", "Argentine Republic": "ar",
	"Armenia": "am", "Aruba": "aw", "Ascension Island": "sh", "Australia": "au", "Austria": "at", "Azerbaijan": "az",
	"Azores": "pt", "Bahamas": "bs", "Bahrain": "bh", "Bangladesh": "bd", "Barbados": "bb", "Belarus": "by",
	"Belgium": "be", "Belize": "bz", "Benin": "bj", "Bermuda": "bm", "Bhutan": "bt", "Bolivia": "bo",
	"Bonaire, Sint Eustatius and Saba": "cw", "Bosnia and Herzegovina": "ba", "Botswana": "bw", "Brazil": "br",
	"British Virgin Islands": "vg", "Brunei Darussalam": "bn", "Bulgaria": "bg", "Burkina Faso": "bf", "Burundi": "bi",
	"Cabo Verde": "cv", "Cambodia": "kh", "Cameroon": "cm", "Canada": "ca", "Cayman Islands": "ky",
	"Central African Republic": "cf", "Chad": "td", "Chile": "cl", "China": "cn", "Christmas Island": "cx", "Cocos": "cc",
	"Colombia": "co", "Comoros": "km", "Congo": "cg", "Cook Islands": "ck", "Costa Rica": "cr", "Croatia": "hr",
	"Crozet Archipelago": "tf", "Cuba": "cu", "Curaçao": "cw", "Cyprus": "cy", "Czech Republic": "cz",
	"Côte d'Ivoire": "ci", "Democratic People's Republic of Korea": "kp", "Democratic Republic of the Congo": "cd",
	"Denmark": "dk", "Djibouti": "dj", "Dominica": "dm", "Dominican Republic": "do", "Ecuador": "ec", "Egypt": "eg",
	"El Salvador": "sv", "Equatorial Guinea": "gq", "Eritrea": "er", "Estonia": "ee", "Eswatini": "sz", "Ethiopia": "et",
	"Falkland Islands": "fk", "Faroe Islands": "fo", "Fiji": "fj", "Finland": "fi", "France": "fr",
	"French Polynesia": "pf", "Gabonese Republic": "ga", "Gambia": "gm", "Georgia": "ge", "Germany": "de", "Ghana": "gh",
	"Gibraltar": "gi", "Greece": "gr", "Greenland": "gl", "Grenada": "gd", "Guadeloupe": "gp", "Guatemala": "gt",
	"Guiana": "gf", "Guinea": "gn", "Guinea-Bissau": "gw", "Guyana": "gy", "Haiti": "ht", "Honduras": "hn",
	"Hong Kong": "hk", "Hungary": "hu", "Iceland": "is", "India": "in", "Indonesia": "id", "Iran": "ir", "Iraq": "iq",
	"Ireland": "ie", "Israel": "il", "Italy": "it", "Jamaica": "jm", "Japan": "jp", "Jordan": "jo", "Kazakhstan": "kz",
	"Kenya": "ke", "Kerguelen Islands": "tf", "Kiribati": "ki", "Korea": "kr", "Kuwait": "kw", "Kyrgyz Republic": "kg",
	"Lao People's Democratic Republic": "la", "Latvia": "lv", "Lebanon": "lb", "Lesotho": "ls", "Liberia": "lr",
	"Libya": "ly", "Liechtenstein": "li", "Lithuania": "lt", "Luxembourg": "lu", "Macao": "mo", "Madagascar": "mg",
	"Madeira": "pt", "Malawi": "mw", "Malaysia": "my", "Maldives": "mv", "Mali": "ml", "Malta": "mt",
	"Marshall Islands": "mh", "Martinique": "mq", "Mauritania": "mr", "Mauritius": "mu", "Mexico": "mx",
	"Micronesia": "fm", "Moldova": "md", "Monaco": "mc", "Mongolia": "mn", "Montenegro": "me", "Montserrat": "ms",
	"Morocco": "ma", "Mozambique": "mz", "Myanmar": "mm", "Namibia": "na", "Nauru": "nr", "Nepal": "np",
	"Netherlands": "nl", "New Caledonia": "nc", "New Zealand": "nz", "Nicaragua": "ni", "Niger": "ne", "Nigeria": "ng",
	"Niue": "nu", "North Macedonia": "mk", "Northern Mariana Islands": "mp", "Norway": "no", "Oman": "om",
	"Pakistan": "pk", "Palau": "pw", "Panama": "pa", "Papua New Guinea": "pg", "Paraguay": "py", "Peru": "pe",
	"Philippines": "ph", "Pitcairn Island": "pn", "Poland": "pl", "Portugal": "pt", "Puerto Rico": "pr", "Qatar": "qa",
	"Republic of Türkiye": "tr", "Reunion": "re", "Romania": "ro", "Russian Federation": "ru", "Rwanda": "rw",
	"Saint Helena": "sh", "Saint Kitts and Nevis": "kn", "Saint Lucia": "lc", "Saint Paul and Amsterdam Islands": "tf",
	"Saint Pierre and Miquelon": "pm", "Saint Vincent and the Grenadines": "vc", "Samoa": "ws", "San Marino": "sm",
	"Sao Tome and Principe": "st", "Saudi Arabia": "sa", "Senegal": "sn", "Serbia": "rs", "Seychelles": "sc",
	"Sierra Leone": "sl", "Singapore": "sg", "Sint Maarten": "cw", "Slovak Republic": "sk", "Slovenia": "si",
	"Solomon Islands": "sb", "Somalia": "so", "South Africa": "za", "South Sudan": "ss", "Spain": "es", "Sri Lanka": "lk",
	"State of Palestine": "ps", "Sudan": "sd", "Suriname": "sr", "Sweden": "se", "Switzerland": "ch",
	"Syrian Arab Republic": "sy", "Taiwan": "tw", "Tajikistan": "tj", "Tanzania": "tz", "Thailand": "th",
	"Timor-Leste": "tl", "Togolese Republic": "tg", "Tonga": "to", "Trinidad and Tobago": "tt", "Tunisia": "tn",
	"Turkmenistan": "tm", "Turks and Caicos Islands": "tc", "Tuvalu": "tv", "Uganda": "ug", "Ukraine": "ua",
	"United Arab Emirates": "ae", "United Kingdom of Great Britain and Northern Ireland": "gb",
	"United States Virgin Islands": "vi", "United States of America": "us", "Uruguay": "uy", "Uzbekistan": "uz",
	"Vanuatu": "vu", "Vatican City State": "va", "Venezuela": "ve", "Viet Nam": "vn", "Wallis and Futuna Islands": "wf",
	"Yemen": "ye", "Zambia": "zm", "Zimbabwe": "zw",
}

// The table of the ITU and ours give the same digits to the same countries.
func TestMIDTable(t *testing.T) {
	known := map[string]bool{}
	for _, row := range records(t, testdata.Path(t, "vessels/mid/itu_mid.csv")) {
		known[row["MID"]] = true
		name := row["Allocated_to"]
		if _, part, ok := strings.Cut(name, " - "); ok {
			name = part
		}
		name, _, _ = strings.Cut(name, " (")
		want, ok := licensors[name]
		if !ok {
			t.Errorf("%s: no country %q in the test's table", row["MID"], name)
		}
		if got := ident.MMSICountry(row["MID"] + "000001"); got != want {
			t.Errorf("%s %s: %q, want %q", row["MID"], name, got, want)
		}
	}
	n := 0
	for mid := 200; mid < 800; mid++ {
		s := fmt.Sprint(mid)
		if c := ident.MMSICountry(s + "000001"); c != "" {
			n++
			if !known[s] {
				t.Errorf("%s is %s here and nobody's there", s, c)
			}
		}
	}
	if n != len(known) || n < 290 {
		t.Errorf("%d digits, want %d", n, len(known))
	}
}

// Without the ITU's file at hand: the digits that matter most here.
func TestMMSICountry(t *testing.T) {
	for mids, want := range map[string]string{
		"445": "kp", "440 441": "kr", "412 413 414": "cn", "416": "tw", "477": "hk", "453": "mo", "273": "ru", "422": "ir", "468": "sy",
		"351 352 353 354 355 356 357 370 371 372 373 374": "pa", "667": "sl", "671": "tg", "514 515": "kh", "457": "mn",
		"636 637": "lr", "538": "mh", "616 620": "km", "674 677": "tz", "511": "pw", "518": "ck", "520": "fj", "613": "cm",
		"232 233 234 235": "gb", "338 366 367 368 369": "us", "431 432": "jp", "563 564 565 566": "sg",
	} {
		for mid := range strings.FieldsSeq(mids) {
			for _, mmsi := range []string{mid + "123456", "00" + mid + "1234", "0" + mid + "12345", "111" + mid + "123", "99" + mid + "1234", "98" + mid + "1234", "8" + mid + "12345"} {
				if got := ident.MMSICountry(mmsi); got != want {
					t.Errorf("%s: %q, want %q", mmsi, got, want)
				}
			}
		}
	}
}

func TestMMSIForms(t *testing.T) {
	for _, tc := range []struct{ in, form, country string }{
		{"412345678", "ship", "cn"},
		{"477123456", "ship", "hk"},
		{"306123456", "ship", "cw"},
		{"004451234", "coast", "kp"},
		{"044512345", "group", "kp"},
		{"111273123", "aircraft", "ru"},
		{"843112345", "handheld", "jp"},
		{"994401234", "aid", "kr"},
		{"983661234", "craft", "us"},
		{"970123456", "sart", ""},
		{"972123456", "mob", ""},
		{"974123456", "epirb", ""},
	} {
		id, err := ident.Parse(ident.MMSI, tc.in)
		if err != nil {
			t.Error(err)
			continue
		}
		if id.Form != tc.form || id.Country != tc.country || id.Strong {
			t.Errorf("%s: got %+v, want %s of %q", tc.in, id, tc.form, tc.country)
		}
		if c := ident.MMSICountry(tc.in); c != tc.country {
			t.Errorf("%s: country %q, want %q", tc.in, c, tc.country)
		}
	}
	for _, in := range []string{"", "123456789", "973123456", "971123456", "999123456", "112345678", "2731234567"} {
		if c := ident.MMSICountry(in); c != "" {
			t.Errorf("%q has the country %q", in, c)
		}
	}
}

// The digits of a country are those that give it, and no others.
func TestMIDs(t *testing.T) {
	for country, want := range map[string][]string{"kp": {"445"}, "cn": {"412", "413", "414"}, "xx": nil, "": nil} {
		if got := ident.MIDs(country); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", country, got, want)
		}
	}
	for mid := 200; mid < 800; mid++ {
		s := fmt.Sprint(mid)
		if c := ident.MMSICountry(s + "000001"); c != "" && !slices.Contains(ident.MIDs(c), s) {
			t.Errorf("%s is not among the digits of %s", s, c)
		}
	}
}
