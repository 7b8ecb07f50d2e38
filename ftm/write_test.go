package ftm_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cordon/ftm"
)

var ignorePeriods = cmpopts.IgnoreUnexported(ftm.Entity{})

// write returns the entity as one line.
func write(tb testing.TB, e *ftm.Entity) string {
	tb.Helper()
	var b bytes.Buffer
	if err := ftm.Write(&b, e); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	no := false
	full := ftm.New("a", "Person")
	full.Caption, full.FirstSeen, full.LastSeen, full.LastChange, full.Target = "C", "1", "2", "3", &no
	full.Datasets, full.Referents = []string{"e", "d"}, []string{}
	full.Add("name", "b", "a")
	full.Add("alias", "<&>")
	full.Extra = map[string]json.RawMessage{"z": json.RawMessage(`[1]`), "y": nil, `"`: json.RawMessage(`{}`)}
	tests := []struct {
		name string
		e    *ftm.Entity
		want string
	}{
		{"nothing", &ftm.Entity{}, `{"id":"","schema":"","properties":{}}`},
		{"least", ftm.New("a", "Person"), `{"id":"a","schema":"Person","properties":{}}`},
		{"everything", full, `{"id":"a","caption":"C","schema":"Person","properties":{"alias":["<&>"],"name":["b","a"]},"referents":[],"datasets":["e","d"],` +
			`"first_seen":"1","last_seen":"2","last_change":"3","target":false,"\"":{},"y":null,"z":[1]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want+"\n", write(t, tt.e)); d != "" {
				t.Error(d)
			}
		})
	}
}

// Strings are written byte for byte as encoding/json writes them.
func TestWriteStringsAsEncodingJSON(t *testing.T) {
	var all strings.Builder
	for r := rune(0); r < 0x300; r++ {
		all.WriteRune(r)
	}
	for _, s := range []string{"", "plain", "\"\\", all.String(), "\u2027\u2028\u2029\u202a", "a\xffb\xe4\xb8", "\uFFFD", "조선 中国 😀", "\xf0\x9f", "x\u2028"} {
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(s); err != nil {
			t.Fatal(err)
		}
		got := write(t, &ftm.Entity{ID: s})
		got = strings.TrimSuffix(strings.TrimPrefix(got, `{"id":`), `,"schema":"","properties":{}}`+"\n")
		if got != strings.TrimSuffix(want.String(), "\n") {
			t.Errorf("%q is written %s, want %s", s, got, want.String())
		}
	}
}

func TestMarshalJSON(t *testing.T) {
	b, err := json.Marshal(map[string]any{"e": rich()})
	if err != nil {
		t.Fatal(err)
	}
	var back struct{ E *ftm.Entity }
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(rich(), back.E, same); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

var errFull = errors.New("disk full")

func TestWriteFails(t *testing.T) {
	if err := ftm.Write(full{}, ftm.New("a", "Person")); !errors.Is(err, errFull) || !strings.Contains(err.Error(), "entity a") {
		t.Errorf("got %v", err)
	}
	if err := (ftm.Delta{Op: ftm.DeltaDel, Entity: ftm.New("a", "")}).Write(full{}); !errors.Is(err, errFull) || !strings.Contains(err.Error(), "delta of a") {
		t.Errorf("got %v", err)
	}
}
