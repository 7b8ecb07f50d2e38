package ident

import "strings"

// Found is an identifier in a text, from byte Start up to End.
type Found struct {
	ID         ID
	Start, End int
}

// Scan finds identifiers in free text, in order and without overlaps. Numbers
// that could be anything (IMO, MMSI, INN, BIC and so on) count only behind a
// word that names their kind, in English, Russian or Chinese, and if their check
// holds; several may follow one word ("IMO 9074729, 9187629 and 8412473"). What
// shows by itself is found anywhere: IBAN, LEI, USCC and wallet addresses. An
// address of 0x and 40 digits needs no checksum. A Solana address, which has
// none, counts only behind a word for it. The time is linear in the text.
func Scan(text string) []Found {
	s := scanner{text: text, company: -companyReach}
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case isAlnum(c):
			i = s.token(i)
		case c >= 0x80:
			i = s.foreign(i)
		default:
			i++
		}
	}
	return s.found
}

// maxToken is the longest run of letters and digits that may be an address: a
// unified address of Zcash with all its receivers is shorter.
const maxToken = 320

// companyReach is how many bytes before a label the word company still tells
// that the number is a company's.
const companyReach = 24

type scanner struct {
	text    string
	found   []Found
	prev    string // the word before
	company int    // where the last word for a company ended
	addr    address
}

// run returns the end of the letters and digits that begin at i.
func (s *scanner) run(i int) int {
	for i < len(s.text) && isAlnum(s.text[i]) {
		i++
	}
	return i
}

func (s *scanner) add(id ID, start, end int) int {
	s.found = append(s.found, Found{id, start, end})
	s.prev = ""
	return end
}

// token looks at the letters and digits that begin at i and returns where to
// go on.
func (s *scanner) token(i int) int {
	end := s.run(i)
	word := s.text[i:end]
	prev := s.prev
	if s.prev = word; len(word) > maxToken {
		return end
	}
	if kind, n := labelOf(s.text[i:]); n > 0 {
		if next := s.labelled(kind, i, i+n); next > 0 {
			return next
		}
	}
	if isCompanyWord(word) {
		s.company = end
	}
	if len(word) >= 4 && isUpper(word[0]) && isUpper(word[1]) && isDigit(word[2]) && isDigit(word[3]) {
		if id, e := s.iban(i); e > 0 {
			return s.add(id, i, e)
		}
	}
	switch len(word) {
	case 18:
		if id, ok := s.parse(USCC, word); ok && orgCode(word[8:17]) {
			return s.add(id, i, end)
		}
	case 20:
		if strings.Trim(word, "0123456789") != "" {
			if id, ok := s.parse(LEI, word); ok {
				return s.add(id, i, end)
			}
		}
	}
	if next := s.wallet(i, end, prev); next > 0 {
		return next
	}
	return end
}

// foreign steps over one character beyond ASCII, looking for labels in other
// scripts.
func (s *scanner) foreign(i int) int {
	if i == 0 || s.text[i-1] < 0x80 || s.text[i] >= 0xe0 { // word start, or a script without blanks
		for _, l := range foreignLabels {
			if strings.HasPrefix(s.text[i:], l.word) {
				if next := s.labelled(l.kind, i, i+len(l.word)); next > 0 {
					return next
				}
			}
		}
	}
	for i++; i < len(s.text) && s.text[i]&0xc0 == 0x80; i++ {
	}
	return i
}

// parse checks a word that is already as its kind is written.
func (s *scanner) parse(kind Kind, word string) (ID, bool) {
	id, f := rules[kind].parse(kind, word)
	return id, f.ok()
}

// iban reads an IBAN at i, as one word or in groups of four.
func (s *scanner) iban(i int) (ID, int) {
	shape := ibanShape[s.text[i:i+2]]
	if shape == "" {
		return ID{}, 0
	}
	var buf [maxIBAN]byte
	want, n, j := ibanLength(shape), 0, i
	for ; j < len(s.text) && n < want; j++ {
		c := s.text[j]
		switch {
		case isDigit(c) || isUpper(c):
			buf[n] = c
			n++
		case (c == ' ' || c == '-') && n%4 == 0 && (s.text[j-1] != ' ' && s.text[j-1] != '-'):
		default:
			return ID{}, 0
		}
	}
	if n < want || j < len(s.text) && isAlnum(s.text[j]) {
		return ID{}, 0
	}
	word := s.text[i:j]
	if j-i > n {
		word = string(buf[:n])
	}
	id, ok := s.parse(IBAN, word)
	if !ok {
		return ID{}, 0
	}
	return id, j
}

// wallet reads an address that shows by itself. The word before may be a
// ticker and then says which of several currencies is meant.
func (s *scanner) wallet(i, end int, prev string) int {
	start, word := i, s.text[i:end]
	switch {
	case strings.EqualFold(word, cashPrefix) && end < len(s.text) && s.text[end] == ':':
		end = s.run(end + 1)
		word = s.text[start:end]
	case s.tonEnd(i) > 0:
		end = s.tonEnd(i)
		word = s.text[start:end]
	case !looksLikeWallet(word):
		return 0
	}
	if len(word) > maxToken || !s.addr.decode(word).ok() || s.addr.assets[0] == "sol" {
		return 0
	}
	asset := s.addr.assets[0]
	if len(s.addr.assets) > 1 {
		for _, f := range families(prev) {
			for _, a := range s.addr.assets {
				if a == f {
					asset = a
				}
			}
		}
	}
	return s.add(s.addr.id(asset), start, end)
}

// tonEnd returns the end of 48 characters of base64 at i that begin as TON's
// addresses do, 0 if there are none. Dashes and underlines belong to them.
func (s *scanner) tonEnd(i int) int {
	if !strings.HasPrefix(s.text[i:], "EQ") && !strings.HasPrefix(s.text[i:], "UQ") {
		return 0
	}
	end := i
	for end < len(s.text) && end-i <= 48 && (isAlnum(s.text[end]) || s.text[end] == '-' || s.text[end] == '_') {
		end++
	}
	if end-i != 48 {
		return 0
	}
	return end
}

// looksLikeWallet sorts out most words that are no address before anything is
// decoded: by their length and first character.
func looksLikeWallet(w string) bool {
	n := len(w)
	switch {
	case n < 14:
		return false
	case w[0] == '0':
		return n == 42 && w[1]|0x20 == 'x'
	case n == 95 || n == 106:
		return w[0] == '4' || w[0] == '8'
	case n == 47 && w[0] == 'X':
		return true
	case n == 56 && w[0] == 'G':
		return true
	case n == 42 && (w[0]|0x20 == 'q' || w[0]|0x20 == 'p'):
		return true
	case n >= 25 && n <= 36 && strings.IndexByte("13LMX7DA9EGTtr", w[0]) >= 0:
		if w[0] == 'r' || bitcoin58.has(w) {
			return true
		}
	}
	for _, h := range segwit {
		if k := len(h.hrp); n > k+8 && w[k] == '1' && strings.EqualFold(w[:k], h.hrp) {
			return true
		}
	}
	return false
}
