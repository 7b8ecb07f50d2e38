package ident_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cordon/ident"
)

func TestParse(t *testing.T) {
	for _, tc := range []struct {
		name string
		kind ident.Kind
		in   string
		want ident.ID
	}{
		{"ship", ident.IMO, "9074729", ident.ID{Kind: ident.IMO, Value: "9074729", Strong: true}},
		{"ship with label", ident.IMO, "IMO 9074729", ident.ID{Kind: ident.IMO, Value: "9074729", Strong: true}},
		{"ship with long label", ident.IMO, "imo no.: 907-4729", ident.ID{Kind: ident.IMO, Value: "9074729", Strong: true}},
		{"ship, label glued", ident.IMO, "IMO9074729", ident.ID{Kind: ident.IMO, Value: "9074729", Strong: true}},
		{"ship in full width", ident.IMO, "９０７４７２９", ident.ID{Kind: ident.IMO, Value: "9074729", Strong: true}},
		{"ship with soft gaps", ident.IMO, "\ufeff907\u00a04729\u200b", ident.ID{Kind: ident.IMO, Value: "9074729", Strong: true}},
		{"shipping company", ident.IMOCompany, "5878589", ident.ID{Kind: ident.IMOCompany, Value: "5878589", Strong: true}},
		{"radio of a ship", ident.MMSI, "445123456", ident.ID{Kind: ident.MMSI, Value: "445123456", Country: "kp", Form: "ship"}},
		{"company", ident.LEI, "253400V1H6ART1UQ0N98", ident.ID{Kind: ident.LEI, Value: "253400V1H6ART1UQ0N98", Strong: true}},
		{"company, small letters and label", ident.LEI, "lei: 253400v1h6art1uq0n98", ident.ID{Kind: ident.LEI, Value: "253400V1H6ART1UQ0N98", Strong: true}},
		{"bank, head office", ident.BIC, "COBADEFFXXX", ident.ID{Kind: ident.BIC, Value: "COBADEFF", Country: "de"}},
		{"bank", ident.BIC, "cobadeff", ident.ID{Kind: ident.BIC, Value: "COBADEFF", Country: "de"}},
		{"bank, branch", ident.BIC, "SWIFT/BIC: DEUT DE FF 500", ident.ID{Kind: ident.BIC, Value: "DEUTDEFF", Country: "de"}},
		{"bank of Kosovo", ident.BIC, "NCBVXKPR", ident.ID{Kind: ident.BIC, Value: "NCBVXKPR", Country: "xk"}},
		{"bank, listed", ident.BIC, "FTBDKPP1", ident.ID{Kind: ident.BIC, Value: "FTBDKPP1", Country: "kp"}},
		{"account", ident.IBAN, "GB82WEST12345698765432", ident.ID{Kind: ident.IBAN, Value: "GB82WEST12345698765432", Country: "gb", Strong: true}},
		{"account in groups", ident.IBAN, "IBAN GB82 WEST 1234 5698 7654 32", ident.ID{Kind: ident.IBAN, Value: "GB82WEST12345698765432", Country: "gb", Strong: true}},
		{"account, Germany", ident.IBAN, "DE89370400440532013000", ident.ID{Kind: ident.IBAN, Value: "DE89370400440532013000", Country: "de", Strong: true}},
		{"account, Norway: the shortest", ident.IBAN, "NO93 8601 1117 947", ident.ID{Kind: ident.IBAN, Value: "NO9386011117947", Country: "no", Strong: true}},
		{"account, Malta", ident.IBAN, "MT84MALT011000012345MTLCAST001S", ident.ID{Kind: ident.IBAN, Value: "MT84MALT011000012345MTLCAST001S", Country: "mt", Strong: true}},
		{"account, France", ident.IBAN, "FR14 2004 1010 0505 0001 3M02 606", ident.ID{Kind: ident.IBAN, Value: "FR1420041010050500013M02606", Country: "fr", Strong: true}},
		{"account, Kosovo", ident.IBAN, "XK051212012345678906", ident.ID{Kind: ident.IBAN, Value: "XK051212012345678906", Country: "xk", Strong: true}},
		{"security", ident.ISIN, "US0378331005", ident.ID{Kind: ident.ISIN, Value: "US0378331005", Country: "us", Strong: true}},
		{"security of no country", ident.ISIN, "XS0114288789", ident.ID{Kind: ident.ISIN, Value: "XS0114288789", Strong: true}},
		{"taxpayer, company", ident.INN, "7707083893", ident.ID{Kind: ident.INN, Value: "7707083893", Country: "ru", Form: "company", Strong: true}},
		{"taxpayer, person", ident.INN, "ИНН 500100732259", ident.ID{Kind: ident.INN, Value: "500100732259", Country: "ru", Form: "person", Strong: true}},
		{"register, company", ident.OGRN, "ОГРН: 1027700132195", ident.ID{Kind: ident.OGRN, Value: "1027700132195", Country: "ru", Form: "company", Strong: true}},
		{"register, sole trader", ident.OGRN, "304500116000157", ident.ID{Kind: ident.OGRN, Value: "304500116000157", Country: "ru", Form: "person", Strong: true}},
		{"statistics", ident.OKPO, "00032537", ident.ID{Kind: ident.OKPO, Value: "00032537", Country: "ru", Form: "company", Strong: true}},
		{"social credit code", ident.USCC, "91350100M000100Y43", ident.ID{Kind: ident.USCC, Value: "91350100M000100Y43", Country: "cn", Strong: true}},
		{"D-U-N-S", ident.DUNS, "15-048-3782", ident.ID{Kind: ident.DUNS, Value: "150483782"}},
		{"D-U-N-S with label", ident.DUNS, "D-U-N-S Number 15-048-3782", ident.ID{Kind: ident.DUNS, Value: "150483782"}},
		{"US entity", ident.UEI, "zqgghjh74dw7", ident.ID{Kind: ident.UEI, Value: "ZQGGHJH74DW7"}},
		{"US health provider", ident.NPI, "1234567893", ident.ID{Kind: ident.NPI, Value: "1234567893", Country: "us", Strong: true}},
		{"wallet", ident.Wallet, " 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa ", ident.ID{Kind: ident.Wallet, Value: "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", Asset: "btc", Form: "p2pkh", Strong: true}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := ident.Parse(tc.kind, tc.in)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tc.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if n := ident.Normal(tc.kind, tc.in); n != got.Value {
				t.Errorf("Normal gives %q, Parse %q", n, got.Value)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for _, tc := range []struct {
		kind     ident.Kind
		in, want string
	}{
		{ident.IMO, "9074728", "imo 9074728: check digit is 8, should be 9"},
		{ident.IMO, "5878589", "imo 5878589: check digit is 9, should be 1"},
		{ident.IMO, "907472", "imo 907472: must be 7 digits"},
		{ident.IMO, "90747290", "imo 90747290: must be 7 digits"},
		{ident.IMO, "907472A", "imo 907472A: must be 7 digits"},
		{ident.IMO, "0000000", "imo 0000000: is all zeros"},
		{ident.IMO, "", "imo : empty"},
		{ident.IMOCompany, "9074729", "imo company 9074729: check digit is 9, should be 2"},
		{ident.MMSI, "299123456", "mmsi 299123456: no country has the digits 299"},
		{ident.MMSI, "44512345", "mmsi 44512345: must be 9 digits"},
		{ident.MMSI, "000000000", "mmsi 000000000: is all zeros"},
		{ident.LEI, "253400V1H6ART1UQ0N97", "lei 253400V1H6ART1UQ0N97: check digits are 97, should be 98"},
		{ident.LEI, "253400V1H6ART1UQ0N9", "lei 253400V1H6ART1UQ0N9: must be 20 letters and digits"},
		{ident.BIC, "COBAZZFF", "bic COBAZZFF: no country ZZ"},
		{ident.BIC, "COB1DEFF", "bic COB1DEFF: must begin with 6 letters"},
		{ident.BIC, "COBADEFFX", "bic COBADEFFX: must be 8 or 11 letters and digits"},
		{ident.IBAN, "GB83WEST12345698765432", "iban GB83WEST12345698765432: check digits are 83, should be 82"},
		{ident.IBAN, "GB82WEST1234569876543", "iban GB82WEST1234569876543: length is 21, should be 22"},
		{ident.IBAN, "US12345678901234567890", "iban US12345678901234567890: no country with IBANs: US"},
		{ident.IBAN, "DE", "iban DE: must be 15 to 33 letters and digits"},
		{ident.IBAN, "NO36AB011117947", "iban NO36AB011117947: check digits are 36, should be 81"},
		{ident.IBAN, "NO81AB011117947", "iban NO81AB011117947: account part must be 11n (a letters, n digits, c both)"},
		{ident.ISIN, "US0378331006", "isin US0378331006: check digit is 6, should be 5"},
		{ident.ISIN, "1S0378331005", "isin 1S0378331005: must be 2 letters, 9 letters or digits, 1 digit"},
		{ident.USCC, "91350100M000100Y44", "uscc 91350100M000100Y44: check character is 4, should be 3"},
		{ident.USCC, "91350100M000100I43", "uscc 91350100M000100I43: no such character: I"},
		{ident.USCC, "9135A100M000100Y43", "uscc 9135A100M000100Y43: characters 3 to 8 must be digits"},
		{ident.INN, "7707083894", "inn 7707083894: check digit is 4, should be 3"},
		{ident.INN, "500100732269", "inn 500100732269: check digit is 6, should be 5"},
		{ident.INN, "77070838931", "inn 77070838931: must be 10 or 12 digits"},
		{ident.OGRN, "1027700132196", "ogrn 1027700132196: check digit is 6, should be 5"},
		{ident.OKPO, "00032538", "okpo 00032538: check digit is 8, should be 7"},
		{ident.DUNS, "1504837", "duns 1504837: must be 9 digits"},
		{ident.UEI, "0QGGHJH74DW7", "uei 0QGGHJH74DW7: must not begin with 0 nor have the letters I and O"},
		{ident.NPI, "1234567894", "npi 1234567894: check digit is 4, should be 3"},
		{ident.NPI, "3234567893", "npi 3234567893: must begin with 1 or 2"},
		{"passport", "X", `ident: no kind "passport"`},
		{ident.LEI, strings.Repeat("9", 600), "lei: 600 bytes: too long"},
		{ident.LEI, "\x00\x01", `lei "\x00\x01": must be 20 letters and digits`},
		{ident.LEI, strings.Repeat("9", 60), `lei "9999999999999999999999999999999999999999…": must be 20 letters and digits`},
	} {
		id, err := ident.Parse(tc.kind, tc.in)
		if err == nil {
			t.Errorf("%s %q passes as %+v", tc.kind, tc.in, id)
		} else if err.Error() != tc.want {
			t.Errorf("%s %q:\n got %s\nwant %s", tc.kind, tc.in, err, tc.want)
		}
		if id != (ident.ID{}) {
			t.Errorf("%s %q: refused, but %+v", tc.kind, tc.in, id)
		}
	}
}

func TestNormal(t *testing.T) {
	for _, tc := range []struct {
		kind     ident.Kind
		in, want string
	}{
		{ident.IMO, "IMO 9074728", "9074728"}, // fails its check and can still be compared
		{ident.IMO, "imo number: 907 4728", "9074728"},
		{ident.IMO, "IMO", "IMO"},
		{ident.IMO, "IMO 123", "IMO123"},
		{ident.BIC, "SWIFTCODE: COBADEFF", "COBADEFF"},
		{ident.BIC, "BICXDEFF", "BICXDEFF"}, // a bank's own letters
		{ident.LEI, "LEI 253400v1-h6art1uq0n99", "253400V1H6ART1UQ0N99"},
		{ident.USCC, "统一社会信用代码：91350100M000100Y43", "91350100M000100Y43"},
		{ident.OGRN, "огрн 1027700132195", "огрн1027700132195"}, // labels in capitals only
		{"passport", "x 12.34-5", "X12345"},
		{ident.Wallet, " 1Gq\n", "1Gq"},
		{ident.Wallet, "0xABCDEF", "0xabcdef"},
	} {
		got := ident.Normal(tc.kind, tc.in)
		if got != tc.want {
			t.Errorf("%s %q: got %q, want %q", tc.kind, tc.in, got, tc.want)
		}
		if again := ident.Normal(tc.kind, got); again != got {
			t.Errorf("%s %q: twice gives %q, then %q", tc.kind, tc.in, got, again)
		}
	}
}

// One wrong digit, or one wrong letter, never passes: that is what check digits
// are for. The check of IMO numbers is weaker: it sees a change only where the
// change times its weight is no multiple of ten, and must see all of those.
func TestOneWrongCharacter(t *testing.T) {
	for _, tc := range []struct {
		kind ident.Kind
		in   string
		want int // changes tried
	}{
		{ident.IMO, "9074729", 56},
		{ident.IMO, "7937317", 56},
		{ident.LEI, "253400V1H6ART1UQ0N98", 12*9 + 8*25},
		{ident.IBAN, "GB82WEST12345698765432", 16*9 + 6*25},
		{ident.IBAN, "DE89370400440532013000", 20*9 + 2*25},
		{ident.USCC, "91350100M000100Y43", 16*9 + 2*25},
		{ident.INN, "7707083893", 90},
		{ident.NPI, "1234567893", 90},
	} {
		tried := 0
		for i := range tc.in {
			class := "0123456789"
			if tc.in[i] > '9' {
				class = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			}
			for _, c := range class {
				off := int(c) - int(tc.in[i])
				if off == 0 || tc.kind == ident.IMO && i < 6 && off*(7-i)%10 == 0 {
					continue
				}
				tried++
				bad := tc.in[:i] + string(c) + tc.in[i+1:]
				if _, err := ident.Parse(tc.kind, bad); err == nil {
					t.Errorf("%s %s passes for %s", tc.kind, bad, tc.in)
				}
			}
		}
		if tried != tc.want {
			t.Errorf("%s: %d changes tried, want %d", tc.in, tried, tc.want)
		}
	}
}

// Every kind that Kinds names is one that Parse knows.
func TestKinds(t *testing.T) {
	seen := map[ident.Kind]bool{}
	for _, k := range ident.Kinds() {
		if _, err := ident.Parse(k, "?"); err == nil || strings.Contains(err.Error(), "no kind") {
			t.Errorf("%s: %v", k, err)
		}
		seen[k] = true
	}
	if len(seen) != 15 {
		t.Errorf("%d kinds, want 15", len(seen))
	}
}

// The 249 countries of ISO 3166-1 and Kosovo have banks; no other two letters do.
func TestBICCountries(t *testing.T) {
	n := 0
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string(a) + string(b)
			id, err := ident.Parse(ident.BIC, "BANK"+code+"2X")
			if err != nil {
				continue
			}
			n++
			if id.Country != strings.ToLower(code) {
				t.Errorf("%s: country %q", code, id.Country)
			}
		}
	}
	if n != 250 {
		t.Errorf("%d countries, want 250", n)
	}
	for _, code := range []string{"UK", "EU", "AN", "SU", "YU", "ZZ", "EN"} {
		if id, err := ident.Parse(ident.BIC, "BANK"+code+"2X"); err == nil {
			t.Errorf("%s passes as %+v", code, id)
		}
	}
}
