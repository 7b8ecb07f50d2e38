package screen_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"cordon/ftm"
	"cordon/screen"

	"github.com/google/go-cmp/cmp"
)

// entity makes an entity of "prop=value;prop=value".
func entity(id, schema, props string) *ftm.Entity {
	e := ftm.New(id, schema)
	for _, kv := range strings.Split(props, ";") {
		if k, v, ok := strings.Cut(kv, "="); ok {
			e.Add(strings.TrimSpace(k), strings.TrimSpace(v))
		}
	}
	return e
}

func target(id, schema, props string) *ftm.Entity {
	e := entity(id, schema, props)
	e.Add("topics", "sanction")
	return e
}

func query(schema, props string) screen.Query {
	return screen.Query{Schema: schema, Properties: entity("q", schema, props).Properties}
}

func build(list ...*ftm.Entity) *screen.Index {
	b := screen.NewBuilder()
	for _, e := range list {
		b.Add(e)
	}
	return b.Build()
}

func ask(t *testing.T, ix *screen.Index, q screen.Query, o screen.Options) screen.Answer {
	t.Helper()
	a, err := ix.Match(q, o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// scoreOf is the score of one query against one listed entity.
func scoreOf(t *testing.T, q screen.Query, e *ftm.Entity) float64 {
	t.Helper()
	a := ask(t, build(e), q, screen.Options{Cutoff: .001})
	if len(a.Results) == 0 {
		return 0
	}
	return a.Results[0].Score
}

// One small list that most tests ask.
func smallList() []*ftm.Entity {
	kim := target("ofac-1", "Person", "name=KIM, Jong Un;alias=Kim Jong-eun;weakAlias=Little Rocket;birthDate=1984-01-08;nationality=kp;gender=male;addressEntity=ofac-1-addr")
	kim.Datasets = []string{"us_ofac_sdn"}
	bank := target("ofac-2", "Company", "name=Kwangson Banking Corporation;alias=KKBC;jurisdiction=kp;swiftBic=KKBCKPPY")
	bank.Datasets, bank.Referents = []string{"us_ofac_sdn", "un_sc_sanctions"}, []string{"un-77"}
	bank.LastChange = "2024-02-03T00:00:00"
	ship := target("un-3", "Vessel", "name=Wise Honest;previousName=Song I;imoNumber=8905490;flag=kp")
	ship.Datasets = []string{"un_sc_sanctions"}
	man := target("un-4", "Person", "name=Viktor Petrovich Sokolov;nationality=ru;birthDate=1961-04;topics=crime")
	man.Datasets = []string{"un_sc_sanctions"}
	other := target("un-5", "Vessel", "name=Sea Lark;imoNumber=1234560")
	other.Datasets = []string{"un_sc_sanctions"}
	return []*ftm.Entity{
		other,
		entity("ofac-1-addr", "Address", "full=12 Changgwang Street, Pyongyang;country=kp"),
		entity("ofac-1-passport", "Passport", "holder=ofac-1;number=654321098;country=kp;type=Passport"),
		entity("wallet-xbt-1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "CryptoWallet", "publicKey=1BoatSLRHtKNngkdXEeobR76b53LETtpyT;holder=ofac-1;currency=XBT"),
		entity("ofac-1-sanction", "Sanction", "entity=ofac-1;authority=Office of Foreign Assets Control;programId=DPRK;listingDate=2016-07-06;sourceUrl=https://sanctionssearch.ofac.treas.gov/"),
		entity("nobody", "Person", "name=Kim Jong Unn"),
		entity("link", "UnknownLink", "subject=ofac-1;object=ofac-2"),
		kim, bank, ship, man,
	}
}

func TestMatch(t *testing.T) {
	ix := build(smallList()...)
	if ix.Len() != 6 {
		t.Fatalf("%d entities can be found, want 5 parties and the wallet of one", ix.Len())
	}
	for _, tc := range []struct {
		name  string
		q     screen.Query
		o     screen.Options
		want  []string // ids that match, best first
		shown []string // ids that are shown but are no match
	}{
		{name: "exact", q: query("Person", "name=Kim Jong Un"), want: []string{"ofac-1"}},
		{name: "no schema", q: query("", "name=Kim Jong Un"), want: []string{"ofac-1"}},
		{name: "typo", q: query("Person", "name=Viktor Sokolv"), want: []string{"un-4"}},
		{name: "glued", q: query("Person", "name=Kim Jongun"), want: []string{"ofac-1"}},
		{name: "parts of a name", q: query("Person", "firstName=Jong Un;lastName=Kim"), want: []string{"ofac-1"}},
		{name: "an ancestor's schema", q: query("LegalEntity", "name=Kwangson Banking Corp"), want: []string{"ofac-2"}},
		{name: "another branch of schemata", q: query("Company", "name=Kim Jong Un")},
		{name: "a word alone", q: query("Person", "name=Kim")},
		{name: "a weak alias alone is no match", q: query("Person", "name=Little Rocket"), shown: []string{"ofac-1"}},
		{name: "a weak alias with a birth year", q: query("Person", "name=Little Rocket;birthDate=1984"), want: []string{"ofac-1"}},
		{name: "a weak alias with a country", q: query("Person", "name=Little Rocket;nationality=kp"), want: []string{"ofac-1"}},
		{name: "a weak alias is never fuzzy", q: query("Person", "name=Little Rockets;nationality=kp")},
		{name: "passport", q: query("Person", "passportNumber=654321098;nationality=kp"), want: []string{"ofac-1"}},
		{name: "passport in another field", q: query("Person", "idNumber=654 321-098;nationality=kp"), want: []string{"ofac-1"}},
		{name: "passport of another country", q: query("Person", "name=Nobody Known;passportNumber=654321098;nationality=fr")},
		{name: "wallet finds holder and itself", q: query("", "publicKey=1BoatSLRHtKNngkdXEeobR76b53LETtpyT"), want: []string{"ofac-1", "wallet-xbt-1BoatSLRHtKNngkdXEeobR76b53LETtpyT"}},
		{name: "wallet in another case is another", q: query("", "publicKey=1BOATSLRHtKNngkdXEeobR76b53LETtpyT")},
		{name: "wallet by its schema", q: query("CryptoWallet", "publicKey=1BoatSLRHtKNngkdXEeobR76b53LETtpyT"), want: []string{"wallet-xbt-1BoatSLRHtKNngkdXEeobR76b53LETtpyT"}},
		{name: "BIC in a field for any number", q: query("Company", "registrationNumber=KKBCKPPYXXX"), want: []string{"ofac-2"}},
		{name: "ship's number, other name", q: query("Vessel", "name=Blue Moon;imoNumber=IMO 8905490"), want: []string{"un-3"}},
		{name: "ship's number that fails its check", q: query("Vessel", "imoNumber=1234560"), shown: []string{"un-5"}},
		{name: "former name", q: query("Vessel", "name=SONG 1"), want: []string{"un-3"}},
		{name: "countries disjoint", q: query("Person", "name=Viktor Sokolov;nationality=fr"), shown: []string{"un-4"}},
		{name: "the country that was", q: query("Person", "name=Viktor Sokolov;nationality=su"), want: []string{"un-4"}},
		{name: "country in words", q: query("Person", "name=Viktor Sokolov;nationality=Russia"), want: []string{"un-4"}},
		{name: "birth year disjoint", q: query("Person", "name=Viktor Petrovich Sokolov;birthDate=1975"), shown: []string{"un-4"}},
		{name: "birth month agrees", q: query("Person", "name=Viktor Petrovich Sokolov;birthDate=1961-04-09"), want: []string{"un-4"}},
		{name: "day and month swapped", q: query("Person", "name=Kim Jong Un;birthDate=1984-08-01"), want: []string{"ofac-1"}},
		{name: "gender", q: query("Person", "name=Kim Jong Un;gender=female"), want: []string{"ofac-1"}},
		{name: "an address alone", q: query("Person", "name=Pak Chol;address=12 Changgwang Street, Pyongyang")},
		{name: "dataset", q: query("Person", "name=Kim Jong Un"), o: screen.Options{Datasets: []string{"un_sc_sanctions"}}},
		{name: "one of its datasets left out", q: query("Company", "name=Kwangson Banking Corporation"), o: screen.Options{ExcludeDatasets: []string{"us_ofac_sdn"}}, want: []string{"ofac-2"}},
		{name: "all its datasets left out", q: query("Person", "name=Kim Jong Un"), o: screen.Options{ExcludeDatasets: []string{"us_ofac_sdn"}}},
		{name: "id left out", q: query("Person", "name=Kim Jong Un"), o: screen.Options{ExcludeIDs: []string{"ofac-1"}}},
		{name: "former id left out", q: query("Company", "name=Kwangson Banking Corporation"), o: screen.Options{ExcludeIDs: []string{"un-77"}}},
		{name: "schema left out", q: query("", "name=Kwangson Banking Corporation"), o: screen.Options{ExcludeSchemata: []string{"Organization"}}},
		{name: "topic", q: query("", "name=Viktor Sokolov"), o: screen.Options{Topics: []string{"crime"}}, want: []string{"un-4"}},
		{name: "another topic", q: query("", "name=Kim Jong Un"), o: screen.Options{Topics: []string{"crime"}}},
		{name: "changed since", q: query("", "name=Kwangson Banking Corporation"), o: screen.Options{ChangedSince: "2024-02-01"}, want: []string{"ofac-2"}},
		{name: "not changed since", q: query("", "name=Kwangson Banking Corporation"), o: screen.Options{ChangedSince: "2024-03-01"}},
		{name: "higher threshold", q: query("Person", "name=Viktor Sokolv"), o: screen.Options{Threshold: .95}, shown: []string{"un-4"}},
		{name: "OFAC's own way", q: query("Person", "name=Kim Jong Un"), o: screen.Options{Algorithm: screen.OFAC}, want: []string{"ofac-1"}},
		{name: "nothing asked", q: screen.Query{}},
		{name: "only signs", q: query("", "name=?!...")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := ask(t, ix, tc.q, tc.o)
			var match, shown []string
			for _, r := range a.Results {
				if r.Match {
					match = append(match, r.ID)
				} else if r.Score >= .55 {
					shown = append(shown, r.ID)
				}
			}
			slices.Sort(match)
			if d := cmp.Diff(tc.want, match); d != "" || len(match) != a.Total {
				t.Errorf("matches (total %d): %s\n%s", a.Total, d, dump(a))
			}
			for _, id := range tc.shown {
				if !slices.Contains(shown, id) {
					t.Errorf("%s is not shown\n%s", id, dump(a))
				}
			}
		})
	}
}

func dump(a screen.Answer) string {
	b, _ := json.MarshalIndent(a.Results, "", " ")
	return string(b)
}

func TestResult(t *testing.T) {
	ix := build(smallList()...)
	a := ask(t, ix, query("Person", "name=Kim Jongun;birthDate=1985-01-08;nationality=kp;height=170;shoeSize=9"), screen.Options{})
	if len(a.Results) != 1 {
		t.Fatalf("results: %s", dump(a))
	}
	if d := cmp.Diff([]string{"height", "shoeSize"}, a.Ignored); d != "" {
		t.Errorf("ignored: %s", d)
	}
	r := a.Results[0]
	want := []screen.Listing{{Authority: "Office of Foreign Assets Control", Programmes: []string{"DPRK"}, Listed: "2016-07-06", SourceURL: "https://sanctionssearch.ofac.treas.gov/"}}
	if d := cmp.Diff(want, r.Listings); d != "" {
		t.Errorf("listings: %s", d)
	}
	if d := cmp.Diff([]string{"12 Changgwang Street, Pyongyang"}, r.Properties["address"]); d != "" {
		t.Errorf("address: %s", d)
	}
	if d := cmp.Diff([]string{"654321098"}, r.Properties["passportNumber"]); d != "" {
		t.Errorf("passport: %s", d)
	}
	for f, score := range map[string]float64{"name_match": -1, "dob_year_disjoint": -.15, "dob_day_disjoint": -.25} {
		x, ok := r.Explanations[f]
		if !ok || score > -1 && x.Score != score || x.Query == "" || x.Candidate == "" {
			t.Errorf("explanation %s: %+v, there %v", f, x, ok)
		}
	}
	ev := r.Evidence
	if ev.Alias != "KIM, Jong Un" || ev.Strength != "name" || len(ev.Parts) == 0 {
		t.Errorf("evidence: %+v", ev)
	}
	for what, in := range map[string][]string{"country: North Korea (KP)": ev.Agree, "birth date: 1985-01-08, listed 1984-01-08": ev.Contradict, "identifiers (listed 2)": ev.Missing} {
		if !slices.Contains(in, what) {
			t.Errorf("evidence lacks %q: %+v", what, ev)
		}
	}
	if !strings.HasPrefix(ev.Sentence, "Name KIM, Jong Un: ") || !strings.Contains(ev.Sentence, "against it: birth date") {
		t.Errorf("sentence: %s", ev.Sentence)
	}
	if r.OFACScore == nil || *r.OFACScore < 80 {
		t.Errorf("score of OFAC's rules: %v", r.OFACScore)
	}
	b, err := json.Marshal(a)
	if err != nil || strings.Contains(string(b), "null") {
		t.Errorf("an answer without gaps: %v %s", err, b)
	}
}

func TestOFACAlgorithm(t *testing.T) {
	ix := build(smallList()...)
	o := screen.Options{Algorithm: screen.OFAC}
	r := ask(t, ix, query("Person", "name=Kim Jong Un"), o).Results[0]
	if r.Score != 1 || !r.Match || r.Explanations["ofac_name_match"].Candidate == "" {
		t.Errorf("%+v", r)
	}
	r = ask(t, ix, query("Person", "name=Kim Jong Un;nationality=fr;birthDate=1984-02-02"), o).Results[0]
	if r.Score != .75 {
		t.Errorf("another country and day: %.3f, want .75", r.Score)
	}
}

func TestErrors(t *testing.T) {
	ix := build(smallList()...)
	for _, tc := range []struct {
		q    screen.Query
		o    screen.Options
		want error
	}{
		{query("Human", "name=x"), screen.Options{}, screen.ErrSchema},
		{query("Passport", "number=x"), screen.Options{}, screen.ErrSchema},
		{query("Person", "name=x"), screen.Options{Algorithm: "magic"}, screen.ErrAlgorithm},
		{query("Thing", "name=x"), screen.Options{}, nil},
	} {
		if _, err := ix.Match(tc.q, tc.o); !errors.Is(err, tc.want) {
			t.Errorf("%v %v: %v, want %v", tc.q, tc.o, err, tc.want)
		}
	}
	if a := ask(t, build(), query("Person", "name=x"), screen.Options{}); len(a.Results) != 0 || a.Results == nil {
		t.Errorf("an empty index answers %+v", a)
	}
}

// A short name of a party must not hide that a longer one says otherwise.
// What is shown of a comparison is the comparison that gave the score, whatever
// was compared before it.
func TestExplanationIsOfTheScore(t *testing.T) {
	ix := build(
		target("a", "Person", "name=BHEEL, Imam"),
		target("b", "Person", "name=AL-AHMAD, Yusuf;alias=يوسف الأحمد"),
		target("c", "Person", "name=MUSAVI, Hossein;alias=حسین موسوی"),
	)
	for _, name := range []string{"إمام بهيل", "يوسف الاحمد", "حسين موسوي", "Hussein Mousavi", "Имам Бхил"} {
		for _, r := range ask(t, ix, query("Person", "name="+name), screen.Options{}).Results {
			sum, weight := 0.0, 0.0
			for _, p := range r.Evidence.Parts {
				sum += p.Score * p.Weight
				weight += p.Weight
			}
			if weight == 0 || math.Abs(sum/weight-r.Score) > .0001 {
				t.Errorf("%s: %s scores %v, its parts say %v: %+v", name, r.ID, r.Score, sum/weight, r.Evidence.Parts)
			}
		}
	}
}

// A rarer spelling of a common name is no better evidence than the name itself,
// and where very many share all there is to go by, those that tie are compared.
func TestCommonNames(t *testing.T) {
	b := screen.NewBuilder()
	for i := range 90 {
		b.Add(target(fmt.Sprintf("m%02d", i), "Person", fmt.Sprintf("name=Mohamed Zyx%c%c", 'a'+i/26, 'a'+i%26)))
	}
	for i := range 70 {
		b.Add(target(fmt.Sprintf("n%02d", i), "Person", fmt.Sprintf("name=Mohamud Vuw%c%c", 'a'+i/26, 'a'+i%26)))
	}
	b.Add(target("z", "Person", "name=Mohamed Omar Mohamed"))
	got := ask(t, b.Build(), query("Person", "name=Mohamed O. Mohamed"), screen.Options{})
	if len(got.Results) == 0 || got.Results[0].ID != "z" {
		t.Errorf("got %+v, want z first", got.Results)
	}
}

// A register finds who is no target, a list who is one: nobody is in both.
func TestRegister(t *testing.T) {
	parties := []*ftm.Entity{
		entity("c", "Company", "name=Zyxwvut Trading Co., Ltd.;registrationNumber=21060012345"), target("p", "Person", "name=MA, Xiaohong"),
		entity("o", "Ownership", "owner=p;asset=c;percentage=17"), entity("a", "Address", "full=Zyxwvut Trading Street"), entity("n", "Company", "country=cn"),
	}
	list, register := screen.NewBuilder(), screen.NewRegister()
	for _, e := range parties {
		list.Add(e)
		register.Add(e)
	}
	onList, inRegister := list.Build(), register.Build()
	if onList.Len() != 1 || inRegister.Len() != 1 {
		t.Errorf("%d on the list, %d in the register, want 1 and 1", onList.Len(), inRegister.Len())
	}
	for _, q := range []screen.Query{query("Company", "name=Zyxwvut Trading"), query("Company", "registrationNumber=21060012345")} {
		if got := ask(t, onList, q, screen.Options{}).Results; len(got) != 0 {
			t.Errorf("on the list: %+v", got)
		}
		if got := ask(t, inRegister, q, screen.Options{}).Results; len(got) != 1 || got[0].ID != "c" || !got[0].Match {
			t.Errorf("in the register: %+v", got)
		}
	}
}

func TestShortNameHidesNothing(t *testing.T) {
	e := target("x", "Person", "name=Valery Nikolaevich Ermakov;alias=Valery Ermakov")
	if s := scoreOf(t, query("Person", "name=Valery Konstantinovich Ermakov"), e); s >= .7 {
		t.Errorf("another patronymic: %.3f", s)
	}
	if s := scoreOf(t, query("Person", "name=Valery Ermakov"), e); s != 1 {
		t.Errorf("the alias itself: %.3f", s)
	}
}

// What the query offers is said beside the score, and does not move it.
func TestOffered(t *testing.T) {
	last := 0.0
	ix := build(smallList()...)
	for _, props := range []string{"name=Kim Jong Un", "name=Kim Jong Un;nationality=kp", "name=Kim Jong Un;nationality=kp;birthDate=1984", "name=Kim Jong Un;nationality=kp;birthDate=1984-01-08", "name=Kim Jong Un;nationality=kp;birthDate=1984-01-08;passportNumber=654321098"} {
		r := ask(t, ix, query("Person", props), screen.Options{}).Results[0]
		if r.Evidence.Offered <= last || r.Evidence.Offered > 1 || r.Score != 1 {
			t.Errorf("%s: offered %.3f after %.3f, score %.3f", props, r.Evidence.Offered, last, r.Score)
		}
		last = r.Evidence.Offered
	}
}
