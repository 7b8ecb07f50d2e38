package sea

import (
	"cmp"
	"cordon/ftm"
	"fmt"
	"slices"
	"strings"
	"time"
)

// CargoConfig is how much oil a ship that delivers can have carried.
type CargoConfig struct {
	// Loads are shares of capacity, lowest first: a third, a half and nine tenths, as
	// the reports of deliveries to the programme's country count them.
	Loads []float64
	// Barrels are barrels in a tonne of product, lowest and highest rule in use.
	Barrels [2]float64
	// Full is the share of deadweight that is cargo; the rest is fuel, water, stores.
	Full float64
	// Lengths estimate the deadweight of a small tanker of which only the length is
	// known: deadweight = A * length³ (metres), and the band that holds most of them.
	A, Low, High float64
	// Window is how long before a call a meeting may be where the cargo is from.
	Window time.Duration
}

// DefaultCargoConfig has the bands of published counts. The curve of lengths is
// a rule of thumb (a hull grows with the cube of its length), so that its band is
// wide; no published register was at hand to fit it.
func DefaultCargoConfig() CargoConfig {
	return CargoConfig{Loads: []float64{1. / 3, 1. / 2, .9}, Barrels: [2]float64{7.5, 8.33}, Full: .95, A: .0045, Low: .6, High: 1.6, Window: 15 * 24 * time.Hour}
}

// Band is a lowest, middle and highest value.
type Band struct {
	Low  float64 `json:"low"`
	Mid  float64 `json:"mid"`
	High float64 `json:"high"`
}

// Delivery is oil that a tanker can have brought, by one call or by one meeting
// with a ship that then called. It is an estimate: nobody measured the cargo.
type Delivery struct {
	ID       string    `json:"id"` // of the event
	Vessel   string    `json:"vessel"`
	Name     string    `json:"name"`
	From     string    `json:"from,omitempty"` // the ship that gave, of a meeting
	Day      time.Time `json:"day"`
	Capacity Band      `json:"capacity_t"` // tonnes of cargo that fit
	Tonnes   Band      `json:"tonnes"`     // over the loads
	Barrels  Band      `json:"barrels"`
	Basis    string    `json:"basis"` // where the capacity comes from
	Draught  string    `json:"draught,omitempty"`
	Inferred bool      `json:"inferred,omitempty"`
	Events   []string  `json:"events"`
}

// Deliveries are the oil that events of tankers can have brought to the
// programme's country: one for each call of a tanker at one of its places. A
// meeting within window before a call, or during it, is where the cargo may come from; it adds no
// cargo of its own, since what was pumped over and what was landed is one oil. A
// meeting with a listed ship or one of the programme's flag, that no call follows,
// counts by itself and says so.
func Deliveries(events []Event, t *Traffic, k *Known, c CargoConfig, window time.Duration) []Delivery {
	vessels := map[string]*Vessel{}
	for _, v := range t.Vessels {
		vessels[v.ID] = v
	}
	zones := map[string]bool{}
	for _, z := range k.Zones {
		if z.Country == k.Flag && k.Flag != "" {
			zones[z.ID] = true
		}
	}
	calls, meetings := map[string][]*Event{}, map[string][]*Event{}
	for i := range events {
		e := &events[i]
		switch {
		case e.Kind == PortKind && zones[e.Zone] && (!e.Inferred || e.Alert):
			calls[e.Vessels[0]] = append(calls[e.Vessels[0]], e)
		case (e.Kind == EncounterKind && e.Sub == SubTransfer || e.Kind == DarkKind) && e.Alert:
			for _, id := range e.Vessels {
				meetings[id] = append(meetings[id], e)
			}
		}
	}
	ids := make([]string, 0, len(vessels))
	for id := range vessels {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var out []Delivery
	for _, id := range ids {
		v := vessels[id]
		used := map[string]bool{}
		var last time.Time
		for _, e := range calls[id] {
			if v.Kind != Tanker || !last.IsZero() && e.Start.Sub(last) < 24*time.Hour { // waters, roads and berth are one call
				last = e.End
				continue
			}
			last = e.End
			d := delivery(v, e, k, c)
			d.Inferred = e.Inferred
			for _, m := range meetings[id] {
				if m.End.After(e.Start.Add(-window)) && !m.Start.After(e.End) {
					used[m.ID] = true
					d.Events = append(d.Events, m.ID)
					d.From = other(m, id)
				}
			}
			out = append(out, d)
		}
		for _, m := range meetings[id] {
			ship := k.ListedAs(v, dayOf(m.Start))
			flagged := slices.ContainsFunc(m.Parties, func(p Party) bool { return p.ID == id && p.Flag == k.Flag && k.Flag != "" })
			if used[m.ID] || v.Kind != Tanker || ship == nil && !flagged {
				continue
			}
			d := delivery(v, m, k, c)
			d.From, d.Inferred = other(m, id), true
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b Delivery) int {
		return cmp.Or(a.Day.Compare(b.Day), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Vessel, b.Vessel))
	})
	return out
}

func other(e *Event, id string) string {
	for _, v := range e.Vessels {
		if v != id {
			return v
		}
	}
	return ""
}

func delivery(v *Vessel, e *Event, k *Known, c CargoConfig) Delivery {
	d := Delivery{ID: e.ID, Vessel: v.ID, Day: e.Start, Events: []string{e.ID}}
	for _, p := range e.Parties {
		if p.ID == v.ID {
			d.Name = p.Name
		}
	}
	d.Capacity, d.Basis = Capacity(v, k, c)
	lo, hi := c.Loads[0], c.Loads[len(c.Loads)-1]
	mid := c.Loads[len(c.Loads)/2]
	d.Tonnes = Band{round(d.Capacity.Low * lo), round(d.Capacity.Mid * mid), round(d.Capacity.High * hi)}
	d.Barrels = Band{round(d.Tonnes.Low * c.Barrels[0]), round(d.Tonnes.Mid * (c.Barrels[0] + c.Barrels[1]) / 2), round(d.Tonnes.High * c.Barrels[1])}
	return d
}

func round(v float64) float64 { return float64(int64(v + .5)) }

// Capacity is how much cargo a ship takes, in tonnes, and where that comes from:
// deadweight of a list or register, else the length on the air.
func Capacity(v *Vessel, k *Known, c CargoConfig) (Band, string) {
	for _, s := range k.ByIMO(v.IMO) {
		if s.Deadweight > 0 {
			t := s.Deadweight * c.Full
			return Band{round(t), round(t), round(t)}, fmt.Sprintf("deadweight %.0f t (%s)", s.Deadweight, strings.Join(s.Datasets, ", "))
		}
	}
	if v.Length > 0 {
		t := c.A * v.Length * v.Length * v.Length * c.Full
		return Band{round(t * c.Low), round(t), round(t * c.High)}, fmt.Sprintf("estimated from its length of %.0f m", v.Length)
	}
	return Band{}, "neither deadweight nor length is known"
}

func dayOf(t time.Time) ftm.Day { return ftm.DayOf(t) }
