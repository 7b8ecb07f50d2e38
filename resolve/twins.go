package resolve

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"

	"cordon/ftm"
	"cordon/names"
)

// Sieve finds, among very many entities, those that share what hardly two parties
// share: an identifier, or a part of a name and the day of birth of somebody whom
// a list names. It keeps a few bytes of each and takes them in any order.
type Sieve struct {
	ids     []string // some more than once
	numbers []sifted
	persons []born
	seen    int
}

// sifted is a key and the place of its bearer in ids.
type sifted struct {
	key uint64
	id  uint32
	by  block
}

// born is a person whose day of birth is told.
type born struct {
	day    ftm.Day
	id     uint32
	listed bool
	names  []string
}

// NewSieve returns an empty sieve.
func NewSieve() *Sieve { return &Sieve{} }

// Add takes an entity. Those that cannot be compared are passed over.
func (s *Sieve) Add(e *ftm.Entity) {
	schema := ftm.Lookup(e.Schema)
	switch {
	case schema == nil:
	case schema.Is("Identification"):
		for _, h := range e.Properties["holder"] {
			for _, v := range e.Properties["number"] {
				if n := paperNumber(e, v); len(n.value) >= leastNumber {
					s.numbers = append(s.numbers, sifted{hash("i:" + n.value), s.id(h), byNumber})
				}
			}
		}
	case schema.Is("LegalEntity"), schema.Is("Vehicle"), schema.Is("Security"):
		s.seen++
		s.sift(e, schema)
	}
}

func (s *Sieve) id(id string) uint32 {
	if n := len(s.ids); n == 0 || s.ids[n-1] != id {
		s.ids = append(s.ids, id)
	}
	return uint32(len(s.ids) - 1)
}

func (s *Sieve) sift(e *ftm.Entity, schema *ftm.Schema) {
	r := &record{schema: schema}
	r.addCountries(e)
	r.addNumbers(e)
	for _, n := range r.strong {
		s.numbers = append(s.numbers, sifted{hash("s:" + n.key()), s.id(e.ID), byStrong})
	}
	for _, n := range r.weak {
		s.numbers = append(s.numbers, sifted{hash("i:" + n.value), s.id(e.ID), byNumber})
	}
	if !schema.Is("Person") {
		return
	}
	for _, v := range e.Properties["birthDate"] {
		from, to, err := ftm.Span(v)
		if err != nil || to-from != 1 {
			continue
		}
		b := born{day: from, id: s.id(e.ID), listed: e.IsTarget()}
		for _, p := range nameProps {
			b.names = append(b.names, e.Properties[p]...)
		}
		if len(b.names) == 0 {
			b.names = []string{partsOfName(e)}
		}
		s.persons = append(s.persons, b)
	}
}

// Twins are the records of one set that share something with others. They do
// not change.
type Twins struct {
	ids    []string   // sorted
	groups [][]uint32 // places in ids, sorted; groups are in order
	of     [][]uint32 // of each id: its groups
	among  int        // records that were looked at
}

// Twins ends the sieve.
func (s *Sieve) Twins() *Twins {
	keys := s.numbers
	keys = append(keys, s.births()...)
	slices.SortFunc(keys, func(a, b sifted) int {
		return cmp.Or(cmp.Compare(a.key, b.key), strings.Compare(s.ids[a.id], s.ids[b.id]))
	})
	keys = slices.CompactFunc(keys, func(a, b sifted) bool { return a.key == b.key && s.ids[a.id] == s.ids[b.id] })
	var groups [][]string
	for i := 0; i < len(keys); {
		j := i + 1
		for j < len(keys) && keys[j].key == keys[i].key {
			j++
		}
		most := bucketCap
		if keys[i].by == byStrong {
			most = wholeCap
		}
		if n := j - i; n > 1 && n <= most {
			var g []string
			for _, k := range keys[i:j] {
				g = append(g, s.ids[k.id])
			}
			groups = append(groups, g)
		}
		i = j
	}
	slices.SortFunc(groups, slices.Compare[[]string])
	groups = slices.CompactFunc(groups, slices.Equal[[]string])
	t := &Twins{among: s.seen, ids: slices.Compact(slices.Sorted(slices.Values(slices.Concat(groups...))))}
	for _, g := range groups {
		places := make([]uint32, len(g))
		for i, id := range g {
			at, _ := slices.BinarySearch(t.ids, id)
			places[i] = uint32(at)
		}
		t.groups = append(t.groups, places)
	}
	t.index()
	*s = Sieve{}
	return t
}

// births are the keys of persons: the day, and a part or the sound of a name. Only
// days on which somebody was born whom a list names are looked at, and only keys
// that one of those has together with somebody else, though not with very many.
func (s *Sieve) births() []sifted {
	slices.SortFunc(s.persons, func(a, b born) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmpBool(b.listed, a.listed), strings.Compare(s.ids[a.id], s.ids[b.id]))
	})
	var days [][]born
	for i := 0; i < len(s.persons); {
		j := i + 1
		for j < len(s.persons) && s.persons[j].day == s.persons[i].day {
			j++
		}
		if j-i > 1 && s.persons[i].listed {
			days = append(days, s.persons[i:j])
		}
		i = j
	}
	found := make([][]sifted, len(days))
	inParallel(len(days), func() func(int) {
		var keys []sifted // of one day after the other
		return func(i int) {
			keys = s.birthsOf(days[i], keys[:0])
			found[i] = slices.Clone(keys)
		}
	})
	return slices.Concat(found...)
}

// birthsOf appends the keys of those who were born on one day, the listed first.
func (s *Sieve) birthsOf(persons []born, keys []sifted) []sifted {
	listed := make(map[uint64]bool)
	for _, p := range persons {
		for _, text := range p.names {
			for _, t := range names.Split(text) {
				n := names.Parse(t, names.Person)
				n.Syllables()
				for _, k := range keysOf(&n) {
					if k = (k ^ uint64(uint32(p.day))) * 1099511628211; p.listed {
						listed[k] = true
					} else if !listed[k] {
						continue
					}
					keys = append(keys, sifted{k, p.id, byWord})
				}
			}
		}
	}
	slices.SortFunc(keys, func(a, b sifted) int {
		return cmp.Or(cmp.Compare(a.key, b.key), strings.Compare(s.ids[a.id], s.ids[b.id]))
	})
	keys = slices.CompactFunc(keys, func(a, b sifted) bool { return a.key == b.key && s.ids[a.id] == s.ids[b.id] })
	kept := keys[:0]
	for i := 0; i < len(keys); {
		j := i + 1
		for j < len(keys) && keys[j].key == keys[i].key {
			j++
		}
		if n := j - i; n > 1 && n <= bucketCap {
			kept = append(kept, keys[i:j]...)
		}
		i = j
	}
	return kept
}

func (t *Twins) index() {
	t.of = make([][]uint32, len(t.ids))
	for i, g := range t.groups {
		for _, at := range g {
			t.of[at] = append(t.of[at], uint32(i))
		}
	}
}

// Of returns the ids that share something with an id, in order.
func (t *Twins) Of(id string) []string {
	at, ok := slices.BinarySearch(t.ids, id)
	if !ok {
		return nil
	}
	var out []string
	for _, g := range t.of[at] {
		for _, o := range t.groups[g] {
			if o != uint32(at) {
				out = append(out, t.ids[o])
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Len is how many records share something with another.
func (t *Twins) Len() int { return len(t.ids) }

// Twin is a pair of records that may be one party though nobody has said so.
type Twin struct {
	A       Party     `json:"a"`
	B       Party     `json:"b"`
	Score   float64   `json:"score"`   // probability that they are one
	Same    []string  `json:"same"`    // what they have in common: "the same name", "the same birth date"
	Against []string  `json:"against"` // what speaks against it
	Stated  [2]Stated `json:"-"`       // of A and of B: what is the same
}

// Stated is a value of a property.
type Stated struct{ Prop, Value string }

// Settings of twins.
const (
	twinName   = .85 // likeness of names from which on a day of birth counts: another romanisation has .86, another person's name seldom .7
	likelyTwin = .9  // from which on two records may be one party
	surestTwin = .99 // that no two have more than, of whom nobody has judged it
)

// Twin compares two entities that share something; around are others that say
// more of them, such as papers and addresses. It is ok only where a number or a day
// of birth is the same, the names are alike, and nothing contradicts: other numbers
// of one kind that tells parties apart, another year of birth, another kind of
// party.
//
// m and u are those that training starts from: what is learned from all records
// needs all records.
func (t *Twins) Twin(a, b *ftm.Entity, around []*ftm.Entity) (Twin, bool) {
	builder := NewBuilder()
	for _, e := range append([]*ftm.Entity{a, b}, around...) {
		if s := ftm.Lookup(e.Schema); e == a || e == b || s != nil && (s.Is("Address") || s.Is("Identification")) {
			builder.Add(e)
		}
	}
	p := builder.pool()
	if len(p.records) != 2 {
		return Twin{}, false
	}
	p.untaught(t.among)
	x, y := p.records[0], p.records[1]
	got := (&comparer{p: p}).compare(x, y)
	c, _ := p.judge(x, y, &got)
	level := got.level
	out := Twin{A: x.Party, B: y.Party, Score: min(c.Score, surestTwin), Same: []string{}, Against: []string{}}
	persons := x.schema.Is("Person") && y.schema.Is("Person")
	number := level[fieldNumber] == 0 && got.likeness >= commonName
	birth := persons && level[fieldDate] == 0 && got.likeness >= twinName
	switch {
	case c.Excluded != "", c.Score < likelyTwin, !mayBeOne(x, y), !number && !birth:
		return out, false
	case persons && level[fieldDate] == int8(len(levels[fieldDate])-1):
		return out, false // born in other years: of one number, days are a slip of somebody's
	}
	if number {
		for k, text := range [...]string{got.a[fieldNumber], got.b[fieldNumber]} {
			out.Stated[k].Prop, out.Stated[k].Value, _ = strings.Cut(text, " ")
		}
		at := 0
		if out.Stated[0].Prop == "number" { // of a paper: the other may say of which
			at = 1
		}
		out.Same = append(out.Same, fmt.Sprintf("the same %s (%s)", inSentence(label(p.records[at].schema, out.Stated[at].Prop)), out.Stated[at].Value))
	}
	what := "the same name"
	if level[fieldName] != 0 {
		what = fmt.Sprintf("a name that is alike (%.2f)", got.likeness)
	}
	out.Same = append(out.Same, what+apart(&got, a, b))
	if persons && level[fieldDate] == 0 {
		out.Same = append(out.Same, "the same birth date ("+got.a[fieldDate]+")")
		if !number {
			out.Stated = [2]Stated{{"birthDate", got.a[fieldDate]}, {"birthDate", got.b[fieldDate]}}
		}
	}
	for _, f := range c.Fields {
		if f.Name != "list" && f.Weight < 0 || f.Name == fieldNames[fieldDate] && persons && level[fieldDate] >= 2 {
			a, b := f.A, f.B
			if f.Name == fieldNames[fieldCountry] {
				a, b = countryWords(a), countryWords(b)
			}
			out.Against = append(out.Against, fmt.Sprintf("%s: %s and %s", f.Name, a, b))
		}
	}
	return out, true
}

// apart names two names where they differ by more than capitals, and says of a
// former one that it is.
func apart(got *comparison, a, b *ftm.Entity) string {
	former := ""
	for _, e := range []*ftm.Entity{a, b} {
		for _, p := range [...]string{"previousName", "pastNames"} {
			for _, n := range [...]string{got.a[fieldName], got.b[fieldName]} {
				if slices.Contains(e.Properties[p], n) && !slices.Contains(e.Properties["name"], n) {
					former = ", a former one"
				}
			}
		}
	}
	x, y := got.a[fieldName], got.b[fieldName]
	switch {
	case !strings.EqualFold(x, y):
		return " (" + x + ", " + y + former + ")"
	case former != "":
		return " (" + x + former + ")"
	}
	return ""
}

func label(s *ftm.Schema, prop string) string {
	if p := s.Property(prop); p != nil {
		return p.Label
	}
	return prop
}

// inSentence is a label within a sentence: in small letters but for abbreviations, IMO
// number and registration number.
func inSentence(label string) string {
	words := strings.Fields(label)
	for i, w := range words {
		if w[:1]+strings.ToLower(w[1:]) == w {
			words[i] = strings.ToLower(w)
		}
	}
	return strings.Join(words, " ")
}

// countryWords are codes of countries as people read them.
func countryWords(codes string) string {
	list := strings.FieldsFunc(codes, func(r rune) bool { return r == ',' || r == ' ' })
	for i, c := range list {
		list[i] = ftm.CountryWords(c)
	}
	return strings.Join(list, ", ")
}

// untaught gives a pool of few records, of so many, the models that training
// starts from. Only numbers are counted.
func (p *Pool) untaught(among int) {
	p.among = among
	p.count()
	p.words = nil
	for f := range p.values {
		if f != fieldNumber {
			p.values[f] = nil
		}
	}
	for f := range p.models {
		p.models[f] = &model{m: priorM, u: priorU, lambda: mostSame}
	}
}

// A file of twins is a line of its form, how many records were looked at, the
// ids, the groups, all as varints, and the check sum of it.

const twinsMagic = "cordontw1\n"

// ErrTwins is the error of twins that are damaged, or that another version wrote.
var ErrTwins = errors.New("not usable twins")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Save writes the twins so that [LoadTwins] can read them.
func (t *Twins) Save(w io.Writer) error {
	b := []byte(twinsMagic)
	b = binary.AppendUvarint(b, uint64(t.among))
	b = binary.AppendUvarint(b, uint64(len(t.ids)))
	for _, id := range t.ids {
		b = binary.AppendUvarint(b, uint64(len(id)))
		b = append(b, id...)
	}
	b = binary.AppendUvarint(b, uint64(len(t.groups)))
	for _, g := range t.groups {
		b = binary.AppendUvarint(b, uint64(len(g)))
		for _, at := range g {
			b = binary.AppendUvarint(b, uint64(at))
		}
	}
	b = binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
	if _, err := w.Write(b); err != nil {
		return fmt.Errorf("twins: %w", err)
	}
	return nil
}

// LoadTwins reads what [Twins.Save] wrote, up to its end.
func LoadTwins(r *bufio.Reader) (*Twins, error) {
	l := &twinsReader{r: r}
	if head := l.bytes(len(twinsMagic)); string(head) != twinsMagic {
		return nil, fmt.Errorf("%w: their form", ErrTwins)
	}
	t := &Twins{among: l.number()}
	for n := l.number(); len(t.ids) < n && l.err == nil; {
		t.ids = append(t.ids, string(l.bytes(l.number())))
	}
	for n := l.number(); len(t.groups) < n && l.err == nil; {
		var g []uint32
		for k := l.number(); len(g) < k && l.err == nil; {
			at := l.number()
			if at >= len(t.ids) {
				l.fail(errors.New("a number leads outside"))
			}
			g = append(g, uint32(at))
		}
		t.groups = append(t.groups, g)
	}
	want := l.sum
	if sum := l.bytes(4); l.err == nil && binary.LittleEndian.Uint32(sum) != want {
		l.fail(errors.New("check sum"))
	}
	if l.err == nil && !slices.IsSorted(t.ids) {
		l.fail(errors.New("out of order"))
	}
	if l.err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTwins, l.err)
	}
	t.index()
	return t, nil
}

// twinsReader reads numbers and bytes and sums them up. After an error all of
// them are nothing.
type twinsReader struct {
	r   *bufio.Reader
	sum uint32
	err error
}

func (l *twinsReader) fail(err error) {
	if l.err == nil {
		l.err = err
	}
}

func (l *twinsReader) bytes(n int) []byte {
	const piece = 1 << 16 // a false length costs no memory
	var out []byte
	for len(out) < n && l.err == nil {
		at := len(out)
		out = append(out, make([]byte, min(n-at, piece))...)
		if _, err := io.ReadFull(l.r, out[at:]); err != nil {
			l.fail(err)
			return nil
		}
		l.sum = crc32.Update(l.sum, castagnoli, out[at:])
	}
	return out
}

// ReadByte lets a varint be read.
func (l *twinsReader) ReadByte() (byte, error) {
	b := l.bytes(1)
	if l.err != nil {
		return 0, l.err
	}
	return b[0], nil
}

func (l *twinsReader) number() int {
	if l.err != nil {
		return 0
	}
	n, err := binary.ReadUvarint(l)
	if err != nil || n > 1<<31 {
		l.fail(cmp.Or(err, errors.New("a number is too large")))
		return 0
	}
	return int(n)
}
