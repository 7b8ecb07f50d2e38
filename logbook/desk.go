package logbook

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"cordon/ais"
	"cordon/ident"
	"cordon/sea"
	"cordon/store"
)

// Desk answers questions of what ships did, from the archive and the findings of a
// store.
type Desk struct {
	Log    *Logbook
	Store  *store.Store
	Live   *Live // nil takes in nothing
	Config sea.Config

	mu      sync.Mutex
	traffic *sea.Traffic // of the whole archive, or nil
	of      string       // its digest
	list    []Vessel     // without what they said
	listed  os.FileInfo  // the file that list was read from

	until sync.Mutex // guards past
	past  *past      // the last moment that was asked about, or nil
}

// ErrNoLive is returned where no live positions are taken in.
var ErrNoLive = errors.New("no live positions are taken in here")

// Events are findings of the engine as events, by start, then id.
type Events struct {
	Events   []sea.Event `json:"events" doc:"By start, then id."`
	Total    int         `json:"total" doc:"How many there are, shown or not."`
	Analysed time.Time   `json:"analysed,omitzero" doc:"When they were worked out last. Absent before any position was loaded."`
	Run      int64       `json:"run" doc:"Number of that run."`
}

// Subjects are the ids under which the events of a vessel stand: those of the vessels
// that were heard under an id or number, else what was asked, which may be of a list.
func (l *Logbook) Subjects(ctx context.Context, subject string) (ids []string, heard bool, err error) {
	list, err := l.FindVessels(ctx, subject)
	if err != nil || len(list) == 0 {
		return []string{subject}, false, err
	}
	for i := range list {
		ids = append(ids, list[i].ID)
	}
	return ids, true, nil
}

// FindEvents are the events of any of some subjects, of all where it is "", by start,
// then id, up to the limit of the question, and how many there are.
func FindEvents(ctx context.Context, st *store.Store, q store.FindingQuery, subjects []string) (events []sea.Event, total int, err error) {
	q.Engine = Engine
	limit := q.Limit
	q.Limit = 0
	events = []sea.Event{}
	for _, s := range subjects {
		q.Subject = s
		err := st.Findings(ctx, q, func(f *store.Finding) error {
			if total++; limit > 0 && total > limit && len(subjects) == 1 {
				return nil
			}
			e, err := EventOf(f)
			events = append(events, e)
			return err
		})
		if err != nil {
			return nil, 0, err
		}
	}
	if len(subjects) > 1 {
		slices.SortFunc(events, func(a, b sea.Event) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID)) })
		events = slices.CompactFunc(events, func(a, b sea.Event) bool { return a.ID == b.ID })
		total = len(events)
		if limit > 0 {
			events = events[:min(limit, total)]
		}
	}
	return events, total, nil
}

// Events answers a question about what ships did. Its subject may be an id or number.
func (d *Desk) Events(ctx context.Context, q store.FindingQuery) (Events, error) {
	out := Events{Events: []sea.Event{}}
	subjects := []string{q.Subject}
	var err error
	if q.Subject != "" {
		if subjects, _, err = d.Log.Subjects(ctx, q.Subject); err != nil {
			return out, err
		}
	}
	if out.Events, out.Total, err = FindEvents(ctx, d.Store, q, subjects); err != nil {
		return out, err
	}
	run, err := d.Store.LastRun(ctx, Engine, Scope)
	if errors.Is(err, store.ErrNotFound) {
		return out, nil
	}
	out.Analysed, out.Run = run.At, run.ID
	return out, err
}

// KnownAt is the batch that a point of known time stands for, a day or a batch or
// both, and the end of its day, as a question about events takes them. Zero is now;
// ok is false where nothing was known yet.
func KnownAt(ctx context.Context, st *store.Store, on time.Time, batch int64) (newest int64, before time.Time, ok bool, err error) {
	if on.IsZero() {
		return batch, before, true, nil
	}
	y, m, d := on.Date()
	before = time.Date(y, m, d+1, 0, 0, 0, 0, on.Location())
	if batch > 0 {
		return batch, before, true, nil
	}
	v, err := st.ViewAt(ctx, 0, on)
	return v.Batch, before, v.Batch > 0, err
}

// KnownAt is [KnownAt] of the desk's store.
func (d *Desk) KnownAt(ctx context.Context, on time.Time, batch int64) (int64, time.Time, bool, error) {
	return KnownAt(ctx, d.Store, on, batch)
}

// LastRun is the number of the newest run, 0 before the first.
func (d *Desk) LastRun(ctx context.Context) (int64, error) {
	r, err := d.Store.LastRun(ctx, Engine, Scope)
	if errors.Is(err, store.ErrNotFound) {
		err = nil
	}
	return r.ID, err
}

// Analyse goes through the archive, and keeps its tracks for questions.
func (d *Desk) Analyse(ctx context.Context, o AnalyseOptions) (Analysis, error) {
	o.Config = d.Config
	a, err := d.Log.Analyse(ctx, d.Store, o)
	if err == nil && a.traffic != nil && a.Positions <= mostKept {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.traffic, d.of = a.traffic, a.archive
	}
	return a, err
}

// mostKept is how many positions of tracks are kept in memory for questions.
const mostKept = 20_000_000

// Take makes a body of AIS durable.
func (d *Desk) Take(ctx context.Context, r io.Reader, name string) (Taken, error) {
	if d.Live == nil {
		return Taken{}, ErrNoLive
	}
	return d.Live.Load(ctx, r, name, "")
}

// Feeds says how the live feeds are.
func (d *Desk) Feeds() []Feed {
	if d.Live == nil {
		return []Feed{}
	}
	return d.Live.Feeds()
}

// Find returns the vessels of an id or number.
func (d *Desk) Find(ctx context.Context, subject string) ([]Vessel, error) {
	return d.Log.FindVessels(ctx, subject)
}

// VesselQuery selects vessels. What is zero does not select.
type VesselQuery struct {
	Text  string // part of the name, the beginning of a number or call sign, or an id
	Kind  string
	Flag  string
	After string // ids after this one
	Limit int
}

// Vessels are vessels by id, without what they said of themselves.
type Vessels struct {
	Vessels []Vessel `json:"vessels" doc:"By id; claims are left out."`
	Total   int      `json:"total" doc:"How many there are, shown or not."`
}

// Vessels answers who was heard.
func (d *Desk) Vessels(ctx context.Context, q VesselQuery) (Vessels, error) {
	out := Vessels{Vessels: []Vessel{}}
	list, err := d.vessels(ctx)
	if err != nil {
		return out, err
	}
	text := strings.ToUpper(strings.TrimSpace(q.Text))
	for i := range list {
		v := &list[i]
		if q.Kind != "" && v.Kind != q.Kind || q.Flag != "" && !strings.EqualFold(v.Flag, q.Flag) || text != "" && !v.is(text) {
			continue
		}
		out.Total++
		if v.ID > q.After && (q.Limit == 0 || len(out.Vessels) < q.Limit) {
			out.Vessels = append(out.Vessels, *v)
		}
	}
	return out, nil
}

func (v *Vessel) is(text string) bool {
	if strings.Contains(strings.ToUpper(v.Name), text) || strings.EqualFold(v.ID, text) || strings.HasPrefix(v.CallSign, text) || strings.HasPrefix(fmt.Sprint(v.IMO), text) {
		return true
	}
	return slices.ContainsFunc(v.MMSIs, func(m uint32) bool { return strings.HasPrefix(fmt.Sprintf("%09d", m), text) })
}

// vessels are those of the last analysis, read again when there was one.
func (d *Desk) vessels(ctx context.Context) ([]Vessel, error) {
	info, err := os.Stat(d.Log.vesselsPath())
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("vessels: %w", err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.listed != nil && os.SameFile(d.listed, info) && d.listed.ModTime().Equal(info.ModTime()) && d.listed.Size() == info.Size() {
		return d.list, nil
	}
	var list []Vessel
	if err := d.Log.Vessels(ctx, nil, func(v *Vessel) error {
		v.Claims = []Claim{}
		list = append(list, *v)
		return nil
	}); err != nil {
		return nil, err
	}
	d.list, d.listed = list, info
	return list, nil
}

// tracks are those of the whole archive where they are not too many, else of a
// window of it.
func (d *Desk) tracks(ctx context.Context, q Query) (*sea.Traffic, error) {
	digest, err := d.Log.Digest(ctx)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.traffic != nil && d.of == digest {
		return d.traffic, nil
	}
	n, err := d.Log.Positions(ctx)
	if err != nil {
		return nil, err
	}
	if n > mostKept {
		q.Box = Box{} // a track that leaves a box and comes back is one
		return d.Log.Traffic(ctx, d.Config.Tracks, q, 0)
	}
	t, err := d.Log.Traffic(ctx, d.Config.Tracks, Query{}, 0)
	if err != nil {
		return nil, err
	}
	d.traffic, d.of = t, digest
	return t, nil
}

// TrackQuery selects tracks.
type TrackQuery struct {
	From, To time.Time
	Box      Box
	Vessels  []string // ids; none is all
	Limit    int      // positions at most
}

// Tracks are tracks for a map.
type Tracks struct {
	Positions int     `json:"positions" doc:"How many positions are shown."`
	Of        int     `json:"of" doc:"How many there are."`
	Thinned   int     `json:"thinned_s" doc:"Seconds between two positions of a vessel at least, where some were left out for their number; 0 where none was. The ends of stretches are never left out."`
	Vessels   []Track `json:"vessels" doc:"By id."`
}

// Track is where a vessel was. The first of T, Lat and Lon is a value, the others
// are differences to the one before.
type Track struct {
	ID     string  `json:"id"`
	Name   string  `json:"name"`
	Kind   string  `json:"kind,omitempty"`
	Flag   string  `json:"flag,omitempty" doc:"Country of the MMSI."`
	MMSI   uint32  `json:"mmsi,omitempty"`
	IMO    uint32  `json:"imo,omitempty"`
	Length float64 `json:"length,omitempty" doc:"Metres."`
	T      []int64 `json:"t" doc:"Seconds since 1970; the first, then differences."`
	Lat    []int32 `json:"lat" doc:"1/100000 degree; the first, then differences."`
	Lon    []int32 `json:"lon" doc:"1/100000 degree; the first, then differences."`
	SOG    []int   `json:"sog" doc:"1/10 kn; -1 unknown."`
	COG    []int   `json:"cog" doc:"Degrees; -1 unknown."`
	Breaks []int   `json:"breaks" doc:"Indices where a new stretch begins: nothing is known between it and the one before."`
}

// Tracks answers where ships were.
func (d *Desk) Tracks(ctx context.Context, q TrackQuery) (*Tracks, error) {
	t, err := d.tracks(ctx, Query{From: q.From, To: q.To, Box: q.Box})
	if err != nil {
		return nil, fmt.Errorf("tracks: %w", err)
	}
	from, to := uint32(0), ^uint32(0)
	if !q.From.IsZero() {
		from = uint32(min(max(q.From.Unix(), 0), maxSecond))
	}
	if !q.To.IsZero() {
		to = uint32(min(max(q.To.Unix(), 0), maxSecond))
	}
	wanted := slices.Sorted(slices.Values(q.Vessels))
	type picked struct {
		v    *sea.Vessel
		part []int // indices of its fixes
		new  []bool
	}
	var list []picked
	out := &Tracks{Vessels: []Track{}}
	for _, v := range t.Vessels {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if _, ok := slices.BinarySearch(wanted, v.ID); len(wanted) > 0 && !ok {
			continue
		}
		p := picked{v: v}
		lo, _ := slices.BinarySearchFunc(v.Fixes, from, func(f sea.Fix, t uint32) int { return cmp.Compare(f.T, t) })
		hi, _ := slices.BinarySearchFunc(v.Fixes, to, func(f sea.Fix, t uint32) int { return cmp.Compare(f.T, t) })
		last := -2
		for i := lo; i < hi; i++ {
			f := &v.Fixes[i]
			if !q.Box.has(f.Lat(), f.Lon()) {
				continue
			}
			_, broken := slices.BinarySearch(v.Breaks, i)
			p.part = append(p.part, i)
			p.new = append(p.new, broken || last != i-1)
			last = i
		}
		if len(p.part) > 0 {
			out.Of += len(p.part)
			list = append(list, p)
		}
	}
	// The same seconds for all of them, so that what is shown at one moment is of
	// that moment.
	keep := func(p *picked, apart uint32) (idx []int) {
		kept := uint32(0)
		for k, i := range p.part {
			end := k == len(p.part)-1 || p.new[k+1]
			if t := p.v.Fixes[i].T; p.new[k] || end || t-kept >= apart {
				idx, kept = append(idx, k), t
			}
		}
		return idx
	}
	chosen := make([][]int, len(list))
	for apart := uint32(0); ; apart = max(2*apart, 10) {
		out.Positions = 0
		for i := range list {
			chosen[i] = keep(&list[i], apart)
			out.Positions += len(chosen[i])
		}
		out.Thinned = int(apart)
		if q.Limit == 0 || out.Positions <= q.Limit || apart > 7*86400 {
			break
		}
	}
	for i := range list {
		out.Vessels = append(out.Vessels, trackOf(list[i].v, list[i].part, list[i].new, chosen[i]))
	}
	return out, nil
}

// trackOf writes chosen positions of a vessel.
func trackOf(v *sea.Vessel, part []int, begins []bool, chosen []int) Track {
	last := v.Fixes[part[len(part)-1]].T
	t := Track{ID: v.ID, Kind: v.Kind.String(), MMSI: v.MMSI, IMO: v.IMO, Length: v.Length, Breaks: []int{}}
	t.Name, _ = v.ClaimAt("name", last)
	if v.MMSI > 0 {
		t.Flag = ident.MMSICountry(fmt.Sprintf("%09d", v.MMSI))
	}
	var pt int64
	var plat, plon int32
	for n, k := range chosen {
		f := &v.Fixes[part[k]]
		lat, lon := hundredThousandth(f.Lat()), hundredThousandth(f.Lon())
		t.T, t.Lat, t.Lon = append(t.T, int64(f.T)-pt), append(t.Lat, lat-plat), append(t.Lon, lon-plon)
		pt, plat, plon = int64(f.T), lat, lon
		sog, cog := -1, -1
		if f.SOG() != ais.NoSOG {
			sog = int(f.SOG())
		}
		if f.COG() != ais.NoCOG {
			cog = int(f.COG()+5) / 10 % 360
		}
		t.SOG, t.COG = append(t.SOG, sog), append(t.COG, cog)
		if begins[k] && n > 0 {
			t.Breaks = append(t.Breaks, n)
		}
	}
	return t
}

// hundredThousandth turns 1/600000 degree into 1/100000, rounded.
func hundredThousandth(v int32) int32 {
	if v < 0 {
		return (v - 3) / 6
	}
	return (v + 3) / 6
}
