package lists

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"cordon/ftm"
)

// Kind names a format that a list is published in.
type Kind string

// The formats that have a reader.
const (
	OFACCSV         Kind = "ofac-csv"          // sdn.csv, alt.csv, add.csv, sdn_comments.csv and the cons_ four
	OFACXML         Kind = "ofac-xml"          // sdn.xml, consolidated.xml
	OFACAdvancedXML Kind = "ofac-advanced-xml" // sdn_advanced.xml, cons_advanced.xml
	UNXML           Kind = "un-xml"            // consolidated.xml of the Security Council
	EUXML           Kind = "eu-xml"            // financial sanctions file, XML 1.1
	EUCSV           Kind = "eu-csv"            // financial sanctions file, CSV
	UKCSV           Kind = "uk-csv"            // UK-Sanctions-List.csv
	FinCEN311       Kind = "fincen-311"        // table of special measures
	USCSL           Kind = "us-csl"            // consolidated screening list, CSV
	CASEMA          Kind = "ca-sema"           // Canadian autonomous sanctions, XML
	FTM             Kind = "ftm"               // FollowTheMoney JSON lines, OpenSanctions exports
	FTMDelta        Kind = "ftm-delta"         // OpenSanctions delta lines
	BODS            Kind = "bods"              // statements of the Beneficial Ownership Data Standard 0.4
	GLEIFEntities   Kind = "gleif-lei"         // level 1 of GLEIF, who is who
	GLEIFRelations  Kind = "gleif-rr"          // level 2, who owns whom
	GLEIFExceptions Kind = "gleif-repex"       // level 2, why a parent is not told
	OwnershipCSV    Kind = "ownership-csv"     // owner,asset,share,from,to,source
)

// Register reports whether the format is that of a register of owners: its
// entries are companies, people and holdings, of which none is listed for it.
func (k Kind) Register() bool {
	switch k {
	case BODS, GLEIFEntities, GLEIFRelations, GLEIFExceptions, OwnershipCSV:
		return true
	}
	return false
}

// NamedByFile reports whether documents of the format are named by their files,
// because anybody may publish in it.
func (k Kind) NamedByFile() bool {
	return k == FTM || k == FTMDelta || k == BODS || k == OwnershipCSV
}

// Document is one publication of one list: all files of it.
type Document struct {
	Kind    Kind
	Dataset string
	Files   map[string]string // role (the four of OFAC: sdn, alt, add, comments; main and details of FinCEN; else "main") to path in the file system
}

// Record is one entry of a list: the party, and the entities that say more
// about it (its sanction, addresses, documents, wallets, ties).
type Record struct {
	Entities   []*ftm.Entity // the party first, where there is one
	Party      string        // id of the listed party, "" for entities that stand alone
	Programmes []string      // programmes it is listed under, as the list writes them
	File       string
	Line       int  // line or record number of the entry
	Remove     bool // a delta says that the entity is gone; only its id is set
}

// Report says what a reader met.
type Report struct {
	Published  ftm.Day        `json:"published"`
	Declared   int            `json:"declared,omitempty"` // number of entries that the document says it has
	Parties    int            `json:"parties"`
	Entities   int            `json:"entities"`
	Programmes map[string]int `json:"programmes,omitempty"` // parties by programme
	Refused    int            `json:"refused"`              // rows set aside
	Problems   []ftm.Problem  `json:"-"`                    // the first of them, at most MaxProblems
	Warnings   []ftm.Problem  `json:"-"`                    // what was kept, but is not as it should be
	Warned     int            `json:"warned"`
	// Damage, when not empty, says why the document as a whole must not be
	// loaded: it is cut, empty, or not what it claims to be.
	Damage string `json:"damage,omitempty"`
	// Unfit says that the document is not the list at all, so that nobody may
	// force it: a file of changes, another list's file.
	Unfit bool `json:"unfit,omitempty"`
}

// MaxProblems bounds the problems and warnings that a report lists one by one.
const MaxProblems = 1000

// Emit takes one record. An error stops the reader.
type Emit func(Record) error

// reader reads one document. It reports damage in the report; its error is for
// what went wrong outside the document: the file system, the context, emit.
type reader func(ctx context.Context, in *input, emit Emit) error

// Version names the reader of a kind and its version, as batches keep it.
func Version(k Kind) string { return string(k) + "/" + readers[k].version }

// Read reads a document and emits its records in the document's order.
func Read(ctx context.Context, fsys fs.FS, doc Document, emit Emit) (Report, error) {
	r, ok := readers[doc.Kind]
	if !ok {
		return Report{}, fmt.Errorf("lists: no reader for kind %q", doc.Kind)
	}
	in := newInput(fsys, doc)
	err := r.read(ctx, in, func(rec Record) error {
		in.count(rec)
		return emit(rec)
	})
	var packed *packedFault
	if errors.As(err, &packed) {
		in.damage("%v", packed)
		err = nil
	}
	if err != nil {
		return in.report, fmt.Errorf("lists: %s: %w", doc.Dataset, err)
	}
	in.finish()
	return in.report, nil
}
