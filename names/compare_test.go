package names_test

import (
	"math"
	"testing"

	"cordon/names"
)

func score(t *testing.T, kind names.Kind, q, l string) names.Comparison {
	t.Helper()
	a, b := names.Parse(q, kind), names.Parse(l, kind)
	return names.Compare(&a, &b)
}

// The check values of logic-v2 for untagged names, and those of the departures
// from it (middle names that are missing or differ).
func TestCheckValues(t *testing.T) {
	for _, tc := range []struct {
		q, l string
		want float64
	}{
		{"Olaf Scholze", "Olaf Scholz", .9286},
		{"Olaf Schulze", "Olaf Scholz", .8344},
		{"Octavian Scholz", "Olaf Scholz", .4464},
		{"Valery Nikolaevich Ermakov", "Valery Ermakov", .8696},
		{"Valery Ermakov", "Valery Nikolaevich Ermakov", .8696},
		{"Valery Konstantinovich Ermakov", "Valery Nikolaevich Ermakov", .5263},
		{"Ted Doe", "Theodore Doe", .8222},
		{"OAO Gazprom", "Gazprom JSC", .9333},
		{"Jon Doe", "Jon Doe", 1},
	} {
		got := score(t, kindOfName(tc.q), tc.q, tc.l)
		if math.Abs(got.Score-tc.want) > .0001 {
			t.Errorf("%s / %s: %.4f, want %.4f\n%+v", tc.q, tc.l, got.Score, tc.want, got.Pairs)
		}
	}
}

func kindOfName(s string) names.Kind {
	if s == "OAO Gazprom" {
		return names.Organization
	}
	return names.Person
}

// Whether two names are one, by kind, with what the case is about.
func TestSameOrDifferent(t *testing.T) {
	const (
		p = names.Person
		o = names.Organization
		v = names.Vessel
	)
	for _, tc := range []struct {
		about string
		kind  names.Kind
		q, l  string
		same  bool
	}{
		{"equal", p, "John Doe", "John Doe", true},
		{"an initial is no family name", p, "Peter Andrén", "SAVCHENKO, Peter A.", false},
		{"an initial is no family name, the other way", p, "Olga G. Stepanova", "GARCIA, Olga", false},
		{"an initial beside the family name", p, "Peter A. Savchenko", "SAVCHENKO, Peter Andreyevich", true},
		{"a syllable that only the query has", p, "손 민석", "SON, Min", false},
		{"Han read in Korean, a syllable over", p, "林 李", "RIM, Yong Hyok", false},
		{"Han read in Korean, all of it", p, "李哲浩", "RI, Chol Ho", true},
		{"one slip in a ship of four letters", v, "TALI", "TALA", false},
		{"John is not Juan", p, "John Doe", "Juan Doe", false},
		{"one edit", p, "John Doeburg", "John Dowburg", true},
		{"two edits in a short word", p, "John Doe", "John Down", false},
		{"a letter lost", p, "Serei Lavrov", "Sergei Lavrov", true},
		{"one edit at four letters", p, "Jon Smith", "John Smith", true},
		{"none at two", p, "Li Wu", "Lu Wu", false},
		{"glued", p, "Ramimakhlouf", "Rami Makhlouf", true},
		{"split", p, "Rami Makh Louf", "Rami Makhlouf", true},
		{"an initial that does not fit", p, "A Nazarbayev", "Nursultan Naza", false},
		{"an initial that fits", p, "A. Khamenei", "Ali Khamenei", true},
		{"only initials", p, "N.N.", "Nursultan Nazarbayev", false},
		{"pet name", p, "Ted Doe", "Theodore Doe", true},
		{"spellings of one name", p, "Mohamed Husain", "Muhammad Hussein", true},
		{"patronymic missing", p, "Valery Ermakov", "Valery Nikolaevich Ermakov", true},
		{"patronymics differ", p, "Valery Konstantinovich Ermakov", "Valery Nikolaevich Ermakov", false},
		{"turned round", p, "Putin, Vladimir", "Vladimir Putin", true},
		{"suffix", p, "LAVILLA, Ruben Pestano, Jr.", "Ruben Pestano Lavilla", true},
		{"suffix in the middle", p, "MNANGAGWA, JR., Emmerson", "Emmerson Mnangagwa", true},
		{"title", p, "Mr. Recep Tayyip Erdoğan", "Recep Tayyip Erdoğan", true},
		{"marks", p, "Aleksandar Vučić", "Aleksandar Vucic", true},
		{"last names differ", p, "Jawhar Majid Al-Mosuli", "Jawhar Majid Al-Duri", false},
		{"women and men", p, "Martina Garcia", "GARCIA CORRALES, Martin", false},
		{"swapped letters", p, "Vladimir Putni", "Vladimir Putin", true},
		{"one word of three", p, "Muhammad", "Muhammad Ali Hassan", false},
		{"particles", p, "Osama bin Laden", "Usama ibn Laden", true},
		{"homoglyphs", p, "Ivаn Petrоv", "Ivan Petrov", true},
		{"wide letters", p, "Ｉｖａｎ Petrov", "Ivan Petrov", true},
		{"one script", p, "Владимир Пулин", "Владимир Путин", true},
		{"Hangul is exact", p, "김종은", "김정은", false},
		{"Korean surnames", p, "Lee Chang-ho", "RI, Chang Ho", true},
		{"Korean romanisations", p, "Gim Jeong-eun", "KIM, Jong Un", true},
		{"Korean glued", p, "Choi Yonghae", "CHOE, Ryong Hae", true},
		{"Hangul and Latin", p, "Kim Jongun", "김정은", true},
		{"Koreans who differ", p, "Kim Yong Chol", "KIM, Jong Sik", false},
		{"Koreans who differ by a letter", p, "Kim Yong Chol", "Kim Jong Chol", false},

		{"forms of one class", o, "OAO Gazprom", "Gazprom JSC", true},
		{"form and typo", o, "OAO Gazprom", "Open Joint Stock Company Gasprom", true},
		{"form of several words", o, "Siemens Aktiengesellschaft", "Siemens AG", true},
		{"form on one side", o, "FABERLIC EUROPE", "FABERLIC EUROPE Sp. z o.o.", true},
		{"a form misspelt", o, "Borzuyeh Petrochemical Companyy", "BORZUYEH PETROCHEMICAL COMPANY", true},
		{"dots", o, "LXC Aviation", "L.X.C Aviation", true},
		{"brand differs", o, "LXC Aviation", "LAU Aviation", false},
		{"only the business agrees", o, "Volkswagen AG", "Siemens AG", false},
		{"a common word beside a brand", o, "Sparkles Business Corporation", "Sporks Business Corporation", false},
		{"numbers in words", o, "Brigade Fourty-four", "Brigade 44", true},
		{"numbers differ", o, "Brigade 44", "Brigade 45", false},
		{"ordinals", o, "21st Century Holdings", "21 Century", true},
		{"article", o, "The World Bank", "World Bank", true},
		{"abbreviated business words", o, "Kwangson Trdg Corp", "Kwangson Trading Corporation", true},
		{"order of words", o, "Kwangson Bank", "Bank Kwangson", true},
		{"called like a form", o, "Corp", "CORP", true},
		{"a form is not a name", o, "Corp", "Gazprom Corp", false},
		{"only generic words agree", o, "Korea General Trading Corporation", "Korea Ryonbong General Corporation", false},

		{"ship in capitals", v, "Snow", "SNOW", true},
		{"short ship", v, "Snow", "Snoe", false},
		{"typo in a ship", v, "Snow Storm 1", "Snow Stom 1", true},
		{"ship's number", v, "Snow Storm 1", "Snow Storm 2", false},
		{"number missing", v, "Victory", "Victory 3", false},
		{"Roman number", v, "Victory III", "Victory 3", true},
		{"prefix", v, "M/V Wise Honest", "WISE HONEST", true},
		{"glued ship", v, "Wisehonest", "WISE HONEST", true},
		{"numbers alone", v, "1", "2", false},
	} {
		got := score(t, tc.kind, tc.q, tc.l)
		if is := got.Score >= .7; is != tc.same {
			t.Errorf("%s: %s / %s: %.3f, want same %v\n%+v", tc.about, tc.q, tc.l, got.Score, tc.same, got.Pairs)
		}
	}
}

func TestOrder(t *testing.T) {
	for _, tc := range []struct {
		kind             names.Kind
		better, worse, l string
	}{
		{names.Person, "Vladimir Putin", "Waldimyr Pytin", "Vladimir Putin"},
		{names.Organization, "Street Ban GmbH", "Street Ban LLC", "Street Bank GmbH"},
		{names.Vessel, "Sea Pony 1", "Sea Poni 1", "Sea Pony 1"},
		{names.Vessel, "Sea Poni 1", "Sea Pony 2", "Sea Pony 1"},
		{names.Organization, "Kwangson Bank", "Kwangsong Bank", "Kwangson Bank"},
		{names.Person, "Kim Jong Un", "Gim Jeong Eun", "KIM, Jong Un"},
	} {
		if a, b := score(t, tc.kind, tc.better, tc.l), score(t, tc.kind, tc.worse, tc.l); a.Score <= b.Score {
			t.Errorf("%s %.3f must score above %s %.3f against %s", tc.better, a.Score, tc.worse, b.Score, tc.l)
		}
	}
}

// A given name is no family name where both are known.
func TestTags(t *testing.T) {
	q := names.ParsePerson(names.PersonParts{Given: "Doe", Family: "Ted"})
	l := names.ParsePerson(names.PersonParts{Given: "Ted", Family: "Doe"})
	if got := names.Compare(&q, &l); got.Score >= .7 {
		t.Errorf("given and family swapped: %.3f, want less than .7", got.Score)
	}
	free := names.Parse("Doe Ted", names.Person)
	if got := names.Compare(&free, &l); got.Score != 1 {
		t.Errorf("untagged in another order: %.3f, want 1", got.Score)
	}
	free.Retag(names.PersonParts{Given: "Doe", Family: "Ted"})
	if got := names.Compare(&free, &l); got.Score >= .7 {
		t.Errorf("tagged afterwards: %.3f, want less than .7", got.Score)
	}
}

// What only a rich list entry says costs no more than a bounded share.
func TestRichEntries(t *testing.T) {
	short := score(t, names.Person, "Saddam Hussein", "Saddam Hussein").Score
	rich := score(t, names.Person, "Saddam Hussein", "Saddam Hussein Abd al-Majid al-Tikriti Ibn Umar").Score
	if short != 1 || rich < .7 {
		t.Errorf("poor entry %.3f, rich entry %.3f: want 1 and at least .7", short, rich)
	}
}

func TestExplain(t *testing.T) {
	got := score(t, names.Person, "Dr Valery K Ermakof", "ERMAKOV, Valery Nikolaevich")
	kinds := map[names.PairKind]int{}
	sum, weight := 0.0, 0.0
	for _, p := range got.Pairs {
		kinds[p.Kind]++
		sum += p.Score * p.Weight
		weight += p.Weight
		if p.Why == "" || p.Query == "" && p.List == "" {
			t.Errorf("a pair that says nothing: %+v", p)
		}
	}
	if kinds[names.Literal] != 1 || kinds[names.Edit] != 1 {
		t.Errorf("kinds of pairs %v in %+v", kinds, got.Pairs)
	}
	if math.Abs(got.Score-sum/weight) > 1e-9 {
		t.Errorf("score %.4f is not the mean of its pairs %.4f", got.Score, sum/weight)
	}
}

// What a pair is written as is read back.
// One slip in a ship's name of four letters is shown, and no match.
func TestShortShips(t *testing.T) {
	for q, want := range map[string]float64{"TAL": .68, "TALI": .68, "TALA": 1, "TAIL": 0, "TL": 0} {
		if got := score(t, names.Vessel, q, "TALA").Score; got != want {
			t.Errorf("%s / TALA: %v, want %v", q, got, want)
		}
	}
}

func TestPairKindText(t *testing.T) {
	for k := names.Literal; k <= names.Disagree; k++ {
		b, err := k.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var got names.PairKind
		if err := got.UnmarshalText(b); err != nil || got.String() != k.String() {
			t.Errorf("%s is read as %s: %v", b, got, err)
		}
	}
	if err := new(names.PairKind).UnmarshalText([]byte("none")); err == nil {
		t.Error("an unknown kind is read")
	}
}
