package names

import "unicode/utf8"

// segment cuts words of scripts that write without borders (Han, Hangul) at the
// words that the tables know: 深圳友邦仕达货运代理有限公司 is a place, a brand, a
// business and a legal form.
func segment(tokens []token) []token {
	any := false
	for _, t := range tokens {
		any = any || scriptOf(t.text).syllabic()
	}
	if !any {
		return tokens
	}
	out := make([]token, 0, MaxParts)
	for _, t := range tokens {
		if !scriptOf(t.text).syllabic() {
			if len(out) < MaxParts {
				out = append(out, t)
			}
			continue
		}
		for _, w := range cutWords(t.text) {
			if len(out) < MaxParts {
				u := t
				u.text = w
				out = append(out, u)
			}
		}
	}
	return out
}

// cutWords takes the longest known word at each place; what stands between
// known words is one.
func cutWords(s string) []string {
	var out []string
	start := 0
	for i := 0; i < len(s); {
		n := knownAt(s[i:])
		if n == 0 || n == len(s) {
			_, size := utf8.DecodeRuneInString(s[i:])
			i += size
			continue
		}
		if start < i {
			out = append(out, s[start:i])
		}
		out = append(out, s[i:i+n])
		i += n
		start = i
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

// knownAt is the length in bytes of the longest known word that s begins with.
// One character alone is known only as the rest of s: it is part of too many
// names.
func knownAt(s string) int {
	best, count := 0, 0
	for i := range s {
		if i > 0 && count > 1 && knownWord(s[:i]) {
			best = i
		}
		if count++; count > table.longest {
			return best
		}
	}
	if count > 1 && knownWord(s) {
		best = len(s)
	}
	return best
}

func knownWord(w string) bool {
	return table.word[w] != 0 || table.place[w] != 0 || table.formID[w] != 0
}
