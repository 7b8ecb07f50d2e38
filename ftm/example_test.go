package ftm_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"cordon/ftm"
)

// A file is read line by line. What is no entity is told and set aside.
func ExampleReader() {
	file := strings.NewReader(`{"id":"un-1","schema":"Person","properties":{"name":["Ri Je-son"],"nationality":["kp"]}}
{"schema":"Person"}
{"id":"un-2","schema":"Organization","properties":{"name":["General Bureau of Atomic Energy"]}}
`)
	r := ftm.NewReader(file, "un.json")
	for {
		e, err := r.Next()
		var p ftm.Problem
		switch {
		case errors.Is(err, io.EOF):
			return
		case errors.As(err, &p):
			fmt.Println("refused:", p)
		case err != nil:
			fmt.Println(err)
			return
		default:
			fmt.Println(e.ID, e.PickCaption())
		}
	}
	// Output:
	// un-1 Ri Je-son
	// refused: un.json:2: no id
	// un-2 General Bureau of Atomic Energy
}

// What an entity says falls apart into statements, each with the time in which
// it was true.
func ExampleEntity_AppendStatements() {
	listed, _ := ftm.ParseDay("2016-03-02")
	e := ftm.New("un-2", "Organization")
	e.Add("name", "General Bureau of Atomic Energy", "GBAE")
	e.AddDuring("topics", "sanction", ftm.Period{From: listed})
	for _, s := range e.AppendStatements(nil, "un_sc_sanctions") {
		fmt.Printf("%10s %s %s\n", s.From, s.Prop, s.Value)
	}
	// Output:
	//            id un-2
	//            name GBAE
	//            name General Bureau of Atomic Energy
	// 2016-03-02 topics sanction
}

func ExampleWrite() {
	e := ftm.New("ofac-36", "Organization")
	e.Add("name", "AEROCARIBBEAN AIRLINES")
	if err := ftm.Write(os.Stdout, e); err != nil {
		fmt.Println(err)
	}
	// Output: {"id":"ofac-36","schema":"Organization","properties":{"name":["AEROCARIBBEAN AIRLINES"]}}
}

func ExampleSpan() {
	from, to, _ := ftm.Span("1961-04")
	fmt.Println("from", from, "up to, not with,", to)
	// Output: from 1961-04-01 up to, not with, 1961-05-01
}

func ExampleCleanValue() {
	for _, raw := range []string{"12 Mar 1970", "Mar 1970", "circa 1970"} {
		v, ok := ftm.CleanValue("Person", "birthDate", raw)
		fmt.Printf("%q %t\n", v, ok)
	}
	// Output:
	// "1970-03-12" true
	// "1970-03" true
	// "" false
}

func ExampleComparable() {
	fmt.Println(ftm.Comparable("LegalEntity", "Company"), ftm.Comparable("Person", "Company"))
	// Output: true false
}
