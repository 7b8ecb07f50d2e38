package logbook

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"cordon/ais"
	"cordon/ident"
	"cordon/sea"
	"cordon/store"

	"golang.org/x/sync/errgroup"
)

// What findings of the logbook are kept under in a store.
const (
	Engine = "sea"
	Scope  = "archive" // all of it
)

// reader names how claims become statements; raised when the same claims give
// other statements.
const reader = "ais/1"

// Analysis says what an analysis came to.
type Analysis struct {
	Fresh     bool             `json:"fresh"` // false: nothing has changed since the last one
	Positions int64            `json:"positions"`
	Refused   map[string]int64 `json:"refused,omitempty"` // positions set aside by the tracks, by reason
	Vessels   int              `json:"vessels"`
	Events    int              `json:"events"`
	Alerts    int              `json:"alerts"`
	Run       store.Run        `json:"-"`
	Batch     store.Batch      `json:"-"` // of what ships said of themselves; ID 0 when nothing was new
	Steps     []Step           `json:"steps"`

	traffic *sea.Traffic
	archive string // digest
}

// Step is a part of an analysis and how long it took.
type Step struct {
	Name string        `json:"name"`
	Took time.Duration `json:"took_ns"`
}

// AnalyseOptions say what an analysis goes by.
type AnalyseOptions struct {
	Config   sea.Config
	Known    func(context.Context) (*sea.Known, error) // what else is known of the world
	Docs     []store.Doc                               // that brought what is new, kept as originals
	HeardAt  HeardAt                                   // of those whose messages say no time
	Refused  func(*store.Load)                         // adds what was set aside to the batch; may be nil
	Force    bool                                      // also when nothing has changed
	Workers  int
	Progress func(step string) // may be nil
}

// Analyse goes through the whole archive: it makes tracks, finds and judges what
// the ships did, and keeps the events as findings and what ships said of
// themselves as statements of dataset ais. All of it is a function of what is in
// the archive and of what is known, so that order and cut of what was loaded do
// not matter. Limits: tracks are held in memory, 20 bytes a position.
func (l *Logbook) Analyse(ctx context.Context, st *store.Store, o AnalyseOptions) (Analysis, error) {
	a, err := l.analyse(ctx, st, o)
	if err != nil {
		return a, fmt.Errorf("analyse: %w", err)
	}
	return a, nil
}

func (l *Logbook) analyse(ctx context.Context, st *store.Store, o AnalyseOptions) (a Analysis, err error) {
	o.Workers = cmp.Or(o.Workers, l.o.Workers)
	step := func(name string, do func() error) {
		if err != nil {
			return
		}
		if o.Progress != nil {
			o.Progress(name)
		}
		start := time.Now()
		err = do()
		a.Steps = append(a.Steps, Step{name, time.Since(start)})
	}
	// One at a time: another process may be at it, and must not overwrite newer
	// findings with older ones.
	locked, err := lock(ctx, filepath.Join(l.dir, "analysis.lock"))
	if err != nil {
		return a, err
	}
	defer locked.Close()
	var known *sea.Known
	var basis string
	var t *sea.Traffic
	var events []sea.Event
	var last store.Run
	step("looking up ships", func() error {
		if a.archive, err = l.Digest(ctx); err != nil {
			return err
		}
		last, err = st.LastRun(ctx, Engine, Scope)
		if errors.Is(err, store.ErrNotFound) {
			last, err = store.Run{}, nil
		}
		a.Run = last
		if err == nil && sameArchive(last.Basis, a.archive) { // else there is no doubt, and tracks can be begun
			known, basis, err = l.know(ctx, a.archive, o)
		}
		return err
	})
	if err != nil {
		return a, err
	}
	if basis != "" && last.Basis == basis && !o.Force {
		return a, l.recall(ctx, st, &a)
	}
	a.Fresh = true
	step("making tracks", func() error {
		defer l.recent.forget()
		g, ctx := errgroup.WithContext(ctx)
		if basis == "" {
			g.Go(func() (err error) {
				known, basis, err = l.know(ctx, a.archive, o)
				return err
			})
		}
		g.Go(func() (err error) {
			t, err = l.Traffic(ctx, o.Config.Tracks, Query{}, o.Workers)
			return err
		})
		return g.Wait()
	})
	step("finding events", func() error { // and storing who they are
		g, ctx := errgroup.WithContext(ctx)
		g.Go(func() error {
			said, err := l.writeVessels(t)
			if err == nil {
				a.Batch, err = putIdentities(ctx, st, t, said, o)
			}
			return err
		})
		g.Go(func() (err error) {
			events, err = sea.Detect(ctx, t, known, o.Config, o.Workers)
			return err
		})
		return g.Wait()
	})
	if err != nil {
		return a, err
	}
	a.traffic = t
	a.Vessels, a.Events, a.Refused = len(t.Vessels), len(events), t.Refused
	for _, v := range t.Vessels {
		a.Positions += int64(len(v.Fixes))
	}
	step("storing events", func() error {
		findings := make([]store.Finding, len(events))
		for i := range events {
			if findings[i], err = findingOf(&events[i]); err != nil {
				return err
			}
			if events[i].Alert {
				a.Alerts++
			}
		}
		a.Run, err = st.PutFindings(ctx, Engine, Scope, basis, findings)
		return err
	})
	return a, err
}

// recall fills in what the last analysis came to.
func (l *Logbook) recall(ctx context.Context, st *store.Store, a *Analysis) error {
	a.Events = a.Run.Added + a.Run.Changed + a.Run.Same
	batches, err := st.Batches(ctx, Dataset)
	if err != nil || len(batches) == 0 {
		return err
	}
	said, err := statsOf(&batches[len(batches)-1])
	if err != nil {
		return err
	}
	a.Vessels = said.Parties
	return st.Findings(ctx, store.FindingQuery{Engine: Engine, Alerts: true}, func(*store.Finding) error { a.Alerts++; return nil })
}

// know is what is known of the world, and what events then follow from.
func (l *Logbook) know(ctx context.Context, archive string, o AnalyseOptions) (*sea.Known, string, error) {
	k, err := o.Known(ctx)
	if err != nil {
		return nil, "", err
	}
	basis, err := basisOf(archive, k, o.Config)
	return k, basis, err
}

// basisOf is a digest of all that events follow from: that of the archive, then
// that of the rest.
func basisOf(archive string, k *sea.Known, c sea.Config) (string, error) {
	h := sha256.New()
	enc := json.NewEncoder(h)
	for _, v := range []any{sea.RuleVersion, c, k.Ships, k.Zones, k.Flag} {
		if err := enc.Encode(v); err != nil {
			return "", err
		}
	}
	return archive + "." + hex.EncodeToString(h.Sum(nil)[:16]), nil
}

func sameArchive(basis, archive string) bool { return strings.HasPrefix(basis, archive+".") }

// findingOf keeps an event. It is found by the vessels and by the listed ones that
// they are.
func findingOf(e *sea.Event) (store.Finding, error) {
	body, err := json.Marshal(e)
	if err != nil {
		return store.Finding{}, fmt.Errorf("event %s: %w", e.ID, err)
	}
	f := store.Finding{ID: e.ID, Kind: e.Kind, Subjects: slices.Clone(e.Vessels), Start: e.Start, End: e.End, Strength: e.Strength, Alert: e.Alert, Body: body}
	for _, p := range e.Parties {
		if p.Listed != "" {
			f.Subjects = append(f.Subjects, p.Listed)
		}
	}
	return f, nil
}

// EventOf reads an event that was kept.
func EventOf(f *store.Finding) (sea.Event, error) {
	var e sea.Event
	if err := json.Unmarshal(f.Body, &e); err != nil {
		return e, fmt.Errorf("event %s: %w", f.ID, err)
	}
	fillEmpty(&e)
	return e, nil
}

// fillEmpty makes lists that have nothing empty ones.
func fillEmpty(e *sea.Event) {
	if e.Vessels == nil {
		e.Vessels = []string{}
	}
	if e.Parties == nil {
		e.Parties = []sea.Party{}
	}
	if e.Reasons == nil {
		e.Reasons = []sea.Reason{}
	}
	if e.Innocent == nil {
		e.Innocent = []sea.Innocent{}
	}
}

// putIdentities keeps what ships said of themselves as a batch, unless it is what
// the newest one says.
func putIdentities(ctx context.Context, st *store.Store, t *sea.Traffic, digest string, o AnalyseOptions) (store.Batch, error) {
	batches, err := st.Batches(ctx, Dataset)
	if err != nil {
		return store.Batch{}, err
	}
	if n := len(batches); n > 0 && batches[n-1].Reader == reader && o.Refused == nil {
		last, err := statsOf(&batches[n-1])
		if err != nil {
			return store.Batch{}, err
		}
		if last.Vessels == digest && last.Parties == len(t.Vessels) {
			return store.Batch{}, nil
		}
	}
	stats, err := json.Marshal(identityStats{Vessels: digest, Parties: len(t.Vessels), HeardAt: o.HeardAt})
	if err != nil {
		return store.Batch{}, err
	}
	ld, err := st.Begin(ctx, store.BatchMeta{Source: Dataset, Kind: Dataset, Reader: reader, Docs: o.Docs, Stats: stats})
	if err != nil {
		return store.Batch{}, err
	}
	defer ld.Abort()
	for _, v := range t.Vessels {
		if err := ctx.Err(); err != nil {
			return store.Batch{}, err
		}
		if err := ld.AddStatements(statementsOf(v)); err != nil {
			return store.Batch{}, err
		}
	}
	if o.Refused != nil {
		o.Refused(ld)
	}
	return ld.Commit(ctx)
}

// identityStats stand with a batch.
type identityStats struct {
	Vessels string  `json:"vessels"` // digest
	Parties int     `json:"parties"`
	HeardAt HeardAt `json:"heard_at,omitempty"`
}

func statsOf(b *store.Batch) (s identityStats, err error) {
	if len(b.Stats) == 0 {
		return s, nil
	}
	if err = json.Unmarshal(b.Stats, &s); err != nil {
		return s, fmt.Errorf("batch %d: stats: %w", b.ID, err)
	}
	return s, nil
}

// HeardAt says of originals, by their SHA-256 in hexadecimal digits, when those of
// their messages were heard that say no time: the user's word, kept with the batch, so
// that what was loaded can be loaded again from the originals alone.
type HeardAt map[string]time.Time

// HeardAtOf is what was said with a batch of the archive.
func HeardAtOf(b *store.Batch) (HeardAt, error) {
	s, err := statsOf(b)
	return s.HeardAt, err
}

// HeardAtBefore is what was said last of each original that was ever loaded.
func HeardAtBefore(ctx context.Context, st *store.Store) (HeardAt, error) {
	batches, err := st.Batches(ctx, Dataset)
	if err != nil {
		return nil, err
	}
	all := make(HeardAt)
	for i := range batches {
		said, err := HeardAtOf(&batches[i])
		if err != nil {
			return nil, err
		}
		maps.Copy(all, said)
	}
	return all, nil
}

// Vessel is what is known of a ship from the archive, as of the last analysis.
type Vessel struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	MMSI     uint32    `json:"mmsi,omitempty"`
	MMSIs    []uint32  `json:"mmsis"` // all that it used
	IMO      uint32    `json:"imo,omitempty"`
	Flag     string    `json:"flag,omitempty"` // country of the MMSI
	Kind     string    `json:"kind,omitempty"`
	CallSign string    `json:"callsign,omitempty"`
	Length   float64   `json:"length,omitempty"` // metres
	Beam     float64   `json:"beam,omitempty"`
	First    time.Time `json:"first"`
	Last     time.Time `json:"last"`
	Fixes    int       `json:"fixes"`
	Segments int       `json:"segments"`
	At       *LastFix  `json:"at,omitempty"`
	Claims   []Claim   `json:"claims"`
}

// LastFix is where a ship was heard last.
type LastFix struct {
	Time    time.Time `json:"time"`
	Lat     float64   `json:"lat"`
	Lon     float64   `json:"lon"`
	SOG     *float64  `json:"sog,omitempty"` // knots
	COG     *float64  `json:"cog,omitempty"` // degrees
	Heading *float64  `json:"heading,omitempty"`
}

// Claim is what a ship said of itself, and when.
type Claim struct {
	Prop  string    `json:"prop"` // callsign, destination, draught, imo, mmsi, name, size, type
	Value string    `json:"value"`
	First time.Time `json:"first"`
	Last  time.Time `json:"last"`
	N     int       `json:"n"` // about how often
}

func unix(t uint32) time.Time { return time.Unix(int64(t), 0).UTC() }

// VesselOf sums up a track.
func VesselOf(v *sea.Vessel) Vessel {
	out := Vessel{ID: v.ID, MMSI: v.MMSI, IMO: v.IMO, Kind: v.Kind.String(), Length: v.Length, Beam: v.Beam, Fixes: len(v.Fixes), Claims: []Claim{}, MMSIs: []uint32{}}
	first, last := ^uint32(0), uint32(0)
	for i := range v.Claims {
		c := &v.Claims[i]
		out.Claims = append(out.Claims, Claim{c.Prop, c.Value, unix(c.First), unix(c.Last), c.N})
		first, last = min(first, c.First), max(last, c.Last)
		var mmsi uint32
		if c.Prop == "mmsi" {
			if _, err := fmt.Sscan(c.Value, &mmsi); err == nil {
				out.MMSIs = append(out.MMSIs, mmsi)
			}
		}
	}
	if v.MMSI > 0 {
		out.MMSIs = append(out.MMSIs, v.MMSI)
		out.Flag = ident.MMSICountry(fmt.Sprintf("%09d", v.MMSI))
	}
	slices.Sort(out.MMSIs)
	out.MMSIs = slices.Compact(out.MMSIs)
	if n := len(v.Fixes); n > 0 {
		first, last = min(first, v.Fixes[0].T), max(last, v.Fixes[n-1].T)
		out.Segments = len(v.Breaks) + 1
		f := &v.Fixes[n-1]
		at := LastFix{Time: unix(f.T), Lat: degrees(f.Lat()), Lon: degrees(f.Lon())}
		if f.SOG() != ais.NoSOG {
			at.SOG = tenth(f.SOG())
		}
		if f.COG() != ais.NoCOG {
			at.COG = tenth(f.COG())
		}
		if f.Heading() != ais.NoHeading {
			h := float64(f.Heading())
			at.Heading = &h
		}
		out.At = &at
	}
	if first <= last {
		out.First, out.Last = unix(first), unix(last)
	}
	out.Name, _ = v.ClaimAt("name", last)
	out.CallSign, _ = v.ClaimAt("callsign", last)
	return out
}

func tenth(v uint16) *float64 {
	x := float64(v) / 10
	return &x
}

// degrees writes a coordinate with as many digits as it has.
func degrees(v int32) float64 {
	const places = 1e6
	x := float64(v) / ais.Unit
	if x < 0 {
		return float64(int64(x*places-.5)) / places
	}
	return float64(int64(x*places+.5)) / places
}

// writeVessels keeps summaries of all vessels beside the archive, by id, and
// returns the digest of what they are.
func (l *Logbook) writeVessels(t *sea.Traffic) (digest string, err error) {
	h := sha256.New()
	err = l.replace(l.vesselsPath(), func(f *os.File) error {
		w := bufio.NewWriterSize(f, 1<<18)
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		say := json.NewEncoder(h)
		for _, v := range t.Vessels {
			if err := say.Encode(statementsOf(v)); err != nil {
				return err
			}
			if err := enc.Encode(VesselOf(v)); err != nil {
				return err
			}
		}
		return w.Flush()
	})
	return hex.EncodeToString(h.Sum(nil)[:16]), err
}

func (l *Logbook) vesselsPath() string { return filepath.Join(l.dir, "vessels.jsonl") }

// Vessels hands over the vessels of the last analysis, by id. A prefix of the line
// tells what its id is, so that whoever wants few reads fast: want says by id
// whether a vessel is to be read; nil wants all.
func (l *Logbook) Vessels(ctx context.Context, want func(id string) bool, yield func(*Vessel) error) error {
	f, err := os.Open(l.vesselsPath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("vessels: %w", err)
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<18)
	for n := 1; ; n++ {
		line, err := r.ReadBytes('\n')
		if len(line) == 0 && err != nil {
			return nil
		}
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if want != nil {
			id, ok := bytes.CutPrefix(line, []byte(`{"id":"`))
			if i := bytes.IndexByte(id, '"'); ok && i >= 0 && !want(string(id[:i])) {
				continue
			}
		}
		var v Vessel
		if err := json.Unmarshal(line, &v); err != nil {
			return fmt.Errorf("vessels: line %d: %w", n, err)
		}
		if err := yield(&v); err != nil {
			return err
		}
	}
}

// FindVessels returns the vessels of an id, or that used a number: imo:9074729,
// mmsi:412000000, or either without the word.
func (l *Logbook) FindVessels(ctx context.Context, subject string) ([]Vessel, error) {
	kind, number, ok := strings.Cut(strings.ToLower(subject), ":")
	if !ok {
		kind, number = "", kind
	}
	var n uint32
	_, err := fmt.Sscanf(number, "%d", &n)
	numeric := err == nil && strings.Trim(number, "0123456789") == ""
	var out []Vessel
	var want func(string) bool
	if !numeric {
		want = func(id string) bool { return id == subject }
	}
	err = l.Vessels(ctx, want, func(v *Vessel) error {
		if v.ID == subject || numeric && (kind != "mmsi" && v.IMO == n && n > 0 || kind != "imo" && slices.Contains(v.MMSIs, n)) {
			out = append(out, *v)
		}
		return nil
	})
	return out, err
}
