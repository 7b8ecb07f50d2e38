package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// meter shows how far long work is: one line that renews itself on a terminal,
// else a line every ten seconds.
type meter struct {
	w        io.Writer
	terminal bool
	columns  int
	title    string
	start    time.Time
	now      func() time.Time

	mu      sync.Mutex
	last    time.Time
	drawn   bool
	stopped bool
}

func (a *app) newMeter(title string) *meter {
	columns, ok := isTerminal(a.Err)
	return &meter{w: a.Err, terminal: ok, columns: columns, title: title, start: time.Now(), now: time.Now}
}

const (
	redrawEvery = 100 * time.Millisecond
	logEvery    = 10 * time.Second
)

// count shows done of total (0 when it is not known) of what is counted.
func (m *meter) count(done, total int64, what string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.stopped {
		return
	}
	now := m.now()
	every := logEvery
	if m.terminal {
		every = redrawEvery
	}
	since := m.last
	if since.IsZero() {
		since = m.start
	}
	if now.Sub(since) < every {
		return
	}
	m.last = now
	line := m.line(done, total, what, now)
	if m.terminal {
		fmt.Fprintf(m.w, "\r%s", fit(line, m.columns-1))
		m.drawn = true
		return
	}
	fmt.Fprintln(m.w, "cordon: "+line)
}

func (m *meter) line(done, total int64, what string, now time.Time) string {
	took := now.Sub(m.start).Seconds()
	if total > 0 {
		done = min(done, total) // a file that is read twice is still one file
	}
	s := fmt.Sprintf("%s: %s", m.title, amount(done, what))
	if total > 0 {
		s = fmt.Sprintf("%s: %d %% of %s", m.title, 100*done/total, amount(total, what))
	}
	if took > .2 && done > 0 { // sooner a rate says nothing
		s += fmt.Sprintf(", %s/s", amount(int64(float64(done)/took), what))
		if total > done {
			s += fmt.Sprintf(", %s left", time.Duration(took*float64(total-done)/float64(done)*1e9).Round(time.Second))
		}
	}
	return s
}

// amount writes bytes in MB, anything else as a number with its word.
func amount(n int64, what string) string {
	if what == "bytes" {
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%d %s", n, what)
}

// retitle names the next part of the work.
func (m *meter) retitle(title string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.title != title {
		m.title, m.start = title, m.now()
	}
}

// stop wipes the line and shows nothing more: what follows is no long work.
func (m *meter) stop() {
	m.end()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.stopped = true
}

// end wipes the line.
func (m *meter) end() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.drawn {
		fmt.Fprintf(m.w, "\r%s\r", strings.Repeat(" ", m.columns-1))
		m.drawn = false
	}
}
