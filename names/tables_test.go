package names_test

import (
	"strings"
	"testing"

	"cordon/names"
)

// Legal forms of the world: each is cut off its name, and forms of one class
// pair while others stand against each other.
func TestForms(t *testing.T) {
	classes := map[string]string{
		"llc":  "LLC|L.L.C.|GmbH|S.à r.l.|SARL|S.R.L.|Sp. z o.o.|s.r.o.|Kft.|d.o.o.|OOO|ООО|TOV|TOO|UAB|SIA|OÜ|ApS|B.V.|Lda.|Ltda|Sdn. Bhd.|TNHH|FZE|FZCO|WLL|W.L.L.|Limited Liability Company|Gesellschaft mit beschränkter Haftung|Société à responsabilité limitée|Sociedad de Responsabilidad Limitada|Obshchestvo s Ogranichennoy Otvetstvennostyu|Общество с ограниченной ответственностью|Ltd. Şti.|Sh.p.k.|EOOD|ООД|S. de R.L. de C.V.|Yugen Kaisha|有限会社|유한회사",
		"jsc":  "JSC|J.S.C.|PJSC|OJSC|CJSC|AO|OAO|ZAO|PAO|АО|ОАО|ПАО|ЗАО|AG|A.G.|Aktiengesellschaft|S.A.|SpA|S.p.A.|N.V.|NV|AB|ASA|A/S|Oyj|A.Ş.|Zrt.|Nyrt.|PLC|P.L.C.|K.K.|Kabushiki Kaisha|株式会社|주식회사|Tbk|PT|Bhd|S.A. de C.V.|Joint Stock Company|Open Joint Stock Company|Public Joint Stock Company|Closed Joint Stock Company|Société Anonyme|Sociedad Anónima|Public Limited Company|Акционерное общество|SAL|S.A.L.|SAS|QSC|K.S.C.|d.d.|a.d.",
		"ltd":  "Ltd|Ltd.|Limited|Co., Ltd.|Company Limited|Pvt. Ltd.|Private Limited|Pte. Ltd.|Pty Ltd|Co. Ltd|有限公司|Youxian Gongsi",
		"corp": "Inc|Inc.|Incorporated|Corp|Corporation|Company|Co.|N.A.|Compagnie|Companhia|Sirketi",
		"part": "LP|L.P.|LLP|KG|GmbH & Co. KG|OHG|SNC|S.N.C.|Limited Partnership|v.o.s.|KGaA",
		"stat": "FGUP|ФГУП|FSUE|Federal State Unitary Enterprise|State Enterprise|NPO|НПО|Scientific Production Association|GUP",
		"asso": "e.V.|Association|ANO|ASBL|Eingetragener Verein",
		"foun": "Foundation|Stiftung|Stichting|Fondation|Fundación|Fundacja|Vakfi",
		"coop": "Cooperative|Genossenschaft|eG|Cooperativa",
		"hold": "Holding|Holdings|Group|Grupo|集团",
	}
	first := map[string]string{}
	for class, forms := range classes {
		for _, f := range strings.Split(forms, "|") {
			n := names.Parse("Zyxwvut "+f, names.Organization)
			if len(n.Parts) != 2 || n.Parts[0].Text != "zyxwvut" || n.Parts[1].Tag != names.Form {
				t.Errorf("%s: %q is cut to %s", class, f, spelled(n))
				continue
			}
			if first[class] == "" {
				first[class] = f
			}
			got := score(t, names.Organization, "Zyxwvut "+f, "Zyxwvut "+first[class])
			if got.Score < .9 {
				t.Errorf("%s: %s and %s are of one class: %.3f", class, f, first[class], got.Score)
			}
		}
	}
	for _, pair := range [][2]string{{"llc", "jsc"}, {"foun", "llc"}, {"part", "corp"}} {
		a, b := first[pair[0]], first[pair[1]]
		same, other := score(t, names.Organization, "Zyxwvut "+a, "Zyxwvut "+a), score(t, names.Organization, "Zyxwvut "+a, "Zyxwvut "+b)
		if other.Score >= same.Score || other.Score < .7 {
			t.Errorf("%s against %s: %.3f: a small loss, no more", a, b, other.Score)
		}
	}
}

// Where a form is on one side only, nothing follows.
func TestFormMissing(t *testing.T) {
	for _, tc := range [][2]string{{"Vector LLC", "Vector"}, {"Vector", "OOO Vector"}, {"Vector Group Holding", "Vector"}} {
		if got := score(t, names.Organization, tc[0], tc[1]); got.Score != 1 {
			t.Errorf("%s / %s: %.3f %+v", tc[0], tc[1], got.Score, got.Pairs)
		}
	}
}

// How many slips a word may take grows with its length.
func TestSlips(t *testing.T) {
	for _, tc := range []struct {
		about, q, l string
		pairs       bool
	}{
		{"one of two letters", "Zyx Ab", "Zyx Ac", false},
		{"one of three", "Zyxwvut Abc", "Zyxwvut Abd", true},
		{"one of four", "Zyxwvut Abcd", "Zyxwvut Abxd", true},
		{"two of four", "Zyxwvut Abcd", "Zyxwvut Axyd", false},
		{"one of five", "Zyxwvut Abcde", "Zyxwvut Abxde", true},
		{"two of five", "Zyxwvut Abcde", "Zyxwvut Axyde", false},
		{"two of eight", "Zyxwvut Abcdefgh", "Zyxwvut Abxdeygh", true},
		{"three of eight", "Zyxwvut Abcdefgh", "Zyxwvut Abxdeyzh", false},
		{"two look-alikes of six", "Zyxwvut Kondor", "Zyxwvut Cundor", true},
		{"neighbours swapped in four", "Zyxwvut Abcd", "Zyxwvut Acbd", true},
		{"a letter doubled", "Zyxwvut Abcd", "Zyxwvut Abbcd", true},
		{"a digit", "Zyxwvut Abc4e", "Zyxwvut Abc5e", false},
	} {
		got := score(t, names.Person, tc.q, tc.l)
		has := false
		for _, p := range got.Pairs {
			has = has || p.Kind == names.Edit
		}
		if has != tc.pairs {
			t.Errorf("%s: %s / %s pair by letters: %v, want %v", tc.about, tc.q, tc.l, has, tc.pairs)
		}
	}
}

func TestTextAndCore(t *testing.T) {
	for _, tc := range []struct {
		kind names.Kind
		in   string
		text string
		core int
	}{
		{names.Person, "Dr. KIM, Jong-un Jr.", "dr jong un kim jr", 3},
		{names.Organization, "The Bank of Vector LLC", "bank of vector", 2},
		{names.Vessel, "M/V Vector II", "vector 2", 2},
		{names.Any, "", "", 0},
	} {
		n := names.Parse(tc.in, tc.kind)
		if n.Text() != tc.text || n.Core() != tc.core {
			t.Errorf("%q: %q with %d core parts, want %q with %d", tc.in, n.Text(), n.Core(), tc.text, tc.core)
		}
	}
}
