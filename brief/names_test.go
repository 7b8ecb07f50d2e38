package brief

import "testing"

// Ids of vessels are names with numbers, the number once; what only looks like one
// stays.
func TestNamed(t *testing.T) {
	called := map[string]string{"imo-9074729": "SYN ONE", "mmsi-445111000-2": "SYN TWO"}
	for in, want := range map[string]string{
		"imo-9074729 drifted; imo-9074729 left":               "SYN ONE (IMO 9074729) drifted; SYN ONE left",
		"SYN ONE (imo-9074729) and SYN X (ofac-1)":            "SYN ONE (IMO 9074729) and SYN X (ofac-1)",
		"-1.3 m (imo-9074729) and +1.3 m (mmsi-445111000-2)":  "-1.3 m (SYN ONE) and +1.3 m (SYN TWO)",
		"heard meanwhile: imo-1234567, mmsi-445111000-2":      "heard meanwhile: IMO 1234567, SYN TWO (MMSI 445111000)",
		"cordon touch imo:9074729; event:imo-9074729; imo-12": "cordon touch imo:9074729; event:imo-9074729; imo-12",
	} {
		if got := named(in, called); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

// What a measure says is one sentence with whom it speaks of.
func TestPower(t *testing.T) {
	for _, c := range []struct{ key, text, want string }{
		{"called_upon", "Inspect the vessel.", "States are called upon to inspect the vessel."},
		{"shall", "The flag state directs it.", "A duty: the flag state directs it."},
		{"may", "A vessel may be asked.", "A vessel may be asked."},
		{"may", "Tell the Committee.", "States may tell the Committee."},
		{"none", "None: observe.", "None: observe."},
	} {
		if got := power(c.key, c.text); got != c.want {
			t.Errorf("%s, %s: %q, want %q", c.key, c.text, got, c.want)
		}
	}
}

// An estimate is not said more precisely than it is.
func TestAbout(t *testing.T) {
	for x, want := range map[float64]string{0: "0", 42: "42", 1335: "1,300", 9609: "9,600", 80043: "80,000", 1_234_567: "1,200,000"} {
		if got := about(x); got != want {
			t.Errorf("%g is %s, want %s", x, got, want)
		}
	}
}
