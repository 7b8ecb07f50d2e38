package world

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// place is where a company may be registered. Towns are real, streets are not.
type place struct {
	town, country string
	forms         []string // of companies
	style         int      // of people's names
}

// Towns at the border, ports, and registers of shells, as published cases name
// them.
var (
	borderTowns = []place{
		{"Dandong", "cn", chineseForms, chinese}, {"Dalian", "cn", chineseForms, chinese}, {"Shenyang", "cn", chineseForms, chinese},
		{"Hunchun", "cn", chineseForms, chinese}, {"Yanji", "cn", chineseForms, chinese}, {"Vladivostok", "ru", russianForms, russian}, {"Khasan", "ru", russianForms, russian},
	}
	shellTowns = []place{
		{"Hong Kong", "hk", []string{"Limited", "Co., Limited", "(HK) Limited"}, chinese}, {"Road Town", "vg", []string{"Inc.", "Ltd.", "Holdings Ltd."}, other},
		{"Majuro", "mh", []string{"S.A.", "Shipping Inc.", "Marine S.A."}, other}, {"Victoria", "sc", []string{"Ltd.", "Global Ltd."}, other}, {"Labuan", "my", []string{"Ltd.", "Sdn. Bhd."}, other},
	}
	otherTowns = []place{
		{"Singapore", "sg", []string{"Pte. Ltd."}, other}, {"Bangkok", "th", []string{"Co., Ltd."}, other}, {"Rotterdam", "nl", []string{"B.V."}, other},
		{"Hamburg", "de", []string{"GmbH"}, other}, {"Izmir", "tr", []string{"A.S."}, other}, {"Santos", "br", []string{"Ltda."}, other},
	}
	chineseForms = []string{"Co., Ltd.", "Trade Co., Ltd.", "Industrial Co., Ltd."}
	russianForms = []string{"OOO", "LLC"}
)

// Styles of people's names. None of their syllables is a family name of the
// place whose sound it follows.
const (
	chinese = iota
	russian
	other
)

var (
	heads = [...][]string{
		{"Qov", "Zhup", "Xirr", "Liav", "Tzem", "Pwo", "Qyal", "Hvei", "Yurr", "Shob", "Dwai", "Jiemm"},
		{"Orlem", "Vastr", "Tuzhn", "Brelk", "Kolvar", "Dremn", "Yaskr", "Pelgr", "Stamv", "Gorbl", "Nivr", "Zelm"},
		{"Velm", "Tarqu", "Osb", "Ildr", "Marv", "Corv", "Brenn", "Halv", "Jorv", "Kess", "Lorb", "Nurr"},
	}
	middles = [...][]string{
		{"a", "o", "ue", "ia", "ei", "au"},
		{"ol", "ev", "ari", "ushi", "ota", "ene"},
		{"a", "e", "or", "ish", "ani", "ulo"},
	}
	tails = [...][]string{
		{"nq", "v", "mb", "lp", "rr", "sk", "dz", "gh"},
		{"mirov", "kanin", "shuk", "dray", "vetin", "gorsk", "lenko", "brin"},
		{"ssen", "quist", "dorf", "tane", "mire", "vald", "rick", "pole"},
	}
	coreHeads    = []string{"Vel", "Mor", "Thal", "Qui", "Zor", "Bel", "Dra", "Fen", "Gal", "Hyr", "Ith", "Jov", "Kel", "Lum", "Nar", "Oph", "Pry", "Ras", "Syl", "Tov", "Ulm", "Vor", "Wex", "Xan", "Yel", "Zim"}
	coreMiddles  = []string{"a", "e", "i", "o", "u", "ava", "eni", "iro", "olu", "uma", "ara", "eso"}
	coreMiddles2 = []string{"n", "r", "l", "s", "th", "rn", "ld", "mb", "st", "ck", "v", "dr"}
	coreTails    = []string{"amar", "uquor", "odane", "ivex", "elith", "ophor", "azen", "ibrax", "utull", "erond", "oskar", "avelt", "inox", "egrim", "upald", "owick"}
	bulkHeads    = []string{"Abd", "Cref", "Ekk", "Gwyn", "Imb", "Krav", "Mlos", "Ochr", "Ptar", "Rhud", "Smyr", "Ukh", "Wrot", "Yggr", "Blorn", "Dwem"}
	bulkTails    = []string{"aste", "boul", "cind", "deph", "fylk", "gaun", "holt", "jurn", "kyss", "lanc", "mund", "norp", "pust", "rhem", "sylt", "torv"}
	sectors      = []string{"Trading", "Mineral Resources", "Seafood", "Textile", "Shipping", "Logistics", "Electronics", "Chemical", "Machinery", "Foodstuffs", "Timber", "Consulting", "Import & Export", "Garment", "Metals"}
	streets      = []string{"Melquor", "Tavish", "Orrinde", "Belvane", "Quillmar", "Sarvent", "Dornick", "Yelloway", "Harvane", "Pellam", "Vostrel", "Kirrin", "Lathmoor", "Ossandre"}
	shipWords    = []string{"ROSE", "STAR", "PEARL", "FORTUNE", "GLORY", "WAVE", "HOPE", "CRANE", "BREEZE", "DAWN"}
)

func pick[T any](rng *rand.Rand, list []T) T { return list[rng.IntN(len(list))] }

// personName makes a given and a family name.
func personName(rng *rand.Rand, style int) (given, family string) {
	word := func() string {
		return pick(rng, heads[style]) + pick(rng, middles[style]) + pick(rng, tails[style])
	}
	return word(), word()
}

// core is the word of a company's name that tells it from others.
func core(rng *rand.Rand) string {
	return pick(rng, coreHeads) + pick(rng, coreMiddles) + pick(rng, coreMiddles2) + pick(rng, coreTails)
}

func companyName(rng *rand.Rand, p place, core string) string {
	if p.country == "ru" {
		return fmt.Sprintf("%s %s %s %s", pick(rng, p.forms), p.town, core, pick(rng, sectors))
	}
	town := p.town + " "
	if p.country == "vg" || p.country == "mh" || p.country == "sc" {
		town = ""
	}
	return fmt.Sprintf("%s%s %s %s", town, core, pick(rng, sectors), pick(rng, p.forms))
}

// bulkName is the name of a company around the planted ones. Its words are put
// together otherwise, so that it does not come near to theirs by chance.
func bulkName(rng *rand.Rand, p place) string {
	word := pick(rng, bulkHeads) + pick(rng, middles[other]) + pick(rng, bulkTails)
	return companyName(rng, p, word+" "+pick(rng, bulkHeads)+pick(rng, bulkTails))
}

func shipName(rng *rand.Rand) string {
	return strings.ToUpper(core(rng)) + " " + pick(rng, shipWords)
}

// address is a made-up street of a real town. It has numbers in it, as the
// addresses that tie have.
func address(rng *rand.Rand, p place) string {
	return fmt.Sprintf("Unit %d, %d %s Road, %s", 100+rng.IntN(3900), 1+rng.IntN(400), pick(rng, streets), p.town)
}

// phone has a country code that no country was given.
func phone(rng *rand.Rand) string {
	return fmt.Sprintf("+999%03d%07d", rng.IntN(1000), rng.IntN(10_000_000))
}

func email(rng *rand.Rand, core string) string {
	return fmt.Sprintf("%s@%s%d.example", pick(rng, []string{"info", "sales", "office"}), strings.ToLower(core), 10+rng.IntN(90))
}

// imo makes a number of a ship whose check digit holds.
func imo(rng *rand.Rand) string {
	n := 100_000 + rng.IntN(9_000) // the lowest numbers there are: no ship of today has them
	s, sum := fmt.Sprintf("%06d", n), 0
	for i, c := range s {
		sum += int(c-'0') * (7 - i)
	}
	return fmt.Sprintf("%s%d", s, sum%10)
}
