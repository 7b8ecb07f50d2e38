package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cordon/ftm"
	"cordon/store"
)

// The test binary runs itself again as another process when this variable says
// what that process is to do: "FOLDER SOURCE FIRST LAST POINT".
const childEnv = "CORDON_STORE_CHILD"

func TestMain(m *testing.M) {
	if job := os.Getenv(childEnv); job != "" {
		if err := child(strings.Fields(job)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child imports documents FIRST to LAST of a source, says so after each, and
// kills itself at the named point of the second, or at none.
func child(job []string) error {
	if len(job) == 3 && job[0] == judgeJob {
		return judgeAndDie(job[1], job[2])
	}
	if len(job) != 5 {
		return fmt.Errorf("child: %q", job)
	}
	first, err := strconv.Atoi(job[2])
	if err != nil {
		return err
	}
	last, err := strconv.Atoi(job[3])
	if err != nil {
		return err
	}
	ctx := context.Background()
	st, err := store.Open(ctx, dsn(job[0]), store.Options{})
	if err != nil {
		return err
	}
	defer st.Close()
	for n := first; n <= last; n++ {
		store.SetReached(st, func(point string) {
			if n > first && point == strings.ReplaceAll(job[4], "_", " ") {
				die()
			}
		})
		b, err := importDoc(ctx, st, job[1], n)
		if err != nil {
			return err
		}
		fmt.Printf("%d %x\n", n, b.Digest)
	}
	return nil
}

// die ends this process as a kill from outside does.
func die() {
	if p, err := os.FindProcess(os.Getpid()); err == nil {
		_ = p.Kill()
	}
	select {}
}

const killParties = 420 // more than are compared at once

// importDoc imports the n-th document of a source: what a list says that drops a
// few parties, changes some and adds some each time.
func importDoc(ctx context.Context, st *store.Store, source string, n int) (store.Batch, error) {
	o, err := st.PutOriginal(ctx, strings.NewReader(strings.Repeat(fmt.Sprintf("%s %d\n", source, n), 5000)), store.OriginalMeta{Name: source + ".csv"})
	if err != nil {
		return store.Batch{}, err
	}
	l, err := st.Begin(ctx, store.BatchMeta{Source: source, Docs: []store.Doc{{Role: "list", SHA256: o.SHA256}}})
	if err != nil {
		return store.Batch{}, err
	}
	defer l.Abort()
	for i := range killParties {
		e := ftm.New(fmt.Sprintf("e-%d", i+20*n), "Person")
		e.Add("name", fmt.Sprint("Party ", i+20*n))
		e.Add("alias", fmt.Sprint("Since ", (i+n)%50))
		if err := l.Add(ctx, e); err != nil {
			return store.Batch{}, err
		}
	}
	l.Refuse(ftm.Problem{File: "list.csv", Line: n, Why: "made up"})
	return l.Commit(ctx)
}

// childOf prepares a process that does a job.
func childOf(t *testing.T, dir, source string, first, last int, point string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe)
	if point = strings.ReplaceAll(point, " ", "_"); point == "" {
		point = "-"
	}
	cmd.Env = append(os.Environ(), childEnv+"="+fmt.Sprint(dir, " ", source, " ", first, " ", last, " ", point))
	cmd.Stderr = os.Stderr
	return cmd
}

// expected are the digests of documents 1 to n in a store that nobody killed.
func expected(t *testing.T, source string, n int) []string {
	t.Helper()
	st := openAt(t, t.TempDir())
	var out []string
	for i := 1; i <= n; i++ {
		b, err := importDoc(t.Context(), st, source, i)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%x", b.Digest))
	}
	return out
}

// checkAfterKill checks a store whose writer was killed: it has the first
// documents, all that were acknowledged and perhaps one more, each whole; and
// the next import goes through. It returns how many it had.
func checkAfterKill(t *testing.T, dir string, acknowledged int, want []string) int {
	t.Helper()
	st, err := store.Open(t.Context(), dsn(dir), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	had := 0
	for try := range 2 {
		list, err := st.Batches(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for i, b := range list {
			got = append(got, fmt.Sprintf("%x", b.Digest))
			n := 0
			if _, err := st.Entities(t.Context(), store.View{Batch: b.ID}, nil, func(*ftm.Entity) error { n++; return nil }); err != nil || n != killParties {
				t.Errorf("batch %d: %d entities, %v", i+1, n, err)
			}
		}
		if d := cmp.Diff(want[:min(len(got), len(want))], got, cmpopts.EquateEmpty()); d != "" {
			t.Errorf("digests (-want +got):\n%s", d)
		}
		if try == 0 {
			if had = len(got); had < acknowledged || had > acknowledged+1 {
				t.Fatalf("%d batches, %d were acknowledged", had, acknowledged)
			}
		} else if len(got) != had+1 {
			t.Errorf("%d batches after one more", len(got))
		}
		r, err := st.Fsck(t.Context(), nil)
		if err != nil || len(r.Problems) > 0 {
			t.Fatalf("fsck: %v, %v", r.Problems, err)
		}
		if try == 0 && had < len(want) {
			if _, err := importDoc(t.Context(), st, "list", had+1); err != nil {
				t.Fatalf("the next import: %v", err)
			}
		} else if try == 0 {
			break
		}
	}
	return had
}

// A process that is killed at any of these points leaves what was there before,
// or all of the batch.
func TestKillAtPoints(t *testing.T) {
	want := expected(t, "list", 4)
	for _, c := range []struct {
		point string
		after int // batches that the store has then
	}{
		{"original written", 1}, {"original placed", 1}, {"batch begun", 1}, {"document compared", 1}, {"batch written", 1}, {"batch committed", 2},
	} {
		t.Run(c.point, func(t *testing.T) {
			dir := t.TempDir()
			out, err := childOf(t, dir, "list", 1, 4, c.point).Output()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.Exited() {
				t.Fatalf("the process was to be killed: %v", err)
			}
			if n := strings.Count(string(out), "\n"); n != 1 {
				t.Fatalf("%d documents acknowledged: %q", n, out)
			}
			if had := checkAfterKill(t, dir, 1, want); had != c.after {
				t.Errorf("%d batches, want %d", had, c.after)
			}
		})
	}
}

// The same at moments that nobody chose.
func TestKillAtRandom(t *testing.T) {
	const docs, tries = 4, 8
	want := expected(t, "list", docs)
	// How long documents take here, so that kills fall among them.
	start := time.Now()
	if err := childOf(t, t.TempDir(), "list", 1, docs, "").Run(); err != nil {
		t.Fatal(err)
	}
	whole := time.Since(start)
	rng := rand.New(rand.NewPCG(uint64(start.UnixNano()), 0))
	if testing.Short() {
		t.Skip("many processes")
	}
	for range tries {
		dir := t.TempDir()
		cmd := childOf(t, dir, "list", 1, docs, "")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		after := time.Duration(rng.Int64N(int64(whole)))
		timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
		acknowledged := 0
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			acknowledged++
		}
		err = cmd.Wait()
		timer.Stop()
		if _, serr := os.Stat(filepath.Join(dir, "store.db")); serr != nil && acknowledged == 0 {
			continue // killed before it made anything
		}
		t.Logf("killed after %s of %s: %v, %d acknowledged", after, whole, err, acknowledged)
		checkAfterKill(t, dir, acknowledged, want)
		if t.Failed() {
			return
		}
	}
}

// Two processes that write at once wait for each other; nothing is lost and
// nothing is there twice.
func TestTwoProcesses(t *testing.T) {
	dir := t.TempDir()
	const docs = 4
	var cmds []*exec.Cmd
	for _, source := range []string{"left", "right"} {
		cmd := childOf(t, dir, source, 1, docs, "")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		cmds = append(cmds, cmd)
	}
	for _, cmd := range cmds {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	st := openAt(t, dir)
	for _, source := range []string{"left", "right"} {
		list, err := st.Batches(t.Context(), source)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, b := range list {
			got = append(got, fmt.Sprintf("%x", b.Digest))
		}
		if d := cmp.Diff(expected(t, source, docs), got); d != "" {
			t.Errorf("%s: digests (-want +got):\n%s", source, d)
		}
	}
	r, err := st.Fsck(t.Context(), nil)
	if err != nil || len(r.Problems) > 0 || r.Batches != 2*docs {
		t.Errorf("fsck: %+v, %v", r, err)
	}
}

// Who cannot wait any longer is told so, and may try again.
func TestBusy(t *testing.T) {
	defer store.SetBusyTimeout(store.SetBusyTimeout(50 * time.Millisecond))
	dir := t.TempDir()
	a, b := openAt(t, dir), openAt(t, dir)
	hold, release := make(chan struct{}), make(chan struct{})
	store.SetReached(a, func(point string) {
		if point == "batch begun" {
			close(hold)
			<-release
		}
	})
	done := make(chan error)
	go func() {
		_, err := importDoc(t.Context(), a, "a", 1)
		done <- err
	}()
	<-hold
	l, err := b.Begin(t.Context(), store.BatchMeta{Source: "b"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Commit(t.Context()); !errors.Is(err, store.ErrBusy) {
		t.Errorf("commit beside another: %v", err)
	}
	if _, err := b.PutOriginal(t.Context(), strings.NewReader("x"), store.OriginalMeta{}); !errors.Is(err, store.ErrBusy) {
		t.Errorf("keep beside a commit: %v", err)
	}
	if n, err := b.Latest(t.Context()); n != 0 || err != nil {
		t.Errorf("a reader beside a commit: %d, %v", n, err)
	}
	close(release)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if got, err := importDoc(t.Context(), b, "b", 1); err != nil || got.ID != 2 {
		t.Errorf("once it is free: batch %d, %v", got.ID, err)
	}
	r, err := b.Fsck(t.Context(), nil)
	if err != nil || len(r.Problems) > 0 {
		t.Errorf("fsck: %v, %v", r.Problems, err)
	}
}

// A full disk fails the import and leaves what was there.
func TestDiskFull(t *testing.T) {
	st := openAt(t, t.TempDir())
	ctx := t.Context()
	first, err := importDoc(ctx, st, "list", 1)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := store.Pages(ctx, st)
	if err != nil {
		t.Fatal(err)
	}
	full := 0
	for more := 0; ; more += 3 {
		if err := store.SetMaxPages(ctx, st, pages+more); err != nil {
			t.Fatal(err)
		}
		_, err := importDoc(ctx, st, "second", 9)
		if err == nil {
			break
		}
		full++
		if !strings.Contains(err.Error(), "full") {
			t.Fatalf("with %d pages more: %v", more, err)
		}
		if n, err := st.Latest(ctx); n != first.ID || err != nil {
			t.Fatalf("with %d pages more: newest batch %d, %v", more, n, err)
		}
	}
	if full < 3 {
		t.Errorf("the disk was full %d times only", full)
	}
	r, err := st.Fsck(ctx, nil)
	if err != nil || len(r.Problems) > 0 || r.Batches != 2 {
		t.Errorf("fsck: %+v, %v", r, err)
	}
}

// A folder that cannot be written to is named in the error, and nothing is left
// of what was begun.
func TestNoPlaceForOriginals(t *testing.T) {
	dir := t.TempDir()
	blocked := filepath.Join(dir, "originals")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	st := openAt(t, dir)
	_, err := st.PutOriginal(t.Context(), strings.NewReader("x"), store.OriginalMeta{Name: "sdn.csv"})
	if err == nil || !strings.Contains(err.Error(), "keep sdn.csv") || !strings.Contains(err.Error(), blocked) {
		t.Errorf("originals in the place of a file: %v", err)
	}
	store.SetStageMemory(st, 100)
	if _, err := importSome(t.Context(), st); err == nil || !strings.Contains(err.Error(), blocked) {
		t.Errorf("staging in the place of a file: %v", err)
	}
	if n, err := st.Latest(t.Context()); n != 0 || err != nil {
		t.Errorf("newest batch %d, %v", n, err)
	}
}

// importSome loads a list without keeping a document.
func importSome(ctx context.Context, st *store.Store) (store.Batch, error) {
	l, err := st.Begin(ctx, store.BatchMeta{Source: "list"})
	if err != nil {
		return store.Batch{}, err
	}
	defer l.Abort()
	for i := range 50 {
		e := ftm.New(fmt.Sprint("e-", i), "Person")
		e.Add("name", fmt.Sprint("Party ", i))
		if err := l.Add(ctx, e); err != nil {
			return store.Batch{}, err
		}
	}
	return l.Commit(ctx)
}

func TestReadOnlyFolder(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("the superuser may write everywhere")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
	st, err := store.Open(t.Context(), dsn(dir), store.Options{})
	if err == nil {
		st.Close()
		t.Fatal("a store was made in a read-only folder")
	}
	if !strings.Contains(err.Error(), dir) {
		t.Errorf("the error does not name the folder: %v", err)
	}
}

// Temporary files are taken away: at the end of a load, and those that a killed
// process left once they are old.
func TestTemporaryFiles(t *testing.T) {
	dir := t.TempDir()
	st := openAt(t, dir)
	store.SetStageMemory(st, 100)
	if _, err := importSome(t.Context(), st); err != nil {
		t.Fatal(err)
	}
	if _, err := st.PutOriginal(t.Context(), io.MultiReader(strings.NewReader("half"), badReader{}), store.OriginalMeta{}); err == nil {
		t.Fatal("half a document was kept")
	}
	tmp := filepath.Join(dir, "originals", "tmp")
	for name, age := range map[string]time.Duration{"old": 48 * time.Hour, "young": time.Hour} {
		at := time.Now().Add(-age)
		if err := errors.Join(os.WriteFile(filepath.Join(tmp, name), nil, 0o600), os.Chtimes(filepath.Join(tmp, name), at, at)); err != nil {
			t.Fatal(err)
		}
	}
	openAt(t, dir)
	files, err := os.ReadDir(tmp)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name())
	}
	if !slices.Equal(names, []string{"young"}) {
		t.Errorf("left: %q", names)
	}
}

type badReader struct{}

func (badReader) Read([]byte) (int, error) { return 0, errors.New("cable pulled") }
