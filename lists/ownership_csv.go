package lists

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"cordon/ftm"
)

// ownershipColumns are the columns of a plain table of holdings. The first
// three make it one; the others may be missing.
var (
	ownershipColumns = []string{"owner", "asset", "share", "from", "to", "source"}
	ownershipExtra   = []string{"owner_name", "asset_name", "class"}
)

const ownershipNeeds = 3

// classWords are short words for interests that the column class may have
// beside the codes of BODS.
var classWords = map[string]string{
	"": "shareholding", "capital": "shareholding", "shares": "shareholding", "votes": "votingRights", "board": "appointmentOfBoard",
	"profit": "rightsToProfitOrIncome", "control": "otherInfluenceOrControl", "unknown": unknownInterest,
}

func init() {
	for code := range interestTypes {
		classWords[strings.ToLower(code)] = code
	}
}

// csvComma is the sign between the columns of a header.
func csvComma(line string) rune {
	best, most := ',', strings.Count(line, ",")
	for _, c := range [...]rune{';', '\t'} {
		if n := strings.Count(line, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}

// isOwnershipHeader reports whether a line is the header of a plain table of
// holdings.
func isOwnershipHeader(line string) bool {
	cells := strings.Split(strings.ToLower(line), string(csvComma(line)))
	for i, c := range cells {
		cells[i] = strings.Trim(c, " \t\r\n\"\uFEFF")
	}
	for _, c := range ownershipColumns[:ownershipNeeds] {
		if !slices.Contains(cells, c) {
			return false
		}
	}
	return true
}

// ownershipTable is a table of holdings while it is read. A key of 16 bytes of
// each row and each name is held.
type ownershipTable struct {
	in    *input
	name  string
	lines map[recordKey]int  // of rows
	named map[recordKey]bool // names that were given
	small int                // shares above 0 and up to 1
	large bool               // there is a share above 1
	emit  Emit
}

// readOwnershipCSV reads a plain table of holdings: owner, asset, share, from,
// to, source, in any order. Ids are taken as they are.
func readOwnershipCSV(ctx context.Context, in *input, emit Emit) error {
	f, name, ok, err := in.open("main")
	if err != nil {
		return err
	}
	if !ok {
		in.damage("the document has no file")
		return nil
	}
	defer f.Close()
	w := newCSVWalk(ctx, in, f, name, ',')
	first, err := w.readLine()
	switch {
	case errors.Is(err, io.EOF):
		in.damage("%s: no header: the file is empty", name)
		return nil
	case err != nil:
		return err
	}
	w.comma = csvComma(first)
	w.giveBack([]string{first})
	if err := w.header(nil, ownershipColumns[:ownershipNeeds]...); err != nil {
		return w.damaged(err)
	}
	for _, c := range ownershipColumns[ownershipNeeds:] {
		if _, ok := w.column[c]; !ok {
			in.warn(name, w.line, "there is no column %s; it counts as empty", c)
		}
	}
	if other := w.unknown(func(c string) bool { return slices.Contains(ownershipColumns, c) || slices.Contains(ownershipExtra, c) }); len(other) > 0 {
		in.warn(name, w.line, "columns that are not known are passed over: %.200s", strings.Join(other, ", "))
	}
	t := &ownershipTable{in: in, name: name, lines: make(map[recordKey]int), named: make(map[recordKey]bool), emit: emit}
	for {
		row, err := w.next()
		if errors.Is(err, io.EOF) {
			if t.small > 1 && !t.large {
				in.warn(name, 0, "no share is above 1: they are read as percent, 0.5 as half a percent; write 50 for a half")
			}
			w.end()
			return nil
		}
		if err != nil {
			return err
		}
		if err := t.row(row); err != nil {
			return err
		}
	}
}

// maxPlainID bounds, in bytes, an id that a table gives.
const maxPlainID = 512

func (t *ownershipTable) row(r csvRow) error {
	owner, asset, text := r.get("owner"), r.get("asset"), r.get("share")
	refuse := func(why string, args ...any) error {
		t.in.refuse(t.name, r.line, strings.Join(r.fields, ","), why, args...)
		return nil
	}
	share, err := parseShare(text)
	from, fromOK := readDay(r.get("from"))
	to, toOK := readDay(r.get("to"))
	class, known := classWords[strings.ToLower(r.get("class"))]
	switch {
	case owner == "":
		return refuse("the owner is empty")
	case asset == "":
		return refuse("the asset is empty")
	case len(owner) > maxPlainID || len(asset) > maxPlainID:
		return refuse("an id is longer than %d bytes", maxPlainID)
	case owner == asset:
		return refuse("%.80s owns itself", owner)
	case errors.Is(err, errNoShare):
		return refuse("share %.40q %v", text, err)
	case err != nil:
		return refuse("%v", err)
	case !fromOK:
		return refuse("from %.40q is no date", r.get("from"))
	case !toOK:
		return refuse("to %.40q is no date", r.get("to"))
	case from.text != "" && to.text != "" && to.last < from.first:
		return refuse("to %s is before from %s", to.text, from.text)
	case !known:
		return refuse("class %.40q is no interest of BODS 0.4", r.get("class"))
	}
	key := keyOf(owner, asset, class, share.String(), from.text, to.text, r.get("source"))
	if line, twice := t.lines[key]; twice {
		return refuse("repeats line %d", line)
	}
	t.lines[key] = r.line
	if share.lo != "" {
		small := compareDecimals(share.hi, "1") <= 0
		t.large = t.large || !small
		if small && share.hi != "0" {
			t.small++
		}
	}

	id := "own-" + key.String()
	e := ftm.New(id, "Ownership")
	if interestTypes[class] {
		e = ftm.New(id, "Directorship")
		e.Add("director", owner)
		e.Add("organization", asset)
		e.Add("role", class)
		if s := share.String(); s != "" {
			e.Add("summary", "A share of "+s+" % is stated of this office")
		}
	} else {
		e.Add("owner", owner)
		e.Add("asset", asset)
		e.Add("ownershipType", class)
		e.Add("percentage", share.String())
	}
	e.Add("startDate", from.text)
	e.Add("endDate", to.text)
	e.Add("recordId", id) // rows add up
	if s := r.get("source"); s != "" {
		prop := "publisher"
		if strings.Contains(s, "://") {
			prop = "sourceUrl"
		}
		if !e.AddClean(prop, s) {
			e.AddClean("description", s)
		}
	}
	list := []*ftm.Entity{e}
	list = t.party(list, owner, r.get("owner_name"))
	list = t.party(list, asset, r.get("asset_name"))
	for _, x := range list {
		x.Datasets = []string{t.in.doc.Dataset}
	}
	return t.emit(Record{Entities: list, File: t.name, Line: r.line})
}

// party adds who an id is, where the table says so and did not say it before.
func (t *ownershipTable) party(list []*ftm.Entity, id, name string) []*ftm.Entity {
	key := keyOf(id, name)
	if name == "" || t.named[key] {
		return list
	}
	t.named[key] = true
	e := ftm.New(id, "LegalEntity")
	if !e.AddClean("name", name) {
		return list
	}
	return append(list, e)
}
