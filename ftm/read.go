package ftm

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// MaxLine is the longest line of an FtM file that is read, in bytes. The
// largest entities of public exports stay far below it.
const MaxLine = 16 << 20

// Reader reads entities from FtM JSON lines, one at a time. A line that is no
// entity is returned as a [Problem], and reading goes on behind it.
//
// Where a property holds a whole entity instead of its id (nested exports), the
// reader returns the outer entity with the id, and then the nested ones.
type Reader struct {
	name   string
	br     *bufio.Reader
	buf    []byte
	line   int
	nested []*Entity // still to be returned
}

// NewReader returns a reader of r; name is what problems call the file.
func NewReader(r io.Reader, name string) *Reader {
	return &Reader{name: name, br: bufio.NewReaderSize(r, 1<<16)}
}

// Line is the number of the line that the last result came from, from 1.
func (r *Reader) Line() int { return r.line }

// Next returns the next entity. The error is a [Problem] for a line that is
// refused (call Next again), io.EOF at the end, or what reading failed with.
func (r *Reader) Next() (*Entity, error) {
	if len(r.nested) > 0 {
		e := r.nested[0]
		r.nested = r.nested[1:]
		return e, nil
	}
	line, err := r.NextLine()
	if err != nil {
		return nil, err
	}
	e, nested, err := parseEntity(line, maxNesting)
	if err != nil {
		return nil, r.problem(err.Error(), line)
	}
	r.nested = nested
	return e, nil
}

// maxNesting bounds how deep entities may stand in entities.
const maxNesting = 8

// NextLine returns the next line that is not blank, without its end. The bytes
// are valid until the next call. A line above MaxLine is a [Problem].
func (r *Reader) NextLine() ([]byte, error) {
	for {
		line, long, err := r.readLine()
		if err != nil && (!errors.Is(err, io.EOF) || len(line) == 0 && !long) {
			return nil, err
		}
		r.line++
		if long {
			return nil, r.problem(fmt.Sprintf("line is longer than %d bytes", MaxLine), line)
		}
		if r.line == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			return line, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// readLine reads up to and with the next line end, at most MaxLine bytes; the
// rest of a longer line is skipped.
func (r *Reader) readLine() (line []byte, long bool, err error) {
	r.buf = r.buf[:0]
	for {
		frag, err := r.br.ReadSlice('\n')
		switch {
		case long:
		case len(r.buf)+len(frag) > MaxLine:
			long = true
		default:
			r.buf = append(r.buf, frag...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return r.buf, long, err
		}
	}
}

func (r *Reader) problem(why string, raw []byte) Problem {
	return Problem{File: r.name, Line: r.line, Why: why, Raw: string(bytes.ToValidUTF8(raw[:min(len(raw), 200)], []byte("\uFFFD")))}
}

// wireEntity is the JSON shape of an entity.
type wireEntity struct {
	ID         string              `json:"id"`
	Caption    string              `json:"caption,omitempty"`
	Schema     string              `json:"schema"`
	Properties map[string][]string `json:"properties"`
	Referents  []string            `json:"referents,omitempty"`
	Datasets   []string            `json:"datasets,omitempty"`
	FirstSeen  *string             `json:"first_seen,omitempty"`
	LastSeen   *string             `json:"last_seen,omitempty"`
	LastChange *string             `json:"last_change,omitempty"`
	Target     *bool               `json:"target,omitempty"`
}

var entityKeys = []string{"id", "caption", "schema", "properties", "referents", "datasets", "first_seen", "last_seen", "last_change", "target"}

// ParseEntity reads one entity from JSON. It refuses what is no entity: no id,
// no schema, properties that are no object of values, or keys beside
// "properties" that the schema knows as properties, which would be lost. Of an
// entity nested in another only the id is kept here; [Reader] returns it too.
func ParseEntity(b []byte) (*Entity, error) {
	e, _, err := parseEntity(b, maxNesting)
	return e, err
}

func parseEntity(b []byte, depth int) (e *Entity, nested []*Entity, err error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		return nil, nil, fmt.Errorf("not a JSON object: %w", err)
	}
	if raw == nil {
		return nil, nil, errors.New("not a JSON object: null")
	}
	e = &Entity{}
	if err := e.parseHead(raw); err != nil {
		return nil, nil, err
	}
	if v, ok := raw["properties"]; ok {
		if nested, err = e.parseProperties(v, depth); err != nil {
			return nil, nil, err
		}
	}
	return e, nested, e.keepExtra(raw)
}

// parseHead reads all keys beside properties that FtM defines.
func (e *Entity) parseHead(raw map[string]json.RawMessage) error {
	str := func(key string) (string, error) {
		v, ok := raw[key]
		if !ok || string(v) == "null" {
			return "", nil
		}
		var s string
		if err := json.Unmarshal(v, &s); err != nil {
			return "", fmt.Errorf("%s is not a string", key)
		}
		return s, nil
	}
	for _, f := range []struct {
		key string
		to  *string
	}{{"id", &e.ID}, {"schema", &e.Schema}, {"caption", &e.Caption},
		{"first_seen", &e.FirstSeen}, {"last_seen", &e.LastSeen}, {"last_change", &e.LastChange}} {
		s, err := str(f.key)
		if err != nil {
			return err
		}
		*f.to = s
	}
	if e.ID == "" {
		return errors.New("no id")
	}
	if e.Schema == "" {
		return errors.New("no schema")
	}
	for _, f := range []struct {
		key string
		to  *[]string
	}{{"datasets", &e.Datasets}, {"referents", &e.Referents}} {
		if v, ok := raw[f.key]; ok {
			if err := json.Unmarshal(v, f.to); err != nil {
				return fmt.Errorf("%s is not a list of strings", f.key)
			}
		}
	}
	if v, ok := raw["target"]; ok {
		if err := json.Unmarshal(v, &e.Target); err != nil {
			return errors.New("target is not true or false")
		}
	}
	return nil
}

func (e *Entity) parseProperties(b json.RawMessage, depth int) (nested []*Entity, err error) {
	var props map[string]json.RawMessage
	if err := json.Unmarshal(b, &props); err != nil {
		return nil, errors.New("properties is not an object")
	}
	e.Properties = make(map[string][]string, len(props))
	for _, name := range slices.Sorted(maps.Keys(props)) {
		var list []string
		if json.Unmarshal(props[name], &list) == nil {
			e.Add(name, list...)
			continue
		}
		inner, err := e.addMixed(name, props[name], depth)
		if err != nil {
			return nil, fmt.Errorf("property %s: %w", name, err)
		}
		nested = append(nested, inner...)
	}
	return nested, nil
}

// addMixed adds values that are not a plain list of strings: one value without
// a list, numbers, booleans, or whole entities, of which the id is added.
func (e *Entity) addMixed(name string, b json.RawMessage, depth int) (nested []*Entity, err error) {
	var items []json.RawMessage
	if json.Unmarshal(b, &items) != nil {
		items = []json.RawMessage{b}
	}
	values := make([]string, 0, len(items))
	for _, it := range items {
		switch it[0] {
		case '"':
			var s string
			if err := json.Unmarshal(it, &s); err != nil {
				return nil, err
			}
			values = append(values, s)
		case '{':
			if depth == 0 {
				return nil, fmt.Errorf("entities nested more than %d deep", maxNesting)
			}
			inner, more, err := parseEntity(it, depth-1)
			if err != nil {
				return nil, fmt.Errorf("nested entity: %w", err)
			}
			values = append(values, inner.ID)
			nested = append(append(nested, inner), more...)
		case '[':
			return nil, errors.New("a list in a list")
		case 'n': // null
		default: // numbers, true, false: as written
			values = append(values, string(it))
		}
	}
	e.Add(name, values...)
	return nested, nil
}

func (e *Entity) keepExtra(raw map[string]json.RawMessage) error {
	s := Lookup(e.Schema)
	keys := make([]string, 0, len(raw))
	for k := range raw {
		if !slices.Contains(entityKeys, k) {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	for _, k := range keys {
		if s != nil && s.Property(k) != nil {
			return fmt.Errorf("%q stands beside \"properties\", not in it", k)
		}
		if e.Extra == nil {
			e.Extra = make(map[string]json.RawMessage)
		}
		var compact bytes.Buffer
		if err := json.Compact(&compact, raw[k]); err != nil {
			return fmt.Errorf("%s: %w", k, err)
		}
		e.Extra[k] = compact.Bytes()
	}
	return nil
}

// MarshalJSON writes the entity as FtM programs read it: id, caption, schema,
// properties by name, then what exports add.
func (e *Entity) MarshalJSON() ([]byte, error) {
	w := wireEntity{ID: e.ID, Caption: e.Caption, Schema: e.Schema, Properties: e.Properties,
		Referents: e.Referents, Datasets: e.Datasets, Target: e.Target}
	if w.Properties == nil {
		w.Properties = map[string][]string{}
	}
	opt := func(s string) *string {
		if s == "" {
			return nil
		}
		return &s
	}
	w.FirstSeen, w.LastSeen, w.LastChange = opt(e.FirstSeen), opt(e.LastSeen), opt(e.LastChange)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(w); err != nil {
		return nil, fmt.Errorf("entity %s: %w", e.ID, err)
	}
	out := bytes.TrimRight(b.Bytes(), "\n")
	if len(e.Extra) == 0 {
		return out, nil
	}
	out = out[:len(out)-1]
	keys := make([]string, 0, len(e.Extra))
	for k := range e.Extra {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		name, err := json.Marshal(k)
		if err != nil {
			return nil, fmt.Errorf("entity %s: %w", e.ID, err)
		}
		out = append(out, ',')
		out = append(out, name...)
		out = append(out, ':')
		out = append(out, e.Extra[k]...)
	}
	return append(out, '}'), nil
}

// UnmarshalJSON reads an entity as [ParseEntity] does.
func (e *Entity) UnmarshalJSON(b []byte) error {
	p, err := ParseEntity(b)
	if err != nil {
		return err
	}
	*e = *p
	return nil
}

// Write writes e as one JSON line.
func Write(w io.Writer, e *Entity) error {
	b, err := e.MarshalJSON()
	if err != nil {
		return err
	}
	if _, err := w.Write(append(b, '\n')); err != nil {
		return fmt.Errorf("write entity %s: %w", e.ID, err)
	}
	return nil
}
