package server

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"cordon/live"
	"cordon/screen"
)

// maxChunk is how many lines are put to the desk at a time.
const maxChunk = 100

// lineProblem is what stands in place of an answer to a line that is no query.
type lineProblem struct {
	Line    int     `json:"line" doc:"Of the request, the first is 1."`
	ID      string  `json:"id,omitempty" doc:"Of the query, where it could be read."`
	Problem Problem `json:"problem"`
}

// line is one line of a stream.
type line struct {
	number int
	id     string
	query  screen.Query
	fault  *fault // why it is no query
}

// stream answers a body of lines line by line, while further lines come.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, p params) error {
	if err := s.desk.Ready(r.Context()); err != nil {
		return err
	}
	o, at, f := s.resolve(r.Context(), p)
	if f != nil {
		return f
	}
	st := &streaming{s: s, w: w, r: r, rc: http.NewResponseController(w), o: o, at: at,
		in: lineReader{r: bufio.NewReaderSize(r.Body, 64<<10), most: int(s.limits.MaxBody)}}
	_ = st.rc.EnableFullDuplex() // a connection that cannot is read to its end first
	for {
		chunk, err := st.read()
		if len(chunk) > 0 {
			if err := st.answer(chunk); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return st.cut(bodyError(err))
		}
	}
	if !st.begun {
		return invalid("body has no line").hinted(`send a query in each line: {"name":"…"}`)
	}
	return nil
}

// streaming is a stream under way.
type streaming struct {
	s     *Server
	w     http.ResponseWriter
	r     *http.Request
	rc    *http.ResponseController
	o     screen.Options
	at    live.At
	in    lineReader
	begun bool // some answer was sent
}

// read reads the lines that are there, at least one.
func (st *streaming) read() ([]line, error) {
	_ = st.rc.SetReadDeadline(time.Now().Add(st.s.limits.Read)) // not every connection has one
	var chunk []line
	for {
		data, err := st.in.next()
		if l, ok := st.parse(data, err); ok {
			chunk = append(chunk, l)
		}
		var f *fault
		if err != nil && !errors.As(err, &f) {
			return chunk, err
		}
		if len(chunk) == maxChunk || len(chunk) > 0 && !st.in.ready() {
			return chunk, nil
		}
	}
}

// parse makes of a line a query or a fault. Blank lines are none.
func (st *streaming) parse(data []byte, err error) (line, bool) {
	l := line{number: st.in.number}
	if errors.As(err, &l.fault) {
		return l, true
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return l, false
	}
	var q query
	if l.fault = decode(data, &q, 0); l.fault == nil {
		l.query, l.fault = q.check()
	}
	l.id = q.ID
	return l, true
}

// answer answers a chunk of lines.
func (st *streaming) answer(chunk []line) error {
	if f := chunk[0].fault; f != nil && !st.begun { // this is no stream of queries
		return f.in("line " + strconv.Itoa(chunk[0].number))
	}
	var queries []screen.Query
	for _, l := range chunk {
		if l.fault == nil {
			queries = append(queries, l.query)
		}
	}
	got, err := st.put(queries)
	if err != nil {
		return st.cut(err)
	}
	var buf bytes.Buffer
	for _, l := range chunk {
		var v any
		if l.fault != nil {
			v = lineProblem{l.number, l.id, problemOf(st.r.Context(), l.fault)}
		} else {
			v, got = &got[0], got[1:]
		}
		if err := encode(&buf, v); err != nil {
			return st.cut(err)
		}
	}
	st.send(buf.Bytes())
	return nil
}

// put puts queries to the desk when it is their turn. A stream that has begun
// waits for its turn, however long the queue.
func (st *streaming) put(queries []screen.Query) ([]live.Answer, error) {
	if len(queries) == 0 {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(st.r.Context(), st.s.limits.Timeout)
	defer cancel()
	enter := st.s.gate.enter
	if st.begun {
		enter = st.s.gate.wait
	}
	if err := enter(ctx); err != nil {
		return nil, err
	}
	defer st.s.gate.leave()
	return st.s.put(ctx, queries, st.o, st.at)
}

// send sends a part of the answer at once.
func (st *streaming) send(b []byte) {
	if !st.begun {
		h := st.w.Header()
		h.Set("Content-Type", mediaNDJSON)
		h.Set("Cache-Control", "no-store")
		st.begun = true
	}
	_ = st.rc.SetWriteDeadline(time.Now().Add(st.s.limits.Write)) // not every connection has one
	if _, err := st.w.Write(b); err != nil {
		panic(http.ErrAbortHandler) // nobody reads any more
	}
	_ = st.rc.Flush() // the next write meets the same fault
}

// cut ends a stream that cannot be finished. If answers were sent, the reason
// follows them as a last line and the connection is cut, so that the part is
// not taken for the whole.
func (st *streaming) cut(err error) error {
	if !st.begun || errors.Is(err, context.Canceled) && !st.s.stopping.Load() {
		return err
	}
	f := faultOf(err)
	var buf bytes.Buffer
	if encode(&buf, lineProblem{Line: st.in.number, Problem: problemOf(st.r.Context(), f)}) == nil {
		st.send(buf.Bytes())
	}
	return err // the guard logs it and cuts the connection
}

// lineReader reads lines of a bounded length.
type lineReader struct {
	r      *bufio.Reader
	most   int
	number int // of the line read last
	end    bool
}

// next returns the next line, valid until the one after it. A line that is too
// long is skipped and is a fault; any other error ends the input. The last line
// may come together with io.EOF.
func (lr *lineReader) next() ([]byte, error) {
	if lr.end {
		return nil, io.EOF
	}
	lr.number++
	var long []byte
	size, tooLong := 0, false
	for {
		part, err := lr.r.ReadSlice('\n')
		size += len(part)
		tooLong = tooLong || size > lr.most
		switch {
		case err == nil && tooLong, errors.Is(err, io.EOF) && tooLong:
			lr.end = err != nil
			return nil, &fault{code: codeTooLarge, detail: "line is longer than " + strconv.Itoa(lr.most) + " bytes"}
		case err == nil && long == nil:
			return part, nil
		case err == nil, errors.Is(err, io.EOF):
			lr.end = err != nil
			return append(long, part...), err
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		case !tooLong:
			long = append(long, part...)
		default:
			long = nil
		}
	}
}

// ready reports whether a whole line can be read without waiting.
func (lr *lineReader) ready() bool {
	if lr.end {
		return true
	}
	b, _ := lr.r.Peek(lr.r.Buffered())
	return bytes.IndexByte(b, '\n') >= 0
}
