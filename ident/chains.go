package ident

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strings"

	"golang.org/x/crypto/sha3"
)

func keccak(b []byte) (sum [32]byte) {
	h := sha3.NewLegacyKeccak256()
	h.Write(b)
	h.Sum(sum[:0])
	return sum
}

// decodeEVM reads 0x and 40 hex digits. Letters of both cases carry the
// checksum of EIP-55: a letter is a capital where the hash of the small digits
// has a half byte of eight or more.
func (a *address) decodeEVM(s string) fault {
	if len(s) != 42 {
		return fault{why: "must be 0x and 40 hex digits"}
	}
	var low [42]byte
	low[0], low[1] = '0', 'x'
	upper, lower := false, false
	for i := 2; i < 42; i++ {
		c := s[i]
		switch {
		case c >= 'A' && c <= 'F':
			upper = true
			c += 'a' - 'A'
		case c >= 'a' && c <= 'f':
			lower = true
		case !isDigit(c):
			return fault{why: "no hex digit: " + s[i:i+1]}
		}
		low[i] = c
	}
	if upper && lower {
		sum := keccak(low[2:])
		for i := 2; i < 42; i++ {
			if c := low[i]; isLower(c) && (sum[(i-2)/2]>>(4*(i%2^1))&15 >= 8) != isUpper(s[i]) {
				return fault{why: "capital letters do not fit the EIP-55 checksum"}
			}
		}
	}
	n, _ := hex.Decode(a.buf[:], low[2:])
	a.assets, a.form, a.payload, a.strong = assetsETH, "evm", a.buf[:n], upper && lower
	if a.value = s; upper || s[1] == 'X' {
		a.value = string(low[:])
	}
	return fault{}
}

// decodeMonero reads the address format of CryptoNote: blocks of 8 bytes as 11
// characters of base58, of which the last four bytes are the start of Keccak.
func (a *address) decodeMonero(s string) fault {
	var raw [77]byte
	n := 0
	for i := 0; i < len(s); i += 11 {
		block := s[i:min(i+11, len(s))]
		size := [12]int{0, 0, 1, 2, 0, 3, 4, 5, 0, 6, 7, 8}[len(block)]
		v := uint64(0)
		for j := range len(block) {
			d := bitcoin58[block[j]]
			if d == 0 {
				return fault{why: "no character of base58: " + block[j:j+1]}
			}
			hi := v
			if v = v*58 + uint64(d-1); hi > (1<<64-1-uint64(d-1))/58 {
				return fault{why: "Monero block overflows"}
			}
		}
		if size == 0 || size < 8 && v>>(8*size) != 0 {
			return fault{why: "Monero block overflows"}
		}
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], v)
		n += copy(raw[n:], b[8-size:])
	}
	if n < 69 {
		return fault{why: "too short for a Monero address"}
	}
	if sum := keccak(raw[:n-4]); !bytes.Equal(sum[:4], raw[n-4:n]) {
		return fault{why: "Monero checksum does not hold"}
	}
	switch {
	case raw[0] == 18 && n == 69:
		a.form = "standard"
	case raw[0] == 42 && n == 69:
		a.form = "subaddress"
	case raw[0] == 19 && n == 77:
		a.form = "integrated"
	case raw[0] == 53 || raw[0] == 54 || raw[0] == 63 || raw[0] == 24 || raw[0] == 25 || raw[0] == 36:
		return testNetwork
	default:
		return fault{why: "no Monero address: unknown first byte"}
	}
	a.assets, a.value, a.strong = assetsXMR, s, true
	a.payload = a.buf[:copy(a.buf[:], raw[1:n-4])]
	return fault{}
}

// crc16 is CRC-16/XMODEM, which TON and Stellar use.
func crc16(b []byte) (c uint16) {
	for _, v := range b {
		c ^= uint16(v) << 8
		for range 8 {
			if c&0x8000 != 0 {
				c = c<<1 ^ 0x1021
			} else {
				c <<= 1
			}
		}
	}
	return c
}

// decodeTON reads 48 characters of base64: a tag, a workchain, a hash, a CRC.
func (a *address) decodeTON(s string) fault {
	var raw [36]byte
	if len(s) != 48 {
		return fault{why: "must be 48 characters of base64"}
	}
	b := []byte(s)
	for i, c := range b {
		switch c {
		case '+':
			b[i] = '-'
		case '/':
			b[i] = '_'
		}
	}
	if _, err := base64.RawURLEncoding.Decode(raw[:], b); err != nil {
		return fault{why: "no base64"}
	}
	if crc16(raw[:34]) != binary.BigEndian.Uint16(raw[34:]) {
		return fault{why: "TON checksum does not hold"}
	}
	switch raw[0] {
	case 0x11:
		a.form = "bounceable "
	case 0x51:
		a.form = "non-bounceable "
	case 0x91, 0xd1:
		return testNetwork
	default:
		return fault{why: "no TON address: unknown tag"}
	}
	return a.ton(raw[1], raw[2:34], true)
}

// decodeTONHex reads a workchain and a hash in hex: "0:…", "-1:…".
func (a *address) decodeTONHex(s string) fault {
	chain, digits, _ := strings.Cut(s, ":")
	workchain := byte(0)
	switch chain {
	case "0":
	case "-1":
		workchain = 0xff
	default:
		return fault{why: "no form of address"}
	}
	var hash [32]byte
	if n, err := hex.Decode(hash[:], []byte(digits[:min(len(digits), 64)])); err != nil || n != 32 || len(digits) != 64 {
		return fault{why: "must be a workchain and 64 hex digits"}
	}
	a.form = "raw "
	return a.ton(workchain, hash[:], false)
}

func (a *address) ton(workchain byte, hash []byte, strong bool) fault {
	switch workchain {
	case 0:
		a.form += "workchain 0"
	case 0xff:
		a.form += "workchain -1"
	default:
		return fault{why: "no TON workchain"}
	}
	a.assets, a.strong = assetsTON, strong
	a.payload = a.buf[:copy(a.buf[:], hash)]
	raw := append([]byte{0x51, workchain}, hash...)
	a.value = base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint16(raw, crc16(raw)))
	return fault{}
}

// decodeStellar reads an account (G) of SEP-23: base32 of a version, 32 bytes
// and a CRC.
func (a *address) decodeStellar(s string) fault {
	var raw [35]byte
	if n, err := base32.StdEncoding.Decode(raw[:], []byte(s)); err != nil || n != len(raw) || raw[0] != 6<<3 {
		return fault{why: "no Stellar account"}
	}
	if crc16(raw[:33]) != binary.LittleEndian.Uint16(raw[33:]) {
		return fault{why: "Stellar checksum does not hold"}
	}
	a.assets, a.form, a.value, a.strong = assetsXLM, "account", s, true
	a.payload = a.buf[:copy(a.buf[:], raw[1:33])]
	return fault{}
}
