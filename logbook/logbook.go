package logbook

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"cordon/ais"

	"github.com/parquet-go/parquet-go"
	"golang.org/x/sync/errgroup"
)

// Options of a logbook.
type Options struct {
	Log     *slog.Logger // nil discards
	Workers int          // partitions written and read at once; 0 is one per processor
	Rows    int          // positions held before they are written; 0 is 4 million, 130 MB
}

// Logbook is the archive in a folder. Its methods may be used by several
// goroutines.
type Logbook struct {
	dir     string
	o       Options
	recent  recent
	reached func(point string) // tests end the process there
}

// Open opens the logbook in a folder, which is made when it is missing.
func Open(dir string, o Options) (*Logbook, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Workers = cmp.Or(o.Workers, runtime.GOMAXPROCS(0))
	o.Rows = cmp.Or(o.Rows, 4<<20)
	for _, d := range []string{"positions", "static"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o700); err != nil {
			return nil, fmt.Errorf("logbook: %w", err)
		}
	}
	return &Logbook{dir: dir, o: o, reached: func(string) {}}, nil
}

// Added says what an intake brought.
type Added struct {
	Positions int64 `json:"positions"` // new ones
	Statics   int64 `json:"statics"`   // reports that are kept and were not
	Known     int64 `json:"known"`     // positions that were there already
	Files     int   `json:"files"`     // partitions written
}

// Intake takes in messages. It is used by one goroutine. What it was given is kept
// after Commit; some of it may be before.
type Intake struct {
	l       *Logbook
	parts   map[int64]*part
	last    [noCell + 1]*part // of each cell
	statics map[int32]statics
	names   []string
	numbers map[string]uint16
	name    string // asked for last
	number  uint16
	rows    int
	reports int
	added   Added
}

// part are new rows of a partition, as they came.
type part struct {
	day, cell int32
	n         int
	rows      [][]row // in pieces, so that none is copied as they grow
}

// Begin begins an intake.
func (l *Logbook) Begin() *Intake {
	in := &Intake{l: l, numbers: make(map[string]uint16)}
	in.reset()
	return in
}

func (in *Intake) reset() {
	in.parts, in.statics, in.rows, in.reports = make(map[int64]*part), make(map[int32]statics), 0, 0
	clear(in.last[:])
}

// maxSources bounds the names of stations and feeds of one intake.
const maxSources = 1 << 16

// Add takes in what a message says of place and ship, heard by a station or feed,
// or says why it is not kept. It may write what is held.
func (in *Intake) Add(ctx context.Context, m *ais.Message, source string) (refused string, err error) {
	if !m.HasPos && !m.HasStat {
		return "", nil
	}
	if why := keepable(m); why != "" {
		return why, nil
	}
	n, ok := in.source(source)
	if !ok {
		return "more than 65,536 stations", nil
	}
	if m.HasPos {
		r := rowOf(m, n)
		in.add(&r)
	}
	if m.HasStat {
		day := int32(m.Time / 86_400_000)
		t := in.statics[day]
		if t == nil {
			t = make(statics)
			in.statics[day] = t
		}
		s := saidOf(m, n)
		was := len(t)
		t.add(&s, m.Time)
		in.reports += len(t) - was
	}
	if in.rows+8*in.reports >= in.l.o.Rows {
		return "", in.flush(ctx)
	}
	return "", nil
}

func (in *Intake) add(r *row) {
	day, cell := r.day(), r.cell()
	p := in.last[cell]
	if p == nil || p.day != day {
		k := int64(day)<<16 | int64(cell)
		if p = in.parts[k]; p == nil {
			p = &part{day: day, cell: cell}
			in.parts[k] = p
		}
		in.last[cell] = p
	}
	k := len(p.rows) - 1
	if k < 0 || len(p.rows[k]) == cap(p.rows[k]) {
		p.rows = append(p.rows, make([]row, 0, min(max(p.n/2, 16), 8192)))
		k++
	}
	p.rows[k] = append(p.rows[k], *r)
	p.n++
	in.rows++
}

// source is the number of a name.
func (in *Intake) source(name string) (uint16, bool) {
	if name == in.name && len(in.names) > 0 {
		return in.number, true
	}
	n, ok := in.numbers[name]
	if !ok {
		if len(in.names) >= maxSources {
			return 0, false
		}
		n = uint16(len(in.names))
		in.names = append(in.names, strings.Clone(name))
		in.numbers[in.names[n]] = n
	}
	in.name, in.number = in.names[n], n
	return n, true
}

// Commit writes what is held. When it returns, all is on the disk.
func (in *Intake) Commit(ctx context.Context) (Added, error) {
	err := in.flush(ctx)
	return in.added, err
}

// flush merges what is held into the archive.
func (in *Intake) flush(ctx context.Context) error {
	if in.rows == 0 && in.reports == 0 {
		return nil
	}
	locked, err := lock(ctx, filepath.Join(in.l.dir, "lock"))
	if err != nil {
		return fmt.Errorf("logbook: lock: %w", err)
	}
	defer locked.Close()
	days := make(map[int32]bool)
	var parts []*part
	for _, p := range in.parts {
		parts = append(parts, p)
		days[p.day] = true
	}
	slices.SortFunc(parts, func(a, b *part) int { return cmp.Or(b.n-a.n, int(a.day-b.day), int(a.cell-b.cell)) }) // the longest first
	for day := range days {
		dir := in.l.dayDir(day)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fmt.Errorf("logbook: %w", err)
		}
		sweep(dir)
	}
	sweep(filepath.Join(in.l.dir, "static"))
	var staticDays []int32
	for day := range in.statics {
		staticDays = append(staticDays, day)
	}
	slices.Sort(staticDays)
	done := make([]Added, len(parts)+len(staticDays))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(in.l.o.Workers + 1) // one waits for the disk
	for i, p := range parts {
		g.Go(func() (err error) {
			done[i], err = in.l.mergePart(gctx, p, in.names)
			return err
		})
	}
	for i, day := range staticDays {
		g.Go(func() (err error) {
			done[len(parts)+i], err = in.l.mergeStatics(gctx, day, in.statics[day], in.names)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return fmt.Errorf("logbook: %w", err)
	}
	dirs := []string{filepath.Join(in.l.dir, "positions"), filepath.Join(in.l.dir, "static")}
	for day := range days {
		dirs = append(dirs, in.l.dayDir(day))
	}
	var syncs errgroup.Group
	syncs.SetLimit(8)
	for _, d := range dirs {
		syncs.Go(func() error { return syncDir(d) })
	}
	if err := syncs.Wait(); err != nil {
		return fmt.Errorf("logbook: %w", err)
	}
	for _, a := range done {
		in.added.Positions += a.Positions
		in.added.Statics += a.Statics
		in.added.Known += a.Known
		in.added.Files += a.Files
	}
	in.reset()
	return nil
}

// sweep removes what a process that was killed left behind. It is called by who
// has the lock, so that nobody writes there.
func sweep(dir string) {
	files, _ := filepath.Glob(filepath.Join(dir, "*.tmp"))
	for _, f := range files {
		_ = os.Remove(f)
	}
}

func (l *Logbook) dayDir(day int32) string { return filepath.Join(l.dir, "positions", dayName(day)) }

func (l *Logbook) partPath(day, cell int32) string {
	return filepath.Join(l.dayDir(day), cellName(cell)+".parquet")
}

func (l *Logbook) staticPath(day int32) string {
	return filepath.Join(l.dir, "static", dayName(day)+".parquet")
}

// table numbers names in their order.
type table struct {
	names   []string
	numbers map[string]uint16
}

func (t *table) number(name string) uint16 {
	if n, ok := t.numbers[name]; ok {
		return n
	}
	n := uint16(len(t.names))
	t.names = append(t.names, name)
	t.numbers[name] = n
	return n
}

// ranks returns the names in order, and for each number its place there.
func (t *table) ranks() (sorted []string, rank []uint16) {
	sorted = slices.Sorted(slices.Values(t.names))
	rank = make([]uint16, len(t.names))
	for i, name := range sorted {
		rank[t.numbers[name]] = uint16(i)
	}
	return sorted, rank
}

// mergePart puts new rows into a partition.
func (l *Logbook) mergePart(ctx context.Context, p *part, names []string) (Added, error) {
	if err := ctx.Err(); err != nil {
		return Added{}, err
	}
	t := table{numbers: make(map[string]uint16)}
	path := l.partPath(p.day, p.cell)
	old, err := readPositions(path, nil, t.number)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Added{}, err
	}
	const unseen = -1
	renumber := make([]int, len(names))
	for i := range renumber {
		renumber[i] = unseen
	}
	for _, piece := range p.rows {
		for i := range piece {
			if n := piece[i].source; renumber[n] == unseen {
				renumber[n] = int(t.number(names[n]))
			}
		}
	}
	sorted, rank := t.ranks()
	for i := range old {
		old[i].source = rank[old[i].source]
	}
	for _, piece := range p.rows {
		for i := range piece {
			piece[i].source = rank[renumber[piece[i].source]]
		}
	}
	given := p.n
	fresh := sortRows(p.rows, p.n)
	all := mergeRows(old, fresh)
	p.rows = nil
	added := Added{Positions: int64(len(all) - len(old)), Known: int64(given - (len(all) - len(old)))}
	if len(all) == len(old) {
		return added, nil
	}
	added.Files = 1
	w := written{digest: digestRows(all, sorted), rows: all, names: sorted}
	if err := l.replace(path, func(f *os.File) error { return writePositions(f, all, sorted, w.digest) }); err != nil {
		return Added{}, err
	}
	l.recent.put(path, w, l.o.Rows)
	return added, nil
}

// sortRows puts n rows in order and drops those that are there twice. They come in
// about the order of time, so that most are in order once each is with its ship.
func sortRows(pieces [][]row, n int) []row {
	type ship struct {
		mmsi uint32
		at   int // of its next row
	}
	var ships []ship
	index := make(map[uint32]int32)
	of := make([]int32, 0, n) // ship of each row
	last, lastIndex := uint32(0), int32(-1)
	for _, piece := range pieces {
		for i := range piece {
			if m := piece[i].mmsi; m != last || lastIndex < 0 {
				k, ok := index[m]
				if !ok {
					k = int32(len(ships))
					index[m] = k
					ships = append(ships, ship{mmsi: m})
				}
				last, lastIndex = m, k
			}
			of = append(of, lastIndex)
			ships[lastIndex].at++
		}
	}
	order := make([]int32, len(ships))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(ships[a].mmsi, ships[b].mmsi) })
	at := 0
	for _, k := range order {
		at, ships[k].at = at+ships[k].at, at
	}
	out := make([]row, n)
	k := 0
	for _, piece := range pieces {
		for i := range piece {
			s := &ships[of[k]]
			out[s.at] = piece[i]
			s.at++
			k++
		}
	}
	compare := func(a, b row) int { return a.compare(&b) }
	from := 0
	for _, k := range order { // at is now where the next ship begins
		part := out[from:ships[k].at]
		from = ships[k].at
		if !slices.IsSortedFunc(part, compare) {
			slices.SortFunc(part, compare)
		}
	}
	return slices.Compact(out)
}

// mergeRows merges two lists in order into one, without what is in both.
func mergeRows(a, b []row) []row {
	if len(a) == 0 {
		return b
	}
	out := make([]row, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch c := a[0].compare(&b[0]); {
		case c < 0:
			out, a = append(out, a[0]), a[1:]
		case c > 0:
			out, b = append(out, b[0]), b[1:]
		default:
			out, a, b = append(out, a[0]), a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// mergeStatics puts new reports into those of a day.
func (l *Logbook) mergeStatics(ctx context.Context, day int32, fresh statics, names []string) (Added, error) {
	if err := ctx.Err(); err != nil {
		return Added{}, err
	}
	t := table{numbers: make(map[string]uint16)}
	var old []report
	path := l.staticPath(day)
	err := readStatics(path, t.number, func(r report) { old = append(old, r) })
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Added{}, err
	}
	for k := range fresh {
		t.number(names[k.source])
	}
	sorted, rank := t.ranks()
	of := make([]uint16, len(names)) // place of a name of the intake
	for i, name := range names {
		if n, ok := t.numbers[name]; ok {
			of[i] = rank[n]
		}
	}
	for i := range old {
		old[i].source = rank[old[i].source]
	}
	list := fresh.merged(old, of)
	if slices.EqualFunc(list, old, func(a, b report) bool { return a == b }) {
		return Added{}, nil
	}
	w := written{digest: digestReports(list, sorted), reports: list, names: sorted}
	if err := l.replace(path, func(f *os.File) error { return writeStatics(f, list, sorted, w.digest) }); err != nil {
		return Added{}, err
	}
	l.recent.put(path, w, l.o.Rows)
	return Added{Statics: int64(max(len(list)-len(old), 1)), Files: 1}, nil
}

// replace writes a file beside the one that it then takes the place of.
func (l *Logbook) replace(path string, write func(*os.File) error) (err error) {
	f, err := os.OpenFile(path+".tmp", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	l.reached("partition written")
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	l.reached("partition in place")
	return nil
}

// digestKey is the key in a file's metadata of the digest of what is in it.
const digestKey = "digest"

// digestRows is SHA-256, 16 bytes in hex, over rows and the names of their
// sources.
func digestRows(rows []row, sources []string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%q\n", sources)
	b := make([]byte, 0, 32*chunk)
	for i := range rows {
		r := &rows[i]
		b = binary.LittleEndian.AppendUint64(b, uint64(r.mmsi)<<32|uint64(r.sec))
		b = binary.LittleEndian.AppendUint64(b, uint64(uint32(r.lat))<<32|uint64(uint32(r.lon)))
		b = binary.LittleEndian.AppendUint64(b, uint64(r.ms)<<48|uint64(r.sog)<<32|uint64(r.cog)<<16|uint64(r.heading))
		b = binary.LittleEndian.AppendUint64(b, uint64(r.source)<<48|uint64(r.typ)<<40|uint64(r.flags)<<32|uint64(r.status)<<24|uint64(uint8(r.rot))<<16|uint64(r.second))
		if len(b) == cap(b) {
			h.Write(b)
			b = b[:0]
		}
	}
	h.Write(b)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func digestReports(list []report, sources []string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%q\n", sources)
	b := make([]byte, 0, 1<<13)
	for i := range list {
		if b = append(list[i].append(b), '\n'); len(b) > 1<<12 {
			h.Write(b)
			b = b[:0]
		}
	}
	h.Write(b)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// partition is a file of the archive.
type partition struct {
	day, cell int32
	path      string
}

// partitions are the files of positions of some days (the last not included) that
// a box touches, by day and cell.
func (l *Logbook) partitions(from, to int32, box Box) ([]partition, error) {
	var out []partition
	days, err := os.ReadDir(filepath.Join(l.dir, "positions"))
	if err != nil {
		return nil, err
	}
	for _, d := range days {
		day, ok := parseDay(d.Name())
		if !ok || day < from || day >= to {
			continue
		}
		cells, err := os.ReadDir(l.dayDir(day))
		if err != nil {
			return nil, err
		}
		at := len(out)
		for _, c := range cells {
			name, ok := strings.CutSuffix(c.Name(), ".parquet")
			if cell, known := parseCell(name); ok && known && box.touches(cell) {
				out = append(out, partition{day, cell, l.partPath(day, cell)})
			}
		}
		slices.SortFunc(out[at:], func(a, b partition) int { return int(a.cell - b.cell) })
	}
	return out, nil
}

// staticDays are the days of which there are reports.
func (l *Logbook) staticDays(from, to int32) ([]int32, error) {
	files, err := os.ReadDir(filepath.Join(l.dir, "static"))
	if err != nil {
		return nil, err
	}
	var out []int32
	for _, f := range files {
		name, ok := strings.CutSuffix(f.Name(), ".parquet")
		if day, known := parseDay(name); ok && known && day >= from && day < to {
			out = append(out, day)
		}
	}
	return out, nil
}

const lastDay = maxSecond/86400 + 1

// Digest is a digest of all that is in the archive: it is the same where the same
// was heard.
func (l *Logbook) Digest(ctx context.Context) (string, error) {
	parts, err := l.partitions(0, lastDay, Box{})
	if err != nil {
		return "", fmt.Errorf("logbook: %w", err)
	}
	days, err := l.staticDays(0, lastDay)
	if err != nil {
		return "", fmt.Errorf("logbook: %w", err)
	}
	var paths []string
	for _, p := range parts {
		paths = append(paths, p.path)
	}
	for _, d := range days {
		paths = append(paths, l.staticPath(d))
	}
	h := sha256.New()
	for _, p := range paths {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		d, err := fileDigest(p)
		if err != nil {
			return "", fmt.Errorf("logbook: %w", err)
		}
		rel, _ := filepath.Rel(l.dir, p)
		fmt.Fprintf(h, "%s %s\n", filepath.ToSlash(rel), d)
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// Positions is the number of positions in the archive.
func (l *Logbook) Positions(ctx context.Context) (n int64, err error) {
	parts, err := l.partitions(0, lastDay, Box{})
	for _, p := range parts {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = footer(p.path, func(f *parquet.File) error { n += f.NumRows(); return nil })
		}
	}
	if err != nil {
		return 0, fmt.Errorf("logbook: %w", err)
	}
	return n, nil
}

// fileDigest is the digest that a file says.
func fileDigest(path string) (digest string, err error) {
	err = footer(path, func(f *parquet.File) error {
		var ok bool
		if digest, ok = f.Lookup(digestKey); !ok {
			return errColumns
		}
		return nil
	})
	return digest, err
}

// footer reads what stands at the end of a file.
func footer(path string, use func(*parquet.File) error) error {
	return guarded(path, func() error {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return err
		}
		pf, err := parquet.OpenFile(f, info.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
		if err != nil {
			return err
		}
		return use(pf)
	})
}
