package law

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordon/ftm"

	"go.yaml.in/yaml/v3"
)

// The files are decoded here rather than by the YAML library: every fault gets
// its line, all faults of a file are told at once, a key that is not known, is
// given twice or is missing is a fault, dates are whole dates, and numbers that
// are compared with the law stay exact decimals.
//
// Struct tags say what a key may hold: need:"true", of:"a,b" (one of these
// words), doc:"…" (for the JSON Schema).

// Problem is a fault of a file.
type Problem struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Why  string `json:"why"`
}

// Error is "file:line: why".
func (p Problem) Error() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Why) }

// decoder reads one file and collects its faults.
type decoder struct {
	file     string
	problems []Problem
}

func (d *decoder) fault(line int, format string, args ...any) {
	d.problems = append(d.problems, Problem{d.file, line, fmt.Sprintf(format, args...)})
}

var yamlLine = regexp.MustCompile(`^yaml: line (\d+): `)

// parse reads the one document of a file.
func (d *decoder) parse(b []byte) *yaml.Node {
	dec := yaml.NewDecoder(bytes.NewReader(b))
	var doc, more yaml.Node
	err := dec.Decode(&doc)
	if err == nil {
		if err = dec.Decode(&more); errors.Is(err, io.EOF) {
			return doc.Content[0]
		} else if err == nil {
			d.fault(more.Line, "a second document; one file holds one")
			return nil
		}
	}
	if errors.Is(err, io.EOF) {
		d.fault(1, "the file is empty")
		return nil
	}
	line := 1
	text := err.Error()
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		_, _ = fmt.Sscan(m[1], &line)
		text = text[len(m[0]):]
	}
	d.fault(line, "not YAML: %s", strings.TrimPrefix(text, "yaml: "))
	return nil
}

var (
	dayType     = reflect.TypeFor[ftm.Day]()
	markType    = reflect.TypeFor[Mark]()
	decimalType = reflect.TypeFor[Decimal]()
	exprType    = reflect.TypeFor[Expr]()
	timeType    = reflect.TypeFor[time.Time]()
	partDayType = reflect.TypeFor[PartDay]()
	wholeDate   = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	partDate    = regexp.MustCompile(`^\d{4}(-\d{2}(-\d{2})?)?$`)
)

// maxDepth is how deep values may be nested; the format needs six.
const maxDepth = 20

// maxCount is the largest number of days, months or times: a hundred years of days.
const maxCount = 36525

// decode sets v, which is settable, from a node.
func (d *decoder) decode(n *yaml.Node, v reflect.Value, depth int) {
	switch {
	case depth > maxDepth:
		d.fault(n.Line, "nested too deeply")
		return
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		d.fault(n.Line, "anchors and aliases are not used: write the value out")
		return
	}
	switch v.Type() {
	case dayType:
		var day ftm.Day
		if err := day.UnmarshalText([]byte(n.Value)); n.Kind != yaml.ScalarNode || !wholeDate.MatchString(n.Value) || err != nil {
			d.fault(n.Line, "%s is no date: write YYYY-MM-DD", shown(n))
			return
		}
		v.Set(reflect.ValueOf(day))
		return
	case partDayType:
		from, _, err := PartDay(n.Value).Span()
		if n.Kind != yaml.ScalarNode || !partDate.MatchString(n.Value) || err != nil || from == 0 {
			d.fault(n.Line, "%s is no date: write YYYY-MM-DD, YYYY-MM or YYYY", shown(n))
			return
		}
		v.SetString(n.Value)
		return
	case markType:
		var m Mark
		if err := m.parse(n.Value); n.Kind != yaml.ScalarNode || err != nil {
			d.fault(n.Line, "%s is no mark: write true, partly or false", shown(n))
			return
		}
		v.Set(reflect.ValueOf(m))
		return
	case timeType:
		t, err := time.Parse(time.DateOnly, n.Value)
		if n.Kind != yaml.ScalarNode || err != nil {
			d.fault(n.Line, "%s is no date: write YYYY-MM-DD", shown(n))
			return
		}
		v.Set(reflect.ValueOf(t))
		return
	case exprType:
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
			d.fault(n.Line, "%s is no expression", shown(n))
			return
		}
		line := n.Line
		if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 { // the text begins below its mark
			line++
		}
		v.Set(reflect.ValueOf(Expr{n.Value, line}))
		return
	case decimalType:
		if n.Kind != yaml.ScalarNode || !decimalForm.MatchString(n.Value) {
			d.fault(n.Line, "%s is no number: write it in digits, with a point if need be", shown(n))
			return
		}
		v.SetString(n.Value)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.decode(n, v.Elem(), depth)
	case reflect.Struct:
		d.decodeStruct(n, v, depth)
	case reflect.Slice:
		if n.Kind != yaml.SequenceNode {
			d.fault(n.Line, "%s is no list", shown(n))
			return
		}
		out := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
		for i, e := range n.Content {
			d.decode(e, out.Index(i), depth+1)
		}
		v.Set(out)
	case reflect.Map:
		if n.Kind != yaml.MappingNode {
			d.fault(n.Line, "%s has no keys", shown(n))
			return
		}
		out := reflect.MakeMapWithSize(v.Type(), len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			k, e := n.Content[i], reflect.New(v.Type().Elem()).Elem()
			d.decode(n.Content[i+1], e, depth+1)
			key := reflect.ValueOf(k.Value)
			if out.MapIndex(key).IsValid() {
				d.fault(k.Line, "key %q is given twice", k.Value)
			}
			out.SetMapIndex(key, e)
		}
		v.Set(out)
	default:
		d.decodeScalar(n, v)
	}
}

func (d *decoder) decodeScalar(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		d.fault(n.Line, "%s is not a single value", shown(n))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(n.Value)
	case reflect.Bool:
		if n.Value != "true" && n.Value != "false" {
			d.fault(n.Line, "%s is neither true nor false", shown(n))
		}
		v.SetBool(n.Value == "true")
	case reflect.Int, reflect.Int64:
		i, err := strconv.ParseInt(n.Value, 10, 64)
		if err != nil || v.OverflowInt(i) {
			d.fault(n.Line, "%s is no whole number", shown(n))
			return
		}
		if v.Kind() == reflect.Int && (i < 0 || i > maxCount) {
			d.fault(n.Line, "%s: a number of days, months or times is at least 0 and at most %d", shown(n), maxCount)
			return
		}
		v.SetInt(i)
	case reflect.Float64:
		f, err := strconv.ParseFloat(n.Value, 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			d.fault(n.Line, "%s is no number", shown(n))
			return
		}
		v.SetFloat(f)
	default:
		panic("law: no way to read a " + v.Type().String()) // a fault of the format
	}
}

func (d *decoder) decodeStruct(n *yaml.Node, v reflect.Value, depth int) {
	if n.Kind != yaml.MappingNode {
		d.fault(n.Line, "%s has no keys", shown(n))
		return
	}
	if l := v.FieldByName("Line"); l.IsValid() {
		l.SetInt(int64(n.Line))
	}
	fields := fieldsOf(v.Type())
	seen := make(map[string]bool, len(fields))
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, e := n.Content[i], n.Content[i+1]
		at := slices.IndexFunc(fields, func(f fileField) bool { return f.name == k.Value })
		switch {
		case at < 0:
			d.fault(k.Line, "unknown key %q%s", k.Value, meant(k.Value, fields))
			continue
		case seen[k.Value]:
			d.fault(k.Line, "key %q is given twice", k.Value)
			continue
		}
		seen[k.Value] = true
		f := fields[at]
		before := len(d.problems)
		d.decode(e, v.Field(f.index), depth+1)
		if len(d.problems) == before {
			d.checkWords(e, f)
		}
	}
	for _, f := range fields {
		if f.need && !seen[f.name] {
			d.fault(n.Line, "key %q is missing", f.name)
		}
	}
}

// checkWords holds a word, or each of a list, against those that the key takes.
func (d *decoder) checkWords(n *yaml.Node, f fileField) {
	if f.of == nil {
		return
	}
	for _, e := range append([]*yaml.Node{n}, n.Content...) {
		if e.Kind == yaml.ScalarNode && !slices.Contains(f.of, e.Value) {
			d.fault(e.Line, "%s: %q is none of %s", f.name, e.Value, strings.Join(f.of, ", "))
		}
	}
}

// fileField is a key of the format.
type fileField struct {
	name, doc string
	need      bool
	of        []string
	index     int
	typ       reflect.Type
}

// fieldsOf are the keys that a struct is written with.
func fieldsOf(t reflect.Type) []fileField {
	if c, ok := fieldCache[t]; ok {
		return c
	}
	return readFields(t)
}

// fieldCache holds the keys of every struct of the format.
var fieldCache = func() map[reflect.Type][]fileField {
	out := make(map[reflect.Type][]fileField)
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || out[t] != nil {
			return
		}
		out[t] = readFields(t)
		for _, f := range out[t] {
			walk(f.typ)
		}
	}
	walk(reflect.TypeFor[document]())
	return out
}()

func readFields(t reflect.Type) []fileField {
	var out []fileField
	for i := range t.NumField() {
		f := t.Field(i)
		name := f.Tag.Get("yaml")
		if name == "" || name == "-" {
			continue
		}
		ff := fileField{name: name, doc: f.Tag.Get("doc"), need: f.Tag.Get("need") == "true", index: i, typ: f.Type}
		if of := f.Tag.Get("of"); of != "" {
			ff.of = strings.Split(of, ",")
		}
		out = append(out, ff)
	}
	return out
}

// meant names the known key that is nearest to a misspelt one.
func meant(key string, fields []fileField) string {
	best, least := "", 3
	for _, f := range fields {
		if n := edits(key, f.name); n < least {
			best, least = f.name, n
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; is %q meant?", best)
}

// edits is how many letters must be changed, added, left out, or swapped with
// their neighbour, to make b of a.
func edits(a, b string) int {
	before, row, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		next[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next[j+1] = min(row[j]+cost, next[j]+1, row[j+1]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row, next = row, next, before
	}
	return row[len(b)]
}

// shown names a node in an error.
func shown(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a value with keys"
	case yaml.SequenceNode:
		return "a list"
	}
	if len(n.Value) > 60 {
		return fmt.Sprintf("%q…", n.Value[:60])
	}
	return fmt.Sprintf("%q", n.Value)
}
