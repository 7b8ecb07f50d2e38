package ais

import (
	"bytes"
	"math"
	"math/bits"
	"strconv"
	"time"
)

// role is what a column holds.
type role uint8

const (
	roleMMSI role = iota
	roleTime
	roleMillis
	roleLat
	roleLon
	roleSOG
	roleCOG
	roleHeading
	roleROT
	roleStatus
	roleAccuracy
	roleName
	roleIMO
	roleCallSign
	roleShipType
	roleLength
	roleWidth
	roleDraught
	roleDestination
	roleETA
	roleETAMonth
	roleETADay
	roleETAHour
	roleETAMinute
	roleA
	roleB
	roleC
	roleD
	roleMothership
	roleClass
	roleType
	roleSource
	nRoles
)

// roleNames are the keys of TableOptions.Columns.
var roleNames = [nRoles]string{
	roleMMSI: "mmsi", roleTime: "time", roleMillis: "millisecond", roleLat: "lat", roleLon: "lon", roleSOG: "sog", roleCOG: "cog",
	roleHeading: "heading", roleROT: "rot", roleStatus: "status", roleAccuracy: "accuracy", roleName: "name", roleIMO: "imo",
	roleCallSign: "callsign", roleShipType: "shiptype", roleLength: "length", roleWidth: "width", roleDraught: "draught",
	roleDestination: "destination", roleETA: "eta", roleETAMonth: "eta month", roleETADay: "eta day", roleETAHour: "eta hour",
	roleETAMinute: "eta minute", roleA: "a", roleB: "b", roleC: "c", roleD: "d", roleMothership: "mothership",
	roleClass: "class", roleType: "type", roleSource: "source",
}

// roleWords are the headers that name a role, letters and digits only, the surest
// first.
var roleWords = [nRoles][]string{
	roleMMSI:        {"mmsi", "mmsinumber", "vesselmmsi", "shipmmsi", "sourcemmsi", "ssvid", "id"},
	roleTime:        {"basedatetime", "timestamp", "timestamputc", "datetime", "datetimeutc", "time", "timeutc", "aispostimestamp", "positiontimestamp", "dtposutc", "recvtime", "receivedtime", "tstamp", "unixtime", "epoch", "utc", "ts", "t"},
	roleMillis:      {"millisecond", "milliseconds"},
	roleLat:         {"latitude", "lat", "latdd", "ycoord"},
	roleLon:         {"longitude", "lon", "long", "lng", "londd", "xcoord"},
	roleSOG:         {"sog", "speedoverground", "speed", "speedknots", "sogknots"},
	roleCOG:         {"cog", "courseoverground", "course"},
	roleHeading:     {"heading", "trueheading", "hdg"},
	roleROT:         {"rot", "rateofturn", "turn"},
	roleStatus:      {"navigationalstatus", "navstatus", "navstat", "status", "navigationstatus"},
	roleAccuracy:    {"accuracy", "positionaccuracy", "posacc"},
	roleName:        {"vesselname", "shipname", "name"},
	roleIMO:         {"imo", "imonumber"},
	roleCallSign:    {"callsign", "vesselcallsign"},
	roleShipType:    {"vesseltype", "shiptype", "vesseltypecode", "shiptypecode", "shipandcargotype"},
	roleLength:      {"length", "vessellength", "loa"},
	roleWidth:       {"width", "beam", "breadth"},
	roleDraught:     {"draught", "draft"},
	roleDestination: {"destination", "dest"},
	roleETA:         {"eta"},
	roleETAMonth:    {"etamonth"},
	roleETADay:      {"etaday"},
	roleETAHour:     {"etahour"},
	roleETAMinute:   {"etaminute"},
	roleA:           {"dimensiontobow", "tobow", "dimbow", "a", "sizea", "dima"},
	roleB:           {"dimensiontostern", "tostern", "dimstern", "b", "sizeb", "dimb"},
	roleC:           {"dimensiontoport", "toport", "dimport", "c", "sizec", "dimc"},
	roleD:           {"dimensiontostarboard", "tostarboard", "dimstarboard", "d", "sized", "dimd"},
	roleMothership:  {"mothershipmmsi"},
	roleClass:       {"transceiverclass", "transceiver", "typeofmobile", "transponderclass", "class"},
	roleType:        {"messageid", "messagetype", "messagenr", "msgtype", "msgid", "aistype"},
	roleSource:      {"basestation", "station", "receiver", "datasourcetype", "collectiontype", "source"},
}

// classes are the message types that transponder classes stand for.
var classes = map[string]uint8{
	"a": 1, "classa": 1, "b": 18, "classb": 18, "basestation": 4, "aton": 21, "sarairborne": 9,
	"searchandrescuetransponder": 1, "sart": 1, "manoverboarddevice": 1, "epirb": 1,
}

// statuses are the words for navigational statuses (ITU-R M.1371-5 table 45).
var statuses = map[string]uint8{
	"underwayusingengine": 0, "atanchor": 1, "notundercommand": 2, "restrictedmaneuverability": 3, "restrictedmanoeuverability": 3,
	"restrictedmanoeuvrability": 3, "constrainedbyherdraught": 4, "constrainedbyherdraft": 4, "moored": 5, "aground": 6,
	"engagedinfishing": 7, "underwaysailing": 8, "powerdrivenvesseltowingastern": 11, "powerdrivenvesselpushingaheadortowingalongside": 12,
	"aissart": 14, "aissartisactive": 14, "notdefined": 15, "undefined": 15,
}

// shipTypes are the words of the Danish tables for type codes. What has no code of its
// own there (other, undefined) stays without.
var shipTypes = map[string]uint8{
	"wig": 20, "fishing": 30, "towing": 31, "towinglongwide": 32, "dredging": 33, "diving": 34, "military": 35, "sailing": 36,
	"pleasure": 37, "hsc": 40, "pilot": 50, "sar": 51, "tug": 52, "porttender": 53, "antipollution": 54, "lawenforcement": 55,
	"medical": 58, "notpartytoconflict": 59, "passenger": 60, "cargo": 70, "tanker": 80, "other": 90,
}

// fold leaves the letters and digits of a word, in lower case.
func fold(b []byte) string {
	out := make([]byte, 0, len(b))
	for _, c := range b {
		switch {
		case c >= 'A' && c <= 'Z':
			out = append(out, c+'a'-'A')
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			out = append(out, c)
		}
	}
	return string(out)
}

// nothing reports whether a field says that there is nothing.
func nothing(b []byte) bool {
	switch len(b) {
	case 0:
		return true
	case 1:
		return b[0] == '-'
	case 2, 3, 4, 7, 9, 13:
		if c := b[0] | 0x20; c != 'n' && c != 'u' && c != '\\'|0x20 {
			return false
		}
		for _, w := range [...]string{`\N`, "NA", "N/A", "NaN", "None", "null", "unknown", "undefined", "unknown value"} {
			if len(w) == len(b) && bytes.EqualFold(b, []byte(w)) {
				return true
			}
		}
	}
	return false
}

// whole is a number without a fraction, also as tools write it: 271000000.0.
func whole(b []byte) (int64, bool) {
	if i := bytes.IndexByte(b, '.'); i > 0 {
		for _, c := range b[i+1:] {
			if c != '0' {
				return 0, false
			}
		}
		b = b[:i]
	}
	return digits(b)
}

// decimal is a number times scale, rounded, halves away from zero. Where the comma
// does not part the fields it may part the fraction.
func decimal(b []byte, scale int64, comma byte) (int64, bool) {
	neg := false
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		neg = b[0] == '-'
		b = b[1:]
	}
	if len(b) == 0 {
		return 0, false
	}
	mant, div, point, any := uint64(0), uint64(1), false, false
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9':
			any = true
			if mant >= 1e17 {
				if !point {
					return 0, false
				}
				continue // beyond what is kept
			}
			mant = mant*10 + uint64(c-'0')
			if point {
				div *= 10
			}
		case !point && (c == '.' || c == ',' && comma != ','):
			point = true
		case (c == 'e' || c == 'E') && any:
			return exponent(b, scale, neg)
		default:
			return 0, false
		}
	}
	if !any {
		return 0, false
	}
	hi, lo := bits.Mul64(mant, uint64(scale))
	lo, carry := bits.Add64(lo, div/2, 0)
	hi += carry
	if hi >= div {
		return 0, false
	}
	q, _ := bits.Div64(hi, lo, div)
	if q > math.MaxInt64 {
		return 0, false
	}
	if neg {
		return -int64(q), true
	}
	return int64(q), true
}

// exponent reads 1.5e-05, which few tables have.
func exponent(b []byte, scale int64, neg bool) (int64, bool) {
	v, err := strconv.ParseFloat(string(b), 64)
	if v = math.Round(v * float64(scale)); err != nil || math.Abs(v) > 1e15 || v != v {
		return 0, false
	}
	if neg {
		v = -v
	}
	return int64(v), true
}

// clamp makes degrees that do not fit ones that are out of range.
func clamp(v int64) int32 { return int32(max(min(v, 400*Unit), -400*Unit)) }

// rateOfTurn is what the radio would have sent for thousandths of a degree a minute
// (ITU-R M.1371-5 table 48: 4.733 times the root). Tables that keep the sentinel keep
// it as 128, or worked out to 731.
func rateOfTurn(v int64) int8 {
	a := v
	if a < 0 {
		a = -a
	}
	switch {
	case a == 128_000 || a >= 731_000:
		return NoROT
	case a >= 708_100:
		a = 127
	default:
		a = int64(math.Round(4.733 * math.Sqrt(float64(a)/1000)))
	}
	if v < 0 {
		a = -a
	}
	return int8(max(min(a, 127), -127))
}

func timeOf(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
