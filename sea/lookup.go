package sea

import (
	"cordon/geo"
)

// portsOf is how calls ask for ports of the world; nil when none are known.
func portsOf(k *Known) portFinder {
	if k.Ports == nil {
		return nil
	}
	return func(p geo.Point, km float64) (name, country string, where geo.Point, ok bool) {
		near := k.Ports.Near(p, km)
		if len(near) == 0 {
			return "", "", geo.Point{}, false
		}
		return near[0].Name, near[0].Country, near[0].Point, true
	}
}

// coastOf is how positions are held against the land.
func coastOf(k *Known) coast {
	c := coast{ports: portsOf(k)}
	if k.Land != nil {
		c.inland = k.Land.Inland
		c.shore = func(p geo.Point, within float64) (float64, bool) {
			s, ok := k.Land.Coast(p, within)
			return s.Km, ok
		}
	}
	return c
}
