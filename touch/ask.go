package touch

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"cordon/finding"
	"cordon/ftm"
	"cordon/law"
	"cordon/live"
	"cordon/screen"
	"cordon/sea"
)

func digestOf(s ftm.Statement) string {
	d := s.Digest()
	return hex.EncodeToString(d[:])
}

// Desk is what answers about lists and registers at a point in the two times.
type Desk interface {
	Screen(ctx context.Context, queries []screen.Query, o screen.Options, at live.At) ([]live.Answer, error)
	Graph(ctx context.Context, at live.At) (*live.Picture, error)
}

// Law is what the programme says: who is its own, where its lines are, and what
// follows.
type Law interface {
	// Member reports whether a listing is one of the programme's.
	Member(entity, list string, programmes []string) bool
	// Same is the likeness from which on a name counts as the party's own, and
	// Line the strength of a path from which on it is an alert.
	Same() float64
	Line() float64
	// Step is what each step of a path after the first leaves of its strength.
	Step() float64
	// Shared is how many may have an address, a telephone or an e-mail in common
	// before a step over it keeps only its part of the strength.
	Shared() int
	// Origin is the publication that a statement of the programme's own files was
	// taken from.
	Origin(s finding.Step) (law.Origin, bool)
	// Duties are what follows from a fact on a day, and the measures behind it.
	Duties(f Fact, day ftm.Day) ([]Obligation, []Measure)
	// Manifest answers for the lines of a manifest.
	Manifest(name string, doc []byte, known ftm.Day, yield func(*Answer) error) ([]*LineError, error)
}

// Fact is what a conclusion rests on, for the law to say what follows.
type Fact struct {
	Basis      string   // listed, owned, possible, tied, goods
	Lists      []string // on which the party, or its blocked owner, stands
	Programmes []string // under which
	Regime     string   // of ownership
	Relations  []string // of a path
}

// Question is a subject with who may bear it, as sources see it.
type Question struct {
	Subject Subject
	Bearers []Bearer
	At      live.At
	Depth   int
	Law     Law
}

// Conclusion is a finding and the fact that the law is asked of.
type Conclusion struct {
	finding.Finding
	Fact Fact
}

// Found is what a source knows of a question.
type Found struct {
	Conclusions []Conclusion
	Obligations []Obligation // that follow beside those of the law of facts
	Measures    []Measure
	Missing     []string // facts without which the source cannot tell
	Unjudged    []Unjudged
	Notes       []string
	Cut         []string // what was not followed to the end
}

// Source is an engine that can be asked.
type Source interface {
	Name() string
	Find(ctx context.Context, q *Question) (Found, error)
}

// Asker answers questions.
type Asker struct {
	Desk    Desk
	Law     Law
	Sources []Source
}

// Manifest answers for each line of a manifest or invoice of goods; see Programme.
// Where a line names the ship that carries it, the ship is asked about on the
// line's day, and the answer says of both what they come to.
func (a *Asker) Manifest(ctx context.Context, name string, doc []byte, at live.At, yield func(*Answer) error) ([]*LineError, error) {
	known := ftm.DayOf(time.Now())
	if !at.KnownOn.IsZero() {
		known = ftm.DayOf(at.KnownOn)
	}
	ships := map[carried]*Answer{} // a manifest names the same few ships again and again
	return a.Law.Manifest(name, doc, known, func(goods *Answer) error {
		if goods.Carrier == "" {
			return yield(goods)
		}
		day, err := ftm.ParseDay(goods.Searched.AsOf)
		if err != nil {
			return err
		}
		key := carried{goods.Carrier, day}
		ship, ok := ships[key]
		if !ok {
			s, err := carrierOf(goods.Carrier)
			if err != nil {
				goods.nobody(err)
				return yield(goods)
			}
			on := at
			on.AsOf = day
			if ship, err = a.Ask(ctx, s, on, 0); err != nil {
				return err
			}
			ships[key] = ship
		}
		goods.aboard(ship)
		return yield(goods)
	})
}

// carried is a ship on a day.
type carried struct {
	ship string
	day  ftm.Day
}

// DefaultDepth is how many steps a path has at most where nobody says otherwise.
const DefaultDepth = 4

// Ask answers one question. It fails only where nobody can be asked at all.
func (a *Asker) Ask(ctx context.Context, s Subject, at live.At, depth int) (*Answer, error) {
	if depth <= 0 {
		depth = DefaultDepth
	}
	out := &Answer{Subject: s, Exposure: finding.Clear, Bearers: []Bearer{}, Paths: []Path{}, Measures: []Measure{}, Obligations: []Obligation{}, Findings: []finding.Finding{}, Disclaimer: disclaimer}
	pic, err := a.Desk.Graph(ctx, at)
	if err != nil {
		return nil, err
	}
	basis := pic.Basis()
	out.Searched = Searched{Datasets: basis.Datasets, AsOf: basis.AsOf, KnownOn: basis.KnownOn, Batch: basis.Batch, Judged: basis.Judged, Entities: basis.Entities, Ties: basis.Stakes + basis.Ties, Depth: depth, Sources: []string{}}
	if err := a.bearers(ctx, pic, at, out); err != nil {
		return nil, err
	}
	day, err := ftm.ParseDay(basis.AsOf)
	if err != nil {
		return nil, err
	}
	q := &Question{Subject: s, Bearers: out.Bearers, At: at, Depth: depth, Law: a.Law}
	var facts []Fact
	for _, src := range a.Sources {
		out.Searched.Sources = append(out.Searched.Sources, src.Name())
		f, err := src.Find(ctx, q)
		if err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			out.Searched.Failed = append(out.Searched.Failed, src.Name()+": "+err.Error())
			continue
		}
		out.add(f)
		for _, c := range f.Conclusions {
			if c.Fact.Basis != "" {
				facts = append(facts, c.Fact)
			}
		}
	}
	if len(out.Searched.Failed) > 0 && out.Exposure == finding.Clear {
		out.Exposure = finding.Possible
		out.Missing = append(out.Missing, "an engine could not be asked: "+strings.Join(out.Searched.Failed, "; "))
	}
	for _, f := range facts {
		duties, measures := a.Law.Duties(f, day)
		out.Obligations = append(out.Obligations, duties...)
		for _, m := range measures {
			if !slices.Contains(out.Measures, m) {
				out.Measures = append(out.Measures, m)
			}
		}
	}
	w := &words{pic: pic, law: a.Law, subject: s}
	for _, f := range out.Findings {
		for _, p := range f.Paths {
			out.Paths = append(out.Paths, Path{p, w.path(p)})
		}
	}
	if mayBeCallSign(s) {
		out.Notes = append(out.Notes, fmt.Sprintf("as a name; if %q is a ship's call sign, ask %s:%s", s.Text, callSign, strings.ToUpper(s.Value)))
	}
	out.settle()
	out.Summary = w.summary(out)
	return out, nil
}

// bearers finds who the subject may be: among the listed, and in registers.
func (a *Asker) bearers(ctx context.Context, pic *live.Picture, at live.At, out *Answer) error {
	s := out.Subject
	if s.Kind == entityKind {
		g := pic.Graph()
		v, ok := g.Find(s.Value)
		if !ok {
			return fmt.Errorf("%q: %w", s.Value, live.ErrNoEntity)
		}
		b := Bearer{ID: g.ID(v), Caption: g.Caption(v), Schema: g.Schema(v), Datasets: []string{}, Score: 1, Sure: true, Why: "named by its id"}
		if n, ok := strings.CutPrefix(b.ID, "imo-"); ok {
			b.imo, b.Datasets = []string{n}, []string{sea.SourceName}
		}
		out.Bearers = append(out.Bearers, b)
		return a.hulls(ctx, pic, at, out)
	}
	got, err := a.Desk.Screen(ctx, []screen.Query{s.query()}, screen.Options{Limit: maxBearers}, at)
	if err != nil {
		return err
	}
	out.Searched.Parties = got[0].Searched.Parties
	register, err := pic.Register(ctx)
	if err != nil {
		return err
	}
	others, err := register.Match(s.query(), screen.Options{Limit: maxBearers})
	if err != nil {
		return err
	}
	others.Results = a.itself(got[0].Results, others.Results, out)
	for _, r := range slices.Concat(got[0].Results, others.Results) {
		if !r.Match {
			continue
		}
		b := a.bearer(s, &r)
		if v, ok := pic.Graph().Find(b.ID); ok { // what was judged the same is one bearer, by its best likeness
			b.ID, b.step.To = pic.Graph().ID(v), pic.Graph().ID(v)
		}
		i := slices.IndexFunc(out.Bearers, func(o Bearer) bool { return o.ID == b.ID })
		switch {
		case i < 0:
			out.Bearers = append(out.Bearers, b)
		case b.step.Entity != out.Bearers[i].step.Entity:
			for _, d := range out.Bearers[i].Datasets {
				if !slices.Contains(b.Datasets, d) {
					b.Datasets = append(slices.Clone(b.Datasets), d)
				}
			}
			if o := out.Bearers[i]; o.Score >= b.Score {
				o.Datasets, b = b.Datasets, o
			}
			out.Bearers[i] = b
		}
	}
	return a.hulls(ctx, pic, at, out)
}

// hulls adds whoever has the IMO number of a ship that the subject may be: a hull
// keeps it for life, whatever it is called, and whatever its call sign and MMSI are.
// Who was judged to be another is left out, and so is who may be one with a ship that
// the subject surely is: of these it is said what would decide.
func (a *Asker) hulls(ctx context.Context, pic *live.Picture, at live.At, out *Answer) error {
	s, g := out.Subject, pic.Graph()
	for i, n := 0, len(out.Bearers); i < n; i++ {
		h := out.Bearers[i]
		if h.Schema != "Vessel" || len(h.imo) == 0 || s.Kind == "imo" || s.Kind == "name" && !h.Sure {
			continue
		}
		results, err := a.sameNumber(ctx, pic, at, h.imo)
		if err != nil {
			return err
		}
		from, inGraph := g.Find(h.ID)
		for _, r := range results {
			b := a.bearer(s, &r)
			if v, ok := g.Find(b.ID); ok {
				b.ID = g.ID(v)
				if inGraph && v != from {
					twin := false
					if h.Sure {
						if _, twin, err = pic.Twin(ctx, from, v); err != nil {
							return err
						}
					}
					if twin || pic.Apart(from, v) {
						continue
					}
				}
			}
			if slices.ContainsFunc(out.Bearers, func(o Bearer) bool { return o.ID == b.ID }) {
				continue
			}
			b.hull, b.Sure, b.evidence = &h, false, nil
			b.step.From, b.step.To, b.step.Relation = h.ID, b.ID, h.states()+" the IMO number of"
			b.Score = float64(h.Score * r.Score)
			out.Bearers = append(out.Bearers, b)
		}
	}
	return nil
}

// sameNumber are who has one of some IMO numbers, on lists and in registers.
func (a *Asker) sameNumber(ctx context.Context, pic *live.Picture, at live.At, imo []string) ([]screen.Result, error) {
	q := screen.Query{Schema: "Vessel", Properties: map[string][]string{"imoNumber": imo}}
	got, err := a.Desk.Screen(ctx, []screen.Query{q}, screen.Options{Limit: maxBearers}, at)
	if err != nil {
		return nil, err
	}
	register, err := pic.Register(ctx)
	if err != nil {
		return nil, err
	}
	others, err := register.Match(q, screen.Options{Limit: maxBearers})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Concat(got[0].Results, others.Results), func(r screen.Result) bool { return !r.Match }), nil
}

// itself leaves out, of what stands in registers, entities whose names are only
// like the subject's where one, listed or not, bears the very name: they are noted.
// The listed stay, however weak the likeness.
func (a *Asker) itself(listed, results []screen.Result, out *Answer) []screen.Result {
	if !slices.ContainsFunc(slices.Concat(listed, results), func(r screen.Result) bool { return r.Score == 1 }) {
		return results
	}
	like := func(r screen.Result) bool { return r.Match && r.Score < a.Law.Same() }
	if i := slices.IndexFunc(results, like); i >= 0 {
		n, first := 0, results[i]
		for _, r := range results {
			if like(r) {
				n++
			}
		}
		out.Notes = append(out.Notes, fmt.Sprintf("registers have names that are only like it: %d, the nearest %s (%s, %.2f); as one bears the very name, they were not followed", n, first.Caption, first.ID, first.Score))
	}
	return slices.DeleteFunc(slices.Clone(results), like)
}

// maxBearers is how many entities a subject may be at most.
const maxBearers = 25

func (a *Asker) bearer(s Subject, r *screen.Result) Bearer {
	b := Bearer{ID: r.ID, Caption: r.Caption, Schema: r.Schema, Datasets: r.Datasets, Score: r.Score, Sure: r.Score >= a.Law.Same(), Why: r.Evidence.Sentence, evidence: r.Evidence.Missing}
	relation := "bears the name of"
	if s.Kind != "name" {
		relation = "has the " + strings.ToUpper(s.Kind) + " number of"
		if s.Kind == "wallet" {
			relation = "is a wallet of"
		} else if s.Kind == callSign {
			relation = "has the call sign of"
		}
	}
	source := ""
	if len(r.Datasets) > 0 {
		source = r.Datasets[0]
	}
	b.imo = r.Properties["imoNumber"]
	b.step = finding.Step{From: s.Text, To: r.ID, Relation: relation, Statement: existence(r.ID, r.Schema, source), Source: source, Entity: r.ID, Strength: r.Score}
	return b
}
