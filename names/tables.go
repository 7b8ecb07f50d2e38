package names

import (
	_ "embed"
	"hash/crc32"
	"slices"
	"strings"
	"unicode/utf8"
)

//go:embed forms.txt
var formsText string

//go:embed words.txt
var wordsText string

//go:embed people.txt
var peopleText string

//go:embed foreign.txt
var foreignText string

// form is one legal form; forms of one class do the same work.
type form struct {
	class uint8
	text  string // class/form, the Text of its part
}

type tables struct {
	forms       []form            // by id; 0 is none
	formID      map[string]uint16 // cleaned spelling, words joined by blanks
	partnership uint8             // class
	maxForm     int               // words of the longest spelling
	slips       map[string]uint16 // long spellings of forms less one letter
	word        map[string]uint16 // generic words to their meaning
	place       map[string]uint16
	stop        map[string]bool
	title       map[string]bool // true: also before a lone name
	suffix      map[string]bool
	vessel      map[string]bool
	number      map[string]string // number words and Roman numerals to the figure
	variant     map[string]uint16
	nick        map[string][2]uint16
	stems       map[string]meaning // beginnings of words in other scripts
	longest     int                // letters of the longest word that is written without borders
	variants    [][]string         // members of a spelling group, for other ways to look up a name
}

// shortNick marks the short names of a nick group; a full name pairs with a
// short one, two full names do not.
const shortNick = 0x8000

// strictTitles are forms of address that are never names.
var strictTitles = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "miss": true, "mister": true, "dr": true, "doctor": true, "prof": true, "professor": true,
	"sir": true, "madam": true, "madame": true, "mme": true, "monsieur": true, "herr": true, "frau": true, "senor": true, "senora": true,
}

var table = load()

func load() *tables {
	t := &tables{
		forms: make([]form, 1), formID: map[string]uint16{}, word: map[string]uint16{}, place: map[string]uint16{},
		stop: map[string]bool{}, title: map[string]bool{}, suffix: map[string]bool{}, vessel: map[string]bool{}, number: map[string]string{},
		variant: map[string]uint16{}, nick: map[string][2]uint16{}, variants: make([][]string, 1),
	}
	t.slips = make(map[string]uint16)
	t.readForms()
	t.readWords(wordsText)
	t.readWords(peopleText)
	t.readForeign()
	return t
}

func lines(text string, yield func(line string)) {
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l != "" && l[0] != '#' {
			yield(l)
		}
	}
}

func (t *tables) readForms() {
	classes := map[string]uint8{}
	lines(formsText, func(l string) {
		f := strings.Split(l, "\t")
		class, ok := classes[f[0]]
		if !ok {
			class = uint8(len(classes) + 1)
			classes[f[0]] = class
			if f[0] == "PART" {
				t.partnership = class
			}
		}
		id := uint16(len(t.forms))
		t.forms = append(t.forms, form{class, strings.ToLower(f[0]) + "/" + f[1]})
		for _, alias := range strings.Split(f[2], "|") {
			for _, key := range []string{cleanForm(alias), strings.ReplaceAll(cleanForm(alias), "& ", "")} {
				if _, dup := t.formID[key]; key != "" && !dup && !romanNumeral(key) {
					t.formID[key] = id
					t.maxForm = max(t.maxForm, strings.Count(key, " ")+1)
					t.addSlips(key, id)
				}
			}
		}
	})
}

// romanNumeral reports what is a number in the names of funds before it is a
// legal form.
func romanNumeral(s string) bool { return strings.Trim(s, "ivx") == "" }

// minSlip is the length from which a legal form is known with a letter wrong.
const minSlip = 5

// addSlips adds a spelling, and the spelling less any one letter. In short words
// of a spelling, one letter more or less is another word: UK is not HK.
func (t *tables) addSlips(key string, id uint16) {
	if len(key) < minSlip || !ascii(key) || slices.ContainsFunc(strings.Fields(key), func(w string) bool { return len(w) < 4 }) {
		return
	}
	t.slips[key] = id
	for i := range len(key) {
		if less := key[:i] + key[i+1:]; t.slips[less] == 0 {
			t.slips[less] = id
		}
	}
}

// slipped finds the form that a word or words mean with one letter wrong: one
// more, less, other, or two swapped.
func (t *tables) slipped(key []byte) uint16 {
	if len(key) < minSlip-1 {
		return 0
	}
	if id := t.slips[string(key)]; id != 0 {
		return id
	}
	var space [96]byte
	for i := range key {
		if id := t.slips[string(append(append(space[:0], key[:i]...), key[i+1:]...))]; id != 0 {
			return id
		}
	}
	return 0
}

func cleanForm(s string) string {
	var w []string
	for _, t := range tokenise(s, false, nil) {
		w = append(w, t.text)
	}
	return strings.Join(w, " ")
}

func (t *tables) readWords(text string) {
	section, group := "", uint16(0)
	lines(text, func(l string) {
		if l[0] == '[' {
			section = strings.Trim(l, "[]")
			return
		}
		group++
		words := strings.Fields(l)
		set := map[string]map[string]bool{"stop": t.stop, "suffix": t.suffix, "vessel": t.vessel}[section]
		switch section {
		case "generic":
			fill(t.word, words, group)
		case "place":
			fill(t.place, words, group)
		case "title":
			for _, w := range words {
				t.title[w] = strictTitles[w]
			}
		case "number":
			for _, w := range words[1:] {
				t.number[w] = words[0]
			}
		case "variant":
			t.variants = append(t.variants, words)
			fill(t.variant, words, uint16(len(t.variants)-1))
		case "nick":
			for i, w := range words {
				g := group
				if i > 0 {
					g |= shortNick
				}
				have := t.nick[w]
				switch {
				case have[0] == 0:
					have[0] = g
				case have[1] == 0:
					have[1] = g
				}
				t.nick[w] = have
			}
		default:
			for _, w := range words {
				set[w] = true
			}
		}
	})
}

// meaning is what a word of an organisation's name means.
type meaning struct {
	tag   Tag
	group uint16
}

// readForeign adds words of other scripts to the meanings that they have. They
// are cleaned as names are.
func (t *tables) readForeign() {
	t.stems = make(map[string]meaning)
	lines(foreignText, func(l string) {
		f := strings.Fields(l)
		var m meaning
		switch {
		case t.word[f[0]] != 0:
			m = meaning{Word, t.word[f[0]]}
		case t.place[f[0]] != 0:
			m = meaning{Place, t.place[f[0]]}
		case t.formID[f[0]] != 0:
			m = meaning{Form, t.formID[f[0]]}
		default:
			m = meaning{Word, uint16(len(t.word) + len(t.place) + 1000)}
			t.word[f[0]] = m.group
		}
		for _, w := range f[1:] {
			stem := strings.HasSuffix(w, "*")
			w = cleanForm(strings.TrimSuffix(w, "*"))
			if stem {
				t.stems[w] = m
				continue
			}
			t.longest = max(t.longest, utf8.RuneCountInString(w))
			switch m.tag {
			case Word:
				fill(t.word, []string{w}, m.group)
			case Place:
				fill(t.place, []string{w}, m.group)
			case Form:
				if t.formID[w] == 0 {
					t.formID[w] = m.group
				}
			}
		}
	})
	for k := range t.formID {
		if !ascii(k) && !strings.Contains(k, " ") {
			t.longest = max(t.longest, utf8.RuneCountInString(k))
		}
	}
}

// minStem is the length, in letters, of the shortest beginning of a word that
// says what it means.
const minStem = 3

// means returns what a word of an organisation's name means, in whatever
// script it is written.
func (t *tables) means(w string) (meaning, bool) {
	if g, ok := known(t.word, w); ok {
		return meaning{Word, g}, true
	}
	if g, ok := known(t.place, w); ok {
		return meaning{Place, g}, true
	}
	if ascii(w) {
		return meaning{}, false
	}
	for i := len(w); utf8.RuneCountInString(w[:i]) >= minStem; {
		if m, ok := t.stems[w[:i]]; ok {
			return m, true
		}
		_, n := utf8.DecodeLastRuneInString(w[:i])
		i -= n
	}
	return meaning{}, false
}

func fill(m map[string]uint16, words []string, group uint16) {
	for _, w := range words {
		if _, ok := m[w]; !ok {
			m[w] = group
		}
	}
}

// person returns the symbols of a word of a person's name.
func (t *tables) person(w string) Sym {
	if ascii(w) {
		return Sym{Group: t.variant[w], Nick: t.nick[w]}
	}
	if g, ok := t.variant[w]; ok {
		return Sym{Group: g, Nick: t.nick[w]}
	}
	var space [96]byte
	r := string(romanised(space[:0], w))
	return Sym{Group: t.variant[r], Nick: t.nick[r]}
}

// known finds a word in a table, in its own script or in Latin letters.
func known[V any](m map[string]V, w string) (V, bool) {
	v, ok := m[w]
	if ok || ascii(w) {
		return v, ok
	}
	var space [96]byte
	v, ok = m[string(romanised(space[:0], w))]
	return v, ok
}

// Tables identifies the tables of the package: groups of symbols are numbered
// by them, and mean nothing beside others.
func Tables() uint32 {
	return crc32.ChecksumIEEE([]byte(formsText + wordsText + peopleText + foreignText + hanText))
}
