package main

import (
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"cordon/ftm"
	"cordon/screen"
	"cordon/watch"
)

// watchFile screens a set of subjects again as far as lists or the file itself
// changed since last time, and prints what is found otherwise.
func (a *app) watchFile(ctx context.Context, path, schema string, o screen.Options) error {
	if path == "-" {
		return usageError{errors.New("--watch: standard input cannot be watched"), "name a file; the set is kept under its path"}
	}
	if a.asOf != "" || a.knownOn != "" {
		return usageError{errors.New("--watch is about what is known now"), "leave out --as-of and --known-on"}
	}
	subjects, refused, err := a.readSubjects(ctx, path, schema)
	if err != nil {
		return err
	}
	desk, _, err := a.openDesk(ctx)
	if err != nil {
		return err
	}
	if err := desk.Refresh(ctx); err != nil {
		return err
	}
	a.indexing.end()
	dir, err := a.setDir(path)
	if err != nil {
		return err
	}
	set, err := watch.Open(dir)
	if err != nil {
		return err
	}
	defer set.Close()
	m := a.newMeter("screening")
	res, err := set.Run(ctx, desk, subjects, watch.Options{
		Rules:   watch.Rules{Threshold: o.Threshold, Algorithm: o.Algorithm, Datasets: o.Datasets},
		Partial: refused > 0, Progress: func(done, total int) { m.count(int64(done), int64(total), "subjects") },
	})
	m.end()
	if err != nil {
		return err
	}
	// Whoever is killed before the last line is out is told all of it again.
	if err := a.printEvents(set.Pending()); err != nil {
		return err
	}
	fmt.Fprintf(a.Err, "cordon: %d subjects, %d screened again, %d events\n", res.Subjects, res.Screened, len(set.Pending()))
	if len(set.Pending()) > 0 {
		a.code = exitFound
	}
	if err := set.Acknowledge(); err != nil {
		return err
	}
	if refused > 0 {
		return hintError{fmt.Errorf("%d rows of %s could not be screened", refused, path),
			"mend the rows named above; until then nobody is taken out of the set"}
	}
	return nil
}

// setDir is the folder of the set of a file: the file's name for people, and a
// digest of its path, so that two files of one name are two sets.
func (a *app) setDir(path string) (string, error) {
	dir, err := a.dataDir()
	if err != nil {
		return "", err
	}
	if path, err = filepath.Abs(path); err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	sum := sha256.Sum256([]byte(path))
	return filepath.Join(dir, "watch", plainName(filepath.Base(path))+"-"+hex.EncodeToString(sum[:6])), nil
}

// plainName keeps of a file's name what every system takes.
func plainName(s string) string {
	s = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' || r == '_' {
			return r
		}
		return '_'
	}, s)
	return s[:min(len(s), 60)]
}

// readSubjects reads all rows of a file. What cannot be watched is named and
// counted: a row that cannot be read, one without an id of its own, because it
// would be another subject when a row comes in before it, and a second one of
// an id.
func (a *app) readSubjects(ctx context.Context, path, schema string) (list []screen.Query, refused int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, hintError{err, "check the path"}
	}
	defer f.Close()
	qr, err := newQueryReader(f, schema)
	if err != nil {
		return nil, 0, hintError{fmt.Errorf("%s: %w", path, err), `JSON lines such as {"id":"1","schema":"Person","properties":{"name":["Ri Chol Ho"]}}, or CSV with a header`}
	}
	lines := make(map[string]int)
	for {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		q, err := qr.next()
		if errors.Is(err, io.EOF) {
			return list, refused, nil
		}
		if err != nil {
			return nil, 0, fmt.Errorf("%s: %w", path, err)
		}
		first, twice := lines[q.ID]
		switch {
		case q.err != nil:
		case q.unnamed:
			q.err = errors.New("no id; what is watched needs one that stays")
		case twice:
			q.err = fmt.Errorf("the id %q stands on line %d too", q.ID, first)
		case q.Schema != "" && (ftm.Lookup(q.Schema) == nil || !ftm.Lookup(q.Schema).Matchable):
			q.err = fmt.Errorf("no schema %q that can be screened", q.Schema)
		}
		if q.err != nil {
			refused++
			fmt.Fprintf(a.Err, "cordon: error: %s:%d: %s\n", path, q.line, oneLine(q.err.Error()))
			continue
		}
		lines[q.ID] = q.line
		list = append(list, q.Query)
	}
}

var eventColumns = []string{"id", "event", "subject", "party", "caption", "schema", "datasets", "score", "band", "was", "why", "as_of", "batch"}

// printEvents writes events in the format asked for.
func (a *app) printEvents(events []watch.Event) error {
	format, err := a.outputFormat()
	if err != nil {
		return err
	}
	switch format {
	case "json":
		if events == nil {
			events = []watch.Event{}
		}
		return writeJSON(a.Out, events, true)
	case "jsonl":
		enc := json.NewEncoder(a.Out)
		enc.SetEscapeHTML(false)
		for i := range events {
			if err := enc.Encode(&events[i]); err != nil {
				return err
			}
		}
		return nil
	case "csv":
		w := csv.NewWriter(a.Out)
		_ = w.Write(eventColumns) // the error stays in w
		for i := range events {
			e := &events[i]
			row := []string{e.ID, e.Event, e.Subject, e.Party, e.Caption, e.Schema, strings.Join(e.Datasets, " "), strconv.FormatFloat(e.Score, 'f', 3, 64), e.Band, e.Was, e.Why, e.AsOf, strconv.FormatInt(e.Batch, 10)}
			for k := range row {
				row[k] = csvCell(row[k])
			}
			_ = w.Write(row)
		}
		w.Flush()
		return w.Error()
	}
	return a.eventTable(events)
}

// eventTable writes events for people.
func (a *app) eventTable(events []watch.Event) error {
	columns, _ := isTerminal(a.Out)
	columns = min(columns, 100)
	if len(events) == 0 {
		_, err := fmt.Fprintln(a.Out, "Nothing changed.")
		return err
	}
	for i := range events {
		e := &events[i]
		band := e.Band
		if e.Was != "" && e.Was != e.Band {
			band = e.Was + " to " + e.Band
		}
		head := fmt.Sprintf("%-11s %.2f %s  %s: %s", e.Event, e.Score, band, e.Subject, e.Caption)
		lines := append([]string{strings.TrimRight(fit(head, columns), " ")}, indented(e.Party+" · "+strings.Join(e.Datasets, " · "), columns)...)
		lines = append(lines, indented(e.Why, columns)...)
		for _, l := range lines {
			if _, err := fmt.Fprintln(a.Out, l); err != nil {
				return err
			}
		}
	}
	return nil
}

func indented(text string, columns int) []string {
	lines := wrap(text, columns-len(indent))
	for i := range lines {
		lines[i] = indent + lines[i]
	}
	return lines
}
