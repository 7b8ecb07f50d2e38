package world

import (
	"encoding/json"
	"fmt"
	"io"
)

// Truth is truth.json: what is planted in a world, and what the answer must be.
type Truth struct {
	About     string     `json:"about"`
	Seed      uint64     `json:"seed"`
	Size      Size       `json:"size"`
	Programme string     `json:"programme"`
	Day       string     `json:"day"` // the day of the world: questions without another day are of this one
	Files     []File     `json:"files"`
	Planted   []Case     `json:"planted"`
	Innocent  []Case     `json:"innocent"`
	Customers []Customer `json:"customers"`
	Goods     []Good     `json:"goods"`
	Sea       *SeaTruth  `json:"sea,omitempty"` // of what was written
}

// File is one file of a world and what is in it.
type File struct {
	Name   string         `json:"name"`
	Format string         `json:"format"` // ftm, bods, ownership-csv, customers, manifest
	Rows   int            `json:"rows"`   // lines or statements, without a header
	Counts map[string]int `json:"counts"` // of kinds of rows: schemata, types of records
}

// Kinds of cases.
const (
	Ownership = "ownership" // what the regimes of ownership decide
	Tie       = "tie"       // what only a path of statements shows
	Identity  = "identity"  // what shows only to who sees that two records, or two spellings, are one
)

// NotBlocked is the exposure of a case of which only this is promised: it is
// exposed or clear.
const NotBlocked = "not blocked"

// AtLeastPossible is the exposure of a case whose records are one without saying
// so: possible or blocked. What regimes say of it is not told.
const AtLeastPossible = "possible or blocked"

// Case is a planted tie, or an innocent look-alike of one.
type Case struct {
	ID       string    `json:"id"`
	Pattern  string    `json:"pattern"`          // of an innocent: the name of its own
	Like     string    `json:"like,omitempty"`   // of an innocent: the pattern that it looks like
	Kind     string    `json:"kind"`             // ownership, tie or identity
	About    string    `json:"about"`            // a sentence
	Subject  string    `json:"subject"`          // what to ask: entity:ID, imo:NUMBER
	Name     string    `json:"name"`             // of the subject
	Entities []string  `json:"entities"`         // planted for it, the subject first
	Listed   []string  `json:"listed"`           // parties of the programme that it leads to
	Path     []string  `json:"path,omitempty"`   // ids from the subject to the listed party
	Expect   []Verdict `json:"expect"`           // by day
	Quiet    bool      `json:"quiet,omitempty"`  // it must be no alert: the tie is one that many share
	Former   string    `json:"former,omitempty"` // name before
}

// Verdict is what the answer of a day must be.
type Verdict struct {
	Day      string            `json:"day"`
	Exposure string            `json:"exposure"` // blocked, possible, exposed, clear; or "not blocked", "possible or blocked"
	Regimes  map[string]string `json:"regimes"`  // regime of ownership to blocked, possible or no
}

// Customer is a row of the file of customers, and whom a screen must find.
type Customer struct {
	ID     string   `json:"id"`
	About  string   `json:"about"`
	Listed []string `json:"listed"` // parties of the programme, one of which is found; empty is nobody at all
}

// Good is a line of the manifest, and what the law says of it.
type Good struct {
	Line     int    `json:"line"` // of the file, the header is 1
	Exposure string `json:"exposure"`
	About    string `json:"about"`
}

// ReadTruth reads a truth.json.
func ReadTruth(r io.Reader) (*Truth, error) {
	var t Truth
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	if err := d.Decode(&t); err != nil {
		return nil, fmt.Errorf("truth: %w", err)
	}
	return &t, nil
}

// write writes the truth, one case a line.
func (t *Truth) write(w io.Writer) error {
	head, err := json.Marshal(struct {
		About     string `json:"about"`
		Seed      uint64 `json:"seed"`
		Size      Size   `json:"size"`
		Programme string `json:"programme"`
		Day       string `json:"day"`
	}{t.About, t.Seed, t.Size, t.Programme, t.Day})
	if err != nil {
		return err
	}
	if _, err := w.Write(head[:len(head)-1]); err != nil {
		return err
	}
	for _, part := range []struct {
		key  string
		list any
	}{{"files", t.Files}, {"planted", t.Planted}, {"innocent", t.Innocent}, {"customers", t.Customers}, {"goods", t.Goods}} {
		b, err := json.Marshal(part.list)
		if err != nil {
			return err
		}
		var rows []json.RawMessage
		if err := json.Unmarshal(b, &rows); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, ",\n%q:[", part.key); err != nil {
			return err
		}
		for i, r := range rows {
			sep := ",\n"
			if i == 0 {
				sep = "\n"
			}
			if _, err := fmt.Fprintf(w, "%s%s", sep, r); err != nil {
				return err
			}
		}
		if _, err := io.WriteString(w, "]"); err != nil {
			return err
		}
	}
	if t.Sea != nil {
		if err := t.Sea.write(w); err != nil {
			return err
		}
	}
	_, err = io.WriteString(w, "}\n")
	return err
}

// write writes what is true at sea as the last key of an object, one receiver and
// one case a line.
func (t *SeaTruth) write(w io.Writer) error {
	head := *t
	head.Receivers, head.Cases = nil, nil
	b, err := json.Marshal(head)
	if err != nil {
		return err
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(b, &keys); err != nil {
		return err
	}
	if _, err := io.WriteString(w, ",\n\"sea\":{"); err != nil {
		return err
	}
	for _, k := range []string{"about", "seed", "from", "to", "ships", "counts"} {
		if _, err := fmt.Fprintf(w, "%q:%s,", k, keys[k]); err != nil {
			return err
		}
	}
	list := func(key string, n int, at func(int) any, end string) error {
		if _, err := fmt.Fprintf(w, "\n%q:[", key); err != nil {
			return err
		}
		for i := range n {
			b, err := json.Marshal(at(i))
			if err != nil {
				return err
			}
			sep := ",\n"
			if i == 0 {
				sep = "\n"
			}
			if _, err := fmt.Fprintf(w, "%s%s", sep, b); err != nil {
				return err
			}
		}
		_, err := io.WriteString(w, end)
		return err
	}
	if err := list("receivers", len(t.Receivers), func(i int) any { return &t.Receivers[i] }, "],"); err != nil {
		return err
	}
	return list("cases", len(t.Cases), func(i int) any { return &t.Cases[i] }, "]}")
}
