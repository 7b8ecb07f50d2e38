package server_test

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"cordon/server"
)

// template finds the described path that a path is one of.
func template(paths map[string]any, path string) string {
	if paths[path] != nil {
		return path
	}
	parts := strings.Split(path, "/")
	for t := range paths {
		if slices.EqualFunc(strings.Split(t, "/"), parts, func(a, b string) bool { return a == b || strings.HasPrefix(a, "{") }) {
			return t
		}
	}
	return ""
}

// Whatever the peers' paths answer is what the description says.
func TestPeersAreDescribed(t *testing.T) {
	d := describe(t)
	dk := libraryDesk(t)
	paths := at(d.doc, "paths").(map[string]any)
	checked := make(map[string]int)
	for _, sc := range slices.Concat(yenteScenarios(), reconcileScenarios(), watchmanScenarios()) {
		u, err := url.Parse(sc.target)
		if err != nil {
			continue
		}
		path, method := template(paths, u.Path), strings.ToLower(sc.method)
		if at(paths, path, method) == nil {
			continue
		}
		t.Run(sc.name, func(t *testing.T) {
			w := call(t, newServer(dk, func(o *server.Options) { o.Limits = sc.limits }).Handler(), sc.method, sc.target, sc.header, sc.body)
			if w.Code == 308 || w.Code == 304 {
				return // nothing is in the body
			}
			status := fmt.Sprint(w.Code)
			if at(paths, path, method, "responses", status) == nil {
				status = "default"
			}
			kind, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
			place := []string{"paths", path, method, "responses", status, "content", kind}
			if at(d.doc, place...) == nil {
				t.Fatalf("%s %s: %s %s is not described", method, path, status, kind)
			}
			checked[method+" "+path]++
			switch kind {
			case "text/html":
			case "application/x-ndjson":
				s := d.schema(append(place, "schema", "contentSchema")...)
				for _, b := range bytes.Split(bytes.TrimSpace(w.Body.Bytes()), []byte("\n")) {
					validate(t, s, b)
				}
			default:
				validate(t, d.schema(append(place, "schema")...), w.Body.Bytes())
			}
			if w.Code == 200 && strings.HasPrefix(u.Path, "/match/") {
				validate(t, d.schema("paths", path, "post", "requestBody", "content", "application/json", "schema"), []byte(sc.body))
			}
		})
	}
	for path, item := range paths {
		for method := range item.(map[string]any) {
			if own := strings.HasPrefix(path, "/api/") || path == "/healthz" || path == "/readyz"; !own && checked[method+" "+path] == 0 {
				t.Errorf("no answer of %s %s was checked", method, path)
			}
		}
	}
}
