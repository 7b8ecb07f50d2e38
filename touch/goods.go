package touch

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"cordon/finding"
	"cordon/ftm"
	"cordon/law"
)

// Consignment is one line of a manifest or invoice: goods, in which direction,
// and when.
type Consignment struct {
	Line        int     `json:"line"`
	HS          string  `json:"hs,omitempty"`          // code, as it stands on the paper
	Description string  `json:"description,omitempty"` // in words
	Direction   string  `json:"direction"`             // to or from the programme's target
	Date        ftm.Day `json:"date"`                  // of supply, or of import clearance
	Vessel      string  `json:"vessel,omitempty"`      // that carries it: IMO number or name
}

// LineError is the error of a line that cannot be asked about.
type LineError struct {
	Line int    `json:"line"`
	Why  string `json:"why"`
}

func (e *LineError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Why) }

// maxConsignments bounds a manifest.
const maxConsignments = 100_000

// headers are what columns of a manifest are called.
var headers = map[string][]string{
	"hs":          {"hs", "hs_code", "hscode", "hs code", "commodity_code", "tariff", "tariff_code"},
	"description": {"description", "goods", "goods_description", "commodity", "cargo"},
	"direction":   {"direction"},
	"date":        {"date", "shipment_date", "clearance_date", "bl_date"},
	"vessel":      {"imo", "imo_number", "vessel_imo", "vessel", "ship", "vessel_name"},
}

// ReadManifest reads a manifest: CSV with a header that names goods (hs or
// description), direction and date, or JSON lines of the same keys. Lines that
// cannot be asked about are returned beside the others, each with its reason.
// ok is false for what is no manifest.
func ReadManifest(b []byte) (lines []Consignment, bad []*LineError, ok bool, err error) {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if first := bytes.TrimSpace(b); len(first) > 0 && first[0] == '{' {
		return readManifestJSON(b)
	}
	rest := bytes.SplitAfter(b, []byte("\n"))
	comma := separator(rest[0])
	head, n, err := record(rest, comma)
	if err != nil {
		return nil, nil, false, nil
	}
	at := map[string]int{}
	for i, h := range head {
		h = strings.ToLower(strings.TrimSpace(h))
		for key, names := range headers {
			if _, have := at[key]; !have && slices.Contains(names, h) {
				at[key] = i
			}
		}
	}
	_, hs := at["hs"]
	_, words := at["description"]
	if !hs && !words {
		return nil, nil, false, nil
	}
	for line := 1 + n; ; line += n {
		if rest = rest[n:]; len(rest) == 0 {
			return lines, bad, true, nil
		}
		var rec []string
		if rec, n, err = record(rest, comma); err != nil {
			bad = append(bad, &LineError{line, err.Error()})
			continue
		}
		if strings.TrimSpace(strings.Join(rec, "")) == "" {
			continue
		}
		if len(lines)+len(bad) == maxConsignments {
			return lines, bad, true, fmt.Errorf("manifest: more than %d lines", maxConsignments)
		}
		get := func(key string) string {
			if i, ok := at[key]; ok && i < len(rec) {
				return strings.TrimSpace(rec[i])
			}
			return ""
		}
		c, why := consignment(line, get("hs"), get("description"), get("direction"), get("date"))
		if why != "" {
			bad = append(bad, &LineError{line, why})
			continue
		}
		c.Vessel = get("vessel")
		lines = append(lines, c)
	}
}

// separator is what stands between the fields of a header.
func separator(head []byte) rune {
	best := ','
	for _, c := range ";\t" {
		if bytes.Count(head, []byte(string(c))) > bytes.Count(head, []byte(string(best))) {
			best = c
		}
	}
	return best
}

// maxSpan is over how many lines a quoted field may go.
const maxSpan = 64

// record cuts the row that begins with the first of some lines into fields, and
// says how many lines it takes: one if it is broken, so that a quote that is never
// closed costs one line.
func record(lines [][]byte, comma rune) (fields []string, n int, err error) {
	var text []byte
	for n = 1; n <= min(len(lines), maxSpan); n++ {
		text = append(text, lines[n-1]...)
		if bytes.Count(text, []byte{'"'})%2 == 0 {
			break
		}
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.TrimLeadingSpace = comma, -1, true
	fields, err = r.Read()
	var parse *csv.ParseError
	switch {
	case errors.Is(err, io.EOF): // an empty line
		return nil, 1, nil
	case errors.As(err, &parse):
		return nil, 1, parse.Err
	case err != nil:
		return nil, 1, err
	}
	return fields, n, nil
}

func readManifestJSON(b []byte) (lines []Consignment, bad []*LineError, ok bool, err error) {
	n := 0
	for line := range bytes.Lines(b) {
		n++
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var row map[string]any
		if err := json.Unmarshal(line, &row); err != nil {
			bad = append(bad, &LineError{n, "no JSON: " + err.Error()})
			continue
		}
		get := func(key string) string {
			for _, h := range headers[key] {
				switch v := row[h].(type) {
				case string:
					return strings.TrimSpace(v)
				case float64:
					return fmt.Sprintf("%.0f", v)
				}
			}
			return ""
		}
		if get("hs") == "" && get("description") == "" && len(lines)+len(bad) == 0 {
			return nil, nil, false, nil
		}
		if len(lines)+len(bad) == maxConsignments {
			return lines, bad, true, fmt.Errorf("manifest: more than %d lines", maxConsignments)
		}
		c, why := consignment(n, get("hs"), get("description"), get("direction"), get("date"))
		if why != "" {
			bad = append(bad, &LineError{n, why})
			continue
		}
		c.Vessel = get("vessel")
		lines = append(lines, c)
	}
	return lines, bad, len(lines)+len(bad) > 0, nil
}

func consignment(line int, hs, words, direction, date string) (c Consignment, why string) {
	c = Consignment{Line: line, HS: hs, Description: words}
	switch strings.ToLower(direction) {
	case law.To, "export", "exports":
		c.Direction = law.To
	case law.From, "import", "imports":
		c.Direction = law.From
	default:
		return c, fmt.Sprintf("direction %q: want to or from", direction)
	}
	if hs == "" && words == "" {
		return c, "neither a code nor a description of the goods"
	}
	d, err := ftm.ParseDay(date)
	if err != nil {
		return c, fmt.Sprintf("date %q: want YYYY-MM-DD", date)
	}
	c.Date = d
	return c, ""
}

// Manifest answers for each line of a manifest or invoice by the law of the
// programme, as it was known on a day. name is the paper's, doc its bytes. Lines
// that cannot be asked about come back with their reasons, in their order. It is
// ErrNoManifest for what is none.
func (p *Programme) Manifest(name string, doc []byte, known ftm.Day, yield func(*Answer) error) (bad []*LineError, err error) {
	lines, bad, ok, err := ReadManifest(doc)
	if err != nil {
		return bad, err
	}
	if !ok {
		return nil, ErrNoManifest
	}
	sum := sha256.Sum256(doc)
	source := "sha256:" + hex.EncodeToString(sum[:])
	for _, c := range lines {
		a, err := p.consignment(c, name, source, known)
		if err != nil {
			bad = append(bad, &LineError{c.Line, err.Error()})
			continue
		}
		if err := yield(a); err != nil {
			return bad, err
		}
	}
	slices.SortStableFunc(bad, func(a, b *LineError) int { return a.Line - b.Line })
	return bad, nil
}

// ErrNoManifest is the error of what is no manifest.
var ErrNoManifest = errors.New("no manifest: want CSV with a header of hs or description, direction (to or from) and date, or JSON lines of these keys")

// maxMeanings is how many codes are proposed for goods that are given in words.
const maxMeanings = 5

// consignment answers for one line of a paper. source is the paper's digest.
func (p *Programme) consignment(c Consignment, name, source string, known ftm.Day) (*Answer, error) {
	g := goods{target: p.p.About().Name, Consignment: c}
	what := strings.TrimSpace(c.HS + " " + c.Description)
	if c.Vessel != "" {
		what += " aboard " + c.Vessel
	}
	out := &Answer{Carrier: c.Vessel,
		Subject:  Subject{Text: fmt.Sprintf("%s line %d: %s, %s, %s", name, c.Line, what, g.where(), c.Date), Kind: "goods", Value: c.HS},
		Exposure: finding.Clear, Bearers: []Bearer{}, Paths: []Path{}, Measures: []Measure{}, Obligations: []Obligation{}, Missing: []string{}, Notes: []string{}, Findings: []finding.Finding{},
		Searched: Searched{Datasets: []string{}, AsOf: c.Date.String(), KnownOn: known.String(), Sources: []string{"law"}}, Disclaimer: disclaimer,
	}
	if c.HS == "" {
		p.meanings(&g, known, out)
		out.settle()
		return out, nil
	}
	a, err := p.p.Is(law.Question{HS: c.HS, Direction: c.Direction, Date: c.Date, Known: known})
	if err != nil {
		return nil, err
	}
	out.Searched.Datasets = append(out.Searched.Datasets, a.Issuer)
	out.Missing = append(out.Missing, a.Needs...)
	if a.ByHeading != "" {
		out.Notes = append(out.Notes, a.Note)
	}
	for _, e := range a.Elsewhere {
		out.Notes = append(out.Notes, fmt.Sprintf("%s answers more strictly: %s (%s)", e.Issuer, g.status(e.Status), strings.Join(e.Measures, ", ")))
	}
	for _, f := range a.Flags {
		out.Notes = append(out.Notes, "whatever its code: "+strings.ReplaceAll(f, "_", " ")+" measures go by use or by list")
	}
	if out.Exposure = exposureOf(a.Status); out.Exposure == finding.Clear {
		out.Summary = fmt.Sprintf("%s (%s): no measure of %s in force on %s names it.", a.HS, a.Goods, a.Issuer, c.Date)
		out.settle()
		return out, nil
	}
	f := finding.New("touch.goods", p.p.ID(), fmt.Sprintf("%s|%s|%s", a.HS, a.Direction, a.Date), "goods-"+a.HS)
	f.Exposure, f.Missing, f.Alert = out.Exposure, a.Needs, out.Exposure == finding.Blocked
	for i := range a.Measures {
		m := &a.Measures[i]
		out.Measures = append(out.Measures, Measure{ID: m.ID, Cite: m.Cite, Text: m.Text, Verified: m.Verified.String()})
		f.AddPath([]string{m.ID}, finding.Step{From: out.Subject.Text, To: m.ID, Relation: g.status(m.Status) + ", by", Statement: source, Source: name,
			FromDate: m.From, ToDate: m.To, Strength: 1})
	}
	f.Summary = fmt.Sprintf("%s (%s): %s, by %s", a.HS, a.Goods, g.status(a.Status), a.Measures[0].ID)
	if a.LastDay != 0 {
		f.Summary += fmt.Sprintf("; the last day is %s", a.LastDay)
	}
	out.Summary = f.Summary + "."
	out.Findings, out.Strength, out.Alert = append(out.Findings, f), f.Strength, f.Alert
	for _, path := range f.Paths {
		s := path.Steps[0]
		out.Paths = append(out.Paths, Path{path, fmt.Sprintf("%s: %s %s.", s.From, s.Relation, s.To)})
	}
	kind, why := finding.Reject, a.Measures[0].Text
	if a.Status != law.Banned {
		kind, why = finding.Enquire, "do not let it pass before it is known: "+strings.Join(a.Needs, "; ")
		if len(a.Needs) == 0 {
			why = "do not let it pass before the measure was read: " + a.Measures[0].Text
		}
	}
	out.Obligations = append(out.Obligations, Obligation{finding.Obligation{Kind: kind, Measure: a.Measures[0].ID, Due: c.Date, Why: why}, "whoever trades, ships, insures or pays for it", a.Measures[0].Verified.String()})
	out.settle()
	return out, nil
}

// meanings proposes codes for goods in words. Which is meant decides: the answer
// is clear only where no measure names any of them.
func (p *Programme) meanings(g *goods, known ftm.Day, out *Answer) {
	found := false
	for _, k := range law.Candidates(g.Description, maxMeanings) {
		a, err := p.p.Is(law.Question{HS: k.HS, Direction: g.Direction, Date: g.Date, Known: known})
		if err != nil {
			continue
		}
		if out.Searched.Datasets = out.Searched.Datasets[:0]; a.Issuer != "" {
			out.Searched.Datasets = append(out.Searched.Datasets, a.Issuer)
		}
		line := fmt.Sprintf("whether it is HS %s (%s; %s): then %s", k.HS, k.Text, k.Why, g.status(a.Status))
		if len(a.Measures) > 0 {
			line += ", by " + a.Measures[0].ID
		}
		out.Missing = append(out.Missing, line)
		found = found || a.Status != law.Allowed
	}
	switch {
	case len(out.Missing) == 0:
		out.Exposure, out.Missing = finding.Possible, append(out.Missing, fmt.Sprintf("the HS code of %q: no description of the table has these words", g.Description))
		out.Summary = fmt.Sprintf("What %q is cannot be told from the words.", g.Description)
	case found:
		out.Exposure = finding.Possible
		out.Summary = fmt.Sprintf("%q may be goods that a measure names; the HS code decides.", g.Description)
	default:
		out.Summary = fmt.Sprintf("%q: no code that the words may mean is named by a measure in force on %s.", g.Description, g.Date)
	}
}

func exposureOf(s law.Status) finding.Exposure {
	switch s {
	case law.Banned:
		return finding.Blocked
	case law.Allowed:
		return finding.Clear
	}
	return finding.Possible
}

// goods is a consignment with what its words need.
type goods struct {
	target string
	Consignment
}

func (g *goods) where() string { return g.Direction + " " + g.target }

// status says in words what a status means for the goods.
func (g *goods) status(s law.Status) string {
	switch s {
	case law.Banned:
		return "banned " + g.where()
	case law.Winding:
		return "banned " + g.where() + ", but the wind-down is still open"
	case law.Capped:
		return "allowed " + g.where() + " up to a cap"
	case law.Conditional:
		return "allowed " + g.where() + " on conditions only"
	}
	return "allowed"
}
