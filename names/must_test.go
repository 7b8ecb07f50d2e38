package names_test

import (
	"testing"

	"cordon/names"
)

func TestCheckValues(t *testing.T) {
	for _, tc := range []struct {
		q, l string
		want float64
	}{
		{"Olaf Scholze", "Olaf Scholz", .9286},
		{"Olaf Schulze", "Olaf Scholz", .8344},
		{"Octavian Scholz", "Olaf Scholz", .50},
		{"Valery Nikolaevich Ermakov", "Valery Ermakov", .8696},
		{"Valery Ermakov", "Valery Nikolaevich Ermakov", .8696},
		{"Valery Konstantinovich Ermakov", "Valery Nikolaevich Ermakov", .625},
	} {
		q, l := names.Parse(tc.q, names.Person), names.Parse(tc.l, names.Person)
		got := names.Compare(&q, &l)
		if d := got.Score - tc.want; d > .0001 || d < -.0001 {
			t.Errorf("%s / %s: %.4f, want %.4f\n%+v", tc.q, tc.l, got.Score, tc.want, got.Pairs)
		}
	}
}
