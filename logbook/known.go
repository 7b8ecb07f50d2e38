package logbook

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cordon/ftm"
	"cordon/sea"
	"cordon/store"
)

// Dataset is the dataset of what ships say of themselves.
const Dataset = "ais"

// KnownShips are the vessels that lists and registers of a store name, by id.
// owns says whether a listing is the programme's: of which list, under which of
// the list's own words for its programmes. What ships said of themselves is no
// register and is left out.
func KnownShips(ctx context.Context, st *store.Store, v store.View, owns func(list string, programmes []string) bool) ([]sea.Ship, error) {
	ids, err := st.OfSchema(ctx, v, "Vessel")
	if err != nil {
		return nil, fmt.Errorf("known ships: %w", err)
	}
	v.AsOf = 0 // names and flags of all times
	var out []sea.Ship
	for _, id := range ids {
		_, list, err := st.Entity(ctx, v, id)
		if err != nil {
			return nil, fmt.Errorf("known ships: %w", err)
		}
		list = slices.DeleteFunc(list, func(d store.Dated) bool { return d.Dataset == Dataset })
		if len(list) == 0 {
			continue
		}
		s := shipOf(id, list, owns)
		if s.Listed && s.Since == 0 {
			if s.Since, err = listedSince(ctx, st, v, id); err != nil {
				return nil, fmt.Errorf("known ships: %w", err)
			}
		}
		out = append(out, s)
	}
	return out, nil
}

// shipOf reads statements of a vessel, in order of source, property and value.
func shipOf(id string, list []store.Dated, owns func(string, []string) bool) sea.Ship {
	s := sea.Ship{ID: id}
	type listing struct {
		sanction   bool
		since      ftm.Day
		programmes []string
	}
	listings := make(map[string]*listing)
	for i := range list {
		d := &list[i]
		l := listings[d.Dataset]
		if l == nil {
			l = &listing{}
			listings[d.Dataset] = l
			s.Datasets = append(s.Datasets, d.Dataset)
		}
		switch d.Prop {
		case ftm.PropID:
			if s.Statement == "" {
				sum := d.Statement.Digest()
				s.Statement, s.Source = hex.EncodeToString(sum[:]), d.Dataset
			}
		case ftm.PropCaption:
			if s.Name == "" {
				s.Name = d.Value
			}
		case "name", "alias", "previousName", "weakAlias":
			if s.Name == "" && d.Prop == "name" {
				s.Name = d.Value
			}
			s.Names = append(s.Names, d.Value)
		case "imoNumber":
			if n := number(d.Value); s.IMO == 0 && n > 0 {
				s.IMO = uint32(n)
			}
		case "mmsi":
			if n := number(d.Value); n > 0 && n < 1e9 {
				s.MMSI = append(s.MMSI, uint32(n))
			}
		case "callSign":
			s.CallSign = append(s.CallSign, d.Value)
		case "flag":
			if s.Flag == "" && d.To == 0 {
				s.Flag = d.Value
			}
		case "type":
			if s.Kind == sea.KindUnknown {
				s.Kind = kindOfWords(d.Value)
			}
		case "tonnage", "grossRegisteredTonnage":
			s.Gross = max(s.Gross, number(d.Value))
		case "deadweightTonnage":
			s.Deadweight = max(s.Deadweight, number(d.Value))
		case "buildDate":
			if day, err := ftm.ParseDay(d.Value); err == nil && s.Built == 0 {
				s.Built = day.Time().Year()
			}
		case "topics":
			if d.Value == "sanction" {
				l.sanction, l.since = true, d.From
			}
		case "programId":
			l.programmes = append(l.programmes, d.Value)
		}
	}
	for _, name := range s.Datasets {
		if l := listings[name]; l.sanction && owns(name, l.programmes) {
			s.Listed = true
			if l.since > 0 && (s.Since == 0 || l.since < s.Since) {
				s.Since = l.since
			}
		}
	}
	for _, p := range []*[]string{&s.Names, &s.CallSign} {
		slices.Sort(*p)
		*p = slices.Compact(*p)
	}
	s.Names = slices.DeleteFunc(s.Names, func(n string) bool { return n == s.Name })
	slices.Sort(s.MMSI)
	s.MMSI = slices.Compact(s.MMSI)
	return s
}

func number(text string) float64 {
	n, err := strconv.ParseFloat(strings.TrimSpace(strings.ReplaceAll(text, ",", "")), 64)
	if err != nil || !(n > 0) {
		return 0
	}
	return n
}

// listedSince is the earliest day on which a listing of an entity says that it
// began; 0 where none says.
func listedSince(ctx context.Context, st *store.Store, v store.View, id string) (ftm.Day, error) {
	ties, err := st.Adjacent(ctx, v, id)
	if err != nil {
		return 0, err
	}
	var sanctions []string
	for _, d := range ties {
		if d.Schema == "Sanction" && d.Value == id && d.Dataset != Dataset {
			sanctions = append(sanctions, d.Entity)
		}
	}
	var since ftm.Day
	err = st.EntitiesOf(ctx, v, sanctions, func(e *ftm.Entity) error {
		for _, prop := range []string{"listingDate", "startDate"} {
			for _, text := range e.Properties[prop] {
				if day, err := ftm.ParseDay(text); err == nil && (since == 0 || day < since) {
					since = day
				}
			}
		}
		return nil
	})
	return since, err
}

// kindOfWords reads the sort of a ship from what lists and registers call it.
func kindOfWords(text string) sea.Kind {
	low := strings.ToLower(text)
	for _, k := range []struct {
		kind  sea.Kind
		words []string
	}{
		{sea.Tanker, []string{"tanker", "oil", "lpg", "lng", "bunkering"}},
		{sea.Fishing, []string{"fish", "trawl", "reefer"}},
		{sea.Tug, []string{"tug", "tow"}},
		{sea.Passenger, []string{"passenger", "ferry", "cruise"}},
		{sea.Cargo, []string{"cargo", "bulk", "container", "ro-ro", "carrier", "freight"}},
		{sea.Pilot, []string{"pilot"}},
		{sea.Service, []string{"dredg", "supply", "patrol", "survey", "research"}},
	} {
		if slices.ContainsFunc(k.words, func(w string) bool { return strings.Contains(low, w) }) {
			return k.kind
		}
	}
	if strings.TrimSpace(low) == "" {
		return sea.KindUnknown
	}
	return sea.Other
}
