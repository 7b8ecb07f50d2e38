package ident_test

import (
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cordon/ident"
)

// Published examples of every form, from the specifications and the wallets'
// own documentation, and what must come of them.
func TestWalletForms(t *testing.T) {
	for _, tc := range []struct {
		name, ticker, in  string
		asset, form, want string // want: value, "" for the address as it is
	}{
		{"genesis", "XBT", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "btc", "p2pkh", ""},
		{"script", "BTC", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "btc", "p2sh", ""},
		{"segwit in capitals", "XBT", "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "btc", "p2wpkh", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"},
		{"taproot", "XBT", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "btc", "p2tr", ""},
		{"pay to anchor", "XBT", "bc1pfeessrawgf", "btc", "p2a", ""},
		{"witness version 2", "XBT", "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", "btc", "witness-v2", ""},
		{"witness version 16", "XBT", "BC1SW50QGDZ25J", "btc", "witness-v16", "bc1sw50qgdz25j"},
		{"silent payment", "XBT", "sp1qqgste7k9hx0qftg6qmwlkqtwuy6cycyavzmzj85c6qdfhjdpdjtdgqjuexzk6murw56suy3e0rd2cgqvycxttddwsvgxe2usfpxumr70xc9pkqwv", "btc", "silent-payment", ""},
		{"link", "XBT", "bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa?amount=1.5", "btc", "p2pkh", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"},
		{"broken over lines", "XBT", "1A1zP1eP5QGefi2D\n  MPTfTL5SLmv7DivfNa", "btc", "p2pkh", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"},
		{"cash", "BCH", "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "bch", "p2pkh", "1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu"},
		{"cash without prefix, capitals", "BCH", "QPM2QSZNHKS23Z7629MMS6S4CWEF74VCWVY22GDX6A", "bch", "p2pkh", "1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu"},
		{"cash script", "BCH", "bitcoincash:ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq", "bch", "p2sh", "3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC"},
		{"cash with tokens", "BCH", "bitcoincash:zpm2qsznhks23z7629mms6s4cwef74vcwvrqekrq9w", "bch", "p2pkh", "1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu"},
		{"cash legacy", "BCH", "1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu", "bch", "p2pkh", ""},
		{"satoshi's vision", "BSV", "12sjrrhoFEsedNRhtgwvvRqjFTh8fZTDX9", "bsv", "p2pkh", ""},
		{"litecoin", "LTC", "LNf2JDiuunBz7GMDKFYHN4rq5meXWxiwfb", "ltc", "p2pkh", ""},
		{"litecoin script", "LTC", "MVcg9uEvtWuP5N6V48EHfEtbz48qR8TKZ9", "ltc", "p2sh", ""},
		{"litecoin script of old", "LTC", "3PQXr1pxwQ3xGrpaxFEwqbeCfMYPPtqyjT", "ltc", "p2sh", "MVcg9uEvtWuP5N6V48EHfEtbz48qR8TKZ9"},
		{"litecoin, private", "LTC", "ltcmweb1qq20e2arnhvxw97katjkmsd35agw3capxjkrkh7dk8d30rczm8ypxuq329nwh2twmchhqn3jqh7ua4ps539f6aazh79jy76urqht4qa59ts3at6gf", "ltc", "mweb", ""},
		{"dash", "DASH", "XnPFsRWTaSgiVauosEwQ6dEitGYXgwznz2", "dash", "p2pkh", ""},
		{"zcash", "ZEC", "t1MMXtBrSp1XG38Lx9cePcNUCJj5vdWfUWL", "zec", "p2pkh", ""},
		{"zcash script", "ZEC", "t3Vz22vK5z2LcKEdg16Yv4FFneEL1zg9ojd", "zec", "p2sh", ""},
		{"zcash sapling", "ZEC", "zs1z7rejlpsa98s2rrrfkwmaxu53e4ue0ulcrw0h4x5g8jl04tak0d3mm47vdtahatqrlkngh9slya", "zec", "sapling", ""},
		{"zcash unified", "ZEC", "u1l8xunezsvhq8fgzfl7404m450nwnd76zshscn6nfys7vyz2ywyh4cc5daaq0c7q2su5lqfh23sp7fkf3kt27ve5948mzpfdvckzaect2jtte308mkwlycj2u0eac077wu70vqcetkxf", "zec", "unified", ""},
		{"zcash tex", "ZEC", "tex1s2rt77ggv6q989lr49rkgzmh5slsksa9khdgte", "zec", "tex", ""},
		{"bitcoin gold", "BTG", "GPwg61XoHqQPNmAucFACuQ5H9sGCDv9TpS", "btg", "p2pkh", ""},
		{"verge", "XVG", "DFFJhnQNZf8rf67tYnesPu7MuGUpYtzv7Z", "xvg", "p2pkh", ""},
		{"dogecoin", "DOGE", "DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L", "doge", "p2pkh", ""},
		{"ether, checksum", "ETH", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "eth", "evm", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"},
		{"ether, small", "ETC", "0xd882cfc20f52f2599d84b8e8d58c7fb62cfe344b", "eth", "evm", ""},
		{"ether, capitals", "ARB", "0XFB6916095CA1DF60BB79CE92CE3EA74C37C5D359", "eth", "evm", "0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359"},
		{"tether on ether", "USDT", "0x098b716b8aaf21512996dc57eb0615e2383e2f96", "eth", "evm", ""},
		{"tether on tron", "USDT", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "trx", "account", ""},
		{"tether on bitcoin", "USDT", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "btc", "p2pkh", ""},
		{"tron in hex", "TRX", "41a614f803b6fd780986a42c78ec9c7f77e6ded13c", "trx", "account", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"},
		{"monero", "XMR", "4AdUndXHHZ6cfufTMvppY6JwXNouMBzSkbLYfpAV5Usx3skxNgYeYTRj5UzqtReoS44qo9mtmXCqY45DJ852K5Jv2684Rge", "xmr", "standard", ""},
		{"monero integrated", "XMR", "4LL9oSLmtpccfufTMvppY6JwXNouMBzSkbLYfpAV5Usx3skxNgYeYTRj5UzqtReoS44qo9mtmXCqY45DJ852K5Jv2bYXZKKQePHES9khPK", "xmr", "integrated", ""},
		{"monero subaddress", "XMR", "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H", "xmr", "subaddress", ""},
		{"xrp", "XRP", "rnXyVQzgxZe7TR1EPzTkGj2jxH4LMJYh66", "xrp", "account", ""},
		{"xrp, account zero", "XRP", "rrrrrrrrrrrrrrrrrrrrrhoLvTp", "xrp", "account", ""},
		{"xrp with no tag", "XRP", "X7AcgcsBL6XDcUb289X4mJ8djcdyKaB5hJDWMArnXr61cqZ", "xrp", "account", "r9cZA1mLK5R5Am25ArfXFmqgNwjZgnfk59"},
		{"xrp with tag", "XRP", "X7AcgcsBL6XDcUb289X4mJ8djcdyKaGZMhc9YTE92ehJ2Fu", "xrp", "account", "r9cZA1mLK5R5Am25ArfXFmqgNwjZgnfk59"},
		{"solana", "SOL", "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", "sol", "account", ""},
		{"solana, system", "SOL", "11111111111111111111111111111111", "sol", "account", ""},
		{"ton, bounceable", "TON", "EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N", "ton", "bounceable workchain 0", "UQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqEBI"},
		{"ton, raw", "TON", "0:83dfd552e63729b472fcbcc8c45ebcc6691702558b68ec7527e1ba403a0f31a8", "ton", "raw workchain 0", "UQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqEBI"},
		{"stellar", "XLM", "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ", "xlm", "account", ""},
		{"beacon chain", "BNB", "bnb142q467df6jun6rt5u2ar58sp47hm5f9wvz2cvg", "bnb", "account", ""},
		{"cosmos", "ATOM", "cosmos1h9ymfm2fxrqgd257dlw5nku3jgqjgpl59sm5ns", "atom", "account", ""},
		{"unknown ticker", "XYZ", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "btc", "p2pkh", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			id, err := ident.CheckWallet(tc.ticker, tc.in)
			if err != nil {
				t.Fatal(err)
			}
			if tc.want == "" {
				tc.want = tc.in
			}
			weak := tc.asset == "sol" || strings.HasPrefix(tc.form, "raw") || tc.in[:2] == "41" || tc.form == "evm" && (strings.ToLower(tc.in) == tc.in || strings.ToUpper(tc.in) == tc.in)
			want := ident.ID{Kind: ident.Wallet, Value: tc.want, Asset: tc.asset, Form: tc.form, Strong: !weak}
			if d := cmp.Diff(want, id); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			again, err := ident.CheckWallet(id.Asset, id.Value)
			if err != nil || again.Value != id.Value || again.Asset != id.Asset {
				t.Errorf("normal form gives %+v (%v)", again, err)
			}
		})
	}
}

func TestWalletRefuses(t *testing.T) {
	for _, tc := range []struct{ ticker, in, want string }{
		{"XBT", "", "wallet : too short for an address"},
		{"XBT", "1Gq", "wallet 1Gq: too short for an address"},
		{"XBT", "1N6XqS", "wallet 1N6XqS: too short for an address"},
		{"XBT", "3F6bbvS1krsc1qR8FsbTDfYQyvkMm", "wallet 3F6bbvS1krsc1qR8FsbTDfYQyvkMm: no form of address: base58 of the wrong length"},
		{"XBT", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "wallet 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb: base58 checksum does not hold"},
		{"XBT", "1A1zP1eP5QGefi2DMPTfTL5SLmv7Div0Na", "wallet 1A1zP1eP5QGefi2DMPTfTL5SLmv7Div0Na: no form of address"},
		{"XBT", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh", `wallet "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemea…": version 0 with the checksum of bech32m`},
		{"XBT", "bc1pqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5us4ke", "version above 0 with the checksum of bech32"},
		{"XBT", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kqq7e2cw9", "version 0 with neither 20 nor 32 bytes"},
		{"XBT", "bc1qw508D6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "mixes capital and small letters"},
		{"XBT", "bc1rw5uspcuh", "too short"},
		{"XBT", "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", "an address of a test network"},
		{"XBT", "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", "an address of a test network"},
		{"BCH", "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6b", "no character of CashAddr: b"},
		{"BCH", "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6q", "CashAddr checksum does not hold"},
		{"BCH", "bchtest:qpm2qsznhks23z7629mms6s4cwef74vcwvqcw003ap", "an address of a test network"},
		{"ETH", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed", "capital letters do not fit the EIP-55 checksum"},
		{"ETH", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", "must be 0x and 40 hex digits"},
		{"ETH", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg", "no hex digit: g"},
		{"XMR", "5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320", "no form of address"},
		{"XMR", "49HqitRzdnhYjgTEAhgGpCfsjdTeMbUTU6cyR4JV1R7k2Eej9rGT8JpFiYDa4tZM6RZiFrHmMzgSrhHEqpDYKBe5B2ufNsM", "Monero checksum does not hold"},
		{"XMR", strings.Repeat("z", 95), "Monero block overflows"},
		{"XRP", "rnXyVQzgxZe7TR1EPzTkGj2jxH4LMJYh67", "base58 checksum does not hold"},
		{"TON", "EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2M", "TON checksum does not hold"},
		{"TON", "3:83dfd552e63729b472fcbcc8c45ebcc6691702558b68ec7527e1ba403a0f31a8", "no form of address"},
		{"XLM", "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGA", "Stellar checksum does not hold"},
		{"XBT", strings.Repeat("1", 600), "wallet: 600 bytes: too long"},
		{"XBT", "bc1" + strings.Repeat("q", 120), "longer than 90 characters"},
	} {
		id, err := ident.CheckWallet(tc.ticker, tc.in)
		if err == nil {
			t.Errorf("%s %q passes as %+v", tc.ticker, tc.in, id)
		} else if !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s %q:\n got %s\nwant %s", tc.ticker, tc.in, err, tc.want)
		}
		if id != (ident.ID{}) {
			t.Errorf("%q: refused, but %+v", tc.in, id)
		}
	}
}

// An address under the wrong ticker is refused and recognised.
func TestWrongTicker(t *testing.T) {
	id, err := ident.CheckWallet("XBT", "TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq")
	if err == nil || err.Error() != "wallet TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq: an address of trx, not of XBT" {
		t.Errorf("error %v", err)
	}
	want := ident.ID{Kind: ident.Wallet, Value: "TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq", Asset: "trx", Form: "account", Strong: true}
	if d := cmp.Diff(want, id); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	for _, tc := range [][2]string{
		{"LTC", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"},
		{"ETH", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"},
		{"USDC", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"},
		{"XRP", "XnPFsRWTaSgiVauosEwQ6dEitGYXgwznz2"},
		{"XMR", "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"},
		{"BSV", "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"},
	} {
		if _, _, err := ident.WalletPayload(tc[0], tc[1]); err == nil {
			t.Errorf("%s passes under %s", tc[1], tc[0])
		}
	}
}

// Addresses that several families write alike come once for each.
func TestParseWallet(t *testing.T) {
	for _, tc := range []struct {
		in   string
		want []string
	}{
		{"1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu", []string{"btc 1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu", "bch 1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu", "bsv 1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu"}},
		{"3PQXr1pxwQ3xGrpaxFEwqbeCfMYPPtqyjT", []string{"btc 3PQXr1pxwQ3xGrpaxFEwqbeCfMYPPtqyjT", "bch 3PQXr1pxwQ3xGrpaxFEwqbeCfMYPPtqyjT", "bsv 3PQXr1pxwQ3xGrpaxFEwqbeCfMYPPtqyjT", "ltc MVcg9uEvtWuP5N6V48EHfEtbz48qR8TKZ9"}},
		{"DFFJhnQNZf8rf67tYnesPu7MuGUpYtzv7Z", []string{"doge DFFJhnQNZf8rf67tYnesPu7MuGUpYtzv7Z", "xvg DFFJhnQNZf8rf67tYnesPu7MuGUpYtzv7Z"}},
		{"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", []string{"eth 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"}},
		{"qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", []string{"bch 1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu"}},
	} {
		ids, err := ident.ParseWallet(tc.in)
		if err != nil {
			t.Error(err)
			continue
		}
		var got []string
		for _, id := range ids {
			got = append(got, id.Asset+" "+id.Value)
		}
		if d := cmp.Diff(tc.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", tc.in, d)
		}
	}
	if ids, err := ident.ParseWallet("nothing"); err == nil || ids != nil {
		t.Errorf("nothing: %v, %v", ids, err)
	}
}

// What only the receiver can open has a form and no payload.
func TestOpaquePayload(t *testing.T) {
	form, payload, err := ident.WalletPayload("ZEC", "zs1z7rejlpsa98s2rrrfkwmaxu53e4ue0ulcrw0h4x5g8jl04tak0d3mm47vdtahatqrlkngh9slya")
	if err != nil || form != "sapling" || payload != nil {
		t.Errorf("%s %x, %v", form, payload, err)
	}
}

// One wrong character never passes a checksum.
func TestWalletOneWrongCharacter(t *testing.T) {
	const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	const bech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	for _, tc := range []struct {
		in, alphabet string
		from         int
	}{
		{"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", base58, 0},
		{"TFdTr9C3BqQrzKBXqSxJfAZFTh8UwBAfSg", base58, 0},
		{"t1MMXtBrSp1XG38Lx9cePcNUCJj5vdWfUWL", base58, 0},
		{"rnXyVQzgxZe7TR1EPzTkGj2jxH4LMJYh66", base58, 0},
		{"49HqitRzdnhYjgTEAhgGpCfsjdTeMbUTU6cyR4JV1R7k2Eej9rGT8JpFiYDa4tZM6RZiFrHmMzgSrhHEqpDYKBe5B2ufNsL", base58, 0},
		{"bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3", bech32, 3},
		{"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", bech32, 3},
		{"qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", bech32, 0},
	} {
		for i := tc.from; i < len(tc.in); i++ {
			for _, c := range tc.alphabet {
				bad := tc.in[:i] + string(c) + tc.in[i+1:]
				if id, err := ident.CheckWallet("", bad); bad != tc.in && err == nil {
					t.Errorf("%s passes as %+v", bad, id)
				}
			}
		}
	}
}

// base58check of an independent making: big integers, one character at a time.
func base58check(alphabet string, b []byte) string {
	sum := sha256.Sum256(b)
	sum = sha256.Sum256(sum[:])
	b = append(b, sum[:4]...)
	n, rem, out := new(big.Int).SetBytes(b), new(big.Int), ""
	for n.Sign() > 0 {
		n.DivMod(n, big.NewInt(58), rem)
		out = alphabet[rem.Int64():rem.Int64()+1] + out
	}
	for _, c := range b {
		if c != 0 {
			break
		}
		out = alphabet[:1] + out
	}
	return out
}

// Whatever the hash, an address made of it gives it back, also hashes that
// begin and end with zeros or are nothing else.
func TestBase58RoundTrip(t *testing.T) {
	const bitcoin = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	const ripple = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
	for _, tc := range []struct {
		ticker, alphabet, form, first string
		version                       []byte
	}{
		{"XBT", bitcoin, "p2pkh", "1", []byte{0x00}},
		{"XBT", bitcoin, "p2sh", "3", []byte{0x05}},
		{"BCH", bitcoin, "p2sh", "3", []byte{0x05}},
		{"LTC", bitcoin, "p2pkh", "L", []byte{0x30}},
		{"LTC", bitcoin, "p2sh", "M", []byte{0x32}},
		{"DASH", bitcoin, "p2pkh", "X", []byte{0x4c}},
		{"DASH", bitcoin, "p2sh", "7", []byte{0x10}},
		{"ZEC", bitcoin, "p2pkh", "t1", []byte{0x1c, 0xb8}},
		{"ZEC", bitcoin, "p2sh", "t3", []byte{0x1c, 0xbd}},
		{"BTG", bitcoin, "p2pkh", "G", []byte{0x26}},
		{"BTG", bitcoin, "p2sh", "A", []byte{0x17}},
		{"XVG", bitcoin, "p2pkh", "D", []byte{0x1e}},
		{"DOGE", bitcoin, "p2pkh", "D", []byte{0x1e}},
		{"XVG", bitcoin, "p2sh", "E", []byte{0x21}},
		{"DOGE", bitcoin, "p2sh", "9A", []byte{0x16}},
		{"TRX", bitcoin, "account", "T", []byte{0x41}},
		{"XRP", ripple, "account", "r", []byte{0x00}},
	} {
		for seed := range 64 {
			hash := sha256.Sum256([]byte{byte(seed)})
			payload := hash[:20]
			switch {
			case seed < 21:
				clear(payload[:seed])
			case seed < 40:
				clear(payload[40-seed:])
			}
			a := base58check(tc.alphabet, append(append([]byte{}, tc.version...), payload...))
			form, got, err := ident.WalletPayload(tc.ticker, a)
			if err != nil {
				t.Errorf("%s: %v", tc.ticker, err)
				continue
			}
			if form != tc.form || hex.EncodeToString(got) != hex.EncodeToString(payload) {
				t.Errorf("%s %s: %s %x, want %s %x", tc.ticker, a, form, got, tc.form, payload)
			}
			if len(tc.first) == 1 && a[:1] != tc.first {
				t.Errorf("%s %s does not begin with %s", tc.ticker, a, tc.first)
			}
			found := ident.Scan("paid to " + a + ".")
			if len(found) != 1 || found[0].Start != 8 || found[0].End != 8+len(a) {
				t.Errorf("%s %s: found %+v", tc.ticker, a, found)
			}
		}
	}
}

// Capitals that follow the checksum pass, and turning any one letter over fails.
func TestEIP55(t *testing.T) {
	for _, good := range []string{
		"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
		"0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
	} {
		if id, err := ident.CheckWallet("ETH", good); err != nil || !id.Strong {
			t.Errorf("%s: %+v, %v", good, id, err)
		}
		for i := 2; i < len(good); i++ {
			if c := good[i] ^ 0x20; good[i] >= 'A' {
				bad := good[:i] + string(c) + good[i+1:]
				if _, err := ident.CheckWallet("ETH", bad); err == nil {
					t.Errorf("%s passes", bad)
				}
			}
		}
	}
}
