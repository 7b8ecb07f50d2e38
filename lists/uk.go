package lists

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"cordon/ftm"
)

const (
	ukPrefix    = "gb-"
	ukAuthority = "Foreign, Commonwealth and Development Office"
)

// The columns without which the file is not what it claims to be.
const (
	ukColID   = "Unique ID"
	ukColName = "Name 6"
	ukColType = "Name type"
)

// ukColumns are the columns that are published, and what some were called
// before.
var ukColumns = []string{
	"Last Updated", ukColID, "OFSI Group ID", "UN Reference Number", ukColName, "Name 1", "Name 2", "Name 3", "Name 4", "Name 5", ukColType,
	"Alias strength", "Title", "Name non-latin script", "Non-latin script type", "Non-latin script language", "Regime Name", "Designation Type",
	"Designation source", "Sanctions Imposed", "Other Information", "UK Statement of Reasons", "Address Line 1", "Address Line 2", "Address Line 3",
	"Address Line 4", "Address Line 5", "Address Line 6", "Address Postal Code", "Address Country", "Phone number", "Website", "Email address",
	"Date Designated", "D.O.B", "Nationality(/ies)", "National Identifier number", "National Identifier additional information", "Passport number",
	"Passport additional information", "Position", "Gender", "Town of birth", "Country of birth", "Type of entity", "Subsidiaries", "Parent company",
	"Business registration number (s)", "IMO number", "Current owner/operator (s)", "Previous owner/operator (s)", "Current believed flag of ship",
	"Previous flags", "Type of ship", "Tonnage of ship", "Length of ship", "Year Built", "Hull identification number (HIN)",
}

// ukOldType is the name of the column "Designation Type" in older files.
const ukOldType = "Individual, Entity, Ship"

// ukGathered bounds, in bytes of the file, the rows of parties that are gathered
// at once because they do not stand together.
const ukGathered = 32 << 20

// ukSeen is what the survey of the file knows of a party.
type ukSeen struct {
	bytes int64 // of its rows
	rows  int
	runs  int // of rows that stand together
}

// readUKCSV reads UK-Sanctions-List.csv. A party has many rows, one for each of
// its names and addresses in turn. Nobody promises that they stand together, so
// a first walk looks. Parties whose rows do are passed on as they come, in the
// order of the file; the others after them, in the order of their first rows, in
// as many further walks as their rows are longer than ukGathered. So nothing is
// lost, and memory holds one party, or ukGathered, and the numbers of the
// parties.
func readUKCSV(ctx context.Context, in *input, emit Emit) error {
	if _, ok := in.doc.Files["main"]; !ok {
		in.damage("the document has no file")
		return nil
	}
	seen, ids, err := surveyUK(ctx, in)
	if err != nil {
		return err
	}
	if err := emitUK(ctx, in, true, func(id string) bool { return seen[id] != nil && seen[id].runs == 1 }, seen, emit); err != nil {
		return err
	}
	var batch map[string]bool
	var size int64
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := emitUK(ctx, in, false, func(id string) bool { return batch[id] }, seen, emit)
		batch, size = nil, 0
		return err
	}
	for _, id := range ids {
		s := seen[id]
		if s.runs == 1 {
			continue
		}
		if size+s.bytes > ukGathered {
			if err := flush(); err != nil {
				return err
			}
		}
		if batch == nil {
			batch = make(map[string]bool)
		}
		batch[id] = true
		size += s.bytes
	}
	return flush()
}

// openUK opens the file and reads its header. report is where it reports to; w
// is nil when the file is not readable as what it claims to be.
func openUK(ctx context.Context, in, report *input) (w *csvWalk, done func(), err error) {
	f, name, _, err := in.open("main")
	if err != nil {
		return nil, nil, err
	}
	w = newCSVWalk(ctx, report, f, name, ',')
	w.lenient = true
	err = w.header(func(fields []string) { ukPublished(report, name, fields) }, ukColID, ukColName, ukColType)
	if err == nil {
		if _, ok := w.column[strings.ToLower(ukOldType)]; ok {
			w.column["designation type"] = w.column[strings.ToLower(ukOldType)]
		}
		if _, ok := w.column["designation type"]; !ok {
			err = fmt.Errorf("%w with the column Designation Type", errNoHeader)
		}
	}
	if err != nil {
		f.Close()
		return nil, nil, w.damaged(err)
	}
	if w.column["last updated"] == 0 && w.column[strings.ToLower(ukColID)] == 1 {
		w.rowStart = ukRowStart.MatchString
	}
	return w, func() { f.Close() }, nil
}

// ukPublished reads the row above the header: "Report Date: 13-Feb-2026".
func ukPublished(in *input, name string, fields []string) {
	text := oneLine(strings.Join(fields, " "))
	what, raw, ok := strings.Cut(text, ":")
	if !ok || !strings.EqualFold(strings.TrimSpace(what), "report date") {
		return
	}
	v, ok := dayFirst(strings.TrimSpace(raw))
	if d, err := ftm.ParseDay(v); ok && err == nil {
		in.report.Published = d
		return
	}
	in.warn(name, 1, "report date %.40q is no date", raw)
}

// surveyUK walks over the file once, without a word of what is wrong with it:
// which parties does it have, and do their rows stand together?
func surveyUK(ctx context.Context, in *input) (map[string]*ukSeen, []string, error) {
	seen := make(map[string]*ukSeen)
	var ids []string
	w, done, err := openUK(ctx, in, newInput(in.fsys, in.doc))
	if err != nil || w == nil {
		return seen, nil, err
	}
	defer done()
	last := ""
	for {
		row, err := w.next()
		if errors.Is(err, io.EOF) {
			return seen, ids, nil
		}
		if err != nil {
			return nil, nil, err
		}
		id := ukID(row)
		if id == "" {
			continue
		}
		s := seen[id]
		if s == nil {
			s = new(ukSeen)
			id = strings.Clone(id) // or it would keep the row
			seen[id] = s
			ids = append(ids, id)
		}
		if id != last {
			s.runs++
		}
		s.rows++
		s.bytes += int64(row.size())
		last = id
	}
}

// ukID returns the number of the party of a row, "" where it has none that can
// be part of an id.
func ukID(row csvRow) string {
	id := row.get(ukColID)
	if id == "" || len(id) > 40 || strings.Trim(strings.ToUpper(id), "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/.") != "" {
		return ""
	}
	return id
}

// emitUK walks over the file and passes on the parties that take says. main says
// that this is the walk that reports.
func emitUK(ctx context.Context, in *input, main bool, take func(id string) bool, seen map[string]*ukSeen, emit Emit) error {
	report := in
	if !main {
		report = newInput(in.fsys, in.doc)
	}
	w, done, err := openUK(ctx, in, report)
	if err != nil || w == nil {
		return err
	}
	defer done()
	if main {
		ukHeader(in, w)
	}
	unknown := w.unknown(func(c string) bool { return ukKnown[c] })
	open := make(map[string]*ukParty)
	for {
		row, err := w.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		id := ukID(row)
		if id == "" {
			report.refuse(w.name, row.line, strings.Join(row.fields, ","), "Unique ID %.50q is none", row.get(ukColID))
			continue
		}
		if main && seen[id] == nil {
			in.damage("%s:%d: the file changed while it was read", w.name, row.line)
			return nil
		}
		if !take(id) {
			continue
		}
		p := open[id]
		if p == nil {
			p = newUKParty(in, w.name, row, id)
			p.unknown = unknown
			open[id] = p
		}
		p.add(row)
		if p.rows < seen[id].rows {
			continue
		}
		delete(open, id)
		rec, why := p.record()
		if why != "" {
			in.refuse(w.name, p.line, id, "%s", why)
			continue
		}
		if err := emit(rec); err != nil {
			return err
		}
	}
	if main {
		w.end()
		if in.report.Published == 0 {
			in.warn(w.name, 1, "the file does not say when it was made")
		}
	}
	if len(open) > 0 {
		in.damage("%s: the file changed while it was read", w.name)
	}
	return nil
}

// ukHeader says which columns are missing or new.
func ukHeader(in *input, w *csvWalk) {
	for _, c := range ukColumns {
		if _, ok := w.column[strings.ToLower(c)]; !ok {
			in.warn(w.name, w.line, "column %q is missing", c)
		}
	}
	for _, c := range w.unknown(func(c string) bool { return ukKnown[c] }) {
		in.warn(w.name, w.line, "column %.60q is not known; its values are kept as notes", c)
	}
}

var ukKnown = func() map[string]bool {
	m := map[string]bool{strings.ToLower(ukOldType): true}
	for _, c := range ukColumns {
		m[strings.ToLower(c)] = true
	}
	return m
}()
