package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"cordon/ais"
	"cordon/geo"
	"cordon/internal/pairs"
	"cordon/logbook"
	"cordon/sea"
	"cordon/store"
	"cordon/world"
)

// seaPairs puts the tracks of the ten sets two by two on one number, as if both had
// begun on one day, and asks how many points come to the right ship.
func seaPairs(ctx context.Context, b *bench) error {
	names, err := filepath.Glob(filepath.Join(b.data, "ais", "segmentation", "point-pair", "*.gz"))
	if err != nil {
		return err
	}
	var tracks [][]sea.Fix
	for _, name := range names {
		messages, err := pairs.Read(name)
		if err != nil {
			return err
		}
		c := sea.NewCollector(seaConfig().Tracks)
		for i := range messages {
			messages[i].Source, messages[i].HasStat = 0, false // positions alone, as of one receiver
			c.Add(&messages[i])
		}
		t, err := c.Traffic(ctx, 1)
		if err != nil {
			return err
		}
		var longest []sea.Fix
		for _, v := range t.Vessels {
			if len(v.Fixes) > len(longest) {
				longest = v.Fixes
			}
		}
		tracks = append(tracks, longest)
	}
	const first, day = 1_600_000_000 / 86400 * 86400, 86400
	right, all, sets := 0, 0, 0
	type key struct {
		t        uint32
		lat, lon int32
	}
	for i := range tracks {
		for j := range i {
			who := make(map[key]int)
			c := sea.NewCollector(seaConfig().Tracks)
			for n, of := range [][]sea.Fix{tracks[i], tracks[j]} {
				for _, f := range of {
					f.T += first - of[0].T/day*day
					k := key{f.T, f.Lat(), f.Lon()}
					if _, ok := who[k]; !ok {
						who[k] = n
						c.AddFix(200_000_007, f, 0)
					}
				}
			}
			t, err := c.Traffic(ctx, 1)
			if err != nil {
				return err
			}
			for _, v := range t.Vessels {
				var n [2]int
				for _, f := range v.Fixes {
					n[who[key{f.T, f.Lat(), f.Lon()}]]++
				}
				right += max(n[0], n[1])
			}
			all, sets = all+len(who), sets+1
		}
	}
	if sets == 0 {
		return errors.New("no sets of pairs")
	}
	return b.say("sea/tracks/points-right", all, "share", round4(float64(right)/float64(all)))
}

func round4(x float64) float64 { return math.Round(x*1e4) / 1e4 }

// seaSuez is what is found in five days of real traffic in which nobody met.
func seaSuez(ctx context.Context, b *bench) error {
	fixes, err := b.suez()
	if err != nil {
		return err
	}
	t, err := suezTraffic(ctx, fixes, nil)
	if err != nil {
		return err
	}
	k, err := b.plainKnown()
	if err != nil {
		return err
	}
	contacts, err := sea.Contacts(ctx, t, seaConfig().Encounters.Contact, 2)
	if err != nil {
		return err
	}
	events, err := sea.Detect(ctx, t, k, seaConfig(), 2)
	if err != nil {
		return err
	}
	meetings, transfers, dark, gaps, others := 0, 0, 0, 0, 0
	for i := range events {
		switch e := &events[i]; {
		case e.Kind == sea.EncounterKind:
			meetings++
			if e.Sub == sea.SubTransfer || e.Alert {
				transfers++
			}
		case e.Kind == sea.GapKind:
			if !e.Open {
				gaps++
			}
			if e.Alert || e.Sub == sea.SilentDark {
				dark++
			}
		case e.Alert:
			others++
			fmt.Fprintf(b.app.Err, "cordon: sea: suez: %s\n", eventWords(e))
		}
	}
	for _, f := range []struct {
		name  string
		n     int
		value int
	}{
		{"sea/suez/contacts", len(t.Vessels), len(contacts)}, {"sea/suez/meetings", len(t.Vessels), meetings},
		{"sea/suez/transfers", meetings, transfers}, {"sea/suez/gaps-flagged", gaps, dark}, {"sea/suez/other-alerts", len(events), others},
	} {
		if err := b.say(f.name, f.n, "", float64(f.value)); err != nil {
			return err
		}
	}
	return seaCuts(ctx, b, fixes, k, events)
}

// seaCuts loads the same in other orders, parts and numbers of workers.
func seaCuts(ctx context.Context, b *bench, fixes []world.RealFix, k *sea.Known, events []sea.Event) error {
	want, err := digestEvents(events)
	if err != nil {
		return err
	}
	same, n := 0, 0
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range 4 {
		c := sea.NewCollector(seaConfig().Tracks)
		parts := [][]world.RealFix{slices.Clone(fixes)}
		switch i {
		case 0: // backwards
			slices.Reverse(parts[0])
		case 1: // anyhow
			rng.Shuffle(len(parts[0]), func(i, j int) { parts[0][i], parts[0][j] = parts[0][j], parts[0][i] })
		case 2: // day by day, the last first, looked at after each
			slices.SortStableFunc(parts[0], func(a, b world.RealFix) int { return a.Time.Compare(b.Time) })
			for half := parts[0]; len(half) > 2000; half = parts[len(parts)-1] {
				parts = append(parts[:len(parts)-1], half[len(half)/2:], half[:len(half)/2])
			}
		case 3: // by place
			slices.SortStableFunc(parts[0], func(a, b world.RealFix) int { return cmp.Compare(a.Lat, b.Lat) })
		}
		var t *sea.Traffic
		for _, p := range parts {
			for _, f := range p {
				c.AddFix(f.MMSI, bareFix(uint32(f.Time.Unix()), f.Lat, f.Lon), 0)
			}
			var err error
			if t, err = c.Traffic(ctx, 1+i); err != nil {
				return err
			}
		}
		got, err := sea.Detect(ctx, t, k, seaConfig(), 1+2*i)
		if err != nil {
			return err
		}
		d, err := digestEvents(got)
		if err != nil {
			return err
		}
		if n++; d == want {
			same++
		}
	}
	return b.say("sea/suez/same-by-any-cut", n, "share", float64(same)/float64(n))
}

func digestEvents(events []sea.Event) (string, error) {
	b, err := json.Marshal(events)
	return fmt.Sprintf("%x", sha256.Sum256(b)), err
}

func eventWords(e *sea.Event) string {
	var who []string
	for i := range e.Parties {
		who = append(who, e.Vessels[i])
	}
	return fmt.Sprintf("%s %s %s %s to %s", e.Kind, e.Sub, strings.Join(who, ", "), e.Start.Format("2006-01-02T15:04"), e.End.Format("2006-01-02T15:04"))
}

// seaOrdinary asks of real ships that are not listed, nor the programme's: none is to be raised because a digit
// of its number is wrong.
func seaOrdinary(ctx context.Context, b *bench) error {
	text, err := os.ReadFile(filepath.Join(b.data, seaSample))
	if err != nil {
		return err
	}
	timed, _ := timedSample(text, 1)
	c := sea.NewCollector(seaConfig().Tracks)
	src := ais.NewReader(bytesReader(timed), ais.Options{})
	var m ais.Message
	for {
		if err := src.Next(&m); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		c.Add(&m)
	}
	t, err := c.Traffic(ctx, 2)
	if err != nil {
		return err
	}
	k, err := b.plainKnown()
	if err != nil {
		return err
	}
	if k.Ships, err = b.listedShips(); err != nil {
		return err
	}
	events, err := sea.Identities(ctx, t, k, seaConfig().Identities, 2)
	if err != nil {
		return err
	}
	events = sea.Judge(events, t, k, seaConfig().Judge)
	ships, raised := 0, 0
	for _, v := range t.Vessels {
		if slices.ContainsFunc(v.Claims, func(c sea.Claim) bool { return c.Prop == "imo" }) {
			ships++
		}
	}
	for i := range events {
		if e := &events[i]; e.Alert && !slices.ContainsFunc(e.Parties, func(p sea.Party) bool { return p.Listed != "" || p.Flag == k.Flag }) {
			raised++
			fmt.Fprintf(b.app.Err, "cordon: sea: ordinary: %s\n", eventWords(e))
		}
	}
	return b.say("sea/identities/ordinary-raised", ships, "ships", float64(raised))
}

func bytesReader(b []byte) io.Reader { return strings.NewReader(string(b)) }

// listedShips are the ships of a list of OFAC.
func (b *bench) listedShips() ([]sea.Ship, error) {
	text, err := os.ReadFile(filepath.Join(b.data, "ais/lists/ofac_sdn_vessels_2026-03-22.json"))
	if err != nil {
		return nil, err
	}
	var sdn struct {
		Vessels []struct {
			IMO  uint32
			Name string
		}
	}
	if err := json.Unmarshal(text, &sdn); err != nil {
		return nil, err
	}
	var out []sea.Ship
	for i, v := range sdn.Vessels {
		out = append(out, sea.Ship{ID: fmt.Sprintf("sdn-%04d", i), Name: v.Name, IMO: v.IMO, Listed: true, Source: "us_ofac_sdn"})
	}
	return out, nil
}

// documented is a case of a changed identity from public reports: what was known,
// and what the ship said. Radio numbers, places, and those numbers that no report
// gives are made up.
type documented struct {
	name   string
	subs   []string // one of which is to be raised of vessel 0
	ships  []sea.Ship
	vessel []sea.Vessel
}

// documentedCases are those of reports on North Korea's ships and what they traded
// with, 2019 to 2025.
func documentedCases() []documented {
	at := func(s string) uint32 {
		t, _ := time.Parse(time.DateOnly, s)
		return uint32(t.Unix())
	}
	vessel := func(id string, mmsi, imo uint32, kind sea.Kind, length float64, from, to string, p geo.Point, claims ...sea.Claim) sea.Vessel {
		claims = append(claims, sea.Claim{Prop: "mmsi", Value: fmt.Sprintf("%09d", mmsi), First: at(from), Last: at(to), N: 900})
		slices.SortStableFunc(claims, func(a, b sea.Claim) int { return cmp.Or(cmp.Compare(a.Prop, b.Prop), cmp.Compare(a.First, b.First)) })
		return sea.Vessel{ID: id, MMSI: mmsi, IMO: imo, Kind: kind, Length: length, Beam: math.Round(length / 6.4), Claims: claims,
			Fixes: []sea.Fix{bareFix(at(from), p.Lat, p.Lon), bareFix(at(to), p.Lat+.1, p.Lon+.1)}}
	}
	says := func(prop, value, from, to string) sea.Claim {
		return sea.Claim{Prop: prop, Value: value, First: at(from), Last: at(to), N: 300}
	}
	return []documented{
		{"a-li", []string{"one-digit"}, []sea.Ship{{ID: "desk-1", Name: "YON PUNG 3", IMO: 8314881, Kind: sea.Cargo, Length: 146, Flag: "kp", Listed: true, Source: "desk"}},
			[]sea.Vessel{vessel("mmsi-520123477-1", 520123477, 0, sea.Cargo, 146, "2019-11-15", "2020-02-11", geo.Point{Lat: 37.9, Lon: 122.9}, says("imo", "8814881", "2019-11-15", "2020-02-11"), says("name", "A LI", "2019-11-15", "2020-02-11"))}},
		{"saebyol", []string{"other-name", "name", "listed", "renamed", "listed-number"}, []sea.Ship{{ID: "ofac-19589", Name: "CHONG RIM 2", IMO: 8916293, Flag: "kp", Listed: true, Source: "us_ofac_sdn"}},
			[]sea.Vessel{vessel("imo-8916293", 445123000, 8916293, sea.Tanker, 88, "2019-08-20", "2019-08-22", geo.Point{Lat: 28.2, Lon: 122.1}, says("imo", "8916293", "2019-08-20", "2019-08-22"), says("name", "SAEBYOL", "2019-08-20", "2019-08-22"))}},
		{"kingsway", []string{"newborn"}, []sea.Ship{{ID: "reg-1", Name: "KINGSWAY", IMO: 9191541, Kind: sea.Tanker, Length: 96, Flag: "hk"}, {ID: "reg-2", Name: "EVER CALM", IMO: 9074729, Kind: sea.Tanker, Length: 96, Flag: "hk"}},
			[]sea.Vessel{
				vessel("imo-8528864", 457123477, 8528864, sea.Tanker, 97, "2019-03-12", "2019-05-12", geo.Point{Lat: 24.4, Lon: 119.1}, says("imo", "8528864", "2019-03-12", "2019-05-12"), says("name", "APEX", "2019-03-12", "2019-04-01"), says("name", "SHUN FA", "2019-04-02", "2019-05-12"), says("size", "81/16/8/7", "2019-03-12", "2019-05-12")),
				vessel("imo-9074729", 477333444, 9074729, sea.Tanker, 96, "2019-01-02", "2019-05-10", geo.Point{Lat: 22.4, Lon: 121}, says("imo", "9074729", "2019-01-02", "2019-05-10"), says("name", "EVER CALM", "2019-01-02", "2019-05-10"), says("size", "80/16/8/7", "2019-01-02", "2019-05-10")),
				vessel("imo-9191541", 477111222, 9191541, sea.Tanker, 96, "2019-01-02", "2019-02-10", geo.Point{Lat: 22.4, Lon: 120}, says("imo", "9191541", "2019-01-02", "2019-02-10"), says("name", "KINGSWAY", "2019-01-02", "2019-02-10"), says("size", "80/16/8/7", "2019-01-02", "2019-02-10")),
			}},
		{"subblic", []string{"imo-change", "number-change", "renumbered", "two-numbers", "newborn", "name-swap", "name-hop"}, []sea.Ship{{ID: "reg-1", Name: "SUBBLIC", IMO: 9308285, Kind: sea.Tanker, Length: 97, Flag: "tw"}},
			[]sea.Vessel{vessel("imo-8514045", 416123477, 8514045, sea.Tanker, 97, "2019-01-02", "2019-05-10", geo.Point{Lat: 22.4, Lon: 120}, says("imo", "9308285", "2019-01-02", "2019-02-10"), says("imo", "8514045", "2019-03-01", "2019-05-10"), says("name", "SUBBLIC", "2019-01-02", "2019-02-10"), says("name", "HAI ZHOU 168", "2019-03-01", "2019-05-10"))}},
		{"symphony", []string{"mid-unallocated"}, []sea.Ship{{ID: "ofac-1", Name: "SYMPHONY", IMO: 9309588, Kind: sea.Tanker, Length: 182, Flag: "ru", Listed: true, Source: "us_ofac_sdn"}},
			[]sea.Vessel{vessel("imo-9309588", 646123477, 9309588, sea.Tanker, 182, "2025-01-02", "2025-03-10", geo.Point{Lat: 10.4, Lon: 110}, says("imo", "9309588", "2025-01-02", "2025-02-01"), says("imo", "9074729", "2025-02-02", "2025-02-20"), says("imo", "7408873", "2025-02-21", "2025-03-10"), says("name", "SYMPHONY", "2025-01-02", "2025-03-10"))}},
	}
}

// seaCases asks which of the documented cases are raised.
func seaCases(ctx context.Context, b *bench) error {
	raised := 0
	cases := documentedCases()
	for _, d := range cases {
		t := &sea.Traffic{First: math.MaxUint32}
		first := d.vessel[0].ID
		for i := range d.vessel {
			v := &d.vessel[i]
			t.Vessels = append(t.Vessels, v)
			t.First, t.Last = min(t.First, v.Fixes[0].T), max(t.Last, v.Fixes[1].T)
		}
		slices.SortFunc(t.Vessels, func(a, b *sea.Vessel) int { return strings.Compare(a.ID, b.ID) })
		k := &sea.Known{Ships: d.ships, Flag: "kp"}
		events, err := sea.Identities(ctx, t, k, seaConfig().Identities, 2)
		if err != nil {
			return err
		}
		events = sea.Judge(events, t, k, seaConfig().Judge)
		ok := false
		var said []string
		for i := range events {
			e := &events[i]
			said = append(said, fmt.Sprintf("%s %+.1f", e.Sub, e.LogOdds))
			ok = ok || e.Alert && slices.Contains(e.Vessels, first)
		}
		if ok {
			raised++
		} else {
			fmt.Fprintf(b.app.Err, "cordon: sea: %s is not raised: %s\n", d.name, strings.Join(said, ", "))
		}
	}
	return b.say("sea/identities/documented-raised", len(cases), "cases", float64(raised))
}

// seaPlanted plants events into real tracks and asks which are found.
func seaPlanted(ctx context.Context, b *bench) error {
	fixes, err := b.suez()
	if err != nil {
		return err
	}
	k, err := b.plainKnown()
	if err != nil {
		return err
	}
	var all seaCount
	for seed := uint64(21); seed < 21+uint64(b.runs(4)); seed++ {
		messages, truth, err := world.PlantInto(fixes, world.PlantOptions{Seed: seed, Each: 6, Every: 10 * time.Minute, Loss: .1,
			Kinds: []string{world.OpenTransfer, world.MidnightTransfer, world.UnderwayTransfer, world.AnchorTransfer, world.OneDark, world.Clone, world.NameSwap, world.FlagHop, world.CircleSpoof}})
		if err != nil {
			return err
		}
		t, err := suezTraffic(ctx, fixes, messages)
		if err != nil {
			return err
		}
		events, err := sea.Detect(ctx, t, k, seaConfig(), 2)
		if err != nil {
			return err
		}
		all.add(events, t, truth)
	}
	return all.say(b, "sea/planted")
}

// worldsAtSea are the seeds of the worlds that rightness is measured on: nothing was
// tuned on them.
var worldsAtSea = []uint64{21, 22}

// seaWorlds makes worlds, imports them as a user would, and compares what is found
// with what was planted.
func seaWorlds(ctx context.Context, b *bench) error {
	size := world.Medium
	if b.quick {
		size = world.Small
	}
	var all seaCount
	for _, seed := range worldsAtSea[:b.runs(len(worldsAtSea))] {
		if err := b.seaWorld(ctx, seed, size, &all); err != nil {
			return fmt.Errorf("seed %d: %w", seed, err)
		}
		runtime.GC()
	}
	return all.say(b, "sea/world")
}

func (b *bench) seaWorld(ctx context.Context, seed uint64, size world.Size, all *seaCount) (err error) {
	dir := filepath.Join(b.dir, fmt.Sprintf("world-%d", seed))
	w, err := world.New(world.Options{Seed: seed, Size: size, Programme: b.app.programme})
	if err != nil {
		return err
	}
	truth, err := w.Write(ctx, dir)
	if err != nil {
		return err
	}
	w = nil
	sub := &app{streams: streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard}, data: filepath.Join(b.dir, fmt.Sprintf("data-%d", seed)), programme: b.app.programme, format: "json"}
	defer func() { err = errors.Join(err, sub.close()) }()
	if err := sub.importPaths(ctx, worldFiles(dir), loadFlags{}); err != nil {
		return err
	}
	start := time.Now()
	if err := sub.importPaths(ctx, []string{filepath.Join(dir, world.MessagesFile), filepath.Join(dir, world.TableFile)}, loadFlags{}); err != nil {
		return err
	}
	took := time.Since(start)
	st, err := sub.openStore(ctx)
	if err != nil {
		return err
	}
	l, err := sub.openLogbook()
	if err != nil {
		return err
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	t, err := l.Traffic(ctx, seaConfig().Tracks, logbook.Query{}, 2)
	if err != nil {
		return err
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	n := 0
	for _, v := range t.Vessels {
		n += len(v.Fixes)
	}
	if seed == worldsAtSea[0] {
		if err := b.say("sea/world/hot-memory", n, "bytes/position", round3(float64(after.HeapAlloc-before.HeapAlloc)/float64(n))); err != nil {
			return err
		}
		if err := b.say("sea/world/import", n, "s", round3(took.Seconds())); err != nil {
			return err
		}
	}
	var events []sea.Event
	err = st.Findings(ctx, store.FindingQuery{Engine: logbook.Engine}, func(f *store.Finding) error {
		e, err := logbook.EventOf(f)
		events = append(events, e)
		return err
	})
	if err != nil {
		return err
	}
	all.add(events, t, truth.Sea)
	return nil
}
