package screen

import (
	"encoding/binary"
	"slices"
	"unsafe"

	"cordon/ftm"
)

// Entities are kept as bytes: while building, because maps of many small
// strings would cost several times their text, and in the index, because only
// what is shown is ever read back.

func putString(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

func putStrings(b []byte, v []string) []byte {
	b = binary.AppendUvarint(b, uint64(len(v)))
	for _, s := range v {
		b = putString(b, s)
	}
	return b
}

// reader reads what the put functions wrote. Damage makes it return zeros and
// set bad; it never reads beyond its bytes.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) number() int {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || v > 1<<31 {
		r.b, r.bad = nil, true
		return 0
	}
	r.b = r.b[n:]
	return int(v)
}

// view returns a string that shares the memory of the record.
func (r *reader) view() string {
	n := r.number()
	if n > len(r.b) {
		r.b, r.bad = nil, true
		return ""
	}
	s := r.b[:n]
	r.b = r.b[n:]
	return unsafe.String(unsafe.SliceData(s), n)
}

func (r *reader) strings() []string {
	n := r.number()
	if n > len(r.b) {
		r.b, r.bad = nil, true
		return nil
	}
	out := make([]string, n)
	for i := range out {
		out[i] = r.view()
	}
	return out
}

// putEntity writes an entity: its head, then its properties by name.
func putEntity(b []byte, e *ftm.Entity) []byte {
	b = putString(b, e.ID)
	b = putString(b, e.Schema)
	b = putString(b, e.Caption)
	target := byte(0)
	if e.IsTarget() {
		target = 1
	}
	b = append(b, target)
	b = putStrings(b, e.Datasets)
	b = putStrings(b, e.Referents)
	b = putStrings(b, []string{e.FirstSeen, e.LastSeen, e.LastChange})
	names := e.PropertyNames()
	b = binary.AppendUvarint(b, uint64(len(names)))
	for _, p := range names {
		b = putString(b, p)
		b = putStrings(b, e.Properties[p])
	}
	return b
}

// entity reads an entity back; its strings share the memory of the record.
func (r *reader) entity() (e *ftm.Entity, target bool) {
	e = &ftm.Entity{ID: r.view(), Schema: r.view(), Caption: r.view()}
	if len(r.b) > 0 {
		target = r.b[0] == 1
		r.b = r.b[1:]
	}
	e.Datasets, e.Referents = r.strings(), r.strings()
	if seen := r.strings(); len(seen) == 3 {
		e.FirstSeen, e.LastSeen, e.LastChange = seen[0], seen[1], seen[2]
	}
	n := r.number()
	e.Properties = make(map[string][]string, min(n, 64))
	for range n {
		if r.bad {
			break
		}
		p := r.view()
		e.Properties[p] = r.strings()
	}
	return e, target
}

// merge adds what another record says of the same entity.
func merge(e, o *ftm.Entity) {
	for _, p := range o.PropertyNames() {
		e.Add(p, o.Properties[p]...)
	}
	for _, d := range o.Datasets {
		if !slices.Contains(e.Datasets, d) {
			e.Datasets = append(e.Datasets, d)
		}
	}
	for _, d := range o.Referents {
		if !slices.Contains(e.Referents, d) {
			e.Referents = append(e.Referents, d)
		}
	}
	if e.Caption == "" {
		e.Caption = o.Caption
	}
	if e.LastChange < o.LastChange {
		e.LastChange = o.LastChange
	}
	if ftm.Comparable(e.Schema, o.Schema) && len(ftm.Lookup(o.Schema).Ancestors()) > len(ftm.Lookup(e.Schema).Ancestors()) {
		e.Schema = o.Schema
	}
}

func putListing(b []byte, l *Listing) []byte {
	b = putStrings(b, []string{l.Dataset, l.Authority, l.Listed, l.Since, l.Until, l.Reference, l.SourceURL})
	return putStrings(b, l.Programmes)
}

func (r *reader) listing() Listing {
	var l Listing
	if f := r.strings(); len(f) == 7 {
		l.Dataset, l.Authority, l.Listed, l.Since, l.Until, l.Reference, l.SourceURL = f[0], f[1], f[2], f[3], f[4], f[5], f[6]
	}
	l.Programmes = r.strings()
	return l
}
