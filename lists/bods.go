package lists

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"cordon/ftm"
	"cordon/ident"
)

// bodsStatement is one statement of the Beneficial Ownership Data Standard 0.4.
type bodsStatement struct {
	StatementID string `json:"statementId"`
	Date        string `json:"statementDate"`
	RecordID    string `json:"recordId"`
	Type        string `json:"recordType"`
	Status      string `json:"recordStatus"`
	OldType     string `json:"statementType"` // of 0.2 and 0.3
	Publication struct {
		Date      string `json:"publicationDate"`
		Version   string `json:"bodsVersion"`
		Publisher struct {
			Name string `json:"name"`
		} `json:"publisher"`
	} `json:"publicationDetails"`
	Source struct {
		URL string `json:"url"`
	} `json:"source"`
	Details json.RawMessage `json:"recordDetails"`

	line, n int       // where it begins; the how many-th it is
	key     recordKey // of RecordID
	order   bodsOrder
	link    *bodsRelationship // of a relationship
}

// bodsOrder orders the statements on one record: the later one replaces the
// earlier one.
type bodsOrder struct {
	said      int64 // statementDate, seconds
	published ftm.Day
	rank      uint8 // new, updated, closed
	n         uint32
}

func (a bodsOrder) compare(b bodsOrder) int {
	return cmp.Or(cmp.Compare(a.said, b.said), cmp.Compare(a.published, b.published), cmp.Compare(a.rank, b.rank), cmp.Compare(a.n, b.n))
}

// day is the day on which a statement was made, open when it does not say.
func (s *bodsStatement) day() ftm.Day {
	d, _ := ftm.ParseDay(s.Date)
	return d
}

// recordKey is a record's id as tables keep it, so that long ids cost no more.
type recordKey [16]byte

func keyOf(parts ...string) (k recordKey) {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	copy(k[:], h.Sum(nil))
	return k
}

func (k recordKey) String() string { return hex.EncodeToString(k[:8]) }

// Kinds of records.
const (
	bodsEntity = iota + 1
	bodsPerson
	bodsRelation
)

var (
	bodsKinds    = map[string]uint8{"entity": bodsEntity, "person": bodsPerson, "relationship": bodsRelation}
	bodsKindName = [...]string{bodsEntity: "an entity", bodsPerson: "a person", bodsRelation: "a relationship"}
	bodsRanks    = map[string]uint8{"new": 0, "updated": 1, "closed": 2}
)

// bodsRecord is what the first walk keeps of a record.
type bodsRecord struct {
	last     bodsOrder // of the statement that stands
	n, seen  uint32    // statements on it; those that the second walk met
	register uint16    // in bodsFile.registers
	kind     uint8
	hidden   bool // a party that is not disclosed
}

// bodsFile is a BODS file while it is read, in two walks. The first finds what
// statements there are on each record, which of them stands, and by what ids
// others know the parties; the second makes entities. What is held between them
// is some hundred bytes a record, and the statements on relationships that have
// several, from the first of them to the last.
type bodsFile struct {
	in        *input
	name      string
	records   map[recordKey]*bodsRecord
	strong    map[recordKey]string // ids by number of a register, of parties that have one
	registers []string             // slugs of publishers
	byName    map[string]uint16
	pending   map[recordKey][]*bodsStatement
	emit      Emit
}

// readBODS reads a file of statements of the Beneficial Ownership Data
// Standard 0.4.
func readBODS(ctx context.Context, in *input, emit Emit) error {
	b := &bodsFile{in: in, emit: emit, records: make(map[recordKey]*bodsRecord), strong: make(map[recordKey]string),
		byName: make(map[string]uint16), pending: make(map[recordKey][]*bodsStatement)}
	if err := b.walk(ctx, true, b.survey); err != nil || in.report.Damage != "" {
		return err
	}
	b.dropShared()
	return b.walk(ctx, false, b.make)
}

// walk hands each statement that can be read to use. What cannot is said where
// tell is set.
func (b *bodsFile) walk(ctx context.Context, tell bool, use func(*bodsStatement, bool) error) error {
	f, name, ok, err := b.in.open("main")
	if err != nil {
		return err
	}
	if !ok {
		b.in.damage("the document has no file")
		return nil
	}
	defer f.Close()
	b.name = name
	refuse := func(line int, raw, why string, args ...any) {
		if tell {
			b.in.refuse(name, line, raw, why, args...)
		}
	}
	t, err := openBODS(ctx, f, name, refuse)
	var packed *packedFault
	switch {
	case errors.As(err, &packed):
		return packed
	case err != nil:
		b.in.damage("%s: %v", name, err)
		return nil
	}
	for n := 1; ; n++ {
		raw, line, err := t.next()
		if errors.Is(err, errPassed) {
			continue
		}
		if err == nil {
			var s *bodsStatement
			if s, err = parseBODS(raw, line, n, refuse); s != nil && err == nil {
				err = use(s, tell)
			}
		}
		if err != nil {
			return t.fault(b.in, err)
		}
	}
}

// parseBODS reads a statement; nil for one that was refused. The error says
// that the file is of another kind.
func parseBODS(raw []byte, line, n int, refuse func(int, string, string, ...any)) (*bodsStatement, error) {
	s := &bodsStatement{line: line, n: n}
	said := string(raw[:min(len(raw), 200)])
	if !bytes.HasPrefix(raw, []byte("{")) {
		refuse(line, said, "is no statement, but another JSON value")
		return nil, nil
	}
	if err := json.Unmarshal(raw, s); err != nil {
		refuse(line, said, "%s", jsonFault(err))
		return nil, nil
	}
	kind := bodsKinds[s.Type]
	rank, known := bodsRanks[s.Status]
	s.RecordID = oneLine(s.RecordID)
	switch {
	case s.Type == "" && s.OldType != "":
		return nil, otherDocument("is BODS 0.2 or 0.3 (statementType %.40q): version 0.4 is read; convert the file first", s.OldType)
	case kind == 0:
		refuse(line, said, "recordType %.40q is neither entity, person nor relationship", s.Type)
		return nil, nil
	case s.RecordID == "":
		refuse(line, said, "the statement has no recordId")
		return nil, nil
	case s.Status != "" && !known:
		refuse(line, said, "recordStatus %.40q is neither new, updated nor closed", s.Status)
		return nil, nil
	}
	s.key = keyOf(s.RecordID)
	s.order = bodsOrder{said: math.MinInt64, rank: rank, n: uint32(n)}
	if at, err := time.Parse(time.RFC3339, s.Date); err == nil {
		s.order.said = at.Unix()
	} else if d, err := ftm.ParseDay(s.Date); err == nil {
		s.order.said = d.Time().Unix()
	}
	s.order.published, _ = ftm.ParseDay(s.Publication.Date)
	return s, nil
}

// jsonFault says what is wrong with a value in words of the file.
func jsonFault(err error) string {
	var t *json.UnmarshalTypeError
	if errors.As(err, &t) {
		return t.Field + " is a " + t.Value + ", which it cannot be"
	}
	return err.Error()
}

// survey is the first walk's work on a statement.
func (b *bodsFile) survey(s *bodsStatement, _ bool) error {
	kind := bodsKinds[s.Type]
	if v := s.Publication.Version; v != "" && v != "0.4" && !strings.HasPrefix(v, "0.4.") && len(b.records) == 0 {
		b.in.warn(b.name, s.line, "is BODS %.20s; read as 0.4", v)
	}
	if s.order.said == math.MinInt64 {
		b.in.warn(b.name, s.line, "record %s: statementDate %.40q is no date; the statement counts as the oldest", s.RecordID, s.Date)
	}
	b.in.report.Published = max(b.in.report.Published, s.order.published)
	r := b.records[s.key]
	switch {
	case r == nil:
		r = &bodsRecord{kind: kind}
		b.records[s.key] = r
	case r.kind != kind:
		b.in.refuse(b.name, s.line, "", "record %s is %s, and here %s", s.RecordID, bodsKindName[r.kind], bodsKindName[kind])
		return nil
	}
	r.n++
	if r.n > 1 && s.order.compare(r.last) < 0 {
		return nil
	}
	r.last, r.register = s.order, b.register(s.Publication.Publisher.Name)
	if kind == bodsRelation {
		return nil
	}
	p, err := parseBODSParty(s)
	if err != nil {
		return nil // the second walk says so
	}
	r.hidden = p.hidden()
	delete(b.strong, s.key)
	if id := p.strongID(); id != "" {
		b.strong[s.key] = id
	}
	return nil
}

// register numbers a publisher by its slug.
func (b *bodsFile) register(publisher string) uint16 {
	slug := slugOf(publisher)
	n, ok := b.byName[slug]
	if !ok {
		if len(b.registers) >= math.MaxUint16 { // nobody; what follows shares the last
			return math.MaxUint16 - 1
		}
		n = uint16(len(b.registers))
		b.registers = append(b.registers, slug)
		b.byName[slug] = n
	}
	return n
}

// slugOf makes the part of an id that names a publisher: letters and digits of
// the name in lower case, or a hash where it has too few or too many.
func slugOf(name string) string {
	if name = oneLine(name); name == "" {
		return ""
	}
	slug := strings.Trim(notInNames.ReplaceAllString(strings.ToLower(name), "-"), "-")
	const longest = 40
	switch {
	case len(slug) < 2:
		return shortHash(name)
	case len(slug) > longest:
		return strings.TrimRight(slug[:longest], "-") + "-" + shortHash(name)
	}
	return slug
}

// dropShared takes back the numbers that more than one record of the file has:
// whether those are one party is for a person to say. Each keeps the id of its
// record.
func (b *bodsFile) dropShared() {
	count := make(map[string]int, len(b.strong))
	for _, id := range b.strong {
		count[id]++
	}
	var shared []string
	for id, n := range count {
		if n > 1 {
			shared = append(shared, id)
		}
	}
	slices.Sort(shared)
	for _, id := range shared {
		b.in.warn(b.name, 0, "%d records have the number %s; each keeps the id of its record", count[id], id)
	}
	for k, id := range b.strong {
		if count[id] > 1 {
			delete(b.strong, k)
		}
	}
}

var plainID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$`)

// recordID is the id of a record by its publisher's own number.
func (b *bodsFile) recordID(record string, register uint16) string {
	if !plainID.MatchString(record) {
		record = keyOf(record).String()
	}
	if slug := b.registers[register]; slug != "" {
		return "bods-" + slug + "-" + record
	}
	return "bods-" + record
}

// partyID is the id of the party of a record.
func (b *bodsFile) partyID(record string, r *bodsRecord) string {
	if id := b.strong[keyOf(record)]; id != "" {
		return id
	}
	return b.recordID(record, r.register)
}

// make is the second walk's work on a statement.
func (b *bodsFile) make(s *bodsStatement, _ bool) error {
	r := b.records[s.key]
	if r == nil || r.kind != bodsKinds[s.Type] {
		return nil
	}
	if r.kind != bodsRelation {
		if r.last.n != uint32(s.n) {
			return nil
		}
		p, err := parseBODSParty(s)
		if err != nil {
			b.in.refuse(b.name, s.line, "", "record %s: %s", s.RecordID, jsonFault(err))
			return nil
		}
		e := p.entity(b, b.partyID(s.RecordID, r))
		return b.hand(s, e)
	}
	said := b.pending[s.key]
	if link, err := parseBODSRelationship(s); err != nil {
		b.in.refuse(b.name, s.line, "", "record %s: %s", s.RecordID, jsonFault(err))
	} else if b.holds(s, link) {
		s.link, s.Details = link, nil
		said = append(said, s)
	}
	if r.seen++; r.seen < r.n {
		b.pending[s.key] = said
		return nil
	}
	delete(b.pending, s.key)
	if len(said) == 0 {
		return nil
	}
	slices.SortFunc(said, func(x, y *bodsStatement) int { return x.order.compare(y.order) })
	return b.hand(said[len(said)-1], b.interests(said)...)
}

// hand emits the entities that a statement made.
func (b *bodsFile) hand(s *bodsStatement, list ...*ftm.Entity) error {
	if len(list) == 0 {
		return nil
	}
	rec := Record{Entities: list, File: b.name, Line: s.line}
	for _, e := range list {
		e.Datasets = []string{b.in.doc.Dataset}
		if e.IsTarget() {
			rec.Party = e.ID
		}
	}
	if err := b.emit(rec); err != nil {
		return emitError{err}
	}
	return nil
}

// holds reports whether the file has both ends of a relationship.
func (b *bodsFile) holds(s *bodsStatement, link *bodsRelationship) bool {
	for _, end := range [...]struct {
		what string
		ref  bodsRef
	}{{"subject", link.Subject}, {"interestedParty", link.Party}} {
		if end.ref.Record == "" {
			if end.ref.Reason == "" {
				b.in.refuse(b.name, s.line, "", "record %s: the %s is missing", s.RecordID, end.what)
				return false
			}
			continue
		}
		switch r := b.records[keyOf(end.ref.Record)]; {
		case r == nil:
			b.in.refuse(b.name, s.line, "", "record %s: the %s %s is not in the file", s.RecordID, end.what, end.ref.Record)
			return false
		case r.kind == bodsRelation:
			b.in.refuse(b.name, s.line, "", "record %s: the %s %s is a relationship", s.RecordID, end.what, end.ref.Record)
			return false
		}
	}
	for _, c := range link.Components {
		if b.records[keyOf(oneLine(c))] == nil {
			b.in.warn(b.name, s.line, "record %s: the component %.60s is not in the file", s.RecordID, c)
		}
	}
	return true
}

// registerScheme is a scheme of org-id.guide: country, or XI and XM for
// international ones, and register.
var registerScheme = regexp.MustCompile(`^[A-Z]{2}-[A-Z0-9]{2,12}$`)

// strongNumber returns the id by which every register that has the number knows
// its bearer, "" where a number is not fit for that.
func strongNumber(scheme, number string) string {
	scheme, number = strings.ToUpper(oneLine(scheme)), strings.ToUpper(oneLine(number))
	if scheme == "XI-LEI" || scheme == "LEI" {
		if id, err := ident.Parse(ident.LEI, number); err == nil {
			return leiPrefix + id.Value
		}
		return ""
	}
	if scheme == "GB-COH" && len(number) >= 6 && len(number) < 8 && strings.Trim(number, "0123456789") == "" {
		number = strings.Repeat("0", 8-len(number)) + number
	}
	if !registerScheme.MatchString(scheme) || !plainID.MatchString(number) || len(number) < 4 || strings.Trim(number, "0-._:") == "" || !strings.ContainsAny(number, "0123456789") {
		return ""
	}
	return strings.ToLower(scheme) + "-" + number
}
