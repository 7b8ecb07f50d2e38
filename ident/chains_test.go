package ident_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"strings"
	"testing"

	"golang.org/x/crypto/sha3"

	"cordon/ident"
)

// makeMonero writes bytes in CryptoNote's base58 with big integers, block by
// block.
func makeMonero(b []byte) string {
	const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	h := sha3.NewLegacyKeccak256()
	h.Write(b)
	b = append(bytes.Clone(b), h.Sum(nil)[:4]...)
	out := ""
	for len(b) > 0 {
		n := min(8, len(b))
		block, size := new(big.Int).SetBytes(b[:n]), []int{0, 2, 3, 5, 6, 7, 9, 10, 11}[n]
		text, rem := "", new(big.Int)
		for range size {
			block.DivMod(block, big.NewInt(58), rem)
			text = alphabet[rem.Int64():rem.Int64()+1] + text
		}
		out, b = out+text, b[n:]
	}
	return out
}

func TestMonero(t *testing.T) {
	for seed := range 40 {
		h := sha256.Sum256([]byte{byte(seed)})
		keys := append(h[:], h[:]...)
		switch seed { // the ends of what a block holds
		case 0:
			clear(keys)
		case 1:
			keys = bytes.Repeat([]byte{0xff}, 64)
		}
		for _, tc := range []struct {
			first   byte
			payload []byte
			form    string // "" is refused
		}{
			{18, keys, "standard"},
			{42, keys, "subaddress"},
			{19, append(bytes.Clone(keys), 1, 2, 3, 4, 5, 6, 7, 8), "integrated"},
			{18, append(bytes.Clone(keys), 1, 2, 3, 4, 5, 6, 7, 8), ""},
			{19, keys, ""},
			{53, keys, ""},
			{99, keys, ""},
			{18, keys[:63], ""},
		} {
			a := makeMonero(append([]byte{tc.first}, tc.payload...))
			form, got, err := ident.WalletPayload("XMR", a)
			if (err == nil) != (tc.form != "") {
				t.Errorf("%s: %v", a, err)
			}
			if tc.form != "" && (form != tc.form || !bytes.Equal(got, tc.payload)) {
				t.Errorf("%s: %s %x, want %s %x", a, form, got, tc.form, tc.payload)
			}
			if found := ident.Scan("to " + a); (len(found) == 1) != (tc.form != "") {
				t.Errorf("%s: found %+v", a, found)
			}
		}
	}
}

// crc is CRC-16/XMODEM as a division bit by bit.
func crc(b []byte) []byte {
	n := new(big.Int).SetBytes(append(bytes.Clone(b), 0, 0))
	for g := big.NewInt(0x11021); n.BitLen() > 16; {
		n.Xor(n, new(big.Int).Lsh(g, uint(n.BitLen()-17)))
	}
	return n.FillBytes(make([]byte, 2))
}

func TestTON(t *testing.T) {
	for seed := range 60 {
		hash := sha256.Sum256([]byte{byte(seed), 1})
		for _, workchain := range []byte{0, 0xff} {
			friendly := func(tag, chain byte) []byte {
				b := append([]byte{tag, chain}, hash[:]...)
				return append(b, crc(b)...)
			}
			want := base64.RawURLEncoding.EncodeToString(friendly(0x51, workchain))
			raw := map[byte]string{0: "0:", 0xff: "-1:"}[workchain] + hex.EncodeToString(hash[:])
			for _, a := range []string{
				want, raw, strings.ToUpper(raw),
				base64.RawURLEncoding.EncodeToString(friendly(0x11, workchain)),
				base64.StdEncoding.EncodeToString(friendly(0x11, workchain)),
			} {
				id, err := ident.CheckWallet("TON", a)
				if err != nil || id.Value != want || id.Asset != "ton" || id.Strong == strings.Contains(a, ":") {
					t.Errorf("%s: %+v, %v, want %s", a, id, err, want)
				}
			}
		}
		for name, bad := range map[string]string{
			"test network":      base64.RawURLEncoding.EncodeToString(append([]byte{0x91, 0}, append(hash[:], crc(append([]byte{0x91, 0}, hash[:]...))...)...)),
			"unknown workchain": base64.RawURLEncoding.EncodeToString(append([]byte{0x11, 7}, append(hash[:], crc(append([]byte{0x11, 7}, hash[:]...))...)...)),
			"short hex":         "0:" + hex.EncodeToString(hash[:31]),
			"no hex":            "0:" + strings.Repeat("g", 64),
		} {
			if id, err := ident.CheckWallet("TON", bad); err == nil {
				t.Errorf("%s: %s passes as %+v", name, bad, id)
			}
		}
	}
}

func TestStellar(t *testing.T) {
	for seed := range 60 {
		key := sha256.Sum256([]byte{byte(seed), 2})
		strkey := func(version byte) string {
			b := append([]byte{version}, key[:]...)
			sum := crc(b)
			return base32.StdEncoding.EncodeToString(append(b, sum[1], sum[0]))
		}
		a := strkey(6 << 3)
		form, got, err := ident.WalletPayload("XLM", a)
		if err != nil || form != "account" || !bytes.Equal(got, key[:]) || a[0] != 'G' {
			t.Errorf("%s: %s %x, %v", a, form, got, err)
		}
		if seed := strkey(18 << 3); seed[0] != 'S' {
			t.Errorf("%s is no seed", seed)
		} else if id, err := ident.CheckWallet("XLM", seed); err == nil {
			t.Errorf("a secret seed passes as %+v", id)
		}
	}
}

// Of the XRP ledger's X-addresses only those of the main network pass, with or
// without a tag, and name the account.
func TestXAddress(t *testing.T) {
	const ripple = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
	for seed := range 40 {
		hash := sha256.Sum256([]byte{byte(seed), 3})
		account := base58check(ripple, append([]byte{0}, hash[:20]...))
		for _, tc := range []struct {
			prefix, flag, tag []byte
			good              bool
		}{
			{[]byte{0x05, 0x44}, []byte{0}, make([]byte, 8), true},
			{[]byte{0x05, 0x44}, []byte{1}, []byte{byte(seed), 1, 0, 0, 0, 0, 0, 0}, true},
			{[]byte{0x05, 0x44}, []byte{2}, make([]byte, 8), false},
			{[]byte{0x05, 0x93}, []byte{0}, make([]byte, 8), false},
		} {
			a := base58check(ripple, bytes.Join([][]byte{tc.prefix, hash[:20], tc.flag, tc.tag}, nil))
			id, err := ident.CheckWallet("XRP", a)
			if (err == nil) != tc.good || tc.good && id.Value != account {
				t.Errorf("%s: %+v, %v, want %s", a, id, err, account)
			}
		}
	}
}
