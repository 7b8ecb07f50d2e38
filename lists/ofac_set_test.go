package lists_test

import (
	"strings"
	"testing"

	"cordon/lists"
)

// ofacSet is rows of the four files of an OFAC CSV set.
type ofacSet struct{ sdn, alt, add, comments []string }

// file writes rows as OFAC does: CRLF, and the end mark alone on its line.
func (ofacSet) file(rows []string) string { return strings.Join(append(rows, "\x1A"), "\r\n") }

func (s ofacSet) files() map[string]string {
	return map[string]string{"sdn": s.file(s.sdn), "alt": s.file(s.alt), "add": s.file(s.add), "comments": s.file(s.comments)}
}

// read reads the set; a file without rows gets one that belongs to its first
// party, because a list without addresses is cut.
func (s ofacSet) read(t testing.TB) ([]lists.Record, lists.Report) {
	t.Helper()
	id, _, _ := strings.Cut(s.sdn[0], ",")
	if s.alt == nil {
		s.alt = []string{id + `,1,"aka","OTHER NAME",-0- `}
	}
	if s.add == nil {
		s.add = []string{id + `,1,-0- ,-0- ,-0- ,-0- `}
	}
	return readText(t, lists.OFACCSV, "us_ofac_sdn", s.files())
}
