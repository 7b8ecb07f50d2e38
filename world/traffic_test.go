package world_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"cordon/internal/unraced"
	"cordon/world"
)

// atSea writes a small world with its sea, once for all tests.
var atSea = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "cordon-world-*")
	if err != nil {
		return "", err
	}
	w, err := world.New(world.Options{Seed: 5, Size: world.Small, Programme: "dprk"})
	if err != nil {
		return dir, err
	}
	_, err = w.Write(context.Background(), dir)
	return dir, err
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := atSea(); err == nil || dir != "" {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

func sea(t *testing.T) (string, *world.Truth) {
	t.Helper()
	dir, err := atSea()
	if err != nil {
		t.Fatal(err)
	}
	truth, err := world.ReadTruth(bytes.NewReader(read(t, dir, world.TruthFile)))
	if err != nil {
		t.Fatal(err)
	}
	return dir, truth
}

func TestTrafficSameSeedSameBytesWhole(t *testing.T) {
	unraced.Skip(t)
	sameBytes(t, 1)
}

// The same world written twice: what it counts begins anew.
func TestTrafficTwiceWhole(t *testing.T) {
	unraced.Skip(t)
	sameBytes(t, 2)
}

func sameBytes(t *testing.T, times int) {
	a, _ := sea(t)
	w, err := world.New(world.Options{Seed: 5, Size: world.Small, Programme: "dprk"})
	if err != nil {
		t.Fatal(err)
	}
	for n := range times {
		b := t.TempDir()
		told, err := w.Write(context.Background(), b)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{world.MessagesFile, world.TableFile, world.TruthFile, world.EntitiesFile} {
			if !bytes.Equal(read(t, a, name), read(t, b, name)) {
				t.Errorf("%s: the same seed gives other bytes the %d. time", name, n+1)
			}
		}
		got, err := world.ReadTruth(bytes.NewReader(read(t, b, world.TruthFile)))
		if err != nil {
			t.Fatal(err)
		}
		x, errx := json.Marshal(told)
		y, erry := json.Marshal(got)
		if errx != nil || erry != nil || !bytes.Equal(x, y) {
			t.Errorf("it tells one truth and writes another: %v %v", errx, erry)
		}
	}
}

func TestTrafficIsInterrupted(t *testing.T) {
	w, err := world.New(world.Options{Seed: 1, Size: world.Small, Programme: "dprk"})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		for {
			if _, err := os.Stat(filepath.Join(dir, world.MessagesFile)); err == nil {
				cancel()
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	if _, err := w.Write(ctx, dir); err == nil {
		t.Skip("it was faster")
	}
}

// A world of size m has fifty cases of each kind and ten times as many innocents.
func TestTrafficMediumWhole(t *testing.T) {
	unraced.Skip(t)
	w, err := world.New(world.Options{Seed: 3, Size: world.Medium, Programme: "dprk"})
	if err != nil {
		t.Fatal(err)
	}
	truth, err := w.Write(context.Background(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := truth.Sea
	planted, visible, innocent := make(map[string]int), make(map[string]int), make(map[string]int)
	meetings := 0
	for _, c := range s.Cases {
		if c.Like != "" {
			innocent[c.Find]++
			continue
		}
		planted[c.Kind]++
		if c.Visible {
			visible[c.Kind]++
		}
		if c.Find == "encounter" {
			meetings++
		}
	}
	for _, k := range world.SeaKinds {
		least := 45
		if k == world.Newborn || k == world.NameSwap || k == world.FlagHop { // of a ship at sea who she is is heard seldom
			least = 35
		}
		if planted[k] < 50 || visible[k] < least {
			t.Errorf("%s: %d planted, %d visible", k, planted[k], visible[k])
		}
	}
	if innocent["encounter"] < 8*meetings || innocent["gap"] < 2000 || innocent["identity"] < 1000 {
		t.Errorf("%d meetings; innocent %v", meetings, innocent)
	}
	if n := s.Counts["positions"]; n < 1_500_000 || n > 2_500_000 {
		t.Errorf("%d positions", n)
	}
}
