package sea

import "math"

// manyShips is how many ships one of a meeting lay alongside.
type manyShips struct {
	which int // 0: a, 1: b
	ships int
}

// bunkering counts for each meeting how many ships one of the two lay alongside, at
// most, in the days around it: of the two the one with more, 0 or 1 first.
func bunkering(all []meeting, seen []measured, c EncounterConfig) []manyShips {
	type visit struct {
		at   float64
		with int32
	}
	numbers := make(map[*Vessel]int32)
	number := func(v *Vessel) int32 {
		n, ok := numbers[v]
		if !ok {
			n = int32(len(numbers))
			numbers[v] = n
		}
		return n
	}
	pairs := make([][2]int32, len(all))
	for i := range all {
		pairs[i] = [2]int32{number(all[i].a), number(all[i].b)}
	}
	visits := make([][]visit, len(numbers))
	near := func(s *measured) bool { return s.alongside || math.IsNaN(s.hullGap) && s.medianKm <= .1 }
	for i, p := range pairs {
		if near(&seen[i]) {
			at := all[i].start()
			visits[p[0]] = append(visits[p[0]], visit{at, p[1]})
			visits[p[1]] = append(visits[p[1]], visit{at, p[0]})
		}
	}
	out := make([]manyShips, len(all))
	counted := make([]int, len(numbers)) // when a vessel was counted last
	turn := 0
	for i, p := range pairs {
		for w, n := range p {
			turn++
			ships := 0
			for _, v := range visits[n] {
				if math.Abs(v.at-all[i].start()) <= float64(c.BunkerS)/2 && counted[v.with] != turn {
					counted[v.with] = turn
					ships++
				}
			}
			if ships > out[i].ships {
				out[i] = manyShips{w, ships}
			}
		}
	}
	return out
}
