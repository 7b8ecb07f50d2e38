package sea

import (
	"fmt"

	"cordon/ident"
)

// PartyOf says who a vessel was at a time: by the claims that held then, else by
// those nearest in time.
func PartyOf(v *Vessel, at uint32) Party {
	p := Party{ID: v.ID, MMSI: v.MMSI, IMO: v.IMO, Kind: v.Kind.String()}
	if name, ok := v.ClaimAt("name", at); ok {
		p.Name = name
	}
	if v.MMSI > 0 {
		p.Flag = ident.MMSICountry(fmt.Sprintf("%09d", v.MMSI))
	}
	return p
}

// flagOf is the country of a vessel's number, "" when nobody has it.
func flagOf(v *Vessel) string {
	if v.MMSI == 0 {
		return ""
	}
	return ident.MMSICountry(fmt.Sprintf("%09d", v.MMSI))
}

// ClaimAt is what a vessel said of a property at a time: the claim that holds
// then, of several the one said most, else the nearest one before or after.
func (v *Vessel) ClaimAt(prop string, at uint32) (string, bool) {
	best, far, n := "", ^uint32(0), -1
	for i := range v.Claims {
		c := &v.Claims[i]
		if c.Prop != prop {
			continue
		}
		var d uint32
		switch {
		case at < c.First:
			d = c.First - at
		case at > c.Last:
			d = at - c.Last
		}
		if d < far || d == far && c.N > n {
			best, far, n = c.Value, d, c.N
		}
	}
	return best, n >= 0
}

var kindNames = [...]string{"", "tanker", "cargo", "passenger", "fishing", "tug", "pilot", "service", "other"}

// String is the kind in a word, "" when unknown.
func (k Kind) String() string { return kindNames[k] }

// KindOfType is the kind of an AIS type code (ITU-R M.1371, table of types).
func KindOfType(code uint8) Kind {
	switch {
	case code >= 80 && code <= 89:
		return Tanker
	case code >= 70 && code <= 79:
		return Cargo
	case code >= 60 && code <= 69:
		return Passenger
	case code == 30:
		return Fishing
	case code == 31 || code == 32 || code == 52:
		return Tug
	case code == 50:
		return Pilot
	case code == 33 || code == 34 || code == 35 || code == 51 || code >= 53 && code <= 55 || code == 58:
		return Service
	case code == 0:
		return KindUnknown
	}
	return Other
}
