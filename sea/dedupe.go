package sea

import (
	"cmp"
	"slices"

	"cordon/ais"
)

// compareFixes orders by time; in one second fine positions come before coarse
// and poor ones, then what is said decides.
func compareFixes(a, b Fix) int {
	if a.T != b.T {
		if a.T < b.T {
			return -1
		}
		return 1
	}
	const worse = LongRange | Poor
	return cmp.Or(cmp.Compare(a.Flags()&worse, b.Flags()&worse), cmp.Compare(a.Lat(), b.Lat()), cmp.Compare(a.Lon(), b.Lon()),
		cmp.Compare(a.SOG(), b.SOG()), cmp.Compare(a.COG(), b.COG()), cmp.Compare(a.Heading(), b.Heading()), cmp.Compare(a.Flags(), b.Flags()))
}

func compareSourced(a, b sourced) int { return a.compare(&b) }

func (a *sourced) compare(b *sourced) int {
	if a.T != b.T {
		if a.T < b.T {
			return -1
		}
		return 1
	}
	if a.Fix == b.Fix {
		return cmp.Compare(a.source, b.source)
	}
	return compareFixes(a.Fix, b.Fix)
}

// sortSourced puts fixes in order. They come as files and feeds have them: in runs,
// of which two next to each other are merged until one is left. What tmp has room
// for is overwritten; more room is returned.
func sortSourced(f, tmp []sourced) []sourced {
	runs := []int{0} // where they begin
	for i := 1; i < len(f); i++ {
		if f[i].T <= f[i-1].T && f[i-1].compare(&f[i]) > 0 {
			runs = append(runs, i)
		}
	}
	if len(runs) > 64 && len(runs)*8 > len(f) {
		slices.SortFunc(f, compareSourced)
		return tmp
	}
	for len(runs) > 1 {
		k := 0
		for i := 0; i < len(runs); i += 2 {
			runs[k] = runs[i]
			k++
			if i+1 == len(runs) {
				continue
			}
			end := len(f)
			if i+2 < len(runs) {
				end = runs[i+2]
			}
			tmp = mergeSourced(f[runs[i]:end], runs[i+1]-runs[i], tmp)
		}
		runs = runs[:k]
	}
	return tmp
}

// mergeSourced merges the first n fixes with the others. Both are in order.
func mergeSourced(f []sourced, n int, tmp []sourced) []sourced {
	at, _ := slices.BinarySearchFunc(f[:n], f[n], compareSourced)
	tmp = append(tmp[:0], f[at:n]...)
	a, b := tmp, f[n:]
	for out := f[at:]; len(a) > 0; out = out[1:] {
		if len(b) == 0 {
			copy(out, a)
			break
		}
		if a[0].compare(&b[0]) <= 0 {
			out[0], a = a[0], a[1:]
		} else {
			out[0], b = b[0], b[1:]
		}
	}
	return tmp
}

// sameMessage reports whether two fixes, a the earlier, are one message heard
// twice: the same content within the time. A ship that lies still says the same
// again and again; there one source hears it twice only at once.
func (c *TrackConfig) sameMessage(a, b *sourced) bool {
	const own = int32(Own >> 4)
	if a.lon != b.lon || a.motion != b.motion || (a.lat^b.lat)&^own != 0 {
		return false
	}
	dt := b.T - a.T
	if sog := a.SOG(); a.source == b.source && (sog == ais.NoSOG || sog == 0) {
		return dt <= c.StillSeconds
	}
	return dt <= c.DupSeconds
}

// dedupe marks what is one message heard again. Of each the earliest stays.
func (c *TrackConfig) dedupe(f []sourced, why []uint8) {
	var near [64]int32 // the kept ones, newest last
	n := 0
next:
	for i := range f {
		for k := n - 1; k >= max(0, n-len(near)); k-- {
			a := &f[near[k%len(near)]]
			if f[i].T-a.T > c.DupSeconds {
				break
			}
			if c.sameMessage(a, &f[i]) {
				why[i] = whyDup
				continue next
			}
		}
		near[n%len(near)] = int32(i)
		n++
	}
}
