package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordon/sea"
	"cordon/world"
)

// seaCount adds up how right events are, over several worlds.
type seaCount struct {
	kinds, finds  map[string]*world.SeaRow
	days          float64      // of vessels
	clear         world.SeaRow // transfers of which both sides transmit, in the open, long enough
	brief         world.SeaRow // meetings of which one side is silent for less than two days
	gaps          world.SeaRow // silences of twelve hours and more
	liars         int          // alerts that make liars of the victims of jamming
	victims       int
	misses, wrong map[string][]string
}

// add compares events with what is true.
func (c *seaCount) add(events []sea.Event, t *sea.Traffic, truth *world.SeaTruth) {
	if c.kinds == nil {
		c.kinds, c.finds = make(map[string]*world.SeaRow), make(map[string]*world.SeaRow)
		c.misses, c.wrong = make(map[string][]string), make(map[string][]string)
	}
	vessels := make(map[string]*sea.Vessel, len(t.Vessels))
	for _, v := range t.Vessels {
		vessels[v.ID] = v
		if n := len(v.Fixes); n > 0 {
			c.days += float64(v.Fixes[n-1].T-v.Fixes[0].T) / 86400
		}
	}
	seen := make([]world.SeaSeen, len(events))
	by := make(map[string]*sea.Event, len(events))
	for i := range events {
		seen[i] = seenOf(&events[i], vessels)
		by[events[i].ID] = &events[i]
	}
	score := world.MatchSea(truth, seen)
	sum := func(into map[string]*world.SeaRow, rows []world.SeaRow) {
		for i := range rows {
			if into[rows[i].Name] == nil {
				into[rows[i].Name] = &world.SeaRow{Name: rows[i].Name}
			}
			addRow(into[rows[i].Name], &rows[i])
		}
	}
	sum(c.kinds, score.Kinds)
	sum(c.finds, score.Finds)
	cases := make(map[string]*world.SeaCase, len(truth.Cases))
	for i := range truth.Cases {
		cases[truth.Cases[i].ID] = &truth.Cases[i]
	}
	for _, id := range score.Missed {
		k := cases[id]
		c.misses[k.Kind] = append(c.misses[k.Kind], fmt.Sprintf("%s, %s to %s", id, k.Start.Format("2006-01-02T15:04"), k.End.Format("2006-01-02T15:04")))
	}
	for _, f := range score.False {
		e := by[f.Event]
		name := e.Kind + "/" + e.Sub
		c.wrong[name] = append(c.wrong[name], fmt.Sprintf("%s %s", eventWords(e), f.Innocent))
	}
	silent := make(map[string]time.Duration) // by story
	for i := range truth.Cases {
		if k := &truth.Cases[i]; k.Kind == world.Silence && k.Like == "" {
			silent[k.Chain] = max(silent[k.Chain], k.End.Sub(k.Start))
		}
	}
	only := func(row *world.SeaRow, kind string, keep func(k *world.SeaCase) bool) {
		some := *truth
		some.Cases = slices.DeleteFunc(slices.Clone(truth.Cases), func(k world.SeaCase) bool { return k.Like != "" || k.Find != kind || !keep(&k) })
		got := world.MatchSea(&some, slices.DeleteFunc(slices.Clone(seen), func(s world.SeaSeen) bool { return s.Kind != kind }))
		for i := range got.Kinds {
			addRow(row, &got.Kinds[i])
		}
	}
	only(&c.clear, sea.EncounterKind, func(k *world.SeaCase) bool {
		return k.Kind != world.AnchorTransfer && k.End.Sub(k.Start) >= 150*time.Minute
	})
	only(&c.brief, sea.DarkKind, func(k *world.SeaCase) bool { return k.Kind == world.OneDark && silent[k.Chain] < 48*time.Hour })
	only(&c.gaps, sea.GapKind, func(k *world.SeaCase) bool { return k.End.Sub(k.Start) >= 12*time.Hour })
	c.jammed(seen, truth)
}

func addRow(a, b *world.SeaRow) {
	a.Planted += b.Planted
	a.Visible += b.Visible
	a.Found += b.Found
	a.FoundVisible += b.FoundVisible
	a.Alerted += b.Alerted
	a.AlertedVisible += b.AlertedVisible
	a.Alerts += b.Alerts
	a.Right += b.Right
	a.Beside += b.Beside
	a.False += b.False
}

// jammed counts the victims of jamming of whom an alert says that they lied, though
// they did nothing else then.
func (c *seaCount) jammed(seen []world.SeaSeen, truth *world.SeaTruth) {
	others := *truth
	others.Cases = slices.DeleteFunc(slices.Clone(truth.Cases), func(k world.SeaCase) bool { return k.Kind == world.AreaJam })
	wrong := make(map[string]bool)
	for _, f := range world.MatchSea(&others, seen).False {
		wrong[f.Event] = true
	}
	for i := range truth.Cases {
		k := &truth.Cases[i]
		if k.Kind != world.AreaJam {
			continue
		}
		c.victims += len(k.Ships)
		for _, s := range k.Ships {
			if slices.ContainsFunc(seen, func(e world.SeaSeen) bool {
				return wrong[e.ID] && (e.Kind == sea.SpoofKind || e.Kind == sea.IdentityKind) && e.Start.Before(k.End) && k.Start.Before(e.End.Add(time.Second)) &&
					slices.ContainsFunc(e.Ships, func(w world.SeaWho) bool { return slices.Contains(w.MMSI, s.MMSI) })
			}) {
				c.liars++
			}
		}
	}
}

// seenOf is an event as the matcher takes it.
func seenOf(e *sea.Event, vessels map[string]*sea.Vessel) world.SeaSeen {
	s := world.SeaSeen{ID: e.ID, Kind: e.Kind, Sub: e.Sub, Start: e.Start, End: e.End, Lat: e.Lat, Lon: e.Lon, Area: e.Area, Alert: e.Alert}
	for i, id := range e.Vessels {
		var w world.SeaWho
		put := func(list *[]uint32, n uint32) {
			if n != 0 && !slices.Contains(*list, n) {
				*list = append(*list, n)
			}
		}
		if i < len(e.Parties) {
			put(&w.MMSI, e.Parties[i].MMSI)
			put(&w.IMO, e.Parties[i].IMO)
		}
		if v := vessels[id]; v != nil {
			put(&w.MMSI, v.MMSI)
			put(&w.IMO, v.IMO)
			for _, c := range v.Claims {
				if n, err := strconv.ParseUint(c.Value, 10, 32); err == nil && c.Prop == "mmsi" {
					put(&w.MMSI, uint32(n))
				} else if err == nil && c.Prop == "imo" {
					put(&w.IMO, uint32(n))
				}
			}
		}
		s.Ships = append(s.Ships, w)
	}
	return s
}

// say says all figures, and some of what was missed or wrong.
func (c *seaCount) say(b *bench, under string) error {
	say := func(name string, n int, unit string, v float64) error {
		return b.say(under+"/"+name, n, unit, v)
	}
	for _, r := range []struct {
		name string
		row  *world.SeaRow
		gap  bool
	}{{"transfers-in-the-open", &c.clear, false}, {"one-dark-within-2-days", &c.brief, false}, {"silence-12h", &c.gaps, true}} {
		if r.row.Visible == 0 {
			continue
		}
		if err := say(r.name+"/found", r.row.Visible, "share", round3(r.row.Recall())); err != nil {
			return err
		}
		if r.gap {
			continue
		}
		if err := say(r.name+"/alerted", r.row.Visible, "share", round3(r.row.AlertRecall())); err != nil {
			return err
		}
	}
	for _, kind := range world.SeaKinds {
		r := c.kinds[kind]
		if r == nil || r.Planted == 0 {
			continue
		}
		if err := say(kind+"/found", r.Visible, "share", round3(r.Recall())); err != nil {
			return err
		}
		if kind == world.AreaJam || kind == world.Silence { // what is no alert by itself
			continue
		}
		if err := say(kind+"/alerted", r.Visible, "share", round3(r.AlertRecall())); err != nil {
			return err
		}
	}
	for _, kind := range sea.Kinds {
		r := c.finds[kind]
		if r == nil || r.Right+r.False == 0 {
			continue
		}
		if err := say(kind+"/precision", r.Right+r.False, "share", round3(r.Precision())); err != nil {
			return err
		}
		if kind == sea.DarkKind {
			if err := say("dark-rendezvous/false", int(c.days), "per 1000 vessel-days", round3(float64(r.False)/c.days*1000)); err != nil {
				return err
			}
		}
	}
	if c.victims > 0 {
		if err := say("area-jam/victims-called-liars", c.victims, "ships", float64(c.liars)); err != nil {
			return err
		}
	}
	tell := func(what string, m map[string][]string) {
		var names []string
		for n := range m {
			names = append(names, n)
		}
		slices.Sort(names)
		for _, n := range names {
			list := m[n]
			fmt.Fprintf(b.app.Err, "cordon: %s: %d %s %s: %s\n", under, len(list), n, what, strings.Join(list[:min(len(list), worldMisses)], "; "))
		}
	}
	tell("missed", c.misses)
	tell("false", c.wrong)
	return nil
}
