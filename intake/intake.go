package intake

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"slices"
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
	Unchanged Status = "unchanged" // the same bytes as the batch before; no new batch
	Held      Status = "held"      // kept, but not loaded: a person must force it
	Failed    Status = "failed"    // could not be read or stored
)

// Result is what became of one document. The first keys are promised
// (docs/cli.md).
type Result struct {
	Source    string        `json:"source"`    // dataset
	Published ftm.Day       `json:"published"` // as the document says; empty where it does not
	Added     int           `json:"added"`     // entities
	Changed   int           `json:"changed"`
	Removed   int           `json:"removed"`
	Refused   int           `json:"refused"`  // rows set aside
	Problems  []ftm.Problem `json:"problems"` // the first of them

	Status     Status           `json:"status"`
	Why        []string         `json:"why,omitempty"` // of held and failed
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
	Force    bool      // load what the guard would hold
	Received time.Time // when the document came to hand; zero is now. For archives.
	Limits   Limits
	Progress func(Progress) // may be nil
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
	res := Result{Source: doc.Dataset, Kind: doc.Kind, Problems: []ftm.Problem{}}
	err := in.load(ctx, fsys, doc, o, &res)
	res.Took = time.Since(start)
	switch {
	case ctx.Err() != nil:
		return res, ctx.Err()
	case errors.Is(err, store.ErrBusy), errors.Is(err, store.ErrReceived):
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
	kept, err := in.keep(ctx, fsys, doc, res)
	if err != nil {
		return err
	}
	if b, ok, err := in.store.SameDocument(ctx, doc.Dataset, kept.docs, lists.Version(doc.Kind)); err != nil {
		return err
	} else if ok {
		res.Status, res.Batch, res.Received, res.Published = Unchanged, b.ID, b.Received, b.Published
		if st, err := decodeStats(b); err == nil && st != nil {
			res.Parties, res.Entities = st.Parties, st.Entities
		}
		return nil
	}
	prev, err := in.lastStats(ctx, doc.Dataset)
	if err != nil {
		return err
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
	rep, err := lists.Read(ctx, files, kept.doc, func(r lists.Record) error {
		if r.Remove {
			return ld.Remove(ctx, r.Entities[0].ID)
		}
		for _, e := range r.Entities {
			if err := ld.Add(ctx, e); err != nil {
				return err
			}
		}
		res.Entities += len(r.Entities)
		return nil
	})
	res.Published, res.Parties, res.Entities = rep.Published, rep.Parties, rep.Entities
	res.Refused, res.Warned, res.Warnings = rep.Refused, rep.Warned, rep.Warnings
	res.Problems = append(res.Problems, rep.Problems...)
	if err != nil {
		return err
	}
	for _, p := range rep.Problems {
		ld.Refuse(p)
	}

	step("comparing", kept.size, kept.size)
	stats := Stats{Kind: doc.Kind, Published: rep.Published, Parties: rep.Parties, Entities: rep.Entities, Size: kept.size, Programmes: rep.Programmes}
	if rep.Damage != "" {
		res.Why = append(res.Why, rep.Damage)
	}
	if doc.Kind != lists.FTMDelta {
		res.Why = append(res.Why, Guard(prev, stats, o.Limits)...)
	}
	if len(res.Why) > 0 && !o.Force {
		res.Status = Held
		res.Finding = heldFinding(doc.Dataset, kept, res.Why)
		return nil
	}
	if doc.Kind == lists.FTMDelta && prev != nil {
		// A delta says what changed, not how much there is.
		stats = *prev
	}
	b, err := json.Marshal(stats)
	if err != nil {
		return fmt.Errorf("stats of %s: %w", doc.Dataset, err)
	}
	ld.SetStats(b)
	ld.SetPublished(rep.Published)
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

// keptDoc is a document whose files are kept as originals.
type keptDoc struct {
	doc    lists.Document
	docs   []store.Doc
	byPath map[string][32]byte
	size   int64
}

func (in *Intake) keep(ctx context.Context, fsys fs.FS, doc lists.Document, res *Result) (*keptDoc, error) {
	k := &keptDoc{doc: doc, byPath: make(map[string][32]byte)}
	for _, role := range slices.Sorted(maps.Keys(doc.Files)) {
		name := doc.Files[role]
		o, err := in.keepFile(ctx, fsys, name)
		if err != nil {
			return nil, fmt.Errorf("keep %s: %w", name, err)
		}
		k.docs = append(k.docs, store.Doc{Role: role, SHA256: o.SHA256, Name: name})
		k.byPath[name] = o.SHA256
		k.size += o.Size
		res.Files = append(res.Files, File{Role: role, Name: name, Size: o.Size, SHA256: hex.EncodeToString(o.SHA256[:])})
	}
	return k, nil
}

func (in *Intake) keepFile(ctx context.Context, fsys fs.FS, name string) (store.Original, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return store.Original{}, err
	}
	defer f.Close()
	return in.store.PutOriginal(ctx, f, store.OriginalMeta{Name: name})
}

// lastStats returns the figures of the newest batch of a dataset, nil when
// there is none.
func (in *Intake) lastStats(ctx context.Context, dataset string) (*Stats, error) {
	batches, err := in.store.Batches(ctx, dataset)
	if err != nil {
		return nil, err
	}
	for _, b := range slices.Backward(batches) {
		st, err := decodeStats(b)
		if err != nil {
			return nil, err
		}
		if st != nil {
			return st, nil
		}
	}
	return nil, nil
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
