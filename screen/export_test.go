package screen

// BuildApart sets the number of records from which an index is made in halves,
// and returns what sets it back.
func BuildApart(n int) (restore func()) {
	old := buildApart
	buildApart = n
	return func() { buildApart = old }
}
