package lists

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"cordon/ftm"
)

// kindDatasets are the datasets of the formats that carry one list.
var kindDatasets = map[Kind]string{
	UNXML: "un_sc_sanctions", EUXML: "eu_fsf", EUCSV: "eu_fsf", UKCSV: "gb_sanctions", FinCEN311: "us_fincen_special_measures",
	USCSL: "us_trade_csl", CASEMA: "ca_dfatd_sema_sanctions",
	GLEIFEntities: "gleif_lei", GLEIFRelations: "gleif_rr", GLEIFExceptions: "gleif_repex",
}

// found is a file that was recognised.
type found struct {
	path, role string
	kind       Kind
}

// Plan walks a folder, or takes one file, and groups what it recognises into
// documents, in order of path. The four files of an OFAC set in one folder are
// one document, and so are the two tables of special measures. Files that are no list are returned by name and reason;
// hidden files, read-me files and schemas are passed over.
func Plan(ctx context.Context, fsys fs.FS, root string) (docs []Document, unknown []ftm.Problem, err error) {
	var files []found
	names := make(map[string]string) // of the dataset, by folder, where an index.json says it
	err = fs.WalkDir(fsys, root, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case d.IsDir():
			if p != root && strings.HasPrefix(d.Name(), ".") {
				return fs.SkipDir
			}
			return nil
		case passedOver(d.Name()):
			return nil
		}
		head, err := readHead(fsys, p)
		if err != nil {
			unknown = append(unknown, ftm.Problem{File: p, Why: err.Error()})
			return nil
		}
		if d.Name() == "index.json" || d.Name() == "delta.json" {
			if x, err := ftm.ParseIndex(head); err == nil {
				names[path.Dir(p)] = x.Name
			}
			return nil
		}
		kind, role := Detect(p, head)
		if kind == "" {
			unknown = append(unknown, ftm.Problem{File: p, Why: "is no list that is known"})
			return nil
		}
		files = append(files, found{p, role, kind})
		return nil
	})
	if err != nil {
		return nil, unknown, fmt.Errorf("plan %s: %w", root, err)
	}
	return group(files, names), unknown, nil
}

// PlanAs reads all files of a plan, known or not, as one kind.
func PlanAs(kind Kind, docs []Document, unknown []ftm.Problem) ([]Document, []ftm.Problem) {
	var files []found
	for _, d := range docs {
		for role, p := range d.Files {
			if d.Kind != OFACCSV && d.Kind != FinCEN311 {
				role = "main"
			}
			files = append(files, found{p, role, kind})
		}
	}
	for _, u := range unknown {
		files = append(files, found{u.File, "main", kind})
	}
	slices.SortFunc(files, func(a, b found) int { return strings.Compare(a.path, b.path) })
	for i, f := range files {
		if kind == FinCEN311 && f.role == "details" {
			continue
		}
		if kind != OFACCSV {
			files[i].role = "main"
			continue
		}
		if k, ok := knownName(f.path); ok && k.kind == OFACCSV {
			files[i].role = k.role
		} else if f.role == "main" {
			files[i].role = "sdn"
		}
	}
	return group(files, nil), nil
}

// passedOver reports whether a file is passed over without a word.
func passedOver(name string) bool {
	lower := strings.ToLower(name)
	for _, s := range [...]string{".md", ".xsd", ".txt.sha256", ".sha256", ".etag", ".part"} {
		if strings.HasSuffix(lower, s) {
			return true
		}
	}
	return strings.HasPrefix(lower, ".") || strings.HasPrefix(lower, "readme") || strings.HasPrefix(lower, "license") || strings.HasPrefix(lower, "licence")
}

func readHead(fsys fs.FS, p string) ([]byte, error) {
	f, err := fsys.Open(p)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	head := make([]byte, HeadSize)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	return head[:n], nil
}

// group makes documents of files, which are in order of path.
func group(files []found, names map[string]string) []Document {
	var docs []Document
	sets := make(map[string]int) // folder and dataset of a set of files -> index in docs
	for _, f := range files {
		dataset := datasetOf(f, names)
		if f.kind == OFACCSV || f.kind == FinCEN311 {
			key := path.Dir(f.path) + "\x00" + dataset
			if i, ok := sets[key]; ok {
				taken, has := docs[i].Files[f.role]
				if !has {
					docs[i].Files[f.role] = f.path
					continue
				}
				// A copy stands alone, so that no set is made of files of two dates.
				if knownAs(f) && !knownAs(found{taken, f.role, f.kind}) {
					docs[i].Files[f.role], f.path = f.path, taken
				}
				docs = append(docs, Document{Kind: f.kind, Dataset: dataset, Files: map[string]string{f.role: f.path}})
				continue
			}
			sets[key] = len(docs)
		}
		docs = append(docs, Document{Kind: f.kind, Dataset: dataset, Files: map[string]string{f.role: f.path}})
	}
	return docs
}

// knownAs reports whether a file has its publisher's name.
func knownAs(f found) bool {
	k, ok := knownName(f.path)
	return ok && k == fileRole{f.kind, f.role}
}

var notInNames = regexp.MustCompile(`[^a-z0-9]+`)

// datasetOf names the dataset of a file: by its kind, for OFAC's files by
// their names, for FtM files by the index beside them, else, as for registers
// in formats that anybody may publish in, by the name of the file or its folder.
func datasetOf(f found, names map[string]string) string {
	base := strings.ToLower(path.Base(f.path))
	switch f.kind {
	case OFACCSV, OFACXML, OFACAdvancedXML:
		if strings.Contains(base, "cons") {
			return "us_ofac_cons"
		}
		return ofacSDN
	case BODS:
		return "bods_" + cmp.Or(strings.TrimPrefix(fileStem(f, base), "bods_"), "register")
	case OwnershipCSV:
		return cmp.Or(fileStem(f, base), "ownership")
	case FTM, FTMDelta:
		for dir := path.Dir(f.path); ; dir = path.Dir(dir) {
			if n := names[dir]; n != "" {
				return n
			}
			if dir == "." || dir == "/" {
				break
			}
		}
		return cmp.Or(fileStem(f, base), "ftm")
	}
	return kindDatasets[f.kind]
}

// fileStem is the name of a file up to its first dot, in letters and digits;
// of a file with a name that many have, that of its folder.
func fileStem(f found, base string) string {
	stem, _, _ := strings.Cut(base, ".")
	dir := path.Base(path.Dir(f.path))
	if f.kind == FTMDelta { // <dataset>/<version>/entities.delta.json
		if up := path.Base(path.Dir(path.Dir(f.path))); up != "." {
			dir = up
		}
	}
	if (stem == "entities" || stem == "targets" || stem == "stdin") && dir != "." {
		stem = strings.ToLower(dir)
	}
	return strings.Trim(notInNames.ReplaceAllString(stem, "_"), "_")
}
