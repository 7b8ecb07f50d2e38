package lists

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordon/ftm"
)

// sdnPublication is the head of the standard XML; the element is so spelled.
type sdnPublication struct {
	Date  string `xml:"Publish_Date"`
	Count string `xml:"Record_Count"`
}

type sdnName struct {
	UID      refID    `xml:"uid"`
	Last     string   `xml:"lastName"`
	First    string   `xml:"firstName"`
	Programs []string `xml:"programList>program"`
}

// printed is the name as the CSV files print it.
func (n sdnName) printed() string { return joinName(n.Last, n.First) }

func joinName(last, first string) string {
	last, first = strings.TrimSpace(last), strings.TrimSpace(first)
	if last == "" || first == "" {
		return last + first
	}
	return last + ", " + first
}

type sdnEntry struct {
	sdnName
	Type    string `xml:"sdnType"`
	Title   string `xml:"title"`
	Remarks string `xml:"remarks"`
	AKAs    []struct {
		Type     string `xml:"type"`
		Category string `xml:"category"`
		Last     string `xml:"lastName"`
		First    string `xml:"firstName"`
	} `xml:"akaList>aka"`
	Addresses []struct {
		UID      refID  `xml:"uid"`
		Address1 string `xml:"address1"`
		Address2 string `xml:"address2"`
		Address3 string `xml:"address3"`
		City     string `xml:"city"`
		State    string `xml:"stateOrProvince"`
		Post     string `xml:"postalCode"`
		Country  string `xml:"country"`
	} `xml:"addressList>address"`
	IDs []struct {
		Type    string `xml:"idType"`
		Number  string `xml:"idNumber"`
		Country string `xml:"idCountry"`
		Issued  string `xml:"issueDate"`
		Expires string `xml:"expirationDate"`
	} `xml:"idList>id"`
	Births        []string `xml:"dateOfBirthList>dateOfBirthItem>dateOfBirth"`
	BirthPlaces   []string `xml:"placeOfBirthList>placeOfBirthItem>placeOfBirth"`
	Nationalities []string `xml:"nationalityList>nationality>country"`
	Citizenships  []string `xml:"citizenshipList>citizenship>country"`
	Vessel        struct {
		CallSign string `xml:"callSign"`
		Type     string `xml:"vesselType"`
		Flag     string `xml:"vesselFlag"`
		Owner    string `xml:"vesselOwner"`
		Tonnage  string `xml:"tonnage"`
		GRT      string `xml:"grossRegisteredTonnage"`
	} `xml:"vesselInfo"`
}

// readOFACXML reads sdn.xml or consolidated.xml. A first walk makes the table
// of names that "Linked To" needs and finds numbers that appear twice: some 30
// bytes a party; the rest of the memory is one entry at a time.
func readOFACXML(ctx context.Context, in *input, emit Emit) error {
	table, seen := newNameTable(), make(map[refID]bool)
	err := walkSDN(ctx, in, nil, func(x *xmlWalk, start *xml.StartElement) error {
		var n sdnName
		if err := x.decode(&n, start); err != nil {
			return err
		}
		table.add(n.printed(), uint32(n.UID), n.Programs)
		return nil
	})
	if err != nil {
		return err
	}
	head := func(p sdnPublication) {
		if n, err := strconv.Atoi(strings.TrimSpace(p.Count)); err == nil {
			in.report.Declared = n
		} else {
			in.warn(in.doc.Files["main"], 0, "Record_Count %.40q is no number", p.Count)
		}
		if t, err := time.Parse("01/02/2006", strings.TrimSpace(p.Date)); err == nil {
			in.report.Published = ftm.DayOf(t)
		} else {
			in.warn(in.doc.Files["main"], 0, "Publish_Date %.40q is no date", p.Date)
		}
	}
	return walkSDN(ctx, in, head, func(x *xmlWalk, start *xml.StartElement) error {
		line := x.line()
		var e sdnEntry
		if err := x.decode(&e, start); err != nil {
			return err
		}
		p, why := e.party()
		switch {
		case why != "":
			in.refuse(x.name, line, e.printed(), "entry %d: %s", e.UID, why)
			return nil
		case seen[e.UID]:
			in.refuse(x.name, line, e.printed(), "uid %d appears twice", e.UID)
			return nil
		}
		seen[e.UID] = true
		p.file, p.line = x.name, line
		if err := emit(p.record(in, table)); err != nil {
			return emitError{err}
		}
		return nil
	})
}

// walkSDN calls entry for each entry of the file.
func walkSDN(ctx context.Context, in *input, head func(sdnPublication), entry func(*xmlWalk, *xml.StartElement) error) error {
	f, name, ok, err := in.open("main")
	if err != nil {
		return err
	}
	if !ok {
		in.damage("the document has no file")
		return nil
	}
	defer f.Close()
	x := newXMLWalk(ctx, f, name)
	err = func() error {
		if err := x.root("sdnList"); err != nil {
			return err
		}
		for {
			start, err := x.next()
			if err != nil {
				return err
			}
			if start == nil {
				_, err := x.next()
				if err == nil {
					err = errors.New("something follows the end of the list")
				}
				return err
			}
			switch start.Name.Local {
			case "publshInformation", "publishInformation":
				var p sdnPublication
				if err := x.decode(&p, start); err != nil {
					return err
				}
				if head != nil {
					head(p)
				}
			case "sdnEntry":
				if err := entry(x, start); err != nil {
					return err
				}
			default:
				if err := x.skip(); err != nil {
					return err
				}
			}
		}
	}()
	return x.fault(in, err)
}

// party turns an entry into the shape that all formats share: its documents
// become items, written as the CSV files write them.
func (e *sdnEntry) party() (*ofacParty, string) {
	schema, ok := ofacSchema(e.Type)
	name := e.printed()
	switch {
	case e.UID == 0:
		return nil, "has no uid"
	case !ok || e.Type == "":
		return nil, fmt.Sprintf("sdnType %.40q is not known", e.Type)
	case name == "":
		return nil, "has no name"
	}
	p := &ofacParty{id: uint32(e.UID), schema: schema, name: name, title: e.Title}
	for _, prog := range e.Programs {
		if prog = strings.TrimSpace(prog); prog != "" && !slices.Contains(p.programmes, prog) {
			p.programmes = append(p.programmes, prog)
		}
	}
	for _, a := range e.AKAs {
		kind := strings.ReplaceAll(strings.TrimSpace(a.Type), ".", "")
		if n := joinName(a.Last, a.First); n != "" {
			p.names = append(p.names, ofacAlias{kind: kind, weak: a.Category == "weak", name: n})
		}
	}
	for _, a := range e.Addresses {
		p.addresses = append(p.addresses, ofacAddress{
			id: uint32(a.UID), street: []string{a.Address1, a.Address2, a.Address3}, city: a.City, region: a.State, post: a.Post, country: a.Country,
		})
	}
	v := e.Vessel
	for _, f := range []ofacFact{{"callSign", v.CallSign}, {"type", v.Type}, {"tonnage", v.Tonnage}, {"grossRegisteredTonnage", v.GRT}, {"flag", v.Flag}} {
		if f.value != "" {
			p.facts = append(p.facts, f)
		}
	}
	if v.Owner != "" {
		p.items = append(p.items, ofacItem{text: "Vessel owner: " + v.Owner, label: &ofacOwner, value: v.Owner})
	}
	labelled := func(label string, values []string) {
		for _, v := range values {
			if v = strings.TrimSpace(v); v != "" {
				p.items = append(p.items, parseItem(label+" "+v))
			}
		}
	}
	labelled("DOB", e.Births)
	labelled("POB", e.BirthPlaces)
	labelled("nationality", e.Nationalities)
	labelled("citizen", e.Citizenships)
	for _, id := range e.IDs {
		text := strings.TrimSpace(id.Type) + " " + strings.TrimSpace(id.Number)
		for _, tail := range [...][2]string{{" (", id.Country}, {" issued ", id.Issued}, {" expires ", id.Expires}} {
			if tail[1] = strings.TrimSpace(tail[1]); tail[1] != "" {
				text += tail[0] + tail[1]
				if tail[0] == " (" {
					text += ")"
				}
			}
		}
		p.items = append(p.items, parseItem(strings.TrimSpace(text)))
	}
	p.items = append(p.items, bracketedRemarks(e.Remarks)...)
	return p, ""
}

// bracketedRemarks reads the remarks of the XML files, which stand in brackets
// where they are more than one word of prose: "(Linked To: A; Linked To: B)".
func bracketedRemarks(s string) []ofacItem {
	s = strings.TrimSpace(s)
	var items []ofacItem
	for strings.HasSuffix(s, ")") {
		i := openBracket(s)
		if i < 0 || !strings.HasPrefix(s[i:], "(Linked To:") {
			break
		}
		items = append(parseRemarks(s[i+1:len(s)-1]), items...)
		s = strings.TrimSpace(s[:i])
	}
	return append(parseRemarks(s), items...)
}
