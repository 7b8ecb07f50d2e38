package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"cordon/ftm"
	"cordon/screen"
)

// query is one query of a file, or why it could not be read.
type query struct {
	screen.Query
	line    int
	err     error
	unnamed bool // its id is its line
}

// queryReader gives queries one at a time; io.EOF ends them.
type queryReader interface {
	next() (query, error)
}

// newQueryReader recognises JSON lines and CSV by the first sign of the file.
func newQueryReader(r io.Reader, schema string) (queryReader, error) {
	br := bufio.NewReaderSize(r, 1<<16)
	for {
		b, err := br.Peek(1)
		if errors.Is(err, io.EOF) {
			return nil, errors.New("the file is empty")
		}
		if err != nil {
			return nil, err
		}
		switch b[0] {
		case ' ', '\n', '\r', '\t':
			_, _ = br.ReadByte()
			continue
		case 0xef: // byte order mark
			if bom, _ := br.Peek(3); string(bom) == "\ufeff" {
				_, _ = br.Discard(3)
				continue
			}
		case '{':
			return &jsonQueries{r: ftm.NewReader(br, ""), schema: schema}, nil
		case '[':
			return nil, errors.New("a JSON list; write one query a line instead")
		}
		return newCSVQueries(br, schema)
	}
}

// jsonQueries reads one {id, schema, properties} a line. "name" beside
// properties is taken as the property.
type jsonQueries struct {
	r      *ftm.Reader
	schema string
}

func (j *jsonQueries) next() (query, error) {
	line, err := j.r.NextLine()
	if err != nil {
		var p ftm.Problem
		if errors.As(err, &p) {
			return query{line: p.Line, err: errors.New(p.Why)}, nil
		}
		return query{}, err
	}
	q := query{line: j.r.Line()}
	var w struct {
		ID         json.RawMessage            `json:"id"`
		Schema     string                     `json:"schema"`
		Properties map[string]json.RawMessage `json:"properties"`
		Name       string                     `json:"name"`
	}
	if err := json.Unmarshal(line, &w); err != nil {
		q.err = fmt.Errorf("not a query: %w", err)
		return q, nil
	}
	q.Query = screen.Query{ID: strings.Trim(string(w.ID), `"`), Schema: w.Schema, Properties: map[string][]string{}}
	if q.ID == "" || q.ID == "null" {
		q.unnamed = true
		q.ID = strconv.Itoa(q.line)
	}
	if q.Schema == "" {
		q.Schema = j.schema
	}
	if w.Name != "" {
		q.Properties["name"] = []string{w.Name}
	}
	for p, raw := range w.Properties {
		var list []string
		var one string
		switch {
		case json.Unmarshal(raw, &list) == nil:
			q.Properties[p] = append(q.Properties[p], list...)
		case json.Unmarshal(raw, &one) == nil:
			q.Properties[p] = append(q.Properties[p], one)
		default:
			q.err = fmt.Errorf("property %s is neither a text nor a list of texts", p)
			return q, nil
		}
	}
	if len(q.Properties) == 0 {
		q.err = errors.New("no properties")
	}
	return q, nil
}

// csvQueries reads rows under a header of property names, and id and schema.
type csvQueries struct {
	r      *csv.Reader
	header []string
	schema string
}

func newCSVQueries(r io.Reader, schema string) (*csvQueries, error) {
	c := csv.NewReader(r)
	c.FieldsPerRecord = -1
	c.LazyQuotes = false
	head, err := c.Read()
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	known := false
	for i, h := range head {
		h = strings.TrimSpace(h)
		if p, ok := propertyNamed(h); ok {
			h, known = p, true
		}
		head[i] = h
	}
	if !known {
		return nil, fmt.Errorf("the first line %q names no property; it must be a header such as id,name,birthDate,country", strings.Join(head, ","))
	}
	return &csvQueries{r: c, header: slices.Clone(head), schema: schema}, nil
}

// propertyNamed returns the property that a column means, whatever its case and
// whether words are glued, spaced or joined by underscores.
func propertyNamed(column string) (string, bool) {
	fold := func(s string) string {
		return strings.NewReplacer("_", "", " ", "", "-", "").Replace(strings.ToLower(s))
	}
	f := fold(column)
	for _, s := range ftm.Schemata() {
		for _, p := range s.Properties() {
			if fold(p.Name) == f {
				return p.Name, true
			}
		}
	}
	return "", false
}

func (c *csvQueries) next() (query, error) {
	row, err := c.r.Read()
	line, _ := c.r.FieldPos(0)
	var pe *csv.ParseError
	switch {
	case errors.As(err, &pe):
		return query{line: pe.Line, err: pe.Err}, nil
	case err != nil:
		return query{}, err
	}
	q := query{line: line, Query: screen.Query{Schema: c.schema, Properties: map[string][]string{}}}
	if len(row) > len(c.header) {
		q.err = fmt.Errorf("%d fields under a header of %d", len(row), len(c.header))
		return q, nil
	}
	for i, v := range row {
		v = strings.TrimSpace(v)
		switch h := c.header[i]; {
		case v == "":
		case h == "id":
			q.ID = v
		case h == "schema":
			q.Schema = v
		default:
			q.Properties[h] = append(q.Properties[h], v)
		}
	}
	if q.ID == "" {
		q.unnamed = true
		q.ID = strconv.Itoa(line)
	}
	if len(q.Properties) == 0 {
		q.err = errors.New("the row is empty")
	}
	return q, nil
}
