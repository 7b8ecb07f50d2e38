package names

import "math"

// Costs are counted in tenths of an edit.
const (
	costEdit  = 10
	costLook  = 7  // letters that look or sound alike
	costDigit = 15 // a digit is never a slip of the pen
	costSpace = 2  // a border between words gained or lost
)

// op packs the cost of one step so that sums of steps compare in the right
// order: total first, then the sum of both sides (so that an insert with a
// delete wins over two replacements on ties), then the query's side.
func op(total, both, query uint64) uint64 { return total<<40 | both<<20 | query }

// swapCost is the cost of two neighbours that change places. It is one slip,
// and counts on the query's side.
var swapCost = op(costEdit, costEdit, costEdit)

func splitCost(c uint64) (query, list int) {
	both, q := int(c>>20&0xfffff), int(c&0xfffff)
	return q, both - q
}

var looksAlike = lookTable("0o 1i 1l g9 q9 b6 5s ei ou ij iy jy ck nh")

func lookTable(pairs string) (t [128][128]bool) {
	for i := 0; i+1 < len(pairs); i += 3 {
		a, b := pairs[i], pairs[i+1]
		t[a][b], t[b][a] = true, true
	}
	return t
}

func digitRune(r rune) bool { return r >= '0' && r <= '9' }

// budgets[n] is the cost in tenths that a word of n letters may take.
var budgets = func() (b [65]float64) {
	for n := range b {
		b[n] = budgetOf(n)
	}
	return b
}()

func budgetOf(n int) float64 {
	switch {
	case n < 3:
		return 0
	case n < 5:
		return costEdit
	}
	return costEdit * math.Log(float64(n-2)) / math.Log(2.35)
}

func budget(n int) float64 {
	if n < len(budgets) {
		return budgets[n]
	}
	return budgetOf(n)
}

// side is the likeness of one side of a pair: n letters, cost in tenths.
func side(n, cost int) float64 {
	if cost == 0 {
		return 1
	}
	if float64(cost) > budget(n) {
		return 0
	}
	return 1 - float64(cost)/float64(10*n)
}

// editor aligns two words letter by letter. Its row is kept between calls.
type editor struct{ row []uint64 }

// costs returns the cheapest alignment's cost on either side, or ok = false as
// soon as it must exceed the limit (in tenths, both sides together).
func (e *editor) costs(q, l []rune, limit float64) (query, list int, ok bool) {
	for len(q) > 0 && len(l) > 0 && q[0] == l[0] {
		q, l = q[1:], l[1:]
	}
	for len(q) > 0 && len(l) > 0 && q[len(q)-1] == l[len(l)-1] {
		q, l = q[:len(q)-1], l[:len(l)-1]
	}
	w := len(l) + 1
	if cap(e.row) < 2*w {
		e.row = make([]uint64, 2*w+64)
	}
	row, swap := e.row[:w], e.row[w:2*w] // swap is the row before the one above
	row[0] = 0
	for j, r := range l {
		row[j+1] = row[j] + insertCost(r)
	}
	max := uint64(limit) << 40
	for i, a := range q {
		diag := row[0]
		var before, next uint64 // of the row two above, one and two letters back
		next, swap[0] = swap[0], row[0]
		del := deleteCost(a)
		row[0] += del
		low := row[0]
		for j, b := range l {
			best := diag
			if a != b {
				best += replaceCost(a, b)
			}
			if c := row[j+1] + del; c < best {
				best = c
			}
			if c := row[j] + insertCost(b); c < best {
				best = c
			}
			if i > 0 && j > 0 && a == l[j-1] && b == q[i-1] && a != b {
				if c := before + swapCost; c < best {
					best = c
				}
			}
			before, next = next, swap[j+1]
			swap[j+1] = row[j+1]
			diag, row[j+1] = row[j+1], best
			if best < low {
				low = best
			}
		}
		if low&^(1<<40-1) > max {
			return 0, 0, false
		}
	}
	query, list = splitCost(row[len(l)])
	return query, list, true
}

func insertCost(r rune) uint64 {
	if digitRune(r) {
		return op(costDigit, costDigit, 0)
	}
	return op(costEdit, costEdit, 0)
}

func deleteCost(r rune) uint64 {
	if digitRune(r) {
		return op(costDigit, costDigit, costDigit)
	}
	return op(costEdit, costEdit, costEdit)
}

func replaceCost(a, b rune) uint64 {
	if a < 128 && b < 128 && looksAlike[a][b] {
		return op(costLook, 2*costLook, costLook)
	}
	if digitRune(a) || digitRune(b) {
		return op(costDigit, 2*costDigit, costDigit)
	}
	return op(costEdit, 2*costEdit, costEdit)
}
