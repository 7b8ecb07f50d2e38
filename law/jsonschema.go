package law

import (
	_ "embed"
	"encoding/json"
	"reflect"
	"unicode"
)

// schemaFile is the JSON Schema of the files of a programme, for editors and for
// whoever reads them without this package.
//
//go:embed programme.schema.json
var schemaFile []byte

// JSONSchema is the JSON Schema (2020-12) of the files of a programme.
func JSONSchema() []byte { return schemaFile }

// makeSchema makes the schema from the types that the files are read into.
func makeSchema() []byte {
	s := schemaMaker{defs: map[string]any{}}
	root := s.object(reflect.TypeFor[document]())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "A file of a cordon programme"
	root["$defs"] = s.defs
	b, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		panic("law: schema: " + err.Error()) // a fault of the format
	}
	return append(b, '\n')
}

type schemaMaker struct{ defs map[string]any }

func (s *schemaMaker) of(t reflect.Type) map[string]any {
	switch t {
	case dayType, timeType:
		return map[string]any{"type": "string", "pattern": wholeDate.String()}
	case partDayType:
		return map[string]any{"type": []string{"string", "integer"}, "pattern": partDate.String()} // a year alone is a number
	case markType:
		return map[string]any{"enum": []any{true, false, "partly"}}
	case decimalType:
		return map[string]any{"type": "number", "minimum": 0}
	case exprType:
		return map[string]any{"type": "string", "minLength": 1}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.of(t.Elem())
	case reflect.Slice:
		return map[string]any{"type": "array", "items": s.of(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": s.of(t.Elem())}
	case reflect.Struct:
		name := []rune(t.Name())
		name[0] = unicode.ToLower(name[0])
		ref := map[string]any{"$ref": "#/$defs/" + string(name)}
		if s.defs[string(name)] == nil {
			s.defs[string(name)] = map[string]any{} // in the making: types may name themselves
			s.defs[string(name)] = s.object(t)
		}
		return ref
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	}
	return map[string]any{"type": "string"}
}

func (s *schemaMaker) object(t reflect.Type) map[string]any {
	properties, required := map[string]any{}, []string{}
	for _, f := range fieldsOf(t) {
		p := s.of(f.typ)
		if f.of != nil {
			words := map[string]any{"enum": f.of}
			if f.typ.Kind() == reflect.Slice {
				p["items"] = words
			} else {
				p = words
			}
		}
		if f.doc != "" {
			p["description"] = f.doc
		}
		properties[f.name] = p
		if f.need {
			required = append(required, f.name)
		}
	}
	out := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}
