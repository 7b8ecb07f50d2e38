package lists_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cordon/ftm"
	"cordon/lists"
)

// one reads a set with one party and returns its entities.
func one(t *testing.T, s ofacSet) ([]*ftm.Entity, lists.Report) {
	t.Helper()
	recs, rep := s.read(t)
	if rep.Damage != "" || len(recs) != 1 {
		t.Fatalf("%d records, damage %q, refused %v", len(recs), rep.Damage, whys(rep.Problems))
	}
	return recs[0].Entities, rep
}

// said is what entities say, one line each: the ending of the id, the property
// and its values.
func said(entities []*ftm.Entity, leave ...string) []string {
	var out []string
	for _, e := range entities {
		for _, p := range slices.Sorted(maps.Keys(e.Properties)) {
			name := strings.TrimPrefix(strings.TrimPrefix(e.ID, entities[0].ID), "-")
			if line := strings.TrimSpace(name+" "+p) + " = " + strings.Join(e.Properties[p], " | "); !slices.Contains(leave, p) {
				out = append(out, line)
			}
		}
	}
	return out
}

// plumbing are the properties that every party and its parts have.
var plumbing = []string{"name", "alias", "firstName", "lastName", "topics", "programId", "program", "authority", "authorityId", "sourceUrl", "entity", "holder"}

func TestOFACRemarks(t *testing.T) {
	for _, tt := range []struct {
		kind, remarks string
		want          []string
		warn          string
	}{
		{"individual", "DOB 12 Mar 1970.", []string{"birthDate = 1970-03-12"}, ""},
		{"individual", "DOB Mar 1970; alt. DOB 1971.", []string{"birthDate = 1970-03 | 1971"}, ""},
		{"individual", "DOB circa 1970.", []string{"birthDate = 1970", "notes = DOB circa 1970"}, ""},
		{"individual", "DOB 1958 to 1961.", []string{"birthDate = 1958 | 1961", "notes = DOB 1958 to 1961"}, ""},
		{"individual", "DOB 1958-1961.", []string{"birthDate = 1958 | 1961", "notes = DOB 1958-1961"}, ""},
		{"individual", "DOB 31 Feb 1970.", []string{"notes = DOB 31 Feb 1970"}, "holds no date"},
		{"individual", "DOB unknown.", []string{"notes = DOB unknown"}, "holds no date"},
		{"individual", "POB Exampleville, Russia; alt. POB Nowhere.", []string{"birthCountry = ru", "birthPlace = Exampleville, Russia | Nowhere"}, ""},
		{"individual", "nationality Korea, North; alt. nationality China; citizen Russia.", []string{"citizenship = ru", "nationality = kp | cn"}, ""},
		{"individual", "nationality possibly Ruritanian.", []string{"notes = nationality possibly Ruritanian"}, "is no value for nationality"},
		{"individual", "Gender Female.", []string{"gender = female"}, ""},
		{"individual", "a.k.a. 'ONE'; a.k.a. 'O'NEIL'; f.k.a. 'OLD'; n.k.a. 'NEW'.", []string{"notes = f.k.a. 'OLD' | n.k.a. 'NEW'", "weakAlias = ONE | O'NEIL | OLD | NEW"}, ""},
		{"individual", "a.k.a. ''TWICE''; a.k.a. ''ABD-AL'.", []string{"weakAlias = TWICE | 'ABD-AL"}, ""},
		{"individual", "a.k.a. 'OPEN.", []string{"notes = a.k.a. 'OPEN"}, ""},
		{
			"individual", "Passport AB12 (Russia) issued 01 Feb 2003 expires 02 Mar 2013; alt. Passport CD34.",
			[]string{
				"passportNumber = AB12 | CD34", "passport country = ru", "passport endDate = 2013-03-02", "passport number = AB12", "passport passportNumber = AB12",
				"passport startDate = 2003-02-01", "passport type = Passport", "passport number = CD34", "passport passportNumber = CD34", "passport type = Passport",
			}, "",
		},
		{
			"individual", "National ID No. 77 (Ruritanian card) (China).",
			[]string{"idNumber = 77 (Ruritanian card)", "id country = cn", "id number = 77 (Ruritanian card)", "id type = National ID No."}, "",
		},
		{"individual", "Passport none.", []string{"notes = Passport none"}, ""},
		{"individual", "Chinese Commercial Code 1111 2222; Serial No. 9.", []string{"idNumber = 9", "notes = Chinese Commercial Code 1111 2222", "id number = 9", "id type = Serial No."}, ""},
		{"individual", "Hat Number 5.", []string{"notes = Hat Number 5"}, "unknown label"},
		{"individual", "walks with a limp.", []string{"notes = walks with a limp"}, ""},
		{"individual", "DOBBIN 1970.", []string{"notes = DOBBIN 1970"}, ""},
		{"individual", ";; ;DOB 1970;.", []string{"birthDate = 1970"}, ""},
		{"-0-", "Tax ID No. 7707083893 (Russia).", []string{"innCode = 7707083893", "id country = ru", "id number = 7707083893", "id type = Tax ID No."}, ""},
		{"-0-", "Tax ID No. 7707083894 (Russia).", []string{"taxNumber = 7707083894", "id country = ru", "id number = 7707083894", "id type = Tax ID No."}, ""},
		{"-0-", "Tax ID No. 7707083893.", []string{"taxNumber = 7707083893"}, ""},
		{"-0-", "Legal Entity Number 5493001KJTIIGC8Y1R12.", []string{"leiCode = 5493001KJTIIGC8Y1R12"}, ""},
		{"-0-", "Legal Entity Number 5493001KJTIIGC8Y1R13.", []string{"registrationNumber = 5493001KJTIIGC8Y1R13"}, "check digits"},
		{"-0-", "Identification Number IMO 9074729.", []string{"notes = Identification Number IMO 9074729"}, "imo company"},
		{"-0-", "Vessel Registration Identification IMO 1790183.", []string{"imoNumber = 1790183"}, ""},
		{"-0-", "Organization Established Date 02 Jan 1999.", []string{"incorporationDate = 1999-01-02"}, ""},
		{"-0-", "Website www.example.org; Email Address A@Example.org.", []string{"email = a@example.org", "website = http://www.example.org/"}, ""},
		{"-0-", "Linked To: NOBODY LTD.", []string{"notes = Linked To: NOBODY LTD"}, "no party of the list has that name"},
		{"-0-", "Linked To: TEST PARTY.", []string{"notes = Linked To itself"}, "tied to itself"},
		{"-0-", "Digital Currency Address - XBT 1111111111111111111114oLvT2.", []string{"wallet-btc-1111111111111111111114oLvT2 currency = XBT", "wallet-btc-1111111111111111111114oLvT2 publicKey = 1111111111111111111114oLvT2"}, ""},
		{"-0-", "Digital Currency Address - XBT 1111111111111111111114oLvT3.", []string{"notes = Digital Currency Address - XBT 1111111111111111111114oLvT3"}, "kept as a note"},
		{"-0-", "Digital Currency Address - XBT.", []string{"notes = Digital Currency Address - XBT"}, "is no currency and address"},
		{"-0-", "Secondary sanctions risk: made up.", []string{"sanction summary = Secondary sanctions risk: made up"}, ""},
		{"-0-", "Listing Date (EO 99999 Directive 1): 24 Feb 2022.", []string{"sanction listingDate = 2022-02-24", "sanction summary = Listing Date (EO 99999 Directive 1): 24 Feb 2022"}, ""},
		{"vessel", "Vessel Registration Identification IMO 9999993; MMSI 273385420.", []string{"imoNumber = 9999993", "mmsi = 273385420"}, ""},
		{"vessel", "Vessel Registration Identification IMO  9999993.", []string{"imoNumber = 9999993"}, ""},
		{"vessel", "Vessel Registration Identification IMO 9999994.", []string{"notes = Vessel Registration Identification IMO 9999994"}, "kept as a note"},
		{"vessel", "Vessel Registration Identification RS 150443 (Russia).", []string{"notes = Vessel Registration Identification RS 150443 Russia", "registrationNumber = RS 150443"}, ""},
		{"vessel", "Former Vessel Flag Panama; Vessel Year of Build 1999.", []string{"buildDate = 1999", "pastFlags = pa"}, ""},
		{"aircraft", "Aircraft Tail Number EP-TST; Aircraft Model B.747; Aircraft Operator TEST PARTY.", []string{"model = B.747", "operator = ofac-1", "registrationNumber = EP-TST"}, ""},
		{"aircraft", "Aircraft Manufacturer's Serial Number (MSN) 12345.", []string{"serialNumber = 12345"}, ""},
	} {
		t.Run(tt.kind+" "+tt.remarks, func(t *testing.T) {
			kind := tt.kind
			if kind != "-0-" {
				kind = `"` + kind + `"`
			}
			entities, rep := one(t, ofacSet{sdn: []string{`1,"TEST PARTY",` + kind + `,"MADEUP",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"` + tt.remarks + `"`}})
			var got []string
			for _, line := range said(entities, plumbing...) {
				if rest, ok := strings.CutPrefix(line, "passport-"); ok {
					_, rest, _ = strings.Cut(rest, " ")
					line = "passport " + rest
				} else if rest, ok := strings.CutPrefix(line, "id-"); ok {
					_, rest, _ = strings.Cut(rest, " ")
					line = "id " + rest
				}
				got = append(got, line)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if warned := strings.Join(whys(rep.Warnings), "\n"); !strings.Contains(warned, tt.warn) || tt.warn == "" && warned != "" {
				t.Errorf("warnings %q, want %q", warned, tt.warn)
			}
		})
	}
}

func TestOFACNames(t *testing.T) {
	for _, tt := range []struct {
		printed string
		want    []string
	}{
		{"SAMPLE, Ann", []string{"firstName = Ann", "lastName = SAMPLE", "name = Ann SAMPLE | SAMPLE, Ann"}},
		{"SAMPLE", []string{"lastName = SAMPLE", "name = SAMPLE"}},
		{"LAVILLA, Ruben Pestano, Jr.", []string{"firstName = Ruben Pestano", "lastName = LAVILLA", "name = Ruben Pestano LAVILLA Jr. | LAVILLA, Ruben Pestano, Jr.", "nameSuffix = Jr."}},
		{"MNANGAGWA, JR., Emmerson Dambudzo", []string{"firstName = Emmerson Dambudzo", "lastName = MNANGAGWA", "name = Emmerson Dambudzo MNANGAGWA JR. | MNANGAGWA, JR., Emmerson Dambudzo", "nameSuffix = JR."}},
		{"SAMPLE, Ann, of Nowhere", []string{"firstName = Ann of Nowhere", "lastName = SAMPLE", "name = Ann of Nowhere SAMPLE | SAMPLE, Ann, of Nowhere"}},
		{"AL-SAMPLE, 'Abd Al-Test III", []string{"firstName = 'Abd Al-Test III", "lastName = AL-SAMPLE", "name = 'Abd Al-Test III AL-SAMPLE | AL-SAMPLE, 'Abd Al-Test III"}},
		{", Ann", []string{"firstName = Ann", "name = Ann | , Ann"}},
	} {
		t.Run(tt.printed, func(t *testing.T) {
			entities, _ := one(t, ofacSet{sdn: []string{`1,"` + tt.printed + `","individual","MADEUP",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- `}})
			if d := cmp.Diff(tt.want, said(entities[:1], "alias", "topics", "programId")); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestOFACPlaces(t *testing.T) {
	for _, tt := range []struct {
		row  string // address, place, country, remarks
		want []string
	}{
		{`-0- ,-0- ,-0- ,-0- `, nil},
		{`-0- ,-0- ,"Panama",-0- `, []string{"country = pa"}},
		{`-0- ,-0- ,"undetermined",-0- `, nil},
		{`-0- ,"Sampletown","China",-0- `, []string{"addressEntity = ofac-1-addr-7", "country = cn", "addr-7 city = Sampletown", "addr-7 country = cn", "addr-7 full = Sampletown, China"}},
		{`"1 Test Road","London EC3N 1DY","United Kingdom",-0- `, []string{
			"addressEntity = ofac-1-addr-7", "country = gb", "addr-7 city = London", "addr-7 country = gb", "addr-7 full = 1 Test Road, London EC3N 1DY, United Kingdom",
			"addr-7 postalCode = EC3N 1DY", "addr-7 street = 1 Test Road",
		}},
		{`-0- ,"Wilmington, DE 19801","United States",-0- `, []string{
			"addressEntity = ofac-1-addr-7", "country = us", "addr-7 city = Wilmington, DE", "addr-7 country = us", "addr-7 full = Wilmington, DE 19801, United States", "addr-7 postalCode = 19801",
		}},
		{`-0- ,"Examplegrad, Demo Oblast 123456","Russia","Head office"`, []string{
			"addressEntity = ofac-1-addr-7", "country = ru", "addr-7 city = Examplegrad, Demo Oblast", "addr-7 country = ru", "addr-7 full = Examplegrad, Demo Oblast 123456, Russia",
			"addr-7 postalCode = 123456", "addr-7 remarks = Head office",
		}},
		{`"PO Box 957",-0- ,"Virgin Islands, British",-0- `, []string{"addressEntity = ofac-1-addr-7", "country = vg", "addr-7 country = vg", "addr-7 full = PO Box 957, Virgin Islands, British", "addr-7 street = PO Box 957"}},
		{`-0- ,"Sector 5","Region: Nowhere",-0- `, []string{"addressEntity = ofac-1-addr-7", "addr-7 city = Sector", "addr-7 full = Sector 5, Region: Nowhere", "addr-7 postalCode = 5"}},
		{`-0- ,-0- ,-0- ,"Moved away"`, []string{"notes = Address: Moved away"}},
	} {
		t.Run(tt.row, func(t *testing.T) {
			entities, _ := one(t, ofacSet{sdn: []string{`1,"TEST PARTY",-0- ,"MADEUP",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- `}, add: []string{"1,7," + tt.row}})
			if d := cmp.Diff(tt.want, said(entities, plumbing...)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestOFACContinuation: remarks are cut at 1,000 characters, anywhere, and go on
// in the comments file without a blank.
func TestOFACContinuation(t *testing.T) {
	const tail = "; Digital Currency Address - XBT 1111111111"
	whole := strings.Repeat("x", 1000-len(tail)) + tail
	row := func(remarks string) []string {
		return []string{`1,"TEST PARTY",-0- ,"MADEUP",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"` + remarks + `"`}
	}
	const wallet = "wallet-btc-1111111111111111111114oLvT2"
	const missing = "The remarks are cut in the published list; what follows is missing."
	for _, tt := range []struct {
		name     string
		set      ofacSet
		wallet   bool
		missing  bool
		warnings []string
	}{
		{"goes on", ofacSet{sdn: row(whole), comments: []string{`1,"111111111114oLvT2."`}}, true, false, nil},
		{"goes on in two rows", ofacSet{sdn: row(whole), comments: []string{`1,"111111"`, `1,"111114oLvT2."`}}, false, false, []string{
			"ent_num 1 appears twice", "entry 1: digital currency address: wallet 1111111111111111: no form of address: base58 of the wrong length; kept as a note",
		}},
		{"is missing", ofacSet{sdn: row(whole)}, false, true, []string{`entry 1: remarks are cut and their continuation is missing; dropped "Digital Currency Address - XBT 1111111111"`}},
		{"is an orphan", ofacSet{sdn: row(whole), comments: []string{`2,"111111111114oLvT2."`}}, false, true, []string{
			"continuation of entry 2, which is not on the list", `entry 1: remarks are cut and their continuation is missing; dropped "Digital Currency Address - XBT 1111111111"`,
		}},
		{"not cut", ofacSet{sdn: row(whole[1:]), comments: []string{`1,"111111111114oLvT2."`}}, true, false, []string{"entry 1: a continuation, but its remarks are not cut; joined all the same"}},
		{"not cut, nothing missing", ofacSet{sdn: row(whole[1:])}, false, false, []string{`entry 1: digital currency address: wallet 1111111111: too short for an address; kept as a note`}},
		{"characters, not bytes", ofacSet{sdn: row(strings.Repeat("é", 1000-len(tail)) + tail)}, false, true, []string{`entry 1: remarks are cut and their continuation is missing; dropped "Digital Currency Address - XBT 1111111111"`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			recs, rep := tt.set.read(t)
			ids := byID(t, recs)
			if got := ids[wallet] != nil; got != tt.wallet {
				t.Errorf("wallet %v, want %v", got, tt.wallet)
			}
			if got := slices.Contains(recs[0].Entities[0].Properties["notes"], missing); got != tt.missing {
				t.Errorf("marked as cut %v, want %v", got, tt.missing)
			}
			if d := cmp.Diff(tt.warnings, append(whys(rep.Problems), whys(rep.Warnings)...)); d != "" {
				t.Errorf("warnings (-want +got):\n%s", d)
			}
		})
	}
}
