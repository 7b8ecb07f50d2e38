package ais

import (
	"bytes"
	"fmt"
	"io"
	"sync"
)

// blockSize is how much is read at once. A longer line is refused without being kept.
const blockSize = 64 << 10

// Reader reads a stream of sentences. It needs the same memory for every stream:
// blocks of 64 KiB, messages that wait for parts (at most 512), names of stations
// and one copy of each recent text.
type Reader struct {
	d      *Decoder
	c      chunks
	block  []byte // of a reader with one core
	left   []byte // lines of block not yet read
	rest   []byte // of the line under way
	err    error
	batch  []Message
	ahead  *ahead
	b      *job // being handed out
	at, to int  // messages of b handed out by Next, and all
}

// NewReader returns a reader of r.
func NewReader(r io.Reader, o Options) *Reader {
	x := &Reader{d: NewDecoder(o), c: chunks{r: r}}
	if o.Workers > 1 {
		x.ahead = startAhead(&x.c, o, o.Workers)
	} else {
		x.block = make([]byte, blockSize)
	}
	return x
}

// Next reads the next message. It returns io.EOF at the end, and what else the stream
// failed with after all messages before it. What m.Payload points to is good until the
// next call.
func (r *Reader) Next(m *Message) error {
	if r.ahead != nil {
		for r.at == r.to {
			ms, err := r.Batch()
			if err != nil {
				return err
			}
			r.at, r.to = 0, len(ms)
		}
		*m = r.b.messages[r.at]
		r.at++
		return nil
	}
	r.d.arena = r.d.arena[:0]
	for !r.next(m) {
		if err := r.fill(); err != nil {
			return err
		}
	}
	return nil
}

// next reads lines of the block until one completes a message. It reports false at
// the block's end.
func (r *Reader) next(m *Message) bool {
	d := r.d
	for {
		var ok bool
		if r.rest != nil {
			r.rest, ok = d.more(r.rest, m)
		} else {
			line := r.left
			if len(line) == 0 {
				return false
			}
			if i := bytes.IndexByte(line, '\n'); i >= 0 {
				line, r.left = line[:i], line[i+1:]
			} else {
				r.left = nil
			}
			d.n.Lines++
			r.rest = scan(line, &d.s, m, d.o.Only, d.in)
			ok = d.settle(&d.s, m)
		}
		if ok {
			return true
		}
	}
}

func (r *Reader) fill() error {
	if r.err != nil {
		return r.err
	}
	var n int64
	r.left, n, r.err = r.c.fill(r.block)
	r.d.n.Bytes += n
	if r.err != nil {
		r.d.Flush()
		if r.err != io.EOF {
			r.err = fmt.Errorf("ais: read %s after line %d: %w", r.d.o.Name, r.d.n.Lines, r.err)
		}
	}
	return r.err
}

// Batch reads some messages, at least one. They are good until the next call of Batch
// or Next. Mixed with Next, it goes on where that stopped.
func (r *Reader) Batch() ([]Message, error) {
	if r.ahead == nil {
		if r.batch == nil {
			r.batch = make([]Message, 256)
		}
		r.d.arena = r.d.arena[:0]
		for {
			n := 0
			for n < len(r.batch) && r.next(&r.batch[n]) {
				n++
			}
			if n > 0 {
				return r.batch[:n], nil
			}
			if err := r.fill(); err != nil {
				return nil, err
			}
		}
	}
	if r.at < r.to {
		ms := r.b.messages[r.at:r.to]
		r.at = r.to
		return ms, nil
	}
	for r.err == nil {
		if r.b != nil {
			r.ahead.free <- r.b
			r.b = nil
		}
		b, open := <-r.ahead.order
		if !open {
			return nil, io.EOF
		}
		<-b.done
		if n := r.settle(b); n > 0 {
			r.b = b
			return b.messages[:n], nil
		}
		r.b = b
	}
	return nil, r.err
}

// settle gives a block that was read ahead what it has from those before, and moves
// its messages together.
func (r *Reader) settle(b *job) (n int) {
	d := r.d
	d.n.Bytes += b.bytes
	d.arena = d.arena[:0]
	for i := range b.n {
		s := &b.sentences[i]
		if s.again {
			d.n.Split++
		} else {
			d.n.Lines++
		}
		if d.settle(&s.sentence, &b.messages[i]) {
			if n != i {
				b.messages[n], b.messages[i] = b.messages[i], b.messages[n]
			}
			n++
		}
	}
	if b.err != nil {
		d.Flush()
		r.err = b.err
		if r.err != io.EOF {
			r.err = fmt.Errorf("ais: read %s after line %d: %w", d.o.Name, d.n.Lines, r.err)
		}
	}
	return n
}

// Stats are the counts so far. They are whole when Next has returned io.EOF.
func (r *Reader) Stats() Stats { return r.d.Stats() }

// Sources are the names of stations and feeds; Message.Source counts them. The first
// is the file or feed itself.
func (r *Reader) Sources() []string { return r.d.Sources() }

// Close stops the cores that read ahead, and waits for them: until the stream's
// running Read returns. A reader that has returned an error, or has no Workers, need
// not be closed.
func (r *Reader) Close() error {
	if r.ahead != nil {
		r.ahead.stop()
		if r.err == nil {
			r.err = io.ErrClosedPipe
		}
	}
	return nil
}

// chunks cuts a stream into pieces of whole lines.
type chunks struct {
	r     io.Reader
	carry []byte // the beginning of a line
	skip  bool   // to the end of a line longer than a block
	err   error
	idle  int
}

// fill reads lines into buf, as many as one Read brings and at least one, and says
// how many bytes of the stream they were. The last line of a piece may lack its end:
// it was the stream's last, or it is longer than buf and what follows is left out.
func (c *chunks) fill(buf []byte) (lines []byte, bytesRead int64, err error) {
	n := copy(buf, c.carry)
	c.carry = c.carry[:0]
	for {
		if c.err != nil {
			if n > 0 {
				return buf[:n], bytesRead, nil
			}
			return nil, bytesRead, c.err
		}
		var k int
		k, c.err = c.r.Read(buf[n:])
		bytesRead += int64(k)
		if k == 0 && c.err == nil {
			if c.idle++; c.idle == 100 {
				c.err = io.ErrNoProgress
			}
			continue
		}
		c.idle = 0
		got := buf[n : n+k]
		if c.skip {
			i := bytes.IndexByte(got, '\n')
			if i < 0 {
				continue
			}
			c.skip = false
			got = got[:copy(got, got[i+1:])]
		}
		end := n + len(got)
		if i := bytes.LastIndexByte(got, '\n'); i >= 0 {
			c.carry = append(c.carry, buf[n+i+1:end]...)
			return buf[:n+i+1], bytesRead, nil
		}
		if n = end; n == len(buf) {
			c.skip = true
			return buf[:n], bytesRead, nil
		}
	}
}

// job is a block whose lines one core reads.
type job struct {
	buf       []byte
	lines     []byte
	bytes     int64
	err       error
	n         int // sentences, and as many messages, of which some are nothing
	sentences []numbered
	messages  []Message
	done      chan struct{}
}

type numbered struct {
	sentence
	again bool // on the line of the one before
}

// ahead reads blocks before they are asked for: one goroutine the stream, others the
// lines. The blocks come out in their order.
type ahead struct {
	free, work, order chan *job
	quit              chan struct{}
	once              sync.Once
	wg                sync.WaitGroup
}

func startAhead(c *chunks, o Options, workers int) *ahead {
	n := 2*workers + 2
	a := &ahead{free: make(chan *job, n), work: make(chan *job, n), order: make(chan *job, n), quit: make(chan struct{})}
	for range n {
		a.free <- &job{buf: make([]byte, blockSize), done: make(chan struct{}, 1)}
	}
	a.wg.Go(func() {
		defer close(a.order)
		defer close(a.work)
		for {
			var b *job
			select {
			case b = <-a.free:
			case <-a.quit:
				return
			}
			b.lines, b.bytes, b.err = c.fill(b.buf)
			a.work <- b
			a.order <- b
			if b.err != nil {
				return
			}
		}
	})
	for range workers {
		a.wg.Go(func() {
			in := interner{}
			for b := range a.work {
				b.read(o.Only, in)
				b.done <- struct{}{}
			}
		})
	}
	return a
}

func (a *ahead) stop() {
	a.once.Do(func() { close(a.quit) })
	a.wg.Wait()
}

// read scans the lines of a block.
func (b *job) read(only Types, in interner) {
	n := 0
	for left := b.lines; len(left) > 0; {
		line := left
		if i := bytes.IndexByte(line, '\n'); i >= 0 {
			line, left = line[:i], left[i+1:]
		} else {
			left = nil
		}
		for again := false; ; again = true {
			if n == len(b.sentences) {
				b.sentences = append(b.sentences, numbered{})
				b.messages = append(b.messages, Message{})
			}
			s := &b.sentences[n]
			s.again = again
			line = scan(line, &s.sentence, &b.messages[n], only, in)
			if n++; line == nil {
				break
			}
		}
	}
	b.n = n
}
