package ftm

import "fmt"

// Problem is one thing wrong in a document that was read: a row that was set
// aside, or a value that could not be kept as what it claims to be.
type Problem struct {
	File string `json:"file"`          // name of the file as given
	Line int    `json:"line"`          // 1-based line or record, 0 for the whole file
	Why  string `json:"why"`           // what is wrong, in words
	Raw  string `json:"raw,omitempty"` // the start of what was refused
}

func (p Problem) Error() string {
	if p.Line == 0 {
		return fmt.Sprintf("%s: %s", p.File, p.Why)
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Why)
}
