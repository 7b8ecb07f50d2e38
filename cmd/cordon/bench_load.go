package main

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"cordon/ftm"
	"cordon/screen"
	"cordon/store"
)

// benchmarks are all benchmarks, in the order in which they run: those that ask
// for the peak of another process first, for on Linux it begins with the peak of
// the process that started it.
var benchmarks = []benchmark{
	{"import-ofac", "load the OFAC set of 2024-01, four files, into an empty store", true, benchImportOFAC},
	{"import-un", "load the UN list of 2020-11-30 into an empty store", true, benchImportUN},
	{"start", "start the service on OFAC and UN until /readyz; its memory", true, benchStart},
	{"import-1m", "load a FollowTheMoney file of 1 million entities", false, benchImport1M},
	{"bulk-load", "commit 2 million prepared statements", false, benchBulkLoad},
	{"as-of", "read entities as of a day from 2 million statements", false, benchAsOf},
	{"change", "1,000 changes until searchable, OFAC and UN and 1 million", false, benchChange},
	{"watch", "what a change of a list costs 100,000 watched subjects", true, benchWatch},
	{"graph", "who is blocked among 4 million companies with 10 million stakes", false, benchGraph},
	{"world", "ties planted in a made-up world found, innocents left alone", false, benchWorld},
	{"sea", "ships in AIS: speed, and what is found of what was planted", false, benchSea},
	{"law", "load the programme; one question about goods", false, benchLaw},
	{"touch", "the one question over HTTP, of parties and of names", true, benchTouch},
	{"right", "rightness of screening over labelled names", true, benchRight},
	{"http", "speed over HTTP, one client and four; the pair scorer", true, benchHTTP},
	{"screen", "screen names against OFAC and UN in one process", true, benchScreen},
}

// median returns the middle of values.
func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	return v[len(v)/2]
}

// percentile returns the value below which share p of values lie.
func percentile(v []time.Duration, p float64) time.Duration {
	v = slices.Sorted(slices.Values(v))
	return v[min(int(p*float64(len(v))), len(v)-1)]
}

// self runs this program again as a process of its own, so that time and memory
// are those of the whole process.
func (b *bench) self(ctx context.Context, args ...string) (took time.Duration, peakMB float64, err error) {
	exe, err := os.Executable()
	if err != nil {
		return 0, 0, err
	}
	cmd := exec.CommandContext(ctx, exe, args...)
	var talk strings.Builder
	cmd.Stderr = &talk
	start := time.Now()
	err = cmd.Run()
	took = time.Since(start)
	if err != nil && cmd.ProcessState != nil && cmd.ProcessState.ExitCode() == exitFound {
		err = nil
	}
	if err != nil {
		return took, 0, fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, talk.String())
	}
	return took, maxRSS(cmd.ProcessState), nil
}

const ofacSet, unFile = "sanctions/ofac/2024-01", "sanctions/un/un_2020-11-30.xml"

func (b *bench) path(rel string) string { return filepath.Join(b.data, filepath.FromSlash(rel)) }

func (b *bench) importRuns(ctx context.Context, name string, file string) error {
	runs := b.runs(5)
	var secs, peaks []float64
	for i := range runs {
		took, peak, err := b.self(ctx, "--data", filepath.Join(b.dir, fmt.Sprint(i)), "import", b.path(file))
		if err != nil {
			return err
		}
		secs, peaks = append(secs, took.Seconds()), append(peaks, peak)
	}
	if err := b.say(name+"/whole-process", runs, "s", round3(median(secs))); err != nil {
		return err
	}
	return b.say(name+"/peak-memory", runs, "MB", round3(median(peaks)))
}

func round3(v float64) float64 { return float64(int64(v*1000+.5)) / 1000 }

func benchImportOFAC(ctx context.Context, b *bench) error {
	return b.importRuns(ctx, "import-ofac", ofacSet)
}

func benchImportUN(ctx context.Context, b *bench) error {
	return b.importRuns(ctx, "import-un", unFile)
}

// loaded returns a data folder with OFAC and UN in it; in a quick look the UN
// list does.
func (b *bench) loaded(ctx context.Context) (string, error) {
	data := filepath.Join(b.dir, "data")
	files := []string{b.path(unFile)}
	if !b.quick {
		files = append(files, b.path(ofacSet))
	}
	_, _, err := b.self(ctx, append([]string{"--data", data, "import"}, files...)...)
	return data, err
}

func benchStart(ctx context.Context, b *bench) error {
	data, err := b.loaded(ctx)
	if err != nil {
		return err
	}
	for _, kind := range []string{"index-rebuilt", "from-snapshot"} {
		runs := b.runs(5)
		var secs, mbs []float64
		for range runs {
			if kind == "index-rebuilt" {
				if err := os.RemoveAll(filepath.Join(data, "snapshots")); err != nil {
					return err
				}
			}
			took, mb, err := b.startOnce(ctx, data)
			if err != nil {
				return err
			}
			secs, mbs = append(secs, took.Seconds()), append(mbs, mb)
		}
		if err := b.say("start/"+kind, runs, "s", round3(median(secs))); err != nil {
			return err
		}
		if err := b.say("start/"+kind+"/memory", runs, "MB", round3(median(mbs))); err != nil {
			return err
		}
	}
	return nil
}

// startOnce starts the service, waits until it is ready, asks it something, and
// stops it.
func (b *bench) startOnce(ctx context.Context, data string) (took time.Duration, mb float64, err error) {
	s, err := b.serve(ctx, data, time.Minute)
	if err != nil {
		return 0, 0, err
	}
	defer s.stop()
	if _, err := s.ask(http.DefaultClient, "Ri Chol Ho"); err != nil {
		return 0, 0, err
	}
	return s.took, rssNow(s.cmd.Process.Pid), nil
}

// syntheticEntity is the i-th entity of a made-up list: a person with names,
// dates and numbers, or a company.
func syntheticEntity(rng *rand.Rand, i int) *ftm.Entity {
	word := func() string {
		const syllables = "kimparichojongsukhyonminhoyeoncholunggwangbaeksan"
		n := 2 + rng.IntN(2)
		var s strings.Builder
		for range n {
			at := rng.IntN(len(syllables) - 3)
			s.WriteString(syllables[at : at+3])
		}
		return strings.ToUpper(s.String()[:1]) + s.String()[1:]
	}
	if i%3 == 0 {
		e := ftm.New(fmt.Sprintf("bench-%d", i), "Company")
		e.Add("name", word()+" "+word()+" Trading Co., Ltd.")
		e.Add("jurisdiction", "kp")
		e.Add("registrationNumber", fmt.Sprintf("R%09d", i))
		e.Add("topics", "sanction")
		return e
	}
	e := ftm.New(fmt.Sprintf("bench-%d", i), "Person")
	e.Add("name", word()+" "+word()+" "+word())
	e.Add("alias", word()+" "+word())
	e.Add("birthDate", fmt.Sprintf("%d-%02d-%02d", 1930+rng.IntN(70), 1+rng.IntN(12), 1+rng.IntN(28)))
	e.Add("nationality", "kp")
	e.Add("passportNumber", fmt.Sprintf("P%08d", rng.IntN(1e8)))
	e.Add("topics", "sanction")
	return e
}

const bulkStatements = 2_000_000

// fill loads about n made-up statements in one batch and returns how many, and
// how long it took from the first statement to the durable commit.
func fill(ctx context.Context, st *store.Store, n int) (entities int, count int, took time.Duration, err error) {
	rng := rand.New(rand.NewPCG(2026, 1))
	var stmts []ftm.Statement
	for len(stmts) < n {
		stmts = syntheticEntity(rng, entities).AppendStatements(stmts, "bench")
		entities++
	}
	start := time.Now()
	ld, err := st.Begin(ctx, store.BatchMeta{Source: "bench", Kind: "ftm", Reader: "bench/1"})
	if err != nil {
		return 0, 0, 0, err
	}
	defer ld.Abort()
	for chunk := range slices.Chunk(stmts, 10_000) {
		if err := ld.AddStatements(chunk); err != nil {
			return 0, 0, 0, err
		}
	}
	if _, err := ld.Commit(ctx); err != nil {
		return 0, 0, 0, err
	}
	return entities, len(stmts), time.Since(start), nil
}

func (b *bench) open(ctx context.Context, name string) (*store.Store, error) {
	return b.openAt(ctx, filepath.Join(b.dir, name))
}

func benchBulkLoad(ctx context.Context, b *bench) error {
	runs, n := b.runs(3), b.amount(bulkStatements)
	var rates []float64
	for i := range runs {
		st, err := b.open(ctx, fmt.Sprint(i))
		if err != nil {
			return err
		}
		_, loaded, took, err := fill(ctx, st, n)
		if err != nil {
			return err
		}
		rates = append(rates, float64(loaded)/took.Seconds())
		if err := st.Close(); err != nil {
			return err
		}
		if err := os.RemoveAll(filepath.Join(b.dir, fmt.Sprint(i))); err != nil {
			return err
		}
	}
	return b.say("bulk-load", n, "statements/s", float64(int(median(rates))))
}

func benchAsOf(ctx context.Context, b *bench) error {
	st, err := b.open(ctx, "s")
	if err != nil {
		return err
	}
	defer st.Close()
	entities, _, _, err := fill(ctx, st, b.amount(bulkStatements))
	if err != nil {
		return err
	}
	day, err := ftm.ParseDay("2024-05-03")
	if err != nil {
		return err
	}
	v, err := st.ViewAt(ctx, day, time.Time{})
	if err != nil {
		return err
	}
	reads := b.amount(20_000)
	rng := rand.New(rand.NewPCG(7, 7))
	took := make([]time.Duration, 0, reads)
	for range reads {
		id := fmt.Sprintf("bench-%d", rng.IntN(entities))
		start := time.Now()
		if _, _, err := st.Entity(ctx, v, id); err != nil {
			return err
		}
		took = append(took, time.Since(start))
	}
	for _, p := range []float64{.5, .99} {
		ms := float64(percentile(took, p).Microseconds()) / 1000
		if err := b.say(fmt.Sprintf("as-of/p%d", int(p*100)), reads, "ms", ms); err != nil {
			return err
		}
	}
	return nil
}

func benchImport1M(ctx context.Context, b *bench) error {
	n := b.amount(1_000_000)
	path := filepath.Join(b.dir, "entities.ftm.json")
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	rng := rand.New(rand.NewPCG(2026, 2))
	for i := range n {
		if err := ftm.Write(w, syntheticEntity(rng, i)); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	took, peak, err := b.self(ctx, "--data", filepath.Join(b.dir, "data"), "import", path)
	if err != nil {
		return err
	}
	if err := b.say("import-1m/whole-process", n, "s", round3(took.Seconds())); err != nil {
		return err
	}
	return b.say("import-1m/peak-memory", n, "MB", round3(peak))
}

func benchScreen(ctx context.Context, b *bench) error {
	data, err := b.loaded(ctx)
	if err != nil {
		return err
	}
	a := &app{streams: b.app.streams, data: data, programme: b.app.programme}
	defer a.close()
	desk, _, err := a.openDesk(ctx)
	if err != nil {
		return err
	}
	at, err := a.at()
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(3, 3))
	if err := desk.Refresh(ctx); err != nil { // the first question would build the index
		return err
	}
	n := b.amount(5000)
	took := make([]time.Duration, 0, n)
	for i := range n {
		name := syntheticEntity(rng, 1+3*i).First("name")
		query := []screen.Query{{ID: "1", Schema: "Person", Properties: map[string][]string{"name": {name}}}}
		start := time.Now()
		if _, err := desk.Screen(ctx, query, screen.Options{Limit: 5, Threshold: screen.DefaultThreshold}, at); err != nil {
			return err
		}
		took = append(took, time.Since(start))
	}
	for _, p := range []float64{.5, .99} {
		if err := b.say(fmt.Sprintf("screen/made-up-names/p%d", int(p*100)), n, "ms", float64(percentile(took, p).Microseconds())/1000); err != nil {
			return err
		}
	}
	return nil
}

// rssNow is the memory that a process holds, in MB; 0 where the system does not
// tell.
func rssNow(pid int) float64 { return statusMB(pid, "VmRSS") }

// statusMB is a figure of the system about a process.
func statusMB(pid int, key string) float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		var kb float64
		if n, _ := fmt.Sscanf(line, key+": %f kB", &kb); n == 1 {
			return kb / 1000
		}
	}
	return 0
}
