package names

// middles marks the parts of a person's name that may be left out without
// saying anything else: tagged middle names and patronymics, and where nothing
// is tagged, what stands between the first and the last word.
func middles(n *Name, out *[MaxParts]bool) {
	first, last := -1, -1
	for i := range n.Parts {
		out[i] = false
		if n.Parts[i].core() {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	for i := range n.Parts {
		switch p := &n.Parts[i]; p.Tag {
		case Middle, Patronymic:
			out[i] = true
		case Unset, Word, Place:
			out[i] = i > first && i < last
		}
	}
}

// extras adds what stands alone on either side.
func (c *Comparer) extras() {
	person := c.q.Kind == Person || c.l.Kind == Person
	if person {
		c.missing()
	}
	c.resembling()
	brand := c.brandAgrees()
	matched := 0.0
	for i := range c.pairs {
		matched += c.pairs[i].score * c.pairs[i].weight
	}
	for i := range c.q.Parts {
		if p := &c.q.Parts[i]; !c.qUsed[i] && p.Tag != Form {
			w := extraQuery * extraFactor(p)
			switch {
			case !brand && p.Tag == Word:
				w = extraQuery
			case person && p.Tag == Unset && (i == firstCore(c.q) || i == lastCore(c.q)):
				w = extraQuery * weightFamily // as likely as not the family name
			}
			c.add(pair{q: int8(i), qn: 1, kind: ExtraQuery, weight: w})
		}
	}
	slips := 1.0
	for i := range c.pairs {
		if c.pairs[i].kind == Edit && c.pairs[i].score < 1 && person && c.q.Parts[c.pairs[i].q].core() {
			slips = listExtraSlips
		}
	}
	from, total := len(c.pairs), 0.0
	for j := range c.l.Parts {
		p := &c.l.Parts[j]
		if c.lUsed[j] || p.Tag == Form {
			continue
		}
		w := extraList * slips * extraFactor(p)
		if person && c.passedOver(j) {
			w = extraQuery * extraFactor(p)
			c.add(pair{l: int8(j), ln: 1, kind: ExtraList, weight: w, why: "the first name is missing in the query, a later one is there"})
			continue
		}
		if !person && (p.Tag == Number || p.Tag == Place || distinctive(p)) {
			w = extraTells * extraFactor(p) // another branch, another fund
		}
		if !brand && p.Tag != Stop && p.Tag != Title && p.Tag != Suffix {
			w = extraQuery // only what many share agrees: what tells the two apart counts in full
		}
		total += w
		c.add(pair{l: int8(j), ln: 1, kind: ExtraList, weight: w})
	}
	limit := capListExtras * slips * matched
	if !person {
		limit = capTells * matched
	}
	for i := range c.pairs[:from] { // a middle name that the query lacks counts towards it
		if c.pairs[i].kind == ExtraList {
			limit = max(limit-c.pairs[i].weight, 0)
		}
	}
	if brand && total > limit {
		for i := from; i < len(c.pairs); i++ {
			if c.pairs[i].why == "" {
				c.pairs[i].weight *= limit / total
			}
		}
	}
}

// What a word that tells organisations apart weighs where only the list has it,
// and what all of them may cost as a share of what agrees.
const (
	extraTells = .4
	capTells   = .4
)

// passedOver reports the first given or first family name of the list that the
// query lacks though it has a later one of the same kind: Antonio Ramirez is no
// way to call Julio Antonio Juarez Ramirez.
func (c *Comparer) passedOver(j int) bool {
	tag := c.l.Parts[j].Tag
	if tag != Given && tag != Family {
		return false
	}
	for i := range c.l.Parts[:j] {
		if c.l.Parts[i].Tag == tag {
			return false
		}
	}
	for i := j + 1; i < len(c.l.Parts); i++ {
		t := c.l.Parts[i].Tag
		if c.lUsed[i] && (t == tag || tag == Given && t == Middle) {
			return true
		}
	}
	return false
}

func firstCore(n *Name) int {
	for i := range n.Parts {
		if n.Parts[i].core() {
			return i
		}
	}
	return -1
}

func extraFactor(p *Part) float64 {
	switch p.Tag {
	case Word:
		return .5
	case Place:
		return .8
	case Number:
		return weightNumber
	case Stop:
		return extraStop
	case Title, Suffix:
		return weightTitle
	case Family:
		return weightFamily
	}
	return 1
}

// weakEdit is the likeness below which two words are hardly the same.
const weakEdit = .75

// missing weighs middle names and patronymics of people: one that the other
// side lacks says little, two that differ stand against each other.
func (c *Comparer) missing() {
	var qm, lm [MaxParts]bool
	middles(c.q, &qm)
	middles(c.l, &lm)
	c.lastDiffers()
	both := c.alone(c.q, &c.qUsed) && c.alone(c.l, &c.lUsed)
	slips := false // half a name, and that misspelt, is little evidence
	for i := range c.pairs {
		slips = slips || c.pairs[i].kind == Edit && c.pairs[i].score < weakEdit
	}
	for i := range c.q.Parts {
		if c.qUsed[i] || !qm[i] {
			continue
		}
		j := 0
		for j < len(c.l.Parts) && (c.lUsed[j] || !lm[j]) {
			j++
		}
		if j < len(c.l.Parts) {
			c.clash = true
			c.add(pair{q: int8(i), l: int8(j), qn: 1, ln: 1, kind: Disagree, score: c.faint(i, j), weight: c.against(weightDisagree), why: "middle names or patronymics differ"})
			continue
		}
		if !both && !slips {
			c.add(pair{q: int8(i), qn: 1, kind: ExtraQuery, weight: weightMissing, why: "middle name or patronymic missing on the list"})
		}
	}
	matched := c.matched()
	first := true
	for j := range c.l.Parts {
		if c.lUsed[j] || !lm[j] {
			continue
		}
		w := weightMissing
		if !first || both || matched < 2 { // further ones come under the cap of list words
			break
		}
		first = false
		c.add(pair{l: int8(j), ln: 1, kind: ExtraList, weight: w, why: "middle name or patronymic missing in the query"})
	}
}

// againstShare is what two parts that stand against each other weigh, as a share
// of all that agrees: in a chain of names one that differs is somebody else,
// however long the chain.
const againstShare = .9

func (c *Comparer) against(least float64) float64 { return max(least, againstShare*c.agreed()) }

// agreed is the weight of the names that agree.
func (c *Comparer) agreed() float64 {
	agree := 0.0
	for i := range c.pairs {
		if p := &c.pairs[i]; c.q.Parts[p.q].core() {
			agree += p.score * p.weight
		}
	}
	return agree
}

// Words that are too far apart to be slips still resemble each other more or
// less. That lifts nobody over a threshold, but puts those first who are more
// likely meant.
const (
	weightDiffer = 1.1 // of two words that resemble each other and differ
	faintFrom    = .6  // share of letters in common, in order
	scoreFaint   = .35 // of words with all letters in common
)

func (c *Comparer) faint(i, j int) float64 {
	a, b := &c.q.Parts[i], &c.l.Parts[j]
	if c.bothKorean || a.Tag == Number || b.Tag == Number || a.Tag == Patronymic || b.Tag == Patronymic {
		return 0
	}
	c.qw.digits, c.lw.digits = appendRunes(c.qw.digits[:0], a.Text), appendRunes(c.lw.digits[:0], b.Text)
	return resemblance(c.qw.digits, c.lw.digits)
}

// resemblance is what two words that differ score.
func resemblance(q, l []rune) float64 {
	if len(q) < 3 || len(l) < 3 || len(q) > 32 || len(l) > 32 {
		return 0
	}
	r := 2 * float64(inOrder(q, l)) / float64(len(q)+len(l))
	if r < faintFrom {
		return 0
	}
	return scoreFaint * r
}

// inOrder is the length of the longest row of letters that both words have.
func inOrder(a, b []rune) int {
	var space [33]int
	row := space[:len(b)+1]
	for _, x := range a {
		diag := 0
		for j, y := range b {
			up := row[j+1]
			if x == y {
				row[j+1] = diag + 1
			} else {
				row[j+1] = max(up, row[j])
			}
			diag = up
		}
	}
	return row[len(b)]
}

// resembling pairs the only word that either name has left, where they resemble
// each other.
func (c *Comparer) resembling() {
	q, l := -1, -1
	for i := range c.q.Parts {
		if p := &c.q.Parts[i]; !c.qUsed[i] && p.core() && p.Tag != Word && p.Tag != Place {
			if q >= 0 {
				return
			}
			q = i
		}
	}
	for j := range c.l.Parts {
		if p := &c.l.Parts[j]; !c.lUsed[j] && p.core() && p.Tag != Word && p.Tag != Place {
			if l >= 0 {
				return
			}
			l = j
		}
	}
	if q < 0 || l < 0 || !compatible(c.q.Parts[q].Tag, c.l.Parts[l].Tag) || c.matched() == 0 {
		return
	}
	s := c.faint(q, l)
	if s == 0 {
		return
	}
	w := weightDiffer
	if c.q.Kind == Person || c.l.Kind == Person {
		w = c.against(w)
	}
	c.add(pair{q: int8(q), l: int8(l), qn: 1, ln: 1, kind: Disagree, score: s, weight: w, why: "words differ"})
}

// turned reports a name and a father's name that changed places: Salman bin
// Muhammad is not Muhammad bin Salman.
func (c *Comparer) turned() bool {
	q, okQ := sonOf(c.q)
	l, okL := sonOf(c.l)
	return okQ && okL && q[0] == l[1] && q[1] == l[0] && q[0] != q[1]
}

// sonOf returns the words before and after the first "son of".
func sonOf(n *Name) (two [2]string, ok bool) {
	for i := 1; i+1 < len(n.Parts); i++ {
		if n.Parts[i].Tag == Stop && sons[n.Parts[i].Text] {
			return [2]string{n.Parts[i-1].Text, n.Parts[i+1].Text}, true
		}
	}
	return two, false
}

var sons = fields("bin ibn ben bint binti ould")

// lastDiffers pairs the last words of two people's names, where neither found
// anything: families that differ, in most orders of names.
func (c *Comparer) lastDiffers() {
	i, j := lastCore(c.q), lastCore(c.l)
	if i < 0 || j < 0 || c.qUsed[i] || c.lUsed[j] || c.matched() < 2 {
		return
	}
	c.clash = true
	c.add(pair{q: int8(i), l: int8(j), qn: 1, ln: 1, kind: Disagree, score: c.faint(i, j), weight: c.against(weightLastDiffers), why: "last names differ"})
}

func lastCore(n *Name) int {
	for i := len(n.Parts) - 1; i >= 0; i-- {
		if n.Parts[i].core() {
			return i
		}
	}
	return -1
}

// alone reports whether a name has parts that found nothing.
func (c *Comparer) alone(n *Name, used *[MaxParts]bool) bool {
	for i := range n.Parts {
		if !used[i] && n.Parts[i].core() {
			return true
		}
	}
	return false
}

// matched counts the core parts of the query that found something.
func (c *Comparer) matched() int {
	n := 0
	for i := range c.pairs {
		p := &c.pairs[i]
		if p.score == 0 {
			continue
		}
		for k := p.q; k < p.q+p.qn; k++ {
			if c.q.Parts[k].core() {
				n++
			}
		}
	}
	return n
}

// brandAgrees reports whether something distinctive agrees. Of organisations
// that is a word that is neither generic nor a place, unless one side has none;
// of people it is that the query has more than one word to offer, unless the
// list has no more than one either.
func (c *Comparer) brandAgrees() bool {
	if c.q.Kind == Person || c.l.Kind == Person {
		return c.q.Core() > 1 || c.l.Core() < 2
	}
	agrees := false
	some := false
	for i := range c.q.Parts {
		some = some || distinctive(&c.q.Parts[i])
	}
	for i := range c.pairs {
		p := &c.pairs[i]
		if p.score == 0 {
			continue
		}
		for k := p.q; k < p.q+p.qn; k++ {
			agrees = agrees || distinctive(&c.q.Parts[k])
		}
	}
	if agrees {
		return true
	}
	for j := range c.l.Parts {
		if distinctive(&c.l.Parts[j]) {
			return false
		}
	}
	// Where nothing is distinctive, every word is.
	return some || !c.alone(c.q, &c.qUsed) || !c.alone(c.l, &c.lUsed)
}

func distinctive(p *Part) bool {
	return p.core() && p.Tag != Word && p.Tag != Place && p.Tag != Number
}

// sum is the mean of all pairs by weight.
func (c *Comparer) sum() float64 {
	score, total := 0.0, 0.0
	spelled := false
	for i := range c.pairs {
		p := &c.pairs[i]
		spelled = spelled || p.score > 0 && !(p.kind == Symbol && p.weight == weightInitial)
		score += p.score * p.weight
		total += p.weight
		if p.kind == Disagree && p.weight >= 1 {
			c.clash = true
		}
	}
	if total == 0 {
		return 0
	}
	if !spelled {
		return onlyInitials * score / total
	}
	return score / total
}
