package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Bounds of a body beside its size.
const (
	maxText  = 2000 // bytes of one text
	maxItems = 200  // values of one list of texts
	maxKeys  = 100  // keys of one object
)

// decode reads a JSON object into the struct that v points to. Beside what the
// JSON syntax refuses it refuses: keys that the struct does not have (so that
// nesting cannot be deeper than the types), keys given twice, values of another
// kind, invalid UTF-8, and lists of objects longer than most. Errors name the
// place.
func decode(data []byte, v any, most int) *fault {
	if f := checkSyntax(data); f != nil {
		return f
	}
	d := decoder{json.NewDecoder(bytes.NewReader(data)), most}
	d.UseNumber()
	rv := reflect.ValueOf(v).Elem()
	tok, f := d.token()
	if f != nil {
		return f
	}
	if tok != json.Delim('{') {
		return invalid("body: want an object, got %s", kindOf(tok))
	}
	return d.object(rv, "")
}

// checkSyntax accepts exactly one JSON value in UTF-8.
func checkSyntax(data []byte) *fault {
	if len(bytes.TrimSpace(data)) == 0 {
		return invalid("body is empty").hinted(`send a query: {"name":"…"}`)
	}
	if !utf8.Valid(data) {
		return invalid("body is not UTF-8 at byte %d", invalidAt(data))
	}
	if json.Valid(data) {
		return nil
	}
	var raw json.RawMessage
	err := json.Unmarshal(data, &raw)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return invalid("body is not JSON at byte %d: %s", syntax.Offset, syntax.Error())
	}
	if err != nil {
		return invalid("body is not JSON: %s", err)
	}
	return nil
}

// invalidAt is the offset of the first byte that is not UTF-8.
func invalidAt(data []byte) int {
	at := 0
	for at < len(data) {
		r, n := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && n <= 1 {
			break
		}
		at += n
	}
	return at
}

// hasKey reports whether a JSON object has a key at its top. It is false for
// what is no JSON object.
func hasKey(data []byte, key string) bool {
	if !bytes.Contains(data, []byte(key)) && !bytes.ContainsRune(data, '\\') {
		return false
	}
	d := json.NewDecoder(bytes.NewReader(data))
	if tok, err := d.Token(); err != nil || tok != json.Delim('{') {
		return false
	}
	for d.More() {
		tok, err := d.Token()
		if err != nil {
			return false
		}
		if tok == key {
			return true
		}
		var skip json.RawMessage
		if d.Decode(&skip) != nil {
			return false
		}
	}
	return false
}

type decoder struct {
	*json.Decoder
	most int // elements of a list of objects
}

// token is the next token. The syntax was checked before, so that an error
// here is a cut or a rule that the check does not know.
func (d decoder) token() (json.Token, *fault) {
	tok, err := d.Token()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, invalid("body is not JSON: %s", err)
	}
	return tok, nil
}

// key is the next key of an object, checked against those that were there.
func (d decoder) key(seen map[string]bool, path string) (string, *fault) {
	tok, f := d.token()
	if f != nil {
		return "", f
	}
	k, _ := tok.(string) // the syntax lets nothing else stand here
	if seen[k] {
		return "", invalid("%skey %s is given twice", at(path), shown(k))
	}
	if len(seen) == maxKeys {
		return "", invalid("%smore than %d keys", at(path), maxKeys)
	}
	seen[k] = true
	return k, nil
}

// object reads the rest of an object after its brace.
func (d decoder) object(v reflect.Value, path string) *fault {
	fields := fieldsOf(v.Type())
	seen := make(map[string]bool)
	for d.More() {
		k, f := d.key(seen, path)
		if f != nil {
			return f
		}
		fd := fieldNamed(fields, k)
		if fd == nil {
			f := unknown("key", k, namesOf(fields))
			if path != "" {
				return f.in(path)
			}
			return f
		}
		if f := d.value(v.FieldByIndex(fd.index), fd, join(path, k)); f != nil {
			return f
		}
	}
	_, f := d.token() // the closing brace
	return f
}

// value reads one value into v. null leaves it as it is.
func (d decoder) value(v reflect.Value, fd *field, path string) *fault {
	tok, f := d.token()
	if f != nil || tok == nil {
		return f
	}
	t := v.Type()
	if t.Kind() == reflect.Pointer {
		v.Set(reflect.New(t.Elem()))
		v, t = v.Elem(), t.Elem()
	}
	switch {
	case t == textListType:
		if s, ok := tok.(string); ok {
			v.Set(reflect.ValueOf(textList{s}))
			return checkText(s, path)
		}
		return d.texts(v, tok, path, "a text or a list of texts")
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.String:
		return d.texts(v, tok, path, "a list of texts")
	case t.Kind() == reflect.Slice:
		return d.list(v, tok, path)
	case t.Kind() == reflect.Map:
		return d.properties(v, tok, path)
	}
	return setScalar(v, fd, tok, path)
}

// setScalar sets a text or a number from a token.
func setScalar(v reflect.Value, fd *field, tok json.Token, path string) *fault {
	switch v.Kind() {
	case reflect.String:
		s, ok := tok.(string)
		if !ok {
			return invalid("%s: want a text, got %s", path, kindOf(tok))
		}
		v.SetString(s)
		if f := checkText(s, path); f != nil {
			return f
		}
		return fd.checkText(s)
	default:
		n, ok := tok.(json.Number)
		if !ok {
			return invalid("%s: want a number, got %s", path, kindOf(tok))
		}
		if f := setNumber(v, fd, n.String()); f != nil {
			return f.in(path)
		}
		return nil
	}
}

// setNumber sets a number from its text.
func setNumber(v reflect.Value, fd *field, s string) *fault {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return invalid("%s is no number", shown(s))
	}
	if v.Kind() == reflect.Int {
		if n != math.Trunc(n) || math.Abs(n) > math.MaxInt32 {
			return invalid("%s is no whole number of a reasonable size", shown(s))
		}
		v.SetInt(int64(n))
	} else {
		v.SetFloat(n)
	}
	return fd.check(n)
}

// texts reads a list of texts after its first token.
func (d decoder) texts(v reflect.Value, tok json.Token, path, want string) *fault {
	if tok != json.Delim('[') {
		return invalid("%s: want %s, got %s", path, want, kindOf(tok))
	}
	out := reflect.MakeSlice(v.Type(), 0, 1)
	for d.More() {
		if out.Len() == maxItems {
			return invalid("%s: more than %d values", path, maxItems)
		}
		tok, f := d.token()
		if f != nil {
			return f
		}
		s, ok := tok.(string)
		if !ok {
			return invalid("%s: want %s, got %s in the list", path, want, kindOf(tok))
		}
		if f := checkText(s, path); f != nil {
			return f
		}
		out = reflect.Append(out, reflect.ValueOf(s).Convert(v.Type().Elem()))
	}
	v.Set(out)
	_, f := d.token()
	return f
}

// list reads a list of objects after its first token.
func (d decoder) list(v reflect.Value, tok json.Token, path string) *fault {
	if tok != json.Delim('[') {
		return invalid("%s: want a list, got %s", path, kindOf(tok))
	}
	out := reflect.MakeSlice(v.Type(), 0, 1)
	for i := 0; d.More(); i++ {
		if i == d.most {
			return &fault{code: codeTooLarge, detail: path + ": more than " + strconv.Itoa(d.most), hint: "send fewer at a time, or newline-delimited JSON (" + mediaNDJSON + ")"}
		}
		here := path + "[" + strconv.Itoa(i) + "]"
		tok, f := d.token()
		if f != nil {
			return f
		}
		if tok != json.Delim('{') {
			return invalid("%s: want an object, got %s", here, kindOf(tok))
		}
		e := reflect.New(v.Type().Elem()).Elem()
		if f := d.object(e, here); f != nil {
			return f
		}
		out = reflect.Append(out, e)
	}
	v.Set(out)
	_, f := d.token()
	return f
}

// properties reads a map of names to values after its first token.
func (d decoder) properties(v reflect.Value, tok json.Token, path string) *fault {
	if tok != json.Delim('{') {
		return invalid("%s: want an object, got %s", path, kindOf(tok))
	}
	out := reflect.MakeMap(v.Type())
	seen := make(map[string]bool)
	for d.More() {
		k, f := d.key(seen, path)
		if f != nil {
			return f
		}
		e := reflect.New(v.Type().Elem()).Elem()
		if f := d.value(e, nil, join(path, k)); f != nil {
			return f
		}
		out.SetMapIndex(reflect.ValueOf(k), e)
	}
	v.Set(out)
	_, f := d.token()
	return f
}

// checkText refuses text that cannot be what was meant: too long, or damaged
// on its way here. Searching for it would find nothing and look like an answer.
func checkText(s, path string) *fault {
	switch {
	case len(s) > maxText:
		return invalid("%s: text of %d bytes, at most %d are taken", path, len(s), maxText)
	case strings.ContainsRune(s, utf8.RuneError):
		return invalid("%s: %s holds the mark of a character that was lost (U+FFFD)", path, shown(s)).hinted("send UTF-8, and surrogates only in pairs")
	case strings.ContainsRune(s, 0):
		return invalid("%s: %s holds a zero byte", path, shown(s))
	}
	return nil
}

// kindOf names a token as people call it.
func kindOf(tok json.Token) string {
	switch t := tok.(type) {
	case json.Delim:
		if t == '{' {
			return "an object"
		}
		return "a list"
	case string:
		return "a text"
	case json.Number:
		return "a number"
	case bool:
		return strconv.FormatBool(t)
	}
	return "null"
}

func join(path, key string) string {
	const most = 60
	if len(key) > most {
		key = strings.ToValidUTF8(key[:most], "") + "…"
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

// at is a path as the beginning of a sentence.
func at(path string) string {
	if path == "" {
		return ""
	}
	return path + ": "
}
