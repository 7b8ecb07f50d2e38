package lists_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cordon/internal/unraced"
	"cordon/lists"
)

// manyParties is a sound set with n parties, each with a name and an address.
func manyParties(n int) ofacSet {
	var s ofacSet
	for i := 1; i <= n; i++ {
		s.sdn = append(s.sdn, fmt.Sprintf(`%d,"TEST PARTY %d",-0- ,"MADEUP",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"Website www.example.org."`, i, i))
		s.alt = append(s.alt, fmt.Sprintf(`%d,%d,"aka","OTHER %d",-0- `, i, i, i))
		s.add = append(s.add, fmt.Sprintf(`%d,%d,-0- ,"Sampletown","China",-0- `, i, i))
	}
	return s
}

func TestOFACCSVBroken(t *testing.T) {
	const n = 2000
	sound := manyParties(n)
	set := func(change func(s *ofacSet)) map[string]string {
		s := ofacSet{sdn: slices.Clone(sound.sdn), alt: slices.Clone(sound.alt), add: slices.Clone(sound.add)}
		if change != nil {
			change(&s)
		}
		return s.files()
	}
	file := func(role, text string) map[string]string {
		f := set(nil)
		f[role] = text
		return f
	}
	without := func(role string) map[string]string {
		f := set(nil)
		delete(f, role)
		return f
	}
	swapped := func(a, b string) map[string]string {
		f := set(nil)
		f[a], f[b] = f[b], f[a]
		return f
	}
	row := func(i int, text string) func(*ofacSet) {
		return func(s *ofacSet) { s.sdn[i] = text }
	}
	whole := sound.files()
	const blank = `-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- `
	for _, tt := range []struct {
		name    string
		files   map[string]string
		damage  string   // regular expression, "" for none
		refused []string // regular expressions, in order
		warned  string   // regular expression, "" for none
		parties int      // -1: does not matter
	}{
		{name: "sound", files: set(nil), parties: n},
		{name: "line feeds alone", files: map[string]string{
			"sdn": strings.ReplaceAll(whole["sdn"], "\r", ""), "alt": strings.ReplaceAll(whole["alt"], "\r", ""),
			"add": strings.ReplaceAll(whole["add"], "\r", ""), "comments": strings.ReplaceAll(whole["comments"], "\r", ""),
		}, parties: n},
		{name: "line break behind the end mark", files: file("sdn", whole["sdn"]+"\r\n\r\n"), parties: n},
		{name: "end mark on the last row", files: file("sdn", strings.Replace(whole["sdn"], "\r\n\x1A", "\x1A", 1)), parties: n},
		{name: "no end mark", files: file("sdn", strings.TrimSuffix(whole["sdn"], "\x1A")), warned: `^no end mark`, parties: n},
		{name: "no end mark, no last line break", files: file("sdn", strings.TrimSuffix(whole["sdn"], "\r\n\x1A")), warned: `^no end mark`, parties: n},
		{name: "byte order mark", files: file("sdn", "\uFEFF"+whole["sdn"]), parties: n},
		{name: "Windows-1252", files: set(row(4, "5,\"CAF\xC9 TEST\",-0- ,\"MADEUP\","+blank)), warned: `is not UTF-8; read as Windows-1252`, parties: n},

		{name: "no such file", files: without("alt"), damage: `^the file alt is missing: the list is four files$`, parties: -1},
		{name: "no comments file", files: without("comments"), damage: `^the file comments is missing`, parties: -1},
		{name: "empty sdn", files: file("sdn", ""), damage: `^sdn.txt: the file is empty$`, parties: 0},
		{name: "sdn of the end mark alone", files: file("sdn", "\x1A"), damage: `^sdn.txt: the file is empty$`, parties: 0},
		{name: "empty add", files: file("add", ""), damage: `^add.txt: the file is empty$`, parties: -1},
		{name: "empty comments", files: file("comments", ""), damage: `^comments.txt: the file is empty$`, parties: -1},
		{name: "no continuation at all", files: file("comments", "\x1A"), parties: n},
		{name: "blank lines", files: file("sdn", "\r\n\r\n"), damage: `^sdn.txt: the file is empty$`, parties: 0},

		{name: "cut in the last row", files: file("sdn", whole["sdn"][:len(whole["sdn"])-20]), damage: `^sdn.txt:2000: the file is cut in its last row$`, parties: -1},
		{name: "cut in a null", files: file("add", strings.TrimSuffix(whole["add"], "- \r\n\x1A")), damage: `^add.txt:2000: the file is cut in its last row$`, parties: -1},
		{name: "add cut at a line end", files: file("add", strings.Join(sound.add[:n/2], "\r\n")+"\r\n"), damage: `^add.txt: is cut or of another date: it ends with entry 1000, the list with 2000$`, parties: -1},
		{name: "alt cut at a line end", files: file("alt", strings.Join(sound.alt[:n/2], "\r\n")+"\r\n"), damage: `^alt.txt: is cut or of another date: it ends with entry 1000, the list with 2000$`, parties: -1},
		{name: "sdn cut at a line end", files: file("sdn", strings.Join(sound.sdn[:n/2], "\r\n")+"\r\n"), damage: `rows had to be set aside`, parties: -1},

		{name: "alt and add swapped", files: swapped("alt", "add"), damage: `^alt.txt: no line is a row of an OFAC alt file$`, parties: -1},
		{name: "sdn and alt swapped", files: swapped("sdn", "alt"), damage: `^sdn.txt: no line is a row of an OFAC sdn file$`, parties: 0},
		{name: "XML", files: file("sdn", `<?xml version="1.0"?><sdnList/>`), damage: `^sdn.txt: no line is a row of an OFAC sdn file$`, parties: 0},
		{name: "a page of HTML", files: file("sdn", "<html>\n<body>\nService unavailable\n</body>\n</html>\n"), damage: `^sdn.txt: no line is a row of an OFAC sdn file$`, parties: 0},
		{name: "UTF-16", files: file("sdn", "\xFF\xFE1\x00,\x00\"\x00\n\x00"), damage: `cut in its last row|no line is a row`, parties: 0},

		{name: "stray quote", files: set(row(9, `10,"TEST "PARTY",-0- ,"MADEUP",`+blank)), refused: []string{`field 2: stray quote`}, warned: `belongs to entry 10, which was set aside`, parties: n - 1},
		{name: "last row bad", files: set(row(n-1, `2000,"TEST "PARTY"`)), refused: []string{`field 2: stray quote`}, warned: `belongs to entry 2000, which was set aside`, parties: n - 1},
		{name: "open quote", files: set(row(9, `10,"TEST PARTY,-0- ,"MADEUP",`+blank)), refused: []string{`field 2: stray quote`}, warned: `which was set aside`, parties: n - 1},
		{name: "quote open to the end", files: set(row(9, `10,"TEST PARTY,-0- ,MADEUP,`+blank)), refused: []string{`field 2: quote is not closed on its line`}, warned: `which was set aside`, parties: n - 1},
		{name: "doubled quotes", files: set(row(9, `10,"TEST ""PARTY""",-0- ,"MADEUP",`+blank)), parties: n},
		{name: "too few fields", files: set(row(9, `10,"TEST PARTY",-0- `)), refused: []string{`has 3 fields, want 12`}, warned: `which was set aside`, parties: n - 1},
		{name: "too many fields", files: set(row(9, `10,"TEST PARTY",-0- ,"MADEUP",-0- ,`+blank)), refused: []string{`has more than 12 fields`}, warned: `which was set aside`, parties: n - 1},
		{name: "control character", files: set(row(9, "10,\"TEST\x19PARTY\",-0- ,\"MADEUP\","+blank)), refused: []string{`control character 0x19 at byte 9`}, warned: `which was set aside`, parties: n - 1},
		{name: "end mark in the middle", files: set(row(9, "10,\"TEST\x1A\",-0- ,\"MADEUP\","+blank)), refused: []string{`control character 0x1A`}, warned: `which was set aside`, parties: n - 1},
		{name: "neither encoding", files: set(row(9, "10,\"TEST \x81\",-0- ,\"MADEUP\","+blank)), refused: []string{`byte 0x81 at 10 is neither UTF-8 nor Windows-1252`}, warned: `which was set aside`, parties: n - 1},
		{name: "no name", files: set(row(9, `10,-0- ,-0- ,"MADEUP",`+blank)), refused: []string{`has no name`}, warned: `which was set aside`, parties: n - 1},
		{name: "type not known", files: set(row(9, `10,"TEST","robot","MADEUP",`+blank)), refused: []string{`type "robot" is not known`}, warned: `which was set aside`, parties: n - 1},
		{name: "number 0", files: set(row(9, `0,"TEST",-0- ,"MADEUP",`+blank)), refused: []string{`ent_num: "0" is no number of an entry`, `belongs to entry 10, which is not on the list`, `belongs to entry 10, which is not on the list`}, damage: `3 of`, parties: n - 1},
		{name: "number too large", files: set(row(9, `99999999999,"TEST",-0- ,"MADEUP",`+blank)), refused: []string{`ent_num: "99999999999"`, `belongs to entry 10`, `belongs to entry 10`}, damage: `3 of`, parties: n - 1},
		{name: "huge field", files: set(row(9, `10,"TEST",-0- ,"MADEUP",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"`+strings.Repeat("x", 1<<20+1)+`"`)), refused: []string{`field 12: is longer than 1048576 bytes`}, warned: `which was set aside`, parties: n - 1},
		{name: "huge line", files: set(row(9, `10,"`+strings.Repeat("x", 17<<20)+`"`)), refused: []string{`line is longer than 16777216 bytes`}, warned: `which was set aside`, parties: n - 1},
		{name: "an id that falls", files: set(row(9, `3,"TEST",-0- ,"MADEUP",`+blank)), refused: []string{`ent_num 3 after 9: rows must be in order`, `belongs to entry 10`, `belongs to entry 10`}, damage: `3 of`, parties: n - 1},
		{name: "an id twice", files: set(row(9, `9,"TEST",-0- ,"MADEUP",`+blank)), refused: []string{`ent_num 9 appears twice`, `belongs to entry 10`, `belongs to entry 10`}, damage: `3 of`, parties: n - 1},
		{name: "an id that runs ahead", files: set(row(9, `1500,"TEST",-0- ,"MADEUP",`+blank)), refused: []string{`ent_num 1500 before 11: rows must be in order`, `belongs to entry 10`, `belongs to entry 10`}, damage: `3 of`, parties: n - 1},
		{name: "not in order at all", files: set(func(s *ofacSet) { slices.Reverse(s.sdn) }), warned: `rows are not in order of ent_num; sorted in memory`, parties: n},
		{name: "an address twice", files: set(func(s *ofacSet) { s.add[9] = s.add[8] }), refused: []string{`number 9 of entry 9 appears twice`}, parties: n},
		{name: "a name of no type", files: set(func(s *ofacSet) { s.alt[9] = `10,10,"pka","OTHER",-0- ` }), refused: []string{`type "pka" of a name is not known`}, parties: n},
		{name: "many bad rows", files: set(func(s *ofacSet) {
			for i := range 100 {
				s.sdn[i*20] = `x`
			}
		}), damage: `\d+ of \d+ rows had to be set aside, more than 1 in 1000`, parties: n - 100},
	} {
		t.Run(tt.name, func(t *testing.T) {
			recs, rep := readText(t, lists.OFACCSV, "us_ofac_sdn", tt.files)
			if tt.damage == "" && rep.Damage != "" || !regexp.MustCompile(tt.damage).MatchString(rep.Damage) {
				t.Errorf("damage %q, want %q", rep.Damage, tt.damage)
			}
			if tt.parties >= 0 && len(recs) != tt.parties {
				t.Errorf("%d parties, want %d", len(recs), tt.parties)
			}
			if tt.parties >= 0 && len(tt.refused) > 0 {
				if len(rep.Problems) != len(tt.refused) {
					t.Fatalf("refused %q, want %q", rep.Problems, tt.refused)
				}
				for i, p := range rep.Problems {
					if !slices.ContainsFunc(tt.refused, func(want string) bool { return regexp.MustCompile(want).MatchString(p.Why) }) || p.File == "" || p.Line == 0 {
						t.Errorf("problem %d: %v, want %q", i, p, tt.refused)
					}
				}
			}
			if tt.parties == n && tt.refused == nil && len(rep.Problems) > 0 {
				t.Errorf("refused: %v", rep.Problems)
			}
			if warned := strings.Join(whys(rep.Warnings), "\n"); tt.damage == "" && (tt.warned == "" && warned != "" || !regexp.MustCompile(`(?m)`+tt.warned).MatchString(warned)) {
				t.Errorf("warnings %.300q, want %q", warned, tt.warned)
			}
		})
	}
}

const soundXML = `<?xml version="1.0" encoding="utf-8"?>
<sdnList xmlns="http://example.org/list">
  <publshInformation><Publish_Date>02/03/2031</Publish_Date><Record_Count>2</Record_Count></publshInformation>
  <unheardOf><inside>of</inside></unheardOf>
  <sdnEntry><uid>1</uid><lastName>TEST PARTY</lastName><sdnType>Entity</sdnType><programList><program>MADEUP</program></programList>
    <akaList><aka><uid>5</uid><type>f.k.a.</type><category>strong</category><lastName>OLD NAME</lastName></aka><aka><uid>6</uid><type>a.k.a.</type><category>weak</category><lastName>TP</lastName></aka></akaList>
  </sdnEntry>
  <sdnEntry><uid>2</uid><firstName>Ann</firstName><lastName>SAMPLE</lastName><sdnType>Individual</sdnType><programList><program>MADEUP</program></programList><remarks>(Linked To: TEST PARTY)</remarks></sdnEntry>
</sdnList>
`

func TestOFACXMLBrokenWhole(t *testing.T) {
	unraced.Skip(t)
	for _, tt := range []struct {
		name    string
		text    string
		damage  string
		refused string
		parties int
	}{
		{"sound", soundXML, "", "", 2},
		{"another namespace", replaceIn(t, soundXML, "http://example.org/list", "urn:x"), "", "", 2},
		{"Latin-1", replaceIn(t, soundXML, "utf-8", "iso-8859-1", "TEST PARTY", "TEST P\xC4RTY", "Linked To: TEST PARTY", "Linked To: TEST P\xC4RTY"), "", "", 2},
		{"empty", "", `the file is empty`, "", 0},
		{"cut in an entry", soundXML[:strings.Index(soundXML, "Individual")], `main.txt:\d+:\d+: unexpected EOF`, "", 1},
		{"cut between entries", soundXML[:strings.LastIndex(soundXML, "<sdnEntry>")], `unexpected EOF`, "", 1},
		{"fewer than it says", replaceIn(t, soundXML, "<Record_Count>2", "<Record_Count>3"), `says it has 3 entries, but 2 were read`, "", 2},
		{"no entries", "<sdnList/>", `the document has no entries`, "", 0},
		{"wrong kind", "<CONSOLIDATED_LIST/>", `root element is <CONSOLIDATED_LIST>, not <sdnList>`, "", 0},
		{"CSV", `1,"TEST",-0- `, `the file is empty|syntax`, "", 0},
		{"low bytes", replaceIn(t, soundXML, "OLD NAME", "OLD\x19NAME"), `illegal character code U\+0019`, "", 0},
		{"not UTF-8", replaceIn(t, soundXML, "OLD NAME", "OLD N\xC4ME"), `invalid UTF-8`, "", 0},
		{"0x1A at the end", soundXML + "\x1A", `illegal character code`, "", 2},
		{"something follows", soundXML + "<sdnList/>", `something follows the end of the list`, "", 2},
		{"document type", replaceIn(t, soundXML, "<sdnList ", "<!DOCTYPE sdnList SYSTEM \"http://127.0.0.1/x\"><sdnList "), `has a document type definition`, "", 0},
		{"entity bomb", replaceIn(t, soundXML, "<sdnList ", `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><sdnList `, "OLD NAME", "&b;"), `has a document type definition`, "", 0},
		{"entity of nobody", replaceIn(t, soundXML, "OLD NAME", "&b;"), `invalid character entity &b;`, "", 0},
		{"element that never ends", soundXML[:strings.Index(soundXML, "OLD NAME")] + strings.Repeat("no end ", 17<<20/7), `element is longer than 16777216 bytes`, "", 0},
		{"attribute that never ends", "<sdnList x=\"" + strings.Repeat("no end ", 17<<20/7), `element is longer than 16777216 bytes`, "", 0},
		{"tags crossed", replaceIn(t, soundXML, "</aka></akaList>", "</akaList></aka>"), `closed by`, "", 0},
		{"deep", "<sdnList>" + strings.Repeat("<a>", 200000), `unexpected EOF|depth`, "", 0},
		{"no uid", replaceIn(t, soundXML, "<uid>2</uid>", ""), "", "has no uid", 1},
		{"uid is a word", replaceIn(t, soundXML, "<uid>2</uid>", "<uid>two</uid>"), "", "has no uid", 1},
		{"uid twice", replaceIn(t, soundXML, "<uid>2</uid>", "<uid>1</uid>"), "", "uid 1 appears twice", 1},
		{"type not known", replaceIn(t, soundXML, "Individual", "Robot"), "", `entry 2: sdnType "Robot" is not known`, 1},
		{"no name", replaceIn(t, soundXML, "<lastName>TEST PARTY</lastName>", ""), "", "entry 1: has no name", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			recs, rep := readText(t, lists.OFACXML, "us_ofac_sdn", map[string]string{"main": tt.text})
			if tt.damage == "" && rep.Damage != "" || !regexp.MustCompile(tt.damage).MatchString(rep.Damage) {
				t.Errorf("damage %q, want %q", rep.Damage, tt.damage)
			}
			if len(recs) != tt.parties {
				t.Errorf("%d parties, want %d", len(recs), tt.parties)
			}
			if got := strings.Join(whys(rep.Problems), "\n"); got != tt.refused && !(tt.refused != "" && strings.Contains(got, tt.refused)) {
				t.Errorf("refused %q, want %q", got, tt.refused)
			}
		})
	}
}

// TestOFACLineOfDamage: a refusal names the line in the file.
func TestOFACLineOfDamage(t *testing.T) {
	s := manyParties(1000)
	s.sdn[699] = `700,"x`
	_, rep := s.read(t)
	if len(rep.Problems) != 1 || rep.Problems[0].Line != 700 || rep.Problems[0].File != "sdn.txt" || rep.Problems[0].Raw != `700,"x` {
		t.Errorf("%+v", rep.Problems)
	}
}
