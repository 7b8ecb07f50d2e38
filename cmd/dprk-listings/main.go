// Command dprk-listings makes law/dprk/listings.tsv from the published lists:
// every party, vessel and wallet that OFAC or the United Nations list under a
// North Korea programme, or of which OFAC says that the North Korea Sanctions
// Regulations reach who deals with it, with its papers, addresses and ties, as
// statements.
//
//	make generate
//	go run ./cmd/dprk-listings -ofac DIR -ofac-date DAY -history "" -un FILE -out law/dprk/listings.tsv
//
// Without flags it reads the lists in the folder that CORDON_TESTDATA names. It reads the four CSV files of the OFAC list, later changes of sdn.csv where a
// history of them is at hand (JSON lines of {at, op, id, row}), and the XML of
// the UN list. Same input, same output, to the byte.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing/fstest"

	"cordon/ftm"
	"cordon/law"
	"cordon/lists"
)

// dataEnv names the folder under which the lists lie by default.
const dataEnv = "CORDON_TESTDATA"

func main() {
	data := os.Getenv(dataEnv)
	ofac := flag.String("ofac", filepath.Join(data, "sanctions/ofac/2024-01"), "`folder` of sdn.csv, alt.csv, add.csv, sdn_comments.csv")
	ofacDay := flag.String("ofac-date", "2023-12-28", "`day` of that publication")
	history := flag.String("history", filepath.Join(data, "sanctions/sdn_history"), "`folder` of later changes of sdn.csv; empty for none")
	un := flag.String("un", filepath.Join(data, "sanctions/un/un_2025-04-19_singlequoted.xml"), "`file` of the UN list")
	prefix := flag.String("programme", "DPRK", "take parties whose programme begins with this `code`")
	phrase := flag.String("provision", "North Korea Sanctions Regulations", "take parties too of whose listing a provision has these `words`; empty for none")
	out := flag.String("out", "listings.tsv", "`file` to write")
	flag.Parse()
	if err := run(context.Background(), *ofac, *ofacDay, *history, *un, selection{*prefix, *phrase}, *out); err != nil {
		fmt.Fprintln(os.Stderr, "dprk-listings:", err)
		if data == "" && errors.Is(err, fs.ErrNotExist) {
			fmt.Fprintln(os.Stderr, "dprk-listings: name the published lists with -ofac, -history and -un, or the folder that holds them with "+dataEnv)
		}
		os.Exit(1)
	}
}

// selection says which parties of the lists are taken.
type selection struct {
	programme string // beginning of its code
	provision string // words of a provision of its listing
}

// takes reports whether a record of a list is taken.
func (s selection) takes(r *lists.Record) bool {
	if slices.ContainsFunc(r.Programmes, func(p string) bool { return strings.HasPrefix(p, s.programme) }) {
		return true
	}
	return s.provision != "" && slices.ContainsFunc(r.Entities, func(e *ftm.Entity) bool {
		return slices.ContainsFunc(e.Properties["provisions"], func(v string) bool { return strings.Contains(v, s.provision) })
	})
}

// takesRow reports whether a row of sdn.csv without its number may be taken.
func (s selection) takesRow(row []string) bool {
	return len(row) > 2 && strings.Contains(row[2], s.programme) || s.provision != "" && len(row) > 10 && strings.Contains(row[10], s.provision)
}

func run(ctx context.Context, ofac, ofacDay, history, un string, want selection, out string) error {
	day, err := ftm.ParseDay(ofacDay)
	if err != nil {
		return err
	}
	files, firstSeen, day, err := ofacFiles(ofac, history, day, want)
	if err != nil {
		return err
	}
	var origins []law.Origin
	var rows []ftm.Statement
	for _, src := range []struct {
		fsys   fs.FS
		title  string
		terms  string
		day    ftm.Day
		listed map[string]ftm.Day
	}{
		{files, "Specially Designated Nationals and Blocked Persons List", "US Government work, public domain", day, firstSeen},
		{os.DirFS(filepath.Dir(un)), "United Nations Security Council Consolidated List", "United Nations; free use with attribution", 0, nil},
	} {
		docs, err := plan(ctx, src.fsys, filepath.Base(un))
		if err != nil {
			return err
		}
		got, published, err := take(ctx, src.fsys, docs, want, src.listed)
		if err != nil {
			return err
		}
		origins = append(origins, law.Origin{Dataset: docs.Dataset, Published: max(src.day, published), Title: src.title, Terms: src.terms})
		rows = append(rows, got...)
	}
	var b bytes.Buffer
	if err := law.WriteListings(&b, origins, rows); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "dprk-listings: %d statements\n", len(rows))
	return os.WriteFile(out, b.Bytes(), 0o644)
}

// plan returns the document of a file system: all of it for OFAC, the named
// file for the UN.
func plan(ctx context.Context, fsys fs.FS, name string) (lists.Document, error) {
	root := "."
	if _, err := fs.Stat(fsys, name); err == nil {
		root = name
	}
	docs, unknown, err := lists.Plan(ctx, fsys, root)
	if err != nil {
		return lists.Document{}, err
	}
	if len(docs) != 1 {
		return lists.Document{}, fmt.Errorf("%d documents, want 1 (unknown: %v)", len(docs), unknown)
	}
	return docs[0], nil
}

// take reads a document and keeps the records under the programme, and the
// parties that they are tied to by name only as the tie's other end. Of the UN
// list the facts are taken, not its narrative.
func take(ctx context.Context, fsys fs.FS, doc lists.Document, want selection, listed map[string]ftm.Day) ([]ftm.Statement, ftm.Day, error) {
	var rows []ftm.Statement
	rep, err := lists.Read(ctx, fsys, doc, func(r lists.Record) error {
		if !want.takes(&r) {
			return nil
		}
		for _, e := range r.Entities {
			if day := listed[r.Party]; day != 0 {
				dateListing(e, day)
			}
			if doc.Kind == lists.UNXML {
				dropProse(e)
			}
			e.Datasets = nil // the column says which list
			rows = e.AppendStatements(rows, doc.Dataset)
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	if rep.Damage != "" {
		return nil, 0, fmt.Errorf("%s: %s", doc.Dataset, rep.Damage)
	}
	slices.SortFunc(rows, func(a, b ftm.Statement) int { return strings.Compare(string(digest(a)), string(digest(b))) })
	rows = slices.CompactFunc(rows, func(a, b ftm.Statement) bool { return a == b })
	return rows, rep.Published, nil
}

// proseWords is how many words make a value narrative rather than a fact.
const proseWords = 12

// dropProse takes the narrative out of what the UN says of a party: its notes
// and reasons, and posts that are whole sentences.
func dropProse(e *ftm.Entity) {
	delete(e.Properties, "notes")
	delete(e.Properties, "reason")
	for _, p := range []string{"position", "remarks", "summary"} {
		short := slices.DeleteFunc(slices.Clone(e.Properties[p]), func(v string) bool { return len(strings.Fields(v)) > proseWords })
		if len(short) == 0 {
			delete(e.Properties, p)
			continue
		}
		e.Properties[p] = short
	}
}

func digest(s ftm.Statement) []byte { d := s.Digest(); return d[:] }

// dateListing sets the day on which the party first stood on the list, where
// the list itself does not say.
func dateListing(e *ftm.Entity, day ftm.Day) {
	if e.Schema == "Sanction" && !e.Has("listingDate") {
		e.Add("listingDate", day.String())
	}
	if slices.Contains(e.Properties["topics"], "sanction") && e.During("topics", "sanction").IsZero() {
		e.AddDuring("topics", "sanction", ftm.Period{From: day})
	}
}

// ofacFiles returns the four files with later changes of the programme's
// parties worked in, the first day of each party that the history saw come, and
// the day of the last change.
func ofacFiles(dir, history string, day ftm.Day, want selection) (fs.FS, map[string]ftm.Day, ftm.Day, error) {
	out := fstest.MapFS{}
	for _, n := range []string{"sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"} {
		b, err := os.ReadFile(filepath.Join(dir, n))
		if err != nil {
			return nil, nil, 0, err
		}
		out[n] = &fstest.MapFile{Data: b, Mode: 0o444}
	}
	if history == "" {
		return out, nil, day, nil
	}
	firstSeen, err := readFirstSeen(filepath.Join(history, "sdn_first_last_seen.csv"))
	if err != nil {
		return nil, nil, 0, err
	}
	sdn, last, err := applyChanges(out["sdn.csv"].Data, filepath.Join(history, "sdn_changes.jsonl"), day, want)
	if err != nil {
		return nil, nil, 0, err
	}
	out["sdn.csv"] = &fstest.MapFile{Data: sdn, Mode: 0o444}
	return out, firstSeen, last, nil
}

func readFirstSeen(path string) (map[string]ftm.Day, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	recs, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	days := make(map[string]ftm.Day)
	for _, r := range recs[1:] {
		if r[1] == "" {
			continue
		}
		d, err := ftm.ParseDay(r[1])
		if err != nil {
			return nil, fmt.Errorf("%s: party %s: %w", path, r[0], err)
		}
		days["ofac-"+r[0]] = d
	}
	return days, nil
}

// change is one line of the history of sdn.csv.
type change struct {
	At  string   `json:"at"`
	Op  string   `json:"op"`
	ID  string   `json:"id"`
	Row []string `json:"row"`
}

// applyChanges works the changes after day into sdn.csv: those of the
// programme's parties, since only they are taken.
func applyChanges(sdn []byte, path string, day ftm.Day, want selection) ([]byte, ftm.Day, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	gone, add := map[string]bool{}, map[string][]string{}
	last := day
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		var c change
		if err := json.Unmarshal(sc.Bytes(), &c); err != nil {
			return nil, 0, fmt.Errorf("%s: %w", path, err)
		}
		at, err := ftm.ParseDay(c.At)
		if err != nil {
			return nil, 0, fmt.Errorf("%s: %w", path, err)
		}
		last = max(last, at)
		if at <= day || !want.takesRow(c.Row) {
			continue
		}
		gone[c.ID] = true
		delete(add, c.ID)
		if c.Op != "del" {
			add[c.ID] = c.Row
		}
	}
	if err := sc.Err(); err != nil {
		return nil, 0, err
	}
	var b bytes.Buffer
	for line := range bytes.Lines(bytes.TrimRight(sdn, "\x1a\r\n")) {
		id, _, _ := bytes.Cut(line, []byte(","))
		if !gone[string(id)] {
			b.Write(bytes.TrimRight(line, "\r\n"))
			b.WriteString("\r\n")
		}
	}
	ids := make([]int, 0, len(add))
	for id := range add {
		n, err := strconv.Atoi(id)
		if err != nil {
			return nil, 0, errors.New("history: id " + id)
		}
		ids = append(ids, n)
	}
	slices.Sort(ids)
	for _, n := range ids {
		id := strconv.Itoa(n)
		b.WriteString(id)
		for _, v := range add[id] {
			if v == "-0-" {
				b.WriteString(",-0- ")
			} else {
				b.WriteString(`,"` + strings.ReplaceAll(v, `"`, `""`) + `"`)
			}
		}
		b.WriteString("\r\n")
	}
	b.WriteByte(0x1a)
	return b.Bytes(), last, nil
}
