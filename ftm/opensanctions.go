package ftm

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Index is the index.json of an OpenSanctions dataset: what it is, which
// version, and where its files are.
type Index struct {
	Name       string     `json:"name"`
	Title      string     `json:"title"`
	Version    string     `json:"version"` // sorts as text: 20240527134702-zbn
	LastChange string     `json:"last_change"`
	LastExport string     `json:"last_export"`
	UpdatedAt  string     `json:"updated_at"`
	DeltaURL   string     `json:"delta_url"`
	Resources  []Resource `json:"resources"`
	Children   []string   `json:"children"`
}

// Resource is one file of a dataset.
type Resource struct {
	Name      string `json:"name"` // entities.ftm.json
	URL       string `json:"url"`
	Checksum  string `json:"checksum"` // SHA-1, hex
	Size      int64  `json:"size"`
	MimeType  string `json:"mime_type"`
	Timestamp string `json:"timestamp"`
}

// ParseIndex reads an index.json.
func ParseIndex(b []byte) (*Index, error) {
	var x Index
	if err := json.Unmarshal(b, &x); err != nil {
		return nil, fmt.Errorf("index.json: %w", err)
	}
	if x.Name == "" {
		return nil, errors.New("index.json: no name")
	}
	return &x, nil
}

// Resource returns the resource named name.
func (x *Index) Resource(name string) (Resource, bool) {
	i := slices.IndexFunc(x.Resources, func(r Resource) bool { return r.Name == name })
	if i < 0 {
		return Resource{}, false
	}
	return x.Resources[i], true
}

// DeltaIndex is the delta.json of an OpenSanctions dataset: the address of the
// delta file of each version.
type DeltaIndex struct {
	Versions  map[string]string `json:"versions"`
	UpdatedAt string            `json:"updated_at"`
}

// ParseDeltaIndex reads a delta.json.
func ParseDeltaIndex(b []byte) (*DeltaIndex, error) {
	var x DeltaIndex
	if err := json.Unmarshal(b, &x); err != nil {
		return nil, fmt.Errorf("delta.json: %w", err)
	}
	if x.Versions == nil {
		return nil, errors.New("delta.json: no versions")
	}
	return &x, nil
}

// Between returns the versions whose delta files lead from the loaded version
// to the target, in order. full is true when they cannot: the loaded version
// is older than the oldest delta, or unknown, and the whole dataset must be
// loaded. An empty target means the newest version.
func (x *DeltaIndex) Between(loaded, target string) (versions []string, full bool) {
	all := make([]string, 0, len(x.Versions))
	for v := range x.Versions {
		all = append(all, v)
	}
	slices.Sort(all)
	if loaded == "" || len(all) == 0 || loaded < all[0] {
		return nil, true
	}
	for _, v := range all {
		if loaded < v && (target == "" || v <= target) {
			versions = append(versions, v)
		}
	}
	return versions, false
}

// The operations of a delta file.
const (
	DeltaAdd = "ADD" // a new entity; known ids are replaced
	DeltaMod = "MOD" // a changed entity, whole: replace, never merge
	DeltaDel = "DEL" // an entity that is gone; only its id is there
)

// Delta is one line of a delta file.
type Delta struct {
	Op     string
	Entity *Entity // of a DEL only the id is set
}

// DeltaReader reads entities.delta.json, one operation a line. An entity nested
// in another is an operation of its own, of the same kind.
type DeltaReader struct {
	r  *Reader
	op string // of the nested entities that the reader still holds
}

// NewDeltaReader returns a reader of r; name is what problems call the file.
func NewDeltaReader(r io.Reader, name string) *DeltaReader {
	return &DeltaReader{r: NewReader(r, name)}
}

// Line is the number of the line that the last result came from, from 1.
func (d *DeltaReader) Line() int { return d.r.line }

// Next returns the next operation. Its errors are those of [Reader.Next].
func (d *DeltaReader) Next() (Delta, error) {
	if len(d.r.nested) > 0 {
		e, err := d.r.Next()
		return Delta{d.op, e}, err
	}
	line, err := d.r.NextLine()
	if err != nil {
		return Delta{}, err
	}
	op, nested, err := parseDelta(line)
	if err != nil {
		return Delta{}, d.r.problem(err.Error(), line)
	}
	d.op, d.r.nested = op.Op, nested
	return op, nil
}

func parseDelta(line []byte) (d Delta, nested []*Entity, err error) {
	op, ent, err := members(line, "op", "entity")
	if err != nil {
		return Delta{}, nil, err
	}
	d.Op = word(op)
	if ent == nil {
		return Delta{}, nil, errors.New("no entity")
	}
	switch d.Op {
	case DeltaAdd, DeltaMod:
		if d.Entity, nested, err = parseEntity(ent, maxNesting); err != nil {
			return Delta{}, nil, fmt.Errorf("%s: %w", d.Op, err)
		}
		return d, nested, nil
	case DeltaDel:
		id, _, err := members(ent, "id", "")
		if err != nil {
			return Delta{}, nil, fmt.Errorf("DEL: %w", err)
		}
		if d.Entity = (&Entity{ID: word(id)}); d.Entity.ID == "" {
			return Delta{}, nil, errors.New("DEL: no id")
		}
		return d, nil, nil
	}
	return Delta{}, nil, fmt.Errorf("op is %q, want ADD, MOD or DEL", d.Op)
}

// Write writes the operation as one JSON line.
func (d Delta) Write(w io.Writer) error {
	err := writeLine(w, func(b []byte) []byte {
		b = append(AppendJSONString(append(b, `{"op":`...), d.Op), `,"entity":`...)
		if d.Op == DeltaDel {
			return append(AppendJSONString(append(b, `{"id":`...), d.Entity.ID), "}}"...)
		}
		return append(d.Entity.appendJSON(b), '}')
	})
	if err != nil {
		return fmt.Errorf("write delta of %s: %w", d.Entity.ID, err)
	}
	return nil
}
