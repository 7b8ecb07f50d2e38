package lists

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"cordon/ftm"
)

// Special measures under section 311 come in two tables. The page of FinCEN has
// a row for each measure with the dates of its steps: that table says what is
// law. A research table has the parties that the documents name, without dates.
// Read together, the parties get the dates of their measures; read alone, the
// research table makes nobody a target, because it does not say whether a rule
// is in force.
//
// A finding is no rule, nor is a proposal. A rule that was rescinded is over
// from that day. An owner that a document names is no target of the measure. A
// measure against a class of transactions has no party, only members.

const (
	fincenPrefix    = "us311-"
	fincenAuthority = "Financial Crimes Enforcement Network"
)

// The bounds of what is gathered: the tables are joined by name, in memory.
const (
	max311Rows  = 20000
	max311Bytes = 16 << 20
)

// measure311 is a measure and the parties that its documents name.
type measure311 struct {
	file     string
	line     int
	printed  string // as the table prints it
	name     string // without footnotes and what stands behind it
	slug     string
	dated    bool // stands in the table of dates
	class    bool // of transactions or institutions
	steps    [4]step311
	parties  []*party311
	byName   map[string]*party311
	includes []string
	others   []string // names by which it goes too
}

// step311 is what a cell says of a step of the procedure.
type step311 struct {
	text  string
	dates []ftm.Day
}

// The steps, in the order of the procedure.
const (
	stepFinding = iota
	stepProposal
	stepFinal
	stepRescinded
)

var steps311 = [4]struct{ name, column string }{
	{"Finding", "finding"},
	{"Notice of proposed rulemaking", "proposed rulemaking"},
	{"Final rule", "final rule"},
	{"Rescinded", "rescinded"},
}

// party311 is a party in a measure: the institution itself, or one that the
// documents name beside it.
type party311 struct {
	id       string
	relation string // self, target, subsidiary, owner, related
	name     string
	file     string
	line     int
	rows     []csvRow
}

// tables311 gathers both tables.
type tables311 struct {
	in       *input
	measures []*measure311
	bySlug   map[string]*measure311
	used     map[string]bool // ids
	rows     int
	bytes    int
	dated    bool
}

// readFinCEN311 reads the table of the page, the research table, or both as one
// document. The header says which is which, not the role.
func readFinCEN311(ctx context.Context, in *input, emit Emit) error {
	t := &tables311{in: in, bySlug: make(map[string]*measure311), used: make(map[string]bool)}
	if len(in.doc.Files) == 0 {
		in.damage("the document has no file")
		return nil
	}
	for _, role := range [...]string{"main", "details"} {
		if err := t.read(ctx, role); err != nil {
			return err
		}
	}
	if in.report.Damage != "" {
		return nil
	}
	if !t.dated {
		in.warn("", 0, "no table of dates: whether a rule is in force is not known, so no party is a target")
	}
	for _, m := range t.measures {
		for _, rec := range t.records(m) {
			if err := emit(rec); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *tables311) read(ctx context.Context, role string) error {
	f, name, ok, err := t.in.open(role)
	if err != nil || !ok {
		return err
	}
	defer f.Close()
	w := newCSVWalk(ctx, t.in, f, name, ',')
	w.lenient = true
	details := false
	err = w.headerThat(nil, func(column map[string]int) bool {
		_, a := column["measure"]
		_, b := column["relationship"]
		details = a && b
		_, final := column["final rule"]
		_, over := column["rescinded"]
		return details || final && over
	})
	if errors.Is(err, errNoHeader) && w.line > 0 {
		err = fmt.Errorf("%w with the columns Measure and Relationship, or Final Rule and Rescinded", errNoHeader)
	}
	if err != nil {
		return w.damaged(err)
	}
	for {
		row, err := w.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		t.rows++
		if t.bytes += row.size(); t.rows > max311Rows || t.bytes > max311Bytes {
			t.in.damage("%s:%d: is longer than any table of special measures", name, row.line)
			return nil
		}
		row.fields = append([]string(nil), row.fields...)
		if details {
			t.addParty(name, row)
		} else {
			t.dated = true
			t.addMeasure(name, row)
		}
	}
	w.end()
	return nil
}

var (
	mark311     = regexp.MustCompile(`[*†‡]+`)
	includes311 = regexp.MustCompile(`(?i)\s*\(includ(?:es|ing)\s+([^()]+)\)`)
	renamed311  = regexp.MustCompile(`(?i)\s*[;,]\s*(?:renamed|now(?: known as)?|formerly(?: known as)?)\s+(.+)$`)
	// class311 tells a measure against a class from one against an institution.
	class311 = regexp.MustCompile(`(?i)\b(?:class(?:es)? of|transactions|mixing|mixers|establishments|accounts)\b`)
	none311  = regexp.MustCompile(`(?i)^(?:[-–—―_. ]*|n/?a|none)$`)
	usDate   = regexp.MustCompile(`\b([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})\b`)
	longDate = regexp.MustCompile(`\b(?:[A-Z][a-z]{2,8}\.? [0-9]{1,2}, [0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2} [A-Z][a-z]{2,8} [0-9]{4})\b`)
)

// slug311 makes a name part of an id: letters without marks, digits, hyphens.
func slug311(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFD.String(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r):
			gap = true
		}
	}
	if b.Len() == 0 || b.Len() > 120 {
		return "x" + shortHash(name)
	}
	return b.String()
}

// title311 takes what stands behind a printed name off it: marks of footnotes,
// the institutions that a measure includes, and the name that it goes by now.
func title311(printed string) (name string, includes, others []string) {
	name = oneLine(mark311.ReplaceAllString(printed, ""))
	for _, x := range includes311.FindAllStringSubmatch(name, -1) {
		includes = append(includes, oneLine(x[1]))
	}
	name = includes311.ReplaceAllString(name, "")
	if x := renamed311.FindStringSubmatchIndex(name); x != nil {
		others = append(others, oneLine(name[x[2]:x[3]]))
		name = name[:x[0]]
	}
	return oneLine(name), includes, others
}

// measure returns the measure of a printed name, made where it is new.
func (t *tables311) measure(printed, file string, line int) *measure311 {
	text, includes, others := title311(printed)
	slug := slug311(text)
	m := t.bySlug[slug]
	if m == nil {
		m = &measure311{file: file, line: line, printed: oneLine(printed), name: text, slug: slug, byName: make(map[string]*party311)}
		m.class = class311.MatchString(text)
		t.bySlug[slug] = m
		t.measures = append(t.measures, m)
	}
	for _, v := range includes {
		m.includes = appendNew(m.includes, v)
	}
	for _, v := range others {
		m.others = appendNew(m.others, v)
	}
	return m
}

// addMeasure adds a row of the table of dates. The column of names is called by
// several names; it is the first.
func (t *tables311) addMeasure(file string, row csvRow) {
	printed := row.get("name")
	if printed == "" && len(row.fields) > 0 {
		printed = strings.TrimSpace(row.fields[0])
	}
	if !hasLetter(printed) {
		t.in.refuse(file, row.line, strings.Join(row.fields, ","), "has no name")
		return
	}
	m := t.measure(printed, file, row.line)
	if m.dated {
		t.in.refuse(file, row.line, strings.Join(row.fields, ","), "measure %.80q appears twice", m.name)
		return
	}
	m.dated, m.file, m.line, m.printed = true, file, row.line, oneLine(printed)
	for i, s := range steps311 {
		for column := range row.column {
			if strings.Contains(column, s.column) {
				m.steps[i] = t.step(file, row, s.name, row.get(column))
			}
		}
	}
}

// step reads a cell: nothing, a date, or several.
func (t *tables311) step(file string, row csvRow, name, raw string) step311 {
	text := oneLine(mark311.ReplaceAllString(raw, ""))
	if none311.MatchString(text) {
		return step311{}
	}
	s := step311{text: text}
	add := func(iso string) {
		if d, err := ftm.ParseDay(iso); err == nil && d != 0 {
			s.dates = append(s.dates, d)
		}
	}
	for _, m := range usDate.FindAllString(text, -1) { // the United States write the month first
		if d, err := time.Parse("1/2/2006", m); err == nil {
			add(d.Format(time.DateOnly))
		}
	}
	for _, m := range longDate.FindAllString(usDate.ReplaceAllString(text, " "), -1) {
		if iso, ok := ftm.CleanDate(m); ok {
			add(iso)
		}
	}
	if len(s.dates) == 0 {
		t.in.warn(file, row.line, "%s: %.60q holds no date", name, text)
	}
	return s
}

// addParty adds a row of the research table.
func (t *tables311) addParty(file string, row csvRow) {
	printed, name := row.get("measure"), oneLine(row.get("name"))
	relation := strings.ToLower(oneLine(row.get("relationship")))
	why := ""
	switch relation {
	case "self", "target", "subsidiary", "owner", "related":
	default:
		why = fmt.Sprintf("relationship %.40q is not known", relation)
	}
	switch {
	case !hasLetter(printed):
		why = "does not say to which measure it belongs"
	case name == "":
		why = "has no name"
	}
	if why != "" {
		t.in.refuse(file, row.line, strings.Join(row.fields, ","), "%s", why)
		return
	}
	t.measure(printed, file, row.line).party(relation, name, file, row)
}

// party adds a row to a party of the measure. The measure's own institution is
// one party under all its names; others are told apart by name. Of several
// relations the one counts that reaches furthest.
func (m *measure311) party(relation, name, file string, row csvRow) {
	key := "self"
	if relation != "self" {
		key = "/" + slug311(name)
	}
	p := m.byName[key]
	if p == nil {
		p = &party311{relation: relation, name: name, file: file, line: row.line}
		m.byName[key] = p
		m.parties = append(m.parties, p)
	}
	order := map[string]int{"self": 5, "target": 4, "subsidiary": 3, "owner": 2, "related": 1}
	if order[relation] > order[p.relation] {
		p.relation = relation
	}
	if row.fields != nil {
		p.rows = append(p.rows, row)
	}
}
