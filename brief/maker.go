package brief

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

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
}

// Traffic is a log that knows all tracks.
type Traffic interface {
	Traffic(ctx context.Context) (*sea.Traffic, error)
	All(ctx context.Context) ([]sea.Event, error)
}

// Rank puts the ships of alerts in the order in which stopping them promises most.
func (m *Maker) Rank(ctx context.Context, now time.Time, window time.Duration) ([]sea.Candidate, error) {
	t, events, k, err := m.all(ctx)
	if err != nil {
		return nil, fmt.Errorf("rank: %w", err)
	}
	day := ftm.DayOf(now)
	return sea.Rank(events, t, k, Bases(m.Programme), m.where, now, m.Config.Judge, sea.RankConfig{Window: window, Basis: m.basis(day, day)}), nil
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

// where says in whose waters a position is, as far as the programme tells.
func (m *Maker) where(p geo.Point, _ string) (key, words string) {
	if m.inTarget(p) {
		return targetWaters, "waters of the programme's target"
	}
	return highSeas, "beyond the waters of the programme's target"
}

// window is how long before and after an event tracks are read.
const window = 5 * 24 * time.Hour

// Brief makes the page of an event as of a day: the day asked, else that on which
// it is made.
func (m *Maker) Brief(ctx context.Context, id string, at live.At, made time.Time) (*Doc, error) {
	e, err := m.Log.Event(ctx, id, at)
	if err != nil {
		return nil, err
	}
	in := Input{Event: e, Made: made}
	if in.Known, err = m.Log.Known(ctx); err != nil {
		return nil, fmt.Errorf("brief of %s: %w", id, err)
	}
	if in.Vessels, err = m.Log.TracksOf(ctx, e.Parties, e.Start.Add(-window), e.End.Add(window)); err != nil {
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
	// Which waters it was in when it was last heard, for whom must say yes.
	where := highSeas
	ranked := sea.Rank(mine, traffic, in.Known, Bases(m.Programme), m.where, made, m.Config.Judge, sea.RankConfig{Window: rankWindow, Basis: m.basis(day, known)})
	for i := range ranked {
		if ranked[i].Vessel == in.Subject {
			in.Rank = &ranked[i]
			if m.inTarget(in.Rank.At) {
				where = targetWaters
			}
		}
	}
	if in.Ladder, err = m.ladder(where, day, known, &in); err != nil {
		return nil, fmt.Errorf("brief of %s: %w", id, err)
	}
	if err := m.law(ctx, &in, at); err != nil {
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
)

// rankWindow is within which a patrol must be there.
const rankWindow = 72 * time.Hour

// Bases are the programme's places from which ships are stopped.
func Bases(p *law.Programme) []sea.Base {
	var out []sea.Base
	for _, b := range p.Bases() {
		out = append(out, sea.Base{ID: b.ID, Name: b.Name, At: b.Point(), Knots: b.Knots, Kind: b.Craft, Verified: b.Verified.String()})
	}
	return out
}

// targetWaters reports whether a position is in a zone of the programme's target.
func (m *Maker) inTarget(p geo.Point) bool {
	for _, z := range m.Programme.Areas() {
		if z.Country == m.Programme.About().Target && z.Contains(p) {
			return true
		}
	}
	return false
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

var places = map[string]string{"own_port": "in one's own port", "own_sea": "in one's own territorial sea", "high_seas": "on the high seas", "target_waters": "in waters of the target"}

// said is what the flag state says, in words; a number of no country is no proof
// of having no nationality, so that the rung for those stands beside the others.
var said = map[string]string{"any": "", "consents": "its flag state consents", "refuses": "it or its flag state refuses", "silent": "its flag state neither consents nor orders it to a port", "none": "it has no nationality"}

func (m *Maker) ladder(where string, day, known ftm.Day, in *Input) ([]Step, error) {
	steps, err := m.Programme.Interdiction("", day, known)
	if err != nil {
		return nil, err
	}
	var out []Step
	for _, s := range steps {
		x := Step{Here: s.Where == where, Where: cmp.Or(places[s.Where], s.Where), May: powers[s.Power] + s.Text, Consent: cmp.Or(s.Consent, "nobody else"), Ask: strings.Join(s.Ask, "; "), Cite: cmp.Or(strings.Join(s.Cites, "; "), "no measure of this programme"), Verified: s.Verified.String()}
		if w := said[s.Flag]; w != "" {
			x.Where += ", if " + w
		}
		if s.Power == "none" {
			x.Consent = "there is no right"
		}
		out = append(out, x)
	}
	return out, nil
}

// powers say of whom the text speaks.
var powers = map[string]string{"shall": "States shall: ", "may": "States may: ", "called_upon": "States are called upon to: ", "none": ""}

// law asks what each ship touches, and takes what it rests on.
func (m *Maker) law(ctx context.Context, in *Input, at live.At) error {
	var rules []string
	for i := range in.Event.Parties {
		p := &in.Event.Parties[i]
		s, ok := subject(p)
		if !ok {
			in.Unknown = append(in.Unknown, fmt.Sprintf("what %s touches: it has no number to ask by", p.Words()))
			continue
		}
		a, err := m.Asker.Ask(ctx, s, at, 0)
		if err != nil {
			return err
		}
		if len(a.Paths) > 0 || a.Exposure != "clear" {
			in.Owners = append(in.Owners, Line{Text: p.Words() + ": " + a.Summary})
		}
		for k, x := range a.Paths {
			if k == 4 {
				in.Owners = append(in.Owners, Line{Text: fmt.Sprintf("and %d paths more, by cordon touch %s", len(a.Paths)-k, s.Text)})
				break
			}
			in.Owners = append(in.Owners, Line{Text: x.Sentence})
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
			if len(in.Unknown) < 12 && !slices.Contains(in.Unknown, x) {
				in.Unknown = append(in.Unknown, x)
			}
		}
	}
	return nil
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
