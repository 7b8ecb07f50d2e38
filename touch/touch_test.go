package touch_test

import (
	"errors"
	"slices"
	"testing"

	"cordon/ftm"
	"cordon/touch"
)

func TestParseSubject(t *testing.T) {
	for _, tc := range []struct{ text, kind, value, schema string }{
		{"Ri Chol Ho", "name", "Ri Chol Ho", ""},
		{"  M/V: Wise Honest ", "name", "M/V: Wise Honest", ""},
		{"imo: 9361407", "imo", "IMO9361407", "Vessel"},
		{"entity:ofac-20564", "entity", "ofac-20564", ""},
		{"BIC:DEUTDEFF", "bic", "DEUTDEFF", "Organization"},
		{"callsign: h-myx 7", "callsign", "HMYX7", "Vessel"},
		{"Call sign HMYX7", "callsign", "HMYX7", "Vessel"},
		{"CALL SIGN TRADING", "name", "CALL SIGN TRADING", ""},
		{"IMO 9361407", "imo", "9361407", "Vessel"},
		{"imo9361407", "imo", "9361407", "Vessel"},
		{"IMO STAR", "name", "IMO STAR", ""},
		{"9361407", "imo", "9361407", "Vessel"},
		{"mmsi 445984232", "mmsi", "445984232", "Vessel"},
		{"445984232", "mmsi", "445984232", "Vessel"},
		{"1688", "name", "1688", ""},
	} {
		got, err := touch.ParseSubject(tc.text)
		if err != nil {
			t.Errorf("%q: %v", tc.text, err)
			continue
		}
		if got.Kind != tc.kind || got.Schema != tc.schema || got.Text != tc.text {
			t.Errorf("%q: %+v", tc.text, got)
		}
		if want := tc.value; tc.kind == "mmsi" || tc.kind == "callsign" {
			if got.Value != want || len(got.Properties) != 1 {
				t.Errorf("%q: %+v, want %s", tc.text, got, want)
			}
		}
		if tc.kind == "name" && !slices.Equal(got.Properties["name"], []string{tc.value}) {
			t.Errorf("%q: name %v", tc.text, got.Properties["name"])
		}
	}
	for _, text := range []string{"", "   ", "imo:9361408", "lei:123", "iban:DE00", "entity:", "bic:1", "9361408", "IMO 9361408", "123456", "callsign:", "callsign:HM", "callsign:HMYX7777", "callsign:HMY_7"} {
		_, err := touch.ParseSubject(text)
		var bad *touch.SubjectError
		if !errors.As(err, &bad) || bad.Hint == "" {
			t.Errorf("%q: %v, want a subject error with a hint", text, err)
		}
	}
}

// What follows is the programme's: duties by list, programme and day, with their
// last day.
func TestDuties(t *testing.T) {
	p, err := touch.OpenProgramme("dprk")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		about string
		fact  touch.Fact
		day   string
		want  map[string]string // measure and kind to the last day
		not   []string
	}{
		{"a party of OFAC's DPRK programmes", touch.Fact{Basis: "listed", Lists: []string{"us_ofac_sdn"}, Programmes: []string{"DPRK2"}}, "2026-05-20",
			map[string]string{"EO-13722 block": "2026-05-20", "31CFR501.603 report": "2026-06-04", "31CFR1020.320 report": "2026-06-19", "EO-13810-4 reject": "2026-05-20"}, []string{"EO-13382", "UNSCR-1718-8d"}},
		{"a proliferator", touch.Fact{Basis: "listed", Lists: []string{"us_ofac_sdn"}, Programmes: []string{"NPWMD"}}, "2026-05-20",
			map[string]string{"EO-13382 block": "2026-05-20"}, []string{"EO-13722"}},
		{"before secondary sanctions", touch.Fact{Basis: "listed", Lists: []string{"us_ofac_sdn"}, Programmes: []string{"DPRK"}}, "2017-09-20",
			map[string]string{"EO-13722 block": "2017-09-20"}, []string{"EO-13810-4"}},
		{"the Security Council's list", touch.Fact{Basis: "listed", Lists: []string{"un_sc_sanctions"}, Programmes: []string{"DPRK"}}, "2026-05-20",
			map[string]string{"UNSCR-1718-8d block": "2026-05-20"}, []string{"EO-13722", "31CFR501.603"}},
		{"a tie", touch.Fact{Basis: "tied", Lists: []string{"us_ofac_sdn"}, Programmes: []string{"DPRK"}}, "2026-05-20",
			map[string]string{"22USC9221a enquire": "2026-05-20", "31CFR1010.659 enquire": "2026-05-20"}, []string{"EO-13722"}},
		{"a possible one", touch.Fact{Basis: "possible", Lists: []string{"us_ofac_sdn"}, Programmes: []string{"DPRK"}}, "2026-05-20",
			map[string]string{"31CFR1010.659 enquire": "2026-05-20"}, []string{"EO-13722", "31CFR501.603"}},
	} {
		day, err := ftm.ParseDay(tc.day)
		if err != nil {
			t.Fatal(err)
		}
		duties, measures := p.Duties(tc.fact, day)
		got := map[string][]string{}
		for _, d := range duties {
			got[d.Measure+" "+string(d.Kind)] = append(got[d.Measure+" "+string(d.Kind)], d.Due.String())
			if slices.Contains(tc.not, d.Measure) {
				t.Errorf("%s: %s follows", tc.about, d.Measure)
			}
		}
		for k, due := range tc.want {
			if !slices.Contains(got[k], due) {
				t.Errorf("%s: %s by %v, want %s", tc.about, k, got[k], due)
			}
		}
		for _, m := range measures {
			if m.Cite == "" || m.Verified == "" {
				t.Errorf("%s: measure %+v", tc.about, m)
			}
		}
	}
}

func TestMembers(t *testing.T) {
	p, err := touch.OpenProgramme("dprk")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		entity, list string
		programmes   []string
		want         bool
	}{
		{"ofac-1", "us_ofac_sdn", []string{"DPRK3"}, true},
		{"ofac-1", "us_ofac_sdn", []string{"NPWMD"}, false},
		{"ofac-20564", "us_ofac_sdn", []string{"NPWMD"}, true}, // one of the built-in listings
		{"ofac-1", "us_ofac_sdn", []string{"SDGT"}, false},
		{"un-1", "un_sc_sanctions", []string{"DPRK"}, true},
		{"eu-1", "eu_fsf", []string{"PRK"}, true},
		{"eu-1", "eu_fsf", []string{"RUS"}, false},
		{"x", "dprk_builtin", []string{"DPRK"}, true},
		{"x", "somebody", []string{"DPRK"}, false},
	} {
		if got := p.Member(tc.entity, tc.list, tc.programmes); got != tc.want {
			t.Errorf("%+v: %v", tc, got)
		}
	}
}
