package intake

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"cordon/ftm"
	"cordon/lists"
)

// edition says which version of its dataset an FtM document leads to, and which
// versions there are, as the index.json and delta.json of the publisher say it.
type edition struct {
	version  string          // "" where nothing says it
	target   string          // of index.json; deltas beyond it are not applied
	checksum string          // SHA-1 of a full export as index.json has it, "" where it does not
	deltas   *ftm.DeltaIndex // nil where there is no delta.json
	before   []string        // versions of deltas.json whose file is there and not empty
}

// versionName is how OpenSanctions names versions; they sort as text.
var versionName = regexp.MustCompile(`^[0-9]{14}-[a-z]{3}$`)

// day is the day that the version names, 0 where it names none.
func (e *edition) day() ftm.Day {
	if !versionName.MatchString(e.version) {
		return 0
	}
	t, err := time.Parse("20060102150405", e.version[:14])
	if err != nil {
		return 0
	}
	return ftm.DayOf(t)
}

// maxIndex bounds an index.json or delta.json, in bytes.
const maxIndex = 16 << 20

// editionOf reads what lies beside an FtM document about its version. Other
// documents have none.
func editionOf(fsys fs.FS, doc lists.Document) (edition, error) {
	p := doc.Files["main"]
	switch doc.Kind {
	case lists.FTM:
		return fullEdition(fsys, p)
	case lists.FTMDelta:
		return deltaEdition(fsys, p)
	}
	return edition{}, nil
}

// fullEdition reads the index.json beside an export.
func fullEdition(fsys fs.FS, p string) (edition, error) {
	x, err := readIndex(fsys, path.Dir(p))
	if x == nil || err != nil {
		return edition{}, err
	}
	e := edition{version: x.Version}
	if r, ok := x.Resource(path.Base(p)); ok {
		e.checksum = strings.ToLower(r.Checksum)
	}
	return e, nil
}

// deltaEdition reads the delta.json above a delta file. Its folder names the
// version: <dataset>/<version>/entities.delta.json.
func deltaEdition(fsys fs.FS, p string) (edition, error) {
	dir := path.Dir(p)
	above := path.Dir(dir)
	if dir == "." {
		return edition{}, nil
	}
	var e edition
	b, err := readSmall(fsys, path.Join(above, "delta.json"))
	if err == nil && b != nil {
		e.deltas, err = ftm.ParseDeltaIndex(b)
	}
	if err != nil {
		return e, err
	}
	v := path.Base(dir)
	if e.deltas == nil {
		if versionName.MatchString(v) {
			e.version = v
		}
		return e, nil
	}
	if _, ok := e.deltas.Versions[v]; ok || versionName.MatchString(v) {
		e.version = v
	}
	for other := range e.deltas.Versions {
		if fi, err := fs.Stat(fsys, path.Join(above, other, path.Base(p))); err == nil && fi.Size() > 0 && other < v {
			e.before = append(e.before, other)
		}
	}
	slices.Sort(e.before)
	x, err := readIndex(fsys, above)
	if x != nil {
		e.target = x.Version
	}
	return e, err
}

// readIndex reads the index.json of a folder; nil when there is none.
func readIndex(fsys fs.FS, dir string) (*ftm.Index, error) {
	b, err := readSmall(fsys, path.Join(dir, "index.json"))
	if b == nil || err != nil {
		return nil, err
	}
	return ftm.ParseIndex(b)
}

// readSmall reads a file of bounded size; nil when it is not there.
func readSmall(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxIndex+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if len(b) > maxIndex {
		return nil, fmt.Errorf("%s is larger than %d bytes", name, maxIndex)
	}
	return b, nil
}

// deltaVerdict decides over a delta file when loaded is the version that is
// loaded, "" where it is not known, and any whether there is anything loaded at
// all. A delta that was applied before is done; one that does not follow what
// is loaded must wait, for a reason.
//
// With L loaded and T the target: if L is older than the oldest delta, the
// whole dataset must be loaded; else each v with L < v <= T, in order. A
// version whose file is missing or empty changed nothing.
func (e *edition) deltaVerdict(loaded string, any bool) (done, wait string) {
	switch v := e.version; {
	case !any:
		return "", "nothing of this dataset is loaded, and a delta only says what changed: load the whole dataset first"
	case v == "" && loaded == "": // a stream of changes without versions
		return "", ""
	case v == "":
		return "", "the file does not say which version it leads to: give the folder that holds delta.json and the folders of the versions"
	case loaded != "" && v <= loaded:
		return fmt.Sprintf("version %s is loaded, which has the changes of %s", loaded, v), ""
	case loaded == "":
		return "", "it is not known which version is loaded: load the whole dataset with its index.json first"
	case e.deltas == nil:
		return "", fmt.Sprintf("there is no delta.json that says whether versions between %s and %s are missing", loaded, v)
	case e.target != "" && v > e.target:
		return fmt.Sprintf("it leads to %s, beyond version %s of index.json", v, e.target), ""
	}
	versions, full := e.deltas.Between(loaded, e.version)
	if full {
		return "", fmt.Sprintf("version %s is loaded, which is older than the oldest delta: load the whole dataset", loaded)
	}
	for _, v := range versions {
		if v < e.version && slices.Contains(e.before, v) {
			return "", fmt.Sprintf("version %s is loaded, and the delta of %s must be loaded before that of %s", loaded, v, e.version)
		}
	}
	if !slices.Contains(versions, e.version) {
		return "", fmt.Sprintf("delta.json does not name version %s", e.version)
	}
	return "", ""
}

// sha1Of returns the SHA-1 of a kept file, hex. It identifies what index.json
// means; that the file is as it was received is the business of its SHA-256.
func (in *Intake) sha1Of(ctx context.Context, sha256 [32]byte) (string, error) {
	f, err := in.store.OpenOriginal(sha256)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha1.New()
	buf := make([]byte, 1<<20)
	for {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		n, err := f.Read(buf)
		h.Write(buf[:n])
		if errors.Is(err, io.EOF) {
			return hex.EncodeToString(h.Sum(nil)), nil
		}
		if err != nil {
			return "", err
		}
	}
}

// Plan groups the files of a set into documents, in the order in which they
// must be loaded; as, when not empty, is the kind to read them as. Files that
// are no list are returned by name and reason.
func (in *Intake) Plan(ctx context.Context, g Given, as lists.Kind) ([]lists.Document, []ftm.Problem, error) {
	if g.docs != nil {
		return g.docs, nil, nil
	}
	docs, unknown, err := lists.Plan(ctx, g.FS, ".")
	if err != nil {
		return nil, unknown, err
	}
	if as != "" {
		docs, unknown = lists.PlanAs(as, docs, unknown)
	}
	return docs, unknown, in.order(ctx, g.FS, docs)
}

// order puts the FtM documents of each dataset in the order in which they
// follow what is loaded: deltas by version, and the full export before them
// when they do not reach back to what is loaded, else behind.
func (in *Intake) order(ctx context.Context, fsys fs.FS, docs []lists.Document) error {
	places := make(map[string][]int)
	var datasets []string
	for i, d := range docs {
		if d.Kind != lists.FTM && d.Kind != lists.FTMDelta {
			continue
		}
		if places[d.Dataset] == nil {
			datasets = append(datasets, d.Dataset)
		}
		places[d.Dataset] = append(places[d.Dataset], i)
	}
	for _, dataset := range datasets {
		at := places[dataset]
		if len(at) < 2 {
			continue
		}
		if err := in.orderDataset(ctx, fsys, dataset, docs, at); err != nil {
			return err
		}
	}
	return nil
}

func (in *Intake) orderDataset(ctx context.Context, fsys fs.FS, dataset string, docs []lists.Document, at []int) error {
	loaded := ""
	prev, _, err := in.last(ctx, dataset)
	if err != nil {
		return err
	}
	if prev != nil {
		loaded = prev.Version
	}
	type placed struct {
		doc  lists.Document
		rank int
		edition
	}
	var all []placed
	for _, i := range at {
		e, err := editionOf(fsys, docs[i])
		if err != nil {
			e = edition{} // the document's own load says so
		}
		p := placed{docs[i], 1, e}
		if p.doc.Kind == lists.FTM {
			p.rank = 2
		}
		all = append(all, p)
	}
	for _, p := range all {
		if p.doc.Kind != lists.FTMDelta || p.deltas == nil {
			continue
		}
		if _, full := p.deltas.Between(loaded, ""); full {
			for i := range all {
				if all[i].doc.Kind == lists.FTM {
					all[i].rank = 0
				}
			}
			break
		}
	}
	slices.SortStableFunc(all, func(a, b placed) int {
		if a.rank != b.rank {
			return a.rank - b.rank
		}
		return strings.Compare(a.version, b.version)
	})
	for k, i := range at {
		docs[i] = all[k].doc
	}
	return nil
}
