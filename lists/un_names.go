package lists

import (
	"regexp"
	"strings"
	"unicode"

	"cordon/ident"
)

// addNames gives a party its names. The list writes several names into one
// field, notes behind names, and names into notes; what is no name must not be
// screened against.
func (p *unParty) addNames(e *unEntry, name string) {
	for i, part := range splitNames(name) {
		if i == 0 {
			p.addName("name", part)
			continue
		}
		p.addName("alias", part)
	}
	if len(p.party.Properties["name"]) == 0 {
		p.party.AddClean("name", name)
	}
	for _, native := range splitNames(oneLine(e.Native)) {
		if hasLatin(native) {
			p.addName("alias", native)
		} else {
			p.addName("name", native)
		}
	}
	for _, a := range append(e.PersonAliases, e.EntityAliases...) {
		p.addAlias(a)
	}
}

// addAlias adds what an alias element says.
func (p *unParty) addAlias(a unAlias) {
	text, note := oneLine(a.Name), oneLine(a.Note)
	if text == "" {
		p.note(note)
		return
	}
	if lower := strings.ToLower(text); strings.HasPrefix(lower, "care of ") || strings.HasPrefix(lower, "c/o ") {
		p.note(text) // where to write to is nobody's name
		return
	}
	prop := "alias"
	switch q := strings.ToLower(oneLine(a.Quality)); {
	case q == "low":
		prop = "weakAlias"
	case q == "f.k.a.", listedBefore(note):
		prop = "previousName"
	}
	for _, part := range splitNames(text) {
		p.addName(prop, part)
	}
	if birth := joinPlaces(a.Birth, a.City, a.Country); birth != "" {
		p.note(text + ": born " + birth)
	}
	if note == "" {
		return
	}
	if native := scriptNote(note); native != "" {
		p.addName(prop, native)
		return
	}
	if !hasLatin(text) && strings.Contains(note, ";") && !strings.ContainsAny(note, "0123456789:") {
		for _, n := range strings.Split(note, ";") {
			p.addName(prop, oneLine(strings.Trim(n, " ()")))
		}
		return
	}
	p.note(text + ": " + note)
}

// addName adds one name, without what stands in brackets behind it when that is
// another script, a short form, or a remark.
func (p *unParty) addName(prop, text string) {
	text = strings.Trim(text, " ,;.")
	if len(text) > 2 && text[0] == '"' && text[len(text)-1] == '"' {
		text = strings.TrimSpace(text[1 : len(text)-1])
	}
	if i := strings.Index(text, ", born "); i > 0 {
		p.note(text)
		text = text[:i]
	} else if i := strings.Index(text, " born in "); i > 0 {
		p.note(text)
		text = text[:i]
	}
	outer, inner := cutBrackets(text)
	switch {
	case inner == "" || outer == "":
	case strings.Contains(inner, "; "): // a whole list of names
		for _, n := range strings.Split(inner, ";") {
			if n, _ = cutBrackets(oneLine(n)); n != "" {
				p.addName("alias", n)
			}
		}
		text = outer
	case strings.HasPrefix(strings.ToLower(inner), "original script:"), hasLatin(outer) != hasLatin(inner) && hasLetter(inner):
		// The same name in two scripts.
		for _, n := range strings.Split(strings.TrimPrefix(inner, "original script:"), ";") {
			if n, _ = cutBrackets(oneLine(n)); n != "" {
				p.addName(prop, n)
			}
		}
		text = outer
	case listedBefore(inner):
		prop, text = "previousName", outer
	case shortForm.MatchString(inner):
		if p.party.Is("Organization") {
			p.party.AddClean("abbreviation", inner)
			p.party.AddClean(prop, text)
			text = outer
			if prop == "name" {
				prop = "alias"
			}
		}
	case remarkInName.MatchString(inner):
		p.note(text)
		text = outer
	}
	p.party.AddClean(prop, text)
}

var (
	shortForm    = regexp.MustCompile(`^[A-Z][A-Z&/-]{1,11}$`)
	remarkInName = regexp.MustCompile(`(?i)\b(name|nom de guerre|identity|third|passport|born)\b`)
	nativeScript = regexp.MustCompile(`(?i)(?:original script|in arabic(?: script)?|in cyrillic|in chinese)\s*:\s*(.+)$`)
	companyIMO   = regexp.MustCompile(`(?i)\bIMO\)?\s*(?:number|no\.?)?\s*[:#]?\s*([0-9]{7})\b`)
	genderText   = regexp.MustCompile(`(?i)\bgender\s*(?::|\[)\s*(male|female)\b`)
	swiftText    = regexp.MustCompile(`\bSWIFT(?:/BIC)?(?: code)?:\s*([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b`)
)

// listedBefore reports whether a note says that a name is a former one.
func listedBefore(note string) bool {
	n := strings.ToLower(note)
	return strings.HasPrefix(n, "previously listed as") || strings.HasPrefix(n, "formerly listed as")
}

// scriptNote returns the name that a note gives in its own script.
func scriptNote(note string) string {
	m := nativeScript.FindStringSubmatch(note)
	if m == nil || hasLatin(m[1]) {
		return ""
	}
	return strings.Trim(m[1], " .;,)")
}

// splitNames cuts a field that holds several names, by letters or semicolons
// outside of brackets.
func splitNames(text string) []string {
	var out []string
	for _, part := range splitLettered(text) {
		depth, from := 0, 0
		for i := 0; i < len(part); i++ {
			switch part[i] {
			case '(':
				depth++
			case ')':
				depth--
			case ';':
				if depth <= 0 {
					out = append(out, strings.TrimSpace(part[from:i]))
					from = i + 1
				}
			}
		}
		out = append(out, strings.TrimSpace(part[from:]))
	}
	kept := out[:0]
	for _, s := range out {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return kept
}

// cutBrackets splits "outer (inner)" at the bracket that the end closes.
func cutBrackets(text string) (outer, inner string) {
	if !strings.HasSuffix(text, ")") {
		return text, ""
	}
	i := openBracket(text)
	if i < 0 {
		return text, ""
	}
	return strings.TrimSpace(text[:i]), strings.TrimSpace(text[i+1 : len(text)-1])
}

func hasLatin(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Latin, r) })
}

func hasLetter(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

// companyIMOs returns the valid numbers of shipping companies in a text.
func companyIMOs(text string) []string {
	var out []string
	for _, m := range companyIMO.FindAllStringSubmatch(text, -1) {
		if id, err := ident.Parse(ident.IMOCompany, m[1]); err == nil {
			out = append(out, id.Value)
		}
	}
	return out
}
