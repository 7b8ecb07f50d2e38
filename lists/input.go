package lists

import (
	"fmt"
	"io"
	"io/fs"
	"strings"

	"cordon/ftm"
)

// input is what a reader reads from and reports to.
type input struct {
	fsys    fs.FS
	doc     Document
	report  Report
	records int
	wide    map[string]bool // files of which was said that they are UTF-16
}

func newInput(fsys fs.FS, doc Document) *input {
	return &input{fsys: fsys, doc: doc, report: Report{Programmes: make(map[string]int)}}
}

// open opens the file of a role; ok is false when the document has no such file.
// Readers see text: a file that is packed with gzip is unpacked, and one in
// UTF-16 is read as UTF-8.
func (in *input) open(role string) (r io.ReadCloser, name string, ok bool, err error) {
	name, ok = in.doc.Files[role]
	if !ok {
		return nil, "", false, nil
	}
	f, err := in.fsys.Open(name)
	if err != nil {
		return nil, name, true, fmt.Errorf("open %s: %w", role, err)
	}
	r, wide, err := unpack(f, name)
	if err != nil {
		f.Close()
		return nil, name, true, fmt.Errorf("read %s: %w", role, err)
	}
	if wide && !in.wide[name] { // readers may open a file more than once
		if in.wide == nil {
			in.wide = make(map[string]bool)
		}
		in.wide[name] = true
		in.warn(name, 0, "is UTF-16; read as such")
	}
	return r, name, true, nil
}

// refuse sets a row aside.
func (in *input) refuse(file string, line int, raw string, why string, args ...any) {
	in.report.Refused++
	in.report.Problems = appendProblem(in.report.Problems, file, line, raw, why, args)
}

// warn notes what is kept although it is not as it should be.
func (in *input) warn(file string, line int, why string, args ...any) {
	in.report.Warned++
	in.report.Warnings = appendProblem(in.report.Warnings, file, line, "", why, args)
}

// damage says that the document as a whole must not be loaded. The first
// reason stands.
func (in *input) damage(why string, args ...any) {
	if in.report.Damage == "" {
		in.report.Damage = fmt.Sprintf(why, args...)
	}
}

func appendProblem(list []ftm.Problem, file string, line int, raw, why string, args []any) []ftm.Problem {
	if len(list) >= MaxProblems {
		return list
	}
	const rawMax = 200
	if len(raw) > rawMax {
		raw = raw[:rawMax]
	}
	return append(list, ftm.Problem{File: file, Line: line, Why: fmt.Sprintf(why, args...), Raw: strings.ToValidUTF8(raw, "\uFFFD")})
}

// count keeps the figures that guard the next load of the list.
func (in *input) count(rec Record) {
	in.records++
	in.report.Entities += len(rec.Entities)
	if rec.Party == "" {
		return
	}
	in.report.Parties++
	for _, p := range rec.Programmes {
		in.report.Programmes[p]++
	}
}

// maxRefusedShare is the share of refused rows, in parts per thousand, above
// which a whole document is taken for damaged.
const maxRefusedShare = 1

// finish draws the conclusions that need the whole document.
func (in *input) finish() {
	r := &in.report
	switch {
	case r.Damage != "" || in.doc.Kind == FTMDelta:
	case r.Entities == 0:
		in.damage("the document has no entries")
	case r.Declared > 0 && r.Parties+r.Refused != r.Declared:
		in.damage("the document says it has %d entries, but %d were read", r.Declared, r.Parties)
	case in.doc.Kind.Register():
		// Registers are kept by many hands, and excerpts of them are common: a row
		// without its company costs that row. Where most are bad, it is no register.
		if rows := in.records + r.Refused; r.Refused > 2 && 2*r.Refused > rows {
			in.damage("%d of %d rows had to be set aside, more than half", r.Refused, rows)
		}
	case in.doc.Kind != FTM && r.Refused > 2 && r.Refused*1000 > maxRefusedShare*(r.Parties+r.Refused):
		in.damage("%d of %d rows had to be set aside, more than %d in 1000", r.Refused, r.Parties+r.Refused, maxRefusedShare)
	}
}
