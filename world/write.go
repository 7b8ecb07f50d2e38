package world

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"

	"cordon/ftm"
	"cordon/graph"
)

// Names of the files of a world. Importing the folder loads the first three.
const (
	EntitiesFile  = "syn_world.ftm.json"
	RegisterFile  = "syn_register.bods.json"
	HoldingsFile  = "syn_holdings.csv"
	CustomersFile = "customers.csv"
	ManifestFile  = "manifest.csv"
	TruthFile     = "truth.json"
)

// Imported are the files of a world that are lists or registers.
var Imported = []string{EntitiesFile, RegisterFile, HoldingsFile}

// The register of the world: its publisher, the scheme of its numbers, and the
// beginning of the ids that a reader of BODS gives its people.
const (
	publisher    = "Synthetic Register"
	scheme       = "XX-SYN"
	companyStart = "xx-syn-"
	personPrefix = "bods-synthetic-register-"
)

// Write writes the files of the world into a folder, which is made when missing,
// and returns what is in them. It streams: what it holds is the planted ties and
// four bytes per company around them.
func (w *World) Write(ctx context.Context, dir string) (*Truth, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("world: %w", err)
	}
	t := w.Truth()
	for _, f := range []struct {
		name, format string
		write        func(context.Context, *bufio.Writer, map[string]int) error
	}{
		{EntitiesFile, "ftm", w.writeEntities}, {RegisterFile, "bods", w.writeRegister}, {HoldingsFile, "ownership-csv", w.writeHoldings},
		{CustomersFile, "customers", w.writeCustomers}, {ManifestFile, "manifest", w.writeManifest},
	} {
		counts := make(map[string]int)
		if err := writeFile(filepath.Join(dir, f.name), func(b *bufio.Writer) error { return f.write(ctx, b, counts) }); err != nil {
			return nil, fmt.Errorf("world: %s: %w", f.name, err)
		}
		file := File{Name: f.name, Format: f.format, Counts: counts}
		for _, n := range counts {
			file.Rows += n
		}
		t.Files = append(t.Files, file)
	}
	if w.sea != nil {
		if err := w.writeTraffic(ctx, dir, t); err != nil {
			return nil, err
		}
	}
	if err := writeFile(filepath.Join(dir, TruthFile), func(b *bufio.Writer) error { return t.write(b) }); err != nil {
		return nil, fmt.Errorf("world: %s: %w", TruthFile, err)
	}
	return t, nil
}

func writeFile(name string, fill func(*bufio.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(f, 1<<16)
	err = fill(b)
	if ferr := b.Flush(); err == nil {
		err = ferr
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

// entity is a party as FollowTheMoney has it.
func (p *party) entity() *ftm.Entity {
	e := ftm.New(p.id, p.schema)
	set := func(prop, value string) {
		if value != "" {
			e.Add(prop, value)
		}
	}
	set("name", p.name)
	set("previousName", p.previous)
	set("notes", p.notes)
	if p.hiddenHolder {
		return e
	}
	if p.arrangement {
		set("legalForm", "arrangement")
		return e
	}
	set("address", p.address)
	set("phone", p.phone)
	set("email", p.email)
	switch p.schema {
	case "Person":
		set("nationality", p.country)
		set("birthDate", p.born.String())
	case "Vessel":
		set("flag", p.country)
		set("imoNumber", p.imo)
		for _, x := range p.more {
			set(x[0], x[1])
		}
	default:
		set("jurisdiction", p.country)
		set("registrationNumber", cmp.Or(p.number, recordOf(p.id)))
		set("incorporationDate", p.founded.String())
		set("dissolutionDate", p.ended.String())
	}
	return e
}

func (w *World) writeEntities(ctx context.Context, b *bufio.Writer, counts map[string]int) error {
	add := func(e *ftm.Entity) error {
		counts[e.Schema]++
		return ftm.Write(b, e)
	}
	for _, p := range w.parties {
		if err := add(p.entity()); err != nil {
			return err
		}
	}
	for _, t := range w.ties {
		e := ftm.New(t.id, t.schema)
		e.Add(t.ends[0], t.of[0])
		e.Add(t.ends[1], t.of[1])
		switch {
		case t.role == "":
		case t.schema == "Family":
			e.Add("relationship", t.role)
		default:
			e.Add("role", t.role)
		}
		if t.from != 0 {
			e.Add("startDate", t.from.String())
		}
		if t.to != 0 {
			e.Add("endDate", t.to.String())
		}
		if err := add(e); err != nil {
			return err
		}
	}
	for _, h := range w.told {
		if h.file != inFTM {
			continue
		}
		e := ftm.New(fmt.Sprintf("syn-o%06d", h.filing), "Ownership")
		e.Add("owner", h.owner)
		e.Add("asset", h.asset)
		e.Add("ownershipType", h.interest)
		if s := shareText(h.share); s != "" {
			e.Add("percentage", s)
		}
		e.Add("startDate", h.from.String())
		if h.to != 0 {
			e.Add("endDate", h.to.String())
		}
		e.Add("recordId", e.ID)
		if w.isHiddenHolder(h.owner) {
			e.Add("status", "holder-unknown")
		}
		if err := add(e); err != nil {
			return err
		}
	}
	rng := rand.New(rand.NewPCG(w.o.Seed, 0x6e616d6573))
	var line []byte
	for n := range w.x.companies {
		if n&0xffff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		p := pick(rng, otherTowns)
		if rng.IntN(3) == 0 {
			p = pick(rng, shellTowns)
		}
		line = append(line[:0], `{"id":"`...)
		line = append(line, bulkID(n)...)
		line = append(line, `","schema":"Company","properties":{"name":[`...)
		line = ftm.AppendJSONString(line, bulkName(rng, p))
		line = append(line, `],"jurisdiction":["`...)
		line = append(line, p.country...)
		line = append(line, "\"]}}\n"...)
		if _, err := b.Write(line); err != nil {
			return err
		}
	}
	counts["Company"] += w.x.companies
	return nil
}

func (w *World) isHiddenHolder(id string) bool { return len(id) > 11 && id[:11] == "syn-hidden-" }

// bulkID is the id of a company around the planted ones.
func bulkID(n int) string { return fmt.Sprintf("syn-b%07d", n) }

// shareText writes a share as registers do: 50, >25-50, >25-<50, nothing.
func shareText(s graph.Share) string {
	switch {
	case s == graph.Unknown:
		return ""
	case s.IsExact():
		return s.Lo.Percent()
	}
	out := s.Lo.Percent() + "-"
	if s.LoOpen {
		out = ">" + out
	}
	if s.HiOpen {
		out += "<"
	}
	return out + s.Hi.Percent()
}

func (w *World) writeHoldings(ctx context.Context, b *bufio.Writer, counts map[string]int) error {
	if _, err := b.WriteString("owner,asset,share,from,to,source\n"); err != nil {
		return err
	}
	for _, h := range w.told {
		if h.file != inCSV {
			continue
		}
		to := ""
		if h.to != 0 {
			to = h.to.String()
		}
		counts["holding"]++
		if _, err := fmt.Fprintf(b, "%s,%s,%s,%s,%s,syn filing %d\n", h.owner, h.asset, shareText(h.share), h.from, to, h.filing); err != nil {
			return err
		}
	}
	rng := rand.New(rand.NewPCG(w.o.Seed, 0x7374616b6573))
	n := 0
	var line []byte
	for s := range Stakes(rng, w.x.companies, w.x.stakes) {
		if n&0xffff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		from := w.day - 12*365 - ftm.Day(n%3000)
		n++
		line = append(line[:0], bulkID(int(s.Owner))...)
		line = append(append(line, ','), bulkID(int(s.Asset))...)
		line = append(append(line, ','), shareText(s.Share)...)
		line = append(append(line, ','), from.String()...)
		line = strconv.AppendInt(append(line, ",,syn filing b"...), int64(n), 10)
		if _, err := b.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	counts["holding"] += n
	return nil
}

func (w *World) writeCustomers(_ context.Context, b *bufio.Writer, counts map[string]int) error {
	c := csv.NewWriter(b)
	if err := c.Write([]string{"id", "schema", "name", "birthDate", "country", "imoNumber"}); err != nil {
		return err
	}
	for _, r := range w.rows {
		counts[r.schema]++
		if err := c.Write([]string{r.ID, r.schema, r.name, r.born, r.country, r.imo}); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

func (w *World) writeManifest(_ context.Context, b *bufio.Writer, counts map[string]int) error {
	if _, err := b.WriteString("hs,description,direction,date\n"); err != nil {
		return err
	}
	for _, g := range goodsRows() {
		counts["goods"]++
		if _, err := fmt.Fprintf(b, "%s,%s,%s,%s\n", g.hs, g.words, g.direction, g.date); err != nil {
			return err
		}
	}
	return nil
}

// Statements of BODS 0.4, as far as they are used here.
type (
	bodsStatement struct {
		ID      string      `json:"statementId"`
		Date    string      `json:"statementDate"`
		Details bodsPublish `json:"publicationDetails"`
		Record  string      `json:"recordId"`
		Type    string      `json:"recordType"`
		Status  string      `json:"recordStatus"`
		Subject string      `json:"declarationSubject"`
		Body    any         `json:"recordDetails"`
	}
	bodsPublish struct {
		Date      string            `json:"publicationDate"`
		Version   string            `json:"bodsVersion"`
		License   string            `json:"license"`
		Publisher map[string]string `json:"publisher"`
	}
	bodsEntity struct {
		Component   bool                `json:"isComponent"`
		Type        map[string]string   `json:"entityType"`
		Name        string              `json:"name"`
		Identifiers []map[string]string `json:"identifiers"`
		Place       map[string]string   `json:"jurisdiction"`
		Founded     string              `json:"foundingDate,omitempty"`
	}
	bodsPerson struct {
		Component bool                `json:"isComponent"`
		Type      string              `json:"personType"`
		Names     []map[string]string `json:"names"`
		Born      string              `json:"birthDate"`
		Nations   []map[string]string `json:"nationalities"`
	}
	bodsRelation struct {
		Component bool           `json:"isComponent"`
		Subject   string         `json:"subject"`
		Party     any            `json:"interestedParty"`
		Interests []bodsInterest `json:"interests"`
	}
	bodsInterest struct {
		Type   string                     `json:"type"`
		Direct string                     `json:"directOrIndirect"`
		Start  string                     `json:"startDate"`
		End    string                     `json:"endDate,omitempty"`
		Share  map[string]json.RawMessage `json:"share,omitempty"`
	}
)

// recordOf is the number under which the register keeps a party.
func recordOf(id string) string {
	for _, start := range []string{companyStart, personPrefix} {
		if len(id) > len(start) && id[:len(start)] == start {
			return id[len(start):]
		}
	}
	return id
}

func bodsShare(s graph.Share) map[string]json.RawMessage {
	number := func(p graph.Parts) json.RawMessage { return json.RawMessage(p.Percent()) }
	switch {
	case s == graph.Unknown:
		return nil
	case s.IsExact():
		return map[string]json.RawMessage{"exact": number(s.Lo)}
	}
	out := map[string]json.RawMessage{"minimum": number(s.Lo), "maximum": number(s.Hi)}
	if s.LoOpen {
		delete(out, "minimum")
		out["exclusiveMinimum"] = number(s.Lo)
	}
	if s.HiOpen {
		delete(out, "maximum")
		out["exclusiveMaximum"] = number(s.Hi)
	}
	return out
}

func (w *World) writeRegister(_ context.Context, b *bufio.Writer, counts map[string]int) error {
	published := bodsPublish{Day, "0.4", "http://opendefinition.org/licenses/cc-zero", map[string]string{"name": publisher}}
	n := 0
	add := func(kind, record, subject string, said ftm.Day, body any) error {
		sep := ",\n"
		if n++; n == 1 {
			sep = "[\n"
		}
		counts[kind]++
		j, err := json.Marshal(bodsStatement{fmt.Sprintf("synthetic-statement-%016d", n), said.String(), published, record, kind, "new", subject, body})
		if err != nil {
			return err
		}
		if _, err := b.WriteString(sep); err != nil {
			return err
		}
		_, err = b.Write(j)
		return err
	}
	for _, p := range w.parties {
		if !p.register {
			continue
		}
		rec := recordOf(p.id)
		place := map[string]string{"code": upper(p.country)}
		var err error
		if p.schema == "Person" {
			err = add("person", rec, rec, w.day, bodsPerson{false, "knownPerson", []map[string]string{{"type": "legal", "fullName": p.name}}, p.born.String(), []map[string]string{{"code": upper(p.country)}}})
		} else {
			e := bodsEntity{false, map[string]string{"type": "registeredEntity"}, p.name, []map[string]string{{"id": rec, "scheme": scheme, "schemeName": publisher}}, place, p.founded.String()}
			if p.arrangement {
				e.Type, e.Founded = map[string]string{"type": "arrangement", "subtype": "nomination"}, ""
			}
			err = add("entity", rec, rec, w.day, e)
		}
		if err != nil {
			return err
		}
	}
	for _, h := range w.told {
		if h.file != inBODS {
			continue
		}
		direct := "direct"
		if h.indirect {
			direct = "indirect"
		}
		i := bodsInterest{h.interest, direct, h.from.String(), "", bodsShare(h.share)}
		if h.to != 0 {
			i.End = h.to.String()
		}
		var who any = recordOf(h.owner)
		if h.owner == "" {
			who = map[string]string{"reason": "unknown", "description": "bearer shares"}
		}
		if err := add("relationship", fmt.Sprintf("R%06d", h.filing), recordOf(h.asset), w.day, bodsRelation{false, recordOf(h.asset), who, []bodsInterest{i}}); err != nil {
			return err
		}
	}
	_, err := io.WriteString(b, "\n]\n")
	return err
}

func upper(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'a' <= c && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}
