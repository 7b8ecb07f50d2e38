package lists

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"cordon/ftm"
)

// interestTypes are the interests of BODS 0.4. Those that are true are offices:
// neither ownership nor control.
var interestTypes = map[string]bool{
	"shareholding": false, "votingRights": false, "appointmentOfBoard": false, "otherInfluenceOrControl": false,
	"seniorManagingOfficial": true, "settlor": false, "trustee": false, "protector": false, "beneficiaryOfLegalArrangement": false,
	"rightsToSurplusAssetsOnDissolution": false, "rightsToProfitOrIncome": false, "rightsGrantedByContract": false,
	"conditionalRightsGrantedByContract": false, "controlViaCompanyRulesOrArticles": false, "controlByLegalFramework": false,
	"boardMember": true, "boardChair": true, "unknownInterest": false, "unpublishedInterest": false, "enjoymentAndUseOfAssets": false,
	"rightToProfitOrIncomeFromAssets": false, "nominee": false, "nominator": false,
}

// Codes of the status of an Ownership or Directorship.
const (
	statusIndirect  = "indirect"                  // sums a chain up: a check, never an addend
	statusHidden    = "holder-unknown"            // the holder is not disclosed
	statusSinceSaid = "share-from-statement-date" // an update changed the share and not the dates
)

const unknownInterest = "unknownInterest"

// bodsRef is an end of a relationship: a record, or why there is none.
type bodsRef struct {
	Record string
	bodsReason
}

// UnmarshalJSON reads a record's id, or an object with a reason.
func (r *bodsRef) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '{' {
		if err := json.Unmarshal(b, &r.bodsReason); err != nil {
			return err
		}
		if r.Reason == "" {
			r.Reason = "unknown"
		}
		return nil
	}
	err := json.Unmarshal(b, &r.Record)
	r.Record = oneLine(r.Record)
	return err
}

type bodsShare struct {
	Exact     json.Number `json:"exact"`
	Min       json.Number `json:"minimum"`
	Max       json.Number `json:"maximum"`
	BeyondMin json.Number `json:"exclusiveMinimum"`
	BeforeMax json.Number `json:"exclusiveMaximum"`
}

// share reads the numbers; none is a share that is not known.
func (s bodsShare) share() (share, error) {
	number := func(n json.Number, to *string) error {
		v, ok := decimal(n.String())
		if !ok {
			return fmt.Errorf("the share %.40q is no percentage", n.String())
		}
		*to = v
		return nil
	}
	var out share
	if s.Exact != "" {
		if err := number(s.Exact, &out.lo); err != nil {
			return share{}, err
		}
		out.hi = out.lo
		return out, out.check()
	}
	if s == (bodsShare{}) {
		return share{}, nil
	}
	out = share{lo: "0", hi: "100"}
	switch {
	case s.BeyondMin != "":
		out.loBeyond = true
		if err := number(s.BeyondMin, &out.lo); err != nil {
			return share{}, err
		}
	case s.Min != "":
		if err := number(s.Min, &out.lo); err != nil {
			return share{}, err
		}
	}
	switch {
	case s.BeforeMax != "":
		out.hiBefore = true
		if err := number(s.BeforeMax, &out.hi); err != nil {
			return share{}, err
		}
	case s.Max != "":
		if err := number(s.Max, &out.hi); err != nil {
			return share{}, err
		}
	}
	return out, out.check()
}

type bodsInterest struct {
	Type       string    `json:"type"`
	Direct     string    `json:"directOrIndirect"`
	Beneficial bool      `json:"beneficialOwnershipOrControl"`
	Details    string    `json:"details"`
	Start      string    `json:"startDate"`
	End        string    `json:"endDate"`
	Share      bodsShare `json:"share"`
}

// bodsRelationship is what a statement says of a relationship.
type bodsRelationship struct {
	Subject    bodsRef        `json:"subject"`
	Party      bodsRef        `json:"interestedParty"`
	Interests  []bodsInterest `json:"interests"`
	Components []string       `json:"componentRecords"`
}

func parseBODSRelationship(s *bodsStatement) (*bodsRelationship, error) {
	if len(s.Details) == 0 {
		return nil, errors.New("the relationship has no recordDetails")
	}
	var r bodsRelationship
	if err := json.Unmarshal(s.Details, &r); err != nil {
		return nil, err
	}
	if n := len(r.Interests); n > maxInterests {
		return nil, fmt.Errorf("has %d interests, more than %d", n, maxInterests)
	}
	return &r, nil
}

// maxInterests bounds the interests of one relationship. There are 23 types.
const maxInterests = 1000

// holding is one interest of a relationship as it held for some time.
type holding struct {
	key      string // what makes it the same interest in the next statement
	kind     string
	share    share
	indirect bool
	since    bool // holds from the day on which it was said
	from, to day
	stated   [2]string // the dates as they were stated
	interest bodsInterest
	link     *bodsRelationship
	s        *bodsStatement // that said it last
	notes    []string
}

// day is a day and the text that stands for it, which may be partial.
type day struct {
	text        string
	first, last ftm.Day // that the text may mean
}

func dayOf(d ftm.Day) day { return day{d.String(), d, d} }

// readDay reads a date; ok is false for what is none.
func readDay(raw string) (d day, ok bool) {
	if raw = oneLine(raw); raw == "" {
		return day{}, true
	}
	text, ok := ftm.CleanDate(raw)
	if !ok {
		return day{}, false
	}
	first, next, err := ftm.Span(text)
	if err != nil {
		return day{}, false
	}
	if next != 0 {
		next--
	}
	return day{text, first, next}, true
}

// interests makes entities of the statements on one relationship, which are in
// order. A later statement replaces the earlier ones, and what they said stays
// true of the time before it:
//
//   - another share from a later day: the earlier one held up to the day before;
//   - another share and the same dates: it holds from the day of the statement,
//     which is flagged, and the earlier one up to the day before;
//   - another share and an earlier day: a correction, nothing of the earlier one
//     stays;
//   - an interest that is no longer stated ended on the day before the statement,
//     unless it states no interest at all;
//   - a record that is closed ended, at the latest, on the day of the statement.
func (b *bodsFile) interests(said []*bodsStatement) []*ftm.Entity {
	var past, now []*holding
	for _, s := range said {
		next, broken := b.holdings(s)
		if len(s.link.Interests) == 0 && len(now) > 0 && now[0].sameEnds(s.link) { // of them nothing is said
			next, now = now, nil
		}
		for _, n := range next {
			i := indexOf(now, n)
			if i < 0 {
				continue
			}
			old := now[i]
			past = b.replace(past, old, n)
			now = append(now[:i], now[i+1:]...)
		}
		for _, old := range now {
			switch until := s.day() - 1; {
			case broken[old.key]: // what cannot be read ends nothing
				next = append(next, old)
				continue
			case old.kind == unknownInterest && len(next) > 0: // now it is told which
				continue
			case s.day() == 0 || old.to.text != "" && old.to.last <= until:
			case until < old.from.first: // it never held
				continue
			default:
				old.to = dayOf(until)
				old.notes = append(old.notes, "No longer stated on "+s.day().String())
			}
			past = append(past, old)
		}
		now = next
		if s.Status == "closed" {
			for _, n := range now {
				if d := s.day(); n.to.text == "" && d != 0 && n.from.first <= d {
					n.to = dayOf(d)
					n.notes = append(n.notes, "The record was closed on "+s.day().String()+" without an end date")
				}
			}
		}
	}
	base := b.recordID(said[0].RecordID, b.records[said[0].key].register)
	var out []*ftm.Entity
	used := make(map[string]bool)
	for _, h := range now {
		out = append(out, b.holdingEntities(base, h, "", used)...)
	}
	for _, h := range past {
		out = append(out, b.holdingEntities(base, h, "-until-"+h.to.text, used)...)
	}
	return out
}

// sameEnds reports whether a relationship is between the same two.
func (h *holding) sameEnds(link *bodsRelationship) bool {
	return h.link.Subject == link.Subject && h.link.Party == link.Party
}

// indexOf finds the same interest between the same two.
func indexOf(list []*holding, n *holding) int {
	for i, h := range list {
		if h.key == n.key && h.sameEnds(n.link) {
			return i
		}
	}
	return -1
}

// endBy ends a holding on a day, unless it ends before.
func (h *holding) endBy(d ftm.Day) {
	if h.to.text == "" || h.to.last > d {
		h.to = dayOf(d)
	}
}

// replace lets a holding take the place of what was said of it before, and adds
// to past what of that stays.
func (b *bodsFile) replace(past []*holding, old, n *holding) []*holding {
	said := n.s.day()
	keep := func(until ftm.Day) []*holding {
		if until < old.from.first { // it never held
			return past
		}
		old.endBy(until)
		return append(past, old)
	}
	sameDates := old.stated == n.stated
	// A later beginning is news where the earlier statement could not know it, or
	// where it said another share; else it puts the beginning right.
	later := n.from.text != "" && n.from.first > old.from.first && old.stated[0] != n.stated[0] &&
		(n.from.first > old.s.day() || old.share != n.share && old.from.text != "")
	switch {
	case sameDates && old.share == n.share:
		n.from, n.since = old.from, old.since // also where that was flagged
		return past
	case sameDates && said != 0 && (n.to.text == "" || n.to.first >= said):
		if old.to.text == "" || old.to.last >= said {
			n.from, n.since = dayOf(max(said, n.from.first)), true
			b.in.warn(b.name, n.s.line, "record %s: the share of %s becomes %s and its dates stay; it holds from the statement's date %s",
				n.s.RecordID, n.kind, shareText(n.share), n.from.text)
			return keep(n.from.first - 1)
		}
	case later:
		return keep(n.from.first - 1)
	case old.since && old.stated[0] == n.stated[0] && old.share == n.share:
		// Only the end is news, and the flagged beginning stays.
		if n.to.text == "" || n.to.last >= old.from.first {
			n.from, n.since = old.from, true
		}
		return past
	}
	// A correction: what was said before of its time goes too.
	var out []*holding
	for _, p := range past {
		if p.key != n.key || n.from.text != "" && p.to.text != "" && p.to.last < n.from.first {
			out = append(out, p)
			continue
		}
		if n.from.text != "" && p.from.first < n.from.first {
			p.endBy(n.from.first - 1)
			out = append(out, p)
		}
	}
	return out
}

func shareText(s share) string {
	if t := s.String(); t != "" {
		return t + " %"
	}
	return "unknown"
}

// holdings reads the interests of one statement. Those that cannot be read are
// refused, and named in broken.
func (b *bodsFile) holdings(s *bodsStatement) (out []*holding, broken map[string]bool) {
	broken = make(map[string]bool)
	list := s.link.Interests
	if len(list) == 0 {
		list = []bodsInterest{{}} // that there is one is stated
	}
	count := make(map[string]int)
	for _, i := range list {
		h := &holding{kind: oneLine(i.Type), interest: i, link: s.link, s: s}
		if h.kind == "" {
			h.kind = unknownInterest
		} else if _, known := interestTypes[h.kind]; !known {
			b.in.warn(b.name, s.line, "record %s: the interest %.40q is not known; read as %s", s.RecordID, h.kind, unknownInterest)
			h.notes = append(h.notes, "Interest: "+h.kind)
			h.kind = unknownInterest
		}
		h.indirect = i.Direct == "indirect" || i.Direct != "direct" && len(s.link.Components) > 0
		h.key = h.kind
		if h.indirect {
			h.key += "-indirect"
		}
		if count[h.key]++; count[h.key] > 1 {
			h.key += "-" + strconv.Itoa(count[h.key])
		}
		var err error
		if h.share, err = i.Share.share(); err != nil {
			b.in.refuse(b.name, s.line, "", "record %s: %s: %v", s.RecordID, h.kind, err)
			broken[h.key] = true
			continue
		}
		h.from = b.date(s, "startDate", i.Start)
		h.to = b.date(s, "endDate", i.End)
		h.stated = [2]string{h.from.text, h.to.text}
		if h.from.text != "" && h.to.text != "" && h.to.last < h.from.first {
			b.in.refuse(b.name, s.line, "", "record %s: %s: ends on %s, before it begins on %s", s.RecordID, h.kind, h.to.text, h.from.text)
			broken[h.key] = true
			continue
		}
		out = append(out, h)
	}
	return out, broken
}

func (b *bodsFile) date(s *bodsStatement, what, raw string) day {
	d, ok := readDay(raw)
	if !ok {
		b.in.warn(b.name, s.line, "record %s: %s %.40q is no date", s.RecordID, what, raw)
	}
	return d
}

// holdingEntities makes the Ownership or Directorship of a holding, and the
// holder or the asset where the register does not say who it is.
func (b *bodsFile) holdingEntities(base string, h *holding, ending string, used map[string]bool) []*ftm.Entity {
	id := base + "-" + h.key + ending
	for n := 2; used[id]; n++ {
		id = base + "-" + h.key + ending + "-" + strconv.Itoa(n)
	}
	used[id] = true
	var others []*ftm.Entity
	end := func(ref bodsRef, word string) (id string, hidden bool) {
		if ref.Record != "" {
			r := b.records[keyOf(ref.Record)]
			return b.partyID(ref.Record, r), r.hidden
		}
		id = base + "-" + word
		if !used[id] {
			used[id] = true
			e := ftm.New(id, "LegalEntity")
			e.Add("name", ref.words())
			e.AddClean("description", oneLine(ref.Description))
			others = append(others, e)
		}
		return id, true
	}
	owner, hidden := end(h.link.Party, "holder")
	asset, _ := end(h.link.Subject, "subject")
	schema, holder, held := "Ownership", "owner", "asset"
	if interestTypes[h.kind] {
		schema, holder, held = "Directorship", "director", "organization"
	}
	e := ftm.New(id, schema)
	v := bodsValues{b, h.s, e}
	e.Add(holder, owner)
	e.Add(held, asset)
	if schema == "Directorship" {
		e.Add("role", h.kind)
		if t := h.share.String(); t != "" {
			v.note("summary", "A share of "+t+" % is stated of this office")
		}
	} else {
		e.Add("ownershipType", h.kind)
		e.Add("percentage", h.share.String())
	}
	var status []string
	if h.indirect {
		status = append(status, statusIndirect)
	}
	if hidden {
		status = append(status, statusHidden)
	}
	if h.since {
		status = append(status, statusSinceSaid)
	}
	e.Add("status", strings.Join(status, " "))
	e.Add("startDate", h.from.text)
	e.Add("endDate", h.to.text)
	v.note("recordId", h.s.RecordID)
	v.note("description", h.interest.Details)
	if h.interest.Beneficial {
		v.note("summary", "Beneficial ownership or control")
	}
	if h.interest.Direct == "unknown" {
		v.note("summary", "Whether direct or indirect is not known")
	}
	for _, n := range h.notes {
		v.note("summary", n)
	}
	v.note("sourceUrl", h.s.Source.URL)
	v.note("publisher", h.s.Publication.Publisher.Name)
	if d := h.s.day(); d != 0 {
		e.Add("modifiedAt", d.String())
	}
	return append(others, e)
}
