package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"cordon/resolve"
	"cordon/store"

	"github.com/google/go-cmp/cmp"
)

func judged(a, b string, v resolve.Verdict) resolve.Judgement {
	return resolve.Judgement{A: a, B: b, Verdict: v, User: "kim", Reason: "compared"}
}

func undo(a, b string) func(*resolve.Book) []resolve.Judgement {
	return func(bk *resolve.Book) []resolve.Judgement {
		if j, ok := bk.Judged(a, b); ok {
			return []resolve.Judgement{j}
		}
		return nil
	}
}

// What was decided is there after the store was closed, and what was taken back
// stays in the log.
func TestJudgements(t *testing.T) {
	dir := t.TempDir()
	st := openAt(t, dir)
	score := .875
	j := judged("b", "a", resolve.Same)
	j.Score = &score
	first, err := st.Judge(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	if first.ID != 1 || first.A != "a" || first.B != "b" || first.At.IsZero() {
		t.Errorf("judged %+v", first)
	}
	if _, err := st.Judge(t.Context(), judged("b", "c", resolve.Different)); err != nil {
		t.Fatal(err)
	}
	var conflict *resolve.ConflictError
	if _, err := st.Judge(t.Context(), judged("c", "a", resolve.Same)); !errors.As(err, &conflict) || len(conflict.By) != 1 || conflict.By[0].ID != 2 {
		t.Errorf("a merge through a third party: %v", err)
	}
	if _, err := st.Withdraw(t.Context(), "lee", "mistaken", undo("b", "c")); err != nil {
		t.Fatal(err)
	}
	if _, err := st.Withdraw(t.Context(), "lee", "mistaken", undo("b", "c")); !errors.Is(err, resolve.ErrNotJudged) {
		t.Errorf("taken back twice: %v", err)
	}
	if _, err := st.Judge(t.Context(), judged("a", "c", resolve.Unsure)); err != nil {
		t.Fatal(err)
	}
	if _, err := st.Judge(t.Context(), judged("a", "c", resolve.Same)); err != nil { // withdraws the open one
		t.Fatal(err)
	}
	want, err := st.Judgements(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(want) != 4 || want[1].WithdrawnBy != "lee" || want[1].WithdrawnAs != 3 || want[2].Live() || !want[3].Live() || want[0].Score == nil || *want[0].Score != score {
		t.Errorf("the log: %+v", want)
	}
	n, err := st.JudgedAs(t.Context())
	if err != nil || n != 6 {
		t.Errorf("revision %d, %v; want 6", n, err)
	}
	if r, err := st.Fsck(t.Context(), nil); err != nil || len(r.Problems) > 0 {
		t.Errorf("fsck: %v, %v", r.Problems, err)
	}
	again := openAt(t, dir)
	got, err := again.Judgements(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for _, bad := range []resolve.Judgement{
		judged("a", "a", resolve.Same), judged("", "a", resolve.Same), judged("a", "b", "perhaps"),
		{A: "a", B: "z", Verdict: resolve.Same, Reason: "x"}, {A: "a", B: "z", Verdict: resolve.Same, User: "x"},
	} {
		if _, err := st.Judge(t.Context(), bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}

// Of many who decide at once, all are counted and none contradict each other.
func TestJudgementsAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for w := range 4 {
		st := openAt(t, dir)
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(w), 7))
			for range 25 {
				a, b := fmt.Sprint("e", r.IntN(6)), fmt.Sprint("e", r.IntN(6))
				var conflict *resolve.ConflictError
				v := resolve.Verdicts[r.IntN(3)]
				if _, err := st.Judge(t.Context(), judged(a, b, v)); err != nil && a != b && !errors.As(err, &conflict) {
					t.Error(err)
				}
				if r.IntN(3) == 0 {
					if _, err := st.Withdraw(t.Context(), "lee", "", undo(a, b)); err != nil && !errors.Is(err, resolve.ErrNotJudged) {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	if r, err := openAt(t, dir).Fsck(t.Context(), nil); err != nil || len(r.Problems) > 0 {
		t.Errorf("fsck: %v, %v", r.Problems, err)
	}
}

// A store of an older version is brought to this one with all it holds.
func TestMigrate(t *testing.T) {
	dir := t.TempDir()
	st := openAt(t, dir)
	if _, err := importDoc(t.Context(), st, "list", 1); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("DROP TABLE judgement; DROP TABLE standing_at; DROP TABLE standing; DROP TABLE move; DROP TABLE finding_subject; DROP TABLE finding; DROP TABLE finding_run; UPDATE meta SET value = '1' WHERE key = 'schema'"); err != nil {
		t.Fatal(err)
	}
	st = openAt(t, dir)
	if _, err := st.Judge(t.Context(), judged("a", "b", resolve.Same)); err != nil {
		t.Fatal(err)
	}
	r, err := st.Fsck(t.Context(), nil)
	if err != nil || len(r.Problems) > 0 || r.Batches != 1 {
		t.Errorf("fsck: %+v, %v", r, err)
	}
}

// Judgements that contradict each other are faults.
func TestFsckJudgements(t *testing.T) {
	for _, c := range []struct{ do, want string }{
		{"INSERT INTO judgement VALUES (3, 9000000000000000, 'a', 'c', 'different', NULL, 'x', NULL, 'r')", "judgement 3: keeps apart what others make one party"},
		{"DELETE FROM judgement WHERE id = 1", "judgement 2: stands where number 1 should"},
		{"INSERT INTO judgement VALUES (3, 9000000000000000, 'a', 'b', 'same', NULL, 'x', NULL, 'r')", "judgement 3: is the second of its pair that holds"},
		{"INSERT INTO judgement VALUES (3, 1, 'x', 'y', 'same', NULL, 'x', NULL, 'r')", "judgement 3: is of an earlier time"},
	} {
		dir := t.TempDir()
		st := openAt(t, dir)
		for _, j := range []resolve.Judgement{judged("a", "b", resolve.Same), judged("b", "c", resolve.Same)} {
			if _, err := st.Judge(t.Context(), j); err != nil {
				t.Fatal(err)
			}
		}
		damage(t, dir, c.do)
		r, err := st.Fsck(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(fmt.Sprint(r.Problems), c.want) {
			t.Errorf("%s: faults %v, want %q", c.do, r.Problems, c.want)
		}
	}
}

// judgeJob is the job of a child that decides three pairs: "judge FOLDER POINT".
// It is killed at the point of the third.
const judgeJob = "judge"

func judgeAndDie(dir, point string) error {
	ctx := context.Background()
	st, err := store.Open(ctx, dsn(dir), store.Options{})
	if err != nil {
		return err
	}
	for i := range 3 {
		store.SetReached(st, func(at string) {
			if i == 2 && at == strings.ReplaceAll(point, "_", " ") {
				die()
			}
		})
		j, err := st.Judge(ctx, judged("a", fmt.Sprint("b", i), resolve.Same))
		if err != nil {
			return err
		}
		fmt.Println(j.ID)
	}
	return nil
}

// A decision that was acknowledged is there after a kill; one that was not is
// there whole or not at all.
func TestKillWhileJudging(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for point, want := range map[string]int{"judgement_written": 2, "judgement_committed": 3} {
		dir := t.TempDir()
		cmd := exec.CommandContext(t.Context(), exe)
		cmd.Env = append(os.Environ(), childEnv+"="+strings.Join([]string{judgeJob, dir, point}, " "))
		out, err := cmd.Output()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.Exited() || string(out) != "1\n2\n" {
			t.Fatalf("%s: the process was to be killed after two: %v, %q", point, err, out)
		}
		st := openAt(t, dir)
		list, err := st.Judgements(t.Context())
		if err != nil || len(list) != want {
			t.Errorf("%s: %d judgements, %v; want %d", point, len(list), err, want)
		}
		if j, err := st.Judge(t.Context(), judged("x", "y", resolve.Same)); err != nil || j.ID != int64(want)+1 {
			t.Errorf("%s: the next is %d, %v", point, j.ID, err)
		}
		if r, err := st.Fsck(t.Context(), nil); err != nil || len(r.Problems) > 0 {
			t.Errorf("%s: fsck: %v, %v", point, r.Problems, err)
		}
	}
}
