package sea

import (
	"slices"
	"sync"

	"cordon/ftm"
)

// index finds ships of Known by what they say of themselves.
type index struct {
	imo  map[uint32][]*Ship
	mmsi map[uint32][]*Ship
}

// knownIndex is made once for each Known.
type knownIndex struct {
	once sync.Once
	index
}

func (k *Known) find() *index {
	k.idx.once.Do(func() {
		k.idx.imo, k.idx.mmsi = map[uint32][]*Ship{}, map[uint32][]*Ship{}
		for i := range k.Ships {
			s := &k.Ships[i]
			if s.IMO != 0 {
				k.idx.imo[s.IMO] = append(k.idx.imo[s.IMO], s)
			}
			for _, m := range s.MMSI {
				k.idx.mmsi[m] = append(k.idx.mmsi[m], s)
			}
		}
	})
	return &k.idx.index
}

// ListedAs is the listed ship that a vessel is, by its IMO number, else by a MMSI
// that a list gives, on a day: listed since before it or since nobody knows when.
// Of several the one listed longest, then the lowest id.
func (k *Known) ListedAs(v *Vessel, day ftm.Day) *Ship {
	if k == nil || v == nil {
		return nil
	}
	x := k.find()
	for _, list := range [][]*Ship{x.imo[v.IMO], x.mmsi[v.MMSI]} {
		var best *Ship
		for _, s := range list {
			if !s.Listed || s.Since > day {
				continue
			}
			if best == nil || s.Since < best.Since || s.Since == best.Since && s.ID < best.ID {
				best = s
			}
		}
		if best != nil {
			return best
		}
	}
	return nil
}

// ByIMO are the ships that lists and registers have under an IMO number.
func (k *Known) ByIMO(imo uint32) []*Ship {
	if k == nil || imo == 0 {
		return nil
	}
	return slices.Clone(k.find().imo[imo])
}
