package touch

import (
	"testing"

	"cordon/finding"
	"cordon/ftm"
	"cordon/live"
)

// fake law: one answer for each carrier.
type oneLaw struct {
	Law
	carriers []string
}

func (l oneLaw) Manifest(_ string, _ []byte, _ ftm.Day, yield func(*Answer) error) ([]*LineError, error) {
	for _, c := range l.carriers {
		if err := yield(&Answer{Carrier: c, Searched: Searched{AsOf: "2020-01-01"}, Exposure: finding.Clear, Summary: "tea: allowed."}); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// A number that is none leaves open which ship it is; a name is asked as a ship's.
func TestCarrier(t *testing.T) {
	a := &Asker{Law: oneLaw{carriers: []string{"IMO 9999999"}}}
	if _, err := a.Manifest(t.Context(), "m", nil, live.At{}, func(got *Answer) error {
		if got.Exposure != finding.Possible || len(got.Missing) != 1 {
			t.Errorf("%s, missing %v", got.Exposure, got.Missing)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"IMO: 9074729": "imo", "imo9074729": "imo", "9074729": "imo", "EVER DIADEM": "name"} {
		s, err := carrierOf(text)
		if err != nil || s.Kind != want {
			t.Errorf("%q: %s, %v", text, s.Kind, err)
		}
		if want == "name" && s.Schema != "Vessel" {
			t.Errorf("%q: schema %q", text, s.Schema)
		}
	}
	ship := &Answer{Exposure: finding.Blocked, Summary: "it is listed.", Strength: .95, Alert: true, Missing: []string{"x"}, Searched: Searched{Sources: []string{"parties"}, Datasets: []string{"b"}}}
	goods := &Answer{Exposure: finding.Possible, Summary: "cars: perhaps.", Searched: Searched{Sources: []string{"law"}, Datasets: []string{"UN"}}}
	goods.aboard(ship)
	if goods.Exposure != finding.Blocked || !goods.Alert || goods.Strength != .95 || goods.Missing[0] != "of the ship: x" || len(goods.Searched.Sources) != 2 || len(ship.Searched.Datasets) != 1 {
		t.Errorf("%+v", goods)
	}
}
