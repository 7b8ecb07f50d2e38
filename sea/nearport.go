package sea

import "cordon/geo"

// nearPort is the name of the nearest port within km of a place, "" when there is
// none or ports are not known.
func nearPort(k *Known, p geo.Point, km float64) string { return "" }
