package ident

import "strings"

// checkMMSI reads the forms of ITU-R M.585. All but distress beacons carry a
// country's digits; which part of the number they are says what sends.
func checkMMSI(s string, id *ID) fault {
	at := 0
	switch {
	case strings.HasPrefix(s, "00"):
		id.Form, at = "coast", 2
	case s[0] == '0':
		id.Form, at = "group", 1
	case strings.HasPrefix(s, "111"):
		id.Form, at = "aircraft", 3
	case s[0] == '8':
		id.Form, at = "handheld", 1
	case strings.HasPrefix(s, "99"):
		id.Form, at = "aid", 2
	case strings.HasPrefix(s, "98"):
		id.Form, at = "craft", 2
	case strings.HasPrefix(s, "970"):
		id.Form = "sart" // search and rescue transmitter
		return fault{}
	case strings.HasPrefix(s, "972"):
		id.Form = "mob" // man overboard
		return fault{}
	case strings.HasPrefix(s, "974"):
		id.Form = "epirb" // emergency beacon
		return fault{}
	default:
		id.Form = "ship"
	}
	if id.Country = midCountry(s[at : at+3]); id.Country == "" {
		return fault{why: "no country has the digits " + s[at:at+3]}
	}
	return fault{}
}

// MMSICountry returns the country whose digits (MID) a MMSI carries, as ISO
// code in lower case. It is "" for what is no MMSI, for digits that nobody has,
// and for beacons, which carry none.
func MMSICountry(mmsi string) string {
	id, err := Parse(MMSI, mmsi)
	if err != nil {
		return ""
	}
	return id.Country
}

// MIDs returns the digits of a country, an ISO code in lower case, in rising order;
// none where it has none.
func MIDs(country string) []string {
	var out []string
	for i := 0; i+5 <= len(midTable); i += 5 {
		if midTable[i+3:i+5] == country {
			out = append(out, midTable[i:i+3])
		}
	}
	return out
}

// midCountry finds the country of three digits.
func midCountry(mid string) string {
	lo, hi := 0, len(midTable)/5
	for lo < hi {
		m := (lo + hi) / 2
		switch e := midTable[m*5 : m*5+5]; {
		case e[:3] == mid:
			return e[3:]
		case e[:3] < mid:
			lo = m + 1
		default:
			hi = m
		}
	}
	return ""
}

// midTable is the ITU's table of maritime identification digits: three digits
// and the country or territory, in rising order. 306 serves Curaçao, Sint
// Maarten and Bonaire alike and stands for the first; French islands of the
// south and Adélie Land are tf; Azores and Madeira, Alaska and Ascension are
// parts of pt, us and sh.
const midTable = "" +
	"201al202ad203at204pt205be206by207bg208va209cy210cy211de212cy213ge214md215mt216am218de219dk220dk" +
	"224es225es226fr227fr228fr229mt230fi231fo232gb233gb234gb235gb236gi237gr238hr239gr240gr241gr242ma243hu" +
	"244nl245nl246nl247it248mt249mt250ie251is252li253lu254mc255pt256mt257no258no259no261pl262me263pt264ro" +
	"265se266se267sk268sm269ch270cz271tr272ua273ru274mk275lv276ee277lt278si279rs" +
	"301ai303us304ag305ag306cw307aw308bs309bs310bm311bs312bz314bb316ca319ky321cr323cu325dm327do329gp330gd" +
	"331gl332gt334hn336ht338us339jm341kn343lc345mx347mq348ms350ni351pa352pa353pa354pa355pa356pa357pa358pr" +
	"359sv361pm362tt364tc366us367us368us369us370pa371pa372pa373pa374pa375vc376vc377vc378vg379vi" +
	"401af403sa405bd408bh410bt412cn413cn414cn416tw417lk419in422ir423az425iq428il431jp432jp434tm436kz437uz" +
	"438jo440kr441kr443ps445kp447kw450lb451kg453mo455mv457mn459np461om463pk466qa468sy470ae471ae472tj473ye" +
	"475ye477hk478ba" +
	"501tf503au506mm508bn510fm511pw512nz514kh515kh516cx518ck520fj523cc525id529ki531la533my536mp538mh540nc" +
	"542nu544nr546pf548ph550tl553pg555pn557sb559as561ws563sg564sg565sg566sg567th570to572tv574vn576vu577vu578wf" +
	"601za603ao605dz607tf608sh609bi610bj611bw612cf613cm615cg616km617cv618tf619ci620km621dj622eg624et625er" +
	"626ga627gh629gm630gw631gq632gn633bf634ke635tf636lr637lr638ss642ly644ls645mu647mg649ml650mz654mr655mw" +
	"656ne657ng659na660re661rw662sd663sn664sc665sh666so667sl668st669sz670td671tg672tn674tz675ug676cd677tz678zm679zw" +
	"701ar710br720bo725cl730co735ec740fk745gf750gy755py760pe765sr770uy775ve"
