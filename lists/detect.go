package lists

import (
	"bytes"
	"compress/gzip"
	"io"
	"path"
	"regexp"
	"strings"
	"unicode/utf16"
)

// HeadSize is how much of a file's beginning recognises it, in bytes.
const HeadSize = 64 << 10

// Kinds returns the formats that have a reader, in the order of the catalogue.
func Kinds() []Kind {
	var out []Kind
	for _, k := range []Kind{OFACCSV, OFACXML, OFACAdvancedXML, UNXML, EUXML, EUCSV, UKCSV, FinCEN311, USCSL, CASEMA, FTM, FTMDelta,
		BODS, GLEIFEntities, GLEIFRelations, GLEIFExceptions, OwnershipCSV} {
		if _, ok := readers[k]; ok {
			out = append(out, k)
		}
	}
	return out
}

// xmlRoots are the root elements of the XML lists.
var xmlRoots = map[string]Kind{
	"sdnList": OFACXML, "Sanctions": OFACAdvancedXML, "CONSOLIDATED_LIST": UNXML, "export": EUXML, "data-set": CASEMA,
	"LEIData": GLEIFEntities, "RelationshipData": GLEIFRelations, "ReportingExceptionData": GLEIFExceptions,
}

// fileRole is what a file is: of which kind, and which file of its document.
type fileRole struct {
	kind Kind
	role string
}

// knownNames are the publishers' own names of files, for files that are empty
// or damaged at their beginning: those must be held, not passed over.
var knownNames = map[string]fileRole{
	"sdn.csv": {OFACCSV, "sdn"}, "alt.csv": {OFACCSV, "alt"}, "add.csv": {OFACCSV, "add"}, "sdn_comments.csv": {OFACCSV, "comments"},
	"cons_prim.csv": {OFACCSV, "sdn"}, "cons_alt.csv": {OFACCSV, "alt"}, "cons_add.csv": {OFACCSV, "add"}, "cons_comments.csv": {OFACCSV, "comments"},
	"sdn.xml": {OFACXML, "main"}, "sdn_advanced.xml": {OFACAdvancedXML, "main"}, "cons_advanced.xml": {OFACAdvancedXML, "main"},
	"uk-sanctions-list.csv": {UKCSV, "main"}, "un_consolidated.xml": {UNXML, "main"}, "eu_fsf.xml": {EUXML, "main"}, "consolidated.csv": {USCSL, "main"},
	"sema-lmes.xml": {CASEMA, "main"}, "entities.ftm.json": {FTM, "main"}, "entities.delta.json": {FTMDelta, "main"},
}

// knownName looks a file up by its name, packed or not.
func knownName(name string) (k fileRole, ok bool) {
	k, ok = knownNames[strings.TrimSuffix(strings.ToLower(path.Base(name)), ".gz")]
	return k, ok
}

var (
	xmlRoot    = regexp.MustCompile(`<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s/>]`)
	ofacFirst  = regexp.MustCompile(`^\d{1,10}\s*,`)
	deltaStart = regexp.MustCompile(`^\{\s*"op"\s*:\s*"(ADD|MOD|DEL)"`)
	ftmKeys    = regexp.MustCompile(`"schema"\s*:\s*"[A-Za-z]`)
	bodsType   = regexp.MustCompile(`"(recordType"\s*:\s*"(entity|person|relationship)|statementType"\s*:\s*"(entity|person|ownershipOrControl)Statement)"`)
	bodsID     = regexp.MustCompile(`"statementI[dD]"\s*:`)
)

// Detect recognises a file by its beginning, and where that says nothing by its
// name. role is what the file is within its document. The kind is empty for a
// file that is no list.
func Detect(name string, head []byte) (kind Kind, role string) {
	head = unpackHead(head)
	head = bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF"))
	text := strings.TrimLeft(widen(head), " \t\r\n")
	switch {
	case strings.HasPrefix(text, "<"):
		if kind = detectXML(text); kind != "" {
			role = "main"
		}
	case deltaStart.MatchString(text):
		return FTMDelta, "main"
	case (strings.HasPrefix(text, "[") || strings.HasPrefix(text, "{")) && bodsType.MatchString(text) && bodsID.MatchString(text):
		return BODS, "main"
	case strings.HasPrefix(text, "{"):
		line, _, _ := strings.Cut(text, "\n")
		if ftmKeys.MatchString(line) && strings.Contains(line, `"id"`) {
			return FTM, "main"
		}
	case text != "":
		kind, role = detectCSV(text)
	}
	if kind == "" {
		if k, ok := knownName(name); ok {
			return k.kind, k.role
		}
	}
	return kind, role
}

// unpackHead unpacks the beginning of a gzip file.
func unpackHead(head []byte) []byte {
	if !bytes.HasPrefix(head, []byte{0x1f, 0x8b}) {
		return head
	}
	z, err := gzip.NewReader(bytes.NewReader(head))
	if err != nil {
		return nil
	}
	out, _ := io.ReadAll(io.LimitReader(z, HeadSize)) // the end is missing; what is there counts
	return out
}

// widen reads UTF-16, which some spreadsheets write, as text; anything else is
// text as it is.
func widen(head []byte) string {
	if len(head) < 2 {
		return string(head)
	}
	var order func(a, b byte) uint16
	switch {
	case head[0] == 0xFE && head[1] == 0xFF:
		order = func(a, b byte) uint16 { return uint16(a)<<8 | uint16(b) }
	case head[0] == 0xFF && head[1] == 0xFE:
		order = func(a, b byte) uint16 { return uint16(b)<<8 | uint16(a) }
	default:
		return string(head)
	}
	var units []uint16
	for i := 2; i+1 < len(head); i += 2 {
		units = append(units, order(head[i], head[i+1]))
	}
	return string(utf16.Decode(units))
}

func detectXML(text string) Kind {
	for _, m := range xmlRoot.FindAllStringSubmatch(dropProlog(text), 1) {
		kind := xmlRoots[m[1]]
		if kind == EUXML && !strings.Contains(text, "generationDate") && !strings.Contains(text, "sanctionEntity") {
			return "" // many a program exports something
		}
		if kind == CASEMA && !strings.Contains(text, "DateOfListing") {
			return "" // so may many a file of data be called
		}
		return kind
	}
	return ""
}

// dropProlog drops comments and processing instructions before the root.
func dropProlog(text string) string {
	for {
		text = strings.TrimLeft(text, " \t\r\n")
		end := ""
		switch {
		case strings.HasPrefix(text, "<?"):
			end = "?>"
		case strings.HasPrefix(text, "<!--"):
			end = "-->"
		case strings.HasPrefix(text, "<!"):
			end = ">"
		default:
			return text
		}
		i := strings.Index(text, end)
		if i < 0 {
			return ""
		}
		text = text[i+len(end):]
	}
}

// headers are the columns that make a CSV file what it is.
var headers = []struct {
	kind    Kind
	role    string
	columns []string
}{
	{UKCSV, "main", []string{"unique id", "name 6", "name type"}},
	{EUCSV, "main", []string{"entity_logicalid", "namealias_wholename"}},
	{USCSL, "main", []string{"source", "entity_number", "programs", "license_requirement"}},
	{FinCEN311, "main", []string{"finding", "final rule", "rescinded"}},
	{FinCEN311, "details", []string{"measure", "relationship", "alias", "registration number"}},
}

func detectCSV(text string) (Kind, string) {
	lines := strings.SplitN(text, "\n", 12)
	if isOwnershipHeader(lines[0]) {
		return OwnershipCSV, "main"
	}
	for _, line := range lines[:min(len(lines), 11)] {
		lower := strings.ToLower(line)
		for _, h := range headers {
			all := true
			for _, c := range h.columns {
				all = all && strings.Contains(lower, c)
			}
			if all {
				return h.kind, h.role
			}
		}
	}
	if role := ofacRole(strings.TrimRight(lines[0], "\r")); role != "" {
		return OFACCSV, role
	}
	return "", ""
}

// ofacRole tells the four files of an OFAC set apart by their columns.
func ofacRole(line string) string {
	if !ofacFirst.MatchString(line) {
		return ""
	}
	n := 0
	for rest, more := line, true; more; n++ {
		var err error
		if _, rest, more, err = cutField(rest); err != nil {
			return ""
		}
	}
	for _, r := range ofacRoles {
		if r.columns == n {
			return r.role
		}
	}
	return ""
}
