package sea

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"cordon/ais"
)

// Tests change fixes; what is heard is not changed.

func (f *Fix) change(by func(d *FixData)) {
	d := f.Data()
	by(&d)
	*f = MakeFix(d)
}

func (f *Fix) setLat(x int32)      { f.change(func(d *FixData) { d.Lat = x }) }
func (f *Fix) setLon(x int32)      { f.change(func(d *FixData) { d.Lon = x }) }
func (f *Fix) setSOG(x uint16)     { f.change(func(d *FixData) { d.SOG = x }) }
func (f *Fix) setCOG(x uint16)     { f.change(func(d *FixData) { d.COG = x }) }
func (f *Fix) setHeading(x uint16) { f.change(func(d *FixData) { d.Heading = x }) }
func (f *Fix) setFlags(x Flags)    { f.change(func(d *FixData) { d.Flags = x }) }

// heardBy says who heard each fix of a vessel.
func (v *Vessel) heardBy(source func(i int) uint8) {
	of := make([]uint8, len(v.Fixes))
	for i := range of {
		of[i] = source(i)
	}
	v.heard = narrow(of, allot)
}

// saysWhatItWasMadeOf reports what of a fix did not come back.
func saysWhatItWasMadeOf(d FixData) error {
	f := MakeFix(d)
	if got := f.Data(); got != d {
		return fmt.Errorf("%+v came back as %+v", d, got)
	}
	if d.Flags.Status() != f.Flags().Status() || f != MakeFix(f.Data()) {
		return fmt.Errorf("%+v is not the same again", d)
	}
	return nil
}

// Everything that a message can say, its words for nothing too, and all values of
// each field beside the ends of the others.
func TestFix(t *testing.T) {
	if n := unsafe.Sizeof(Fix{}); n != 16 {
		t.Errorf("%d bytes", n)
	}
	const u = ais.Unit
	lats := []int32{-90 * u, -90*u + 1, -1, 0, 1, 90*u - 1, 90 * u, ais.NoLat}
	lons := []int32{-180 * u, -180*u + 1, -1, 0, 1, 180*u - 1, 180 * u, ais.NoLon}
	bad := 0
	same := func(d FixData) {
		if err := saysWhatItWasMadeOf(d); err != nil {
			if bad++; bad < 10 {
				t.Error(err)
			}
		}
	}
	for _, lat := range lats {
		for _, lon := range lons {
			for _, at := range []uint32{0, 1, earliest, 1<<31 - 1, 1 << 31, 1<<32 - 1} {
				for flags := range 256 {
					for _, sog := range []uint16{0, 1, 1021, 1022, ais.NoSOG} {
						same(FixData{at, lat, lon, sog, uint16(flags * 14), uint16(flags), Flags(flags)})
					}
				}
				for sog := range uint16(1024) {
					same(FixData{at, lat, lon, sog, ais.NoCOG, ais.NoHeading, Flags(sog)})
				}
				for cog := range uint16(1 << 12) {
					same(FixData{at, lat, lon, ais.NoSOG, cog, 0, Flags(cog)})
				}
				for heading := range uint16(1 << 9) {
					same(FixData{at, lat, lon, 0, 0, heading, Flags(heading)})
				}
			}
		}
	}
	for lat := int32(-91 * u); lat <= 91*u; lat += 997 {
		same(FixData{T: 7, Lat: lat, Lon: -2 * lat, SOG: 999, COG: 3599, Heading: 359, Flags: Flags(lat)})
	}
	// What cannot be stays what cannot be.
	f := MakeFix(FixData{Lat: -1 << 31, Lon: 1<<31 - 1, SOG: 1<<16 - 1, COG: 1<<16 - 1, Heading: 1<<16 - 1})
	if f.Lat() >= -91*u || f.Lon() <= 181*u || f.SOG() != ais.NoSOG || f.COG() <= ais.NoCOG || f.Heading() != ais.NoHeading || f.Flags() != 0 {
		t.Errorf("%+v", f.Data())
	}
}

func FuzzFix(f *testing.F) {
	f.Add(uint32(1), int32(-54_000_000), int32(108_000_000), uint16(1023), uint16(3600), uint16(511), uint8(255))
	f.Fuzz(func(t *testing.T, at uint32, lat, lon int32, sog, cog, heading uint16, flags uint8) {
		d := FixData{at, lat % (1 << 26), lon % (1 << 27), sog % (1 << 10), cog % (1 << 12), heading % (1 << 9), Flags(flags)}
		if err := saysWhatItWasMadeOf(d); err != nil {
			t.Error(err)
		}
		got := MakeFix(FixData{at, lat, lon, sog, cog, heading, Flags(flags)}).Data()
		want := FixData{at, max(-1<<26+1, min(lat, 1<<26-1)), max(-1<<27+1, min(lon, 1<<27-1)), min(sog, 1<<10-1), min(cog, 1<<12-1), min(heading, 1<<9-1), Flags(flags)}
		if got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	})
}

func TestHearers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, kinds := range []int{1, 2, 3, 4, 5, 16, 17, 100, 256} {
		for _, n := range []int{0, 1, 2, 7, 8, 9, 1000} {
			of, names := make([]uint8, n), r.Perm(256)[:kinds]
			for i := range of {
				of[i] = uint8(names[r.IntN(kinds)])
			}
			h := narrow(of, allot)
			got := make([]uint8, n)
			for i := range got {
				got[i] = h.of(i)
			}
			if !slices.Equal(got, of) {
				t.Errorf("%d of %d sources: %v, want %v", n, kinds, got, of)
			}
			if most := 2 + kinds + n/2 + 1; kinds <= 16 && len(h) > most {
				t.Errorf("%d of %d sources: %d bytes, at most %d", n, kinds, len(h), most)
			}
		}
	}
	if h := narrow(make([]uint8, 9), allot); h != nil || h.of(3) != 0 {
		t.Error(h)
	}
}

// As JSON a fix says all that it says, and reads back the same.
func TestFixJSON(t *testing.T) {
	f := MakeFix(FixData{1_700_000_000, -12_345_678, 98_765_432, 123, 2345, ais.NoHeading, ClassB | Own | 5})
	b, err := json.Marshal(f)
	if want := `{"t":1700000000,"lat":-12345678,"lon":98765432,"sog":123,"cog":2345,"heading":511,"flags":149}`; err != nil || string(b) != want {
		t.Errorf("%s, %v, want %s", b, err, want)
	}
	r := rand.New(rand.NewPCG(8, 8))
	for range 1000 {
		fs := []Fix{MakeFix(FixData{r.Uint32(), int32(r.Uint32()), int32(r.Uint32()), uint16(r.Uint32()), uint16(r.Uint32()), uint16(r.Uint32()), Flags(r.Uint32())})}
		b, err := json.Marshal(fs)
		if err != nil {
			t.Fatal(err)
		}
		var got []Fix
		if err := json.Unmarshal(b, &got); err != nil || !slices.Equal(got, fs) {
			t.Fatalf("%s came back as %+v: %v", b, got, err)
		}
	}
	for _, bad := range []string{`{"t":-1}`, `{"sog":1024}`, `{"lat":67108864}`, `{"heading":512}`, `[]`, `"x"`} {
		if err := json.Unmarshal([]byte(bad), &f); err == nil {
			t.Errorf("%s is read as %+v", bad, f)
		}
	}
}
