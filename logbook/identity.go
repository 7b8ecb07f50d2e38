package logbook

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"cordon/ftm"
	"cordon/ident"
	"cordon/sea"
)

// statementsOf are what a ship said of itself, as statements: who it is, from the
// day on which it first said so up to the day after it said so last, where it
// said otherwise later; what it says still has no end. A name or call sign that
// was heard once beside another is kept: what a ship says is a fact, whether it is
// true or not.
func statementsOf(v *sea.Vessel) []ftm.Statement {
	st := ftm.Statement{Entity: v.ID, Schema: "Vessel", Dataset: Dataset}
	var out []ftm.Statement
	add := func(prop, value string, p ftm.Period) {
		if value == "" {
			return
		}
		s := st
		s.Prop, s.Value, s.Period = prop, value, p
		out = append(out, s)
	}
	add(ftm.PropID, v.ID, ftm.Period{})
	newest := make(map[string]uint32)
	for i := range v.Claims {
		c := &v.Claims[i]
		newest[c.Prop] = max(newest[c.Prop], c.Last)
	}
	named := false
	for i := range v.Claims {
		c := &v.Claims[i]
		p := ftm.Period{From: dayOf(c.First)}
		if last := dayOf(c.Last); last < dayOf(newest[c.Prop]) {
			p.To = last + 1
		}
		switch c.Prop {
		case "name":
			named = named || c.Value != ""
			add("name", c.Value, p)
		case "callsign":
			add("callSign", c.Value, p)
		case "imo":
			if id, err := ident.Parse(ident.IMO, c.Value); err == nil {
				add("imoNumber", id.Value, p)
			} else {
				add("notes", "sends "+c.Value+", which is no IMO number", p)
			}
		case "mmsi":
			add("mmsi", c.Value, p)
			add("flag", ident.MMSICountry(c.Value), p)
		}
	}
	if _, ok := newest["mmsi"]; !ok && v.MMSI > 0 {
		mmsi := fmt.Sprintf("%09d", v.MMSI)
		add("mmsi", mmsi, ftm.Period{})
		add("flag", ident.MMSICountry(mmsi), ftm.Period{})
	}
	if !named { // an entity wants a name to be found by
		add(ftm.PropCaption, caption(v), ftm.Period{})
	}
	if v.Kind != sea.KindUnknown {
		add("type", v.Kind.String(), ftm.Period{})
	}
	slices.SortFunc(out[1:], func(a, b ftm.Statement) int {
		return cmp.Or(cmp.Compare(a.Prop, b.Prop), cmp.Compare(a.Value, b.Value), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return slices.Compact(out)
}

// caption is what a ship that gives no name is called.
func caption(v *sea.Vessel) string {
	if v.IMO > 0 {
		return fmt.Sprintf("IMO %d", v.IMO)
	}
	return fmt.Sprintf("MMSI %09d", v.MMSI)
}

func dayOf(t uint32) ftm.Day { return ftm.DayOf(time.Unix(int64(t), 0).UTC()) }
