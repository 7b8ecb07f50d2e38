package ident_test

import (
	"strings"
	"testing"

	"cordon/ident"
)

// Whatever goes in, the normal form is a fixed point, and what passes once
// passes again in its normal form as the same identifier.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"9074729", "IMO 9074729", "5878589", "445123456", "lei: 253400V1H6ART1UQ0N98", "COBADEFFXXX", "BIC COBADEFF", "GB82 WEST 1234 5698 7654 32",
		"US0378331005", "91350100M000100Y43", "7707083893", "ИНН 500100732259", "1027700132195", "00032537", "15-048-3782", "ZQGGHJH74DW7", "1234567893",
		"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bc1pfeessrawgf", "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
		"3PQXr1pxwQ3xGrpaxFEwqbeCfMYPPtqyjT", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0XFB6916095CA1DF60BB79CE92CE3EA74C37C5D359",
		"41a614f803b6fd780986a42c78ec9c7f77e6ded13c", "rrrrrrrrrrrrrrrrrrrrrhoLvTp", "X7AcgcsBL6XDcUb289X4mJ8djcdyKaGZMhc9YTE92ehJ2Fu",
		"888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H",
		"11111111111111111111111111111111", "0:83dfd552e63729b472fcbcc8c45ebcc6691702558b68ec7527e1ba403a0f31a8",
		"EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N", "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ",
		"tex1s2rt77ggv6q989lr49rkgzmh5slsksa9khdgte", "bitcoin:bitcoin:x", "", "\xff", "IMO:IMO:1", "：：", "BIC:BIC:COBADEFF",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		for _, kind := range ident.Kinds() {
			n := ident.Normal(kind, raw)
			if again := ident.Normal(kind, n); again != n {
				t.Fatalf("%s %q: normal form %q has the normal form %q", kind, raw, n, again)
			}
			id, err := ident.Parse(kind, raw)
			if err != nil {
				if id != (ident.ID{}) || strings.TrimSpace(err.Error()) == "" {
					t.Fatalf("%s %q: %+v, %v", kind, raw, id, err)
				}
				continue
			}
			if id.Kind != kind || id.Value == "" {
				t.Fatalf("%s %q: %+v", kind, raw, id)
			}
			if kind == ident.Wallet {
				ids, err := ident.ParseWallet(raw)
				if err != nil || ids[0] != id {
					t.Fatalf("%q: %+v, but %+v, %v", raw, id, ids, err)
				}
				for _, id := range ids {
					again, err := ident.CheckWallet(id.Asset, id.Value)
					if err != nil || again.Value != id.Value || again.Asset != id.Asset {
						t.Fatalf("%q: %+v, then %+v, %v", raw, id, again, err)
					}
					if _, _, err := ident.WalletPayload(id.Asset, raw); err != nil {
						t.Fatalf("%q: %v", raw, err)
					}
				}
				continue
			}
			if again, err := ident.Parse(kind, id.Value); err != nil || again != id || id.Value != n {
				t.Fatalf("%s %q: %+v, then %+v, %v; normal form %q", kind, raw, id, again, err, n)
			}
		}
	})
}

// Whatever the text, what is found lies within it in order and reads the same
// when it is cut out.
func FuzzScan(f *testing.F) {
	for _, s := range []string{
		"IMO 9074729, 7937317 and 8132835; Company Number IMO 5878589", "SWIFT/BIC SABRRUMM; ИНН/КПП: 7707083893/770801001",
		"IBAN: DE89 3704 0044 0532 0130 00.", "统一社会信用代码：91350100M000100Y43", "D-U-N-S Number 56-538-1234", "LEI 253400v1h6art1uq0n98",
		"XBT 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a LTC 3PQXr1pxwQ3xGrpaxFEwqbeCfMYPPtqyjT",
		"EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N SOL 11111111111111111111111111111111", "MMSI:445123456\xff", "UEI ZQGGHJH74DW7 NPI 1234567893",
		"0x098b716b8aaf21512996dc57eb0615e2383e2f96", "GB82WEST12345698765432",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, found := range ident.Scan(text) {
			if found.Start < last || found.End <= found.Start || found.End > len(text) {
				t.Fatalf("%q: [%d:%d] after %d", text, found.Start, found.End, last)
			}
			last = found.End
			cut, id := text[found.Start:found.End], found.ID
			if id.Kind == ident.Wallet {
				again, err := ident.CheckWallet(id.Asset, cut)
				if err != nil || again != id {
					t.Fatalf("%q: %+v reads as %+v, %v", cut, id, again, err)
				}
				continue
			}
			if again, err := ident.Parse(id.Kind, cut); err != nil || again != id || ident.Normal(id.Kind, cut) != id.Value {
				t.Fatalf("%q: %+v reads as %+v, %v", cut, id, again, err)
			}
		}
	})
}
