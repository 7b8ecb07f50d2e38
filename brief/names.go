package brief

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cordon/sea"
)

// vesselID is a vessel's id as texts of events have it.
var vesselID = regexp.MustCompile(`imo-(\d{7})|mmsi-(\d{9})-\d+`)

// mentioned are the ids of vessels in the texts of an event, in their order, each once.
func mentioned(e *sea.Event) []string {
	var out []string
	add := func(text string) {
		for _, id := range vesselID.FindAllString(text, -1) {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	for _, r := range e.Reasons {
		add(r.Text)
	}
	for _, x := range e.Innocent {
		add(x.Text + " " + x.ClearedBy)
	}
	for _, n := range e.Notes {
		add(n)
	}
	return out
}

// called are the names of vessels by their ids, as far as the parties of the events
// at hand, what was looked up, and registers say.
func (in *Input) called() map[string]string {
	out := map[string]string{}
	add := func(ps []sea.Party) {
		for i := range ps {
			if p := &ps[i]; p.Name != "" && out[p.ID] == "" {
				out[p.ID] = p.Name
			}
		}
	}
	add(in.Event.Parties)
	for i := range in.Others {
		add(in.Others[i].Parties)
	}
	add(in.Met)
	for _, id := range mentioned(&in.Event) {
		if out[id] != "" || in.Known == nil {
			continue
		}
		var imo uint32
		if _, err := fmt.Sscanf(id, "imo-%d", &imo); err != nil {
			continue
		}
		for _, s := range in.Known.ByIMO(imo) {
			out[id] = cmp.Or(out[id], s.Name)
		}
	}
	return out
}

// named puts names with numbers in the place of vessels' ids: the number beside the
// name where it stands first, and the number alone behind the name itself.
func named(text string, called map[string]string) string {
	var b strings.Builder
	at := 0
	for _, m := range vesselID.FindAllStringSubmatchIndex(text, -1) {
		if m[0] > 0 && (text[m[0]-1] == ':' || text[m[0]-1] == '-') || m[1] < len(text) && text[m[1]] == '-' {
			continue // a part of something else
		}
		number := ""
		if m[2] >= 0 {
			number = "IMO " + text[m[2]:m[3]]
		} else {
			number = "MMSI " + text[m[4]:m[5]]
		}
		name, before := called[text[m[0]:m[1]]], b.String()+text[at:m[0]]
		words := number
		switch {
		case name == "" || strings.HasSuffix(before, name+" ("):
		case strings.HasSuffix(before, "(") || strings.Contains(before, number):
			words = name
		default:
			words = name + " (" + number + ")"
		}
		b.WriteString(text[at:m[0]] + words)
		at = m[1]
	}
	return b.String() + text[at:]
}

// name puts names in the place of ids in all sentences.
func (in *Input) name(parts []Section) {
	called := in.called()
	for i := range parts {
		s := &parts[i]
		for _, list := range [][]Sentence{s.Text, s.List} {
			for k := range list {
				list[k].Text = named(list[k].Text, called)
			}
		}
		if s.Table == nil {
			continue
		}
		for _, r := range s.Table.Rows {
			for k := range r.Cells {
				r.Cells[k] = named(r.Cells[k], called)
			}
		}
	}
}

// from says in plain words what a sentence rests on: AIS, the programme, or datasets
// by their names.
func (in *Input) from(source string) string {
	if in.Known != nil {
		for i := range in.Known.Zones {
			if in.Known.Zones[i].ID == source {
				return fromProgramme
			}
		}
	}
	if source == "ais" {
		return fromAIS
	}
	return source
}
