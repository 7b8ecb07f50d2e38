package ident_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cordon/ident"
	"cordon/internal/testdata"
)

// tags reads address and currency of the labels in a folder of packs. A pack or
// a tag may name the currency; the tag's own counts.
func tags(t *testing.T, dir string) (out [][2]string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d packs, %v", len(files), err)
	}
	field := regexp.MustCompile(`^(\s*-?\s*)(address|currency):\s*["']?([^"'\s]+)["']?\s*$`)
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var r io.Reader = f
		if strings.HasSuffix(name, ".gz") {
			if r, err = gzip.NewReader(f); err != nil {
				t.Fatal(err)
			}
		}
		of, tag := "", [2]string{}
		flush := func() {
			if tag[0] != "" {
				if tag[1] == "" {
					tag[1] = of
				}
				out = append(out, tag)
			}
			tag = [2]string{}
		}
		for sc := bufio.NewScanner(r); sc.Scan(); {
			line := sc.Text()
			if strings.HasPrefix(strings.TrimSpace(line), "- ") {
				flush()
			}
			m := field.FindStringSubmatch(line)
			switch {
			case m == nil:
			case m[2] == "address":
				tag[0] = m[3]
			case m[1] == "":
				of = m[3]
			default:
				tag[1] = m[3]
			}
		}
		flush()
	}
	return out
}

// Of 47,000 labelled addresses, those of the currencies we know pass, but for
// what the packs have wrong: three cut or mistaken addresses of Monero, one of
// TRON under Bitcoin, one of Bitcoin Cash under Bitcoin SV, one of a chain beside
// Avalanche's, and tokens on chains that we do not know.
func TestTagPacks(t *testing.T) {
	good, bad := map[string]int{}, map[string]int{}
	known := map[string]bool{}
	for _, ticker := range strings.Fields("BTC BCH BSV BTG LTC DASH ZEC DOGE XVG ETH ETC AVAX MATIC BEP2 BEP20 TRX XRP XMR SOL XLM ATOM USDT USDC") {
		known[ticker] = true
	}
	for _, tag := range tags(t, testdata.Path(t, "crypto/labels/tagpacks")) {
		if !known[tag[1]] {
			continue
		}
		id, err := ident.CheckWallet(tag[1], tag[0])
		if err != nil {
			bad[tag[1]]++
			continue
		}
		good[tag[1]+" "+id.Asset]++
	}
	if d := cmp.Diff(map[string]int{
		"BTC btc": 45196, "BCH bch": 12, "BSV bsv": 2, "BTG btg": 1, "LTC ltc": 11, "DASH dash": 5, "ZEC zec": 5, "DOGE doge": 5, "XVG xvg": 2,
		"ETH eth": 2374, "ETC eth": 2, "AVAX eth": 4, "MATIC eth": 4, "BEP20 eth": 16, "BEP2 bnb": 25, "ATOM atom": 3,
		"TRX trx": 36, "XRP xrp": 2, "XMR xmr": 2, "SOL sol": 3, "XLM xlm": 2,
		"USDT eth": 11, "USDT trx": 4, "USDT btc": 4, "USDT sol": 2, "USDC eth": 10,
	}, good); d != "" {
		t.Errorf("passing (-want +got):\n%s", d)
	}
	if d := cmp.Diff(map[string]int{"BTC": 1, "BSV": 1, "XMR": 3, "AVAX": 1, "USDT": 13, "USDC": 4}, bad); d != "" {
		t.Errorf("refused (-want +got):\n%s", d)
	}
}

// All labelled accounts of Ethereum are addresses.
func TestLabelledAccounts(t *testing.T) {
	raw, err := os.ReadFile(testdata.Path(t, "crypto/labels/etherscan/combinedAccountLabels.json"))
	if err != nil {
		t.Fatal(err)
	}
	var accounts map[string]struct{}
	if err := json.Unmarshal(raw, &accounts); err != nil {
		t.Fatal(err)
	}
	if len(accounts) != 23288 {
		t.Errorf("%d accounts, want 23288", len(accounts))
	}
	for a := range accounts {
		if _, err := ident.CheckWallet("ETH", a); err != nil {
			t.Error(err)
		}
	}
}
