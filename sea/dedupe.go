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
	return cmp.Or(cmp.Compare(a.Flags&worse, b.Flags&worse), cmp.Compare(a.Lat, b.Lat), cmp.Compare(a.Lon, b.Lon),
		cmp.Compare(a.SOG, b.SOG), cmp.Compare(a.COG, b.COG), cmp.Compare(a.Heading, b.Heading),
		cmp.Compare(a.Flags, b.Flags), cmp.Compare(a.Source, b.Source))
}

// sortFixes puts fixes in order. Those of files and feeds nearly are: what is
// late by little is carried to its place, the rest sorted.
func sortFixes(f []Fix) {
	moves, budget := 0, 8*len(f)
	for i := 1; i < len(f); i++ {
		if f[i].T > f[i-1].T || compareFixes(f[i-1], f[i]) <= 0 {
			continue
		}
		x, j := f[i], i
		for ; j > 0 && compareFixes(f[j-1], x) > 0; j-- {
			f[j] = f[j-1]
			moves++
		}
		f[j] = x
		if moves > budget {
			slices.SortFunc(f, compareFixes)
			return
		}
	}
}

// sameMessage reports whether two fixes, a the earlier, are one message heard
// twice: the same content within the time. A ship that lies still says the same
// again and again; there one source hears it twice only at once.
func (c *TrackConfig) sameMessage(a, b *Fix) bool {
	if a.Lat != b.Lat || a.Lon != b.Lon || a.SOG != b.SOG || a.COG != b.COG || a.Heading != b.Heading ||
		(a.Flags^b.Flags)&^Own != 0 {
		return false
	}
	dt := b.T - a.T
	if a.Source == b.Source && (a.SOG == ais.NoSOG || a.SOG == 0) {
		return dt <= c.StillSeconds
	}
	return dt <= c.DupSeconds
}

// dedupe marks what is one message heard again. Of each the earliest stays.
func (c *TrackConfig) dedupe(f []Fix, why []uint8) {
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
