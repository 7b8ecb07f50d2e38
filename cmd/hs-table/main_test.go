package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cordon/internal/testdata"
)

func TestTable(t *testing.T) {
	const head = "section,hscode,description,parent,level\n"
	var b bytes.Buffer
	in := head + "II,0702,\"Tomatoes;  fresh\nor chilled\",07,4\nII,07,Vegetables,TOTAL,2\nTOTAL,TOTAL,All,,\n"
	if err := table(strings.NewReader(in), "x@1", &b); err != nil {
		t.Fatal(err)
	}
	want := "#cordon hs 1\n#origin\tx@1\tODC-PDDL, public domain\n07\tVegetables\n0702\tTomatoes; fresh or chilled\n"
	if b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
	for _, bad := range []string{"", "a,b\n1,2\n", head + "II,07a,Vegetables,TOTAL,2\n", head + "II,070,Vegetables,TOTAL,2\n", head + "II,07,,TOTAL,2\n", head + "II,07\n"} {
		if err := table(strings.NewReader(bad), "x@1", &b); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

// The table that is built in is the one that is made from the data.
func TestBuiltIn(t *testing.T) {
	out := filepath.Join(t.TempDir(), "hs.tsv")
	if err := made.Run(testdata.Path(t, made.In), made.Origin, out); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("../../law/hs.tsv")
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("law/hs.tsv is not what hs-table makes (%v): make generate", err)
	}
}
