package ident_test

import (
	"bufio"
	"encoding/csv"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cordon/ident"
	"cordon/internal/testdata"
)

func lines(t testing.TB, path string) []string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []string
	for sc := bufio.NewScanner(f); sc.Scan(); {
		if l := strings.TrimSpace(sc.Text()); l != "" {
			out = append(out, l)
		}
	}
	return out
}

func records(t testing.TB, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.LazyQuotes = true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := make(map[string]string)
		for i, name := range rows[0] {
			m[strings.TrimPrefix(name, "\ufeff")] = row[i]
		}
		out = append(out, m)
	}
	return out
}

// Every address of the chain files is valid, and their forms are as many as
// counted independently.
func TestRealAddresses(t *testing.T) {
	for _, tc := range []struct {
		chain string
		want  map[string]int
	}{
		{"btc", map[string]int{"p2pkh": 1677, "p2sh": 993, "p2wpkh": 580, "p2wsh": 46, "p2tr": 38}},
		{"ltc", map[string]int{"p2sh": 1208, "p2wpkh": 1093, "p2pkh": 865, "p2tr": 166, "p2wsh": 2}},
		{"bch", map[string]int{"p2pkh": 3066, "p2sh": 268}},
		{"zec", map[string]int{"p2pkh": 3222, "p2sh": 112}},
	} {
		t.Run(tc.chain, func(t *testing.T) {
			got := map[string]int{}
			for _, a := range lines(t, testdata.Path(t, "crypto/addresses/"+tc.chain+".txt")) {
				id, err := ident.CheckWallet(tc.chain, a)
				if err != nil {
					t.Error(err)
					continue
				}
				if id.Asset != tc.chain || !id.Strong {
					t.Errorf("%s: got %+v", a, id)
				}
				got[id.Form]++
			}
			if d := cmp.Diff(tc.want, got); d != "" {
				t.Errorf("forms (-want +got):\n%s", d)
			}
		})
	}
}

// All of them are found again in running text, and nothing else is.
func TestScanRealAddresses(t *testing.T) {
	for _, chain := range []string{"btc", "ltc", "bch", "zec"} {
		all := lines(t, testdata.Path(t, "crypto/addresses/"+chain+".txt"))
		text := strings.Join(all, ", then on to\n")
		found := ident.Scan(text)
		if len(found) != len(all) {
			t.Errorf("%s: %d found, want %d", chain, len(found), len(all))
			continue
		}
		for i, f := range found {
			if got := text[f.Start:f.End]; got != all[i] {
				t.Errorf("%s: found %s, want %s", chain, got, all[i])
			}
		}
	}
}

func TestVectors(t *testing.T) {
	rows := records(t, testdata.Path(t, "crypto/addresses/vectors.csv"))
	if len(rows) != 29 {
		t.Errorf("%d vectors, want 29", len(rows))
	}
	for _, row := range rows {
		form, payload, err := ident.WalletPayload(row["chain"], row["address"])
		if err != nil {
			form = "invalid"
		}
		if form != row["kind"] || hex.EncodeToString(payload) != row["payload_hex"] {
			t.Errorf("%s %s: got %s %x (%v), want %s %s", row["chain"], row["address"], form, payload, err, row["kind"], row["payload_hex"])
		}
	}
}

// The plain lists by ticker: what the codecs refuse is exactly what is no
// address or stands under a wrong ticker.
func TestListedByTicker(t *testing.T) {
	dir := testdata.Path(t, "crypto/ofac")
	files, err := filepath.Glob(filepath.Join(dir, "sanctioned_addresses_*.txt"))
	if err != nil || len(files) != 17 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	total, usdt, refused := 0, map[string]int{}, []string{}
	for _, f := range files {
		ticker := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(f), "sanctioned_addresses_"), ".txt")
		for _, a := range lines(t, f) {
			total++
			id, err := ident.CheckWallet(ticker, a)
			if err != nil {
				refused = append(refused, ticker+" "+a+" is "+id.Asset)
			} else if ticker == "USDT" {
				usdt[id.Asset+" "+id.Form]++
			}
		}
	}
	if total != 654 {
		t.Errorf("%d addresses, want 654", total)
	}
	want := []string{
		"XBT TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq is trx",
		"XMR 5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320 is ",
	}
	if d := cmp.Diff(want, refused); d != "" {
		t.Errorf("refused (-want +got):\n%s", d)
	}
	if d := cmp.Diff(map[string]int{"eth evm": 8, "trx account": 11, "btc p2pkh": 5, "btc p2sh": 2}, usdt); d != "" {
		t.Errorf("USDT (-want +got):\n%s", d)
	}
}

// Of 473 pairs joined from the remarks, four were cut, one is a hex string that
// is no address, and one address of TRON stands under Bitcoin.
func TestListedWithEntity(t *testing.T) {
	seen, bad := map[string]bool{}, []string{}
	for _, row := range records(t, testdata.Path(t, "derived/ofac_crypto_addresses_2024-01_joined.csv")) {
		pair := row["currency"] + " " + row["address"]
		if seen[pair] {
			continue
		}
		seen[pair] = true
		if id, err := ident.CheckWallet(row["currency"], row["address"]); err != nil {
			bad = append(bad, pair+" "+id.Asset)
		}
	}
	if len(seen) != 473 {
		t.Errorf("%d pairs, want 473", len(seen))
	}
	want := []string{
		"XMR 5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320 ",
		"XBT 1Gq ",
		"XBT 1B64QRxf ",
		"XBT 3F6bbvS1krsc1qR8FsbTDfYQyvkMm ",
		"XBT 1N6XqS ",
		"XBT TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq trx",
	}
	if d := cmp.Diff(want, bad); d != "" {
		t.Errorf("refused (-want +got):\n%s", d)
	}
}
