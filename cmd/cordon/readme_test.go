package main

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cordon/lists"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
)

var root = filepath.Join("..", "..")

func readFile(t *testing.T, path ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// block finds code blocks of a page: their language and what they hold.
var block = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

// commands returns the lines of a page's blocks of one language, without
// remarks behind them.
func commands(page, language string) []string {
	var out []string
	for _, m := range block.FindAllStringSubmatch(page, -1) {
		if m[1] != language {
			continue
		}
		for line := range strings.Lines(m[2]) {
			line, _, _ = strings.Cut(line, "  #")
			if line = strings.TrimSpace(line); line != "" {
				out = append(out, line)
			}
		}
	}
	return out
}

// What the README tells a user to run is run here, in a folder of its own, on
// the built-in listings and on made-up files of the names that it uses.
func TestREADMECommands(t *testing.T) {
	published := os.Getenv(dataEnv)
	// What stands in for a command; nothing means that it is not run, and why.
	instead := map[string][]string{
		"make build":                         nil, // make test builds before it tests
		"make demo":                          nil, // TestDemo
		`bin/cordon touch "Bank of Dandong"`: {"touch", "Bank of Dandong"},
		`bin/cordon screen "Ri Chol Ho"`:     {"screen", "Ri Chol Ho"},
		"bin/cordon law goods 2701 --direction from --date 2017-08-20": {"law", "goods", "2701", "--direction", "from", "--date", "2017-08-20"},
		"bin/cordon update":                           {"update", "--from", filepath.Join(published, "sanctions", "ofac", "cons")},
		"bin/cordon import consolidated.xml exports/": {"import", "consolidated.xml", "exports/"},
	}
	if published == "" {
		t.Logf("bin/cordon update is not run: %s is not set, and tests use no network", dataEnv)
		instead["bin/cordon update"] = nil
	}
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("consolidated.xml", `<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2020-02-03T00:00:00Z"><INDIVIDUALS><INDIVIDUAL>
<DATAID>9990001</DATAID><FIRST_NAME>TARVIK</FIRST_NAME><SECOND_NAME>UMBRELL</SECOND_NAME><UN_LIST_TYPE>DPRK</UN_LIST_TYPE>
<REFERENCE_NUMBER>KPi.999</REFERENCE_NUMBER><LISTED_ON>2019-11-12</LISTED_ON></INDIVIDUAL></INDIVIDUALS><ENTITIES></ENTITIES></CONSOLIDATED_LIST>`)
	write("exports/made_up.ftm.json", `{"id":"mk-1","schema":"Person","properties":{"name":["Velmar Orrisk"],"topics":["sanction"]}}`)

	lines := commands(readFile(t, root, "README.md"), "sh")
	for _, line := range lines {
		args, known := instead[line]
		if !known {
			t.Errorf("README.md tells to run %q: this test does not know it", line)
			continue
		}
		delete(instead, line)
		if args == nil {
			continue
		}
		out, code := cordonIn(t, dir, args...)
		if (args[0] == "screen" || args[0] == "touch") && code != exitNothing || code != exitNothing && code != exitFound { // the README says that they find nobody
			t.Errorf("%s: exit code %d\n%s", line, code, out)
		}
	}
	for line := range instead {
		t.Errorf("this test runs %q, which README.md does not tell", line)
	}
}

// cordonIn runs the real command with a home and a data folder below dir.
func cordonIn(t *testing.T, dir string, args ...string) (output string, code int) {
	t.Helper()
	cmd := exec.Command("cordon", args...)
	cmd.Dir = dir
	cmd.Env = []string{"HOME=" + dir, "PATH=" + os.Getenv("PATH"), "TZ=UTC"}
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

const screenMark, screenEnd = "<!-- screen -->\n", "<!-- /screen -->\n"

// asked are the days of an answer, which are those on which it was asked for.
var asked = regexp.MustCompile(`as\s+of\s+\d{4}-\d\d-\d\d,\s+as\s+known\s+on\s+\d{4}-\d\d-\d\d`)

// The picture in the README is what its command prints on a fresh installation.
// make readme renews it.
func TestREADMEScreen(t *testing.T) {
	page := readFile(t, root, "README.md")
	head, rest, ok1 := strings.Cut(page, screenMark)
	old, tail, ok2 := strings.Cut(rest, screenEnd)
	if !ok1 || !ok2 {
		t.Fatal("README.md has no marks of the picture")
	}
	lines := commands(old, "console")
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "$ cordon ") {
		t.Fatalf("no command in the picture: %q", old)
	}
	args := splitWords(strings.TrimPrefix(lines[0], "$ cordon "))
	out, code := cordonIn(t, t.TempDir(), append([]string{"-o", "table"}, args...)...)
	if code != exitFound {
		t.Errorf("exit code %d: the picture finds nothing", code)
	}
	now := "```console\n" + lines[0] + "\n" + out + "```\n"
	if *update {
		if err := os.WriteFile(filepath.Join(root, "README.md"), []byte(head+screenMark+now+screenEnd+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	same := func(s string) string {
		return strings.Join(strings.Fields(asked.ReplaceAllString(s, "as of DAY, as known on DAY")), " ")
	}
	if diff := cmp.Diff(strings.Split(same(old), ". "), strings.Split(same(now), ". ")); diff != "" {
		t.Errorf("the picture in README.md is not what the command prints; renew it with: make readme\n%s", diff)
	}
}

// splitWords cuts a command line at blanks outside of double quotes.
func splitWords(s string) []string {
	var out []string
	for i, part := range strings.Split(s, `"`) {
		if i%2 == 1 {
			out = append(out, part)
			continue
		}
		out = append(out, strings.Fields(part)...)
	}
	return out
}

// pages are the README, the changelog and what is in docs.
func pages(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{"README.md": readFile(t, root, "README.md"), "CHANGELOG.md": readFile(t, root, "CHANGELOG.md")}
	entries, err := os.ReadDir(filepath.Join(root, "docs"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		out["docs/"+e.Name()] = readFile(t, root, "docs", e.Name())
	}
	return out
}

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// Every link to a file leads to one, every page is linked, and the README stays
// short.
func TestDocLinks(t *testing.T) {
	all := pages(t)
	if n := strings.Count(all["README.md"], "\n"); n > 150 {
		t.Errorf("README.md has %d lines, want at most 150", n)
	}
	linked := map[string]bool{"README.md": true}
	for page, text := range all {
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			target, _, _ := strings.Cut(m[1], "#")
			if target == "" || strings.Contains(target, "://") {
				continue
			}
			rel := filepath.ToSlash(filepath.Join(filepath.Dir(page), target))
			linked[rel] = true
			if _, err := os.Stat(filepath.Join(root, rel)); errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s links %s, which is not there", page, m[1])
			}
		}
	}
	for _, page := range slices.Sorted(maps.Keys(all)) {
		if !linked[page] {
			t.Errorf("%s is linked from nowhere", page)
		}
	}
}

// Commands that pages show have verbs and flags that exist.
func TestDocCommands(t *testing.T) {
	inline := regexp.MustCompile("`((?:bin/)?cordon [^`]+)`")
	seen := 0
	for page, text := range pages(t) {
		if page == "docs/cli.md" { // is what the command prints
			continue
		}
		var lines []string
		for _, m := range inline.FindAllStringSubmatch(text, -1) {
			lines = append(lines, m[1])
		}
		lines = append(append(lines, commands(text, "sh")...), commands(text, "console")...)
		for _, line := range lines {
			words := splitWords(strings.TrimPrefix(line, "$ "))
			at := slices.IndexFunc(words, func(w string) bool { return w == "cordon" || w == "bin/cordon" })
			if at < 0 || at+1 >= len(words) {
				continue
			}
			words = words[at+1:]
			if i := slices.IndexFunc(words, func(w string) bool { return w == "|" || w == ">" }); i >= 0 {
				words = words[:i]
			}
			seen++
			a := &app{streams: streams{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}}}
			if err := parses(a.root(), words); err != nil {
				t.Errorf("%s shows %q: %v", page, line, err)
			}
		}
	}
	if seen < 10 {
		t.Errorf("%d commands seen: the pages are not read as they are written", seen)
	}
}

// parses reports whether a command line has a verb and flags that exist.
func parses(root *cobra.Command, words []string) error {
	cmd, rest, err := root.Find(words)
	if err != nil {
		return err
	}
	if cmd == root && len(rest) > 0 && !strings.HasPrefix(rest[0], "-") {
		return errors.New("no such verb")
	}
	return cmd.ParseFlags(rest)
}

// The page on lists has a row for every list that is read, with its kinds, and
// names every kind.
func TestListsDoc(t *testing.T) {
	page := readFile(t, root, "docs", "lists.md")
	for _, s := range lists.Catalogue() {
		if !strings.Contains(page, "| `"+s.Dataset+"` | "+s.Title+" | ") {
			t.Errorf("docs/lists.md has no row for %s, %s", s.Dataset, s.Title)
		}
	}
	for _, k := range lists.Kinds() {
		if !strings.Contains(page, "`"+string(k)+"`") {
			t.Errorf("docs/lists.md does not name the kind %s", k)
		}
	}
}
