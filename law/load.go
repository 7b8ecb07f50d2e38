package law

import (
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"sync"
)

// document is what one file may hold.
type document struct {
	Touch     *Touching   `yaml:"touch" doc:"Which listings are the programme's own, and where its lines are."`
	Calendars []Calendar  `yaml:"calendars" doc:"Calendars of business days."`
	Follows   []Follow    `yaml:"follows" doc:"What follows from a fact about a party."`
	Seeds     []SeedClass `yaml:"seed_classes" doc:"Classes of persons who are blocked without being listed."`
	Regimes   []Regime    `yaml:"regimes" doc:"Ownership rules of regimes, one record per period."`
}

// Programme is one programme, read and checked: instruments with their
// measures, classes of transactions, ownership rules, zones. It does not change.
type Programme struct {
	regimes     []Regime
	touching    Touching
	calendars   []Calendar
	follows     []Follow
	seedClasses []SeedClass
}

// Load reads the programme in a folder. What is faulty is told with file, line
// and reason, and the rest loads: a file with a fault is left out as a whole, of
// faulty classes of transactions only the class.
func Load(fsys fs.FS, dir string) (*Programme, []Problem) {
	p := &Programme{}
	names, err := fs.Glob(fsys, dir+"/*.yaml")
	if err != nil || len(names) == 0 {
		return p, []Problem{{File: dir, Why: "no files of a programme (*.yaml)"}}
	}
	var problems []Problem
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			problems = append(problems, Problem{File: name, Why: err.Error()})
			continue
		}
		d := decoder{file: name}
		var doc document
		if n := d.parse(b); n != nil {
			d.decode(n, reflect.ValueOf(&doc).Elem(), 0)
		}
		if len(d.problems) > 0 {
			problems = append(problems, d.problems...)
			continue
		}
		p.regimes = append(p.regimes, doc.Regimes...)
		p.calendars = append(p.calendars, doc.Calendars...)
		p.follows = append(p.follows, doc.Follows...)
		p.seedClasses = append(p.seedClasses, doc.Seeds...)
		if doc.Touch != nil {
			p.touching = *doc.Touch
		}
	}
	return p, problems
}

var opened sync.Map // name -> func() (*Programme, error)

// Open returns a built-in programme. It is read once.
func Open(name string) (*Programme, error) {
	if !Has(name) {
		return nil, fmt.Errorf("law: no programme %q", name)
	}
	f, _ := opened.LoadOrStore(name, sync.OnceValues(func() (*Programme, error) {
		p, problems := Load(files, name)
		var errs []error
		for _, pr := range problems {
			errs = append(errs, pr)
		}
		return p, errors.Join(errs...)
	}))
	return f.(func() (*Programme, error))()
}
