package names

// Reach rules out listed names that cannot come near a name of a query, at a
// fraction of what comparing them costs. It bounds [Comparer.Score] from above:
// each part of the query takes the listed word that serves it best, whether or
// not another part wants it too, and what only the list has costs nothing. What
// it works out of a word it remembers, for the candidates of a query share most
// of their words.
//
// The zero value is ready for [Reach.Start]. One goroutine may use it at a time.
type Reach struct {
	q     *Name
	latin bool
	qw    letters
	loss  [MaxParts]float64 // weight of a part that finds nothing
	open  [MaxParts]bool
	plain [MaxParts]bool // only an initial may stand for it
	lw    []rune
	ed    editor
	gains [MaxParts]float64
	list  [MaxParts]reachPart
	least float64
	lost  [MaxParts]float64 // what a part that finds nothing loses
	short bool              // some part has one letter
	only  string            // the only part that tells, else empty

	runs     []reachRun
	longest  int // letters of a listed run that may be like a part
	shortest int // letters of a listed word that may be like a run

	slots []reachSlot
	turn  uint32
	known []reachWord
	cells []reachCell
}

// reachSlot is a place of the table of words, by number.
type reachSlot struct{ word, turn, at uint32 }

// reachWord is a listed word as the query sees it.
type reachWord struct {
	text  string
	bag   bag
	n     int // letters
	latin bool
	alike bool // some part of the query
	cells uint32
}

// reachPart is a word in its place in a listed name.
type reachPart struct {
	*reachWord
	Part
	open bool
}

// reachCell is a listed word against a part of the query: how alike they are as
// slips of the pen, and how much as words that differ; below zero not yet known.
type reachCell struct{ edit, faint float64 }

// leastReach is the score from which names are ruled out: parts that stand
// against each other may score up to scoreFaint, at any weight.
const leastReach = scoreFaint + .01

// slack keeps a bound above the score where both are the same sum in another
// order.
const slack = 1e-9

// Start makes ready for a name of a query. Its parts must not be changed until
// the next Start.
func (r *Reach) Start(q *Name) {
	q.Syllables()
	r.q, r.known, r.cells = q, r.known[:0], r.cells[:0]
	if r.turn++; r.turn == 0 {
		clear(r.slots)
		r.turn = 1
	}
	if len(r.slots) == 0 {
		r.slots = make([]reachSlot, 1024)
	}
	if len(q.Parts) == 0 || len(q.Parts) > MaxParts {
		return
	}
	var none, middle [MaxParts]bool
	r.qw.fill(q, &none)
	middles(q, &middle)
	r.latin, r.longest, r.short, r.least = true, 0, false, 0
	person := q.Kind == Person
	for i := range q.Parts {
		p := &q.Parts[i]
		r.latin = r.latin && latinText(p.Text)
		r.open[i] = open(p, false)
		r.short = r.short || len(p.Text) == 1
		r.plain[i] = p.Sym == Sym{} && p.Tag != Stop && len(p.Text) > 1
		r.longest = max(r.longest, longestLike(len(r.qw.run(i, 1))))
		w := extraQuery * extraFactor(p)
		switch {
		case p.Tag == Form:
			w = 0
		case middle[i]:
			w = min(w, weightMissing)
		case person && p.Tag == Unset && (i == firstCore(q) || i == lastCore(q)):
			w *= weightFamily
		}
		r.loss[i] = w
	}
	r.only = ""
	if q.Core() == 1 {
		r.only = q.Parts[firstCore(q)].Text
	}
	r.findRuns()
	for k := range r.runs {
		if r.runs[k].n == 2 { // the same two words with their border elsewhere
			r.longest = max(r.longest, r.runs[k].len)
		}
	}
}

// longestLike is how many letters a word or run may have that is like one of n.
func longestLike(n int) int {
	l := min(n, maxLetters)
	for l < maxLetters && l+1-n <= mayTake[l+1] {
		l++
	}
	return l
}

func latinText(s string) bool { return s != "" && s[0] < 0x80 }

// Row is a listed name as an index keeps it: for each part its word by number,
// its tag, the group and the two short-name groups of its [Sym]. Korean and
// Chinese are as in [Name].
type Row struct {
	Kind            Kind
	Words           []uint32
	Tags            []byte
	Groups          []uint16
	Nicks           []uint32 // the first in the upper half
	Korean, Chinese []uint32
}

// Within reports whether the name of the query may score least or more against a
// listed one. text gives a word by its number; deaf is as in [Comparer].
func (r *Reach) Within(l *Row, text func(word uint32) string, least float64, deaf bool) bool {
	q := r.q
	switch {
	case least < leastReach:
		return true
	case len(q.Parts) == 0 || len(l.Words) == 0 || len(q.Parts) > MaxParts || len(l.Words) > MaxParts:
		return false
	case q.Kind > Organization || l.Kind > Organization:
		return true
	}
	latin, forms, served := true, false, false
	list := r.list[:len(l.Words)]
	for j, w := range l.Words {
		x := &list[j]
		x.reachWord = r.word(w, text)
		x.Part = Part{Text: x.text, Tag: Tag(l.Tags[j]), Sym: Sym{Group: l.Groups[j], Nick: [2]uint16{uint16(l.Nicks[j] >> 16), uint16(l.Nicks[j])}}}
		x.open = open(&x.Part, false)
		latin = latin && x.latin
		forms = forms || x.Tag == Form
		served = served || x.alike || len(x.text) == 1 || x.Sym != Sym{} || x.Tag == Stop
	}
	if !latin && !deaf || !r.latin { // sounds and syllables are compared
		return true
	}
	if shares(q.Korean, l.Korean) || shares(q.Chinese, l.Chinese) {
		return true
	}
	if q.Kind != Person && l.Kind != Person && r.byInitials(list) {
		return true
	}
	if least < 1 && r.byRuns(list) { // a border that one side lacks costs something
		return true
	}
	if r.least != least {
		r.least = least
		for i := range q.Parts {
			r.lost[i] = -least * r.loss[i]
		}
	}
	copy(r.gains[:], r.lost[:len(q.Parts)])
	if served || forms || r.short {
		r.best(list, forms)
	}
	// As if all words that found nothing resembled some other, and then as they do.
	return r.sum(list, false) && r.sum(list, true)
}

// word finds a listed word, or works out how it stands to the parts of the query.
func (r *Reach) word(w uint32, text func(uint32) string) *reachWord {
	mask := uint32(len(r.slots) - 1)
	at := w * 2654435769 >> 8 & mask
	for ; r.slots[at].turn == r.turn; at = (at + 1) & mask {
		if r.slots[at].word == w {
			return &r.known[r.slots[at].at]
		}
	}
	r.slots[at] = reachSlot{w, r.turn, uint32(len(r.known))}
	x := reachWord{text: text(w), cells: uint32(len(r.cells))}
	r.lw = appendRunes(r.lw[:0], x.text)
	x.n, x.latin = len(r.lw), latinText(x.text)
	for _, c := range r.lw {
		x.bag.add(c)
	}
	for i := range r.q.Parts {
		e := r.edit(i, &x)
		x.alike = x.alike || e > 0
		r.cells = append(r.cells, reachCell{edit: e, faint: -1})
	}
	r.known = append(r.known, x)
	if len(r.known)*2 >= len(r.slots) {
		r.grow()
	}
	return &r.known[len(r.known)-1]
}

func (r *Reach) grow() {
	old := r.slots
	r.slots = make([]reachSlot, 2*max(len(old), 512))
	mask := uint32(len(r.slots) - 1)
	for _, s := range old {
		if s.turn != r.turn {
			continue
		}
		at := s.word * 2654435769 >> 8 & mask
		for r.slots[at].turn == r.turn {
			at = (at + 1) & mask
		}
		r.slots[at] = s
	}
}

// edit is the likeness by letters of part i of the query and the word in r.lw.
func (r *Reach) edit(i int, x *reachWord) float64 {
	q := r.qw.run(i, 1)
	if len(q) == 0 || !mayAlike(len(q), x.n, r.qw.bag[i], x.bag) {
		return 0
	}
	qc, lc, ok := r.ed.costs(q, r.lw, budget(len(q))+budget(x.n))
	if !ok {
		return 0
	}
	return likeness(q, r.lw, qc, lc, r.q.Kind == Person)
}

// reachRun is a run of words of the query that may be one word, or a run, of the
// list.
type reachRun struct {
	at, n    int // parts
	len      int // letters
	shortest int // letters of a word that may be like it
	bag      bag
}

// findRuns gathers the runs of the query.
func (r *Reach) findRuns() {
	r.runs, r.shortest = r.runs[:0], maxLetters+1
	for i := range r.q.Parts {
		x := reachRun{at: i}
		for ; x.n < maxRun && i+x.n < len(r.q.Parts) && r.open[i+x.n]; x.n++ {
			x.bag = x.bag.with(r.qw.bag[i+x.n])
			if x.len = int(r.qw.from[i+x.n+1] - r.qw.from[i]); x.len > maxLetters {
				break
			}
			if x.n > 0 {
				y := x
				y.n++
				y.shortest = x.len - mayTake[x.len]
				r.runs = append(r.runs, y)
				r.shortest = min(r.shortest, y.shortest)
			}
		}
	}
}

// byRuns reports whether a run of words of one side may be a word or a run of the
// other: then only comparing tells.
func (r *Reach) byRuns(list []reachPart) bool {
	for j := range list {
		one := &list[j]
		if !one.open {
			continue
		}
		if one.n >= r.shortest {
			for k := range r.runs {
				if x := &r.runs[k]; one.n >= x.shortest && mayAlike(x.len, one.n, x.bag, one.bag) && r.runAlike(x.at, x.n, list[j:j+1]) {
					return true
				}
			}
		}
		n, b := one.n, one.bag
		for ln := 2; ln <= maxRun && j+ln <= len(list) && list[j+ln-1].open; ln++ {
			if n += list[j+ln-1].n; n > r.longest {
				break
			}
			b = b.with(list[j+ln-1].bag)
			for i := range r.q.Parts {
				if r.open[i] && mayAlike(int(r.qw.from[i+1]-r.qw.from[i]), n, r.qw.bag[i], b) && r.runAlike(i, 1, list[j:j+ln]) {
					return true
				}
			}
			if ln > 2 {
				continue
			}
			for k := range r.runs {
				if x := &r.runs[k]; x.n == 2 && x.len == n && x.bag == b && r.runAlike(x.at, x.n, list[j:j+ln]) {
					return true
				}
			}
		}
	}
	return false
}

// byInitials reports whether the only word that tells on one side may be the
// initials of the other's.
func (r *Reach) byInitials(list []reachPart) bool {
	only, n := -1, 0
	for j := range list {
		if list[j].core() {
			only = j
			n++
		}
	}
	core := func(j int) string {
		if list[j].core() {
			return list[j].text
		}
		return ""
	}
	query := func(i int) string {
		if p := &r.q.Parts[i]; p.core() {
			return p.Text
		}
		return ""
	}
	return r.only != "" && n > 2 && initials(r.only, len(list), core) || n == 1 && len(r.q.Parts) > 2 && initials(list[only].text, len(r.q.Parts), query)
}

func (r *Reach) runAlike(i, qn int, list []reachPart) bool {
	q := r.qw.run(i, qn)
	r.lw = r.lw[:0]
	for j := range list {
		r.lw = appendRunes(r.lw, list[j].text)
	}
	qc, lc, ok := r.ed.costs(q, r.lw, budget(len(q))+budget(len(r.lw)))
	return ok && side(len(q), qc)*side(len(r.lw), lc) > 0
}

// best raises the gain of each part of the query, over what least asks of it, to
// that of the listed word that serves it best.
func (r *Reach) best(list []reachPart, forms bool) {
	for i := range r.q.Parts {
		a := &r.q.Parts[i]
		best := r.gains[i]
		if a.Tag == Form || forms && a.Tag == Unset && i == len(r.q.Parts)-1 && len(a.Text) <= 4 { // which may be a form, a letter wrong
			best = max(best, weightForm*(1-r.least))
		}
		for j := range list {
			x := &list[j]
			if !compatible(a.Tag, x.Tag) {
				continue
			}
			if x.alike {
				if e := r.cells[int(x.cells)+i].edit; e > 0 && (e == 1 || r.open[i] && x.open) {
					best = max(best, weight(a, &x.Part)*(e-r.least))
				}
			}
			if r.plain[i] && len(x.text) > 1 {
				continue
			}
			if p, ok := symbol(a, &x.Part); ok {
				best = max(best, p.weight*(p.score-r.least))
			}
		}
		r.gains[i] = best
	}
}

// sum reports whether the gains make up for the losses. Parts at a loss may
// resemble a listed word: exactly asks which, else any will do.
func (r *Reach) sum(list []reachPart, exactly bool) bool {
	total := slack
	for i := range r.q.Parts {
		g := r.gains[i]
		if g < weightDiffer*(scoreFaint-r.least) {
			f := scoreFaint
			if exactly {
				f = r.faint(i, list)
			}
			if f > 0 {
				g = max(g, weightDiffer*(f-r.least))
			}
		}
		total += g
	}
	return total >= 0
}

// faint is how much part i of the query resembles some listed word.
func (r *Reach) faint(i int, list []reachPart) float64 {
	q := r.qw.run(i, 1)
	if !r.q.Parts[i].core() || len(q) < 3 || len(q) > 32 {
		return 0
	}
	best := 0.0
	for j := range list {
		x := &list[j]
		if x.n < 3 || x.n > 32 || !x.core() {
			continue
		}
		cell := &r.cells[int(x.cells)+i]
		if cell.faint < 0 {
			cell.faint = 0
			both := float64(len(q) + x.n)
			if in := min(len(q)-r.qw.bag[i].lacks(x.bag), x.n-x.bag.lacks(r.qw.bag[i])); 2*float64(in) >= faintFrom*both {
				r.lw = appendRunes(r.lw[:0], x.text)
				cell.faint = resemblance(q, r.lw)
			}
		}
		best = max(best, cell.faint)
	}
	return best
}
