package sea

import (
	"slices"
	"strings"
)

// register is what lists and registers know, by what ships send.
type register struct {
	imo  map[uint32][]*Ship // by id
	mmsi map[uint32][]*Ship
	call map[string][]*Ship
	full bool // it knows most of the ships that are heard: who is missing is new
}

func newRegister(ships []Ship) *register {
	r := &register{imo: map[uint32][]*Ship{}, mmsi: map[uint32][]*Ship{}, call: map[string][]*Ship{}}
	order := make([]*Ship, len(ships))
	for i := range ships {
		order[i] = &ships[i]
	}
	slices.SortStableFunc(order, func(a, b *Ship) int { return strings.Compare(a.ID, b.ID) })
	for _, s := range order {
		if s.IMO != 0 {
			r.imo[s.IMO] = append(r.imo[s.IMO], s)
		}
		for _, m := range s.MMSI {
			r.mmsi[m] = append(r.mmsi[m], s)
		}
		for _, c := range s.CallSign {
			if c = letters(c); c != "" {
				r.call[c] = append(r.call[c], s)
			}
		}
	}
	return r
}

// listed is the listed ship of a number.
func (r *register) listed(imo uint32) *Ship {
	for _, s := range r.imo[imo] {
		if s.Listed {
			return s
		}
	}
	return nil
}

// nearListed are the listed ships whose number differs from n in one digit, or by a
// swap of two neighbours.
func (r *register) nearListed(n uint32) []*Ship {
	var out []*Ship
	try := func(m uint32) {
		if m != n && m >= 1_000_000 {
			if s := r.listed(m); s != nil && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	for p := uint32(1); p <= 1_000_000; p *= 10 {
		d := n / p % 10
		for e := range uint32(10) {
			try(n - d*p + e*p)
		}
		if p < 1_000_000 {
			e := n / (10 * p) % 10
			try(n - d*p - e*10*p + e*p + d*10*p)
		}
	}
	slices.SortFunc(out, func(a, b *Ship) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// letters are the letters and digits of a name, in capitals.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r > 127:
			return r
		}
		return -1
	}, s)
}

// sameName: two names differ by typing at most. Numbers in them are not typing:
// CHONG RIM 2 and CHONG RIM 3 are two ships.
func sameName(a, b string, edits int) bool {
	a, b = letters(a), letters(b)
	if a == b {
		return true
	}
	number := func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}
	if strings.Map(number, a) != strings.Map(number, b) {
		return false
	}
	switch short := min(len(a), len(b)); {
	case short < 3:
		return false
	case short < 5:
		edits = min(edits, 1)
	}
	return editsBetween([]rune(a), []rune(b)) <= edits
}

// muchAlike: two thirds of the letters are the same, in their order.
func muchAlike(a, b string) bool {
	a, b = letters(a), letters(b)
	return 3*editsBetween([]rune(a), []rune(b)) <= min(len(a), len(b))
}

// cutShort: one is the beginning of the other, as a feed has it that keeps fewer
// letters, but for slips.
func cutShort(a, b string, edits int) bool {
	a, b = letters(a), letters(b)
	if len(a) > len(b) {
		a, b = b, a
	}
	return len(a) >= 8 && editsBetween([]rune(a), []rune(b[:len(a)])) <= edits
}

// editsBetween is the least number of insertions, deletions and replacements.
func editsBetween(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diag := row[0]
		row[0] = i + 1
		for j := range b {
			d := diag
			if a[i] != b[j] {
				d++
			}
			diag, row[j+1] = row[j+1], min(d, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
