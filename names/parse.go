package names

import (
	"strings"
	"unicode/utf8"
)

// Parse cleans a name and cuts it into parts. "LAST, First" of people turns
// round and tells family from given names, and so do surnames in capitals
// beside other words ("PAK Jae-gyong").
func Parse(raw string, kind Kind) Name {
	var space [MaxParts]token
	tokens := tokenise(raw, kind == Person, space[:0])
	n := Name{Kind: kind}
	if len(tokens) == 0 {
		return n
	}
	switch kind {
	case Person:
		n.Parts = person(tokens)
	case Vessel:
		n.Parts = vessel(tokens)
	case Organization:
		n.Parts = organization(tokens)
	case Object:
		n.Parts = numbers(parts(tokens))
	default:
		// Business words or a legal form mean an organisation. Without them,
		// both readings cut alike, and tags of people are not lost.
		n.Parts = organization(tokens)
		for i := range n.Parts {
			if t := n.Parts[i].Tag; t == Form || t == Word {
				return n
			}
		}
		n.Parts = person(tokenise(raw, true, space[:0]))
	}
	return n
}

// PersonParts are the name parts of structured data.
type PersonParts struct {
	Given, Middle, Patronymic, Family, Suffix string
}

// ParsePerson makes a name from parts that the source tells apart.
func ParsePerson(p PersonParts) Name {
	n := Name{Kind: Person}
	for _, s := range []struct {
		raw string
		tag Tag
	}{{p.Given, Given}, {p.Middle, Middle}, {p.Patronymic, Patronymic}, {p.Family, Family}, {p.Suffix, Suffix}} {
		for _, t := range tokenise(s.raw, true, nil) {
			tag := s.tag
			if table.stop[t.text] {
				tag = Stop
			}
			if len(n.Parts) < MaxParts {
				n.Parts = append(n.Parts, Part{t.text, tag, table.person(t.text)})
			}
		}
	}
	return n
}

// Retag gives the parts of n the tags that structured data has for the same
// words, where n itself left them open.
func (n *Name) Retag(p PersonParts) {
	tagged := ParsePerson(p)
	for i := range n.Parts {
		if n.Parts[i].Tag != Unset {
			continue
		}
		for j := range tagged.Parts {
			if tagged.Parts[j].Text == n.Parts[i].Text {
				n.Parts[i].Tag = tagged.Parts[j].Tag
				tagged.Parts[j].Text = ""
				break
			}
		}
	}
}

// parts makes untagged parts of tokens.
func parts(tokens []token) []Part {
	out := make([]Part, len(tokens))
	for i, t := range tokens {
		out[i].Text = t.text
	}
	return out
}

// person cuts a person's name.
func person(tokens []token) []Part {
	tokens, suffixes := trimPerson(tokens)
	titles := leadTitles(tokens)
	out := make([]Part, 0, len(tokens)+len(suffixes))
	for _, t := range tokens[:titles] {
		out = append(out, Part{Text: t.text, Tag: Title})
	}
	tokens = tokens[titles:]
	last := tokens[len(tokens)-1].commas
	caps, small := 0, 0
	for _, t := range tokens {
		switch {
		case t.initial || table.stop[t.text] || table.title[t.text] && !t.caps:
		case t.caps:
			caps++
		default:
			small++
		}
	}
	family := func(t token) bool { return false }
	switch {
	case tokens[0].commas < last:
		first := tokens[0].commas
		family = func(t token) bool { return t.commas == first }
	case caps > 0 && small > 0:
		family = func(t token) bool { return t.caps }
	}
	given := 0
	for _, t := range tokens {
		if family(t) {
			continue
		}
		p := Part{t.text, Unset, table.person(t.text)}
		if (caps > 0 && small > 0 || tokens[0].commas < last) && !table.stop[t.text] {
			p.Tag = Middle
			if given == 0 {
				p.Tag = Given
			}
			given++
		}
		out = append(out, p)
	}
	for _, t := range tokens {
		if family(t) {
			out = append(out, Part{t.text, Family, table.person(t.text)})
		}
	}
	for i := titles; i < len(out); i++ {
		if table.stop[out[i].Text] && len(out) > 1 && len(out[i].Text) > 1 { // one letter is an initial
			out[i].Tag, out[i].Sym = Stop, Sym{}
		}
	}
	if coreless(out) { // nothing but particles: they are the name
		for i := titles; i < len(out); i++ {
			out[i].Tag = Unset
		}
	}
	tagTitles(out)
	tagPatronymics(out)
	for _, t := range suffixes {
		out = append(out, Part{Text: t.text, Tag: Suffix})
	}
	return out
}

// trimPerson takes off generation and degree suffixes, but never the whole name.
func trimPerson(tokens []token) (rest, suffixes []token) {
	keep := func(i int) bool {
		t := tokens[i]
		return i == 0 || !table.suffix[t.text] || t.commas == 0 && i < len(tokens)-1
	}
	n := 0
	for i := range tokens {
		if keep(i) {
			n++
		}
	}
	if n == len(tokens) {
		return tokens, nil
	}
	for i, t := range tokens {
		if keep(i) {
			rest = append(rest, t)
		} else {
			suffixes = append(suffixes, t)
		}
	}
	return rest, suffixes
}

// leadTitles counts forms of address before a family name that stands first.
func leadTitles(tokens []token) int {
	n := 0
	for n < len(tokens) && tokens[n].commas == 0 && strictTitles[tokens[n].text] {
		n++
	}
	if n == len(tokens) || !names(tokens[n:]) || tokens[n].commas != 0 {
		return 0
	}
	return n
}

func coreless(parts []Part) bool {
	for i := range parts {
		if parts[i].core() {
			return false
		}
	}
	return true
}

// tagTitles marks forms of address at either end. What may be a name as well
// (Haji, King) stays one unless two other words remain.
func tagTitles(parts []Part) {
	core := 0
	for i := range parts {
		if parts[i].core() {
			core++
		}
	}
	mark := func(i int) bool {
		strict, ok := table.title[parts[i].Text]
		if !ok || !parts[i].core() || core < 2 || core < 3 && !strict {
			return false
		}
		parts[i].Tag, parts[i].Sym = Title, Sym{}
		core--
		return true
	}
	for i := 0; i < len(parts) && (parts[i].Tag == Title || mark(i)); i++ {
	}
	for i := len(parts) - 1; i > 0 && mark(i); i-- {
	}
}

var patronymicEnds = []string{"ovich", "evich", "yovich", "ievich", "ovych", "evych", "ovna", "evna", "ivna", "yivna", "ichna", "oglu", "ogly", "ogli", "kyzy", "qizi", "ович", "евич", "ійович", "овна", "евна", "івна", "ична"}

func patronymic(w string) bool {
	if len(w) < 6 {
		return false
	}
	for _, e := range patronymicEnds {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

// tagPatronymics marks the father's name of East Slavic names of three parts or
// more: the middle word, or the last one where the surname stands first.
func tagPatronymics(parts []Part) {
	var core [MaxParts]int
	n := 0
	for i := range parts {
		if parts[i].core() && n < MaxParts {
			core[n] = i
			n++
		}
	}
	if n < 3 {
		return
	}
	for k := 1; k < n; k++ {
		p := &parts[core[k]]
		if (p.Tag == Unset || p.Tag == Middle) && patronymic(p.Text) {
			p.Tag = Patronymic
			return
		}
	}
}

// organization cuts a name into brand, business words, places, numbers and
// legal forms.
func organization(tokens []token) []Part {
	tokens = segment(tokens)
	from, to := 0, len(tokens)
	if to > 1 && tokens[0].text == "the" {
		from++
	}
	var forms [4]Part
	nf := 0
	for to-from > 1 && nf < len(forms) {
		k, id := formAt(tokens[from:to], false)
		if k == 0 || !names(tokens[from:to-k]) {
			break
		}
		forms[nf] = formPart(tokens[to-k:to], id)
		nf++
		to -= k
	}
	if to-from > 1 && nf < len(forms) {
		if k, id := formAt(tokens[from:to], true); k > 0 && names(tokens[from+k:to]) {
			forms[nf] = formPart(tokens[from:from+k], id)
			nf++
			from += k
		}
	}
	out := make([]Part, 0, to-from+nf)
	for _, t := range tokens[from:to] {
		p := Part{Text: t.text}
		switch {
		case table.stop[t.text] && to-from > 1:
			p.Tag = Stop
		case table.number[t.text] != "" && utf8.RuneCountInString(t.text) > 1:
		default:
			if m, ok := table.means(t.text); ok && m.tag != Form {
				p.Tag, p.Sym.Group = m.tag, m.group
			} else {
				p.Sym.Group = table.variant[t.text]
			}
		}
		out = append(out, p)
	}
	out = numbers(out)
	return append(out, forms[:nf]...)
}

// names reports whether tokens hold a word that can be a name.
func names(tokens []token) bool {
	for _, t := range tokens {
		if !table.stop[t.text] {
			return true
		}
	}
	return false
}

func formPart(tokens []token, id uint16) Part {
	p := Part{Text: tokens[0].text, Tag: Form, Sym: Sym{Group: id}}
	for _, t := range tokens[1:] {
		p.Text += " " + t.text
	}
	return p
}

// formAt finds the longest legal form at one end of a name, never all of it.
func formAt(tokens []token, start bool) (words int, id uint16) {
	var space [96]byte
	for k := min(table.maxForm, len(tokens)-1); k > 0; k-- {
		run := tokens[len(tokens)-k:]
		if start {
			run = tokens[:k]
		}
		key := space[:0]
		for i, t := range run {
			if i > 0 {
				key = append(key, ' ')
			}
			key = append(key, t.text...)
		}
		id, ok := known(table.formID, string(key))
		if !ok {
			if id = near(run, key, start); id == 0 {
				continue
			}
		}
		if start && k == 1 && (table.word[run[0].text] != 0 || table.forms[id].class == table.partnership) {
			continue // "Group 4", "Partners Fund": a word at the start is part of the name
		}
		return k, id
	}
	return 0, 0
}

// near finds a form written with a letter wrong, where every word but that one
// is right or the form is the last word of the name.
func near(run []token, key []byte, start bool) uint16 {
	if len(run) == 1 {
		t := run[0].text
		if start && len(t) <= minSlip+2 || table.word[t] != 0 || table.place[t] != 0 || table.variant[t] != 0 {
			return 0
		}
	}
	return table.slipped(key)
}

// numbers turns number words, ordinals and Roman numerals into figures.
// Single Roman letters count only at the end.
func numbers(in []Part) []Part {
	out := in[:0]
	for i := 0; i < len(in); i++ {
		p := in[i]
		if p.Tag != Unset && p.Tag != Stop {
			out = append(out, p)
			continue
		}
		fig := ""
		switch {
		case allDigits(p.Text):
			fig = strings.TrimLeft(p.Text, "0")
			if fig == "" {
				fig = "0"
			}
		case len(p.Text) == 1 && i < len(in)-1, len(p.Text) == 1 && i == 0, len(in) == 1:
		default:
			fig = table.number[p.Text]
			if fig == "" && len(p.Text) > 2 && allDigits(p.Text[:len(p.Text)-2]) && ordinal(p.Text[len(p.Text)-2:]) {
				fig = p.Text[:len(p.Text)-2]
			}
		}
		if fig == "" {
			out = append(out, p)
			continue
		}
		if len(fig) == 2 && fig[1] == '0' && !allDigits(p.Text) && i+1 < len(in) { // twenty one
			if unit := table.number[in[i+1].Text]; len(unit) == 1 && unit != "0" {
				fig = fig[:1] + unit
				i++
			}
		}
		out = append(out, Part{Text: fig, Tag: Number})
	}
	return out
}

func ordinal(s string) bool { return s == "st" || s == "nd" || s == "rd" || s == "th" }

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// vessel cuts a ship's name: prefixes like M/V are no part of it.
func vessel(tokens []token) []Part {
	switch {
	case len(tokens) > 1 && (table.vessel[tokens[0].text] || tokens[0].text == "the"):
		tokens = tokens[1:]
	case len(tokens) > 2 && len(tokens[0].text) == 1 && len(tokens[1].text) == 1 && table.vessel[tokens[0].text+tokens[1].text]:
		tokens = tokens[2:]
	}
	return numbers(parts(tokens))
}

// borders are the words between several names in one field.
var borders = []string{"a.k.a.", "aka ", "f.k.a.", "fka ", "n.k.a.", "also known as", "formerly known as", "formerly", "alias ", "d/b/a", "doing business as", "trading as", "t/a "}

// Split cuts a field that holds several names ("X a.k.a. Y", "X (formerly Y)")
// into single ones.
func Split(raw string) []string {
	if len(raw) < 8 {
		return []string{raw}
	}
	lower := strings.ToLower(raw)
	if len(lower) != len(raw) { // offsets would differ
		return []string{raw}
	}
	var out []string
	start := 0
	for i := 1; i < len(lower); i++ {
		if c := lower[i-1]; c != ' ' && c != '(' && c != ',' && c != ';' || lower[i] < 'a' || lower[i] > 't' {
			continue
		}
		for _, b := range borders {
			if strings.HasPrefix(lower[i:], b) {
				out = appendName(out, raw[start:i])
				start = i + len(b)
				i = start
				break
			}
		}
	}
	return appendName(out, raw[start:])
}

func appendName(out []string, s string) []string {
	s = strings.Trim(s, " ,;:-\"'")
	if strings.Count(s, "(") != strings.Count(s, ")") {
		s = strings.Trim(s, "() ")
	}
	if s == "" {
		return out
	}
	return append(out, s)
}
