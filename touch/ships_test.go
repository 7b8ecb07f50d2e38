package touch

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"cordon/finding"
	"cordon/ftm"
	"cordon/live"
	"cordon/sea"
)

// log is a logbook of a few events.
type log []sea.Event

func (l log) EventsOf(_ context.Context, vessel string, _ live.At) ([]sea.Event, error) {
	var out []sea.Event
	for _, e := range l {
		if slices.Contains(e.Vessels, vessel) {
			out = append(out, e)
		}
	}
	return out, nil
}

func date(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.Parse("2006-01-02", s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A tanker that met a ship which had called at a port of the target is barred for
// the days that the programme says, to the day.
func TestShips(t *testing.T) {
	p, err := OpenProgramme("dprk")
	if err != nil {
		t.Fatal(err)
	}
	partner := sea.Party{ID: "imo-9074729", Name: "SYN PARTNER", IMO: 9074729, Flag: "kp", Listed: "list-1"}
	tanker := sea.Party{ID: "imo-9134270", Name: "SYN TANKER", IMO: 9134270, Flag: "pa"}
	call := sea.Event{ID: "port-1", Kind: sea.PortKind, Sub: "port-call", Vessels: []string{partner.ID}, Parties: []sea.Party{partner}, Zone: "kp-nampo", Place: "Nampo", Start: date(t, "2025-03-18"), End: date(t, "2025-03-20"), Strength: .9, Alert: true}
	meeting := sea.Event{ID: "encounter-1", Kind: sea.EncounterKind, Sub: sea.SubTransfer, Vessels: []string{partner.ID, tanker.ID}, Parties: []sea.Party{partner, tanker}, Start: date(t, "2025-04-01"), End: date(t, "2025-04-01").Add(6 * time.Hour), Strength: .98, Alert: true,
		Reasons: []sea.Reason{{Item: "transfer", Text: "alongside for 6 h", Weight: 2}}}
	quiet := meeting
	quiet.ID, quiet.Alert, quiet.Sub = "encounter-2", false, "meeting"
	dark := meeting
	dark.ID, dark.Kind, dark.Sub, dark.Inferred = "dark-rendezvous-1", sea.DarkKind, "", true
	bare := meeting
	bare.ID = "encounter-3"
	for _, c := range []struct {
		what     string
		log      log
		day      string
		exposure finding.Exposure // the strongest
		due      string           // of EO-13810-2
	}{
		{"90 days after", log{call, meeting}, "2025-06-30", finding.Blocked, "2025-09-28"},
		{"the last day", log{call, meeting}, "2025-09-28", finding.Blocked, "2025-09-28"},
		{"the day after", log{call, meeting}, "2025-09-29", finding.Exposed, ""},
		{"before it", log{call, meeting}, "2025-03-31", finding.Clear, ""},
		{"a meeting below the line", log{call, quiet}, "2025-06-30", finding.Clear, ""},
		{"nobody saw it", log{call, dark}, "2025-06-30", finding.Possible, "2025-09-28"},
		{"a listed partner that was never seen at a port", log{bare}, "2025-06-30", finding.Exposed, "2025-09-28"},
	} {
		s := &Ships{Log: c.log, Law: p, Programme: "dprk"}
		got, err := s.Find(t.Context(), &Question{Subject: Subject{Kind: "imo", Value: "9134270", Text: "imo:9134270"}, At: live.At{AsOf: ftm.DayOf(date(t, c.day))}})
		if err != nil {
			t.Fatal(err)
		}
		is, due := finding.Clear, ""
		for i := range got.Conclusions {
			f := &got.Conclusions[i].Finding
			if err := f.Check(); err != nil {
				t.Errorf("%s: %v", c.what, err)
			}
			if f.Exposure == finding.Blocked || is == finding.Clear || is == finding.Possible && f.Exposure == finding.Exposed {
				is = f.Exposure
			}
		}
		for _, o := range got.Obligations {
			if o.Measure == "EO-13810-2" {
				due = o.Due.String()
			}
		}
		if is != c.exposure || due != c.due {
			t.Errorf("%s: %s, due %q; want %s, due %q\n%+v", c.what, is, due, c.exposure, c.due, got.Conclusions)
		}
	}
	// What nobody saw is asked whole: who, with whom or where, and when.
	hidden := call
	hidden.ID, hidden.Inferred, hidden.Sub = "port-2", true, "dark-call"
	for _, c := range []struct {
		log       log
		imo, want string
	}{
		{log{dark}, "9134270", "whether SYN TANKER met SYN PARTNER (IMO 9074729), listed as list-1, on 2025-04-01: the silence allows it, but nobody saw it"},
		{log{hidden}, "9074729", "whether SYN PARTNER called at Nampo on 2025-03-18: the silence allows it, but nobody saw it"},
	} {
		s := &Ships{Log: c.log, Law: p, Programme: "dprk"}
		got, err := s.Find(t.Context(), &Question{Subject: Subject{Kind: "imo", Value: c.imo, Text: "imo:" + c.imo}, At: live.At{AsOf: ftm.DayOf(date(t, "2025-06-30"))}})
		if err != nil {
			t.Fatal(err)
		}
		var asked []string
		for i := range got.Conclusions {
			asked = append(asked, got.Conclusions[i].Finding.Missing...)
		}
		if !slices.Contains(asked, c.want) {
			t.Errorf("asked %q, want %q", asked, c.want)
		}
	}
	// What was not over on the day is told up to that day.
	early, err := (&Ships{Log: log{call, meeting}, Law: p, Programme: "dprk"}).Find(t.Context(), &Question{Subject: Subject{Kind: "imo", Value: "9074729"}, At: live.At{AsOf: ftm.DayOf(date(t, "2025-03-19"))}})
	if err != nil || len(early.Conclusions) == 0 {
		t.Fatal(early, err)
	}
	for _, c := range early.Conclusions {
		for _, path := range c.Paths {
			for _, s := range path.Steps {
				if s.ToDate > ftm.DayOf(date(t, "2025-03-20")) || c.End.After(date(t, "2025-03-20")) {
					t.Errorf("as of 2025-03-19: %+v, end %s", s, c.End)
				}
			}
		}
	}
	// The caller itself, and how its path reads.
	s := &Ships{Log: log{call, meeting}, Law: p, Programme: "dprk"}
	got, err := s.Find(t.Context(), &Question{Subject: Subject{Kind: "imo", Value: "9074729"}, At: live.At{AsOf: ftm.DayOf(date(t, "2025-06-30"))}})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, o := range got.Obligations {
		ids = append(ids, o.Measure+" "+o.Due.String())
	}
	for _, want := range []string{"EO-13810-2 2025-09-16", "22USC9225c 2026-03-20"} {
		if !slices.Contains(ids, want) {
			t.Errorf("of a ship that called: %v, want %s", ids, want)
		}
	}
	if x := got.Conclusions[0].Finding; !strings.Contains(x.Summary, "2025-09-1") {
		t.Errorf("%s", x.Summary)
	}
}
