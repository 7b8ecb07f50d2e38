package screen_test

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"cordon/internal/testdata"
	"cordon/screen"
)

func TestMustHold(t *testing.T) {
	f, err := os.Open(testdata.Path(t, "names/must_hold.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows := 0
	for sc := bufio.NewScanner(f); sc.Scan(); {
		c := strings.Split(sc.Text(), "\t")
		if len(c) < 5 || strings.HasPrefix(c[0], "#") || c[0] == "relation" {
			continue
		}
		rows++
		q, l := query(c[1], c[2]), target("x", c[1], c[4])
		one := scoreOf(t, q, l)
		holds, said := false, ""
		switch c[0] {
		case "same":
			holds = one > .7
		case "different":
			holds = one < .7
		case "order":
			two := scoreOf(t, query(c[1], c[3]), l)
			holds = one > two
			said = c[3]
			if !holds {
				t.Logf("%s: %.3f, %s: %.3f", c[2], one, c[3], two)
			}
		}
		if !holds {
			t.Errorf("%s %s: %s | %s %s: %.3f", c[0], c[1], c[2], c[4], said, one)
		}
	}
	if rows < 55 {
		t.Errorf("%d rows, want 55", rows)
	}
}

func TestOFACScore(t *testing.T) {
	for _, tc := range []struct {
		q, l string
		want int
	}{
		{"VLADIMIR PUTIN", "PUTIN, Vladimir", 100},
		{"KIM JONG UN", "KIM, Yo Jong", 100},
		{"GEORGE BUSH", "HASWANI, George", 50},
		{"BUSH GEORGE", "GEORGIOU, Georgios", 45},
		{"VLADIMIR PUTIN", "VLADIMIROVKA ADVANCED WEAPONS AND RESEARCH COMPLEX", 78},
		{"MARTHA", "MARHTA", 96},
		{"DIXON", "DICKSONX", 81},
		{"", "KIM", 0},
		{"KIM", "", 0},
		{"?", "?", 0},
		{"UN", "UN", 100},
	} {
		if got := screen.OFACScore(tc.q, tc.l); got != tc.want {
			t.Errorf("%s / %s: %d, want %d", tc.q, tc.l, got, tc.want)
		}
	}
}
