package main

import (
	"bytes"
	"strings"
	"testing"
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
