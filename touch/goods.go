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
}

// LineError is the error of a line that cannot be asked about.
type LineError struct {
	Line int
	Why  string
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
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace = true
	head, err := r.Read()
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
	for {
		rec, err := r.Read()
		line, _ := r.FieldPos(0)
		if errors.Is(err, io.EOF) {
			return lines, bad, true, nil
		}
		if err != nil {
			bad = append(bad, &LineError{line, err.Error()})
			continue
		}
		get := func(key string) string {
			if i, ok := at[key]; ok && i < len(rec) {
				return strings.TrimSpace(rec[i])
			}
			return ""
		}
		if strings.TrimSpace(strings.Join(rec, "")) == "" {
			continue
		}
		if len(lines)+len(bad) == maxConsignments {
			return lines, bad, true, fmt.Errorf("manifest: more than %d lines", maxConsignments)
		}
		c, why := consignment(line, get("hs"), get("description"), get("direction"), get("date"))
		if why != "" {
			bad = append(bad, &LineError{line, why})
			continue
		}
		lines = append(lines, c)
	}
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

// maxMeanings is how many codes are proposed for goods that are given in words.
const maxMeanings = 5

// Goods answers for one line of a manifest, by the law of a programme. doc is the
// paper that the line stands on.
func (p *Programme) Goods(c Consignment, name string, doc []byte, known ftm.Day) (*Answer, error) {
	sum := sha256.Sum256(doc)
	what := c.HS
	if c.Description != "" {
		what = strings.TrimSpace(c.HS + " " + c.Description)
	}
	out := &Answer{
		Subject:  Subject{Text: fmt.Sprintf("%s line %d: %s, %s on %s", name, c.Line, what, directionWords(c.Direction), c.Date), Kind: "goods", Value: c.HS},
		Exposure: finding.Clear, Bearers: []Bearer{}, Paths: []Path{}, Measures: []Measure{}, Obligations: []Obligation{}, Missing: []string{}, Notes: []string{}, Findings: []finding.Finding{},
		Searched: Searched{Datasets: []string{}, AsOf: c.Date.String(), KnownOn: known.String(), Sources: []string{"law"}}, Disclaimer: disclaimer,
	}
	if c.HS == "" {
		return p.meanings(c, out), nil
	}
	a, err := p.p.Is(law.Question{HS: c.HS, Direction: c.Direction, Date: c.Date, Known: known})
	if err != nil {
		return nil, &LineError{c.Line, err.Error()}
	}
	out.Searched.Datasets = append(out.Searched.Datasets, a.Issuer)
	out.Missing = append(out.Missing, a.Needs...)
	if a.ByHeading != "" {
		out.Notes = append(out.Notes, a.Note)
	}
	for _, e := range a.Elsewhere {
		out.Notes = append(out.Notes, fmt.Sprintf("%s answers more strictly: %s, by %s", e.Issuer, e.Status, strings.Join(e.Measures, ", ")))
	}
	for _, f := range a.Flags {
		out.Notes = append(out.Notes, "whatever its code: "+strings.ReplaceAll(f, "_", " ")+" measures go by use or by list")
	}
	out.Exposure = exposureOf(a.Status)
	f := finding.New("touch.goods", p.p.ID(), fmt.Sprintf("%s|%s|%s", a.HS, a.Direction, a.Date), "goods-"+a.HS)
	for i := range a.Measures {
		m := &a.Measures[i]
		out.Measures = append(out.Measures, Measure{ID: m.ID, Cite: m.Cite, Text: m.Text, Verified: m.Verified.String()})
		f.AddPath([]string{m.ID}, finding.Step{From: out.Subject.Text, To: m.ID, Relation: statusWords(m.Status, c.Direction), Statement: "sha256:" + hex.EncodeToString(sum[:]), Source: name,
			FromDate: m.From, ToDate: m.To, Strength: 1})
	}
	if out.Exposure != finding.Clear {
		f.Exposure, f.Missing, f.Alert = out.Exposure, a.Needs, out.Exposure == finding.Blocked
		f.Summary = fmt.Sprintf("%s (%s) is %s by %s", a.HS, a.Goods, strings.ReplaceAll(string(a.Status), "_", " "), a.Measures[0].ID)
		if a.LastDay != 0 {
			f.Summary += fmt.Sprintf(", last day %s", a.LastDay)
		}
		out.Findings, out.Strength, out.Alert = append(out.Findings, f), f.Strength, f.Alert
		for _, path := range f.Paths {
			s := path.Steps[0]
			out.Paths = append(out.Paths, Path{path, fmt.Sprintf("%s %s %s.", s.From, s.Relation, s.To)})
		}
		kind := finding.Enquire
		if a.Status == law.Banned {
			kind = finding.Reject
		}
		out.Obligations = append(out.Obligations, Obligation{finding.Obligation{Kind: kind, Measure: a.Measures[0].ID, Due: c.Date, Why: a.Measures[0].Text}, "whoever trades, ships, insures or pays for the goods", a.Measures[0].Verified.String()})
		out.Summary = f.Summary + "."
	} else {
		out.Summary = fmt.Sprintf("%s (%s): no measure of %s in force on %s names it.", a.HS, a.Goods, a.Issuer, c.Date)
	}
	out.settle()
	return out, nil
}

// meanings proposes codes for goods in words. Which is meant decides: the answer
// is clear only where all of them are.
func (p *Programme) meanings(c Consignment, out *Answer) *Answer {
	for _, k := range law.Candidates(c.Description, maxMeanings) {
		a, err := p.p.Is(law.Question{HS: k.HS, Direction: c.Direction, Date: c.Date})
		if err != nil {
			continue
		}
		line := fmt.Sprintf("whether %q is HS %s (%s): then %s", c.Description, k.HS, k.Text, strings.ReplaceAll(string(a.Status), "_", " "))
		if len(a.Measures) > 0 {
			line += " by " + a.Measures[0].ID
		}
		out.Missing = append(out.Missing, line+"; "+k.Why)
		if a.Status != law.Allowed {
			out.Exposure = finding.Possible
		}
	}
	switch {
	case len(out.Missing) == 0:
		out.Exposure = finding.Possible
		out.Missing = append(out.Missing, fmt.Sprintf("the HS code of %q: no description of the table has these words", c.Description))
		out.Summary = "Which goods these are is not known."
	case out.Exposure == finding.Possible:
		out.Summary = "The code decides; no code is given."
	default:
		out.Summary = "No code that the words may mean is named by a measure in force; no code is given."
	}
	out.settle()
	return out
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

func directionWords(d string) string {
	if d == law.To {
		return "to the target"
	}
	return "from the target"
}

func statusWords(s law.Status, direction string) string {
	switch s {
	case law.Banned:
		return "is banned " + directionWords(direction) + " by"
	case law.Winding:
		return "falls under a ban whose wind-down is open, of"
	case law.Capped:
		return "falls under the cap of"
	}
	return "may be banned " + directionWords(direction) + " by"
}
