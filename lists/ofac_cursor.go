package lists

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
)

// maxSorted is the size of a file, in bytes of its rows, that is sorted in
// memory when it does not come sorted.
const maxSorted = 64 << 20

// ofacSurvey is what a first walk over a file found.
type ofacSurvey struct {
	index      int // into ofacRoles
	role, name string
	missing    bool
	empty, cut bool
	cutLine    int
	endMark    bool
	legacy     bool
	rows       int
	last       uint32 // largest ent_num
	falls      int    // rows with a smaller ent_num than the row before
	firstFall  int    // line of the first of them
	bytes      int
	ids        []uint32 // sdn only: every 64th ent_num, to count the tail
}

// unsorted reports whether the file as a whole is not in order, rather than a
// row or two being wrong.
func (s *ofacSurvey) unsorted() bool { return s.falls > 2 && s.falls*1000 > s.rows }

func surveyOFAC(ctx context.Context, in *input, index int, row func(*ofacRow)) (s ofacSurvey, err error) {
	r := ofacRoles[index]
	s = ofacSurvey{index: index, role: r.role}
	f, name, ok, err := in.open(r.role)
	if err != nil {
		return s, err
	}
	s.name = name
	if !ok {
		s.missing = true
		return s, nil
	}
	defer f.Close()
	rows := newOFACRows(f, r.columns, r.subs)
	var before uint32
	for {
		if rows.line%4096 == 0 && ctx.Err() != nil {
			return s, ctx.Err()
		}
		err := rows.scan()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return s, fmt.Errorf("line %d: %w", rows.line+1, err)
		}
		if rows.bad != "" {
			continue
		}
		s.rows++
		s.bytes += len(rows.raw)
		id := rows.row.id
		if id < before {
			if s.falls++; s.falls == 1 {
				s.firstFall = rows.line
			}
		}
		before, s.last = id, max(s.last, id)
		if r.role == "sdn" && s.rows%64 == 1 {
			s.ids = append(s.ids, id)
		}
		row(&rows.row)
	}
	s.empty, s.endMark, s.legacy = rows.empty, rows.endMark, rows.legacy
	s.cut, s.cutLine = rows.cut(), rows.line
	return s, nil
}

// judge reports what is wrong with one file.
func (s *ofacSurvey) judge(in *input) {
	switch {
	case s.missing:
		in.damage("the file %s is missing: the list is four files", s.role)
		return
	case s.empty && s.endMark && s.role == "comments": // no remarks are long
		return
	case s.empty:
		in.damage("%s: the file is empty", s.name)
		return
	case s.rows == 0:
		in.damage("%s: no line is a row of an OFAC %s file", s.name, s.role)
	case s.cut:
		in.damage("%s:%d: the file is cut in its last row", s.name, s.cutLine)
	case !s.endMark:
		in.warn(s.name, 0, "no end mark (0x1A): the file may be cut at the end of a line")
	}
	if s.legacy {
		in.warn(s.name, 0, "is not UTF-8; read as Windows-1252")
	}
	if s.unsorted() {
		in.warn(s.name, s.firstFall, "rows are not in order of ent_num; sorted in memory")
		if s.bytes > maxSorted {
			in.damage("%s:%d: rows are not in order of ent_num, and the file is too large to sort", s.name, s.firstFall)
		}
	}
}

// maxTail is the share of parties, in parts per hundred, that may come after
// the last ent_num of a member file.
const maxTail = 1

// compareSurveys finds member files of another date: each party has an address
// row, so add.csv ends with the last party; names end near it.
func compareSurveys(in *input, all []ofacSurvey) {
	sdn := &all[0]
	if sdn.rows == 0 {
		return
	}
	for i := 1; i < 3; i++ {
		s := &all[i]
		if s.rows == 0 || s.last >= sdn.last {
			continue
		}
		at, _ := slices.BinarySearch(sdn.ids, s.last)
		tail := (len(sdn.ids) - at) * 64
		limit := max(64, sdn.rows*maxTail/100)
		if i == 1 {
			limit = max(256, limit*5) // not every party has a second name
		}
		if tail > limit {
			in.damage("%s: is cut or of another date: it ends with entry %d, the list with %d", s.name, s.last, sdn.last)
		}
	}
}

// ofacCursor walks over the rows of a file in order of ent_num and sets aside
// what is out of order.
type ofacCursor struct {
	in     *input
	survey *ofacSurvey
	close  func()
	rows   *ofacRows
	unique bool // ent_num appears once

	sorted []ofacRow // the rows, where they had to be sorted
	ahead  *ofacRow  // read, not yet judged
	held   *ofacRow  // judged, not yet used
	last   uint32
	sub    uint32
	done   bool
	lost   []uint32 // ent_num of rows set aside, as far as they can be read
}

func openCursor(ctx context.Context, in *input, s *ofacSurvey) (*ofacCursor, error) {
	c := &ofacCursor{in: in, survey: s, close: func() {}, unique: !ofacRoles[s.index].subs, done: s.missing}
	if s.missing {
		return c, nil
	}
	f, _, _, err := in.open(s.role)
	if err != nil {
		return nil, err
	}
	c.close = func() { f.Close() }
	c.rows = newOFACRows(f, ofacRoles[s.index].columns, ofacRoles[s.index].subs)
	if s.unsorted() && s.bytes <= maxSorted {
		if err := c.sort(ctx); err != nil {
			c.close()
			return nil, err
		}
	}
	return c, nil
}

// sort reads all rows into memory and orders them.
func (c *ofacCursor) sort(ctx context.Context) error {
	var all []ofacRow
	for {
		r, err := c.read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if len(all)%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		all = append(all, *r)
	}
	slices.SortStableFunc(all, func(a, b ofacRow) int { return int(int64(a.id) - int64(b.id)) })
	c.sorted = all
	return nil
}

// read returns the next good row of the file.
func (c *ofacCursor) read() (*ofacRow, error) {
	for {
		if err := c.rows.scan(); err != nil {
			if !errors.Is(err, io.EOF) {
				err = fmt.Errorf("%s: line %d: %w", c.survey.name, c.rows.line+1, err)
			}
			return nil, err
		}
		if c.rows.bad == "" {
			r := c.rows.row
			return &r, nil
		}
		c.in.refuse(c.survey.name, c.rows.line, string(c.rows.raw[:min(len(c.rows.raw), 200)]), "%s", c.rows.bad)
		c.lose(c.rows.badID)
	}
}

func (c *ofacCursor) lose(id uint32) {
	if id != 0 && len(c.lost) < MaxProblems {
		c.lost = append(c.lost, id)
	}
}

func (c *ofacCursor) pull() (*ofacRow, error) {
	if c.sorted != nil {
		if len(c.sorted) == 0 {
			return nil, io.EOF
		}
		r := &c.sorted[0]
		c.sorted = c.sorted[1:]
		return r, nil
	}
	return c.read()
}

func (c *ofacCursor) refuse(r *ofacRow, why string, args ...any) {
	raw := ""
	for i, f := range r.fields {
		if raw += f; i < len(r.fields)-1 {
			raw += ","
		}
		if len(raw) > 200 {
			break
		}
	}
	c.in.refuse(c.survey.name, r.line, raw, why, args...)
	c.lose(r.id)
}

func (c *ofacCursor) warn(r *ofacRow, why string, args ...any) {
	c.in.warn(c.survey.name, r.line, why, args...)
}

// next returns the next row in order. A row that falls back behind the one
// before, or runs ahead of the one after, is set aside.
func (c *ofacCursor) next() (*ofacRow, error) {
	for !c.done {
		r := c.ahead
		if r == nil {
			var err error
			if r, err = c.pull(); err != nil {
				c.done = errors.Is(err, io.EOF)
				return nil, err
			}
		}
		after, err := c.pull()
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		c.ahead, c.done = after, after == nil
		switch {
		case r.id < c.last:
			c.refuse(r, "ent_num %d after %d: rows must be in order", r.id, c.last)
		case c.unique && r.id == c.last:
			c.refuse(r, "ent_num %d appears twice", r.id)
		case !c.unique && r.id == c.last && r.sub == c.sub:
			c.refuse(r, "number %d of entry %d appears twice", r.sub, r.id)
		case after != nil && after.id < r.id && after.id >= c.last:
			c.refuse(r, "ent_num %d before %d: rows must be in order", r.id, after.id)
		default:
			c.last, c.sub = r.id, r.sub
			return r, nil
		}
	}
	return nil, io.EOF
}

// peek returns the next row without using it up.
func (c *ofacCursor) peek() (r *ofacRow, err error) {
	if c.held == nil {
		c.held, err = c.next()
	}
	return c.held, err
}

// each hands the rows of a party to use, which returns why one is refused.
// Rows of smaller numbers belong to no party. Number 0 stands for the end: all
// rows that are left belong to none.
func (c *ofacCursor) each(id uint32, parties *ofacCursor, use func(*ofacRow) string) error {
	for {
		r, err := c.peek()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", c.survey.role, err)
		}
		if id != 0 && r.id > id {
			return nil
		}
		c.held = nil
		if r.id == id {
			if why := use(r); why != "" {
				c.refuse(r, "%s", why)
			}
			continue
		}
		c.orphan(r, parties)
	}
}

// orphan reports a row that belongs to no party.
func (c *ofacCursor) orphan(r *ofacRow, parties *ofacCursor) {
	switch {
	case slices.Contains(parties.lost, r.id):
		c.warn(r, "belongs to entry %d, which was set aside", r.id)
	case c.survey.role == "comments":
		c.warn(r, "continuation of entry %d, which is not on the list", r.id)
	default:
		c.refuse(r, "belongs to entry %d, which is not on the list", r.id)
	}
}
