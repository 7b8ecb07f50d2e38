package lists

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"cordon/ident"
)

// ofacLabelsTSV says what the labels in remarks and identity documents of
// OFAC's lists mean: the label as printed, how its value is read, the property
// that takes it, and where the value may be a number with check digits, the kind
// of number, the property for one that passes, and the country it belongs to.
//
//go:embed ofac_labels.tsv
var ofacLabelsTSV string

// labelKind is how the value behind a label is read.
type labelKind string

const (
	labelBorn     labelKind = "born"     // date, or a range, or circa
	labelDate     labelKind = "date"     // the same, of other things
	labelPlace    labelKind = "place"    // place, with the country at its end
	labelCountry  labelKind = "country"  // country
	labelValue    labelKind = "value"    // text of the property's type
	labelNumber   labelKind = "number"   // number (country) issued date expires date
	labelPaper    labelKind = "paper"    // the same, on a document that people carry
	labelPassport labelKind = "passport" // the same, on a passport
	labelFormer   labelKind = "former"   // a number that is no longer borne
	labelIMO      labelKind = "imo"      // of a ship or a company, by what the party is
	labelWallet   labelKind = "wallet"   // currency and address
	labelLink     labelKind = "link"     // another party, by its main name
	labelParty    labelKind = "party"    // the same, as the value of a property
	labelSummary  labelKind = "summary"  // what the sanction is; the whole item counts
	labelListing  labelKind = "listing"  // (scope): date of the sanction
	labelNote     labelKind = "note"     // text that no property takes: codes for the characters of a name
)

type ofacLabel struct {
	text      string
	kind      labelKind
	prop      string
	check     ident.Kind // "" where the number has no check
	checkProp string
	country   string // the check holds for numbers of this country only
}

// ofacLabels returns the table by first byte of the label, longest label first.
var ofacLabels = sync.OnceValue(func() *[256][]ofacLabel {
	var t [256][]ofacLabel
	head := true
	for line := range strings.Lines(ofacLabelsTSV) {
		if head {
			head = false
			continue
		}
		f := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		l := ofacLabel{text: f[0], kind: labelKind(f[1])}
		if len(f) > 2 {
			l.prop = f[2]
		}
		if len(f) > 3 {
			c := append(strings.Fields(f[3]), "", "")
			l.check, l.checkProp, l.country = ident.Kind(c[0]), c[1], c[2]
		}
		t[l.text[0]] = append(t[l.text[0]], l)
	}
	for _, ls := range t {
		slices.SortStableFunc(ls, func(a, b ofacLabel) int { return len(b.text) - len(a.text) })
	}
	return &t
})

// cutLabel splits an item into its label and what follows; the label is nil for
// an item that begins with none.
func cutLabel(item string) (*ofacLabel, string) {
	if item == "" {
		return nil, ""
	}
	ls := ofacLabels()[item[0]]
	for i := range ls {
		rest, ok := strings.CutPrefix(item, ls[i].text)
		if !ok {
			continue
		}
		if rest == "" || rest[0] == ' ' || rest[0] == ':' || rest[0] == '(' {
			return &ls[i], strings.TrimSpace(strings.TrimPrefix(rest, ":"))
		}
	}
	return nil, item
}
