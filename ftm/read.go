package ftm

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// MaxLine is the longest line of an FtM file that is read, in bytes. The
// largest entities of public exports stay far below it.
const MaxLine = 16 << 20

// Reader reads entities from FtM JSON lines, one at a time. A line that is no
// entity is returned as a [Problem], and reading goes on behind it.
type Reader struct {
	name string
	br   *bufio.Reader
	buf  []byte
	line int
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
	line, err := r.NextLine()
	if err != nil {
		return nil, err
	}
	e, err := ParseEntity(line)
	if err != nil {
		return nil, r.problem(err.Error(), line)
	}
	return e, nil
}

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
			return nil, r.problem(fmt.Sprintf("line is longer than %d bytes", MaxLine), line[:200])
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
			if long && len(r.buf) < 200 {
				r.buf = append(r.buf, make([]byte, 200)...)
			}
			return r.buf, long, err
		}
	}
}

func (r *Reader) problem(why string, raw []byte) Problem {
	return Problem{File: r.name, Line: r.line, Why: why, Raw: string(bytes.ToValidUTF8(raw[:min(len(raw), 200)], []byte("\uFFFD")))}
}

// wireEntity is the JSON shape of an entity. Keys it does not name go to rest.
type wireEntity struct {
	ID         string    `json:"id"`
	Caption    string    `json:"caption,omitempty"`
	Schema     string    `json:"schema"`
	Properties wireProps `json:"properties"`
	Referents  []string  `json:"referents,omitempty"`
	Datasets   []string  `json:"datasets,omitempty"`
	FirstSeen  *string   `json:"first_seen,omitempty"`
	LastSeen   *string   `json:"last_seen,omitempty"`
	LastChange *string   `json:"last_change,omitempty"`
	Target     *bool     `json:"target,omitempty"`
}

// wireProps takes a property as a list of strings, and forgives a single value
// that is no list, and numbers and booleans written as such.
type wireProps map[string][]string

var entityKeys = []string{"id", "caption", "schema", "properties", "referents", "datasets", "first_seen", "last_seen", "last_change", "target"}

// ParseEntity reads one entity from JSON. It refuses what is no entity: no id,
// no schema, properties that are no object of values, or keys beside
// "properties" that the schema knows as properties, which would be lost.
func ParseEntity(b []byte) (*Entity, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		return nil, fmt.Errorf("not a JSON object: %w", err)
	}
	if raw == nil {
		return nil, errors.New("not a JSON object: null")
	}
	e := &Entity{}
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
	for key, to := range map[string]*string{"id": &e.ID, "schema": &e.Schema, "caption": &e.Caption,
		"first_seen": &e.FirstSeen, "last_seen": &e.LastSeen, "last_change": &e.LastChange} {
		s, err := str(key)
		if err != nil {
			return nil, err
		}
		*to = s
	}
	if e.ID == "" {
		return nil, errors.New("no id")
	}
	if e.Schema == "" {
		return nil, errors.New("no schema")
	}
	for key, to := range map[string]*[]string{"datasets": &e.Datasets, "referents": &e.Referents} {
		if v, ok := raw[key]; ok {
			if err := json.Unmarshal(v, to); err != nil {
				return nil, fmt.Errorf("%s is not a list of strings", key)
			}
		}
	}
	if v, ok := raw["target"]; ok {
		if err := json.Unmarshal(v, &e.Target); err != nil {
			return nil, errors.New("target is not true or false")
		}
	}
	if v, ok := raw["properties"]; ok {
		if err := e.parseProperties(v); err != nil {
			return nil, err
		}
	}
	return e, e.keepExtra(raw)
}

func (e *Entity) parseProperties(b json.RawMessage) error {
	var props map[string]json.RawMessage
	if err := json.Unmarshal(b, &props); err != nil {
		return errors.New("properties is not an object")
	}
	e.Properties = make(map[string][]string, len(props))
	for name, v := range props {
		var list []string
		if json.Unmarshal(v, &list) == nil {
			e.Add(name, list...)
			continue
		}
		var mixed []any
		if json.Unmarshal(v, &mixed) != nil {
			mixed = make([]any, 1)
			if err := json.Unmarshal(v, &mixed[0]); err != nil {
				return fmt.Errorf("property %s: %w", name, err)
			}
		}
		dec := json.NewDecoder(bytes.NewReader(v))
		dec.UseNumber()
		var exact any
		if err := dec.Decode(&exact); err != nil {
			return fmt.Errorf("property %s: %w", name, err)
		}
		items, ok := exact.([]any)
		if !ok {
			items = []any{exact}
		}
		for _, it := range items {
			switch it := it.(type) {
			case string:
				e.Add(name, it)
			case json.Number:
				e.Add(name, it.String())
			case bool:
				e.Add(name, fmt.Sprint(it))
			case nil:
			case map[string]any: // a nested entity: its id is the reference
				id, ok := it["id"].(string)
				if !ok {
					return fmt.Errorf("property %s holds an object without id", name)
				}
				e.Add(name, id)
			default:
				return fmt.Errorf("property %s holds a list in a list", name)
			}
		}
	}
	return nil
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
		w.Properties = wireProps{}
	}
	for s, to := range map[*string]**string{&e.FirstSeen: &w.FirstSeen, &e.LastSeen: &w.LastSeen, &e.LastChange: &w.LastChange} {
		if *s != "" {
			*to = s
		}
	}
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
