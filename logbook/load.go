package logbook

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	"cordon/ais"
	"cordon/ftm"
)

// LoadOptions say how a file or body is loaded.
type LoadOptions struct {
	Name     string      // of the file, in problems
	Source   string      // of what names no station: a feed; "" of files, so that the cut into files does not matter
	Workers  int         // that read lines; 0 is the logbook's
	Problems int         // how many are named; 0 is 1000
	Progress func(int64) // bytes read so far; may be nil
	Time     int64       // of messages that nobody timed, or not with a time that can be, milliseconds; 0: they are refused
}

// Heard says what became of a file.
type Heard struct {
	Stats    ais.Stats
	Messages int64         // with a position or what a ship says of itself
	Kept     int64         // of these, those that were taken in
	Timeless int64         // and those that nobody timed
	Mistimed int64         // and those that came with a time that cannot be
	Assumed  int64         // taken in with the time of LoadOptions
	Refused  int64         // lines of which something was set aside
	Problems []ftm.Problem // what, and why; the first
}

// kept are the types of messages that say where or what a ship is.
var kept = ais.TypesOf(0, 1, 2, 3, 4, 5, 9, 11, 17, 18, 19, 21, 24, 27)

// Load reads AIS in any form into an intake: sentences or a table, plain or
// gzipped. What it cannot read is counted and named in what it returns; its error
// is for what keeps it from reading on.
func (in *Intake) Load(ctx context.Context, r io.Reader, o LoadOptions) (Heard, error) {
	h := Heard{Problems: []ftm.Problem{}}
	most := o.Problems
	if most == 0 {
		most = 1000
	}
	var aside asides
	refuse := func(line int64, why, raw string) {
		aside.add(line)
		if len(h.Problems) < most {
			h.Problems = append(h.Problems, ftm.Problem{File: o.Name, Line: int(line), Why: why, Raw: raw})
		}
	}
	workers := o.Workers
	if workers == 0 {
		workers = in.l.o.Workers
	}
	if o.Progress != nil {
		r = &counted{r: r, tell: o.Progress}
	}
	src, err := ais.Open(o.Name, r, ais.Options{Only: kept, Workers: workers, Refuse: func(x ais.Refusal) {
		why := string(x.Reason)
		if x.Detail != "" {
			why += ": " + x.Detail
		}
		refuse(x.Line, why, x.Text)
	}})
	if err != nil {
		return h, err
	}
	if c, ok := src.(io.Closer); ok {
		defer c.Close()
	}
	err = in.drain(ctx, src, o, &h, refuse)
	h.Stats, h.Refused = src.Stats(), aside.n
	return h, err
}

// batcher is a source of messages that hands out many at a time.
type batcher interface{ Batch() ([]ais.Message, error) }

func (in *Intake) drain(ctx context.Context, src ais.Source, o LoadOptions, h *Heard, refuse func(int64, string, string)) error {
	var one [1]ais.Message
	next := func() ([]ais.Message, error) {
		err := src.Next(&one[0])
		return one[:], err
	}
	if b, ok := src.(batcher); ok {
		next = b.Batch
	}
	names := src.Sources()
	for n := 0; ; n++ {
		list, err := next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if n&255 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		for i := range list {
			m := &list[i]
			if !m.HasPos && !m.HasStat {
				continue
			}
			h.Messages++
			name := o.Source
			if m.Source > 0 { // the first is the file itself
				if int(m.Source) >= len(names) {
					names = src.Sources()
				}
				name = names[m.Source]
			}
			assumed := m.Time == ais.NoTime && o.Time != 0
			if assumed {
				m.Time = o.Time
			}
			why, err := in.Add(ctx, m, name)
			if err != nil {
				return fmt.Errorf("load %s: %w", o.Name, err)
			}
			if why == "" {
				h.Kept++
				if assumed {
					h.Assumed++
				}
				continue
			}
			switch {
			case m.Time == ais.NoTime && m.Mistimed: // its time was refused, with its line
				h.Mistimed++
				continue
			case m.Time == ais.NoTime:
				h.Timeless++
			}
			refuse(m.Line, why, "")
		}
	}
}

// counted tells how much was read, not too often.
type counted struct {
	r       io.Reader
	n, told int64
	tell    func(int64)
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.n += int64(n); c.n-c.told >= 1<<20 {
		c.told = c.n
		c.tell(c.n)
	}
	return n, err
}

// IsAIS reports whether a file looks like AIS from its beginning, of which it
// needs some thousands of bytes.
func IsAIS(r io.Reader) bool {
	head, _ := bufio.NewReaderSize(r, headSize).Peek(headSize)
	return ais.Sniff(head) != ais.Unknown
}

const headSize = 16 << 10
