package sea

import "testing"

func TestDaysWords(t *testing.T) {
	for n, want := range []string{"less than a day", "1 day", "2 days"} {
		if got := daysWords(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}
