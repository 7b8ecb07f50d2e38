package ident_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"cordon/ident"
)

const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// random writes n characters of an alphabet.
func random(r *rand.Rand, alphabet string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[r.IntN(len(alphabet))]
	}
	return string(b)
}

// Whatever stands before it, exactly one check digit passes, and it is the one
// that the error about another names.
func TestOneCheckDigit(t *testing.T) {
	const d = "0123456789"
	const uscc = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	r := rand.New(rand.NewPCG(1, 2))
	for _, tc := range []struct {
		name  string
		kind  ident.Kind
		body  func() string
		check string // characters that the last may be
		digit int    // how many check characters
	}{
		{"ship", ident.IMO, func() string { return "9" + random(r, d, 5) }, d, 1},
		{"shipping company", ident.IMOCompany, func() string { return "5" + random(r, d, 5) }, d, 1},
		{"lei", ident.LEI, func() string { return random(r, d+capitals, 18) }, d, 2},
		{"isin", ident.ISIN, func() string { return random(r, capitals, 2) + random(r, d+capitals, 9) }, d, 1},
		{"uscc", ident.USCC, func() string { return "91" + random(r, d, 6) + random(r, uscc, 9) }, uscc, 1},
		{"inn", ident.INN, func() string { return "7" + random(r, d, 8) }, d, 1},
		{"inn of a person", ident.INN, func() string { return "7" + random(r, d, 9) }, d, 2},
		{"ogrn", ident.OGRN, func() string { return "1" + random(r, d, 11) }, d, 1},
		{"ogrn of a person", ident.OGRN, func() string { return "3" + random(r, d, 13) }, d, 1},
		{"okpo", ident.OKPO, func() string { return "1" + random(r, d, 6) }, d, 1},
		{"okpo of a person", ident.OKPO, func() string { return "1" + random(r, d, 8) }, d, 1},
		{"npi", ident.NPI, func() string { return "1" + random(r, d, 8) }, d, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for range 200 {
				body := tc.body()
				passing, named := []string{}, map[string]bool{}
				ends := strings.Split(tc.check, "")
				if tc.digit == 2 {
					ends = nil
					for i := range 100 {
						ends = append(ends, fmt.Sprintf("%02d", i))
					}
				}
				for _, end := range ends {
					_, err := ident.Parse(tc.kind, body+end)
					if err == nil {
						passing = append(passing, end)
						continue
					}
					_, should, _ := strings.Cut(err.Error(), "should be ")
					named[should] = true
				}
				if len(passing) != 1 {
					t.Fatalf("%s passes with %q", body, passing)
				}
				if tc.name != "inn of a person" && (len(named) != 1 || !named[passing[0]]) {
					t.Fatalf("%s%s passes, errors name %v", body, passing[0], named)
				}
			}
		})
	}
}

// Two neighbours that change places break a LEI, an IBAN and a ship's number.
func TestSwappedNeighbours(t *testing.T) {
	for _, tc := range []struct {
		kind ident.Kind
		in   string
	}{
		{ident.IMO, "9074729"},
		{ident.LEI, "253400V1H6ART1UQ0N98"},
		{ident.IBAN, "GB82WEST12345698765432"},
		{ident.USCC, "91350100M000100Y43"},
		{ident.INN, "7707083893"},
	} {
		for i := 0; i+1 < len(tc.in); i++ {
			if tc.in[i] == tc.in[i+1] {
				continue
			}
			bad := tc.in[:i] + tc.in[i+1:i+2] + tc.in[i:i+1] + tc.in[i+2:]
			if _, err := ident.Parse(tc.kind, bad); err == nil {
				t.Errorf("%s %s passes for %s", tc.kind, bad, tc.in)
			}
		}
	}
}

// Blanks, dashes, dots and small letters between and around change nothing.
func TestWritingIsFree(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	gaps := []string{" ", "-", ".", "\u00a0", "\u2009", "\u2013", "\u200b", "\t", "\n", "\ufeff"}
	for kind, in := range map[ident.Kind]string{
		ident.IMO: "9074729", ident.IMOCompany: "5878589", ident.MMSI: "445123456", ident.LEI: "253400V1H6ART1UQ0N98", ident.BIC: "COBADEFF",
		ident.IBAN: "GB82WEST12345698765432", ident.ISIN: "US0378331005", ident.USCC: "91350100M000100Y43", ident.INN: "7707083893",
		ident.OGRN: "1027700132195", ident.OKPO: "00032537", ident.DUNS: "150483782", ident.UEI: "ZQGGHJH74DW7", ident.NPI: "1234567893",
	} {
		want, err := ident.Parse(kind, in)
		if err != nil {
			t.Fatal(err)
		}
		for range 100 {
			var b strings.Builder
			for _, c := range in {
				if r.IntN(3) == 0 {
					b.WriteString(gaps[r.IntN(len(gaps))])
				}
				switch r.IntN(3) {
				case 0:
					b.WriteString(strings.ToLower(string(c)))
				case 1:
					b.WriteRune(c - '0' + '０') // full-width, letters too
				default:
					b.WriteRune(c)
				}
			}
			got, err := ident.Parse(kind, b.String())
			if err != nil || got != want {
				t.Errorf("%s %q: %+v, %v", kind, b.String(), got, err)
			}
		}
	}
}

// A label is found whatever stands between it and its number, and the number is
// found without the label only if it shows by itself.
func TestLabels(t *testing.T) {
	between := []string{" ", ": ", ":", " No. ", " no ", " number: ", " # ", " (", " = ", " – ", " №", "\n", " code "}
	for _, tc := range []struct {
		label, value string
		kind         ident.Kind
		bare         bool
	}{
		{"IMO", "9074729", ident.IMO, false},
		{"imo", "9074729", ident.IMO, false},
		{"ИМО", "9074729", ident.IMO, false},
		{"MMSI", "445123456", ident.MMSI, false},
		{"LEI", "253400V1H6ART1UQ0N98", ident.LEI, true},
		{"BIC", "COBADEFF", ident.BIC, false},
		{"SWIFT/BIC", "COBADEFFXXX", ident.BIC, false},
		{"IBAN", "GB82WEST12345698765432", ident.IBAN, true},
		{"ISIN", "US0378331005", ident.ISIN, false},
		{"USCC", "91350100M000100Y43", ident.USCC, true},
		{"统一社会信用代码", "91350100M000100Y43", ident.USCC, true},
		{"INN", "7707083893", ident.INN, false},
		{"инн", "500100732259", ident.INN, false},
		{"OGRN", "1027700132195", ident.OGRN, false},
		{"ОГРНИП", "304500116000157", ident.OGRN, false},
		{"OKPO", "00032537", ident.OKPO, false},
		{"DUNS", "150483782", ident.DUNS, false},
		{"D-U-N-S", "150483782", ident.DUNS, false},
		{"UEI", "ZQGGHJH74DW7", ident.UEI, false},
		{"NPI", "1234567893", ident.NPI, false},
		{"Solana", "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", ident.Wallet, false},
	} {
		for _, b := range between {
			text := "Listed: " + tc.label + b + tc.value + ") and more"
			got := ident.Scan(text)
			if len(got) != 1 || got[0].ID.Kind != tc.kind || text[got[0].Start:got[0].End] != tc.value {
				t.Errorf("%q: found %+v", text, got)
			}
		}
		if got := ident.Scan("Listed: " + tc.value + " and more"); (len(got) == 1) != tc.bare {
			t.Errorf("%s without label: found %+v", tc.value, got)
		}
		if got := ident.Scan(tc.label + " was asked for and not given, " + tc.label); len(got) != 0 {
			t.Errorf("%s without number: found %+v", tc.label, got)
		}
	}
}

// What is drawn at random is nearly never an identifier: no number without a
// label is taken for a ship, and checksums hold by chance once in billions.
func TestScanNoise(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	for name, word := range map[string]func() string{
		"digits":    func() string { return random(r, "0123456789", 5+r.IntN(12)) },
		"words":     func() string { return random(r, capitals, 1+r.IntN(12)) },
		"addresses": func() string { return random(r, "13LMXDGTrt", 1) + random(r, base58, 24+r.IntN(11)) },
		"hashes":    func() string { return random(r, "0123456789abcdef", 64) },
		"bech32":    func() string { return "bc1" + random(r, "qpzry9x8gf2tvdw0s3jn54khce6mua7l", 39) },
		"cash":      func() string { return "q" + random(r, "qpzry9x8gf2tvdw0s3jn54khce6mua7l", 41) },
		"monero":    func() string { return "4" + random(r, base58, 94) },
		"ton":       func() string { return "EQ" + random(r, base58+"-_0OIl", 46) },
		"stellar":   func() string { return "G" + random(r, capitals+"234567", 55) },
	} {
		for range 2000 {
			w := word()
			if got := ident.Scan("x " + w + " y"); len(got) > 0 {
				t.Errorf("%s: %s taken for %+v", name, w, got[0].ID)
			}
		}
	}
}

// Checking a value that is already in its normal form costs at most one
// allocation, so that millions can be checked.
func TestParseAllocates(t *testing.T) {
	for kind, in := range map[ident.Kind]string{
		ident.IMO: "9074729", ident.MMSI: "445123456", ident.LEI: "253400V1H6ART1UQ0N98", ident.BIC: "COBADEFF", ident.IBAN: "GB82WEST12345698765432",
		ident.USCC: "91350100M000100Y43", ident.INN: "7707083893", ident.Wallet: "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
	} {
		if n := testing.AllocsPerRun(100, func() {
			if _, err := ident.Parse(kind, in); err != nil {
				t.Fatal(err)
			}
		}); n > 1 {
			t.Errorf("%s: %v allocations", kind, n)
		}
	}
}
