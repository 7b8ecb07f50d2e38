package world_test

import (
	"encoding/csv"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cordon/internal/unraced"
	"cordon/world"
)

// background is what receivers on the shore heard of a small world, as the real
// traffic into which more is planted.
func background(t *testing.T) []world.RealFix {
	_, truth := sea(t)
	odd := make(map[uint32]bool)
	for _, c := range truth.Sea.Cases {
		if c.Like == "" {
			for _, x := range c.Ships {
				odd[x.MMSI] = true
			}
		}
	}
	var out []world.RealFix
	for _, p := range positions(t) {
		if !odd[p.mmsi] && !strings.Contains(p.source, "SAT") {
			out = append(out, world.RealFix{MMSI: p.mmsi, Time: time.Unix(p.at, 0).UTC(), Lat: p.lat, Lon: p.lon})
		}
	}
	return out
}

func TestPlantIntoWhole(t *testing.T) {
	unraced.Skip(t)
	real := background(t)
	plantInto(t, slices.Clone(real), 3)
	if _, _, err := world.PlantInto(real, world.PlantOptions{Kinds: []string{world.DarkCall}, Each: 1}); err == nil {
		t.Error("a call at the programme's ports is planted anywhere")
	}
	for _, x := range [][]world.RealFix{nil, real[:50]} {
		if _, _, err := world.PlantInto(x, world.PlantOptions{Kinds: []string{world.Clone}, Each: 1}); err == nil {
			t.Errorf("%d positions are planted into", len(x))
		}
	}
}

// plantInto plants and checks what is told.
func plantInto(t *testing.T, fixes []world.RealFix, each int) {
	t.Helper()
	o := world.PlantOptions{Seed: 9, Each: each, Every: 10 * time.Minute, Loss: .1,
		Kinds: []string{world.OpenTransfer, world.MidnightTransfer, world.AnchorTransfer, world.OneDark, world.BothDark, world.Newborn, world.Clone, world.NameSwap, world.FlagHop, world.CircleSpoof}}
	messages, truth, err := world.PlantInto(fixes, o)
	if err != nil {
		t.Fatal(err)
	}
	rand.New(rand.NewPCG(2, 2)).Shuffle(len(fixes), func(i, j int) { fixes[i], fixes[j] = fixes[j], fixes[i] })
	again, truth2, err := world.PlantInto(fixes, o)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(truth, truth2) || !reflect.DeepEqual(messages, again) {
		t.Error("another order of the traffic gives another truth")
	}
	planted, visible := make(map[string]int), 0
	for _, c := range truth.Cases {
		planted[c.Kind]++
		if c.Visible {
			visible++
		}
		if c.Start.Before(truth.From) || !c.Start.Before(c.End) || c.End.After(truth.To) {
			t.Errorf("%s is from %s to %s", c.ID, c.Start, c.End)
		}
		n := 0
		for _, m := range messages {
			if at := time.UnixMilli(m.Time); m.HasPos && m.MMSI == c.Ships[len(c.Ships)-1].MMSI && !at.Before(c.Start) && at.Before(c.End) {
				n++
			}
		}
		if dark := c.Ships[len(c.Ships)-1].Dark; dark && n > 0 || !dark && c.Find == "encounter" && n == 0 {
			t.Errorf("%s: %d positions, dark %v", c.ID, n, dark)
		}
	}
	for _, k := range o.Kinds {
		if planted[k] != each {
			t.Errorf("%d cases of %s, want %d", planted[k], k, each)
		}
	}
	if visible < len(truth.Cases)*8/10 {
		t.Errorf("%d of %d are visible", visible, len(truth.Cases))
	}
	last := int64(math.MinInt64)
	for _, m := range messages {
		if m.Time < last {
			t.Fatal("not by time")
		}
		last = m.Time
		if m.HasPos && !m.Position.Known() {
			t.Fatalf("%+v is nowhere", m)
		}
	}
	score := world.MatchSea(truth, events(truth, func(*world.SeaCase) bool { return true }))
	if score.All.Recall() != 1 || score.All.Precision() != 1 {
		t.Errorf("the truth itself scores %+v", score.All)
	}
	if names := slices.Collect(maps.Keys(planted)); len(names) < 10 {
		t.Errorf("kinds %v", names)
	}
}

// Into real tracks of the Suez canal.
func TestPlantIntoSuez(t *testing.T) {
	dir := os.Getenv("CORDON_TESTDATA")
	if dir == "" {
		t.Skip("CORDON_TESTDATA is not set: the folder of real data")
	}
	f, err := os.Open(filepath.Join(dir, "ais", "csv", "movingpandas_boat-positions.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var fixes []world.RealFix
	for _, x := range rows[1:] {
		at, err := time.Parse("02/01/2006 15:04", x[1])
		if err != nil {
			t.Fatal(err)
		}
		id, _ := strconv.Atoi(x[0])
		lon, _ := strconv.ParseFloat(x[2], 64)
		lat, _ := strconv.ParseFloat(x[3], 64)
		fixes = append(fixes, world.RealFix{MMSI: uint32(id), Time: at, Lat: lat, Lon: lon})
	}
	plantInto(t, fixes, 5)
}
