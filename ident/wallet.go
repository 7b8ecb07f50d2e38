package ident

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// address is a decoded wallet address.
type address struct {
	assets  []string // families it is valid for, the likeliest first
	form    string
	payload []byte // in buf; nil for addresses that only their receiver can open
	value   string // normal form
	strong  bool
	buf     [80]byte
}

const (
	p2pkh = "p2pkh"
	p2sh  = "p2sh"
)

// The families that share a form of address.
var (
	assetsKeyHash  = []string{"btc", "bch", "bsv"}
	assetsScript   = []string{"btc", "bch", "bsv", "ltc"} // Litecoin's P2SH was Bitcoin's until 2017
	assetsKeyHash1 = []string{"doge", "xvg"}
	assetsBTC      = []string{"btc"}
	assetsBCH      = []string{"bch"}
	assetsLTC      = []string{"ltc"}
	assetsBTG      = []string{"btg"}
	assetsDASH     = []string{"dash"}
	assetsZEC      = []string{"zec"}
	assetsDOGE     = []string{"doge"}
	assetsXVG      = []string{"xvg"}
	assetsETH      = []string{"eth"}
	assetsTRX      = []string{"trx"}
	assetsXRP      = []string{"xrp"}
	assetsXMR      = []string{"xmr"}
	assetsSOL      = []string{"sol"}
	assetsTON      = []string{"ton"}
	assetsXLM      = []string{"xlm"}
	assetsBNB      = []string{"bnb"}
	assetsATOM     = []string{"atom"}
)

var testNetwork = fault{why: "an address of a test network"}

// version is what the first byte of a base58check address says.
type version struct {
	assets []string
	form   string
}

var versions = map[byte]version{
	0x00: {assetsKeyHash, p2pkh},
	0x05: {assetsScript, p2sh},
	0x30: {assetsLTC, p2pkh},
	0x32: {assetsLTC, p2sh},
	0x4c: {assetsDASH, p2pkh},
	0x10: {assetsDASH, p2sh},
	0x26: {assetsBTG, p2pkh},
	0x17: {assetsBTG, p2sh},
	0x1e: {assetsKeyHash1, p2pkh},
	0x16: {assetsDOGE, p2sh},
	0x21: {assetsXVG, p2sh},
	0x41: {assetsTRX, "account"},
}

// segwit holds the human-readable parts whose data is bech32: those with a
// witness program, and those of another form, most of which only their receiver
// can open. Test networks have no assets.
var segwit = []struct {
	hrp    string
	assets []string
	other  string // form, "" for a witness program
}{
	{"bc", assetsBTC, ""},
	{"ltc", assetsLTC, ""},
	{"btg", assetsBTG, ""},
	{"zs", assetsZEC, "sapling"},
	{"u", assetsZEC, "unified"},
	{"tex", assetsZEC, "tex"},
	{"sp", assetsBTC, "silent-payment"},
	{"ltcmweb", assetsLTC, "mweb"},
	{"bnb", assetsBNB, "account"},
	{"cosmos", assetsATOM, "account"},
	{"tb", nil, ""},
	{"bcrt", nil, ""},
	{"tltc", nil, ""},
	{"ztestsapling", nil, ""},
	{"utest", nil, ""},
}

// schemes are the words before a colon that wallets put in links.
var schemes = []string{"bitcoin", "litecoin", "dash", "zcash", "bitcoingold", "dogecoin", "verge", "ethereum", "tron", "monero", "ripple", "xrpl", "solana", "stellar", "ton"}

// cleanWallet drops what stands around an address: white space also within,
// the scheme and the query of a link.
func cleanWallet(raw string) string {
	s := raw
	for {
		was := s
		if strings.IndexFunc(s, isGap) >= 0 {
			s = strings.Map(func(r rune) rune {
				if isGap(r) {
					return -1
				}
				return r
			}, s)
		}
		if scheme, rest, ok := strings.Cut(s, ":"); ok && slices.Contains(schemes, strings.ToLower(scheme)) {
			s, _, _ = strings.Cut(strings.TrimPrefix(rest, "//"), "?")
		}
		if len(s) == len(was) {
			return s
		}
	}
}

// normalWallet returns the normal form of an address, or what it can do
// without: hex in lower case, the rest as it is.
func normalWallet(raw string) string {
	if len(raw) > maxRaw {
		return raw
	}
	s := cleanWallet(raw)
	var a address
	if a.decode(s).ok() {
		return a.value
	}
	if len(s) > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') {
		return strings.ToLower(s)
	}
	return s
}

// decode recognises the family of an address by its look and checks it.
func (a *address) decode(s string) fault {
	switch {
	case len(s) < 14:
		return fault{why: "too short for an address"}
	case s[0] == '0' && (s[1] == 'x' || s[1] == 'X'):
		return a.decodeEVM(s)
	case s[len(s)-1] == '=' || len(s) == 48 && (s[:2] == "EQ" || s[:2] == "UQ" || s[:2] == "Ef" || s[:2] == "Uf" || strings.ContainsAny(s, "-_+/")):
		return a.decodeTON(s)
	}
	if i := strings.IndexByte(s, ':'); i >= 0 {
		switch prefix := s[:i]; {
		case strings.EqualFold(prefix, cashPrefix):
			if mixedCase(prefix) {
				return fault{why: "mixes capital and small letters"}
			}
			return a.decodeCash(s[i+1:])
		case strings.EqualFold(prefix, "bchtest"), strings.EqualFold(prefix, "bchreg"):
			return testNetwork
		}
		return a.decodeTONHex(s)
	}
	for _, w := range segwit {
		if n := len(w.hrp); len(s) > n+1 && s[n] == '1' && strings.EqualFold(s[:n], w.hrp) {
			if w.assets == nil {
				return testNetwork
			}
			return a.decodeSegwit(s, w.hrp, w.assets, w.other)
		}
	}
	switch {
	case len(s) == 42 && (s[0]|0x20 == 'q' || s[0]|0x20 == 'p') && bech32Values.has(s):
		return a.decodeCash(s)
	case len(s) == 42 && s[:2] == "41" && isHex(s):
		hex.Decode(a.buf[:], []byte(s))
		a.assets, a.form, a.payload = assetsTRX, "account", a.buf[1:21]
		a.value = encode58check(bitcoinAlphabet, a.payload, 0x41)
		return fault{}
	case len(s) == 95 || len(s) == 106:
		return a.decodeMonero(s)
	case len(s) == 56 && s[0] == 'G':
		return a.decodeStellar(s)
	case len(s) <= 35 && s[0] == 'r' || len(s) == 47 && s[0] == 'X':
		return a.decodeRipple(s)
	}
	return a.decodeBase58(s)
}

// decodeSegwit reads a bech32 address: a witness version and program, or data
// of another form.
func (a *address) decodeSegwit(s, hrp string, assets []string, other string) fault {
	if mixedCase(s) {
		return fault{why: "mixes capital and small letters"}
	}
	if other == "" && len(s) > 90 {
		return fault{why: "longer than 90 characters"}
	}
	var buf [96]byte
	data, sum, f := decodeBech32(buf[:0], hrp, s)
	if !f.ok() {
		return f
	}
	a.assets, a.form, a.payload, a.strong = assets, other, nil, true
	a.value = strings.ToLower(s)
	if other != "" {
		return a.decodeOther(data, sum)
	}
	program, ok := bytesOf5(a.buf[:0], data[1:])
	n := len(program)
	a.payload = program
	switch v := data[0]; {
	case !ok:
		return fault{why: "bech32 padding is not zero"}
	case v == 0 && sum != bech32:
		return fault{why: "version 0 with the checksum of bech32m"}
	case v > 0 && sum != bech32m:
		return fault{why: "version above 0 with the checksum of bech32"}
	case v > 16 || n < 2 || n > 40:
		return fault{why: "no witness program"}
	case v == 0 && n == 20:
		a.form = "p2wpkh"
	case v == 0 && n == 32:
		a.form = "p2wsh"
	case v == 0:
		return fault{why: "version 0 with neither 20 nor 32 bytes"}
	case v == 1 && n == 32:
		a.form = "p2tr"
	case v == 1 && n == 2:
		a.form = "p2a"
	default:
		a.form = "witness-v" + strings.TrimPrefix(itoa(int(v)), "0")
	}
	return fault{}
}

// decodeOther checks what is known of the other forms: which checksum, how much
// data in values of five bits, and whether the data is one hash.
func (a *address) decodeOther(data []byte, sum uint32) fault {
	want, least, hash := uint32(bech32m), 40, false
	switch a.form {
	case "sapling":
		want, least = bech32, 69 // 43 bytes
	case "mweb":
		want, least = bech32, 106
	case "silent-payment":
		least = 106
	case "tex":
		least, hash = 32, true
	case "account":
		want, least, hash = bech32, 32, true
	}
	switch {
	case sum != want:
		return fault{why: "the other checksum of bech32"}
	case len(data) < least:
		return fault{why: "too short for an address"}
	case hash && len(data) != least:
		return fault{why: "too long for an address"}
	case hash:
		a.payload, _ = bytesOf5(a.buf[:0], data)
	}
	return fault{}
}

// decodeBase58 reads base58check and, for want of a checksum, Solana's 32 bytes.
func (a *address) decodeBase58(s string) fault {
	var raw [48]byte
	n, ok := decode58(&raw, s, bitcoin58)
	if !ok {
		return fault{why: "no form of address"}
	}
	switch {
	case n == 32:
		a.assets, a.form, a.value = assetsSOL, "account", s
		a.payload, a.strong = a.buf[:copy(a.buf[:], raw[:32])], false
		return fault{}
	case n != 25 && n != 26:
		return fault{why: "no form of address: base58 of the wrong length"}
	case sum58(raw[:n-4]) != [4]byte(raw[n-4:n]):
		return fault{why: "base58 checksum does not hold"}
	}
	a.payload = a.buf[:copy(a.buf[:], raw[n-24:n-4])]
	a.value, a.strong = s, true
	if n == 26 {
		a.assets = assetsZEC
		switch [2]byte(raw[:2]) {
		case [2]byte{0x1c, 0xb8}:
			a.form = p2pkh
		case [2]byte{0x1c, 0xbd}:
			a.form = p2sh
		case [2]byte{0x1d, 0x25}, [2]byte{0x1c, 0xba}:
			return testNetwork
		default:
			return fault{why: "base58 of an unknown version"}
		}
		return fault{}
	}
	v, ok := versions[raw[0]]
	if !ok {
		switch raw[0] {
		case 0x6f, 0xc4, 0x3a, 0x8c, 0x13, 0x71:
			return testNetwork
		}
		return fault{why: "base58 of an unknown version"}
	}
	a.assets, a.form = v.assets, v.form
	return fault{}
}

// decodeRipple reads accounts of the XRP ledger, and X-addresses, which add a
// tag to one.
func (a *address) decodeRipple(s string) fault {
	var raw [48]byte
	n, ok := decode58(&raw, s, ripple58)
	if !ok || n != 25 && n != 35 {
		return fault{why: "no form of address"}
	}
	if sum58(raw[:n-4]) != [4]byte(raw[n-4:n]) {
		return fault{why: "base58 checksum does not hold"}
	}
	from := 1
	if n == 35 {
		from = 2
		switch {
		case raw[0] == 0x05 && raw[1] == 0x93:
			return testNetwork
		case raw[0] != 0x05 || raw[1] != 0x44 || raw[22] > 1:
			return fault{why: "base58 of an unknown version"}
		}
	} else if raw[0] != 0 {
		return fault{why: "base58 of an unknown version"}
	}
	a.assets, a.form, a.strong = assetsXRP, "account", true
	a.payload = a.buf[:copy(a.buf[:], raw[from:from+20])]
	if a.value = s; n == 35 {
		a.value = encode58check(rippleAlphabet, a.payload, 0)
	}
	return fault{}
}

func isHex(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; !isDigit(s[i]) && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// id returns the address as an identifier of one of its families.
func (a *address) id(asset string) ID {
	id := ID{Kind: Wallet, Value: a.value, Asset: asset, Form: a.form, Strong: a.strong}
	if asset == "ltc" && len(a.assets) > 1 {
		id.Value = encode58check(bitcoinAlphabet, a.payload, 0x32)
	}
	return id
}

func decodeWallet(raw string) (*address, error) {
	if len(raw) > maxRaw {
		return nil, fmt.Errorf("wallet: %d bytes: too long", len(raw))
	}
	s, a := cleanWallet(raw), new(address)
	if f := a.decode(s); !f.ok() {
		return nil, fmt.Errorf("wallet %s: %w", printable(s), f)
	}
	return a, nil
}

// ParseWallet checks an address and returns one ID for each family that writes
// addresses so, the likeliest first: "1…" is btc, bch and bsv, "0x…" is eth.
func ParseWallet(raw string) ([]ID, error) {
	a, err := decodeWallet(raw)
	if err != nil {
		return nil, err
	}
	ids := make([]ID, len(a.assets))
	for i, asset := range a.assets {
		ids[i] = a.id(asset)
	}
	return ids, nil
}

// CheckWallet checks whether an address may be one of a currency. The ticker is
// written as lists and exchanges do (XBT, ETH, USDT); a token runs on the chains
// that carry it, so USDT may be Ethereum's, TRON's or Bitcoin's. The asset of the
// ID is the family of the address. Under a ticker that is not known, and under
// none, every address passes as its likeliest family.
//
// Lists put addresses under wrong tickers. When the address is a good one of
// another family, CheckWallet returns it together with the error.
func CheckWallet(ticker, raw string) (ID, error) {
	a, err := decodeWallet(raw)
	if err != nil {
		return ID{}, err
	}
	want := families(ticker)
	if want == nil {
		return a.id(a.assets[0]), nil
	}
	for _, asset := range want {
		if slices.Contains(a.assets, asset) {
			return a.id(asset), nil
		}
	}
	return a.id(a.assets[0]), fmt.Errorf("wallet %s: an address of %s, not of %s", a.value, strings.Join(a.assets, ", "), printable(ticker))
}

// WalletPayload returns the form of an address of a currency and the bytes it
// stands for: the hash, key or account without version and checksum. The bytes
// are nil for addresses that only their receiver can open.
func WalletPayload(ticker, raw string) (form string, payload []byte, err error) {
	if _, err := CheckWallet(ticker, raw); err != nil {
		return "", nil, err
	}
	a, err := decodeWallet(raw)
	if err != nil {
		return "", nil, err
	}
	return a.form, slices.Clone(a.payload), nil
}

// families returns the families of addresses that a currency uses, nil for a
// ticker that is not known.
func families(ticker string) []string {
	switch strings.ToUpper(strings.TrimSpace(ticker)) {
	case "XBT", "BTC":
		return assetsBTC
	case "BCH", "BCC":
		return assetsBCH
	case "BSV":
		return []string{"bsv"}
	case "LTC":
		return assetsLTC
	case "BTG":
		return assetsBTG
	case "DASH":
		return assetsDASH
	case "ZEC":
		return assetsZEC
	case "DOGE", "XDG":
		return assetsDOGE
	case "XVG":
		return assetsXVG
	case "ETH", "ETC", "ARB", "BSC", "BEP20", "MATIC", "POL", "AVAX", "BASE", "OP", "WETH", "WBTC", "DAI":
		return assetsETH
	case "TRX":
		return assetsTRX
	case "XRP":
		return assetsXRP
	case "XMR":
		return assetsXMR
	case "SOL":
		return assetsSOL
	case "BNB":
		return []string{"eth", "bnb"}
	case "BEP2":
		return assetsBNB
	case "ATOM":
		return assetsATOM
	case "TON":
		return assetsTON
	case "XLM":
		return assetsXLM
	case "USDT":
		return []string{"eth", "trx", "btc", "sol", "ton"}
	case "USDC":
		return []string{"eth", "sol", "trx", "xlm"}
	case "TUSD", "USDD":
		return []string{"eth", "trx"}
	}
	return nil
}
