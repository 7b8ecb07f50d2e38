package lists_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"cordon/ftm"
	"cordon/internal/testdata"
	"cordon/lists"
)

func TestDetect(t *testing.T) {
	sdn := `36,"AEROSAMPLE",-0- ,"TEST",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- `
	for _, tt := range []struct {
		name, file, head string
		kind             lists.Kind
		role             string
	}{
		{"SDN", "x.csv", sdn + "\r\n", lists.OFACCSV, "sdn"},
		{"SDN without an end", "x.csv", sdn, lists.OFACCSV, "sdn"},
		{"alt", "x.csv", `36,12,"aka","SAMPLE AIR",-0- ` + "\n", lists.OFACCSV, "alt"},
		{"add", "x.csv", `36,25,"1 Road","Town","Land",-0- ` + "\n", lists.OFACCSV, "add"},
		{"comments", "x.csv", `36,"goes on"` + "\n", lists.OFACCSV, "comments"},
		{"any numbers", "x.csv", "1,2,3,4\n", "", ""},
		{"SDN cut in its first row", "x.csv", sdn[:20], "", ""},
		{"SDN cut, by its name", "a/SDN.CSV", sdn[:20], lists.OFACCSV, "sdn"},
		{"empty, by its name", "a/sdn.csv", "", lists.OFACCSV, "sdn"},
		{"empty and packed, by its name", "a/sdn.csv.gz", "", lists.OFACCSV, "sdn"},
		{"empty CSL", "consolidated.csv", "", lists.USCSL, "main"},
		{"empty", "x.csv", "", "", ""},
		{"blank", "x.csv", " \r\n\t", "", ""},
		{"standard XML", "x", `<?xml version="1.0"?><sdnList xmlns="http://example.org"/>`, lists.OFACXML, "main"},
		{"with a prefix", "x", `<a:sdnList xmlns:a="http://example.org"/>`, lists.OFACXML, "main"},
		{"advanced XML", "x", `<!-- <sdnList> --><Sanctions />`, lists.OFACAdvancedXML, "main"},
		{"UN", "x", "\uFEFF\n<CONSOLIDATED_LIST\ndateGenerated='2031'>", lists.UNXML, "main"},
		{"UN in UTF-16", "x", utf16Text("<CONSOLIDATED_LIST>", false), lists.UNXML, "main"},
		{"EU", "x", `<export generationDate="2031-01-01">`, lists.EUXML, "main"},
		{"some export", "x", `<export><thing/></export>`, "", ""},
		{"Canada", "x", "<data-set><record><DateOfListing>", lists.CASEMA, "main"},
		{"some data", "x", "<data-set><record><Price>", "", ""},
		{"other XML", "x", "<html><body>", "", ""},
		{"an open comment", "x", "<!-- for ever", "", ""},
		{"UK", "x", "Report Date: 1\r\nLast Updated,Unique ID,OFSI Group ID,Name 6,Name type\r\n", lists.UKCSV, "main"},
		{"EU CSV", "x", "fileGenerationDate;Entity_LogicalId;NameAlias_WholeName\n", lists.EUCSV, "main"},
		{"CSL", "x", cslHeader + "\n", lists.USCSL, "main"},
		{"CSL packed", "x.gz", pack(t, cslHeader+"\n"), lists.USCSL, "main"},
		{"CSL without ids", "x", strings.TrimPrefix(cslHeader, "_id,") + "\n", lists.USCSL, "main"},
		{"measures", "x", fincenPage, lists.FinCEN311, "main"},
		{"parties of measures", "x", fincenDetails, lists.FinCEN311, "details"},
		{"FtM", "x", ftmLines, lists.FTM, "main"},
		{"FtM packed", "x", pack(t, ftmLines), lists.FTM, "main"},
		{"delta", "x", deltaLines, lists.FTMDelta, "main"},
		{"other JSON", "x", `{"id":1,"name":"x"}`, "", ""},
		{"a list of JSON", "x", `[{"id":1}]`, "", ""},
		{"packed rubbish", "x.gz", "\x1f\x8bnothing", "", ""},
		{"a picture", "x.png", "\x89PNG\r\n\x1a\n\x00\x00", "", ""},
	} {
		if kind, role := lists.Detect(tt.file, []byte(tt.head)); kind != tt.kind || role != tt.role {
			t.Errorf("%s: %q %q, want %q %q", tt.name, kind, role, tt.kind, tt.role)
		}
	}
	for _, src := range lists.Catalogue() {
		for _, f := range src.Files {
			if kind, role := lists.Detect(f.Name, nil); kind == "" || role != f.Role {
				t.Errorf("%s: an empty %s is %q %q", src.Dataset, f.Name, kind, role)
			}
		}
	}
}

// TestPlanRealFiles says what each of the real files is, or that it is no list.
func TestPlanRealFiles(t *testing.T) {
	root := filepath.Dir(testdata.Path(t, "README.md"))
	set := func(dir string) map[string]string {
		out := map[string]string{}
		for role, name := range ofacFiles {
			out[role] = "sanctions/ofac/" + dir + "/" + name
		}
		return out
	}
	one := func(kind lists.Kind, dataset, role, path string) lists.Document {
		return lists.Document{Kind: kind, Dataset: dataset, Files: map[string]string{role: path}}
	}
	want := []lists.Document{
		one(lists.CASEMA, "ca_dfatd_sema_sanctions", "main", "sanctions/ca/canada_sema.xml"),
		{Kind: lists.OFACCSV, Dataset: "us_ofac_sdn", Files: set("2019-01")},
		{Kind: lists.OFACCSV, Dataset: "us_ofac_sdn", Files: set("2021-07")},
		{Kind: lists.OFACCSV, Dataset: "us_ofac_sdn", Files: set("2024-01")},
		{Kind: lists.OFACCSV, Dataset: "us_ofac_cons", Files: map[string]string{
			"sdn": "sanctions/ofac/cons/cons_prim.csv", "alt": "sanctions/ofac/cons/cons_alt.csv", "add": "sanctions/ofac/cons/cons_add.csv", "comments": "sanctions/ofac/cons/cons_comments.csv",
		}},
		one(lists.OFACXML, "us_ofac_cons", "main", "sanctions/ofac/cons/ofac_consolidated_nonsdn_2025-03-28.xml"),
		one(lists.FinCEN311, "us_fincen_special_measures", "details", "sanctions/opensanctions_src/us_fincen_special_measures_details.csv"),
		one(lists.OFACCSV, "us_ofac_sdn", "sdn", "sanctions/sdn_history/sdn_baseline_2021-08-18.csv"), // alone, it is refused
		one(lists.UNXML, "un_sc_sanctions", "main", "sanctions/un/un_2018-10-29.xml"),
		one(lists.UNXML, "un_sc_sanctions", "main", "sanctions/un/un_2020-11-30.xml"),
		one(lists.UNXML, "un_sc_sanctions", "main", "sanctions/un/un_2025-04-19_singlequoted.xml"),
		one(lists.UNXML, "un_sc_sanctions", "main", "sanctions/un/un_2025-08-16.xml"),
		one(lists.USCSL, "us_trade_csl", "main", "sanctions/us_csl/consolidated.csv.gz"),
		one(lists.USCSL, "us_trade_csl", "main", "sanctions/us_csl/csl_sample.csv"),
	}
	docs, unknown, err := lists.Plan(t.Context(), os.DirFS(root), "sanctions")
	if err != nil {
		t.Fatal(err)
	}
	// The header alone of the UK's list is one too.
	docs = without(docs, func(d lists.Document) bool {
		return d.Kind == lists.UKCSV && strings.Contains(d.Files["main"], "header")
	})
	if d := cmp.Diff(want, docs); d != "" {
		t.Errorf("documents (-want +got):\n%s", d)
	}
	named := map[string]bool{}
	for _, p := range unknown {
		named[strings.TrimPrefix(p.File, "sanctions/")] = true
		if p.Why != "is no list that is known" {
			t.Errorf("%v", p)
		}
	}
	wantUnknown := map[string]bool{}
	for _, f := range []string{
		"eu/journal/consolidated/32017R1509.csv", "ofac/remark_labels.tsv", "us_bis/dpl.txt", "sdn_history/sdn_changes.jsonl", "sdn_history/sdn_first_last_seen.csv",
		"sdn_history/snapshots.csv", "opensanctions_src/cn_sanctions_sanctions.csv", "opensanctions_src/us_dod_chinese_milcorps_sanctions.csv",
		"opensanctions_src/us_special_leg_inksna.csv", "opensanctions_src/us_special_leg_section_353.csv", "opensanctions_src/us_special_leg_source_files_section_1286.csv",
		"opensanctions_src/programs/AU-DPRK.yml", "opensanctions_src/programs/EU-PRK.yml", "opensanctions_src/programs/GB-DPRK.yml", "opensanctions_src/programs/UN-SC1718.yml",
		"opensanctions_src/programs/US-NK.yml", "opensanctions_src/us_fbi_lazarus_crypto.yml",
	} {
		wantUnknown[f] = true
	}
	if d := cmp.Diff(wantUnknown, named); d != "" {
		t.Errorf("named as unknown (-want +got):\n%s", d)
	}

	docs, unknown, err = lists.Plan(t.Context(), os.DirFS(root), "ftm")
	if err != nil || len(unknown) != 0 {
		t.Errorf("%v, %v", unknown, err)
	}
	kinds := map[string]lists.Kind{}
	for _, d := range docs {
		kinds[d.Files["main"]] = d.Kind
	}
	for _, f := range []string{"khong_entities.ftm.json", "ftmq_eu_authorities.ftm.json", "yente_parteispenden.ftm.json", "yente_t1_entities.ftm.json"} {
		if kinds["ftm/"+f] != lists.FTM {
			t.Errorf("%s is %q", f, kinds["ftm/"+f])
		}
	}
}

func without[T any](list []T, drop func(T) bool) []T {
	var out []T
	for _, x := range list {
		if !drop(x) {
			out = append(out, x)
		}
	}
	return out
}

func TestPlan(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	s := manyParties(1).files()
	fsys := fstest.MapFS{
		"a/sdn.csv": file(s["sdn"]), "a/alt.csv": file(s["alt"]), "a/add.csv": file(s["add"]), "a/sdn_comments.csv": file(s["comments"]),
		"a/copy of sdn.csv": file(s["sdn"]), "a/cons_prim.csv": file(s["sdn"]),
		"a/.hidden": file(ftmLines), "a/.git/x.json": file(ftmLines), "a/README.md": file("x"), "a/schema.xsd": file("<x/>"), "a/LICENSE": file("x"), "a/x.csv.part": file("x"),
		"b/My List/entities.ftm.json": file(ftmLines), "b/targets.json": file(ftmLines), "b/Big-List.v2.json": file(ftmLines),
		"c/index.json": file(`{"name":"named_by_index","version":"1"}`), "c/entities.ftm.json": file(ftmLines), "c/v1/entities.delta.json": file(deltaLines),
		"d/note.txt": file("nothing"), "d/empty.csv": file(""),
	}
	docs, unknown, err := lists.Plan(t.Context(), fsys, ".")
	if err != nil {
		t.Fatal(err)
	}
	want := []lists.Document{
		{Kind: lists.OFACCSV, Dataset: "us_ofac_sdn", Files: map[string]string{"sdn": "a/sdn.csv", "add": "a/add.csv", "alt": "a/alt.csv", "comments": "a/sdn_comments.csv"}},
		{Kind: lists.OFACCSV, Dataset: "us_ofac_cons", Files: map[string]string{"sdn": "a/cons_prim.csv"}},
		{Kind: lists.OFACCSV, Dataset: "us_ofac_sdn", Files: map[string]string{"sdn": "a/copy of sdn.csv"}},
		{Kind: lists.FTM, Dataset: "big_list", Files: map[string]string{"main": "b/Big-List.v2.json"}},
		{Kind: lists.FTM, Dataset: "my_list", Files: map[string]string{"main": "b/My List/entities.ftm.json"}},
		{Kind: lists.FTM, Dataset: "b", Files: map[string]string{"main": "b/targets.json"}},
		{Kind: lists.FTM, Dataset: "named_by_index", Files: map[string]string{"main": "c/entities.ftm.json"}},
		{Kind: lists.FTMDelta, Dataset: "named_by_index", Files: map[string]string{"main": "c/v1/entities.delta.json"}},
	}
	if d := cmp.Diff(want, docs); d != "" {
		t.Errorf("documents (-want +got):\n%s", d)
	}
	var names []string
	for _, u := range unknown {
		names = append(names, u.File)
	}
	if d := cmp.Diff([]string{"d/empty.csv", "d/note.txt"}, names); d != "" {
		t.Errorf("unknown (-want +got):\n%s", d)
	}

	t.Run("as", func(t *testing.T) {
		docs, rest := lists.PlanAs(lists.UKCSV, []lists.Document{{Kind: lists.FTM, Dataset: "x", Files: map[string]string{"main": "b"}}}, []ftm.Problem{{File: "a"}})
		want := []lists.Document{
			{Kind: lists.UKCSV, Dataset: "gb_sanctions", Files: map[string]string{"main": "a"}},
			{Kind: lists.UKCSV, Dataset: "gb_sanctions", Files: map[string]string{"main": "b"}},
		}
		if !cmp.Equal(docs, want) || len(rest) != 0 {
			t.Errorf("%v, %v", docs, rest)
		}
		docs, _ = lists.PlanAs(lists.OFACCSV, nil, []ftm.Problem{{File: "x/sdn.csv.gz"}, {File: "x/ALT.CSV"}})
		want = []lists.Document{{Kind: lists.OFACCSV, Dataset: "us_ofac_sdn", Files: map[string]string{"sdn": "x/sdn.csv.gz", "alt": "x/ALT.CSV"}}}
		if !cmp.Equal(docs, want) {
			t.Errorf("%v", docs)
		}
	})
	t.Run("one file", func(t *testing.T) {
		docs, _, err := lists.Plan(t.Context(), fsys, "c/entities.ftm.json")
		if err != nil || len(docs) != 1 || docs[0].Kind != lists.FTM {
			t.Errorf("%v, %v", docs, err)
		}
	})
	t.Run("missing", func(t *testing.T) {
		if _, _, err := lists.Plan(t.Context(), fsys, "nowhere"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, _, err := lists.Plan(ctx, fsys, "."); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("unreadable", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.Symlink(filepath.Join(dir, "gone"), filepath.Join(dir, "link.csv")); err != nil {
			t.Skip(err)
		}
		_, unknown, err := lists.Plan(t.Context(), os.DirFS(dir), ".")
		if err != nil || len(unknown) != 1 || unknown[0].File != "link.csv" {
			t.Errorf("%v, %v", unknown, err)
		}
	})
}

func FuzzDetect(f *testing.F) {
	for _, files := range sampleFiles(f) {
		for role, text := range files {
			f.Add(role+".csv", []byte(text))
			f.Add("sdn.csv", []byte(text[:len(text)/3]))
		}
	}
	f.Add("x.gz", []byte(pack(f, ftmLines)))
	known := map[lists.Kind]bool{"": true}
	for _, k := range lists.Kinds() {
		known[k] = true
	}
	f.Fuzz(func(t *testing.T, name string, head []byte) {
		kind, role := lists.Detect(name, head)
		if !known[kind] || (kind == "") != (role == "") {
			t.Errorf("%q %q", kind, role)
		}
		if again, r := lists.Detect(name, head); again != kind || r != role {
			t.Errorf("%q %q, then %q %q", kind, role, again, r)
		}
	})
}
