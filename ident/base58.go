package ident

import (
	"bytes"
	"crypto/sha256"
)

const (
	bitcoinAlphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	rippleAlphabet  = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
)

// values holds the value of each character plus one, 0 for none.
type values [256]byte

func valuesOf(alphabet string) *values {
	var v values
	for i := range len(alphabet) {
		v[alphabet[i]] = byte(i + 1)
	}
	return &v
}

var (
	bitcoin58 = valuesOf(bitcoinAlphabet)
	ripple58  = valuesOf(rippleAlphabet)
)

// has reports whether s consists of characters of the alphabet.
func (v *values) has(s string) bool {
	for i := 0; i < len(s); i++ {
		if v[s[i]] == 0 {
			return false
		}
	}
	return true
}

// max58 is the longest base58 text that decode58 takes: it covers the
// X-addresses of the XRP ledger (47) with room for any 44 bytes.
const max58 = 60

// decode58 writes the bytes of a base58 number into dst and returns how many
// they are. It works in steps of five characters, which fit in 32 bits.
func decode58(dst *[48]byte, s string, alphabet *values) (n int, ok bool) {
	if len(s) > max58 {
		return 0, false
	}
	zeros := 0
	for zeros < len(s) && alphabet[s[zeros]] == 1 {
		zeros++
	}
	var limbs [12]uint32 // least first
	used := 0
	for i := zeros; i < len(s); {
		mul, add := uint64(1), uint64(0)
		for ; mul < 58*58*58*58*58 && i < len(s); i++ {
			v := alphabet[s[i]]
			if v == 0 {
				return 0, false
			}
			mul, add = mul*58, add*58+uint64(v-1)
		}
		for j := range used {
			add += uint64(limbs[j]) * mul
			limbs[j] = uint32(add)
			add >>= 32
		}
		if add > 0 {
			if used == len(limbs) {
				return 0, false
			}
			limbs[used] = uint32(add)
			used++
		}
	}
	bytes := used * 4
	for bytes > 0 && byte(limbs[(bytes-1)/4]>>(8*((bytes-1)%4))) == 0 {
		bytes--
	}
	if n = zeros + bytes; n > len(dst) {
		return 0, false
	}
	for i := range zeros {
		dst[i] = 0
	}
	for i := range bytes {
		at := bytes - 1 - i
		dst[zeros+i] = byte(limbs[at/4] >> (8 * (at % 4)))
	}
	return n, true
}

// encode58 writes bytes as a base58 number.
func encode58(b []byte, alphabet string) string {
	var out []byte
	rest := bytes.Clone(b)
	for len(rest) > 0 && rest[0] == 0 {
		rest = rest[1:]
	}
	zeros := len(b) - len(rest)
	for len(rest) > 0 {
		rem := 0
		for i, c := range rest {
			rem = rem<<8 | int(c)
			rest[i] = byte(rem / 58)
			rem %= 58
		}
		out = append(out, alphabet[rem])
		for len(rest) > 0 && rest[0] == 0 {
			rest = rest[1:]
		}
	}
	for range zeros {
		out = append(out, alphabet[0])
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return string(out)
}

// sum58 is the checksum of base58check: the first four bytes of a double
// SHA-256.
func sum58(b []byte) [4]byte {
	h := sha256.Sum256(b)
	h = sha256.Sum256(h[:])
	return [4]byte(h[:4])
}

// encode58check adds the checksum to version and payload.
func encode58check(alphabet string, payload []byte, version ...byte) string {
	b := append(version, payload...)
	sum := sum58(b)
	return encode58(append(b, sum[:]...), alphabet)
}
