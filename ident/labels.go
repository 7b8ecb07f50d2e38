package ident

import "strings"

// solana marks the label of Solana addresses, which are found only behind it.
const solana Kind = "solana"

// labels are the words that announce a number, in lower case.
var labels = map[string]Kind{
	"imo": IMO, "mmsi": MMSI, "lei": LEI, "iban": IBAN, "isin": ISIN, "uscc": USCC,
	"bic": BIC, "swift": BIC,
	"inn": INN, "ogrn": OGRN, "ogrnip": OGRN, "okpo": OKPO,
	"duns": DUNS, "uei": UEI, "npi": NPI,
	"sol": solana, "solana": solana,
}

// foreignLabels are the same in other scripts, longer words first.
var foreignLabels = []struct {
	word string
	kind Kind
}{
	{"ИНН", INN}, {"инн", INN}, {"ОГРНИП", OGRN}, {"огрнип", OGRN}, {"ОГРН", OGRN}, {"огрн", OGRN}, {"ОКПО", OKPO}, {"окпо", OKPO},
	{"ИМО", IMO}, {"统一社会信用代码", USCC}, {"統一社會信用代碼", USCC},
}

// fillers are words that may stand between a label and its number.
var fillers = map[string]bool{
	"no": true, "nr": true, "num": true, "number": true, "numbers": true, "code": true, "codes": true, "id": true, "is": true,
	"company": true, "ship": true, "vessel": true, "owner": true, "registered": true, "identification": true, "kpp": true,
	"swift": true, "bic": true, "wallet": true, "address": true, "usdc": true, "uscc": true, "account": true,
}

// The longest that is skipped between a label and its number.
const (
	maxFillers = 6
	maxSkip    = 64
)

// labelOf returns the kind that the word at the start of s announces and the
// length of the label. Digits may follow it without a gap ("IMO9074729").
func labelOf(s string) (Kind, int) {
	const longest = 6
	var low [longest + 1]byte
	n := 0
	for n < len(s) && n < len(low) && (isUpper(s[n]) || isLower(s[n])) {
		low[n] = s[n] | 0x20
		n++
	}
	if n == 1 && low[0] == 'd' && len(s) >= 7 && strings.EqualFold(s[:7], "D-U-N-S") {
		return DUNS, 7
	}
	if n < 3 || n > longest {
		return "", 0
	}
	if kind, ok := labels[string(low[:n])]; ok {
		return kind, n
	}
	return "", 0
}

// companyLabel stands before the IMO number of companies in OFAC's lists, where
// those of ships are "Vessel Registration Identification IMO". One number in ten
// passes both checks.
const companyLabel = "Identification Number "

func isCompanyWord(w string) bool {
	return len(w) >= 5 && len(w) <= 10 && (strings.EqualFold(w, "company") || strings.EqualFold(w, "owner") || strings.EqualFold(w, "manager") || strings.EqualFold(w, "operator"))
}

// labelled reads the numbers behind a label that stands from start to i. It
// returns where to go on, 0 if no number follows.
func (s *scanner) labelled(kind Kind, start, i int) int {
	company := start-s.company < companyReach || strings.HasSuffix(s.text[:start], companyLabel)
	glued := i < len(s.text) && isDigit(s.text[i])
	plain := true // nothing but blanks between label and number
	limit := min(len(s.text), i+maxSkip)
	for n := 0; i < limit && n <= maxFillers; {
		c := s.text[i]
		switch {
		case c >= 0x80: // № and words of other scripts
			i++
			plain = false
			continue
		case !isAlnum(c):
			plain = plain && (c == ' ' || c == '\t' || c == '\n')
			i++
			continue
		}
		end := s.run(i)
		word := s.text[i:end]
		if !glued && len(word) <= 14 && fillers[strings.ToLower(word)] {
			company = company || strings.EqualFold(word, "company") || strings.EqualFold(word, "owner")
			plain, i = false, end
			n++
			continue
		}
		// "SWIFT PAYMENTS": a word of eight capitals behind a bare word is no BIC.
		if kind == BIC && plain && strings.EqualFold(s.text[start:start+3], "swi") && strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
			return 0
		}
		id, stop := s.value(kind, i, company)
		if stop == 0 {
			return 0
		}
		s.add(id, i, stop)
		return s.more(kind, stop, company)
	}
	return 0
}

// more reads further numbers of the same kind behind the first: "1, 2 and 3".
// Kinds without a check digit have one number a label.
func (s *scanner) more(kind Kind, i int, company bool) int {
	for s.found[len(s.found)-1].ID.Strong {
		j := i
		for j < len(s.text) && (s.text[j] == ' ' || s.text[j] == ',' || s.text[j] == ';' || s.text[j] == '/' || s.text[j] == '&') {
			j++
		}
		if strings.HasPrefix(s.text[j:], "and ") {
			j += len("and ")
		}
		if j == i || j >= len(s.text) || !isAlnum(s.text[j]) {
			break
		}
		id, stop := s.value(kind, j, company)
		if stop == 0 {
			break
		}
		s.add(id, j, stop)
		i = stop
	}
	return i
}

// value reads one number of the kind at i and returns where it ends, 0 if there
// is none.
func (s *scanner) value(kind Kind, i int, company bool) (ID, int) {
	switch kind {
	case IMO:
		first, second := IMO, IMOCompany
		if company {
			first, second = second, first
		}
		if id, end := s.number(first, i); end > 0 {
			return id, end
		}
		return s.number(second, i)
	case IBAN:
		if i+4 <= len(s.text) {
			return s.iban(i)
		}
		return ID{}, 0
	case solana:
		end := s.run(i)
		if w := s.text[i:end]; len(w) >= 32 && len(w) <= 44 && s.addr.decode(w).ok() && s.addr.assets[0] == "sol" {
			return s.addr.id("sol"), end
		}
		return ID{}, 0
	}
	if !rules[kind].digits {
		end := s.run(i)
		word := s.text[i:end]
		if !rules[kind].takes(len(word)) {
			return ID{}, 0
		}
		if kind == UEI && strings.IndexAny(word, "0123456789") < 0 {
			return ID{}, 0
		}
		switch {
		case kind != BIC:
			word = compact(word)
		case len(word) == 11:
			word = word[:8]
		}
		if id, ok := s.parse(kind, word); ok {
			return id, end
		}
		return ID{}, 0
	}
	return s.number(kind, i)
}

// number reads digits at i that may stand in groups, as many as the kind takes.
func (s *scanner) number(kind Kind, i int) (ID, int) {
	r := rules[kind]
	longest := r.lengths[len(r.lengths)-1]
	var buf [16]byte
	n, gaps := 0, 0
	for j := i; j < len(s.text) && n < longest; {
		c := s.text[j]
		if !isDigit(c) {
			if n == 0 || !isSeparator(c) || !isSeparated(s.text, j) {
				return ID{}, 0
			}
			gaps++
			j++
			continue
		}
		buf[n] = c
		n++
		j++
		if j < len(s.text) && isAlnum(s.text[j]) || !r.takes(n) {
			continue
		}
		word := s.text[i:j]
		if gaps > 0 {
			word = string(buf[:n])
		}
		if id, ok := s.parse(kind, word); ok {
			return id, j
		}
	}
	return ID{}, 0
}

// isSeparator reports whether c may stand between the groups of one number.
func isSeparator(c byte) bool { return c == ' ' || c == '-' || c == '.' }

// isSeparated reports whether the separator at j stands between digits.
func isSeparated(s string, j int) bool {
	return isDigit(s[j-1]) && j+1 < len(s) && isDigit(s[j+1])
}
