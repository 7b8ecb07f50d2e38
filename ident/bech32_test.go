package ident_test

import (
	"bytes"
	"crypto/sha256"
	"strings"
	"testing"

	"cordon/ident"
)

const charset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// fives cuts bytes into values of five bits, bit by bit, filled up with fill.
func fives(b []byte, fill byte) (out []byte) {
	n := (len(b)*8 + 4) / 5
	for i := range n {
		v := byte(0)
		for j := range 5 {
			bit := i*5 + j
			v <<= 1
			if bit < len(b)*8 {
				v |= b[bit/8] >> (7 - bit%8) & 1
			} else {
				v |= fill
			}
		}
		out = append(out, v)
	}
	return out
}

// checksum divides by a generator over the field of 32 elements, as a shift
// register of n values; gens are what each bit of the carry adds.
func checksum(values []byte, n int, gens []uint64) uint64 {
	c, mask := uint64(1), uint64(1)<<(5*(n-1))-1
	for _, v := range values {
		carry := c >> (5 * (n - 1))
		c = c&mask<<5 | uint64(v)
		for i, g := range gens {
			c ^= g * (carry >> i & 1)
		}
	}
	return c
}

func letters(values []byte) string {
	var b strings.Builder
	for _, v := range values {
		b.WriteByte(charset[v])
	}
	return b.String()
}

// makeBech32 writes a bech32 text of an independent making.
func makeBech32(hrp string, data []byte, constant uint64) string {
	var pre []byte
	for _, c := range []byte(hrp) {
		pre = append(pre, c>>5)
	}
	pre = append(pre, 0)
	for _, c := range []byte(hrp) {
		pre = append(pre, c&31)
	}
	sum := checksum(bytes.Join([][]byte{pre, data, make([]byte, 6)}, nil), 6, []uint64{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3}) ^ constant
	out := bytes.Clone(data)
	for i := range 6 {
		out = append(out, byte(sum>>(5*(5-i)))&31)
	}
	return hrp + "1" + letters(out)
}

func makeCash(version byte, hash []byte) string {
	var pre []byte
	for _, c := range []byte("bitcoincash") {
		pre = append(pre, c&31)
	}
	data := fives(append([]byte{version}, hash...), 0)
	sum := checksum(bytes.Join([][]byte{pre, {0}, data, make([]byte, 8)}, nil), 8, []uint64{0x98f2bc8e61, 0x79b76d99e2, 0xf33e5fb3c4, 0xae2eabe2a8, 0x1e4f43e470}) ^ 1
	for i := range 8 {
		data = append(data, byte(sum>>(5*(7-i)))&31)
	}
	return "bitcoincash:" + letters(data)
}

const (
	sumOf0    = 1
	sumAbove0 = 0x2bc830a3
)

// Every witness version and length: which pass, and that they give the program
// back.
func TestWitnessPrograms(t *testing.T) {
	for _, chain := range []struct{ ticker, hrp string }{{"XBT", "bc"}, {"LTC", "ltc"}, {"BTG", "btg"}} {
		for version := range byte(18) {
			for n := range 43 {
				h := sha256.Sum256([]byte{version, byte(n)})
				program := append(h[:], h[:]...)[:n]
				for _, sum := range []uint64{sumOf0, sumAbove0, 7} {
					a := makeBech32(chain.hrp, append([]byte{version}, fives(program, 0)...), sum)
					want := version == 0 && sum == sumOf0 && (n == 20 || n == 32) ||
						version > 0 && version <= 16 && sum == sumAbove0 && n >= 2 && n <= 40
					form, got, err := ident.WalletPayload(chain.ticker, a)
					if (err == nil) != want {
						t.Errorf("%s, version %d, %d bytes, sum %x: %v", a, version, n, sum, err)
					}
					if err == nil && (!bytes.Equal(got, program) || form == "") {
						t.Errorf("%s: %s %x, want %x", a, form, got, program)
					}
				}
			}
		}
	}
}

// What is left over of the last character must be zeros, and less than five.
func TestWitnessPadding(t *testing.T) {
	hash := bytes.Repeat([]byte{0xab}, 32)
	good := append([]byte{1}, fives(hash, 0)...)
	for name, data := range map[string][]byte{
		"not zero": append([]byte{1}, fives(hash, 1)...),
		"too long": append([]byte{1}, append(fives(hash[:20], 0), 0)...), // 160 bits and five more
	} {
		if _, err := ident.CheckWallet("XBT", makeBech32("bc", data, sumAbove0)); err == nil || !strings.Contains(err.Error(), "padding") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ident.CheckWallet("XBT", makeBech32("bc", good, sumAbove0)); err != nil {
		t.Error(err)
	}
}

// CashAddr names type and size in one byte; the size must be that of the hash.
func TestCashAddr(t *testing.T) {
	hash := bytes.Repeat([]byte{0x5a, 0x01}, 33)
	sizes := []int{20, 24, 28, 32, 40, 48, 56, 64}
	for kind := range byte(5) {
		for code, size := range sizes {
			a := makeCash(kind<<3|byte(code), hash[:size])
			form, got, err := ident.WalletPayload("BCH", a)
			if (err == nil) != (kind < 4) {
				t.Errorf("%s, type %d, %d bytes: %v", a, kind, size, err)
				continue
			}
			if err == nil && (!bytes.Equal(got, hash[:size]) || form != []string{"p2pkh", "p2sh"}[kind%2]) {
				t.Errorf("%s: %s %x", a, form, got)
			}
			if err == nil && size > 20 {
				upper := strings.ToUpper(a)
				if n := ident.Normal(ident.Wallet, upper); n != a {
					t.Errorf("%s: normal form %s", upper, n)
				}
			}
			if _, err := ident.CheckWallet("BCH", makeCash(kind<<3|byte(code), hash[:size+1])); err == nil {
				t.Errorf("type %d with %d bytes passes as %d", kind, size+1, size)
			}
		}
	}
	if _, err := ident.CheckWallet("BCH", makeCash(0x80, hash[:20])); err == nil {
		t.Error("the reserved bit passes")
	}
}

// The accounts of chains that use bech32 without a witness version are one hash.
func TestBech32Accounts(t *testing.T) {
	hash := bytes.Repeat([]byte{0x17}, 20)
	for _, tc := range []struct {
		ticker, hrp, form string
		sum, other        uint64
	}{
		{"BEP2", "bnb", "account", sumOf0, sumAbove0},
		{"ATOM", "cosmos", "account", sumOf0, sumAbove0},
		{"ZEC", "tex", "tex", sumAbove0, sumOf0},
	} {
		form, got, err := ident.WalletPayload(tc.ticker, makeBech32(tc.hrp, fives(hash, 0), tc.sum))
		if err != nil || form != tc.form || !bytes.Equal(got, hash) {
			t.Errorf("%s: %s %x, %v", tc.hrp, form, got, err)
		}
		for name, bad := range map[string]string{
			"other checksum": makeBech32(tc.hrp, fives(hash, 0), tc.other),
			"longer":         makeBech32(tc.hrp, fives(append(hash, 1), 0), tc.sum),
			"shorter":        makeBech32(tc.hrp, fives(hash[:19], 0), tc.sum),
		} {
			if _, err := ident.CheckWallet(tc.ticker, bad); err == nil {
				t.Errorf("%s, %s: %s passes", tc.hrp, name, bad)
			}
		}
	}
}

// Addresses of test networks are well made and still refused.
func TestTestNetworks(t *testing.T) {
	hash := bytes.Repeat([]byte{0x17}, 20)
	for _, hrp := range []string{"tb", "bcrt", "tltc"} {
		a := makeBech32(hrp, append([]byte{0}, fives(hash, 0)...), sumOf0)
		if ids, err := ident.ParseWallet(a); err == nil || !strings.Contains(err.Error(), "test network") {
			t.Errorf("%s: %v, %v", a, ids, err)
		}
	}
	for _, version := range [][]byte{{0x6f}, {0xc4}, {0x3a}, {0x8c}, {0x13}, {0x71}, {0x1d, 0x25}, {0x1c, 0xba}} {
		a := base58check("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", append(version, hash...))
		if ids, err := ident.ParseWallet(a); err == nil || !strings.Contains(err.Error(), "test network") {
			t.Errorf("%s: %v, %v", a, ids, err)
		}
	}
	for _, version := range [][]byte{{0x99}, {0x1c, 0xbb}} {
		a := base58check("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", append(version, hash...))
		if ids, err := ident.ParseWallet(a); err == nil || !strings.Contains(err.Error(), "unknown version") {
			t.Errorf("%s: %v, %v", a, ids, err)
		}
	}
}
