package names_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"cordon/names"

	"github.com/google/go-cmp/cmp"
)

func spelled(n names.Name) string {
	var out []string
	for _, p := range n.Parts {
		s := p.Text
		if p.Tag != names.Unset {
			s += ":" + p.Tag.String()
		}
		out = append(out, s)
	}
	return strings.Join(out, " | ")
}

func TestParse(t *testing.T) {
	for _, tc := range []struct {
		name string
		kind names.Kind
		in   string
		want string
	}{
		{"plain", names.Person, "John Doe", "john | doe"},
		{"last, first", names.Person, "KIM, Jong Un", "jong:given | un:middle | kim:family"},
		{"family in capitals", names.Person, "PAK Jae-gyong", "jae:given | gyong:middle | pak:family"},
		{"all in capitals says nothing", names.Person, "KIM JONG UN", "kim | jong | un"},
		{"family of two words", names.Person, "GUZMAN LOERA, Joaquin", "joaquin:given | guzman:family | loera:family"},
		{"suffix behind two commas", names.Person, "LAVILLA, Ruben Pestano, Jr.", "ruben:given | pestano:middle | lavilla:family | jr:suffix"},
		{"suffix between commas", names.Person, "MNANGAGWA, JR., Emmerson", "emmerson:given | mnangagwa:family | jr:suffix"},
		{"suffix without comma", names.Person, "Sammy Davis Jr.", "sammy | davis | jr:suffix"},
		{"only a suffix behind the comma", names.Person, "Davis, Jr.", "davis | jr:suffix"},
		{"a lone suffix is a name", names.Person, "Jr", "jr"},
		{"titles", names.Person, "Prof. Dr. Ivan Petrov", "prof:title | dr:title | ivan | petrov"},
		{"a title that may be a name", names.Person, "Haji Azizullah", "haji | azizullah"},
		{"a title before a whole name", names.Person, "Haji Abdul Manan", "haji:title | abdul | manan"},
		{"title behind", names.Person, "NOUREDDINE BEN ALI DR", "noureddine | ben:stop | ali | dr:title"},
		{"patronymic", names.Person, "Vladimir Vladimirovich Putin", "vladimir | vladimirovich:patronymic | putin"},
		{"patronymic last", names.Person, "PUTIN, Vladimir Vladimirovich", "vladimir:given | vladimirovich:patronymic | putin:family"},
		{"a surname like a patronymic", names.Person, "Roman Abramovich", "roman | abramovich"},
		{"initials", names.Person, "V.V. Putin", "v | v | putin"},
		{"particles", names.Person, "Usama bin Ladin", "usama | bin:stop | ladin"},
		{"nothing but a particle", names.Person, "El", "el"},
		{"apostrophes", names.Person, "Al-Qa'ida O’Brien", "al:stop | qaida | obrien"},
		{"marks and letters without parts", names.Person, "Łukasz Đorđe Åse Straße Þór İbrahim Ağaoğlu", "lukasz | dorde | ase | strasse | thor | ibrahim | agaoglu:patronymic"},
		{"format characters", names.Person, "Ki\u200bm \u202eJong\u00adUn", "kim | jongun"},
		{"Arabic digits", names.Organization, "Brigade ٤٤", "brigade:word | 44:number"},

		{"form behind", names.Organization, "Gazprom Neft JSC", "gazprom | neft:word | jsc:form"},
		{"form in front", names.Organization, "OAO Gazprom", "gazprom | oao:form"},
		{"forms on both ends", names.Organization, "OOO Vector Limited", "vector | limited:form | ooo:form"},
		{"form of many words", names.Organization, "Otkrytoe Aktsionernoe Obshchestvo Vector", "vector | otkrytoe aktsionernoe obshchestvo:form"},
		{"dots in a form", names.Organization, "Faberlic Sp. z o.o.", "faberlic | sp z oo:form"},
		{"form with commas", names.Organization, "ANGLO-CARIBBEAN CO., LTD.", "anglo | caribbean | co ltd:form"},
		{"native form", names.Organization, "ООО Вектор", "вектор | ооо:form"},
		{"glued native form", names.Organization, "深圳有限公司", "深圳:place | 有限公司:form"},
		{"place, brand, business and form glued", names.Organization, "深圳友邦仕达货运代理有限公司", "深圳:place | 友邦仕达 | 货运代理:word | 有限公司:form"},
		{"only a form", names.Organization, "Limited", "limited:word"},
		{"the and a form", names.Organization, "The Company", "company:word"},
		{"business words and places", names.Organization, "Bank of China (Hong Kong)", "bank:word | of:stop | china:place | hong | kong"},
		{"abbreviation with dots", names.Organization, "L.X.C. Aviation", "lxc | aviation:word"},
		{"number words", names.Organization, "Twenty-First Century", "21:number | century"},
		{"Roman number", names.Organization, "Partners Fund VI", "partners | fund:word | 6:number"},
		{"leading zeros", names.Organization, "Plant 007", "plant:word | 7:number"},
		{"misspelt form", names.Organization, "Waad Comppny", "waad | comppny:form"},

		{"ship's prefix", names.Vessel, "M/V Wise Honest", "wise | honest"},
		{"ship's prefix glued", names.Vessel, "MV Wise Honest", "wise | honest"},
		{"ship's number", names.Vessel, "SNOW STORM II", "snow | storm | 2:number"},
		{"letter of a ship", names.Vessel, "V", "v"},

		{"unknown kind, a firm", names.Any, "Kwangson Banking Corp", "kwangson | banking:word | corp:form"},
		{"unknown kind, a person", names.Any, "KIM, Jong Un", "jong:given | un:middle | kim:family"},
		{"punctuation", names.Any, "?!...,,,---", ""},
		{"zero bytes", names.Any, "a\x00b\x00", "a | b"},
		{"not UTF-8", names.Any, "Mu\xf1oz", "mu | oz"},
		{"empty", names.Person, "", ""},
	} {
		if got := spelled(names.Parse(tc.in, tc.kind)); got != tc.want {
			t.Errorf("%s: %q\n got %s\nwant %s", tc.name, tc.in, got, tc.want)
		}
	}
}

func TestParseBounds(t *testing.T) {
	long := strings.Repeat("Kwangson ", 1<<17)
	for _, in := range []string{long, strings.Repeat("x", 1<<20), strings.Repeat("\u0301", 1<<18), strings.Repeat("ﷺ", 1000), strings.Repeat(",", 1<<20)} {
		for k := names.Any; k <= names.Object; k++ {
			n := names.Parse(in, k)
			if len(n.Parts) > names.MaxParts {
				t.Errorf("%d parts of %.20q", len(n.Parts), in)
			}
			total := 0
			for _, p := range n.Parts {
				total += utf8.RuneCountInString(p.Text)
			}
			if total > 20*names.MaxRunes {
				t.Errorf("%d runes of %.20q", total, in)
			}
		}
	}
}

func TestSplit(t *testing.T) {
	for _, tc := range []struct {
		in   string
		want []string
	}{
		{"Kwangson Bank", []string{"Kwangson Bank"}},
		{"Kwangson Bank a.k.a. KKBC", []string{"Kwangson Bank", "KKBC"}},
		{"Vector (formerly Scalar Ltd)", []string{"Vector", "Scalar Ltd"}},
		{"Vector; f.k.a. Scalar; a.k.a. Tensor", []string{"Vector", "Scalar", "Tensor"}},
		{"Vector also known as Tensor", []string{"Vector", "Tensor"}},
		{"Osaka Trading", []string{"Osaka Trading"}},
		{"a.k.a.", []string{"a.k.a."}},
		{"", []string{""}},
	} {
		if d := cmp.Diff(tc.want, names.Split(tc.in)); d != "" {
			t.Errorf("%q: %s", tc.in, d)
		}
	}
}

func TestKeys(t *testing.T) {
	keys := func(s string, kind names.Kind, k names.KeyKind) []string {
		n := names.Parse(s, kind)
		var out []string
		for _, key := range n.Keys(nil) {
			if key.Kind == k {
				out = append(out, key.Text)
			}
		}
		return out
	}
	share := func(a, b []string) bool {
		for _, x := range a {
			for _, y := range b {
				if x == y {
					return true
				}
			}
		}
		return false
	}
	for _, tc := range []struct {
		kind names.KeyKind
		a, b string
		want bool
	}{
		{names.KeySkeleton, "Gaddafi", "Gadhafi", true},
		{names.KeySkeleton, "Mohajer", "Mohager", false},
		{names.KeyVariant, "Sergei", "Siarhei", true},
		{names.KeyVariant, "John", "Juan", false},
		{names.KeyKorean, "Kim Jong Un", "김정은", true},
		{names.KeyKorean, "Kim Jong Un", "Gim Jeong-eun", true},
		{names.KeyKorean, "Jong Un KIM", "Kim Jongun", true},
		{names.KeyKorean, "Ri Chang Ho", "Rhee Changho", true},
		{names.KeyKorean, "Ri Chang Ho", "이창호", true},
		{names.KeyKorean, "Ri Chang Ho", "리창호", true},
		{names.KeyKorean, "Choe Ryong Hae", "최룡해", true},
		{names.KeyKorean, "JONG Kyong-thaek", "CHO’NG Kyo’ng-t’aek", true},
		{names.KeyKorean, "Ro Tu Chol", "Noh Duchul", true},
		{names.KeyKorean, "Kim Jong Un", "Kim Jong Il", false},
		{names.KeyKorean, "John Smith", "John Smith", false},
	} {
		if got := share(keys(tc.a, names.Person, tc.kind), keys(tc.b, names.Person, tc.kind)); got != tc.want {
			t.Errorf("%s and %s share a key: %v, want %v (%q, %q)", tc.a, tc.b, got, tc.want, keys(tc.a, names.Person, tc.kind), keys(tc.b, names.Person, tc.kind))
		}
	}
}
