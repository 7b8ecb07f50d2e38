package lists

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// The US Consolidated Screening List is thirteen lists of three departments in
// one table. They share columns, not meaning: a party of the SDN list is
// blocked, one of the Entity List needs a licence, one of the Unverified List is
// to be asked about. So each row keeps its own list's topics, authority and
// dates.

const cslPrefix = "us-csl-"

// cslList is one of the lists.
type cslList struct {
	code   string // as the file prints it in brackets, in lower case: part of the ids
	topics []string
	ofac   bool // kept by OFAC: people are "LAST, First", numbers are ent_num
	schema string
}

// cslLists are the lists by code. Topics are those of FollowTheMoney.
var cslLists = map[string]cslList{
	"sdn":    {topics: []string{"sanction"}, ofac: true},
	"fse":    {topics: []string{"sanction"}, ofac: true},
	"ssi":    {topics: []string{"sanction"}, ofac: true},
	"plc":    {topics: []string{"sanction"}, ofac: true},
	"cap":    {topics: []string{"sanction"}, ofac: true},
	"ns-mbs": {topics: []string{"sanction"}, ofac: true},
	"isa":    {topics: []string{"sanction"}, ofac: true},
	"cmic":   {topics: []string{"sanction", "invest.ban"}, ofac: true},
	"isn":    {topics: []string{"sanction"}},
	"dtc":    {topics: []string{"debarment"}},
	"el":     {topics: []string{"export.control"}},
	"dpl":    {topics: []string{"export.control"}},
	"meu":    {topics: []string{"export.control"}, schema: "Organization"},
	"uvl":    {topics: []string{"export.risk"}},
}

var (
	cslCode = regexp.MustCompile(`\(([^()]+)\)`)
	cslID   = regexp.MustCompile(`^[0-9A-Za-z_-]{1,64}$`)
)

// cslListOf reads the column source: "Entity List (EL) - Bureau of Industry and
// Security". A list that is not known keeps its code; all that is said of its
// parties is that there is a warning.
func cslListOf(source string) (list cslList, authority string, known bool) {
	title, authority, _ := strings.Cut(source, " - ")
	code := title
	if all := cslCode.FindAllStringSubmatch(title, -1); len(all) > 0 {
		code = all[len(all)-1][1]
	}
	code = strings.TrimSuffix(strings.ToLower(oneLine(code)), " list")
	list, known = cslLists[code]
	if !known {
		list.topics = []string{"reg.warn"}
	}
	list.code = strings.Trim(notInNames.ReplaceAllString(code, "-"), "-")
	return list, oneLine(authority), known
}

// The columns without which the file is not what it claims to be.
const (
	cslColSource = "source"
	cslColNumber = "entity_number"
	cslColName   = "name"
)

var cslColumns = []string{
	"_id", cslColSource, cslColNumber, "type", "programs", cslColName, "title", "addresses", "federal_register_notice", "start_date", "end_date",
	"standard_order", "license_requirement", "license_policy", "call_sign", "vessel_type", "gross_tonnage", "gross_registered_tonnage",
	"vessel_flag", "vessel_owner", "remarks", "source_list_url", "alt_names", "citizenships", "dates_of_birth", "nationalities",
	"places_of_birth", "source_information_url", "ids",
}

// cslReader is a reading of the file.
type cslReader struct {
	in      *input
	name    string
	tables  map[string]*nameTable // main names of OFAC's lists, by code
	unknown []string              // columns that are not known
	seen    map[string]bool
	strange map[string]bool // lists that are not known
}

// readUSCSL reads the consolidated screening list. One row is in memory at a
// time, the ids of those read so far, and the table of names that "Linked To"
// needs, which a first walk makes.
func readUSCSL(ctx context.Context, in *input, emit Emit) error {
	c := &cslReader{in: in, tables: make(map[string]*nameTable), seen: make(map[string]bool), strange: make(map[string]bool)}
	err := c.walk(ctx, newInput(in.fsys, in.doc), func(row csvRow) error {
		list, _, _ := cslListOf(row.get(cslColSource))
		n, err := strconv.ParseUint(row.get(cslColNumber), 10, 32)
		if !list.ofac || err != nil || n == 0 {
			return nil
		}
		if c.tables[list.code] == nil {
			c.tables[list.code] = newNameTable()
		}
		c.tables[list.code].add(oneLine(row.get(cslColName)), uint32(n), cslParts(row.get("programs")))
		return nil
	})
	if err != nil {
		return err
	}
	return c.walk(ctx, in, func(row csvRow) error {
		rec, why := c.record(row)
		if why != "" {
			in.refuse(c.name, row.line, strings.Join(row.fields, ","), "%s", why)
			return nil
		}
		return emit(rec)
	})
}

// walk calls use for each good row. report is where it reports what is wrong.
func (c *cslReader) walk(ctx context.Context, report *input, use func(csvRow) error) error {
	f, name, ok, err := c.in.open("main")
	if err != nil {
		return err
	}
	if !ok {
		report.damage("the document has no file")
		return nil
	}
	defer f.Close()
	c.name = name
	w := newCSVWalk(ctx, report, f, name, ',')
	w.lenient = true
	if err := w.header(nil, cslColSource, cslColNumber, cslColName); err != nil {
		return w.damaged(err)
	}
	known := make(map[string]bool, len(cslColumns))
	for _, col := range cslColumns {
		known[col] = true
		if _, ok := w.column[col]; !ok && col != "_id" {
			report.warn(name, w.line, "column %q is missing", col)
		}
	}
	c.unknown = w.unknown(func(col string) bool { return known[col] })
	for _, col := range c.unknown {
		report.warn(name, w.line, "column %.60q is not known; its values are kept as notes", col)
	}
	for {
		row, err := w.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if err := use(row); err != nil {
			return err
		}
	}
	w.end()
	return nil
}

// cslParts splits a column that holds several values.
func cslParts(s string) []string {
	var out []string
	for _, v := range strings.Split(s, "; ") {
		if v = strings.Trim(oneLine(v), " ;"); v != "" {
			out = appendNew(out, v)
		}
	}
	return out
}

// id is the number that the publisher gave the row: OFAC's ent_num, else the
// column _id. One party may stand on several of the lists, so the list is part
// of it. A file without the column, as some mirrors write it, gets a hash of what
// tells the rows of a list apart.
func (c *cslReader) id(list cslList, row csvRow) string {
	for _, col := range [...]string{cslColNumber, "_id"} {
		if v := row.get(col); cslID.MatchString(v) {
			return cslPrefix + list.code + "-" + strings.ToLower(v)
		}
	}
	h := fnv.New64a()
	for _, col := range [...]string{cslColName, "addresses", "start_date", "federal_register_notice"} {
		h.Write([]byte(oneLine(row.get(col))))
		h.Write([]byte{0})
	}
	return fmt.Sprintf("%s%s-x%016x", cslPrefix, list.code, h.Sum64())
}

// record makes the entities of a row; why says why it cannot be listed.
func (c *cslReader) record(row csvRow) (rec Record, why string) {
	source := oneLine(row.get(cslColSource))
	list, authority, known := cslListOf(source)
	name := oneLine(row.get(cslColName))
	switch {
	case list.code == "":
		return rec, "does not say which list it is from"
	case strings.Trim(name, " .,;") == "":
		return rec, "has no name"
	}
	if !known && !c.strange[list.code] && len(c.strange) < MaxProblems {
		c.strange[list.code] = true
		c.in.warn(c.name, row.line, "list %.80q is not known; its parties get the topic reg.warn", source)
	}
	id := c.id(list, row)
	if c.seen[id] {
		return rec, "number " + strings.TrimPrefix(id, cslPrefix) + " appears twice"
	}
	schema, ok := "LegalEntity", true
	if kind := row.get("type"); kind != "" {
		if schema, ok = ofacSchema(kind); !ok {
			schema = "LegalEntity"
		}
	} else if list.schema != "" {
		schema = list.schema
	}
	c.seen[id] = true
	p := &cslParty{partyBuilder: newPartyBuilder(c.in, c.name, row.line, id, schema), list: list, tables: c.tables, programmes: cslParts(row.get("programs"))}
	if !ok {
		p.warn("type %.40q is not known; kept as a legal entity", row.get("type"))
	}
	p.addNames(name, row)
	p.addListing(source, authority, row)
	p.addPerson(row)
	p.addShip(row)
	p.addAddresses(row.get("addresses"))
	for _, it := range cslItems(row.get("ids")) {
		p.addItem(it)
	}
	p.addRemarks(row.get("remarks"))
	for _, col := range c.unknown {
		if v := oneLine(row.get(col)); v != "" {
			p.note(col + ": " + v)
		}
	}
	p.addTopics()
	return p.record(append([]string{strings.ToUpper(list.code)}, p.programmes...)), ""
}
