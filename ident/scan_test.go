package ident_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cordon/ident"
)

// show writes what was found as "kind asset value" and checks that the offsets
// fit.
func show(t *testing.T, text string) []string {
	t.Helper()
	var out []string
	last := 0
	for _, f := range ident.Scan(text) {
		if f.Start < last || f.End <= f.Start || f.End > len(text) {
			t.Fatalf("%q: [%d:%d] after %d", text, f.Start, f.End, last)
		}
		last = f.End
		kind := string(f.ID.Kind)
		if f.ID.Asset != "" {
			kind = f.ID.Asset
		}
		out = append(out, kind+" "+text[f.Start:f.End])
	}
	return out
}

func TestScan(t *testing.T) {
	for _, tc := range []struct {
		name, in string
		want     []string
	}{
		{"nothing", "", nil},
		{"ship", "M/V EXAMPLE, IMO 9074729, flag Sierra Leone", []string{"imo 9074729"}},
		{"ship, colon", "IMO: 9074729", []string{"imo 9074729"}},
		{"ship, words between", "Imo No. (ship) 9074729", []string{"imo 9074729"}},
		{"ship, glued", "see IMO9074729.", []string{"imo 9074729"}},
		{"ship, remark of a list", "Vessel Registration Identification IMO 9074729; Linked To: X", []string{"imo 9074729"}},
		{"ships in a row", "IMO 9074729, 7937317 and 8132835; IMO 8132836", []string{"imo 9074729", "imo 7937317", "imo 8132835"}},
		{"row ends at a bad one", "IMO 9074729, 7937318, 8132835", []string{"imo 9074729"}},
		{"bare number is no ship", "invoice 9074729 of 2024", nil},
		{"wrong check digit", "IMO 9074728", nil},
		{"number too long", "IMO 90747291", nil},
		{"word that begins alike", "important 9074729, imola 9074729", nil},
		{"in one's opinion", "imo this is fine, 9074729 times", nil},
		{"company, not ship", "Company Number IMO 5878589", []string{"imo-company 5878589"}},
		{"company behind the label", "IMO company number 5878589", []string{"imo-company 5878589"}},
		{"company by its check digit", "IMO 5878589", []string{"imo-company 5878589"}},
		{"passes both checks: company", "Identification Number IMO 1790183", []string{"imo-company 1790183"}},
		{"passes both checks: ship", "Vessel Registration Identification IMO 1790183", []string{"imo 1790183"}},
		{"radio", "MMSI 445123456 (DPRK)", []string{"mmsi 445123456"}},
		{"radio without country", "MMSI 299123456", nil},
		{"lei", "Legal Entity Number 253400V1H6ART1UQ0N98", []string{"lei 253400V1H6ART1UQ0N98"}},
		{"lei, small letters", "LEI 253400v1h6art1uq0n98", []string{"lei 253400v1h6art1uq0n98"}},
		{"lei, wrong", "LEI 253400V1H6ART1UQ0N99", nil},
		{"twenty digits are no lei by themselves", "52990000000000000063", nil},
		{"bic", "SWIFT/BIC SABRRUMM; Website x", []string{"bic SABRRUMM"}},
		{"bic, branch", "BIC: COBADEFFXXX.", []string{"bic COBADEFFXXX"}},
		{"swift code", "SWIFT code FTBDKPP1", []string{"bic FTBDKPP1"}},
		{"swift with digit", "SWIFT FTBDKPP1", []string{"bic FTBDKPP1"}},
		{"words are no bic", "SWIFT MESSAGES and swift delivery of BIC lighters", nil},
		{"bic without label", "COBADEFFXXX", nil},
		{"iban", "pay GB82WEST12345698765432 now", []string{"iban GB82WEST12345698765432"}},
		{"iban in groups", "IBAN: DE89 3704 0044 0532 0130 00, BIC COBADEFF", []string{"iban DE89 3704 0044 0532 0130 00", "bic COBADEFF"}},
		{"iban, wrong", "GB83WEST12345698765432", nil},
		{"iban, glued to more", "GB82WEST12345698765432X", nil},
		{"isin", "ISIN RU0009029540", []string{"isin RU0009029540"}},
		{"isin needs its label", "US0378331005", nil},
		{"social credit", "统一社会信用代码：91350100M000100Y43，地址", []string{"uscc 91350100M000100Y43"}},
		{"social credit by itself", "Code 91350100M000100Y43", []string{"uscc 91350100M000100Y43"}},
		{"russian", "ИНН 7707083893, ОГРН 1027700132195, ОКПО 00032537", []string{"inn 7707083893", "ogrn 1027700132195", "okpo 00032537"}},
		{"russian, pair", "ИНН/КПП: 7707083893/770801001", []string{"inn 7707083893"}},
		{"russian, latin letters", "INN 7707083893; OGRN: 1027700132195", []string{"inn 7707083893", "ogrn 1027700132195"}},
		{"an inn is a house", "Holiday Inn 7707083894", nil},
		{"within a word", "длинНИНН 7707083893", nil},
		{"duns", "D-U-N-S Number 56-538-1234; DUNS 150483782", []string{"duns 56-538-1234", "duns 150483782"}},
		{"uei", "UEI ZQGGHJH74DW7", []string{"uei ZQGGHJH74DW7"}},
		{"uei, a word", "UEI REGISTRATION REQUIREMENTS REGISTRARSXX", nil},
		{"wallets", "send to 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa or bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4.",
			[]string{"btc 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "btc bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"}},
		{"wallets in a remark", "Digital Currency Address - XBT 12sjrrhoFEsedNRhtgwvvRqjFTh8fZTDX9; alt. Digital Currency Address - BSV 12sjrrhoFEsedNRhtgwvvRqjFTh8fZTDX9; alt. Digital Currency Address - XVG DFFJhnQNZf8rf67tYnesPu7MuGUpYtzv7Z",
			[]string{"btc 12sjrrhoFEsedNRhtgwvvRqjFTh8fZTDX9", "bsv 12sjrrhoFEsedNRhtgwvvRqjFTh8fZTDX9", "xvg DFFJhnQNZf8rf67tYnesPu7MuGUpYtzv7Z"}},
		{"wallet in a link", "https://etherscan.io/address/0x098b716b8aaf21512996dc57eb0615e2383e2f96#tx", []string{"eth 0x098b716b8aaf21512996dc57eb0615e2383e2f96"}},
		{"wallet with a scheme", "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
			[]string{"bch bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "btc 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"}},
		{"wallet between other letters", "地址1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa。", []string{"btc 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"}},
		{"wallet, wrong", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed", nil},
		{"transaction hash is no wallet", "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef", nil},
		{"monero", "XMR 888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H",
			[]string{"xmr 888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H"}},
		{"ton", "to EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N!", []string{"ton EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N"}},
		{"x-address", "X7AcgcsBL6XDcUb289X4mJ8djcdyKaB5hJDWMArnXr61cqZ", []string{"xrp X7AcgcsBL6XDcUb289X4mJ8djcdyKaB5hJDWMArnXr61cqZ"}},
		{"stellar", "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ", []string{"xlm GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ"}},
		{"solana needs a label", "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", nil},
		{"solana", "Solana address: EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", []string{"sol EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"}},
		{"label at the end", "IMO", nil},
		{"label and nothing near", "IMO" + strings.Repeat(" ", 200) + "9074729", nil},
		{"label of the next", "IMO MMSI 445123456", []string{"mmsi 445123456"}},
		{"bad bytes", "IMO\xff\xfe 9074729 \xe7\xbb", []string{"imo 9074729"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if d := cmp.Diff(tc.want, show(t, tc.in)); d != "" {
				t.Errorf("%q (-want +got):\n%s", tc.in, d)
			}
		})
	}
}

// What is found in one text and in the other is found in both together, at the
// offsets that follow.
func TestScanJoins(t *testing.T) {
	parts := []string{
		"IMO 9074729", "pay DE89 3704 0044 0532 0130 00", "ИНН 7707083893", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
		"nothing here", "LEI 253400V1H6ART1UQ0N98", "0x098b716b8aaf21512996dc57eb0615e2383e2f96", "公司91350100M000100Y43",
	}
	for i, a := range parts {
		for j, b := range parts {
			want := ident.Scan(a)
			for _, f := range ident.Scan(b) {
				want = append(want, ident.Found{ID: f.ID, Start: f.Start + len(a) + 3, End: f.End + len(a) + 3})
			}
			if d := cmp.Diff(want, ident.Scan(a+".\n\n"+b)); d != "" {
				t.Errorf("parts %d and %d (-want +got):\n%s", i, j, d)
			}
		}
	}
}

// hostile are texts that make a careless scanner slow.
func hostile(n int) map[string]string {
	out := map[string]string{}
	for name, unit := range map[string]string{
		"base58, no gap":       "z",
		"digits, no gap":       "7",
		"addresses of 34":      "1BpEi6DfDAUFd7GtittLSdBeYJvcoaVgg1 ",
		"addresses of monero":  strings.Repeat("4", 95) + " ",
		"bech32":               "bc1" + strings.Repeat("q", 59) + " ",
		"long bech32":          "u1" + strings.Repeat("q", 300) + " ",
		"hex with capitals":    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed ",
		"labels":               "imo ",
		"labels and fillers":   "imo no no no no no ",
		"labels and gaps":      "imo" + strings.Repeat(".", 60),
		"starts of ibans":      "GB82 ",
		"ibans that fail late": "GB82 WEST 1234 5698 7654 33 ",
		"groups of digits":     "INN 7-7-0-7-0-8-3-8-9-4 ",
		"foreign labels":       "ИНН ",
		"chinese labels":       "统一社会信用代码",
		"ton":                  "EQ" + strings.Repeat("-", 46),
		"good ships":           "IMO 9074729, ",
	} {
		out[name] = strings.Repeat(unit, n/len(unit)+1)[:n]
	}
	return out
}

// Texts that mean harm are gone through to their end.
func TestScanHostile(t *testing.T) {
	for name, text := range hostile(1 << 18) {
		end := " IMO 9187629 is the last. "
		found := ident.Scan(text + end)
		if n := len(found); n == 0 || found[n-1].ID.Value != "9187629" || found[n-1].Start != len(text)+5 {
			t.Errorf("%s: the last number is missed", name)
		}
	}
}

func BenchmarkScanHostile(b *testing.B) {
	texts := hostile(1 << 20)
	for _, name := range []string{
		"base58, no gap", "digits, no gap", "addresses of 34", "addresses of monero", "bech32", "long bech32", "hex with capitals",
		"labels and fillers", "labels and gaps", "ibans that fail late", "groups of digits", "chinese labels", "good ships",
	} {
		b.Run(strings.ReplaceAll(name, " ", "-"), func(b *testing.B) {
			b.SetBytes(1 << 20)
			b.ReportAllocs()
			for b.Loop() {
				ident.Scan(texts[name])
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	for _, tc := range []struct {
		kind ident.Kind
		in   string
	}{
		{ident.IMO, "9074729"}, {ident.IMO, "IMO 9074729"}, {ident.LEI, "253400V1H6ART1UQ0N98"}, {ident.IBAN, "GB82WEST12345698765432"},
		{ident.BIC, "COBADEFFXXX"}, {ident.MMSI, "445123456"},
		{ident.Wallet, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"}, {ident.Wallet, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"},
		{ident.Wallet, "0x098b716b8aaf21512996dc57eb0615e2383e2f96"}, {ident.Wallet, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"},
	} {
		b.Run(fmt.Sprintf("%s-%.8s", tc.kind, tc.in), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ident.Parse(tc.kind, tc.in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
