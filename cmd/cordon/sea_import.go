package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"time"

	"cordon/ais"
	"cordon/ftm"
	"cordon/intake"
	"cordon/logbook"
	"cordon/store"
)

// kindAIS is what --as calls files of AIS.
const kindAIS = logbook.Dataset

// seaReport says what files of AIS brought.
type seaReport struct {
	Positions int64           `json:"positions"` // new ones
	Known     int64           `json:"known"`     // that were there already
	Messages  int64           `json:"messages"`
	Lines     int64           `json:"lines"`
	Timeless  int64           `json:"timeless,omitempty"`    // messages that are left out for nobody says when they were heard
	Mistimed  int64           `json:"mistimed,omitempty"`    // and for they were heard at a time that cannot be
	Range     ranges          `json:"out_of_range,omitzero"` // values that are taken as not said
	Assumed   int64           `json:"assumed,omitempty"`     // messages that were heard when the user says, for they do not
	HeardAt   logbook.HeardAt `json:"heard_at,omitempty"`    // when, by the SHA-256 of their file
	kept      int64
	notes     []string
	logbook.Analysis
	Took time.Duration `json:"took_ns"`
}

// ranges counts values outside their range.
type ranges struct {
	Lat     int64 `json:"lat,omitempty"`
	Lon     int64 `json:"lon,omitempty"`
	SOG     int64 `json:"sog,omitempty"`
	COG     int64 `json:"cog,omitempty"`
	Heading int64 `json:"heading,omitempty"`
	Time    int64 `json:"time,omitempty"` // of base stations' clocks, and milliseconds of rows
	ETA     int64 `json:"eta,omitempty"`
}

func (r *ranges) add(n ais.Ranges) {
	r.Lat += n.Lat
	r.Lon += n.Lon
	r.SOG += n.SOG
	r.COG += n.COG
	r.Heading += n.Heading
	r.Time += n.Time
	r.ETA += n.ETA
}

// aisFile is a file of a set that holds AIS.
type aisFile struct {
	set  intake.Given
	name string
}

// takeAIS takes the files of AIS out of those that are no list, or all of them
// when they are said to be.
func takeAIS(g intake.Given, unknown []ftm.Problem, as string) (files []aisFile, rest []ftm.Problem) {
	for _, u := range unknown {
		if as == kindAIS || u.Line == 0 && isAIS(g.FS, u.File) {
			files = append(files, aisFile{g, u.File})
			continue
		}
		rest = append(rest, u)
	}
	return files, rest
}

func isAIS(fsys fs.FS, name string) bool {
	f, err := fsys.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	return logbook.IsAIS(f)
}

// maxAISProblems is how many refused lines of a file are named.
const maxAISProblems = 1000

// loadAIS loads files of AIS as one document: positions into the archive, then
// what the ships did and who they said they were into the store. What nobody timed
// was heard at the time given, unless that is zero.
func (a *app) loadAIS(ctx context.Context, st *store.Store, files []aisFile, at time.Time) (intake.Result, seaReport, error) {
	start := time.Now()
	res := intake.Result{Source: logbook.Dataset, Kind: kindAIS, Status: intake.Loaded, Problems: []ftm.Problem{}, Files: []intake.File{}}
	var rep seaReport
	l, err := a.openLogbook()
	if err != nil {
		return res, rep, err
	}
	m := a.newMeter("reading")
	defer m.end()
	in := l.Begin()
	before, err := logbook.HeardAtBefore(ctx, st)
	if err != nil {
		return res, rep, err
	}
	rep.HeardAt = make(logbook.HeardAt)
	var docs []store.Doc
	for i, f := range files {
		if err := a.loadAISFile(ctx, st, in, i, f, at, before, m, &docs, &res, &rep); err != nil {
			return res, rep, err
		}
	}
	m.retitle("storing positions")
	added, err := in.Commit(ctx)
	if err != nil {
		return res, rep, err
	}
	rep.Positions, rep.Known = added.Positions, added.Known
	switch {
	case res.Status == intake.Failed && rep.kept > 0:
		res.Status = intake.Partly
	case res.Status == intake.Failed:
	case rep.kept == 0 && res.Refused > 0:
		res.Status, res.Why = intake.Failed, []string{"nothing in it can be kept"}
	case added.Files == 0:
		res.Status = intake.Unchanged
	}
	o := logbook.AnalyseOptions{Docs: docs, HeardAt: rep.HeardAt}
	if added.Files > 0 {
		o.Refused = func(ld *store.Load) {
			for _, p := range res.Problems {
				ld.Refuse(p)
			}
		}
	}
	if rep.Analysis, err = a.analyseSea(ctx, st, l, o, m); err != nil {
		return res, rep, err
	}
	b := rep.Batch
	res.Batch, res.Received, res.Parties, res.Entities = b.ID, b.Received, rep.Vessels, rep.Vessels
	res.Added, res.Changed, res.Removed = b.Change.Added, b.Change.Changed, b.Change.Removed
	res.Statements = intake.Opened{New: b.Change.Opened, Closed: b.Change.Closed}
	if b.ID == 0 {
		if last, err := st.Batches(ctx, logbook.Dataset); err == nil && len(last) > 0 {
			res.Batch, res.Received = last[len(last)-1].ID, last[len(last)-1].Received
		}
	}
	rep.Took = time.Since(start)
	res.Took = rep.Took
	return res, rep, nil
}

// loadAISFile keeps a file as it is and reads the kept copy.
func (a *app) loadAISFile(ctx context.Context, st *store.Store, in *logbook.Intake, n int, f aisFile, at time.Time, before logbook.HeardAt, m *meter, docs *[]store.Doc, res *intake.Result, rep *seaReport) error {
	name := f.set.DisplayPath(f.name)
	m.retitle("keeping " + name)
	from, err := f.set.FS.Open(f.name)
	if err != nil {
		return err
	}
	defer from.Close()
	o, err := st.PutOriginal(ctx, from, store.OriginalMeta{Name: f.name})
	if err != nil {
		return fmt.Errorf("keep %s: %w", name, err)
	}
	sum := hex.EncodeToString(o.SHA256[:])
	role := "main"
	if n > 0 {
		role = fmt.Sprintf("file %d", n+1)
	}
	*docs = append(*docs, store.Doc{Role: role, Name: f.name, SHA256: o.SHA256})
	res.Files = append(res.Files, intake.File{Role: role, Name: f.name, Size: o.Size, SHA256: sum})
	kept, err := st.OpenOriginal(o.SHA256)
	if err != nil {
		return err
	}
	defer kept.Close()
	m.retitle("reading " + name)
	lo := logbook.LoadOptions{Name: name, Problems: maxAISProblems, Progress: func(done int64) { m.count(done, o.Size, "bytes") }}
	again := at.IsZero()
	if again {
		at = before[sum]
	}
	if !at.IsZero() {
		lo.Time = at.UnixMilli()
	}
	h, err := in.Load(ctx, kept, lo)
	res.Problems = append(res.Problems, h.Problems...)
	res.Refused += int(h.Refused)
	rep.Messages += h.Messages
	rep.kept += h.Kept
	rep.Timeless += h.Timeless
	rep.Mistimed += h.Mistimed
	rep.Range.add(h.Stats.Range)
	if h.Assumed > 0 {
		rep.Assumed += h.Assumed
		rep.HeardAt[sum] = at
		if again {
			rep.notes = append(rep.notes, fmt.Sprintf("%s: messages that say no time are taken as heard on %s, as was said with --heard-at when it was imported before", name, at.Format(heardFormat)))
		}
	}
	rep.Lines += h.Stats.Lines
	if err != nil && ctx.Err() == nil && !errors.Is(err, io.ErrShortWrite) { // what was read before counts
		res.Status = intake.Failed
		why := err.Error()
		switch {
		case h.Kept > 0:
			why += fmt.Sprintf("; what stands before that is loaded (%s), and what follows is not", count(int(h.Kept), "message", "messages"))
		case rep.kept > 0 || n > 0:
			why += "; nothing of it is loaded"
		}
		res.Why = append(res.Why, why)
		return nil
	}
	return err
}

// heardFormat is how times of --heard-at are shown.
const heardFormat = "2006-01-02 15:04:05 UTC"

// analyseSea goes through the archive when something has changed.
func (a *app) analyseSea(ctx context.Context, st *store.Store, l *logbook.Logbook, o logbook.AnalyseOptions, m *meter) (logbook.Analysis, error) {
	o.Known = a.seaKnown(st)
	o.Config = seaConfig()
	o.Progress = m.retitle
	return l.Analyse(ctx, st, o)
}

// refreshSea judges the archive anew after lists or registers have changed: a ship
// may be listed now that was not.
func (a *app) refreshSea(ctx context.Context, rep *batchReport) error {
	if rep.Sea != nil || !slices.ContainsFunc(rep.Batches, func(r intake.Result) bool { return r.Status == intake.Loaded }) {
		return nil
	}
	l, err := a.openLogbook()
	if err != nil {
		return err
	}
	if from, _, err := l.Days(); err != nil || from.IsZero() {
		return err
	}
	st, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	m := a.newMeter("ships")
	defer m.end()
	got, err := a.analyseSea(ctx, st, l, logbook.AnalyseOptions{}, m)
	if err != nil {
		return err
	}
	a.talkSea(seaReport{Analysis: got})
	return nil
}

func (a *app) talkSea(rep seaReport) {
	for _, n := range rep.notes[:min(len(rep.notes), talkMost)] {
		fmt.Fprintf(a.Err, "cordon: note: %s\n", oneLine(n))
	}
	if n := rep.Timeless; n > 0 {
		fmt.Fprintf(a.Err, "cordon: hint: nobody says when %s heard; say it with --heard-at TIME\n", count(int(n), "message was", "messages were"))
	}
	if n := rep.Mistimed; n > 0 {
		fmt.Fprintf(a.Err, "cordon: hint: %s heard at a time that cannot be, and left out; say when with --heard-at TIME\n", count(int(n), "message was", "messages were"))
	}
	x := rep.Analysis
	if !x.Fresh || x.Positions == 0 {
		return
	}
	fmt.Fprintf(a.Err, "cordon: %s of %s at sea: %s, %s. See: cordon sea events\n", count(int(x.Positions), "position", "positions"), count(x.Vessels, "vessel", "vessels"),
		count(x.Events, "event", "events"), count(x.Alerts, "alert", "alerts"))
}
