package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"cordon/live"
	"cordon/screen"
)

// catalog is what GET /catalog answers.
type catalog struct {
	Datasets   []catalogDataset `json:"datasets"`
	Current    []string         `json:"current" doc:"Datasets that are searched as they were loaded last: all."`
	Outdated   []string         `json:"outdated" doc:"Datasets of which an older state is searched: none, because a batch is searched before it is shown here."`
	IndexStale bool             `json:"index_stale"`
}

type catalogDataset struct {
	Name         string   `json:"name"`
	Title        string   `json:"title"`
	Version      string   `json:"version" doc:"The time at which the newest batch was received, and its number."`
	UpdatedAt    *string  `json:"updated_at"`
	LastExport   *string  `json:"last_export" doc:"The day that the publisher states."`
	Load         bool     `json:"load"`
	IndexVersion string   `json:"index_version"`
	IndexCurrent bool     `json:"index_current"`
	Children     []string `json:"children"`
}

// catalog answers GET /catalog and /manifest.
func (s *Server) catalog(w http.ResponseWriter, r *http.Request) error {
	if err := s.answering(r); err != nil {
		return err
	}
	loaded, _ := s.desk.Lists(r.Context())
	out := catalog{Datasets: []catalogDataset{}, Current: []string{}, Outdated: []string{}}
	all := catalogDataset{Name: allDatasets, Title: datasetTitle(allDatasets), Load: true, IndexCurrent: true, Children: []string{}}
	for _, l := range loaded {
		d := catalogDataset{Name: l.Dataset, Title: datasetTitle(l.Dataset), Version: versionOf(l), Load: true, IndexVersion: versionOf(l), IndexCurrent: true, Children: []string{}}
		if t, err := time.Parse(time.RFC3339, l.Received); err == nil {
			at := t.UTC().Format("2006-01-02T15:04:05")
			d.UpdatedAt = &at
		}
		if l.Published != "" {
			at := l.Published + "T00:00:00"
			d.LastExport = &at
		}
		all.Version = max(all.Version, d.Version)
		all.Children = append(all.Children, l.Dataset)
		out.Current = append(out.Current, l.Dataset)
		out.Datasets = append(out.Datasets, d)
	}
	all.IndexVersion = all.Version
	out.Current = append(out.Current, allDatasets)
	out.Datasets = append(out.Datasets, all)
	return s.writeCached(w, r, out, 300)
}

// versionOf names the state of a list so that later states sort behind it.
func versionOf(l live.List) string {
	stamp := strings.NewReplacer("-", "", ":", "", "T", "", "Z", "").Replace(l.Received)
	return fmt.Sprintf("%s-b%d", stamp, l.Batch)
}

// writeCached answers with v, which may be kept for a while and then asked for
// again by its tag.
func (s *Server) writeCached(w http.ResponseWriter, r *http.Request, v any, seconds int) error {
	var buf bytes.Buffer
	if err := encode(&buf, v); err != nil {
		return err
	}
	sum := sha256.Sum256(buf.Bytes())
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	h := w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "public, max-age="+strconv.Itoa(seconds))
	if matchesTag(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", mediaJSON)
	h.Set("Content-Length", strconv.Itoa(buf.Len()))
	_, _ = w.Write(buf.Bytes()) // the client may be gone
	return nil
}

// matchesTag reports whether a tag is among those that a client has.
func matchesTag(header, tag string) bool {
	for _, t := range strings.Split(header, ",") {
		if t = strings.TrimPrefix(strings.TrimSpace(t), "W/"); t == tag || t == "*" {
			return true
		}
	}
	return false
}

// algorithms is what GET /algorithms answers.
type algorithms struct {
	Algorithms []algorithm `json:"algorithms"`
	Default    string      `json:"default"`
	Best       string      `json:"best"`
}

type algorithm struct {
	Name        string             `json:"name"`
	Description string             `json:"description"`
	Features    map[string]feature `json:"features"`
	Docs        algorithmDocs      `json:"docs"`
}

type algorithmDocs struct {
	Name        string                  `json:"name"`
	Description string                  `json:"description"`
	Config      map[string]configOption `json:"config"`
	Features    map[string]feature      `json:"features"`
}

type feature struct {
	Description string  `json:"description"`
	Coefficient float64 `json:"coefficient"`
	URL         string  `json:"url"`
}

type configOption struct {
	Type        string `json:"type"`
	Description string `json:"description"`
	Default     any    `json:"default"`
}

// features describes what explanations name.
func features() map[string]feature {
	out := make(map[string]feature)
	for _, f := range screen.Features {
		out[f.Name] = feature{Description: f.Description, Coefficient: f.Coefficient, URL: "/openapi.json"}
	}
	return out
}

// algorithms answers GET /algorithms.
func (s *Server) algorithms(w http.ResponseWriter, r *http.Request) error {
	out := algorithms{Default: ourAlgorithm, Best: ourAlgorithm}
	add := func(name, description string, features map[string]feature) {
		out.Algorithms = append(out.Algorithms, algorithm{name, description, features, algorithmDocs{name, description, map[string]configOption{}, features}})
	}
	add(ourAlgorithm, "Names part by part in all scripts, identifiers by their check digits, and what speaks against it. best and default mean this.", features())
	add(screen.OFAC, "Scores names as the search of OFAC's site does (FAQ 249).", map[string]feature{
		"ofac_name_match": {Description: "the better of the whole name and its words, by Jaro-Winkler", Coefficient: 1, URL: "/openapi.json"},
	})
	for _, name := range peerAlgorithms {
		add(name, "A name of OpenSanctions. It is answered by cordon, whose scores are on its own scale.", features())
	}
	return s.writeCached(w, r, out, 300)
}

// updateParams is the query string of POST /updatez.
type updateParams struct {
	Token string `json:"token,omitempty"`
	Sync  bool   `json:"sync,omitempty"`
}

// updatez answers POST /updatez: nobody can load lists from afar.
func (s *Server) updatez(http.ResponseWriter, *http.Request) error {
	return &fault{code: codeForbidden, detail: "Invalid token."}
}
