package brief

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"cordon/sea"
)

// sheets is how many sheets a PDF has.
func sheets(t *testing.T, d *Doc) int {
	t.Helper()
	var b bytes.Buffer
	if err := d.PDF(&b, start); err != nil {
		t.Fatal(err)
	}
	return len(regexp.MustCompile(`/Type /Page\b`).FindAll(b.Bytes(), -1))
}

// said is every word of a brief, page and annex.
func words(parts []Section) string {
	var b strings.Builder
	for _, s := range parts {
		for _, l := range append(s.Text, s.List...) {
			b.WriteString(l.Text + "\n")
		}
		if s.Table != nil {
			for _, r := range s.Table.Rows {
				b.WriteString(strings.Join(r.Cells, " | ") + "\n")
			}
		}
		b.WriteString(s.More + "\n")
	}
	return b.String()
}

// However much there is to say, the page is one sheet, nothing of it is lost, and
// what is cut says where it stands.
func TestPageIsOneSheet(t *testing.T) {
	long := strings.Repeat("VERY LONG NAME OF A SHIP ", 20)
	for _, c := range []struct {
		name   string
		change func(*Input)
	}{
		{"as it is", func(*Input) {}},
		{"many reasons", func(in *Input) {
			for i := range 40 {
				in.Event.Reasons = append(in.Event.Reasons, sea.Reason{Text: fmt.Sprintf("reason %d: %s", i, strings.Repeat("seen near by ", 9)), Weight: .01 * float64(i)})
				in.Event.Innocent = append(in.Event.Innocent, sea.Innocent{Text: fmt.Sprintf("explanation %d, %s", i, strings.Repeat("which fits ", 8)), ClearedBy: fmt.Sprintf("paper %d", i)})
				in.Event.Notes = append(in.Event.Notes, fmt.Sprintf("note %d: %s", i, strings.Repeat("not known ", 7)))
			}
		}},
		{"long names", func(in *Input) {
			for i := range in.Event.Parties {
				in.Event.Parties[i].Name = long
			}
			in.Rank.Party.Name = long
			in.Known.Ships[0].Name = long
			in.Event.Place = long
		}},
		{"one word without end", func(in *Input) {
			in.Event.Parties[0].Name = strings.Repeat("X", 900)
			in.Event.Reasons[0].Text = strings.Repeat("y", 3000)
			in.Event.Place = strings.Repeat("Z", 2000)
			in.Made = start
		}},
		{"a long ladder", func(in *Input) {
			s := in.Ladder[0]
			s.May = strings.Repeat("Inspect the vessel and all that is in it. ", 30)
			in.Ladder = nil
			for range 9 {
				in.Ladder = append(in.Ladder, s)
			}
		}},
		{"all of it", func(in *Input) {
			in.Event.Parties[1].Name = long
			for i := range 60 {
				in.Event.Reasons = append(in.Event.Reasons, sea.Reason{Text: fmt.Sprintf("reason %d: %s", i, strings.Repeat("seen near by ", 60)), Weight: 1})
				in.Event.Notes = append(in.Event.Notes, fmt.Sprintf("note %d: %s", i, strings.Repeat("not known ", 90)))
				in.Vessels[0].Claims = append(in.Vessels[0].Claims, sea.Claim{Prop: "name", Value: fmt.Sprintf("NAME %d", i)})
				in.Ladder = append(in.Ladder, Step{Here: true, May: fmt.Sprintf("Step %d. ", i) + strings.Repeat("Ask. ", 40), Consent: "somebody", Cite: "a text"})
			}
		}},
	} {
		in := input()
		c.change(&in)
		made := New(in)
		if !made.fitted && c.name != "all of it" {
			t.Errorf("%s: the page does not fit on a sheet", c.name)
		}
		look(t, "fit-"+strings.ReplaceAll(c.name, " ", "-"), made)
		text := words(made.Page) + words(made.Annex) + made.Sub
		for _, r := range in.Event.Reasons {
			if !strings.Contains(text, r.Text) {
				t.Errorf("%s: lost: %.60s", c.name, r.Text)
			}
		}
		for _, x := range in.Event.Innocent {
			if !strings.Contains(text, x.Text) || !strings.Contains(text, x.ClearedBy) {
				t.Errorf("%s: lost: %.60s", c.name, x.Text)
			}
		}
		for _, n := range in.Event.Notes {
			if !strings.Contains(text, whole(n)) {
				t.Errorf("%s: lost: %.60s", c.name, n)
			}
		}
		for _, x := range in.Ladder {
			if !strings.Contains(text, x.May) {
				t.Errorf("%s: lost: %.60s", c.name, x.May)
			}
		}
		for _, p := range in.Event.Parties {
			if p.Name != "" && !strings.Contains(text, p.Name) {
				t.Errorf("%s: lost: %.60s", c.name, p.Name)
			}
		}
		for _, s := range made.Page {
			if strings.Contains(words([]Section{s}), "…") && s.More == "" {
				t.Errorf("%s: %s is cut and does not say so", c.name, s.Head)
			}
		}
		if n := sheets(t, made); n < 2 {
			t.Errorf("%s: %d sheets: where is the annex?", c.name, n)
		}
	}
}

// What little there is stands on one sheet with all that it rests on.
func TestLittleIsOneSheet(t *testing.T) {
	d := New(Input{Event: sea.Event{ID: "gap-1", Kind: sea.GapKind, Vessels: []string{"mmsi-1-1"}, Parties: []sea.Party{{ID: "mmsi-1-1"}}, Start: start, End: start.Add(1)}, Made: start})
	if n := sheets(t, d); n != 1 || !d.fitted {
		t.Errorf("%d sheets, fitted: %v", n, d.fitted)
	}
	in := input()
	in.Standing, in.Rules, in.Owners = nil, nil, nil
	in.Event.Parties, in.Vessels = in.Event.Parties[:1], in.Vessels[:1]
	in.Vessels[0].Claims = in.Vessels[0].Claims[:1]
	in.Lines, in.Rank.Next = nil, nil
	d = New(in)
	look(t, "little", d)
	if n := sheets(t, d); n != 1 {
		t.Errorf("%d sheets with an annex of %d parts", n, len(d.Annex))
	}
}

// The texts of a PDF stand within its sheet: no line begins below the foot.
func TestNothingStandsBelowTheSheet(t *testing.T) {
	in := input()
	for i := range 30 {
		in.Event.Reasons = append(in.Event.Reasons, sea.Reason{Text: fmt.Sprintf("reason %d", i), Weight: 1})
	}
	var b bytes.Buffer
	if err := New(in).PDF(&b, start); err != nil {
		t.Fatal(err)
	}
	streams := regexp.MustCompile(`(?s)stream\n(.*?)\nendstream`).FindAllSubmatch(b.Bytes(), -1)
	at := regexp.MustCompile(`BT ([\d.-]+) ([\d.-]+) Td`)
	n := 0
	for _, s := range streams {
		z, err := zlib.NewReader(bytes.NewReader(s[1]))
		if err != nil {
			continue
		}
		text, _ := io.ReadAll(z)
		for _, m := range at.FindAllSubmatch(text, -1) {
			var x, y float64
			if _, err := fmt.Sscan(string(m[1])+" "+string(m[2]), &x, &y); err != nil {
				t.Fatal(err)
			}
			if n++; y < 10 || y > 842 || x < 30 || x > 595 {
				t.Errorf("text at %.1f, %.1f points", x, y)
			}
		}
	}
	if n < 100 {
		t.Errorf("%d pieces of text found", n)
	}
}
