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
	words [MaxParts]reachWord

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
	bag   bag
	n     int  // letters
	open  bool // in the name that is looked at
	cells uint32
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
	r.latin, r.longest = true, 0
	person := q.Kind == Person
	for i := range q.Parts {
		p := &q.Parts[i]
		r.latin = r.latin && latinText(p.Text)
		r.open[i] = open(p, false)
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

// Within reports whether the name of the query may score least or more against a
// listed one. words are numbers of its parts, one for one text. deaf is as in
// [Comparer].
func (r *Reach) Within(l *Name, words []uint32, least float64, deaf bool) bool {
	q := r.q
	switch {
	case least < leastReach || len(words) != len(l.Parts):
		return true
	case len(q.Parts) == 0 || len(l.Parts) == 0 || len(q.Parts) > MaxParts || len(l.Parts) > MaxParts:
		return false
	case q.Kind > Organization || l.Kind > Organization:
		return true
	}
	latin, forms := true, false
	for j := range l.Parts {
		latin = latin && latinText(l.Parts[j].Text)
		forms = forms || l.Parts[j].Tag == Form
	}
	if !(r.latin && latin) && !(deaf && r.latin) { // sounds and syllables are compared
		return true
	}
	if shares(q.Korean, l.Korean) || shares(q.Chinese, l.Chinese) {
		return true
	}
	if q.Kind != Person && l.Kind != Person && (initialsOf(q, l) || initialsOf(l, q)) {
		return true
	}
	for j := range l.Parts {
		r.words[j] = r.word(words[j], l.Parts[j].Text)
		r.words[j].open = open(&l.Parts[j], false)
	}
	if least < 1 && r.byRuns(l) { // a border that one side lacks costs something
		return true
	}
	r.best(l, least, forms)
	// As if all words that found nothing resembled some other, and then as they do.
	return r.sum(l, least, false) && r.sum(l, least, true)
}

// word finds a listed word, or works out how it stands to the parts of the query.
func (r *Reach) word(w uint32, text string) reachWord {
	if len(r.known)*2 >= len(r.slots) {
		r.grow()
	}
	mask := uint32(len(r.slots) - 1)
	at := w * 2654435769 >> 8 & mask
	for ; r.slots[at].turn == r.turn; at = (at + 1) & mask {
		if r.slots[at].word == w {
			return r.known[r.slots[at].at]
		}
	}
	r.slots[at] = reachSlot{w, r.turn, uint32(len(r.known))}
	r.lw = appendRunes(r.lw[:0], text)
	x := reachWord{n: len(r.lw), cells: uint32(len(r.cells))}
	for _, c := range r.lw {
		x.bag.add(c)
	}
	for i := range r.q.Parts {
		r.cells = append(r.cells, reachCell{edit: r.edit(i, &x), faint: -1})
	}
	r.known = append(r.known, x)
	return x
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
func (r *Reach) byRuns(l *Name) bool {
	for j := range l.Parts {
		one := &r.words[j]
		if !one.open {
			continue
		}
		if one.n >= r.shortest {
			for k := range r.runs {
				if x := &r.runs[k]; one.n >= x.shortest && mayAlike(x.len, one.n, x.bag, one.bag) && r.runAlike(x.at, x.n, l.Parts[j:j+1]) {
					return true
				}
			}
		}
		n, b := one.n, one.bag
		for ln := 2; ln <= maxRun && j+ln <= len(l.Parts) && r.words[j+ln-1].open; ln++ {
			n += r.words[j+ln-1].n
			b = b.with(r.words[j+ln-1].bag)
			if n > r.longest {
				break
			}
			for i := range r.q.Parts {
				if r.open[i] && mayAlike(int(r.qw.from[i+1]-r.qw.from[i]), n, r.qw.bag[i], b) && r.runAlike(i, 1, l.Parts[j:j+ln]) {
					return true
				}
			}
			for k := range r.runs {
				if x := &r.runs[k]; ln == 2 && x.n == 2 && x.len == n && x.bag == b && r.runAlike(x.at, x.n, l.Parts[j:j+ln]) {
					return true
				}
			}
		}
	}
	return false
}

func (r *Reach) runAlike(i, qn int, l []Part) bool {
	q := r.qw.run(i, qn)
	r.lw = r.lw[:0]
	for j := range l {
		r.lw = appendRunes(r.lw, l[j].Text)
	}
	qc, lc, ok := r.ed.costs(q, r.lw, budget(len(q))+budget(len(r.lw)))
	return ok && side(len(q), qc)*side(len(r.lw), lc) > 0
}

// best sets the gain of each part of the query, over what least asks of it: that
// of the listed word that serves it best, or its loss.
func (r *Reach) best(l *Name, least float64, forms bool) {
	for i := range r.q.Parts {
		a := &r.q.Parts[i]
		best := -least * r.loss[i]
		if a.Tag == Form || forms && a.Tag == Unset && i == len(r.q.Parts)-1 && len(a.Text) <= 4 { // which may be a form, a letter wrong
			best = max(best, weightForm*(1-least))
		}
		for j := range l.Parts {
			b := &l.Parts[j]
			if !compatible(a.Tag, b.Tag) {
				continue
			}
			cell := &r.cells[int(r.words[j].cells)+i]
			if cell.edit > 0 && (cell.edit == 1 || r.open[i] && r.words[j].open) {
				best = max(best, weight(a, b)*(cell.edit-least))
			}
			if r.plain[i] && len(b.Text) > 1 {
				continue
			}
			if p, ok := symbol(a, b); ok {
				best = max(best, p.weight*(p.score-least))
			}
		}
		r.gains[i] = best
	}
}

// sum reports whether the gains make up for the losses. Parts at a loss may
// resemble a listed word: exactly asks which, else any will do.
func (r *Reach) sum(l *Name, least float64, exactly bool) bool {
	total := slack
	for i := range r.q.Parts {
		g := r.gains[i]
		if g < weightDiffer*(scoreFaint-least) {
			f := scoreFaint
			if exactly {
				f = r.faint(i, l)
			}
			if f > 0 {
				g = max(g, weightDiffer*(f-least))
			}
		}
		total += g
	}
	return total >= 0
}

// faint is how much part i of the query resembles some listed word.
func (r *Reach) faint(i int, l *Name) float64 {
	q := r.qw.run(i, 1)
	if !r.q.Parts[i].core() || len(q) < 3 || len(q) > 32 {
		return 0
	}
	best := 0.0
	for j := range l.Parts {
		x := &r.words[j]
		if x.n < 3 || x.n > 32 || !l.Parts[j].core() {
			continue
		}
		cell := &r.cells[int(x.cells)+i]
		if cell.faint < 0 {
			cell.faint = 0
			both := float64(len(q) + x.n)
			if in := min(len(q)-r.qw.bag[i].lacks(x.bag), x.n-x.bag.lacks(r.qw.bag[i])); 2*float64(in) >= faintFrom*both {
				r.lw = appendRunes(r.lw[:0], l.Parts[j].Text)
				cell.faint = resemblance(q, r.lw)
			}
		}
		best = max(best, cell.faint)
	}
	return best
}
