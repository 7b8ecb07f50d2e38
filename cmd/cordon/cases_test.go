package main

import (
	"io"
	"slices"
	"strings"
	"testing"

	"cordon/finding"
	"cordon/internal/unraced"
	"cordon/law"
	"cordon/live"
	"cordon/touch"
)

// TestCasebookAsksWhole asks what the published cases ask about parties, of a fresh
// install: the exposure comes out as the case says, a path leads over its parties in
// their order, every step of it names where it is from, and what the case calls
// missing is named.
func TestCasebookAsksWhole(t *testing.T) {
	unraced.Skip(t)
	a := &app{streams: streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard}, data: t.TempDir(), programme: "dprk"}
	defer func() {
		if err := a.close(); err != nil {
			t.Error(err)
		}
	}()
	cmd := a.touchCmd()
	cmd.SetContext(t.Context())
	asker, err := a.asker(cmd)
	if err != nil {
		t.Fatal(err)
	}
	p, err := law.Open(a.programme)
	if err != nil {
		t.Fatal(err)
	}
	asked, middlemen := 0, 0
	for _, line := range p.Cases().Cases {
		c, err := p.Case(line.ID)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(c.ID, func(t *testing.T) {
			for _, k := range c.Asks {
				if k.Subject == "" {
					continue // of the law: asked in its own tests
				}
				asked++
				s, err := touch.ParseSubject(k.Subject)
				if err != nil {
					t.Errorf("line %d: %v", k.Line, err)
					continue
				}
				got, err := asker.Ask(t.Context(), s, live.At{AsOf: k.AsOf}, touch.DefaultDepth)
				if err != nil {
					t.Errorf("%s: %v", k.Subject, err)
					continue
				}
				if got.Exposure != finding.Exposure(k.Exposure) {
					t.Errorf("line %d: %s is %s, want %s: %s", k.Line, k.Subject, got.Exposure, k.Exposure, got.Summary)
				}
				if len(k.Via) > 0 && !slices.ContainsFunc(got.Paths, func(p touch.Path) bool { return leadsOver(p, k.Via) }) {
					t.Errorf("line %d: no path of %s leads over %v: %v", k.Line, k.Subject, k.Via, sentences(got))
				}
				if k.Missing != "" && !slices.ContainsFunc(got.Missing, func(m string) bool { return strings.Contains(m, k.Missing) }) {
					t.Errorf("line %d: %s: %q is not named as missing: %q", k.Line, k.Subject, k.Missing, got.Missing)
				}
				if k.Exposure == string(finding.Exposed) && len(k.Via) > 1 {
					middlemen++
					if !strings.Contains(sentences(got), ", case "+c.ID) {
						t.Errorf("line %d: no path of %s names the case: %s", k.Line, k.Subject, sentences(got))
					}
				}
			}
		})
	}
	if asked < 50 || middlemen < 15 {
		t.Errorf("%d questions, %d about middlemen", asked, middlemen)
	}
}

// leadsOver reports whether a path leads over entities in their order. It ends at the
// last of them, or at a list that it stands on.
func leadsOver(p touch.Path, via []string) bool {
	var nodes []string
	for i, s := range p.Steps {
		if i == 0 {
			nodes = append(nodes, s.From)
		}
		nodes = append(nodes, s.To)
	}
	at := 0
	for _, n := range nodes {
		if at < len(via) && n == via[at] {
			at++
		}
	}
	return at == len(via)
}

func sentences(a *touch.Answer) string {
	var out []string
	for _, p := range a.Paths {
		out = append(out, p.Sentence)
	}
	return strings.Join(out, "\n")
}

// The text of every case fits 80 columns and says of each fact that was not read in
// its publication that it was not.
func TestCasesText(t *testing.T) {
	p, err := law.Open("dprk")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range p.Cases().Cases {
		var out strings.Builder
		a := &app{streams: streams{Out: &out, Err: io.Discard}, programme: "dprk", format: "table"}
		c, err := p.Case(line.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.printCase(c); err != nil {
			t.Fatal(err)
		}
		for l := range strings.Lines(out.String()) {
			if l = strings.TrimRight(l, "\n"); width(l) > 80 {
				t.Errorf("%s: %d columns: %s", c.ID, width(l), l)
			}
		}
		if got := strings.Count(out.String(), "UNVERIFIED"); got != line.Unverified {
			t.Errorf("%s: %d facts are shown as unverified, want %d", c.ID, got, line.Unverified)
		}
		for _, e := range c.Events {
			if !strings.Contains(out.String(), e.Source) {
				t.Errorf("%s: no source %s", c.ID, e.Source)
			}
		}
	}
}
