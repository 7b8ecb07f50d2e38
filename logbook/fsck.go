package logbook

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cordon/store"
)

// FsckReport says what was checked of an archive and what does not hold.
type FsckReport struct {
	Files     int           `json:"files"`
	Positions int64         `json:"positions"`
	Statics   int64         `json:"statics"`
	Problems  []store.Fault `json:"problems"` // at most store.MaxFaults
}

func (r *FsckReport) fault(file, why string, args ...any) {
	if len(r.Problems) < store.MaxFaults {
		r.Problems = append(r.Problems, store.Fault{Object: "file " + file, Why: fmt.Sprintf(why, args...)})
	}
}

// Fsck reads every file of the archive again: what it holds is in order, stands
// there once, belongs where it is, and is what its digest says. Files that do not
// belong there are faults too. Its error is for what keeps it from looking.
func (l *Logbook) Fsck(ctx context.Context) (FsckReport, error) {
	r := FsckReport{Problems: []store.Fault{}}
	for _, top := range []string{"positions", "static"} {
		err := fs.WalkDir(os.DirFS(l.dir), top, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			if strings.HasSuffix(p, ".tmp") { // of a process that was killed: the next one removes it
				return nil
			}
			r.Files++
			if top == "static" {
				l.checkStatics(p, &r)
			} else {
				l.checkPositions(p, &r)
			}
			return nil
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return r, fmt.Errorf("check the logbook: %w", err)
		}
	}
	return r, nil
}

func (l *Logbook) checkPositions(name string, r *FsckReport) {
	dir, file := filepath.Split(filepath.FromSlash(name))
	day, ok := parseDay(filepath.Base(dir))
	cell, known := parseCell(strings.TrimSuffix(file, ".parquet"))
	if !ok || !known || strings.Count(name, "/") != 2 || filepath.Ext(file) != ".parquet" {
		r.fault(name, "does not belong there")
		return
	}
	path := filepath.Join(l.dir, name)
	t := table{numbers: make(map[string]uint16)}
	rows, err := readPositions(path, nil, t.number)
	if err != nil {
		r.fault(name, "%v", err)
		return
	}
	r.Positions += int64(len(rows))
	sorted, rank := t.ranks()
	for i := range rows {
		rows[i].source = rank[rows[i].source]
		if rows[i].day() != day || rows[i].cell() != cell {
			r.fault(name, "row %d is of another day or place", i)
			return
		}
		if i > 0 && rows[i-1].compare(&rows[i]) >= 0 {
			r.fault(name, "row %d is not in order", i)
			return
		}
	}
	r.digest(name, path, digestRows(rows, sorted))
}

func (l *Logbook) checkStatics(name string, r *FsckReport) {
	day, ok := parseDay(strings.TrimSuffix(filepath.Base(name), ".parquet"))
	if !ok || strings.Count(name, "/") != 1 || filepath.Ext(name) != ".parquet" {
		r.fault(name, "does not belong there")
		return
	}
	path := filepath.Join(l.dir, name)
	t := table{numbers: make(map[string]uint16)}
	var list []report
	if err := readStatics(path, t.number, func(x report) { list = append(list, x) }); err != nil {
		r.fault(name, "%v", err)
		return
	}
	r.Statics += int64(len(list))
	sorted, rank := t.ranks()
	thin := make(statics, len(list))
	for i := range list {
		list[i].source = rank[list[i].source]
		if int32(list[i].at/86_400_000) != day {
			r.fault(name, "row %d is of another day", i)
			return
		}
		thin.add(&list[i].said, list[i].at)
	}
	if !slices.Equal(thin.list(), list) {
		r.fault(name, "its rows are not in order, or more than were kept")
		return
	}
	r.digest(name, path, digestReports(list, sorted))
}

func (r *FsckReport) digest(name, path, want string) {
	if got, err := fileDigest(path); err != nil {
		r.fault(name, "%v", err)
	} else if got != want {
		r.fault(name, "what it holds does not fit its digest")
	}
}
