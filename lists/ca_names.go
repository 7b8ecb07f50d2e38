package lists

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The names of the Canadian list were typed by many hands: other names stand in
// brackets, behind slashes, in two official languages and in the party's own;
// the column of aliases is cut at semicolons, commas, "or", and at the names of
// languages. What is cut must stay a name, so commas inside of names (ministries,
// company forms behind a comma) are kept.

var (
	caLanguage = regexp.MustCompile(`[\s(,;]*\b(?:Russian|Belarus+ian|Ukrainian|Arabic|Persian|Farsi|Hebrew|Chinese|Burmese|Georgian|Armenian|Serbian|Spanish|French)\s*:\s*`)
	caAlso     = regexp.MustCompile(`(?i)^(?:also known as|a\.?k\.?a\.?|or|and)[\s:,]+`)
	caFormer   = regexp.MustCompile(`(?i)^(?:formerly(?: known as)?|f\.?k\.?a\.?|previously(?: known as)?)[\s:,]+`)
	caAnd      = regexp.MustCompile(`\s+and\s+`)
	// caForm is what stands behind the comma of a company's name.
	caForm = regexp.MustCompile(`(?i)^(?:ltd|limited|llc|l\.l\.c|inc|co|corp|jsc|pjsc|cjsc|ojsc|plc|gmbh|ag|kg|s\.?a|sarl|s\.?r\.?l|pte|oao|ooo|zao|ao|pao|nao|fsue|` +
		`ао|ооо|оао|зао|пао|нао|сао|мк|фгуп|фгку|нпп|ип|уп|нко|кб)\.?(?:\s.{0,8})?$`)
	caPatronymic = regexp.MustCompile(`(?i)(?:вич|вна|ович|евич|ична|vich|vna)$`)
)

// caNames gives a party its names and other names.
func caNames(p *partyBuilder, last, given, entity, aliases string) {
	if entity == "" {
		p.party.Caption = strings.TrimSpace(given + " " + last)
		outer, inner := cutBrackets(last) // "DIKIY (DIKY)"
		if outer == "" || inner == "" {
			outer, inner = last, ""
		}
		p.party.AddClean("name", strings.TrimSpace(given+" "+outer))
		if inner != "" {
			p.party.AddClean("alias", strings.TrimSpace(given+" "+inner))
		}
		p.party.AddClean("lastName", outer)
		p.party.AddClean("firstName", given)
	} else {
		p.party.Caption = entity
		caName(p, "name", entity)
	}
	for _, v := range caAliases(aliases, entity == "", last) {
		caName(p, "alias", v)
	}
	if !p.party.Has("name") {
		p.party.AddClean("name", p.party.Caption)
	}
}

// caName adds one name, with what stands in brackets behind it as another.
func caName(p *partyBuilder, prop, name string) {
	name = strings.Trim(name, " ,;")
	if !hasLetter(name) {
		return
	}
	if p.party.Is("Organization") {
		// The name in English, a slash, and the name in French.
		if english, french, ok := strings.Cut(name, "/"); ok && strings.Count(english, " ") >= 2 && strings.Count(french, " ") >= 2 {
			caName(p, prop, english)
			caName(p, "alias", french)
			return
		}
	}
	outer, inner := cutBrackets(name)
	switch {
	case outer == "" || inner == "" || p.party.Is("Person"):
	case caFormer.MatchString(inner):
		caAdd(p, "previousName", caFormer.ReplaceAllString(inner, ""))
		name = outer
	case caAlso.MatchString(inner):
		for _, v := range caSplit(caAlso.ReplaceAllString(inner, ""), false) {
			caAdd(p, "alias", v)
		}
		name = outer
	case shortName(inner), strings.Contains(inner, " ") && !strings.HasPrefix(strings.ToLower(inner), "and "):
		caAdd(p, "alias", inner)
		name = outer
	}
	caAdd(p, prop, name)
}

// shortName reports whether a word is a short form: more than one capital and no
// blank.
func shortName(s string) bool {
	capitals := 0
	for _, r := range s {
		if unicode.IsUpper(r) {
			capitals++
		}
	}
	return capitals > 1 && !strings.Contains(s, " ")
}

// caAdd adds a name. The list does not say which names are weak; those that are
// too common to stand alone are.
func caAdd(p *partyBuilder, prop, name string) {
	name = strings.Trim(name, " ,;")
	if strings.Count(name, "(") != strings.Count(name, ")") {
		name = strings.TrimSpace(strings.Trim(name, "()"))
	}
	if prop == "alias" && !strings.Contains(name, " ") {
		short := utf8.RuneCountInString(name) < 6 && hasLatin(name) // a name in the party's own script is its own
		if p.party.Is("Person") || short && !p.party.Is("Vessel") {
			prop = "weakAlias"
		}
	}
	p.party.AddClean(prop, name)
}

// caAliases cuts the column of aliases into names.
func caAliases(raw string, person bool, last string) []string {
	var out []string
	for _, part := range strings.Split(caLanguage.ReplaceAllString(raw, ";"), ";") {
		out = append(out, caSplitPart(oneLine(part), person, last)...)
	}
	return out
}

func caSplitPart(part string, person bool, last string) []string {
	if person {
		if family, rest, ok := strings.Cut(part, ","); ok && !strings.Contains(rest, ",") && !strings.Contains(family, " ") {
			rest = strings.TrimSpace(rest)
			if strings.EqualFold(family, last) || strings.Contains(rest, " ") && caPatronymic.MatchString(rest) && !caPatronymic.MatchString(family) {
				return []string{rest + " " + family}
			}
		}
	}
	var out []string
	for _, v := range caOr.Split(part, -1) {
		for _, v := range strings.Split(v, " / ") {
			out = append(out, caSplit(v, person)...)
		}
	}
	return out
}

// caSplit cuts at commas that stand between names.
func caSplit(text string, person bool) []string {
	var parts []string
	depth, quoted, from := 0, false, 0
	for i, r := range text {
		switch r {
		case '(', '«', '“':
			depth++
		case ')', '»', '”':
			depth = max(depth-1, 0)
		case '"':
			quoted = !quoted
		case ',':
			if depth == 0 && !quoted {
				parts = append(parts, text[from:i])
				from = i + 1
			}
		}
	}
	parts = append(parts, text[from:])
	var out []string
	for _, v := range parts {
		v = strings.TrimSpace(v)
		first, _ := utf8.DecodeRuneInString(v)
		if len(out) > 0 && !person && (caForm.MatchString(v) || unicode.IsLower(first) && !caAlso.MatchString(v)) {
			out[len(out)-1] += ", " + v
			continue
		}
		v = strings.TrimSpace(caAlso.ReplaceAllString(v, ""))
		if v == "" {
			continue
		}
		if person {
			out = append(out, caAnd.Split(v, -1)...)
			continue
		}
		out = append(out, v)
	}
	return out
}
