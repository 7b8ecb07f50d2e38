package lists_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"cordon/lists"
)

// heapAfter reads a document and returns the most memory that was held while it
// was read, in bytes, over what was held before.
func heapAfter(t *testing.T, every int, read func(emit lists.Emit) (lists.Report, error), parties int) int {
	t.Helper()
	var m runtime.MemStats
	held := func() int {
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc)
	}
	before, most, n := held(), 0, 0
	rep, err := read(func(lists.Record) error {
		if n++; n%every == 0 {
			most = max(most, held()-before)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if rep.Damage != "" || rep.Refused != 0 || n != parties {
		t.Fatalf("damage %q, refused %d, parties %d of %d", rep.Damage, rep.Refused, n, parties)
	}
	return most
}

// writeFile writes a file of a test's own folder.
func writeFile(t *testing.T, dir, name string, write func(w io.Writer)) {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	write(w)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestMemoryDoesNotGrow reads files of two sizes. What is held may grow by the
// tables that say which party has which number and name, not by the text.
func TestMemoryDoesNotGrow(t *testing.T) {
	if testing.Short() || racing {
		t.Skip("reads large files and measures what is held")
	}
	const slack = 512 << 10
	for _, tt := range []struct {
		name       string
		small, big int
		perParty   int // bytes
		every      int
		write      func(t *testing.T, dir string, parties int)
		doc        lists.Document
		read       func(fsys fs.FS, doc lists.Document, emit lists.Emit) (lists.Report, error)
	}{
		{
			name: "csv", small: 5000, big: 30000, perParty: 64, every: 2500,
			doc: lists.Document{Kind: lists.OFACCSV, Dataset: "us_ofac_sdn", Files: ofacFiles},
			write: func(t *testing.T, dir string, parties int) {
				rows := func(format string) func(io.Writer) {
					return func(w io.Writer) {
						for i := 1; i <= parties; i++ {
							fmt.Fprintf(w, format, i)
						}
						fmt.Fprint(w, "\x1A")
					}
				}
				writeFile(t, dir, "sdn.csv", rows("%[1]d,\"TEST PARTY %[1]d\",-0- ,\"MADEUP\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"Website www.example.org; Tax ID No. %[1]d (China); Linked To: TEST PARTY 1.\"\r\n"))
				writeFile(t, dir, "alt.csv", rows("%[1]d,%[1]d,\"aka\",\"OTHER NAME OF %[1]d\",-0- \r\n"))
				writeFile(t, dir, "add.csv", rows("%[1]d,%[1]d,\"%[1]d Test Road\",\"Sampletown\",\"China\",-0- \r\n"))
				writeFile(t, dir, "sdn_comments.csv", func(w io.Writer) { fmt.Fprint(w, "\x1A") })
			},
		},
		{
			name: "xml", small: 2500, big: 15000, perParty: 96, every: 750,
			doc: lists.Document{Kind: lists.OFACXML, Dataset: "us_ofac_sdn", Files: map[string]string{"main": "sdn.xml"}},
			write: func(t *testing.T, dir string, parties int) {
				writeFile(t, dir, "sdn.xml", func(w io.Writer) {
					fmt.Fprintf(w, "<sdnList><publshInformation><Publish_Date>02/03/2031</Publish_Date><Record_Count>%d</Record_Count></publshInformation>\n", parties)
					for i := 1; i <= parties; i++ {
						fmt.Fprintf(w, "<sdnEntry><uid>%[1]d</uid><lastName>TEST PARTY %[1]d</lastName><sdnType>Entity</sdnType><programList><program>MADEUP</program></programList>"+
							"<akaList><aka><uid>%[1]d</uid><type>a.k.a.</type><category>strong</category><lastName>OTHER NAME OF %[1]d</lastName></aka></akaList></sdnEntry>\n", i)
					}
					fmt.Fprintln(w, "</sdnList>")
				})
			},
		},
		{
			name: "advanced xml", small: 1500, big: 6000, perParty: 160, every: 750,
			doc: lists.Document{Kind: lists.OFACAdvancedXML, Dataset: "us_ofac_sdn", Files: map[string]string{"main": "a.xml"}},
			write: func(t *testing.T, dir string, parties int) {
				writeFile(t, dir, "a.xml", func(w io.Writer) { bigAdvanced(t, w, parties) })
			},
			read: func(fsys fs.FS, doc lists.Document, emit lists.Emit) (lists.Report, error) {
				return lists.ReadAdvancedInRuns(context.Background(), fsys, doc, 1500, 64<<20, emit)
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			held := make(map[int]int)
			for _, parties := range []int{tt.small, tt.big} {
				dir := t.TempDir()
				tt.write(t, dir, parties)
				fsys := os.DirFS(dir)
				held[parties] = heapAfter(t, tt.every, func(emit lists.Emit) (lists.Report, error) {
					if tt.read != nil {
						return tt.read(fsys, tt.doc, emit)
					}
					return lists.Read(context.Background(), fsys, tt.doc, emit)
				}, parties)
			}
			grown, may := held[tt.big]-held[tt.small], (tt.big-tt.small)*tt.perParty+slack
			t.Logf("%d parties: %d bytes; %d parties: %d bytes; %d a party", tt.small, held[tt.small], tt.big, held[tt.big], grown/(tt.big-tt.small))
			if grown > may {
				t.Errorf("%d parties more need %d bytes more, want at most %d", tt.big-tt.small, grown, may)
			}
		})
	}
}
