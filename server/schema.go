package server

import (
	"encoding"
	"encoding/json"
	"fmt"
	"path"
	"reflect"
	"strings"
	"time"
	"unicode"

	"cordon/live"
)

// schemas makes JSON Schemas (2020-12) of Go types as encoding/json writes
// them. Named structs become components; a component is made once.
type schemas struct {
	components map[string]any
	types      map[string]reflect.Type
}

func newSchemas() *schemas {
	return &schemas{components: make(map[string]any), types: make(map[string]reflect.Type)}
}

// lenient marks what is taken with keys that are not known.
type lenient interface{ lenient() }

func typeOf(v any) reflect.Type { return reflect.TypeOf(v) }

// of is the schema of v's type: of what is answered, or of what is taken. What
// is answered has all its keys and may get more; what is taken has no others.
func (s *schemas) of(v any, answer bool) map[string]any { return s.schema(typeOf(v), answer) }

var (
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
	jsonMarshaler = reflect.TypeFor[json.Marshaler]()
	timeType      = reflect.TypeFor[time.Time]()
)

func (s *schemas) schema(t reflect.Type, answer bool) map[string]any {
	switch {
	case t == timeType:
		return map[string]any{"type": "string", "format": "date-time"}
	case t == textListType:
		return map[string]any{"anyOf": []any{
			map[string]any{"type": "string", "maxLength": maxText},
			s.list(t, answer),
		}}
	case t == reflect.TypeFor[looseList]():
		return map[string]any{"anyOf": []any{
			map[string]any{"type": "string", "maxLength": maxText},
			map[string]any{"type": "array", "maxItems": maxItems, "items": map[string]any{}},
		}}
	case t == reflect.TypeFor[live.Value]():
		return map[string]any{"anyOf": []any{map[string]any{"type": "string"}, s.component(reflect.TypeFor[live.Entity](), answer)}}
	case t.Implements(jsonMarshaler):
		return map[string]any{}
	case t.Implements(textMarshaler):
		return map[string]any{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.schema(t.Elem(), answer)
	case reflect.Struct:
		return s.component(t, answer)
	case reflect.Slice, reflect.Array:
		return s.list(t, answer)
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": s.schema(t.Elem(), answer)}
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Float32, reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return map[string]any{"type": "integer"}
	case reflect.Interface:
		return map[string]any{}
	}
	panic(fmt.Sprintf("server: no JSON Schema for %s", t)) // a fault of the table
}

func (s *schemas) list(t reflect.Type, answer bool) map[string]any {
	out := map[string]any{"type": "array", "items": s.schema(t.Elem(), answer)}
	if !answer && t.Elem().Kind() == reflect.String {
		out["maxItems"] = maxItems
	}
	return out
}

// component is a reference to the schema of a named struct.
func (s *schemas) component(t reflect.Type, answer bool) map[string]any {
	name := componentName(t, answer)
	ref := map[string]any{"$ref": "#/components/schemas/" + name}
	if have := s.types[name]; have == t {
		return ref
	} else if have != nil {
		panic(fmt.Sprintf("server: %s and %s are both called %s", have, t, name)) // a fault of the table
	}
	s.types[name] = t
	properties := make(map[string]any)
	required := []string{}
	for _, f := range fieldsOf(t) {
		properties[f.name] = s.property(f, answer)
		if !f.optional {
			required = append(required, f.name)
		}
	}
	c := map[string]any{"type": "object", "properties": properties}
	if len(required) > 0 {
		c["required"] = required
	}
	if !answer && !t.Implements(reflect.TypeFor[lenient]()) {
		c["additionalProperties"] = false
	}
	s.components[name] = c
	return ref
}

// property is the schema of one key.
func (s *schemas) property(f field, answer bool) map[string]any {
	p := s.parameterOrKey(f, answer)
	if !answer && f.optional || answer && f.nullable { // null is the same as not given, or as not known
		p = map[string]any{"anyOf": []any{p, map[string]any{"type": "null"}}}
	}
	if f.doc != "" {
		p["description"] = f.doc
	}
	return p
}

// parameter is the schema of one parameter of a query string.
func (s *schemas) parameter(f field) map[string]any { return s.parameterOrKey(f, false) }

func (s *schemas) parameterOrKey(f field, answer bool) map[string]any {
	p := s.schema(f.typ, answer)
	if f.bounded {
		p["minimum"], p["maximum"] = f.lo, f.hi
	}
	if f.format != "" {
		p["format"] = f.format
	}
	if f.enum != nil {
		p["enum"] = f.enum
	}
	return p
}

// componentName is the name of a struct in the description. The types of
// requests and of answers may share a name in Go: what is taken is called
// after its request.
func componentName(t reflect.Type, answer bool) string {
	name := []rune(t.Name())
	name[0] = unicode.ToUpper(name[0])
	out := string(name)
	switch path.Base(t.PkgPath()) { // whose answers, paths and measures have namesakes
	case "touch":
		out = "Touch" + out
	case "law":
		out = "Law" + out
	case "sea", "logbook":
		out = "Sea" + out
	case "ftm":
		if out == "Problem" { // of a row; ours is of a request
			out = "RowProblem"
		}
	}
	if !answer && !strings.HasSuffix(out, "Request") {
		out += "Request"
	}
	return out
}
