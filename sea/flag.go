package sea

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordon/ftm"
	"cordon/ident"
)

// MMSIForm says what the digits of a number say that it is: ship, coast, group,
// aircraft, aid, craft, handheld, sart, mob or epirb; "odd" for what is none of
// these. Odd is no guilt: sets are sold with such numbers, and whole fishing
// fleets send 009… or five digits.
func MMSIForm(mmsi uint32) string {
	s := fmt.Sprintf("%09d", mmsi)
	if len(s) != 9 || mmsi == 0 {
		return "odd"
	}
	if shipForm(s) {
		return "ship"
	}
	id, err := ident.Parse(ident.MMSI, s)
	if err != nil || id.Form == "ship" {
		return "odd"
	}
	return id.Form
}

// shipForm: nine digits of which the first three can be a country's (201 to 775).
func shipForm(s string) bool { return len(s) == 9 && s[:3] >= "201" && s[:3] <= "775" }

// shipCountry is the country of a ship's number; "" of other numbers, and where
// nobody has the digits.
func shipCountry(s string) string {
	if !shipForm(s) {
		return ""
	}
	return ident.MMSICountry(s)
}

// flags looks at the countries of a vessel's numbers.
func (p *papers) flags(i int, es []Event) []Event {
	v, me := p.t.Vessels[i], &p.selves[i]
	if len(v.Fixes) == 0 {
		return es
	}
	for _, x := range me.mmsi {
		if !shipForm(x.value) || x.n < p.c.MinSaid {
			continue
		}
		country := ident.MMSICountry(x.value)
		imo := uint32(0)
		for _, y := range me.imo {
			if n := imoNumber(y.value); imoGood(n) && y.first <= x.last && x.first <= y.last {
				imo = n
			}
		}
		if country == "" {
			large := me.length >= p.c.LargeM && (v.Kind == Tanker || v.Kind == Cargo || v.Kind == Passenger)
			if m, _ := strconv.Atoi(x.value); imo == 0 && (!large || placeholder(uint32(m))) {
				continue // small craft and sets as they are sold
			}
			e := p.raise("mid-unallocated", x.value, x.first, x.last, v)
			e.because("mid-unallocated", p.c.MIDWeight, fmt.Sprintf("number %s begins with %s, which no country has: it shows no nationality", x.value, x.value[:3]))
			e.unless("digits given lately, or a number typed wrong", "flag's reply, the union's list of digits")
			es = append(es, e)
			continue
		}
		if country == p.k.Flag {
			// Once of a number that has several tracks: of the one that says it most.
			if slices.ContainsFunc(p.byMMSI[x.value], func(j int) bool {
				return slices.ContainsFunc(p.selves[j].mmsi, func(y said) bool { return y.value == x.value && (y.n > x.n || y.n == x.n && j < i) })
			}) {
				continue
			}
			e := p.raise("programme-flag", x.value, x.first, x.last, v)
			e.because("programme-flag", p.c.Programme, fmt.Sprintf("sends number %s: its radio licence is apparently of %s", x.value, strings.ToUpper(country)))
			e.unless("a number typed wrong, or sent by another to be taken for such a ship", "flag's register, picture")
			es = append(es, e)
			continue
		}
		ships := p.reg.imo[imo]
		if imo == 0 || len(ships) == 0 {
			continue
		}
		var other *Ship
		same := false
		for _, s := range ships {
			same = same || s.Flag == country
			if s.Flag != "" && other == nil {
				other = s
			}
		}
		if same || other == nil {
			continue
		}
		sub, item, w := "flag-differs", "flag-differs", p.c.WeakWeight
		if other.Listed && other.Flag == p.k.Flag && p.k.Flag != "" {
			sub, item, w = "false-flag", "false-flag", p.c.FalseFlag
		}
		e := p.raise(sub, x.value, x.first, x.last, v)
		if other.Listed {
			e.Parties[0].Listed = other.ID
		}
		e.because(item, w, fmt.Sprintf("sends number %s, of %s, but %s is registered in %s", x.value, strings.ToUpper(country), other.ref(), strings.ToUpper(other.Flag)))
		e.cite(other)
		e.unless("a change of flag that the register does not have yet; a number kept after a sale", "flag's reply")
		es = append(es, e)
	}
	return es
}

// daysWords is a number of days; none is less than one.
func daysWords(n int) string {
	switch n {
	case 0:
		return "less than a day"
	case 1:
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// under is a time under one flag.
type under struct {
	country, mmsi string
	first, last   uint32
	v             int
}

// hops finds ships that change their flag often, or soon after they were listed.
// Numbers that a ship says at the same time are no change.
func (p *papers) hops() []Event {
	by := map[string][]under{}
	for i := range p.selves {
		v := p.t.Vessels[i]
		key := v.ID
		if v.IMO != 0 {
			key = fmt.Sprintf("imo-%d", v.IMO)
		}
		for _, x := range p.selves[i].mmsi {
			if c := shipCountry(x.value); c != "" && x.n >= p.c.MinSaid {
				by[key] = append(by[key], under{c, x.value, x.first, x.last, i})
			}
		}
	}
	var es []Event
	for _, us := range by {
		slices.SortFunc(us, func(a, b under) int {
			return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.last, b.last), strings.Compare(a.mmsi, b.mmsi), cmp.Compare(a.v, b.v))
		})
		var seq []under // one after the other
		for _, u := range us {
			if n := len(seq); n > 0 {
				switch l := &seq[n-1]; {
				case l.country == u.country:
					l.last = max(l.last, u.last)
					continue
				case u.first < l.last: // at the same time
					continue
				}
			}
			seq = append(seq, u)
		}
		if len(seq) < 2 {
			continue
		}
		v := p.t.Vessels[seq[len(seq)-1].v]
		way := func(seq []under) string {
			var out []string
			for _, u := range seq {
				out = append(out, fmt.Sprintf("%s from %s", strings.ToUpper(u.country), utcOf(u.first).Format(time.DateOnly)))
			}
			return strings.Join(out, ", ")
		}
		// Changes are at seq[1:]; the widest run of them within the days.
		for a := 1; a < len(seq); a++ {
			b := a
			for b+1 < len(seq) && float64(seq[b+1].first-seq[a].first) <= p.c.HopDays*86400 {
				b++
			}
			if b-a+1 < p.c.HopChanges {
				continue
			}
			e := p.raise("flag-hop", "", seq[a].first, seq[b].first, v)
			e.Facts["changes"] = float64(b - a + 1)
			e.because("flag-hop", p.c.HopWeight, fmt.Sprintf("%d changes of flag within %s: %s", b-a+1, daysWords(int(float64(seq[b].first-seq[a].first)/86400+.5)), way(seq[a-1:b+1])))
			e.unless("sales, or a registry that strikes off its ships", "bills of sale, registries' notices")
			es = append(es, e)
			break
		}
		s := p.reg.listed(v.IMO)
		if s == nil || s.Since == 0 {
			continue
		}
		for a := 1; a < len(seq); a++ {
			d := int(ftm.DayOf(utcOf(seq[a].first))) - int(s.Since)
			if d < 0 || float64(d) > p.c.DesignationDays {
				continue
			}
			e := p.raise("flag-hop", "designation", seq[a].first, seq[a].first, v)
			e.Parties[0].Listed = s.ID
			e.Facts["days_after"] = float64(d)
			e.because("flag-hop", p.c.HopWeight, fmt.Sprintf("changed its flag %s after %s was listed: %s", daysWords(d), s.ref(), way(seq[a-1:a+1])))
			e.cite(s)
			e.unless("a registry that strikes off listed ships", "registry's notice")
			es = append(es, e)
		}
	}
	return es
}
