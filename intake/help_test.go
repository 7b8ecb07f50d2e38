package intake_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"cordon/ftm"
	"cordon/intake"
	"cordon/lists"
	"cordon/store"
)

// harness is an intake over a store of its own.
type harness struct {
	t  *testing.T
	st *store.Store
	in *intake.Intake
}

func newHarness(t *testing.T) *harness {
	t.Helper()
	return openHarness(t, t.TempDir())
}

// openHarness opens the store of a folder, which may be there already.
func openHarness(t *testing.T, dir string) *harness {
	t.Helper()
	st, err := openStore(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return &harness{t, st, intake.New(st, slog.New(slog.DiscardHandler))}
}

func openStore(ctx context.Context, dir string) (*store.Store, error) {
	return store.Open(ctx, "sqlite:"+filepath.Join(dir, "cordon.db"), store.Options{Originals: filepath.Join(dir, "originals")})
}

// load loads a document, which must not stop all work.
func (h *harness) load(fsys fs.FS, doc lists.Document, change ...func(*intake.Options)) intake.Result {
	h.t.Helper()
	var o intake.Options
	for _, c := range change {
		c(&o)
	}
	res, err := h.in.Load(h.t.Context(), fsys, doc, o)
	if err != nil {
		h.t.Fatal(err)
	}
	return res
}

// loads loads a document that must go through.
func (h *harness) loads(fsys fs.FS, doc lists.Document, change ...func(*intake.Options)) intake.Result {
	h.t.Helper()
	res := h.load(fsys, doc, change...)
	if res.Status != intake.Loaded {
		h.t.Fatalf("%s: %s: %q %v", doc.Dataset, res.Status, res.Why, res.Problems)
	}
	return res
}

func forced(o *intake.Options) { o.Force = true }

// state is a digest of everything that the store says at present, and how many
// entities it has.
func (h *harness) state() (digest string, entities int) {
	h.t.Helper()
	v, err := h.st.ViewAt(h.t.Context(), 0, time.Time{})
	if err != nil {
		h.t.Fatal(err)
	}
	sum := sha256.New()
	_, err = h.st.Entities(h.t.Context(), v, nil, func(e *ftm.Entity) error {
		entities++
		return ftm.Write(sum, e)
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return hex.EncodeToString(sum.Sum(nil)), entities
}

// sound checks the whole store.
func (h *harness) sound() {
	h.t.Helper()
	rep, err := h.st.Fsck(h.t.Context(), nil)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, p := range rep.Problems {
		h.t.Errorf("fsck: %s", p)
	}
}

// has reports whether an entity is known at present.
func (h *harness) has(id string) bool {
	h.t.Helper()
	v, err := h.st.ViewAt(h.t.Context(), 0, time.Time{})
	if err != nil {
		h.t.Fatal(err)
	}
	_, _, err = h.st.Entity(h.t.Context(), v, id)
	return err == nil
}

func (h *harness) batches() int {
	h.t.Helper()
	b, err := h.st.Batches(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return len(b)
}

// listed is an invented entry of an invented list in OFAC's format.
type listed struct {
	id        int
	name      string
	programme string
	remarks   string
}

// parties invents n entries. Every tenth is of the smaller programme.
func parties(n int) []listed {
	words := [...]string{"HERON", "LANTERN", "MARLIN", "QUARRY", "SPINDLE", "THISTLE", "WICKER", "YARROW"}
	var out []listed
	for i := range n {
		p := listed{id: 100 + i, programme: "FAKE-ONE", remarks: "Invented entry."}
		if i%10 == 0 {
			p.programme = "FAKE-TWO"
		}
		p.name = fmt.Sprintf("%s %s TRADING %d", words[i%8], words[i/8%8], i)
		out = append(out, p)
	}
	return out
}

// set writes entries as the four files of an OFAC list.
func set(entries []listed) fstest.MapFS {
	var sdn, alt, add bytes.Buffer
	for _, p := range entries {
		fmt.Fprintf(&sdn, "%d,\"%s\",-0- ,\"%s\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"%s\"\r\n", p.id, p.name, p.programme, p.remarks)
		fmt.Fprintf(&alt, "%d,%d,\"aka\",\"%s\",-0- \r\n", p.id, p.id+1_000_000, "THE "+p.name)
		fmt.Fprintf(&add, "%d,%d,\"1 Invented Street\",\"Nowhere\",\"North Korea\",-0- \r\n", p.id, p.id+2_000_000)
	}
	m := fstest.MapFS{}
	for name, b := range map[string]*bytes.Buffer{"sdn.csv": &sdn, "alt.csv": &alt, "add.csv": &add} {
		b.WriteString("\x1a")
		m[name] = &fstest.MapFile{Data: b.Bytes()}
	}
	m["sdn_comments.csv"] = &fstest.MapFile{Data: []byte("\x1a")}
	if len(entries) > 0 {
		m["sdn_comments.csv"] = &fstest.MapFile{Data: fmt.Appendf(nil, "%d,\" Goes on here.\"\r\n\x1a", entries[0].id)}
	}
	return m
}

// ofac is the document of the four files.
func ofac() lists.Document {
	return lists.Document{Kind: lists.OFACCSV, Dataset: "us_ofac_sdn",
		Files: map[string]string{"sdn": "sdn.csv", "alt": "alt.csv", "add": "add.csv", "comments": "sdn_comments.csv"}}
}

// with returns m with another content of one file.
func with(m fstest.MapFS, name, content string) fstest.MapFS {
	m = maps.Clone(m)
	m[name] = &fstest.MapFile{Data: []byte(content)}
	return m
}

// text is the content of a file.
func text(m fstest.MapFS, name string) string { return string(m[name].Data) }

// person is a line of an FtM file about an invented person.
func person(id, name string) string {
	return fmt.Sprintf(`{"id":%q,"schema":"Person","properties":{"name":[%q],"topics":["sanction"]}}`, id, name) + "\n"
}

func ftmDoc(path string) lists.Document {
	return lists.Document{Kind: lists.FTM, Dataset: "invented", Files: map[string]string{"main": path}}
}

// wantWhy checks that one of the reasons has the wanted part.
func wantWhy(t *testing.T, res intake.Result, want string) {
	t.Helper()
	if !strings.Contains(strings.Join(res.Why, "; "), want) {
		t.Errorf("reasons %q, want one with %q", res.Why, want)
	}
}
