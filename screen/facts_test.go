package screen_test

import (
	"math"
	"testing"

	"cordon/screen"
)

// What birth dates, countries, genders and addresses do to a score of 1.
func TestFacts(t *testing.T) {
	const name = "name=Viktor Sokolov"
	for _, tc := range []struct {
		name, query, list string
		want              float64
	}{
		{"nothing on either side", "", "", 1},
		{"only in the query", "birthDate=1961;nationality=ru;gender=male;address=1 Long Lane, Omsk", "", 1},
		{"only on the list", "", "birthDate=1961;nationality=ru;gender=male;address=1 Long Lane, Omsk", 1},
		{"same day", "birthDate=1961-04-05", "birthDate=1961-04-05", 1},
		{"same year, no day in the query", "birthDate=1961", "birthDate=1961-04-05", 1},
		{"same year, no day on the list", "birthDate=1961-04-05", "birthDate=1961", 1},
		{"same month", "birthDate=1961-04", "birthDate=1961-04-05", 1},
		{"another month of the year", "birthDate=1961-05", "birthDate=1961-04-05", .75},
		{"another day of the year", "birthDate=1961-09-09", "birthDate=1961-04-05", .75},
		{"day and month swapped", "birthDate=1961-05-04", "birthDate=1961-04-05", .875},
		{"another year", "birthDate=1975-04-05", "birthDate=1961-04-05", .6},
		{"years differ by one", "birthDate=1962", "birthDate=1961", .6},
		{"one of several dates", "birthDate=1961-04-05", "birthDate=1955-01-01;birthDate=1961-04-05", 1},
		{"none of several dates", "birthDate=1970-04-05", "birthDate=1955-01-01;birthDate=1961-04-05", .6},
		{"within a range of years", "birthDate=1960-03-03", "birthDate=1958;birthDate=1962", 1},
		{"a year beside a range", "birthDate=1963", "birthDate=1958;birthDate=1962", 1},
		{"far from a range", "birthDate=1965", "birthDate=1958;birthDate=1962", .6},
		{"no date", "birthDate=unknown", "birthDate=1961-04-05", 1},
		{"same country", "nationality=ru", "nationality=ru", 1},
		{"countries disjoint", "nationality=fr", "nationality=ru", .8},
		{"one of several countries", "nationality=fr;citizenship=ru", "nationality=ru;country=by", 1},
		{"country in another field", "country=ru", "nationality=ru", 1},
		{"the Soviet Union", "nationality=su", "nationality=ru", 1},
		{"East Germany", "nationality=de", "nationality=dd", 1},
		{"the two Koreas are two", "nationality=kr", "nationality=kp", .8},
		{"genders differ", "gender=f", "gender=male", .8},
		{"genders agree", "gender=M", "gender=male", 1},
		{"everything differs", "gender=female;nationality=fr;birthDate=1975", "gender=male;nationality=ru;birthDate=1961", .2},
	} {
		got := scoreOf(t, query("Person", name+";"+tc.query), target("x", "Person", name+";"+tc.list))
		if math.Abs(got-tc.want) > 1e-9 {
			t.Errorf("%s: %.4f, want %.4f", tc.name, got, tc.want)
		}
	}
}

// An address adds to a name that is not certain, and stands for none.
func TestAddress(t *testing.T) {
	list := target("x", "Person", "name=Viktor Sokolov;address=14 Lenina Street, Omsk, 644024, Russia")
	base := scoreOf(t, query("Person", "name=Victor Sokolof"), list)
	for _, tc := range []struct {
		name, address string
		lifts         bool
	}{
		{"the same", "address=14 Lenina Street, Omsk, 644024, Russia", true},
		{"in other words", "address=Lenina St. 14, 644024 Omsk", true},
		{"in parts", "street=Lenina Street 14;city=Omsk;postalCode=644024", true},
		{"only the town", "address=Omsk", false},
		{"another street of the town", "address=2 Mira Avenue, Omsk", false},
		{"elsewhere", "address=1 Rue Longue, Paris", false},
	} {
		got := scoreOf(t, query("Person", "name=Victor Sokolof;"+tc.address), list)
		if (got > base) != tc.lifts || got < base {
			t.Errorf("%s: %.3f, without %.3f, want it to lift: %v", tc.name, got, base, tc.lifts)
		}
	}
}

// Identifiers that agree, with names that say nothing, agree, or differ.
func TestIdentifiers(t *testing.T) {
	for _, tc := range []struct {
		name                string
		schema, query, list string
		want                float64
	}{
		{"ship", "Vessel", "imoNumber=9074729", "imoNumber=9074729", .95},
		{"ship with a label", "Vessel", "imoNumber=IMO 9074729", "imoNumber=9074729", .95},
		{"ship, other name", "Vessel", "imoNumber=9074729;name=Blue Moon", "imoNumber=9074729;name=Wise Honest", .95},
		{"ship, same name", "Vessel", "imoNumber=9074729;name=Wise Honest", "imoNumber=9074729;name=Wise Honest", 1},
		{"ship, other number of the name", "Vessel", "imoNumber=9074729;name=Snow Storm 1", "imoNumber=9074729;name=Snow Storm 2", .95},
		{"ship that fails its check", "Vessel", "imoNumber=9074728", "imoNumber=9074728", .65},
		{"ship of that name, other number", "Vessel", "imoNumber=9074729;name=Wise Honest", "imoNumber=8905490;name=Wise Honest", .6},
		{"the same, a number that fails its check", "Vessel", "imoNumber=9074728;name=Wise Honest", "imoNumber=8905490;name=Wise Honest", 1},
		{"the same, a list without numbers", "Vessel", "imoNumber=9074729;name=Wise Honest", "name=Wise Honest", 1},
		{"the same, one number of two", "Vessel", "imoNumber=9074729;imoNumber=8905490;name=Wise Honest", "imoNumber=8905490;name=Wise Honest", 1},
		{"the same, with its radio", "Vessel", "imoNumber=9074729;mmsi=445119000;name=Wise Honest", "imoNumber=8905490;mmsi=445119000;name=Wise Honest", .7},
		{"other ship", "Vessel", "imoNumber=9074729", "imoNumber=8905490", 0},
		{"radio", "Vessel", "mmsi=445119000", "mmsi=445119000", .85},
		{"radio and ship", "Vessel", "mmsi=445119000;imoNumber=9074729", "mmsi=445119000;imoNumber=9074729", .95},
		{"call sign", "Vessel", "callSign=hmy-x7", "callSign=HMYX7", .85},
		{"call sign of four letters", "Vessel", "callSign=QHWB", "callSign=QHWB", .85},
		{"what is no call sign", "Vessel", "callSign=0000", "callSign=0000", .6},
		{"a call sign that is another's number", "Vessel", "registrationNumber=HMYX7", "callSign=HMYX7", .6},
		{"radio and call sign", "Vessel", "mmsi=445119000;callSign=HMYX7", "mmsi=445119000;callSign=HMYX7", .95},
		{"entity code", "Company", "leiCode=253400V1H6ART1UQ0N98", "leiCode=253400v1h6art1uq0n98", .95},
		{"bank", "Company", "swiftBic=COBADEFFXXX", "swiftBic=COBADEFF", .95},
		{"bank in a field for any number", "Company", "swiftBic=COBADEFFXXX", "registrationNumber=COBADEFF", .95},
		{"Russian taxpayer", "Company", "innCode=7707083893", "innCode=7707083893", .95},
		{"Russian register in another field", "Company", "registrationNumber=1027700132195", "ogrnCode=1027700132195", .95},
		{"security", "Security", "isin=US0378331005", "isin=US0378331005", .98},
		{"account", "BankAccount", "iban=GB82 WEST 1234 5698 7654 32", "iban=GB82WEST12345698765432", .98},
		{"number of any register, with country", "Company", "registrationNumber=HRB 123456;jurisdiction=de", "registrationNumber=HRB123456;jurisdiction=de", .95},
		{"the same in another field", "Company", "taxNumber=HRB 123456;jurisdiction=de", "registrationNumber=HRB123456;jurisdiction=de", .85},
		{"the same without country", "Company", "registrationNumber=HRB123456", "registrationNumber=HRB123456;jurisdiction=de", .70},
		{"the same without country, with a name", "Company", "registrationNumber=HRB123456;name=Vector", "registrationNumber=HRB123456;name=Vektor", .85},
		{"the same without country, other name", "Company", "registrationNumber=HRB123456;name=Scalar", "registrationNumber=HRB123456;name=Vektor", .60},
		{"short number", "Company", "registrationNumber=1234;name=Scalar;jurisdiction=de", "registrationNumber=1234;name=Vektor;jurisdiction=de", .60},
		{"the same of another country", "Company", "registrationNumber=HRB123456;name=Scalar;jurisdiction=fr", "registrationNumber=HRB123456;name=Vektor;jurisdiction=de", 0},
		{"contradicted, never below a match", "Person", "passportNumber=654321098;nationality=kp;birthDate=1975;gender=f", "passportNumber=654321098;nationality=kp;birthDate=1960;gender=m", .70},
		{"post codes are no identifiers", "Address", "postalCode=644024", "postalCode=644024", 0},
	} {
		got := scoreOf(t, query(tc.schema, tc.query), target("x", tc.schema, tc.list))
		if math.Abs(got-tc.want) > 1e-9 {
			t.Errorf("%s: %.4f, want %.4f", tc.name, got, tc.want)
		}
	}
}

// What belongs to a party is joined to it, and what belongs to nobody is not
// found.
func TestJoin(t *testing.T) {
	ix := build(
		entity("a-sanction", "Sanction", "entity=a;authority=Office;program=X;listingDate=2020-01-02;startDate=2020-01-03;endDate=2021-01-01;unscId=QDi.1"),
		entity("free-sanction", "Sanction", "entity=nobody;authority=Office"),
		entity("a-pass", "Passport", "holder=a;passportNumber=11223344;country=kp;birthDate=1970-02-03"),
		entity("a-id", "Identification", "holder=a;number=55667788;country=kp;type=Seaman's book"),
		entity("b-pass", "Passport", "holder=b;number=99887766;country=kp"),
		entity("acct", "BankAccount", "holder=a;iban=GB82WEST12345698765432"),
		entity("ship", "Vessel", "owner=a;name=Lark;imoNumber=9074729"),
		entity("b-ship", "Vessel", "owner=b;name=Wren"),
		target("a", "Person", "name=Pak Chol"),
		entity("b", "Person", "name=Not Listed"),
	)
	if ix.Len() != 3 || !ix.Has("a") || !ix.Has("ship") || !ix.Has("acct") || ix.Has("b") || ix.Has("b-ship") {
		t.Errorf("%d entities can be found, want the party, its ship and its account", ix.Len())
	}
	for _, tc := range []struct {
		q    screen.Query
		want string
	}{
		{query("Person", "passportNumber=11223344;nationality=kp"), "a"},
		{query("Person", "idNumber=55667788;nationality=kp"), "a"},
		{query("Person", "name=Pak Chol;birthDate=1970-02-03"), "a"},
		{query("BankAccount", "iban=GB82WEST12345698765432"), "acct"},
		{query("Vessel", "imoNumber=9074729"), "ship"},
		{query("Person", "passportNumber=99887766;nationality=kp"), ""},
		{query("Person", "name=Not Listed"), ""},
	} {
		a := ask(t, ix, tc.q, screen.Options{})
		got := ""
		if len(a.Results) > 0 {
			got = a.Results[0].ID
		}
		if got != tc.want {
			t.Errorf("%v: %q, want %q", tc.q.Properties, got, tc.want)
		}
	}
	l := ask(t, ix, query("Person", "name=Pak Chol"), screen.Options{}).Results[0].Listings
	if len(l) != 1 || l[0].Reference != "QDi.1" || l[0].Since != "2020-01-03" || l[0].Until != "2021-01-01" || l[0].Programmes[0] != "X" {
		t.Errorf("listings: %+v", l)
	}
	a := ask(t, ix, query("", "iban=GB82WEST12345698765432"), screen.Options{})
	if a.Total != 2 {
		t.Errorf("an account finds itself and its holder: %s", dump(a))
	}
}
