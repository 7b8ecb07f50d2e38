package ident

import "strings"

// The constants that tell the checksum of witness version 0 from that of all
// later ones (BIP 173, BIP 350).
const (
	bech32  = 1
	bech32m = 0x2bc830a3
)

const bech32Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

var bech32Values = func() *values {
	v := valuesOf(bech32Alphabet)
	for i := range len(bech32Alphabet) {
		if c := bech32Alphabet[i]; isLower(c) {
			v[c-'a'+'A'] = v[c]
		}
	}
	return v
}()

// polymod carries the bech32 checksum over one more value of five bits.
func polymod(c uint32, v byte) uint32 {
	top := c >> 25
	c = c&0x1ffffff<<5 ^ uint32(v)
	for i, g := range [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
		if top>>i&1 == 1 {
			c ^= g
		}
	}
	return c
}

// decodeBech32 splits a bech32 text into the values of its data part, appended
// to dst, and the constant that its checksum gives. hrp is the part in front of
// the last 1, in lower case; s must not mix cases.
func decodeBech32(dst []byte, hrp, s string) (data []byte, constant uint32, f fault) {
	part := s[len(hrp)+1:]
	if len(part) < 7 {
		return nil, 0, fault{why: "too short for an address"}
	}
	c := uint32(1)
	for i := range len(hrp) {
		c = polymod(c, hrp[i]>>5)
	}
	c = polymod(c, 0)
	for i := range len(hrp) {
		c = polymod(c, hrp[i]&31)
	}
	for i := range len(part) {
		v := bech32Values[part[i]]
		if v == 0 {
			return nil, 0, fault{why: "no character of bech32: " + part[i:i+1]}
		}
		c = polymod(c, v-1)
		dst = append(dst, v-1)
	}
	if c != bech32 && c != bech32m {
		return nil, 0, fault{why: "bech32 checksum does not hold"}
	}
	return dst[:len(dst)-6], c, fault{}
}

// bytesOf5 joins values of five bits to bytes, appended to dst. What is left
// over must be less than five bits, all zero.
func bytesOf5(dst, data []byte) ([]byte, bool) {
	acc, bits := uint32(0), 0
	for _, v := range data {
		acc, bits = acc<<5|uint32(v), bits+5
		if bits >= 8 {
			bits -= 8
			dst = append(dst, byte(acc>>bits))
			acc &= 1<<bits - 1
		}
	}
	return dst, bits < 5 && acc == 0
}

// mixedCase reports whether s has capital and small letters.
func mixedCase(s string) bool {
	upper, lower := false, false
	for i := range len(s) {
		upper = upper || isUpper(s[i])
		lower = lower || isLower(s[i])
	}
	return upper && lower
}

// cashPolymod carries the 40-bit checksum of CashAddr over one more value.
func cashPolymod(c uint64, v byte) uint64 {
	top := c >> 35
	c = c&0x07ffffffff<<5 ^ uint64(v)
	for i, g := range [5]uint64{0x98f2bc8e61, 0x79b76d99e2, 0xf33e5fb3c4, 0xae2eabe2a8, 0x1e4f43e470} {
		if top>>i&1 == 1 {
			c ^= g
		}
	}
	return c
}

const cashPrefix = "bitcoincash"

// decodeCash reads a CashAddr without its prefix: a byte of type and size, and
// a hash.
func (a *address) decodeCash(s string) fault {
	if mixedCase(s) {
		return fault{why: "mixes capital and small letters"}
	}
	var values [112]byte
	if len(s) > len(values) || len(s) < 42 {
		return fault{why: "wrong length for a Bitcoin Cash address"}
	}
	c := uint64(1)
	for i := range len(cashPrefix) {
		c = cashPolymod(c, cashPrefix[i]&31)
	}
	c = cashPolymod(c, 0)
	for i := range len(s) {
		v := bech32Values[s[i]]
		if v == 0 {
			return fault{why: "no character of CashAddr: " + s[i:i+1]}
		}
		c = cashPolymod(c, v-1)
		values[i] = v - 1
	}
	if c != 1 {
		return fault{why: "CashAddr checksum does not hold"}
	}
	raw, ok := bytesOf5(a.buf[:0], values[:len(s)-8])
	if !ok || len(raw) < 21 {
		return fault{why: "CashAddr padding is not zero"}
	}
	version, hash := raw[0], raw[1:]
	if sizes := [8]int{20, 24, 28, 32, 40, 48, 56, 64}; version&0x80 != 0 || len(hash) != sizes[version&7] {
		return fault{why: "CashAddr of the wrong size"}
	}
	legacy := byte(0)
	switch version >> 3 { // 2 and 3 are the same with tokens
	case 0, 2:
		a.form = p2pkh
	case 1, 3:
		a.form, legacy = p2sh, 5
	default:
		return fault{why: "CashAddr of an unknown type"}
	}
	a.assets, a.payload, a.strong = assetsBCH, hash, true
	if len(hash) == 20 {
		a.value = encode58check(bitcoinAlphabet, hash, legacy)
	} else {
		a.value = cashPrefix + ":" + strings.ToLower(s)
	}
	return fault{}
}
