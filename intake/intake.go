package intake

import (
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"slices"
	"syscall"
	"time"

	"cordon/finding"
	"cordon/ftm"
	"cordon/lists"
	"cordon/store"
)

// Status says what became of a document.
type Status string

// What may become of a document.
const (
	Loaded    Status = "loaded"    // a new batch
	Unchanged Status = "unchanged" // the same bytes as the batch before, or a version that is loaded; no new batch
	Held      Status = "held"      // kept, but not loaded: a person must force it
	Partly    Status = "partly"    // could not be read to its end, of positions: what stands before the fault is loaded
	Failed    Status = "failed"    // could not be read or stored
)

// Result is what became of one document. The first keys are promised
// (docs/cli.md).
type Result struct {
	Source    string        `json:"source"`    // dataset
	Published ftm.Day       `json:"published"` // as the document says, else as its publisher's server did; empty where neither does
	Added     int           `json:"added"`     // entities
	Changed   int           `json:"changed"`
	Removed   int           `json:"removed"`
	Refused   int           `json:"refused"`  // rows set aside
	Problems  []ftm.Problem `json:"problems"` // the first of them

	Status     Status           `json:"status"`
	Why        []string         `json:"why,omitempty"` // of held and failed, and of an unchanged one that was not read
	Kind       lists.Kind       `json:"kind"`
	Batch      int64            `json:"batch,omitempty"`
	Received   time.Time        `json:"received,omitzero"`
	Parties    int              `json:"parties"`
	Entities   int              `json:"entities"`
	Statements Opened           `json:"statements"`
	Warned     int              `json:"warned"`
	Warnings   []ftm.Problem    `json:"warnings,omitempty"`
	Files      []File           `json:"files"`
	Finding    *finding.Finding `json:"finding,omitempty"` // of held
	Took       time.Duration    `json:"took_ns"`
}

// Opened counts the statements that a batch brought and ended.
type Opened struct {
	New    int64 `json:"new"`
	Closed int64 `json:"closed"`
}

// File is one kept file of a document.
type File struct {
	Role   string `json:"role"`
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Progress says how far a load is. Done and Total are bytes read of the
// document's files.
type Progress struct {
	Dataset     string
	Stage       string // "keeping", "reading", "comparing", "storing"
	Done, Total int64
	Entities    int
}

// Options say how documents are loaded.
type Options struct {
	Force    bool              // load what the guard would hold, but never a document that is not the list
	Received time.Time         // when the document came to hand; zero is now. For archives.
	Limits   Limits            // zero is DefaultLimits
	Origins  map[string]Origin // where files were fetched, by their names in the file system; may be nil
	Progress func(Progress)    // may be nil
}

// Origin says where a file was fetched, and what came with it.
type Origin struct {
	URL     string
	Headers map[string]string // of the answer that carried it
	// Published is the day on which the publisher's server says the file was
	// made. It counts where the document itself states none: OFAC's CSV files.
	Published ftm.Day
}

// Intake loads documents into a store.
type Intake struct {
	store *store.Store
	log   *slog.Logger
}

// New returns an intake for st.
func New(st *store.Store, log *slog.Logger) *Intake { return &Intake{store: st, log: log} }

// Load keeps a document's files, reads it, and commits it as a batch, or holds
// it. Its error is for what stops all work (the context, a full disk); what is
// wrong with the document is in the result.
func (in *Intake) Load(ctx context.Context, fsys fs.FS, doc lists.Document, o Options) (Result, error) {
	start := time.Now()
	if o.Limits == (Limits{}) {
		o.Limits = DefaultLimits
	}
	res := Result{Source: doc.Dataset, Kind: doc.Kind, Problems: []ftm.Problem{}}
	err := in.load(ctx, fsys, doc, o, &res)
	res.Took = time.Since(start)
	switch {
	case ctx.Err() != nil:
		return res, ctx.Err()
	case errors.Is(err, store.ErrBusy), errors.Is(err, store.ErrReceived), diskFull(err):
		return res, err
	case err != nil:
		res.Status = Failed
		res.Why = append(res.Why, err.Error())
	}
	in.log.Info("document", "dataset", res.Source, "status", res.Status, "batch", res.Batch,
		"added", res.Added, "changed", res.Changed, "removed", res.Removed, "refused", res.Refused, "took", res.Took)
	return res, nil
}

func (in *Intake) load(ctx context.Context, fsys fs.FS, doc lists.Document, o Options, res *Result) error {
	step := func(stage string, done, total int64) {
		if o.Progress != nil {
			o.Progress(Progress{Dataset: doc.Dataset, Stage: stage, Done: done, Total: total, Entities: res.Entities})
		}
	}
	step("keeping", 0, 0)
	kept, err := in.keep(ctx, fsys, doc, o.Origins, res)
	if err != nil {
		return err
	}
	prev, last, err := in.last(ctx, doc.Dataset)
	if err != nil {
		return err
	}
	ed, err := in.edition(ctx, fsys, kept, res)
	if err != nil {
		return err
	}
	known, err := in.known(ctx, doc, kept, prev, &ed, res)
	if err != nil {
		return err
	}
	if known {
		res.Status, res.Batch, res.Received, res.Published = Unchanged, last.ID, last.Received, last.Published
		if prev != nil {
			res.Parties, res.Entities = prev.Parties, prev.Entities
		}
		return nil
	}

	ld, err := in.store.Begin(ctx, store.BatchMeta{
		Source: doc.Dataset, Kind: string(doc.Kind), Reader: lists.Version(doc.Kind),
		Received: o.Received, Docs: kept.docs, Delta: doc.Kind == lists.FTMDelta,
	})
	if err != nil {
		return err
	}
	defer ld.Abort() // does nothing after a commit

	files := &keptFS{store: in.store, kept: kept, onRead: func(done int64) { step("reading", done, kept.size) }}
	named := 0
	step("reading", 0, kept.size)
	rep, err := lists.Read(ctx, files, kept.doc, func(r lists.Record) error {
		if r.Remove {
			return ld.Remove(ctx, r.Entities[0].ID)
		}
		for _, e := range r.Entities {
			if err := ld.Add(ctx, e); err != nil {
				return err
			}
			named += countNames(e)
		}
		res.Entities += len(r.Entities)
		return nil
	})
	res.Published, res.Parties, res.Entities = rep.Published, rep.Parties, rep.Entities
	res.Refused, res.Warned, res.Warnings = rep.Refused, res.Warned+rep.Warned, append(res.Warnings, rep.Warnings...)
	res.Problems = append(res.Problems, rep.Problems...)
	if err != nil {
		return err
	}
	res.Published = cmp.Or(res.Published, ed.day(), kept.published)
	for _, p := range rep.Problems {
		ld.Refuse(p)
	}

	step("comparing", kept.size, kept.size)
	stats := Stats{Kind: doc.Kind, Reader: lists.Version(doc.Kind), Published: res.Published, Version: ed.version,
		Parties: rep.Parties, Names: named, Entities: rep.Entities, Size: kept.size, Programmes: rep.Programmes}
	if rep.Damage != "" {
		res.Why = append(res.Why, rep.Damage)
	}
	if doc.Kind != lists.FTMDelta {
		res.Why = append(res.Why, Guard(prev, stats, o.Limits)...)
	}
	if len(res.Why) > 0 && (!o.Force || rep.Unfit) {
		res.Status = Held
		res.Finding = heldFinding(doc.Dataset, kept, res.Why)
		return nil
	}
	if doc.Kind == lists.FTMDelta && prev != nil {
		// A delta says what changed, not how much there is.
		stats = *prev
		stats.Version = ed.version
	}
	b, err := json.Marshal(stats)
	if err != nil {
		return fmt.Errorf("stats of %s: %w", doc.Dataset, err)
	}
	ld.SetStats(b)
	ld.SetPublished(res.Published)
	step("storing", kept.size, kept.size)
	batch, err := ld.Commit(ctx)
	if err != nil {
		return err
	}
	res.Status, res.Batch, res.Received = Loaded, batch.ID, batch.Received
	res.Added, res.Changed, res.Removed = batch.Change.Added, batch.Change.Changed, batch.Change.Removed
	res.Statements = Opened{New: batch.Change.Opened, Closed: batch.Change.Closed}
	return nil
}

// known reports whether what a document says is loaded already. Why a delta
// that does not follow what is loaded must wait is added to the result.
func (in *Intake) known(ctx context.Context, doc lists.Document, kept *keptDoc, prev *Stats, ed *edition, res *Result) (bool, error) {
	loaded := ""
	if prev != nil {
		loaded = prev.Version
	}
	switch {
	case doc.Kind == lists.FTMDelta:
		done, wait := ed.deltaVerdict(loaded, prev != nil)
		if wait != "" {
			res.Why = append(res.Why, wait)
		}
		if done != "" {
			res.Why = append(res.Why, done)
			return true, nil
		}
		if ed.version != "" { // two deltas may have the same bytes: none
			return false, nil
		}
	case ed.version != "" && ed.version == loaded && ed.checksum != "":
		res.Why = append(res.Why, fmt.Sprintf("version %s is loaded", loaded))
		return true, nil
	}
	_, same, err := in.store.SameDocument(ctx, doc.Dataset, kept.docs, lists.Version(doc.Kind))
	return same, err
}

// edition is what lies beside an FtM document about its version. An index.json
// that describes another file than the one that was kept says nothing of it.
func (in *Intake) edition(ctx context.Context, fsys fs.FS, kept *keptDoc, res *Result) (edition, error) {
	ed, err := editionOf(fsys, kept.doc)
	if err != nil || ed.checksum == "" {
		return ed, err
	}
	sum, err := in.sha1Of(ctx, kept.docs[0].SHA256)
	if err != nil {
		return ed, err
	}
	if sum != ed.checksum {
		res.Warned++
		res.Warnings = append(res.Warnings, ftm.Problem{File: kept.doc.Files["main"],
			Why: fmt.Sprintf("the index.json beside it describes version %s with another checksum; the file counts as of no known version", ed.version)})
		return edition{}, nil
	}
	return ed, nil
}

// countNames counts the names of an entity, of all kinds.
func countNames(e *ftm.Entity) int {
	n := 0
	for _, p := range [...]string{"name", "alias", "weakAlias", "previousName"} {
		n += len(e.Properties[p])
	}
	return n
}

// diskFull reports whether err says that nothing more can be written.
func diskFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// keptDoc is a document whose files are kept as originals.
type keptDoc struct {
	doc       lists.Document
	docs      []store.Doc
	byPath    map[string][32]byte
	size      int64
	published ftm.Day // the newest that a server stated of its files
}

func (in *Intake) keep(ctx context.Context, fsys fs.FS, doc lists.Document, origins map[string]Origin, res *Result) (*keptDoc, error) {
	k := &keptDoc{doc: doc, byPath: make(map[string][32]byte)}
	for _, role := range slices.Sorted(maps.Keys(doc.Files)) {
		name := doc.Files[role]
		from := origins[name]
		o, err := in.keepFile(ctx, fsys, name, from)
		if err != nil {
			return nil, fmt.Errorf("keep %s: %w", name, err)
		}
		k.docs = append(k.docs, store.Doc{Role: role, SHA256: o.SHA256, Name: name})
		k.byPath[name] = o.SHA256
		k.size += o.Size
		k.published = max(k.published, from.Published)
		res.Files = append(res.Files, File{Role: role, Name: name, Size: o.Size, SHA256: hex.EncodeToString(o.SHA256[:])})
	}
	return k, nil
}

func (in *Intake) keepFile(ctx context.Context, fsys fs.FS, name string, from Origin) (store.Original, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return store.Original{}, err
	}
	defer f.Close()
	return in.store.PutOriginal(ctx, f, store.OriginalMeta{Name: name, URL: from.URL, Headers: from.Headers, Media: mediaOf(from.Headers)})
}

// mediaOf is the media type that an answer declared, "" where it did not.
func mediaOf(headers map[string]string) string { return headers["Content-Type"] }

// last returns the figures of the newest batch of a dataset that has some, nil
// when there is none, and the newest batch.
func (in *Intake) last(ctx context.Context, dataset string) (*Stats, store.Batch, error) {
	batches, err := in.store.Batches(ctx, dataset)
	if err != nil || len(batches) == 0 {
		return nil, store.Batch{}, err
	}
	newest := batches[len(batches)-1]
	for _, b := range slices.Backward(batches) {
		st, err := decodeStats(b)
		if err != nil || st != nil {
			return st, newest, err
		}
	}
	return nil, newest, nil
}

func decodeStats(b store.Batch) (*Stats, error) {
	if len(b.Stats) == 0 {
		return nil, nil
	}
	var st Stats
	if err := json.Unmarshal(b.Stats, &st); err != nil {
		return nil, fmt.Errorf("batch %d: stats: %w", b.ID, err)
	}
	return &st, nil
}

// heldFinding says that a document was held, with the kept original as its
// evidence.
func heldFinding(dataset string, k *keptDoc, why []string) *finding.Finding {
	var key string
	for _, d := range k.docs {
		key += hex.EncodeToString(d.SHA256[:])
	}
	f := finding.New("list.held", "", key, dataset)
	f.Summary = "The new document of " + dataset + " was held: " + why[0]
	f.Alert = true
	for _, d := range k.docs {
		f.AddPath(nil, finding.Step{From: dataset, To: d.Name, Relation: "published", Source: dataset,
			Statement: "sha256:" + hex.EncodeToString(d.SHA256[:]), Strength: 1})
	}
	return &f
}
