package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The service answers while another verb loads a list into its store, then
// answers from that list, and ends when it is told to.
func TestServeAndImport(t *testing.T) {
	dir := t.TempDir()
	list := filepath.Join(dir, "made_up.ftm.json")
	text := `{"id":"mk-1","schema":"Person","properties":{"name":["Velmar Orrisk"],"topics":["sanction"]}}`
	if err := os.WriteFile(list, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	out, w := io.Pipe()
	var talk bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"--data", data, "serve", "--listen", "127.0.0.1:0"}, streams{In: strings.NewReader(""), Out: w, Err: &talk})
		_ = w.Close()
	}()
	url, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("no address: %v; it says %s", err, talk.String())
	}
	url = strings.TrimSpace(url)
	if got := answers(t, url, "Velmar+Orrisk", `"total":0`); got == "" {
		t.Fatal("no clear answer before the list is loaded")
	}
	var report, said bytes.Buffer
	if code := run(ctx, []string{"--data", data, "import", list}, streams{In: strings.NewReader(""), Out: &report, Err: &said}); code != exitNothing {
		t.Fatalf("import: exit code %d: %s", code, said.String())
	}
	if got := answers(t, url, "Velmar+Orrisk", `"id":"mk-1"`); got == "" {
		t.Fatal("the list that was loaded is not answered from")
	}
	cancel()
	select {
	case code := <-ended:
		if code != exitNothing {
			t.Errorf("exit code %d: %s", code, talk.String())
		}
	case <-time.After(time.Minute):
		t.Fatal("it does not end")
	}
}

// answers asks until an answer holds want; "" when none does within a minute.
func answers(t *testing.T, url, name, want string) string {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); <-tick.C {
		resp, err := http.Get(url + "/api/v1/screen?name=" + name)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode == http.StatusOK && bytes.Contains(b, []byte(want)) {
			return string(b)
		}
	}
	return ""
}
