package server

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// textList is a list of texts that may also be given as one text.
type textList []string

var textListType = reflect.TypeFor[textList]()

// field is one key of a JSON object, or one parameter of a query string, as
// the tags of a struct field say it.
type field struct {
	name     string
	doc      string
	index    []int
	typ      reflect.Type
	optional bool
	nullable bool     // answers: null is a value
	bounded  bool     // numbers: lo <= n <= hi
	lo, hi   float64  //
	format   string   // texts: date
	enum     []string // texts: the values there are
	most     int      // lists: how many values at most; 0 is maxItems
}

// fieldsOf returns the fields of a struct type in order, those of embedded
// structs included. They are read once for each type, and not to be changed.
func fieldsOf(t reflect.Type) []field {
	if f, ok := knownFields.Load(t); ok {
		return f.([]field)
	}
	f, _ := knownFields.LoadOrStore(t, readFields(t))
	return f.([]field)
}

var knownFields sync.Map // reflect.Type to []field

// readFields reads the tags of a struct type. Faulty ones are a programmer's
// error.
func readFields(t reflect.Type) []field {
	var out []field
	for _, sf := range reflect.VisibleFields(t) {
		name, opts, _ := strings.Cut(sf.Tag.Get("json"), ",")
		if sf.Anonymous && name == "" || !sf.IsExported() || name == "-" {
			continue
		}
		if name == "" {
			name = sf.Name
		}
		f := field{name: name, doc: sf.Tag.Get("doc"), index: sf.Index, typ: sf.Type, format: sf.Tag.Get("format"),
			optional: slices.Contains(strings.Split(opts, ","), "omitempty") || slices.Contains(strings.Split(opts, ","), "omitzero")}
		f.nullable = sf.Tag.Get("null") != "" || sf.Type.Kind() == reflect.Pointer && !f.optional
		if e := sf.Tag.Get("enum"); e != "" {
			f.enum = strings.Split(e, ",")
		}
		if m := sf.Tag.Get("most"); m != "" {
			n, err := strconv.Atoi(m)
			if err != nil {
				panic(fmt.Sprintf("server: field %s: most %q: %v", name, m, err))
			}
			f.most = n
		}
		if r := sf.Tag.Get("range"); r != "" {
			f.bounded = true
			if _, err := fmt.Sscanf(r, "%g,%g", &f.lo, &f.hi); err != nil {
				panic(fmt.Sprintf("server: field %s: range %q: %v", name, r, err))
			}
		}
		out = append(out, f)
	}
	return out
}

func fieldNamed(fields []field, name string) *field {
	for i := range fields {
		if fields[i].name == name {
			return &fields[i]
		}
	}
	return nil
}

// unknown says that there is no such key, and which there are.
func unknown(what, name string, known []string) *fault {
	f := invalid("unknown %s %s", what, shown(name))
	if near := nearest(name, known); near != "" {
		return f.hinted("did you mean %s? known: %s", near, strings.Join(known, ", "))
	}
	return f.hinted("known: %s", strings.Join(known, ", "))
}

func namesOf(fields []field) []string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.name
	}
	return out
}

// shown is text of a request as an error may repeat it: quoted, and no longer
// than needed to recognise it.
func shown(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return strconv.Quote(s)
}

// nearest is the known name that s is probably meant to be: the same but for
// case and punctuation, or one edit away.
func nearest(s string, known []string) string {
	flat := func(s string) string {
		return strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(s))
	}
	if len(s) > 64 {
		return ""
	}
	for _, k := range known {
		if flat(k) == flat(s) {
			return k
		}
	}
	for _, k := range known {
		if a, b := flat(k), flat(s); len(a) > 3 && oneEdit(a, b) {
			return k
		}
	}
	return ""
}

// oneEdit reports whether a and b differ by one letter, or by two that changed
// places.
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 0:
		return i < len(a) && (a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:])
	case 1:
		return a[i:] == b[i+1:]
	}
	return false
}

// check refuses a number outside the range of its field.
func (f *field) check(n float64) *fault {
	if f.bounded && !(f.lo <= n && n <= f.hi) { // not so for NaN either
		return invalid("%v is not from %g to %g", n, f.lo, f.hi)
	}
	return nil
}

// checkText refuses a text that is none of the values of its field.
func (f *field) checkText(s string) *fault {
	if f.enum != nil && !slices.Contains(f.enum, s) {
		return unknown(f.name, s, f.enum)
	}
	return nil
}
