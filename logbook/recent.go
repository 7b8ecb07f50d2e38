package logbook

import "sync"

// written is what was written as a file of the archive: positions, or reports.
type written struct {
	digest  string
	rows    []row
	reports []report
	names   []string // of sources
}

// weight is about how many rows it is worth in memory.
func (w *written) weight() int { return len(w.rows) + 8*len(w.reports) }

// recent are files as this process wrote them last, for who reads them next: the
// analysis of what was just loaded. A file says by its digest whether it still is
// what was written, so that reading it again would give the same.
type recent struct {
	mu    sync.Mutex
	files map[string]written // by path
	held  int
}

// put notes a file, if there is room.
func (r *recent) put(path string, w written, most int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	old := r.files[path]
	r.held -= old.weight()
	delete(r.files, path)
	if r.held+w.weight() > most {
		return
	}
	if r.files == nil {
		r.files = make(map[string]written)
	}
	r.files[path] = w
	r.held += w.weight()
}

// take hands over what a file holds, once.
func (r *recent) take(path string) (w written, ok bool) {
	r.mu.Lock()
	w, ok = r.files[path]
	r.held -= w.weight()
	delete(r.files, path)
	r.mu.Unlock()
	if ok {
		digest, err := fileDigest(path)
		ok = err == nil && digest == w.digest
	}
	return w, ok
}

// forget drops what nobody asked for.
func (r *recent) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.files, r.held = nil, 0
}
