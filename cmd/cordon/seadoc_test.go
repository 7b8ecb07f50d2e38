package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cordon/sea"
)

// docs/sea.md states the weights and thresholds that are the defaults.
func TestSeaDoc(t *testing.T) {
	page := readFile(t, root, "docs", "sea.md")
	c := sea.DefaultConfig()
	signed := func(w float64) string {
		return strings.ReplaceAll(strings.TrimSuffix(fmt.Sprintf("%+g", w), "+0"), "-", "−")
	}
	// stated is what the tables of weights say of an item.
	stated := func(item string) string {
		for line := range strings.Lines(page) {
			cells := strings.Split(line, "|")
			if len(cells) < 4 {
				continue
			}
			items, weights := strings.Split(cells[1], ","), strings.Split(cells[2], ",")
			i := slices.IndexFunc(items, func(s string) bool { return strings.TrimSpace(s) == "`"+item+"`" })
			if i < 0 || !strings.Contains(cells[2], "+") && !strings.Contains(cells[2], "−") {
				continue
			}
			return strings.TrimSpace(weights[min(i, len(weights)-1)])
		}
		return ""
	}
	want := map[string]float64{
		"counterpart-listed": c.Judge.Listed, "counterpart-flagged": c.Judge.Flagged, "counterpart-called": c.Judge.Caller,
		"dark-gap": c.Silences.Gap.WeightDark, "call-seen": c.Calls.CallWeight, "waters-entered": c.Calls.WatersWeight,
		"area-stop": c.Calls.AreaWeight, "spoof": c.Spoofs.Weight, "call-after": c.Silences.Rendezvous.WeightCall, "kind-pair": c.Silences.Rendezvous.WeightPair,
	}
	for _, weights := range []map[string]float64{c.Encounters.Weights, c.Loiterings.Weights} {
		for item, w := range weights {
			want[item] = w
		}
	}
	for item, w := range want {
		if got := stated(item); got != signed(w) {
			t.Errorf("docs/sea.md states %q for %s, which weighs %s", got, item, signed(w))
		}
	}
	prose := strings.Join(strings.Fields(page), " ")
	for _, text := range []string{
		fmt.Sprintf("Alert: log-odds ≥ %.1f", c.Judge.Line),
		fmt.Sprintf("held within ±%g", c.Judge.Cap),
		fmt.Sprintf("D = %g km", c.Encounters.Contact.Km),
		fmt.Sprintf("at most %g h between them are one meeting; %g h of *contact* count", float64(c.Encounters.MergeGap)/3600, c.Encounters.ContactS/3600),
		fmt.Sprintf("seen more than %g km apart in %d min or more between", c.Encounters.ApartKm, c.Encounters.PassS/60),
		fmt.Sprintf("≤ %g m |", c.Encounters.AlongsideM),
		fmt.Sprintf("stretches of one circle up to %g h apart are one", c.Spoofs.CircleGapH),
		fmt.Sprintf("%d ships moved to one place (%g km; the middle of a circle, %g km) at one time (%g h)", c.Spoofs.AreaShips, c.Spoofs.AreaKm, c.Spoofs.AreaCircleKm, c.Spoofs.AreaH),
		fmt.Sprintf("unless one fits alone within %g h", c.Identities.HandoffH),
		fmt.Sprintf("a silence of %d h or more |", c.Silences.Gap.Seconds/3600),
		fmt.Sprintf("p ≤ %g, at least %d others", c.Silences.Gap.Dark, c.Silences.Gap.Neighbours),
		fmt.Sprintf("heard %d times elsewhere is `busy`", c.Silences.Gap.Busy),
		fmt.Sprintf("v is %g × the", c.Silences.Reach.Spare),
		fmt.Sprintf("degree of land in which %d vessels or more were heard is water", c.Silences.Reach.Sailed),
		fmt.Sprintf("else %g kn (tankers), %g (cargo ships), %g (others)", c.Silences.Reach.Tanker, c.Silences.Reach.Cargo, c.Silences.Reach.Other),
		fmt.Sprintf("It weighs %g × how likely the pair is, in full from %g %%, so it is an alert from %.0f %%", c.Silences.Rendezvous.Weight, 100*c.Silences.Rendezvous.Half, 100*c.Silences.Rendezvous.Half*c.Judge.Line/c.Silences.Rendezvous.Weight),
		fmt.Sprintf("in full up to p %g, not at all from %g", c.Silences.Rendezvous.Fade, c.Silences.Rendezvous.Believe),
		fmt.Sprintf("It weighs %g × how far the silence is believed.", c.Silences.Call.Weight),
		fmt.Sprintf("within %g km of its point", c.Calls.EnterKm),
		fmt.Sprintf("%g to %g |", c.Cargo.Barrels[0], c.Cargo.Barrels[1]),
		fmt.Sprintf("%.4f × length³", c.Cargo.A),
	} {
		if !strings.Contains(prose, text) {
			t.Errorf("docs/sea.md does not state %q", text)
		}
	}
}
