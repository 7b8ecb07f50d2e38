package law

import (
	"regexp"
	"slices"
	"strings"

	"cordon/ftm"
)

// Touching says which listings are the programme's own, and where its lines are.
type Touching struct {
	Members []Member `yaml:"members" need:"true" doc:"Listings that are the programme's own, beside its built-in ones."`
	Same    Decimal  `yaml:"same" need:"true" doc:"Likeness of a name, 0 to 1, from which on it counts as the party's own."`
	Alert   Decimal  `yaml:"alert" need:"true" doc:"Strength of a path, 0 to 1, from which on it is an alert."`
	Step    Decimal  `yaml:"step" need:"true" doc:"What each step of a path after the first leaves of its strength, 0 to 1."`
	Shared  int      `yaml:"shared" need:"true" doc:"How many may have an address, a telephone or an e-mail in common before it says less: where n have it, a step over it keeps shared/n of its strength."`
	Note    string   `yaml:"note" doc:"Where the lines come from."`
	Line    int
}

// Member is a rule for listings that are the programme's own.
type Member struct {
	Lists      []string `yaml:"lists" need:"true" doc:"Datasets; a * at the end stands for anything."`
	Programmes []string `yaml:"programmes" need:"true" doc:"Beginnings of the list's own words for its programme."`
}

// Follow is what a fact makes somebody do, and by when.
type Follow struct {
	ID         string   `yaml:"id" need:"true" doc:"Name of the duty."`
	On         []string `yaml:"on" need:"true" doc:"Facts that it hangs on: listed, owned, possible, tied; of a ship that it apparently transferred cargo with one of the target's flag (met_flag) or a listed one (met_listed)."`
	Lists      []string `yaml:"lists" doc:"Only where the party stands on one of these; a * at the end stands for anything."`
	Programmes []string `yaml:"programmes" doc:"Only under a programme that begins so."`
	Except     []string `yaml:"except" doc:"Not under a programme that begins so."`
	Who        string   `yaml:"who" need:"true" doc:"Whom it binds."`
	Kind       string   `yaml:"kind" need:"true" of:"block,reject,enquire,report,watch" doc:"What they must do."`
	Measure    string   `yaml:"measure" need:"true" doc:"Id of the rule."`
	Cite       string   `yaml:"cite" need:"true" doc:"Text and paragraph."`
	Why        string   `yaml:"why" need:"true" doc:"What it asks, in words."`
	Due        Limit    `yaml:"due" need:"true" doc:"By when."`
	From       ftm.Day  `yaml:"from" doc:"First day."`
	To         ftm.Day  `yaml:"to" doc:"Last day."`
	Verified   Mark     `yaml:"verified" need:"true" doc:"How far it was checked."`
	Line       int
}

// Limit is a time limit, from the day on which the fact is known: one of its keys,
// and none for at once.
type Limit struct {
	Days         int    `yaml:"days" doc:"Calendar days; never moved."`
	BusinessDays int    `yaml:"business_days" doc:"Days of the calendar on which business is done."`
	Calendar     string `yaml:"calendar" doc:"Id of that calendar."`
	Each         string `yaml:"each" doc:"The next MM-DD."`
}

// Fact is what somebody concluded of a party.
type Fact struct {
	Basis      string   // listed, owned, possible, tied, met_flag, met_listed
	Lists      []string // on which it, or whom it leads to, stands
	Programmes []string // the lists' own words
}

// Followed is what follows, with its last day.
type Followed struct {
	*Follow
	Day ftm.Day
}

// Touching returns what the programme says of its own listings and its lines.
func (p *Programme) Touching() Touching { return p.touching }

// SeedClass is a class of persons who are blocked without being listed, as the
// government of a country is, with the entities that the programme counts to it.
type SeedClass struct {
	ID      string   `yaml:"id" need:"true" doc:"Name that the seeds of regimes use, behind class:."`
	Label   string   `yaml:"label" need:"true" doc:"The class in words."`
	From    ftm.Day  `yaml:"from" doc:"First day."`
	Members []string `yaml:"members" need:"true" doc:"Ids of entities."`
	Cite    []Cite   `yaml:"cite" need:"true"`
}

// SeedClasses returns the classes of persons who are blocked without being listed.
func (p *Programme) SeedClasses() []SeedClass { return slices.Clone(p.seedClasses) }

// Follows returns the duties that a fact brings on a day, in the order of the
// programme's file.
func (p *Programme) Follows(f Fact, day ftm.Day) []Followed {
	var out []Followed
	for i := range p.follows {
		d := &p.follows[i]
		switch {
		case !slices.Contains(d.On, f.Basis), d.From != 0 && day < d.From, d.To != 0 && day > d.To:
			continue
		case len(d.Lists) > 0 && !anyLike(f.Lists, d.Lists):
			continue
		case len(d.Programmes) > 0 && !anyBegins(f.Programmes, d.Programmes):
			continue
		case len(d.Except) > 0 && anyBegins(f.Programmes, d.Except):
			continue
		}
		out = append(out, Followed{d, p.due(d.Due, day)})
	}
	return out
}

// due is the last day of a time limit that begins on a day.
func (p *Programme) due(d Limit, day ftm.Day) ftm.Day {
	switch {
	case d.Days > 0:
		return day + ftm.Day(d.Days)
	case d.BusinessDays > 0:
		for i := range p.calendars {
			if p.calendars[i].ID == d.Calendar {
				return p.calendars[i].Add(day, d.BusinessDays)
			}
		}
	case d.Each != "":
		year := day.Time().Year()
		for y := year; y <= year+1; y++ {
			if next, err := ftm.ParseDay(itoa4(y) + "-" + d.Each); err == nil && next >= day {
				return next
			}
		}
	}
	return day
}

func itoa4(n int) string {
	b := [4]byte{}
	for i := 3; i >= 0; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
	return string(b[:])
}

// Owns reports whether a listing is one of the programme's: a built-in one, or
// one that its rules name.
func (p *Programme) Owns(list string, programmes []string) bool {
	for _, m := range p.touching.Members {
		if like(list, m.Lists) && anyBegins(programmes, m.Programmes) {
			return true
		}
	}
	return false
}

func like(v string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(x string) bool {
		if stem, ok := strings.CutSuffix(x, "*"); ok {
			return strings.HasPrefix(v, stem)
		}
		return v == x
	})
}

func anyLike(values, patterns []string) bool {
	return slices.ContainsFunc(values, func(v string) bool { return like(v, patterns) })
}

func anyBegins(values, stems []string) bool {
	return slices.ContainsFunc(values, func(v string) bool {
		return slices.ContainsFunc(stems, func(s string) bool { return strings.HasPrefix(v, s) })
	})
}

// bases are the facts that something follows from.
var bases = []string{"listed", "owned", "possible", "tied", "met_flag", "met_listed"}

// checkFollowing holds what follows, lines and calendars against their bounds.
func (s *source) checkFollowing() {
	d := &s.doc
	if t := d.Touch; t != nil {
		for _, x := range []Decimal{t.Same, t.Alert, t.Step} {
			if f, _ := x.Rat().Float64(); f <= 0 || f > 1 {
				s.fault(t.Line, "%s is not above 0 and at most 1", x)
			}
		}
	}
	for i := range d.Calendars {
		c := &d.Calendars[i]
		for j := range c.Holidays {
			if err := c.Holidays[j].check(); err != nil {
				s.fault(c.Line, "calendar %s, holiday %d: %v", c.ID, j+1, err)
			}
		}
	}
	for i := range d.Follows {
		f := &d.Follows[i]
		for _, on := range f.On {
			if !slices.Contains(bases, on) {
				s.fault(f.Line, "%s: on %q: want %s", f.ID, on, strings.Join(bases, ", "))
			}
		}
		given := 0
		for _, has := range []bool{f.Due.Days > 0, f.Due.BusinessDays > 0, f.Due.Each != ""} {
			if has {
				given++
			}
		}
		switch {
		case given > 1:
			s.fault(f.Line, "%s: due: days, business_days, each: one of them, or none for at once", f.ID)
		case (f.Due.BusinessDays > 0) != (f.Due.Calendar != ""):
			s.fault(f.Line, "%s: due: business_days and calendar go together", f.ID)
		case f.Due.Each != "" && !monthDay.MatchString(f.Due.Each):
			s.fault(f.Line, "%s: due: each %q: want MM-DD", f.ID, f.Due.Each)
		case f.To != 0 && f.To < f.From:
			s.fault(f.Line, "%s: ends before it begins", f.ID)
		}
	}
}

var monthDay = regexp.MustCompile(`^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`)
