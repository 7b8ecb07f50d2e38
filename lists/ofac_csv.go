package lists

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
)

// The four files of an OFAC CSV set, by role.
var ofacRoles = []struct {
	role    string
	columns int
	subs    bool
}{
	{"sdn", 12, false}, {"alt", 5, true}, {"add", 6, true}, {"comments", 2, false},
}

// maxPerParty bounds the names, and the addresses, of one party.
const maxPerParty = 10000

// readOFACCSV reads the four files as one list, joined by ent_num. All four
// are sorted by it, so that a walk over them side by side suffices and memory
// does not grow with the files. A first walk looks for damage and makes the
// table of names that "Linked To" needs: 20 bytes a party.
func readOFACCSV(ctx context.Context, in *input, emit Emit) error {
	table := newNameTable()
	surveys := make([]ofacSurvey, len(ofacRoles))
	for i, r := range ofacRoles {
		s, err := surveyOFAC(ctx, in, i, func(row *ofacRow) {
			if r.role == "sdn" {
				table.add(row.fields[1], row.id, ofacProgrammes(row.fields[3]))
			}
		})
		if err != nil {
			return fmt.Errorf("%s: %w", r.role, err)
		}
		surveys[i] = s
		s.judge(in)
	}
	compareSurveys(in, surveys)
	return mergeOFAC(ctx, in, surveys, table, emit)
}

// mergeOFAC walks the four files side by side.
func mergeOFAC(ctx context.Context, in *input, surveys []ofacSurvey, table *nameTable, emit Emit) error {
	cursors := make([]*ofacCursor, len(surveys))
	for i := range surveys {
		c, err := openCursor(ctx, in, &surveys[i])
		if err != nil {
			return fmt.Errorf("%s: %w", surveys[i].role, err)
		}
		defer c.close()
		cursors[i] = c
	}
	sdn, alt, add, comments := cursors[0], cursors[1], cursors[2], cursors[3]
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		row, err := sdn.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("sdn: %w", err)
		}
		p, why := ofacPartyOf(row)
		if why != "" {
			sdn.refuse(row, "%s", why)
			continue
		}
		p.file = sdn.survey.name
		err = errors.Join(
			alt.each(row.id, sdn, func(r *ofacRow) string { return p.addAlt(r) }),
			add.each(row.id, sdn, func(r *ofacRow) string { return p.addAdd(r) }),
		)
		remarks := row.fields[11]
		cut := isCut(remarks)
		err = errors.Join(err, comments.each(row.id, sdn, func(r *ofacRow) string {
			if !cut && len(remarks) < maxRemarks {
				comments.warn(r, "entry %d: a continuation, but its remarks are not cut; joined all the same", row.id)
			}
			remarks += r.fields[1] // no blank: the cut may go through a word
			cut = false
			return ""
		}))
		if err != nil {
			return err
		}
		if cut {
			remarks, p.cut = dropLast(remarks)
		}
		p.items = append(p.items, parseRemarks(remarks)...)
		if err := emit(p.record(in, table)); err != nil {
			return err
		}
	}
	none := func(*ofacRow) string { return "" }
	return errors.Join(alt.each(0, sdn, none), add.each(0, sdn, none), comments.each(0, sdn, none))
}

// ofacPartyOf reads a row of sdn.csv or cons_prim.csv.
func ofacPartyOf(r *ofacRow) (*ofacParty, string) {
	f := r.fields
	schema, ok := ofacSchema(f[2])
	if !ok {
		return nil, fmt.Sprintf("type %.40q is not known", f[2])
	}
	if f[1] == "" {
		return nil, "has no name"
	}
	p := &ofacParty{id: r.id, schema: schema, name: f[1], programmes: ofacProgrammes(f[3]), title: f[4], line: r.line}
	for i, prop := range [...]string{"callSign", "type", "tonnage", "grossRegisteredTonnage", "flag"} {
		if v := f[5+i]; v != "" {
			p.facts = append(p.facts, ofacFact{prop, v})
		}
	}
	if f[10] != "" {
		p.items = append(p.items, ofacItem{text: "Vessel owner: " + f[10], label: &ofacOwner, value: f[10]})
	}
	return p, ""
}

// ofacOwner reads the column of the vessel's owner, who may be listed too.
var ofacOwner = ofacLabel{text: "Vessel owner:", kind: labelParty, prop: "owner"}

func (p *ofacParty) addAlt(r *ofacRow) string {
	kind := r.fields[2]
	if !slices.Contains([]string{"aka", "fka", "nka"}, kind) {
		return fmt.Sprintf("type %.20q of a name is not known", kind)
	}
	if r.fields[3] == "" {
		return "has no name"
	}
	if len(p.names) >= maxPerParty {
		return fmt.Sprintf("entry %d has more than %d names", r.id, maxPerParty)
	}
	p.names = append(p.names, ofacAlias{kind: kind, name: r.fields[3]})
	if r.fields[4] != "" {
		p.notes = append(p.notes, r.fields[3]+": "+r.fields[4])
	}
	return ""
}

func (p *ofacParty) addAdd(r *ofacRow) string {
	if len(p.addresses) >= maxPerParty {
		return fmt.Sprintf("entry %d has more than %d addresses", r.id, maxPerParty)
	}
	p.addresses = append(p.addresses, ofacAddress{
		id: r.sub, street: []string{r.fields[2]}, place: r.fields[3], country: r.fields[4], remarks: r.fields[5],
	})
	return ""
}
