package screen

import (
	"slices"
	"sync"

	"cordon/ftm"
	"cordon/names"
)

// Index answers queries. It is never changed once made: any number of
// goroutines may ask it.
//
// Everything is flat: parties, names, words and identifiers are numbered, and
// lists of numbers stand in one piece each. So an index takes little more
// memory than its text, is written and read as it is, and leaves the garbage
// collector nothing to follow.
type Index struct {
	// Parties, in order of id.
	ids      strs
	records  strs   // what is shown of them
	schema   []byte // into schemata
	schemata strs
	datasets strs
	of       lists // party to datasets
	country  lists // party to country codes, as in countries
	births   lists // party to pairs of days
	gender   []byte
	nations  strs

	// Names, by party.
	nameOf   []uint32 // first name of a party; one more than parties
	name     strs     // as listed
	strength []byte   // nameStrength
	partOf   []uint32 // first part of a name; one more than names
	part     []uint32 // word
	tag      []byte
	group    []uint16
	nick     []uint32 // two groups of short names in one
	korean   lists    // name to keys of its Korean syllables
	chinese  lists    // the same of its Chinese ones

	// Words.
	words   strs  // sorted
	posting lists // word to parties
	near    multi // keys of words: one letter less, spellings, skeletons
	grams   multi // three letters to words
	terms   multi // keys of names: glued neighbours, whole names, syllables, to parties

	// Identifiers.
	idOf      []uint32 // party
	idProp    []byte   // into props
	idValue   strs
	idCountry []uint32 // into nations
	idLabel   []uint32 // into labels
	idTerms   multi    // value to identifier
	idFirst   []uint32 // first identifier of a party; one more than parties
	props     strs
	labels    strs

	kinds    []names.Kind // of the names of a schema
	latin    []bool       // party has a name in Latin letters
	alien    []bool       // name begins in other letters
	foreign  bool         // some party has none
	scratchs sync.Pool
}

// Len returns how many entities can be found.
func (ix *Index) Len() int { return ix.ids.len() }

// Parties returns how many entities of some datasets can be found, of all when
// none is named; those only of excluded ones do not count.
func (ix *Index) Parties(datasets, exclude []string) int {
	if len(datasets)+len(exclude) == 0 {
		return ix.Len()
	}
	n := 0
	for p := range uint32(ix.Len()) {
		if slices.ContainsFunc(ix.of.of(p), func(d uint32) bool {
			name := ix.datasets.at(d)
			return (len(datasets) == 0 || slices.Contains(datasets, name)) && !slices.Contains(exclude, name)
		}) {
			n++
		}
	}
	return n
}

// Has reports whether the entity of an id can be found.
func (ix *Index) Has(id string) bool {
	_, ok := ix.ids.find(id)
	return ok
}

// nameStrength is how a listed name came to be known.
type nameStrength byte

const (
	mainName nameStrength = iota
	aliasName
	previousName
	weakName
)

var strengths = [...]string{"name", "alias", "previous name", "weak alias"}

func (s nameStrength) String() string {
	if int(s) < len(strengths) {
		return strengths[s]
	}
	return "?"
}

// kindOf is how names of a schema are cut.
func kindOf(schema string) names.Kind {
	s := ftm.Lookup(schema)
	switch {
	case s == nil:
		return names.Any
	case s.Is("Person"):
		return names.Person
	case s.Is("Organization"):
		return names.Organization
	case s.Is("Vessel"):
		return names.Vessel
	case s.Is("Vehicle"), s.Is("CryptoWallet"), s.Is("Security"), s.Is("BankAccount"), s.Is("RealEstate"):
		return names.Object
	}
	return names.Any
}

// prepare makes what is not part of the flat lists.
func (ix *Index) prepare() {
	ix.kinds = make([]names.Kind, ix.schemata.len())
	for i := range ix.kinds {
		ix.kinds[i] = kindOf(ix.schemata.at(uint32(i)))
	}
	foreign := make([]bool, ix.words.len())
	for w := range foreign {
		foreign[w] = !latinWord(ix.words.at(uint32(w)))
	}
	ix.alien = make([]bool, ix.name.len())
	for n := range ix.alien {
		at := ix.partOf[n]
		ix.alien[n] = at < ix.partOf[n+1] && foreign[ix.part[at]]
	}
	ix.latin = make([]bool, ix.Len())
	for p := range ix.latin {
		for n := ix.nameOf[p]; n < ix.nameOf[p+1]; n++ {
			ix.latin[p] = ix.latin[p] || !ix.alien[n] && ix.partOf[n] < ix.partOf[n+1]
		}
		ix.foreign = ix.foreign || !ix.latin[p]
	}
	ix.scratchs.New = func() any { return new(scratch) }
}

// listed puts the parts of name n into to, without any parsing.
func (ix *Index) listed(n uint32, kind names.Kind, to *names.Name) {
	to.Kind, to.Parts = kind, to.Parts[:0]
	to.Korean, to.Chinese, to.Known = ix.korean.of(n), ix.chinese.of(n), true
	for p := ix.partOf[n]; p < ix.partOf[n+1]; p++ {
		to.Parts = append(to.Parts, names.Part{
			Text: ix.words.at(ix.part[p]), Tag: names.Tag(ix.tag[p]),
			Sym: names.Sym{Group: ix.group[p], Nick: [2]uint16{uint16(ix.nick[p] >> 16), uint16(ix.nick[p])}},
		})
	}
}

// row is name n by numbers.
func (ix *Index) row(n uint32, kind names.Kind) names.Row {
	from, to := ix.partOf[n], ix.partOf[n+1]
	return names.Row{Kind: kind, Words: ix.part[from:to], Tags: ix.tag[from:to], Groups: ix.group[from:to], Nicks: ix.nick[from:to],
		Korean: ix.korean.of(n), Chinese: ix.chinese.of(n)}
}

// frequent is how many parties a word may have before it is opened only for
// want of a rarer one: 5 %, but never less than makes a difference.
func (ix *Index) frequent() int { return max(ix.Len()/20, 256) }
