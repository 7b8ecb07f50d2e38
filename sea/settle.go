package sea

import "strings"

// What stays in memory is put together: each small piece of its own would be
// rounded up, and much of what ships say others say too.

// slab gives out pieces of large allocations.
type slab[T any] struct {
	free []T
	left int // about so many are still to be asked for
}

const slabSize = 1 << 18

func (s *slab[T]) take(n int) []T {
	if n > slabSize/16 { // little is lost by rounding up
		s.left -= n
		return make([]T, n)
	}
	if n > len(s.free) {
		s.free = make([]T, max(n, min(s.left, slabSize)))
	}
	out := s.free[:n:n]
	s.free, s.left = s.free[n:], s.left-n
	return out
}

// keep is a copy in a slab, nil of nothing.
func (s *slab[T]) keep(x []T) []T {
	if len(x) == 0 {
		return nil
	}
	out := s.take(len(x))
	copy(out, x)
	return out
}

// settler moves what vessels are made of to where it stays.
type settler struct {
	fixes   slab[Fix]
	bytes   slab[uint8]
	claims  slab[Claim]
	breaks  slab[int]
	values  map[string]string
	text    strings.Builder // of values, piece by piece
	letters int             // about so many are still to come
}

func newSettler(ships []*heard) *settler {
	s := &settler{values: map[string]string{}}
	for _, h := range ships {
		if h.made == nil {
			continue
		}
		for _, ch := range h.made.chains {
			if ch.settled {
				continue
			}
			s.fixes.left += len(ch.v.Fixes)
			s.bytes.left += len(ch.v.heard)
			s.claims.left += len(ch.v.Claims)
			s.breaks.left += len(ch.v.Breaks)
			for i := range ch.v.Claims {
				s.letters += len(ch.v.Claims[i].Value)
			}
		}
	}
	return s
}

// settle moves a vessel's claims, breaks and what was set aside.
func (s *settler) settle(v *Vessel) {
	v.Claims, v.Breaks = s.claims.keep(v.Claims), s.breaks.keep(v.Breaks)
	v.Jumps, v.Repeats = s.fixes.keep(v.Jumps), s.fixes.keep(v.Repeats)
	for i := range v.Claims {
		v.Claims[i].Value = s.value(v.Claims[i].Value)
	}
}

// value is the same text for all who say it.
func (s *settler) value(v string) string {
	s.letters -= len(v)
	if kept, ok := s.values[v]; ok {
		return kept
	}
	if s.text.Cap()-s.text.Len() < len(v) {
		s.text = strings.Builder{}
		s.text.Grow(max(len(v), min(s.letters+len(v), slabSize)))
	}
	at := s.text.Len()
	s.text.WriteString(v)
	kept := s.text.String()[at:]
	s.values[kept] = kept
	return kept
}
