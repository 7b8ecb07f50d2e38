package logbook

import (
	"reflect"
	"testing"

	"cordon/sea"

	"github.com/google/go-cmp/cmp"
)

// What was just loaded makes the tracks that reading it again does, also when
// somebody else has written to the archive since.
func TestHandedOn(t *testing.T) {
	l := openLog(t)
	again := func() *Logbook {
		t.Helper()
		x, err := Open(l.dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	tracks := func(l *Logbook) *sea.Traffic {
		t.Helper()
		got, err := l.Traffic(t.Context(), sea.DefaultTrackConfig(), Query{}, 2)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	whole := cmp.Exporter(func(reflect.Type) bool { return true })
	list := traffic(30, 40, 11)
	put(t, l, list[:len(list)/2])
	if len(l.recent.files) == 0 {
		t.Fatal("nothing is handed on")
	}
	if d := cmp.Diff(tracks(again()), tracks(l), whole); d != "" {
		t.Errorf("(read, handed on) %s", d)
	}
	if len(l.recent.files) > 0 || l.recent.held != 0 {
		t.Errorf("%d rows are still held", l.recent.held)
	}
	put(t, l, list[len(list)/4:3*len(list)/4])
	put(t, again(), list[len(list)/2:])
	if d := cmp.Diff(tracks(again()), tracks(l), whole); d != "" {
		t.Errorf("with another writer: (read, handed on) %s", d)
	}
}
