package screen_test

import (
	"math"
	"testing"

	"cordon/screen"
)

// Weights take the place of coefficients, and what explanations show is what the
// score is made of.
func TestWeights(t *testing.T) {
	ix := build(target("p", "Person", "name=Olaf Scholz;birthDate=1958-06-14;country=de;gender=male;passportNumber=A1234567"),
		target("s", "Vessel", "name=SEASTAR;imoNumber=IMO9289491"))
	person := query("Person", "name=Olaf Scholz;birthDate=1958-06-15;country=fr;gender=female")
	ship := query("Vessel", "name=Other Name;imoNumber=IMO9289491")
	for _, tc := range []struct {
		about   string
		q       screen.Query
		weights map[string]float64
		want    float64
	}{
		{"as usual", person, nil, 1 - .2 - .25 - .2},
		{"another country costs nothing", person, map[string]float64{"country_mismatch": 0}, 1 - .25 - .2},
		{"and nor does the day", person, map[string]float64{"country_mismatch": 0, "dob_day_disjoint": 0}, 1 - .2},
		{"names count half", person, map[string]float64{"name_match": .6, "country_mismatch": 0, "dob_day_disjoint": -.1, "gender_mismatch": 0}, .6 - .1},
		{"a feature of somebody else", person, map[string]float64{"name_literal_match": 0}, 1 - .2 - .25 - .2},
		{"the number of a ship", ship, nil, .95},
		{"the number of a ship, less of it", ship, map[string]float64{"vessel_imo_mmsi_match": .76}, .76},
	} {
		a := ask(t, ix, tc.q, screen.Options{Cutoff: .01, Weights: tc.weights})
		if len(a.Results) != 1 || math.Abs(a.Results[0].Score-tc.want) > .0001 {
			t.Errorf("%s: %+v, want %v", tc.about, a.Results, tc.want)
			continue
		}
		best, sum := 0.0, 0.0
		for _, e := range a.Results[0].Explanations {
			if e.Score > 0 {
				best = max(best, e.Score)
			} else {
				sum += e.Score
			}
		}
		if math.Abs(best+sum-tc.want) > .0001 {
			t.Errorf("%s: explanations say %v, the score %v", tc.about, best+sum, tc.want)
		}
	}
}
