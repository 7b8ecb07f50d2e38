package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cordon/internal/testdata"
)

const head = "\ufeffWorld Port Index Number,Main Port Name,Alternate Port Name,UN/LOCODE,Country Code,Oil Terminal Depth (m),Harbor Size,Harbor Type,Latitude,Longitude\n"

func TestTable(t *testing.T) {
	var b bytes.Buffer
	in := head +
		"60280,Nampo ,Chinnampo,KP NAM,North Korea,0,Small,River (Natural),38.716667,125.4\n" +
		"125.5,Between, ,NO ABC, ,23.5, , ,1,-2.00004\n" +
		"125,First,,MMX,Burma,0,Large,Open Roadstead,1,2\n" +
		"125,Twice,, ,Burma,0,Large,Open Roadstead,1,2\n"
	if err := table(strings.NewReader(in), "x", &b); err != nil {
		t.Fatal(err)
	}
	want := "#cordon ports 1\n#origin\tx, public domain\n" +
		"125\tFirst\t\tmm\t\t1\t2\tL\topen roadstead\t\n" +
		"125.5\tBetween\t\tno\tNOABC\t1\t-2\t\t\t23.5\n" +
		"60280\tNampo\tChinnampo\tkp\tKPNAM\t38.7167\t125.4\tS\triver\t\n"
	if b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
	for _, tc := range []struct{ row, want string }{
		{"x,A,,,Iran,0,,,1,2", "number x"}, {"1,,,,Iran,0,,,1,2", "no name"}, {"1,A,,,Atlantis,0,,,1,2", "no country Atlantis"},
		{"1,A,,,Iran,0,,,91,2", "position 91"}, {"1,A,,,Iran,0,,,1,181", "position 181"}, {"1,A,,,Iran,0,Huge,,1,2", "harbour Huge"}, {"1,A,,,Iran,deep,,,1,2", "depth deep"},
	} {
		if err := table(strings.NewReader(head+tc.row+"\n"), "x", &b); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %s", tc.row, err, tc.want)
		}
	}
	if err := table(strings.NewReader("a,b\n1,2\n"), "x", &b); err == nil || !strings.Contains(err.Error(), "no column") {
		t.Errorf("%v", err)
	}
}

// The table that is built in is the one that is made from the data.
func TestBuiltIn(t *testing.T) {
	out := filepath.Join(t.TempDir(), "ports.tsv")
	if err := made.Run(testdata.Path(t, made.In), made.Origin, out); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("../../geo/ports.tsv")
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("geo/ports.tsv is not what port-table makes (%v): make generate", err)
	}
}
