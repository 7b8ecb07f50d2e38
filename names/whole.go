package names

// whole compares names of ships and the like as one string: one edit for each
// five letters, and a number that differs stands against the rest. One slip in a
// name of four letters is a reason to look, no match: TALA, TALI and TARA are
// three ships.
func (c *Comparer) whole() float64 {
	q, l := c.glue(c.q, &c.qw), c.glue(c.l, &c.lw)
	clash, near := c.numbersDiffer()
	s := 1.0
	why := "equal"
	if len(q) == 0 && len(l) == 0 {
		if clash {
			s, clash = 0, false
		}
	} else if !equalRunes(q, l) {
		n := max(len(q), len(l))
		allowed := min(len(q), len(l)) / 5
		short := allowed == 0 && n >= 4 && min(len(q), len(l)) >= 3
		if short {
			allowed = 1
		}
		why = "letters differ"
		switch edits, ok := c.edits(q, l, allowed); {
		case !ok:
			s = 0
		case short:
			s = scoreShortSlip
		default:
			s = power(1-float64(edits)/float64(n), edits)
		}
	}
	kind := Literal
	if why != "equal" {
		kind = Edit
	}
	if s == 0 {
		kind, why = Disagree, "names differ"
	}
	if clash && s > 0 {
		s *= numberDiffers
		if near {
			s *= numberNear / numberDiffers
		}
		c.clash = true
		why += "; numbers differ"
	}
	c.pairs = append(c.pairs, pair{qn: int8(len(c.q.Parts)), ln: int8(len(c.l.Parts)), kind: kind, score: s, weight: 1, why: why})
	return s
}

// scoreShortSlip is the likeness of names of four letters, one of them wrong.
const scoreShortSlip = .68

// glue joins the words of a name without its numbers and without borders, so
// that SEASTAR is SEA STAR.
func (c *Comparer) glue(n *Name, w *letters) []rune {
	w.runes = w.runes[:0]
	for i := range n.Parts {
		if n.Parts[i].Tag == Number {
			continue
		}
		for _, r := range n.Parts[i].Text {
			w.runes = append(w.runes, r)
		}
	}
	return w.runes
}

// edits counts the letters that differ, up to a limit.
func (c *Comparer) edits(q, l []rune, limit int) (int, bool) {
	if limit == 0 || len(q)-len(l) > limit || len(l)-len(q) > limit {
		return 0, false
	}
	w := len(l) + 1
	if cap(c.rows) < 3*w {
		c.rows = make([]int, 3*w+64)
	}
	before, prev, row := c.rows[:w], c.rows[w:2*w], c.rows[2*w:3*w]
	for j := range prev {
		prev[j] = j
	}
	for i, a := range q {
		row[0] = i + 1
		low := row[0]
		for j, b := range l {
			d := prev[j]
			if a != b {
				d++
			}
			d = min(d, prev[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a == l[j-1] && q[i-1] == b { // neighbours swapped
				d = min(d, before[j-1]+1)
			}
			row[j+1] = d
			low = min(low, d)
		}
		if low > limit {
			return 0, false
		}
		before, prev, row = prev, row, before
	}
	return prev[len(l)], prev[len(l)] <= limit
}

// numbersDiffer compares the figures of two names as sets. near says that those
// that differ are long, and one slip apart: no match, but first among the others.
func (c *Comparer) numbersDiffer() (differ, near bool) {
	a, la := lacks(c.q, c.l)
	b, lb := lacks(c.l, c.q)
	near = la == 1 && lb == 1 && len(a) >= 4 && len(b) >= 4
	if near {
		c.qw.digits, c.lw.digits = appendRunes(c.qw.digits[:0], a), appendRunes(c.lw.digits[:0], b)
		_, near = c.edits(c.qw.digits, c.lw.digits, 1)
	}
	return la+lb > 0, near
}

// lacks returns a figure of a that b does not have, and how many there are.
func lacks(a, b *Name) (figure string, n int) {
	for i := range a.Parts {
		if a.Parts[i].Tag != Number {
			continue
		}
		found := false
		for j := range b.Parts {
			found = found || b.Parts[j].Tag == Number && b.Parts[j].Text == a.Parts[i].Text
		}
		if !found {
			figure = a.Parts[i].Text
			n++
		}
	}
	return figure, n
}

func appendRunes(dst []rune, s string) []rune {
	for _, r := range s {
		dst = append(dst, r)
	}
	return dst
}

func equalRunes(a, b []rune) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func power(x float64, n int) float64 {
	p := 1.0
	for ; n > 0; n-- {
		p *= x
	}
	return p
}
