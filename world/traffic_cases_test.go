package world_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cordon/ftm"
	"cordon/geo"
	"cordon/law"
	"cordon/world"
)

// The first story of a listed ship: she calls, and meets a tanker that is in the
// register, 90 days before the day of the world.
func TestTrafficListedMeeting(t *testing.T) {
	dir, truth := sea(t)
	day, err := time.Parse(time.DateOnly, truth.Day)
	if err != nil {
		t.Fatal(err)
	}
	var call, met *world.SeaCase
	for i := range truth.Sea.Cases {
		switch c := &truth.Sea.Cases[i]; {
		case c.Chain != "listed-1":
		case c.Kind == world.OpenCall:
			call = c
		case c.Kind == world.ListedTransfer:
			met = c
		}
	}
	if call == nil || met == nil {
		t.Fatal("there is no such story")
	}
	if got := day.Sub(met.End.Truncate(24 * time.Hour)); got != 90*24*time.Hour {
		t.Errorf("it ended %s before the day of the world", got)
	}
	if !call.Visible || !met.Visible || !call.End.Before(met.Start) || met.CallTo == nil || !met.CallTo.Equal(call.End) || call.Ships[0].IMO != met.Ships[0].IMO {
		t.Errorf("call %+v, meeting %+v", call, met)
	}
	b, err := law.Listings("dprk")
	if err != nil {
		t.Fatal(err)
	}
	_, rows, err := law.ReadListings(b)
	if err != nil {
		t.Fatal(err)
	}
	numbers := make(map[string]string)
	for _, r := range rows {
		if r.Prop == "imoNumber" {
			numbers[strings.TrimPrefix(r.Value, "IMO")] = r.Entity
		}
	}
	if l := met.Ships[0]; numbers[fmt.Sprint(l.IMO)] != l.Listed || l.Listed == "" {
		t.Errorf("%+v is not on the lists", l)
	}
	found := false
	for line := range strings.Lines(string(read(t, dir, world.EntitiesFile))) {
		var e ftm.Entity
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		found = found || e.First("imoNumber") == fmt.Sprint(met.Ships[1].IMO) && e.First("mmsi") == fmt.Sprint(met.Ships[1].MMSI) && strings.Contains(e.First("notes"), "Synthetic")
	}
	if !found {
		t.Errorf("the register does not know %+v", met.Ships[1])
	}
	// Nobody else is real: numbers are those of listed ships, one digit from
	// such, or of blocks that no ship has.
	for _, c := range truth.Sea.Cases {
		for _, x := range c.Ships {
			for _, n := range append(slices.Clone(x.AlsoIMO), x.IMO) {
				made := n < 1_000_000 || n >= 2_000_000 && n < 5_000_000 || c.Kind == "typing-error" || c.Kind == world.OneDigit || n == 1234567
				if listed := numbers[fmt.Sprint(n)] != ""; !made && (!listed || x.MMSI/1_000_000 != 445) && !slices.ContainsFunc(truth.Sea.Cases, func(o world.SeaCase) bool {
					return (o.Kind == world.OneDigit || o.Kind == "typing-error") && o.Ships[0].MMSI == x.MMSI
				}) {
					t.Errorf("%s: %s sends %d", c.ID, x.Name, n)
				}
			}
		}
	}
	if !strings.Contains(truth.Sea.About, "Synthetic") || bytes.Count(read(t, dir, world.MessagesFile), []byte("s:rSYN-")) < 50_000 {
		t.Error("it does not say that it is made up")
	}
}

// Calls are in zones of the programme, under the names that it has.
func TestTrafficCallsAreInZones(t *testing.T) {
	_, truth := sea(t)
	p, err := law.Open("dprk")
	if err != nil {
		t.Fatal(err)
	}
	areas, n := p.Areas(), 0
	for _, c := range truth.Sea.Cases {
		if c.Find != "port" || c.Kind == "typing-error" {
			continue
		}
		n++
		if !slices.ContainsFunc(areas, func(z geo.Zone) bool {
			return z.Kind == "port" && z.Country == "kp" && strings.HasPrefix(z.Name, c.Place) && z.Contains(geo.Point{Lat: c.Lat, Lon: c.Lon})
		}) {
			t.Errorf("%s is in no zone called %s", c.ID, c.Place)
		}
	}
	if n < 6 {
		t.Errorf("%d calls", n)
	}
}
