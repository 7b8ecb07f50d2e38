package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cordon/internal/unraced"
	"cordon/server"
	"cordon/world"
)

// Small worlds, imported as a user imports them: every planted tie is found, by
// every regime and by its path, records that are one without saying so among them,
// and nobody innocent is blocked or alerts.
func TestWorldIsAnsweredWhole(t *testing.T) {
	unraced.Skip(t)
	for seed := range uint64(4) {
		dir := t.TempDir()
		var talk bytes.Buffer
		a := &app{streams: streams{In: strings.NewReader(""), Out: io.Discard, Err: &talk}, data: filepath.Join(dir, "data"), store_: "sqlite:" + filepath.Join(dir, "data", "cordon.db"), programme: "dprk"}
		files := filepath.Join(dir, "world")
		_, truth, err := a.loadWorld(t.Context(), files, world.Options{Seed: 40 + seed, Size: world.Small, Programme: "dprk"})
		if err != nil {
			t.Fatal(err)
		}
		c, err := newWorldCheck(t.Context(), a, truth)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.ask(t.Context(), files); err != nil {
			t.Fatal(err)
		}
		for _, name := range c.order {
			p := c.by[name]
			if p.found != p.planted || p.wrong > 0 || p.right == 0 {
				t.Errorf("seed %d: %s: %d of %d found, %d answers right, %d wrong: %v", truth.Seed, name, p.found, p.planted, p.right, p.wrong, c.missed[name])
			}
		}
		if c.blocked > 0 || c.alerts > 0 || c.innocents < len(truth.Innocent) {
			t.Errorf("seed %d: of %d answers about innocents %d are blocked and %d alert: %v", truth.Seed, c.innocents, c.blocked, c.alerts, c.missed)
		}
		if c.hits != c.customers || c.falseHits > 0 || c.customers == 0 || c.nobodies == 0 {
			t.Errorf("seed %d: %d of %d customers found, %d of %d nobodies: %v", truth.Seed, c.hits, c.customers, c.falseHits, c.nobodies, c.missed["customers"])
		}
		if c.ships == 0 || c.falseShips > 0 {
			t.Errorf("%d of %d ships with the name of a listed one and another number are found as that: %v", c.falseShips, c.ships, c.missed["customers"])
		}
		if c.goodsRight != c.goods || c.goods == 0 {
			t.Errorf("goods: %d of %d: %v", c.goodsRight, c.goods, c.missed["goods"])
		}
		if err := a.close(); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(talk.String()) {
			if !strings.Contains(line, ": indexing: ") { // how far a slow machine is
				t.Errorf("loading it says: %s", line)
			}
		}
	}
}

// A truth that is not so is noticed: the check can fail.
func TestWorldCheckFailsWhole(t *testing.T) {
	unraced.Skip(t)
	dir := t.TempDir()
	a := &app{streams: streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard}, data: filepath.Join(dir, "data"), store_: "sqlite:" + filepath.Join(dir, "data", "cordon.db"), programme: "dprk"}
	files := filepath.Join(dir, "world")
	_, truth, err := a.loadWorld(t.Context(), files, world.Options{Seed: 1, Size: world.Small, Programme: "dprk"})
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	half := &truth.Planted[0] // truly blocked: told to be innocent too
	half.Listed = []string{"ofac-0"}
	other := *half
	other.Pattern, other.Like, other.Expect = "told-innocent", half.Pattern, []world.Verdict{{Day: truth.Day, Exposure: "clear", Regimes: map[string]string{"ofac": "no"}}}
	truth.Innocent = append(truth.Innocent, other)
	for i := range truth.Customers {
		if c := &truth.Customers[i]; len(c.Listed) > 0 {
			c.Listed = []string{"ofac-0"}
		}
	}
	truth.Goods[0].Exposure = "clear"
	c, err := newWorldCheck(t.Context(), a, truth)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.ask(t.Context(), files); err != nil {
		t.Fatal(err)
	}
	p := c.by[half.Pattern]
	if p.found != 0 || p.wrong != 1 || c.blocked != 1 || c.hits != 0 || c.goodsRight != c.goods-1 {
		t.Errorf("found %d, wrong %d, innocents blocked %d, hits %d, goods %d of %d", p.found, p.wrong, c.blocked, c.hits, c.goodsRight, c.goods)
	}
}

// truth are the planted ties of a small world.
func truth(t *testing.T, seed uint64) []world.Case {
	t.Helper()
	w, err := world.New(world.Options{Seed: seed, Size: world.Small, Programme: "dprk"})
	if err != nil {
		t.Fatal(err)
	}
	return w.Truth().Planted
}

// The demonstration prints what it found and an address, answers there, and
// leaves nothing behind.
func TestDemo(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	t.Setenv("CORDON_DATA", filepath.Join(tmp, "not-mine"))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	out, w := io.Pipe()
	var talk bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"-o", "jsonl", "demo", "--seed", "2"}, streams{In: strings.NewReader(""), Out: w, Err: &talk})
		_ = w.Close()
	}()
	var rep demoReport
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		t.Fatalf("nothing was printed: %v: %s", err, talk.String())
	}
	if err := json.Unmarshal(line, &rep); err != nil {
		t.Fatal(err)
	}
	if rep.Found < len(truth(t, 2)) || rep.Found > rep.Planted || rep.Blocked != 0 || rep.Planted == 0 || len(rep.Shown) != len(demoPatterns) {
		t.Errorf("%+v", rep)
	}
	for _, f := range rep.Shown {
		if f.Name == "" || f.Exposure == "clear" || f.Path == "" || f.Obligation == "" || !strings.HasPrefix(f.Link, rep.URL+"/#/touch?") {
			t.Errorf("shown: %+v", f)
		}
	}
	if got := answers(t, rep.URL, "Ri+Chol+Ho", `"searched"`); got == "" {
		t.Fatal("the index does not get ready")
	}
	var offered server.Examples
	if resp, err := http.Get(rep.URL + "/api/v1/examples"); err != nil {
		t.Fatal(err)
	} else if err := errors.Join(json.NewDecoder(resp.Body).Decode(&offered), resp.Body.Close()); err != nil {
		t.Fatal(err)
	}
	if len(offered.Examples) != demoOffered+len(demoQuiet) || !strings.Contains(offered.About, "seed 2") {
		t.Errorf("offered: %+v", offered)
	}
	for _, e := range offered.Examples { // each is answered as it says
		resp, err := http.Get(rep.URL + "/api/v1/touch?" + url.Values{"subject": {e.Subject}, "as_of": {e.AsOf}}.Encode())
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Exposure string `json:"exposure"`
		}
		if err := errors.Join(json.NewDecoder(resp.Body).Decode(&got), resp.Body.Close()); err != nil || got.Exposure != e.Exposure || e.Why == "" {
			t.Errorf("%+v: %q, %v", e, got.Exposure, err)
		}
	}
	for path, want := range map[string]string{"/readyz": `"ok"`, "/api/v1/touch?subject=" + url.QueryEscape(rep.Shown[0].Subject): `"exposure":"` + rep.Shown[0].Exposure + `"`} {
		resp, err := http.Get(rep.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode != http.StatusOK || !bytes.Contains(bytes.ReplaceAll(b, []byte(`": "`), []byte(`":"`)), []byte(want)) {
			t.Errorf("%s: %s: %.300s", path, resp.Status, b)
		}
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
	left, err := os.ReadDir(tmp)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) > 0 {
		t.Errorf("it leaves %v behind", left)
	}
}
