package brief

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"cordon/ftm"
	"cordon/geo"
	"cordon/law"
	"cordon/live"
	"cordon/sea"
	"cordon/touch"
)

// Log is where events and tracks are kept.
type Log interface {
	Event(ctx context.Context, id string, at live.At) (sea.Event, error)
	EventsOf(ctx context.Context, vessel string, at live.At) ([]sea.Event, error)
	// Originals are the newest documents of datasets that were known then, by dataset.
	Originals(ctx context.Context, datasets []string, at live.At) ([]Source, error)
	// TracksOf are the tracks of vessels over a time, with all that they said of
	// themselves, under the ids that were asked for.
	TracksOf(ctx context.Context, parties []sea.Party, from, to time.Time) ([]*sea.Vessel, error)
	Known(ctx context.Context) (*sea.Known, error)
}

// Asker answers the one question.
type Asker interface {
	Ask(ctx context.Context, s touch.Subject, at live.At, depth int) (*touch.Answer, error)
}

// Maker puts briefs together from what is kept.
type Maker struct {
	Log       Log
	Programme *law.Programme
	Asker     Asker
	Config    sea.Config

	roads sea.Roads
}

// Traffic is a log that knows all tracks.
type Traffic interface {
	Traffic(ctx context.Context) (*sea.Traffic, error)
	All(ctx context.Context) ([]sea.Event, error)
	// Until is what was heard up to a moment, and what ships did as that shows it.
	Until(ctx context.Context, now time.Time, k *sea.Known) (*sea.Traffic, []sea.Event, error)
}

// Rank puts the ships of alerts in the order in which stopping them promises most.
// Nothing that was heard after now counts: no position, no word of a ship, no event.
func (m *Maker) Rank(ctx context.Context, now time.Time, window time.Duration) ([]sea.Candidate, error) {
	l, ok := m.Log.(Traffic)
	if !ok {
		return nil, errors.New("rank: this logbook has no tracks")
	}
	k, err := m.Log.Known(ctx)
	if err != nil {
		return nil, fmt.Errorf("rank: %w", err)
	}
	t, events, err := l.Until(ctx, now, k)
	if err != nil {
		return nil, fmt.Errorf("rank: %w", err)
	}
	day := ftm.DayOf(now)
	return m.patrols(k.Land, day, day).Rank(events, t, k, now, window, m.Config.Judge), nil
}

// Deliveries are what tankers can have brought.
func (m *Maker) Deliveries(ctx context.Context) ([]sea.Delivery, error) {
	t, events, k, err := m.all(ctx)
	if err != nil {
		return nil, fmt.Errorf("deliveries: %w", err)
	}
	return sea.Deliveries(events, t, k, m.Config.Cargo, m.Config.Cargo.Window), nil
}

func (m *Maker) all(ctx context.Context) (*sea.Traffic, []sea.Event, *sea.Known, error) {
	l, ok := m.Log.(Traffic)
	if !ok {
		return nil, nil, nil, errors.New("this logbook has no tracks")
	}
	t, err := l.Traffic(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	events, err := l.All(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	k, err := m.Log.Known(ctx)
	return t, events, k, err
}

// Zones are the programme's places that have a position.
func (m *Maker) Zones() []geo.Zone { return m.Programme.Areas() }

// patrols are those of the programme's bases, and where they may stop ships on a
// day. The territorial sea of a coast is taken to be as wide as the programme draws
// the target's; in that of a state without a base here the basis is that of the high
// seas, for a request to that state takes its consent too.
func (m *Maker) patrols(land *geo.Land, day, known ftm.Day) *sea.Patrols {
	about := m.Programme.About()
	var target []geo.Zone
	wide := 0.
	for _, z := range m.Programme.Areas() {
		if z.Country == about.Target {
			target = append(target, z)
			if z.Coast != "" {
				wide = max(wide, z.Km)
			}
		}
	}
	p := &sea.Patrols{Bases: Bases(m.Programme), Basis: m.basis(day, known), Land: land, Roads: &m.roads}
	p.Basis[foreignSea] = p.Basis[highSeas]
	p.Where = func(at geo.Point) sea.Waters {
		for i := range target {
			if target[i].Contains(at) {
				return sea.Waters{Key: targetWaters, Country: about.Target, Words: "in waters of " + country(about.Target)}
			}
		}
		if wide > 0 && land != nil {
			if s, ok := land.Coast(at, wide); ok && s.Country != "" && s.Country != about.Target {
				w := sea.Waters{Key: foreignSea, Country: s.Country, Words: fmt.Sprintf("%.0f km off the coast of %s (computed; the baseline is not known)", s.Km, country(s.Country))}
				if slices.ContainsFunc(p.Bases, func(b sea.Base) bool { return b.Country == s.Country }) {
					w.Key = sea.OwnSea
				}
				return w
			}
		}
		return sea.Waters{Key: highSeas, Words: "beyond the territorial sea of any coast, as far as that can be computed"}
	}
	return p
}

// window is how long before and after an event tracks are read.
const window = 5 * 24 * time.Hour

// ErrLater is returned for an event that began after the day that is asked about.
var ErrLater = errors.New("it began after that day")

// endOf is the moment from which on nothing is known at a point: the end of its day in
// either time, whichever is first; zero where neither is said.
func endOf(at live.At) (end time.Time) {
	if at.AsOf != 0 {
		end = (at.AsOf + 1).Time()
	}
	if !at.KnownOn.IsZero() {
		y, m, d := at.KnownOn.Date()
		if known := time.Date(y, m, d+1, 0, 0, 0, 0, at.KnownOn.Location()); end.IsZero() || known.Before(end) {
			end = known
		}
	}
	return end
}

// cut leaves out of what is known what was heard from a moment on, and what began then.
// What had begun is under way.
func (in *Input) cut(end time.Time) {
	if end.IsZero() {
		return
	}
	end = end.Add(-time.Second)
	last := uint32(max(end.Unix(), 0))
	for _, v := range in.Vessels {
		v.Claims = slices.DeleteFunc(v.Claims, func(c sea.Claim) bool { return c.First > last })
		for i := range v.Claims {
			v.Claims[i].Last = min(v.Claims[i].Last, last)
		}
	}
	under := func(e *sea.Event) {
		if e.End.After(end) {
			e.End, e.Open = end, true
		}
	}
	under(&in.Event)
	in.Others = slices.DeleteFunc(in.Others, func(e sea.Event) bool { return e.Start.After(end) })
	for i := range in.Others {
		under(&in.Others[i])
	}
}

// Brief makes the page of an event as of a day: the day asked, else that on which
// it is made. Nothing that was heard after that day counts.
func (m *Maker) Brief(ctx context.Context, id string, at live.At, made time.Time) (*Doc, error) {
	e, err := m.Log.Event(ctx, id, at)
	if err != nil {
		return nil, err
	}
	end, to := endOf(at), e.End.Add(window)
	if !end.IsZero() && !e.Start.Before(end) {
		return nil, fmt.Errorf("brief of %s: %w", id, ErrLater)
	}
	if !end.IsZero() && end.Before(to) {
		to = end
	}
	in := Input{Event: e, Made: made, Target: country(m.Programme.About().Target)}
	if in.Known, err = m.Log.Known(ctx); err != nil {
		return nil, fmt.Errorf("brief of %s: %w", id, err)
	}
	if in.Vessels, err = m.Log.TracksOf(ctx, e.Parties, e.Start.Add(-window), to); err != nil {
		return nil, fmt.Errorf("brief of %s: %w", id, err)
	}
	mine := []sea.Event{e}
	for _, v := range e.Vessels {
		events, err := m.Log.EventsOf(ctx, v, at)
		if err != nil {
			return nil, fmt.Errorf("brief of %s: %w", id, err)
		}
		for i := range events {
			if !slices.ContainsFunc(mine, func(x sea.Event) bool { return x.ID == events[i].ID }) {
				mine = append(mine, events[i])
			}
		}
	}
	in.Others = mine[1:]
	in.cut(end)
	e, mine = in.Event, append([]sea.Event{in.Event}, in.Others...)
	if in.Met, err = m.named(ctx, &in, at); err != nil {
		return nil, fmt.Errorf("brief of %s: %w", id, err)
	}
	in.Subject = Choose(&in)
	traffic := &sea.Traffic{Vessels: in.Vessels}
	for _, d := range sea.Deliveries(mine, traffic, in.Known, m.Config.Cargo, m.Config.Cargo.Window) {
		if slices.Contains(d.Events, e.ID) {
			in.Delivery = append(in.Delivery, d)
		}
	}
	day := at.AsOf
	if day == 0 {
		day = ftm.DayOf(made)
	}
	known := ftm.DayOf(made)
	if !at.KnownOn.IsZero() {
		known = ftm.DayOf(at.KnownOn)
	}
	if v := in.vessel(in.Subject); v != nil && len(v.Fixes) > 0 {
		patrols := m.patrols(in.Known.Land, day, known)
		c := patrols.Candidate(v, in.Known, made, rankWindow)
		if made.Sub(c.Seen) > rankWindow { // nobody knows where it is: what could have been done then
			c = patrols.Candidate(v, in.Known, c.Seen, rankWindow)
			in.Sailed = c.Seen
		}
		in.Rank = &c
	}
	if in.Ladder, err = m.ladder(&in, day, known); err != nil {
		return nil, fmt.Errorf("brief of %s: %w", id, err)
	}
	if err := m.law(ctx, &in, at); err != nil {
		return nil, fmt.Errorf("brief of %s: %w", id, err)
	}
	if in.Sources, err = m.sources(ctx, &in, at); err != nil {
		return nil, fmt.Errorf("brief of %s: %w", id, err)
	}
	in.AsKnown = fmt.Sprintf("As of %s, as known on %s", day, known)
	in.Lines = in.Known.Land.Lines(geo.Around(geo.Point{Lat: e.Lat, Lon: e.Lon}, 1500))
	return New(in), nil
}

// Places of the ladder (law.Rung.Where).
const (
	highSeas     = "high_seas"
	targetWaters = "target_waters"
	foreignSea   = "foreign_sea" // of a state that has no base here: own_sea for that state
)

// rankWindow is within which a patrol must be there.
const rankWindow = 72 * time.Hour

// Bases are the programme's places from which ships are stopped.
func Bases(p *law.Programme) []sea.Base {
	var out []sea.Base
	for _, b := range p.Bases() {
		out = append(out, sea.Base{ID: b.ID, Name: b.Name, At: b.Point(), Country: b.Country, Knots: b.Knots, Kind: b.Craft, Verified: b.Verified.String()})
	}
	return out
}

// basis are the best factors of each place, for ranks.
func (m *Maker) basis(day, known ftm.Day) map[string]float64 {
	out := map[string]float64{}
	steps, err := m.Programme.Interdiction("", day, known)
	if err != nil {
		return out
	}
	for _, s := range steps {
		f, _ := s.Basis.Rat().Float64()
		out[s.Where] = max(out[s.Where], f)
	}
	return out
}

var places = map[string]string{"own_port": "in one's own port", "own_sea": "in one's own territorial sea", "foreign_sea": "the territorial sea of another state", "high_seas": "on the high seas", "target_waters": "in waters of the target"}

// conditions are what the flag state says, in words; a number of no country is no proof
// of having no nationality, so that the rung for those stands beside the others.
var conditions = map[string]string{"any": "", "consents": "its flag state consents", "refuses": "it or its flag state refuses", "silent": "its flag state neither consents nor orders it to a port", "none": "it has no nationality"}

// ladder is what may be done in each place; here is where the ship was last heard.
func (m *Maker) ladder(in *Input, day, known ftm.Day) ([]Step, error) {
	steps, err := m.Programme.Interdiction("", day, known)
	if err != nil {
		return nil, err
	}
	here := ""
	if r := in.Rank; r != nil {
		if here = r.Waters; here == foreignSea {
			here = sea.OwnSea
		}
	}
	var out []Step
	for _, s := range steps {
		x := Step{Here: s.Where == here, ID: s.ID, Where: in.where(s.Where), If: conditions[s.Flag], May: power(s.Power, s.Text), Consent: cmp.Or(s.Consent, "the state itself"), Ask: strings.Join(s.Ask, "; "),
			Note: s.Note, Cite: cmp.Or(strings.Join(s.Cites, "; "), "no measure of this programme"), Verified: s.Verified.String(), Stateless: s.Flag == "none", Barred: s.Power == "none", Coast: s.Where == sea.OwnSea}
		switch {
		case x.Barred:
			x.Consent = "there is no right"
		case x.Stateless && s.Consent == "": // what no measure gives is not for a patrol to take
			x.Consent = "ask counsel, and first the state whose flag it shows or claims"
		}
		out = append(out, x)
	}
	return out, nil
}

// sources are the documents that the page rests on: those of the positions, and of
// the lists and registers that it names.
func (m *Maker) sources(ctx context.Context, in *Input, at live.At) ([]Source, error) {
	names := []string{"ais"}
	add := func(list ...string) {
		for _, n := range list {
			if n != "" && !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	for i := range in.Event.Parties {
		for _, s := range in.Known.ByIMO(in.Event.Parties[i].IMO) {
			add(s.Datasets...)
		}
	}
	for _, r := range in.Event.Reasons {
		add(strings.FieldsFunc(r.Source, func(c rune) bool { return c == ',' || c == ' ' })...)
	}
	add(in.rests...)
	return m.Log.Originals(ctx, names, at)
}

// powers say of whom a text speaks that begins with a verb, and before one that is a
// sentence what it is.
var powers = map[string]struct{ verb, sentence string }{
	"shall":       {"States shall ", "A duty: "},
	"may":         {"States may ", ""}, // the sentence says itself that it may
	"called_upon": {"States are called upon to ", "Called for: "},
}

// power is a text of a power as a sentence.
func power(key, text string) string {
	first, _, _ := strings.Cut(text, " ")
	switch p := powers[key]; {
	case slices.Contains([]string{"A", "An", "It", "Its", "No", "Nobody", "The"}, first):
		if p.sentence == "" {
			return text
		}
		return p.sentence + lower(text)
	case p.verb != "":
		return p.verb + lower(text)
	}
	return text
}

func lower(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

// mostNamed is of how many ships that texts name by their ids the names are looked up.
const mostNamed = 40

// named are the other ships that the texts of an event name by their ids, as their own
// newest events know them.
func (m *Maker) named(ctx context.Context, in *Input, at live.At) ([]sea.Party, error) {
	var out []sea.Party
	called := in.called()
	for i, id := range mentioned(&in.Event) {
		if i == mostNamed {
			break
		}
		if called[id] != "" {
			continue
		}
		events, err := m.Log.EventsOf(ctx, id, at)
		if err != nil {
			return nil, err
		}
	newest:
		for k := range slices.Backward(events) {
			for _, p := range events[k].Parties {
				if p.ID == id && p.Name != "" {
					out = append(out, p)
					break newest
				}
			}
		}
	}
	return out, nil
}

// law asks what each ship touches, and takes what it rests on.
func (m *Maker) law(ctx context.Context, in *Input, at live.At) error {
	var rules []string
	for i := range in.Event.Parties {
		p := &in.Event.Parties[i]
		s, ok := subject(p)
		if !ok {
			in.Unknown = append(in.Unknown, Sentence{fmt.Sprintf("What %s touches: it has no valid number to ask by.", p.Words()), fromAIS})
			continue
		}
		asked := "cordon touch " + s.Text
		a, err := m.Asker.Ask(ctx, s, at, 0)
		if err != nil {
			return err
		}
		if len(a.Paths) > 0 || a.Exposure != "clear" {
			in.Owners = append(in.Owners, Sentence{ofShip(a.Summary, &s, p), asked})
		}
		paths := a.Told()
		for k, x := range paths {
			if k == 4 {
				more := "There is 1 more path: cordon touch %[2]s has it."
				if len(paths)-k > 1 {
					more = "There are %d more paths: cordon touch %s has them."
				}
				in.Owners = append(in.Owners, Sentence{fmt.Sprintf(more, len(paths)-k, s.Text), asked})
				break
			}
			in.Owners = append(in.Owners, Sentence{plain(x.Sentence, &s), in.steps(&x)})
		}
		for _, x := range a.Measures {
			if !slices.Contains(rules, x.ID+x.Cite) {
				rules = append(rules, x.ID+x.Cite)
				in.Rules = append(in.Rules, Rule{x.ID, x.Cite, x.Text, x.Verified})
			}
		}
		for _, o := range a.Obligations {
			if a.Counted(o.Measure) {
				in.Standing = append(in.Standing, Standing{o.Measure, cite(a, o.Measure), p.Words() + ": " + o.Why, o.Due.String(), string(o.Kind), o.Verified})
			}
		}
		for _, x := range a.Missing {
			if strings.HasPrefix(x, fmt.Sprintf("whether %q is ", s.Text)) && strings.Contains(x, " ("+p.ID+"), ") {
				continue // that the number that was asked by is the ship's own, the page knows
			}
			x, _, _ = strings.Cut(x, " To decide: ") // a command is nothing for a page
			x = whole(plain(strings.ReplaceAll(x, s.Text, p.Words()), &s))
			if l := (Sentence{x, asked}); len(in.Unknown) < 12 && !slices.Contains(in.Unknown, l) {
				in.Unknown = append(in.Unknown, l)
			}
		}
	}
	return nil
}

// plain is a sentence of an answer for a page: the number that was asked by is no
// party of its own there.
func plain(text string, s *touch.Subject) string {
	word := strings.ToUpper(s.Kind)
	text = strings.ReplaceAll(text, fmt.Sprintf("%q has the %s number of ", s.Text, word), fmt.Sprintf("%s %s is the number of ", word, s.Value))
	return strings.ReplaceAll(text, "imo number", "IMO number")
}

// ofShip is a summary that speaks of the ship by its name, not by what was asked.
func ofShip(summary string, s *touch.Subject, p *sea.Party) string {
	if rest, ok := strings.CutPrefix(summary, fmt.Sprintf("%q ", s.Text)); ok {
		return p.Words() + " " + rest
	}
	return p.Words() + ": " + summary
}

// digits are how many of a digest stand behind a sentence.
const digits = 12

// steps are the statements that a path rests on, by source and digest.
func (in *Input) steps(p *touch.Path) string {
	var out []string
	for _, s := range p.Steps {
		if s.Source == "" {
			continue
		}
		if !slices.Contains(in.rests, s.Source) {
			in.rests = append(in.rests, s.Source)
		}
		digest := strings.TrimPrefix(s.Statement, "sha256:")
		if id, ok := strings.CutPrefix(digest, "event:"); ok {
			digest = id
		} else {
			digest = digest[:min(len(digest), digits)]
		}
		if x := strings.TrimSpace(s.Source + " " + digest); !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return cmp.Or(strings.Join(out, ", "), "touch")
}

func cite(a *touch.Answer, measure string) string {
	for _, m := range a.Measures {
		if m.ID == measure {
			return m.Cite
		}
	}
	return measure
}

// subject is what is asked of a ship: its IMO number, else its MMSI.
func subject(p *sea.Party) (touch.Subject, bool) {
	text := ""
	switch {
	case p.IMO != 0:
		text = fmt.Sprintf("imo:%d", p.IMO)
	case p.MMSI != 0:
		text = fmt.Sprintf("mmsi:%09d", p.MMSI)
	}
	s, err := touch.ParseSubject(text)
	return s, err == nil && text != ""
}
