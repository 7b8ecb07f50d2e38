package sea

import (
	"strings"
	"testing"
)

// What an event says reads as a sentence: alone, with another ship, and at a place.
func TestDoes(t *testing.T) {
	for _, c := range []struct {
		kind, sub, zone string
		ships           int
		want            string
	}{
		{EncounterKind, SubTransfer, "", 2, "X apparently lay alongside Y"},
		{EncounterKind, SubMeeting, "", 2, "X apparently met Y"},
		{DarkKind, "one-side", "", 2, "X can have met Y"},
		{PortKind, "port-call", "kp-nampo", 1, "X apparently called at Nampo"},
		{PortKind, "anchorage", "kp-nampo", 1, "X apparently lay at anchor at Nampo"},
		{PortKind, "entered-waters", "kp-nampo", 1, "X apparently entered Nampo"},
		{GapKind, "dark", "", 1, "X apparently fell silent"},
		{GapKind, "faint", "", 1, "X was not heard"},
		{GapKind, "faint", "kp-nampo", 1, "X was not heard in Nampo"},
		{LoiteringKind, SubDrifting, "kp-nampo", 1, "X apparently drifted in Nampo"},
		{SpoofKind, "clone", "", 2, "X apparently shared one number with a second sender, which called itself Y"},
		{SpoofKind, "land", "", 2, "X sent positions that are apparently on land, as did Y"},
		{IdentityKind, "zombie", "", 1, "X apparently used the IMO number of another ship"},
		{IdentityKind, "shared-callsign", "", 2, "X apparently shared its call sign with Y"},
		{IdentityKind, "programme-flag", "", 1, "X sent a radio number that is apparently of North Korea"},
		{IdentityKind, "a new one", "", 1, "X sent an identity that apparently does not fit"},
		{"other", "", "", 1, "X has an event of kind other"},
	} {
		e := Event{Kind: c.kind, Sub: c.sub, Zone: c.zone, Vessels: []string{"X", "Y"}[:c.ships], Parties: []Party{{ID: "X", Flag: "kp"}, {ID: "Y"}}[:c.ships]}
		got := "X " + e.Does()
		switch {
		case c.ships == 2:
			got += " Y"
		case c.zone != "":
			got += " Nampo"
		}
		if got != c.want {
			t.Errorf("%s, %s: %q, want %q", c.kind, c.sub, got, c.want)
		}
	}
	for key, d := range deeds {
		if d.alone == "" || strings.HasSuffix(d.alone, " of") || strings.HasSuffix(d.alone, " with") {
			t.Errorf("%s: %q is not whole", key, d.alone)
		}
	}
}
