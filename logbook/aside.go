package logbook

// asideMost is how many lines that were set aside are remembered at least: a part of a
// message is given up when 10,000 lines have passed.
const asideMost = 16 << 10

// asides counts lines of which something was set aside, each once, whatever else is
// found wrong with it: a sentence and the tag block before it, a message and a part of
// it, two sentences on one line.
type asides struct {
	n        int64
	now, was map[int64]struct{} // numbers of lines
}

// add counts a line that was not counted.
func (a *asides) add(line int64) {
	if _, ok := a.now[line]; ok {
		return
	}
	if _, ok := a.was[line]; ok {
		return
	}
	if a.now == nil || len(a.now) >= asideMost {
		a.now, a.was = make(map[int64]struct{}), a.now
	}
	a.now[line] = struct{}{}
	a.n++
}
