package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
)

// peer is another program's way to answer, on paths that clients of that
// program use unchanged. Its errors have its own shape.
type peer struct {
	fail func(http.ResponseWriter, *http.Request, *fault)
	body any // the type of its errors
}

// headerIgnored names what a request said that was not made use of. Our own
// paths refuse such requests; clients of peers are used to send more than
// counts, and to that no peer says a word.
const headerIgnored = "X-Cordon-Ignored"

// maxURL is how long an address may be, in bytes. Some servers in front of us
// cut longer ones, which would look like another question.
const maxURL = 60000

// checkURL refuses an address that is too long.
func checkURL(r *http.Request) *fault {
	n := len(r.URL.EscapedPath()) + len(r.URL.RawQuery)
	if r.URL.RawQuery != "" {
		n++
	}
	if n > maxURL {
		return &fault{code: codeLongURL, detail: "Request URI too long", hint: fmt.Sprintf("send at most %d bytes", maxURL)}
	}
	return nil
}

// ignored collects what is not made use of.
type ignored []string

func (g *ignored) add(format string, a ...any) {
	const most = 20
	s := fmt.Sprintf(format, a...)
	if len(*g) < most && !slices.Contains(*g, s) {
		*g = append(*g, s)
	}
}

// write sets the header that names what was ignored.
func (g ignored) write(w http.ResponseWriter) {
	if len(g) > 0 {
		slices.Sort(g)
		for i, s := range g {
			g[i] = headerText(s)
		}
		w.Header().Set(headerIgnored, strings.Join(g, ", "))
	}
}

// headerText is text of a request as a header may repeat it.
func headerText(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7e || r == ',' {
			return '?'
		}
		return r
	}, s)
	return s[:min(len(s), 80)]
}

// peerQuery reads the query string into the struct that v points to, as the
// peers do: the last of several values counts, lists repeat the parameter, and
// what the struct does not have is ignored. It is named in the answer.
func peerQuery(r *http.Request, v any) (ignored, *fault) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, invalid("query string: %s", shown(err.Error()))
	}
	var g ignored
	rv := reflect.ValueOf(v).Elem()
	fields := fieldsOf(rv.Type())
	for _, name := range sortedKeys(values) {
		fd := fieldNamed(fields, name)
		if fd == nil {
			g.add("%s", name)
			continue
		}
		if f := setPeer(rv.FieldByIndex(fd.index), fd, values[name]); f != nil {
			if f.loc == nil {
				f.loc = []any{"query", name}
			}
			return nil, f
		}
	}
	return g, nil
}

func sortedKeys[T any](m map[string]T) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// setPeer sets a field from the values of its parameter.
func setPeer(v reflect.Value, fd *field, values []string) *fault {
	for _, s := range values {
		if strings.ToValidUTF8(s, "") != s {
			return unprocessable("%s is not UTF-8", fd.name)
		}
		if f := checkText(s, fd.name); f != nil {
			return f
		}
	}
	if v.Kind() == reflect.Slice {
		for _, s := range values {
			if fd.enum != nil && !slices.Contains(fd.enum, s) {
				return unprocessable("Input should be one of: %s", strings.Join(fd.enum, ", "))
			}
		}
		if most := fd.most; most > 0 && len(values) > most {
			return unprocessable("List should have at most %d items, not %d", most, len(values))
		}
		if len(values) > maxItems {
			return unprocessable("List should have at most %d items, not %d", maxItems, len(values))
		}
		v.Set(reflect.ValueOf(values).Convert(v.Type()))
		return nil
	}
	s := values[len(values)-1]
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		if fd.enum != nil && !slices.Contains(fd.enum, s) {
			return unprocessable("Input should be one of: %s", strings.Join(fd.enum, ", "))
		}
		v.SetString(s)
		return nil
	case reflect.Bool:
		b, ok := truth(s)
		if !ok {
			return unprocessable("Input should be a valid boolean, unable to interpret input")
		}
		v.SetBool(b)
		return nil
	}
	if strings.HasPrefix(s, "-") && fd.bounded && fd.lo == 0 && v.Kind() == reflect.Int {
		s = "0" // peers take less than nothing for nothing
	}
	if f := setNumber(v, fd, s); f != nil {
		return unprocessable("%s", f.detail)
	}
	return nil
}

// truth reads a yes or no as the peers do.
func truth(s string) (b, ok bool) {
	switch strings.ToLower(s) {
	case "true", "1", "yes", "y", "on", "t":
		return true, true
	case "false", "0", "no", "n", "off", "f":
		return false, true
	}
	return false, false
}

// unprocessable is a request whose parts are not of the form asked for.
func unprocessable(format string, a ...any) *fault {
	return &fault{code: codeUnprocessable, detail: fmt.Sprintf(format, a...)}
}

// writeAs answers with an error in the shape of a peer.
func writeAs(w http.ResponseWriter, f *fault, body any) {
	h := w.Header()
	h.Del("Content-Length")
	for k, v := range f.header {
		h[k] = v
	}
	h.Set("Content-Type", mediaJSON)
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(f.status())
	b, _ := json.Marshal(body) // texts and lists of texts: cannot fail
	_, _ = w.Write(append(b, '\n'))
}
