package law

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"

	"cordon/ftm"
)

// Programme is one programme, read and checked: instruments with their
// measures, classes of transactions, ownership rules, zones. It does not change.
type Programme struct {
	about       About
	instruments []*Instrument // in order of adoption
	measures    []*Measure    // in order of adoption, then of the file
	byID        map[string]*Measure
	clocks      []*Clock
	relief      []*Relief
	regimes     []Regime
	classes     []*Class
	zones       []Zone
	bases       []Base
	berths      []Berth
	lookbacks   []*Lookback
	ladder      []Rung
	touching    Touching
	calendars   []BusinessCalendar
	follows     []Follow
	seedClasses []SeedClass
	cases       []*PublicCase       // in the order in which they began
	stated      map[string]statedBy // by entity, of the cases
	begins      map[string]ftm.Day  // issuer -> first day of its first measure
}

// source is a file and what was read from it.
type source struct {
	decoder
	doc document
}

// Load reads the programme in a folder. What is faulty is told with file, line
// and reason, and the rest loads: a file with a fault of its own is left out as
// a whole, because half a text is not the text; of a faulty class of
// transactions only the class is left out.
func Load(fsys fs.FS, dir string) (*Programme, []Problem) {
	p := &Programme{byID: make(map[string]*Measure), begins: make(map[string]ftm.Day)}
	names, err := fs.Glob(fsys, dir+"/*.yaml")
	if err != nil || len(names) == 0 {
		return p, []Problem{{File: dir, Why: "no files of a programme (*.yaml)"}}
	}
	sources, problems := readAll(fsys, names)
	for _, s := range sources {
		p.take(s)
	}
	if p.about.ID == "" && len(sources) == len(names) {
		problems = append(problems, Problem{File: dir, Why: "no file says what the programme is about (programme:)"})
	}
	p.sort()
	for _, s := range sources {
		told := len(s.problems)
		p.link(s)
		if len(sources) < len(names) { // what is named may stand in a file that was left out
			s.problems = s.problems[:told]
		}
	}
	for _, s := range sources {
		if len(sources) == len(names) {
			p.check(s)
		}
		p.compile(s)
		problems = append(problems, s.problems...)
	}
	return p, append(problems, p.loadCases(fsys, dir, len(sources) == len(names))...)
}

// readAll reads files, several at a time; those without a fault of their own are
// returned, in the order of their names.
func readAll(fsys fs.FS, names []string) (sources []*source, problems []Problem) {
	got := make([]*source, len(names))
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), len(names)) {
		wg.Go(func() {
			for i := range next {
				b, err := fs.ReadFile(fsys, names[i])
				if err != nil {
					got[i] = &source{decoder: decoder{file: names[i], problems: []Problem{{File: names[i], Why: err.Error()}}}}
					continue
				}
				got[i] = read(names[i], b)
			}
		})
	}
	for i := range names {
		next <- i
	}
	close(next)
	wg.Wait()
	for _, s := range got {
		problems = append(problems, s.problems...)
		if len(s.problems) == 0 {
			sources = append(sources, s)
		}
	}
	return sources, problems
}

// loadCases reads the cases of the programme. Whole says that all files of its law
// were read: else what a case names may stand in one that was left out.
func (p *Programme) loadCases(fsys fs.FS, dir string, whole bool) []Problem {
	names, err := fs.Glob(fsys, path.Join(dir, caseFolder, "*.yaml"))
	if err != nil || len(names) == 0 {
		return nil
	}
	sources, problems := readAll(fsys, names)
	listings, err := fs.ReadFile(fsys, path.Join(dir, "listings.tsv"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		problems = append(problems, Problem{File: dir, Why: err.Error()})
	}
	p.takeCases(sources, listings, whole, len(sources) == len(names))
	for _, s := range sources {
		problems = append(problems, s.problems...)
	}
	return problems
}

// read reads one file and checks what can be checked of it alone.
func read(name string, b []byte) *source {
	s := &source{decoder: decoder{file: name}}
	n := s.parse(b)
	if n == nil {
		return s
	}
	s.decode(n, reflect.ValueOf(&s.doc).Elem(), 0)
	if len(s.problems) > 0 {
		return s
	}
	d := &s.doc
	if isCase(name) {
		if d.Case == nil || !reflect.DeepEqual(*d, document{Case: d.Case}) {
			s.fault(n.Line, "a file of the folder %s holds a case (case:), and nothing else", caseFolder)
			return s
		}
		s.checkCase(d.Case)
		return s
	}
	if d.Case != nil {
		s.fault(d.Case.Line, "a case stands in a file of the folder %s", caseFolder)
		return s
	}
	if d.Instrument == nil && (d.Measures != nil || d.Clocks != nil || d.Relief != nil || d.Lookbacks != nil) {
		s.fault(n.Line, "measures, clocks, relief and lookbacks belong to an instrument: %q is missing", "instrument")
		return s
	}
	if i := d.Instrument; i != nil {
		s.checkMark(i.Line, i.Verified, i.Unverified)
		if i.Lapsed != 0 && i.Lapsed < i.Adopted {
			s.fault(i.Line, "it ends before it is adopted")
		}
	}
	for i := range d.Measures {
		s.checkMeasure(&d.Measures[i])
	}
	for _, c := range d.Clocks {
		s.checkClock(&c)
	}
	for _, r := range d.Relief {
		s.checkMark(r.Line, r.Verified, r.Uncertain)
	}
	for _, r := range d.Regimes {
		s.checkRegime(&r)
	}
	s.checkFollowing()
	s.checkSea()
	return s
}

// checkMark holds a mark against the list of what was not read.
func (s *source) checkMark(line int, m Mark, unverified []string) {
	switch {
	case m == Verified && len(unverified) > 0:
		s.fault(line, "verified is true, but unverified_fields names %s", strings.Join(unverified, ", "))
	case m != Verified && len(unverified) == 0:
		s.fault(line, "verified is %s: name what was not read in unverified_fields", m)
	}
}

func (s *source) checkMeasure(m *Measure) {
	i := s.doc.Instrument
	known := i.Adopted
	if m.Added != nil {
		known = m.Added.On
	}
	if m.From == 0 {
		m.From = known
	}
	prefixes := i.Prefixes
	if prefixes == nil {
		prefixes = []string{i.ID}
	}
	if !slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(m.ID, p) }) {
		s.fault(m.Line, "measure %s: the id does not begin with %s", m.ID, strings.Join(prefixes, " or "))
	}
	s.checkMark(m.Line, m.Verified, m.Unverified)
	switch {
	case m.From < known:
		s.fault(m.Line, "measure %s: in force on %s, before it was adopted on %s", m.ID, m.From, known)
	case m.To != 0 && m.To < m.From:
		s.fault(m.Line, "measure %s: ends on %s, before it begins on %s", m.ID, m.To, m.From)
	case (m.Kind == "cap") != (len(m.Caps) > 0) && m.Kind != "licence":
		s.fault(m.Line, "measure %s: a cap has caps, and no other kind but licence has", m.ID)
	case len(m.Goods) > 0 && m.GoodsAs != "":
		s.fault(m.Line, "measure %s: goods and goods_as: one of them", m.ID)
	case m.Direction == "none" && (len(m.Goods) > 0 || m.GoodsAs != "" || m.Flag != nil):
		s.fault(m.Line, "measure %s: goods without a direction", m.ID)
	case (m.Kind == "authority") != (m.Authority != nil):
		s.fault(m.Line, "measure %s: kind authority and the key authority go together", m.ID)
	case (m.Kind == "special") != (m.Special != nil):
		s.fault(m.Line, "measure %s: kind special and the key special go together", m.ID)
	}
	goods := m.Goods
	if m.Flag != nil {
		goods = slices.Concat(goods, m.Flag.Except)
	}
	for _, g := range goods {
		s.checkGoods(m, &g)
	}
	s.checkWindDown(m.ID, known, m.WindDown)
	for _, a := range m.Acts {
		s.checkWindDown(m.ID, known, a.WindDown)
	}
	for k := range m.Caps {
		s.checkCap(m, &m.Caps[k])
	}
}

func (s *source) checkGoods(m *Measure, g *Goods) {
	if g.Any == (len(g.HS) > 0) {
		s.fault(g.Line, "measure %s: goods are codes (hs) or all (any)", m.ID)
	}
	for _, hs := range g.HS {
		if q, err := parseHS(hs); err != nil {
			s.fault(g.Line, "measure %s: %s", m.ID, err)
		} else if q.code != hs {
			s.fault(g.Line, "measure %s: code %q: write %s, in digits only", m.ID, hs, q.code)
		}
	}
}

func (s *source) checkWindDown(id string, adopted ftm.Day, w *WindDown) {
	if w == nil {
		return
	}
	want := adopted.Time().AddDate(0, w.Months, w.Days)
	switch {
	case w.LastImport != 0 && w.LastDay != 0 || w.end() == 0:
		s.fault(w.Line, "measure %s: a wind-down has last_import, of goods, or last_day, of acts", id)
	case (w.Days != 0 || w.Months != 0) && ftm.DayOf(want) != w.end():
		s.fault(w.Line, "measure %s: the wind-down ends on %s, but adoption and its days give %s", id, w.end(), ftm.DayOf(want))
	case w.NotifyDays != 0 && adopted+ftm.Day(w.NotifyDays) != w.NotifyBy:
		s.fault(w.Line, "measure %s: notice by %s, but adoption and its days give %s", id, w.NotifyBy, adopted+ftm.Day(w.NotifyDays))
	}
}

func (s *source) checkCap(m *Measure, c *Cap) {
	if (c.Qty == "") == (c.Baseline == "") {
		s.fault(c.Line, "measure %s: a cap has a quantity, or says which fact gives it (baseline)", m.ID)
	}
	if c.Period == "fixed" && c.To == 0 || c.To != 0 && c.To < c.From {
		s.fault(c.Line, "measure %s: the period of the cap ends before it begins, or has no end", m.ID)
	}
	if c.LowerOf && c.Alt == nil {
		s.fault(c.Line, "measure %s: lower_of what? alt is missing", m.ID)
	}
	one := Decimal("1").Rat()
	for _, share := range append(slices.Clone(c.NotifyAt), c.StopAt) {
		if share != "" && (share.Rat().Sign() <= 0 || share.Rat().Cmp(one) > 0) {
			s.fault(c.Line, "measure %s: a share lies above 0 and is at most 1, not %s", m.ID, share)
		}
	}
}

func (s *source) checkClock(c *Clock) {
	s.checkMark(c.Line, c.Verified, c.Unverified)
	due := 0
	for _, n := range []int{c.Days, c.Months} {
		if n != 0 {
			due++
		}
	}
	if (c.Start == 0) == (c.Event == "") || due > 1 || c.EveryDays != 0 && c.EveryMonths != 0 || !c.Promptly && due == 0 && c.EveryDays == 0 && c.EveryMonths == 0 {
		s.fault(c.Line, "clock %s: it starts on a day or with an event, and is due after days or months, again and again, or promptly", c.ID)
	}
}

func (s *source) checkRegime(r *Regime) {
	if r.To != 0 && r.To < r.From {
		s.fault(r.Line, "regime %s: ends before it begins", r.ID)
	}
	if !decimalForm.MatchString(r.Threshold) {
		s.fault(r.Line, "regime %s: threshold %q is no decimal number", r.ID, r.Threshold)
	}
}

// take adds what a file holds to the programme.
func (p *Programme) take(s *source) {
	d := &s.doc
	if d.Programme != nil {
		if p.about.ID != "" {
			s.fault(1, "a second file that says what the programme is about")
		} else {
			p.about = *d.Programme
		}
	}
	if d.Instrument != nil {
		if slices.ContainsFunc(p.instruments, func(i *Instrument) bool { return i.ID == d.Instrument.ID }) {
			s.fault(d.Instrument.Line, "instrument %s is there twice", d.Instrument.ID)
			return
		}
		p.instruments = append(p.instruments, d.Instrument)
	}
	p.calendars = append(p.calendars, d.Calendars...)
	p.follows = append(p.follows, d.Follows...)
	p.seedClasses = append(p.seedClasses, d.Seeds...)
	if d.Touch != nil {
		if p.touching.Members != nil {
			s.fault(d.Touch.Line, "a second file that says which listings are the programme's own")
		}
		p.touching = *d.Touch
	}
	for i := range d.Measures {
		m := &d.Measures[i]
		if p.byID[m.ID] != nil {
			s.fault(m.Line, "measure %s is there twice", m.ID)
			continue
		}
		m.instrument = d.Instrument
		p.byID[m.ID] = m
		p.measures = append(p.measures, m)
	}
	for i := range d.Clocks {
		d.Clocks[i].instrument = d.Instrument
		p.clocks = append(p.clocks, &d.Clocks[i])
	}
	for i := range d.Relief {
		if d.Relief[i].From == 0 {
			d.Relief[i].From = d.Instrument.Adopted
		}
		p.relief = append(p.relief, &d.Relief[i])
	}
	p.regimes = append(p.regimes, d.Regimes...)
	p.takeSea(s)
}

// sort brings everything into the order in which it is told.
func (p *Programme) sort() {
	slices.SortStableFunc(p.instruments, func(a, b *Instrument) int {
		return cmp.Or(cmp.Compare(a.Adopted, b.Adopted), strings.Compare(a.ID, b.ID))
	})
	at := make(map[*Instrument]int, len(p.instruments))
	for i, in := range p.instruments {
		at[in] = i
	}
	slices.SortStableFunc(p.measures, func(a, b *Measure) int { return at[a.instrument] - at[b.instrument] })
	for _, m := range p.measures {
		issuer := m.instrument.Issuer
		if first, ok := p.begins[issuer]; !ok || m.From < first {
			p.begins[issuer] = m.From
		}
	}
	slices.SortStableFunc(p.clocks, func(a, b *Clock) int { return at[a.instrument] - at[b.instrument] })
}

// link ties what a file names to what it names.
func (p *Programme) link(s *source) {
	for i := range s.doc.Measures {
		m := &s.doc.Measures[i]
		if p.byID[m.ID] != m {
			continue
		}
		m.end = m.To
		for _, id := range m.Replaces {
			old := p.byID[id]
			switch {
			case old == nil:
				s.fault(m.Line, "measure %s: it replaces %s, which is not there", m.ID, id)
			case old.From >= m.From:
				s.fault(m.Line, "measure %s: it replaces %s, which begins no earlier", m.ID, id)
			default:
				old.replacedBy = append(old.replacedBy, m)
			}
		}
		goods := m.Goods
		if m.GoodsAs != "" {
			as := p.byID[m.GoodsAs]
			if as == nil || as.GoodsAs != "" {
				s.fault(m.Line, "measure %s: goods_as %s: no measure with goods of its own", m.ID, m.GoodsAs)
				continue
			}
			goods = as.Goods
		}
		m.codes = codesOf(goods)
	}
}

// check holds names of things against the programme.
func (p *Programme) check(s *source) {
	activity := func(id string) bool {
		return slices.ContainsFunc(p.about.Activities, func(a Activity) bool { return a.ID == id })
	}
	conduct := func(id string) bool {
		return slices.ContainsFunc(p.about.Conducts, func(c Conduct) bool { return c.ID == id })
	}
	issuer := func(id string) bool {
		return slices.ContainsFunc(p.about.Issuers, func(i Issuer) bool { return i.ID == id })
	}
	if d := s.doc.Programme; d != nil {
		for _, a := range d.Activities {
			if a.Issuer != "" && !issuer(a.Issuer) {
				s.fault(a.Line, "activity %s: no issuer %s", a.ID, a.Issuer)
			}
		}
	}
	if i := s.doc.Instrument; i != nil && !issuer(i.Issuer) {
		s.fault(i.Line, "instrument %s: no issuer %s; the programme has %s", i.ID, i.Issuer, strings.Join(p.Issuers(), ", "))
	}
	for _, f := range s.doc.Follows {
		if c := f.Due.Calendar; c != "" && !slices.ContainsFunc(p.calendars, func(x BusinessCalendar) bool { return x.ID == c }) {
			s.fault(f.Line, "%s: no calendar %s", f.ID, c)
		}
	}
	for _, m := range s.doc.Measures {
		for _, a := range m.Acts {
			if !activity(a.Act) {
				s.fault(a.Line, "measure %s: no activity %s", m.ID, a.Act)
			}
		}
		if m.Authority != nil {
			for _, c := range m.Authority.Conducts {
				if !conduct(c) {
					s.fault(m.Line, "measure %s: no conduct %s", m.ID, c)
				}
			}
			for _, id := range m.Authority.Ledger {
				if c := p.byID[id]; c == nil || len(c.Caps) == 0 {
					s.fault(m.Line, "measure %s: %s is no cap", m.ID, id)
				}
			}
		}
	}
	for _, c := range s.doc.Clocks {
		if c.Measure != "" && p.byID[c.Measure] == nil {
			s.fault(c.Line, "clock %s: no measure %s", c.ID, c.Measure)
		}
	}
	p.linkSea(s, activity)
	for _, r := range s.doc.Relief {
		for _, c := range slices.Concat(r.Covers, r.NotFor) {
			if !slices.ContainsFunc(p.measures, func(m *Measure) bool { return strings.HasPrefix(m.ID, c) }) {
				s.fault(r.Line, "relief %s: no measure begins with %s", r.ID, c)
			}
		}
	}
}

// ID is the name of the programme.
func (p *Programme) ID() string { return p.about.ID }

// About says what the programme is about.
func (p *Programme) About() About { return p.about }

// Issuers are the issuers of the programme, the one that is asked first of all.
func (p *Programme) Issuers() []string {
	var out []string
	for _, i := range p.about.Issuers {
		out = append(out, i.ID)
	}
	return out
}

// Instruments returns the texts of the programme in order of adoption.
func (p *Programme) Instruments() []*Instrument { return p.instruments }

var opened sync.Map // name -> func() (*Programme, error)

// Open returns a built-in programme. It is read once.
func Open(name string) (*Programme, error) {
	if !Has(name) {
		return nil, fmt.Errorf("law: no programme %q", name)
	}
	f, _ := opened.LoadOrStore(name, sync.OnceValues(func() (*Programme, error) {
		p, problems := Load(files, name)
		errs := make([]error, len(problems))
		for i, pr := range problems {
			errs[i] = pr
		}
		return p, errors.Join(errs...)
	}))
	return f.(func() (*Programme, error))()
}

// Sources are the files of the built-in programmes, one folder each, for tools
// that read or check them.
func Sources() fs.FS { return files }
