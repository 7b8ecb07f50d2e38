package geo

// Lines are the parts of coastlines with a corner in a box, to be drawn, each with
// the corners before and after.
func (l *Land) Lines(box Box) []Line {
	if l == nil {
		return nil
	}
	var out []Line
	for _, a := range l.arcs {
		var run Line
		last := a.first - 1 // the corner that was taken last
		for i := a.first; i < a.first+a.n; i++ {
			if !box.Contains(l.corner(i)) {
				if len(run) > 0 && last == i-1 {
					run = append(run, l.corner(i))
				}
				continue
			}
			if last != i-1 || len(run) == 0 {
				if len(run) > 1 {
					out = append(out, run)
				}
				run = nil
				if i > a.first {
					run = append(run, l.corner(i-1))
				}
			}
			run, last = append(run, l.corner(i)), i
		}
		if len(run) > 1 {
			out = append(out, run)
		}
	}
	return out
}
