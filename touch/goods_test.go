package touch_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"cordon/finding"
	"cordon/touch"
)

// manifest is what a forwarder sends: good lines among bad ones.
const manifest = "\xef\xbb\xbfHS_Code, Description ,Direction,Shipment_Date\r\n" +
	"2701,coal,from,2017-08-20\r\n" +
	"2701,coal,import,2017-09-05\r\n" +
	",magnesite,from,2018-02-01\r\n" +
	"\r\n" +
	"77,nothing,from,2018-01-01\r\n" +
	"1006,rice,export,2018-01-01\r\n" +
	"2701,coal,sideways,2018-01-01\r\n" +
	",,from,2018-01-01\r\n" +
	"2701,coal,from,yesterday\r\n" +
	"620193,\"jackets, \"\"down\"\"\",from,2018-05-01\r\n" +
	",zyxwvut,from,2018-05-01\r\n"

func ask(t *testing.T, doc string) (answers []*touch.Answer, bad []*touch.LineError) {
	t.Helper()
	p, err := touch.OpenProgramme("dprk")
	if err != nil {
		t.Fatal(err)
	}
	bad, err = p.Manifest("m.csv", []byte(doc), 0, func(a *touch.Answer) error { answers = append(answers, a); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return answers, bad
}

// Each line is answered by the law of its day; what cannot be asked is named
// with its line, and nothing is lost.
func TestManifest(t *testing.T) {
	answers, bad := ask(t, manifest)
	var got []string
	for _, a := range answers {
		rule := ""
		if len(a.Measures) > 0 {
			rule = " " + a.Measures[0].ID
		}
		got = append(got, fmt.Sprintf("%s: %s%s", a.Subject.Text, a.Exposure, rule))
	}
	want := []string{
		"m.csv line 2: 2701 coal, from North Korea, 2017-08-20: possible UNSCR-2371-8",
		"m.csv line 3: 2701 coal, from North Korea, 2017-09-05: blocked UNSCR-2371-8",
		"m.csv line 4: magnesite, from North Korea, 2018-02-01: possible",
		"m.csv line 7: 1006 rice, to North Korea, 2018-01-01: clear",
		"m.csv line 11: 620193 jackets, \"down\", from North Korea, 2018-05-01: blocked UNSCR-2375-16",
		"m.csv line 12: zyxwvut, from North Korea, 2018-05-01: possible",
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
	var lines []int
	for _, b := range bad {
		lines = append(lines, b.Line)
		if b.Why == "" {
			t.Errorf("line %d: no reason", b.Line)
		}
	}
	if fmt.Sprint(lines) != "[6 8 9 10]" {
		t.Errorf("set aside: %v, want lines 6, 8, 9, 10: %v", lines, bad)
	}
	open := answers[0]
	if len(open.Obligations) != 1 || open.Obligations[0].Kind != finding.Enquire || len(open.Missing) == 0 {
		t.Errorf("wind-down: duties %+v, missing %v", open.Obligations, open.Missing)
	}
	if d := answers[1].Obligations; len(d) != 1 || d[0].Kind != finding.Reject || d[0].Due.String() != "2017-09-05" {
		t.Errorf("banned: duties %+v", d)
	}
	if n := answers[4].Notes; len(n) == 0 || !strings.Contains(n[0], "6201") {
		t.Errorf("a code of an earlier revision: notes %v, want its heading", n)
	}
}

// The same lines as JSON get the same answers.
func TestManifestJSON(t *testing.T) {
	doc := `{"hs":"2701","description":"coal","direction":"from","date":"2017-08-20"}

{"hs": 2701, "description":"coal","direction":"from","date":"2017-09-05"}
{"hs":"2701"
{"description":"magnesite","direction":"from","date":"2018-02-01"}
`
	answers, bad := ask(t, doc)
	csv, _ := ask(t, manifest)
	if len(answers) != 3 || len(bad) != 1 || bad[0].Line != 4 {
		t.Fatalf("%d answers, set aside %v", len(answers), bad)
	}
	for i, a := range answers {
		if a.Exposure != csv[i].Exposure || a.Summary != csv[i].Summary {
			t.Errorf("line %d: %s %q, as CSV %s %q", i+1, a.Exposure, a.Summary, csv[i].Exposure, csv[i].Summary)
		}
	}
}

// A quote that is never closed costs its line; a quoted field may go over lines;
// the fields may be separated by semicolons.
func TestManifestQuotes(t *testing.T) {
	answers, bad := ask(t, "hs;description;direction;date\n2701;\"coal;from;2017-09-05\n2701;\"coal,\nof two lines\";from;2017-09-05\n2701;coal;from;2017-09-05\n2701;co\"al;from;2017-09-05")
	if len(answers) != 2 || answers[1].Subject.Text != "m.csv line 5: 2701 coal, from North Korea, 2017-09-05" {
		t.Errorf("answers %+v", answers)
	}
	if len(bad) != 2 || bad[0].Line != 2 || bad[1].Line != 6 {
		t.Errorf("set aside %v, want lines 2 and 6", bad)
	}
}

func TestNoManifest(t *testing.T) {
	p, err := touch.OpenProgramme("dprk")
	if err != nil {
		t.Fatal(err)
	}
	for _, doc := range []string{"", "a,b,c\n1,2,3\n", "%PDF-1.4", `{"id":"x","schema":"Company"}`, "<xml/>"} {
		_, err := p.Manifest("x", []byte(doc), 0, func(*touch.Answer) error { return errors.New("answered") })
		if !errors.Is(err, touch.ErrNoManifest) {
			t.Errorf("%q: %v, want ErrNoManifest", doc, err)
		}
	}
}

// Any bytes are answered, set aside line by line, or are no manifest; a line is
// never both.
func FuzzManifest(f *testing.F) {
	f.Add([]byte(manifest))
	f.Add([]byte(`{"hs":"2701","direction":"from","date":"2017-09-05"}`))
	f.Add([]byte("hs,direction,date\n\"2701,from\n"))
	p, err := touch.OpenProgramme("dprk")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		lines, bad, ok, err := touch.ReadManifest(doc)
		if err != nil || !ok {
			return
		}
		seen := map[int]bool{}
		for _, l := range lines {
			seen[l.Line] = true
		}
		for _, b := range bad {
			if seen[b.Line] && !bytes.Contains(doc, []byte{'"'}) {
				t.Errorf("line %d is answered and set aside", b.Line)
			}
		}
		answered := 0
		if _, err := p.Manifest("x", doc, 0, func(a *touch.Answer) error {
			if answered++; a.Subject.Kind != "goods" || a.Summary == "" {
				t.Errorf("an answer without words: %+v", a)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if answered > len(lines) {
			t.Errorf("%d answers to %d lines", answered, len(lines))
		}
	})
}
