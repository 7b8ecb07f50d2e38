package intake_test

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cordon/intake"
)

// names lists all files of a set.
func names(t *testing.T, g intake.Given) []string {
	t.Helper()
	var out []string
	err := fs.WalkDir(g.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

func write(t *testing.T, path, content string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpenPathsGroupsFilesOfAFolder(t *testing.T) {
	dir := t.TempDir()
	a := write(t, filepath.Join(dir, "one", "sdn.csv"), "1")
	b := write(t, filepath.Join(dir, "one", "alt.csv"), "2")
	write(t, filepath.Join(dir, "one", "other.csv"), "not named")
	c := write(t, filepath.Join(dir, "two", "x.xml"), "3")
	sets, err := intake.OpenPaths([]string{a, c, b, a})
	if err != nil {
		t.Fatal(err)
	}
	if len(sets) != 2 {
		t.Fatalf("%d sets, want 2", len(sets))
	}
	if got := names(t, sets[0]); !slices.Equal(got, []string{"alt.csv", "sdn.csv"}) {
		t.Errorf("first set holds %q: only named files may show", got)
	}
	if _, err := fs.ReadFile(sets[0].FS, "other.csv"); err == nil {
		t.Error("a file that was not named can be opened")
	}
	if got := sets[1].DisplayPath("x.xml"); !strings.HasSuffix(got, "two/x.xml") {
		t.Errorf("display path %q", got)
	}
}

func TestOpenPathsRefuses(t *testing.T) {
	dir := t.TempDir()
	for _, tc := range []struct{ name, path, want string }{
		{"missing", filepath.Join(dir, "nothing.xml"), "there is no such file or folder"},
		{"a device", os.DevNull, "neither a file nor a folder"},
		{"not really a zip", write(t, filepath.Join(dir, "x.zip"), "PK\x03\x04 and no more"), "zip"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := intake.OpenPaths([]string{tc.path}); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want one with %q", err, tc.want)
			}
		})
	}
}

func archive(t *testing.T, files map[string][]byte) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return write(t, filepath.Join(t.TempDir(), "a.zip"), b.String())
}

func TestOpenPathsReadsArchives(t *testing.T) {
	sets, err := intake.OpenPaths([]string{archive(t, map[string][]byte{"lists/un.xml": []byte("<x/>")})})
	if err != nil {
		t.Fatal(err)
	}
	defer sets[0].Close()
	if got := names(t, sets[0]); !slices.Equal(got, []string{"lists/un.xml"}) {
		t.Errorf("archive shows %q", got)
	}
}

func TestOpenPathsRefusesBombs(t *testing.T) {
	_, err := intake.OpenPaths([]string{archive(t, map[string][]byte{"bomb.xml": make([]byte, 50<<20)})})
	if err == nil || !strings.Contains(err.Error(), "times its size") {
		t.Errorf("error %v, want a refusal", err)
	}
}

func TestSpool(t *testing.T) {
	dir := t.TempDir()
	g, err := intake.Spool(strings.NewReader("<list/>"), dir, "stdin")
	if err != nil {
		t.Fatal(err)
	}
	if got := names(t, g); !slices.Equal(got, []string{"stdin"}) {
		t.Errorf("set shows %q", got)
	}
	for range 2 { // recognised first, read then
		f, err := g.FS.Open("stdin")
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(f)
		if err != nil || string(b) != "<list/>" {
			t.Errorf("read %q, %v", b, err)
		}
		fi, err := f.Stat()
		if err != nil || fi.Name() != "stdin" || fi.Size() != 7 {
			t.Errorf("stat %v, %v", fi, err)
		}
		_ = f.Close()
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("%d files left behind", len(left))
	}
}
