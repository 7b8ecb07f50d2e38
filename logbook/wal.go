package logbook

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"cordon/ais"
)

// The write-ahead log is a row of segments. A segment begins with walMagic; then
// come frames: length and CRC-32C of a payload (4 bytes each, little-endian), and
// the payload: names of sources, positions, reports. A frame that is cut or does
// not fit its checksum ends a segment: it was not acknowledged, and neither was
// what follows it.
const (
	walMagic    = "cordon sea 1\n"
	maxFrame    = 64 << 20
	maxSegment  = 256 << 20
	maxPending  = 32 << 20
	frameHeader = 8
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// frame is what is made durable together.
type frame struct {
	names   table
	rows    []row
	reports []report
}

func newFrame() *frame { return &frame{names: table{numbers: make(map[string]uint16)}} }

func (f *frame) empty() bool { return len(f.rows) == 0 && len(f.reports) == 0 }

// add takes in a message, or says why it is not kept.
func (f *frame) add(m *ais.Message, source string) (refused string) {
	if why := keepable(m); why != "" {
		return why
	}
	if len(f.names.names) == maxSources {
		if _, ok := f.names.numbers[source]; !ok {
			return "more than 65,536 stations"
		}
	}
	n := f.names.number(source)
	if m.HasPos {
		f.rows = append(f.rows, rowOf(m, n))
	}
	if m.HasStat {
		f.reports = append(f.reports, report{m.Time, saidOf(m, n)})
	}
	return ""
}

// appendTo writes the payload.
func (f *frame) appendTo(b []byte) []byte {
	text := func(s string) {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	b = binary.AppendUvarint(b, uint64(len(f.names.names)))
	for _, s := range f.names.names {
		text(s)
	}
	b = binary.AppendUvarint(b, uint64(len(f.rows)))
	for i := range f.rows {
		b = f.rows[i].append(b)
	}
	b = binary.AppendUvarint(b, uint64(len(f.reports)))
	for i := range f.reports {
		r := &f.reports[i]
		own := uint64(0)
		if r.own {
			own = 1
		}
		for _, v := range [...]uint64{uint64(r.at), uint64(r.mmsi), uint64(r.source), uint64(r.typ), own, uint64(r.Has), uint64(r.IMO), uint64(r.ShipType),
			uint64(r.A), uint64(r.B), uint64(r.C), uint64(r.D), uint64(r.Draught), uint64(binary.LittleEndian.Uint32(r.ETA[:])), uint64(r.Mothership), uint64(r.Aid)} {
			b = binary.AppendUvarint(b, v)
		}
		text(r.CallSign)
		text(r.Name)
		text(r.Destination)
	}
	return b
}

// rowSize is the length of a row in a frame.
const rowSize = 32

func (r *row) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(r.mmsi)<<32|uint64(r.sec))
	b = binary.LittleEndian.AppendUint64(b, uint64(uint32(r.lat))<<32|uint64(uint32(r.lon)))
	b = binary.LittleEndian.AppendUint64(b, uint64(r.ms)<<48|uint64(r.sog)<<32|uint64(r.cog)<<16|uint64(r.heading))
	return binary.LittleEndian.AppendUint64(b, uint64(r.source)<<48|uint64(r.typ)<<40|uint64(r.flags)<<32|uint64(r.status)<<24|uint64(uint8(r.rot))<<16|uint64(r.second))
}

func readRow(b []byte) row {
	u := func(i int) uint64 { return binary.LittleEndian.Uint64(b[8*i:]) }
	return row{mmsi: uint32(u(0) >> 32), sec: uint32(u(0)), lat: int32(u(1) >> 32), lon: int32(u(1)), ms: uint16(u(2) >> 48), sog: uint16(u(2) >> 32), cog: uint16(u(2) >> 16), heading: uint16(u(2)),
		source: uint16(u(3) >> 48), typ: uint8(u(3) >> 40), flags: uint8(u(3) >> 32), status: uint8(u(3) >> 24), rot: int8(u(3) >> 16), second: uint8(u(3))}
}

var errFrame = errors.New("not a frame of a log of positions")

// readFrame reads a payload.
func readFrame(b []byte) (*frame, error) {
	f := newFrame()
	var bad error
	number := func(most uint64) uint64 {
		v, n := binary.Uvarint(b)
		if n <= 0 || v > most {
			bad = errFrame
			return 0
		}
		b = b[n:]
		return v
	}
	text := func() string {
		n := number(uint64(len(b)))
		if bad != nil || n > uint64(len(b)) {
			bad = errFrame
			return ""
		}
		s := string(b[:n])
		b = b[n:]
		return s
	}
	for range number(maxSources) {
		s := text()
		if _, ok := f.names.numbers[s]; ok || bad != nil {
			return nil, errFrame
		}
		f.names.number(s)
	}
	names := uint64(len(f.names.names))
	n := number(uint64(len(b) / rowSize))
	if bad != nil || n*rowSize > uint64(len(b)) {
		return nil, errFrame
	}
	f.rows = make([]row, n)
	for i := range f.rows {
		r := readRow(b)
		if uint64(r.source) >= names || r.ms > 999 || r.mmsi > maxMMSI {
			return nil, errFrame
		}
		f.rows[i], b = r, b[rowSize:]
	}
	for range number(uint64(len(b))) {
		var r report
		r.at = int64(number(maxSecond*1000 + 999))
		r.mmsi, r.source, r.typ = uint32(number(maxMMSI)), uint16(number(math.MaxUint16)), uint8(number(255))
		r.own = number(1) == 1
		r.Has, r.IMO, r.ShipType = ais.Fields(number(math.MaxUint16)), uint32(number(math.MaxUint32)), uint8(number(255))
		r.A, r.B, r.C, r.D = uint16(number(math.MaxUint16)), uint16(number(math.MaxUint16)), uint16(number(math.MaxUint16)), uint16(number(math.MaxUint16))
		r.Draught = uint8(number(255))
		binary.LittleEndian.PutUint32(r.ETA[:], uint32(number(math.MaxUint32)))
		r.Mothership, r.Aid = uint32(number(math.MaxUint32)), uint8(number(255))
		r.CallSign, r.Name, r.Destination = text(), text(), text()
		if bad != nil || uint64(r.source) >= names {
			return nil, errFrame
		}
		f.reports = append(f.reports, r)
	}
	if bad != nil || len(b) > 0 {
		return nil, errFrame
	}
	return f, nil
}

// readSegment hands over the whole frames of a segment, and returns how many bytes
// behind the last of them it leaves.
func readSegment(in io.Reader, yield func(*frame) error) (left int64, err error) {
	r := bufio.NewReaderSize(in, 1<<18)
	rest := func(seen int) (int64, error) {
		n, err := io.Copy(io.Discard, r)
		return n + int64(seen), err
	}
	magic := make([]byte, len(walMagic))
	if n, err := io.ReadFull(r, magic); err != nil || string(magic) != walMagic {
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return 0, err
		}
		return rest(n)
	}
	var head [frameHeader]byte
	var buf []byte
	for {
		n, err := io.ReadFull(r, head[:])
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return rest(n)
		}
		if err != nil {
			return 0, err
		}
		size, sum := binary.LittleEndian.Uint32(head[:]), binary.LittleEndian.Uint32(head[4:])
		if size > maxFrame {
			return rest(n)
		}
		if buf, err = readUpTo(r, buf[:0], int(size)); err != nil {
			return 0, err
		}
		if len(buf) < int(size) || crc32.Checksum(buf, castagnoli) != sum {
			return rest(n + len(buf))
		}
		f, err := readFrame(buf)
		if err != nil {
			return rest(n + len(buf))
		}
		if err := yield(f); err != nil {
			return 0, err
		}
	}
}

// readUpTo reads n bytes, or what there is. It takes memory as bytes come, not as
// they are promised.
func readUpTo(r io.Reader, b []byte, n int) ([]byte, error) {
	for len(b) < n {
		k := min(n-len(b), 1<<20)
		b = slices.Grow(b, k)
		got, err := io.ReadFull(r, b[len(b):len(b)+k])
		b = b[:len(b)+got]
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return b, nil
		}
		if err != nil {
			return b, err
		}
	}
	return b, nil
}

// wal is the log that is being written. Frames of several writers go to the disk
// together.
type wal struct {
	dir     string
	reached func(string)

	mu      sync.Mutex
	change  *sync.Cond   // of all below
	pending []byte       // frames that are not written yet
	waiting []chan error // those who gave them
	writing bool
	closed  bool
	file    *os.File
	size    int64
	next    int64 // number of the next segment
	done    chan struct{}
}

func segmentName(n int64) string { return fmt.Sprintf("%012d.log", n) }

// segments are the numbers of the segments of a folder, in order.
func segments(dir string) ([]int64, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var out []int64
	for _, f := range files {
		name, ok := strings.CutSuffix(f.Name(), ".log")
		if n, err := strconv.ParseInt(name, 10, 64); ok && err == nil && f.Name() == segmentName(n) {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out, nil
}

// openWAL begins a new segment behind those that are there.
func openWAL(dir string, reached func(string)) (*wal, error) {
	have, err := segments(dir)
	if err != nil {
		return nil, err
	}
	w := &wal{dir: dir, reached: reached, next: 1, done: make(chan struct{})}
	if len(have) > 0 {
		w.next = have[len(have)-1] + 1
	}
	w.change = sync.NewCond(&w.mu)
	go w.run()
	return w, nil
}

// append makes a frame durable.
func (w *wal) append(ctx context.Context, f *frame) error {
	if f.empty() {
		return nil
	}
	payload := f.appendTo(make([]byte, frameHeader, frameHeader+64+rowSize*len(f.rows)+100*len(f.reports)))
	body := payload[frameHeader:]
	if len(body) > maxFrame {
		return fmt.Errorf("%d bytes at once are more than %d", len(body), maxFrame)
	}
	binary.LittleEndian.PutUint32(payload, uint32(len(body)))
	binary.LittleEndian.PutUint32(payload[4:], crc32.Checksum(body, castagnoli))
	done := make(chan error, 1)
	if err := w.give(ctx, payload, done); err != nil {
		return err
	}
	return <-done // also when ctx ends: it is written, and the caller is told so
}

// give puts a frame among those that are written next, once there is room.
func (w *wal) give(ctx context.Context, payload []byte, done chan error) error {
	stop := context.AfterFunc(ctx, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.change.Broadcast()
	})
	defer stop()
	w.mu.Lock()
	defer w.mu.Unlock()
	for !w.closed && len(w.pending) > 0 && len(w.pending)+len(payload) > maxPending && ctx.Err() == nil {
		w.change.Wait()
	}
	if w.closed {
		return os.ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	w.pending = append(w.pending, payload...)
	w.waiting = append(w.waiting, done)
	w.change.Broadcast()
	return nil
}

// run writes what is pending and syncs it, again and again.
func (w *wal) run() {
	defer close(w.done)
	var buf []byte
	w.mu.Lock()
	defer w.mu.Unlock()
	for {
		for len(w.pending) == 0 && !w.closed {
			w.change.Wait()
		}
		if len(w.pending) == 0 {
			if w.file != nil {
				_ = w.file.Close() // it is synced
				w.file = nil
			}
			return
		}
		buf, w.pending = w.pending, buf[:0]
		waiting := w.waiting
		w.waiting, w.writing = nil, true
		w.mu.Unlock()
		err := w.write(buf)
		w.mu.Lock()
		w.writing = false
		if err != nil && w.file != nil {
			// Whether it is there is not known: the segment ends, what follows goes into
			// another.
			_ = w.file.Close()
			w.file = nil
		}
		for _, done := range waiting {
			done <- err
		}
		w.change.Broadcast()
	}
}

// write appends to the segment and syncs it. It is the only one who does.
func (w *wal) write(b []byte) error {
	if w.file != nil && w.size+int64(len(b)) > maxSegment {
		err := w.file.Close()
		if w.file = nil; err != nil {
			return err
		}
	}
	if w.file == nil {
		f, err := os.OpenFile(filepath.Join(w.dir, segmentName(w.next)), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		w.next++
		w.file, w.size = f, int64(len(walMagic))
		if _, err := f.WriteString(walMagic); err != nil {
			return err
		}
		if err := syncDir(w.dir); err != nil {
			return err
		}
	}
	if _, err := w.file.Write(b); err != nil {
		return err
	}
	w.reached("log written")
	if err := w.file.Sync(); err != nil {
		return err
	}
	w.size += int64(len(b))
	w.reached("log synced")
	return nil
}

// seal ends the segment under way and returns the number below which all segments
// are whole.
func (w *wal) seal() (int64, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.writing || len(w.pending) > 0 && !w.closed {
		w.change.Wait()
	}
	if w.file == nil {
		return w.next, nil
	}
	err := w.file.Close()
	w.file = nil
	return w.next, err
}

// close writes what is pending and ends the log.
func (w *wal) close() error {
	w.mu.Lock()
	w.closed = true
	w.change.Broadcast()
	w.mu.Unlock()
	<-w.done
	return nil
}
