package lists

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"time"

	"cordon/ftm"
)

// readEUXML reads the EU's financial sanctions file, XML 1.1. One entry is in
// memory at a time, and the numbers of those read so far.
func readEUXML(ctx context.Context, in *input, emit Emit) error {
	return walkXML(ctx, in, func(x *xmlWalk) error { return walkEU(in, x, emit) })
}

func walkEU(in *input, x *xmlWalk, emit Emit) error {
	start, err := x.next()
	switch {
	case errors.Is(err, io.EOF):
		return errors.New("the file is empty")
	case err != nil:
		return err
	case start == nil || start.Name.Local != "export":
		return errors.New("root element is not <export>")
	}
	for _, a := range start.Attr {
		if a.Name.Local != "generationDate" {
			continue
		}
		if t, err := time.Parse(time.RFC3339, a.Value); err == nil {
			in.report.Published = ftm.DayOf(t)
		} else if in.report.Published, err = ftm.ParseDay(dayOnly(a.Value)); err != nil {
			in.warn(x.name, x.line(), "generationDate %.40q is no date", a.Value)
		}
	}
	if in.report.Published == 0 {
		in.warn(x.name, x.line(), "the file does not say when it was made")
	}
	seen := make(idSet)
	for {
		start, err := x.next()
		if errors.Is(err, io.EOF) {
			return io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		if start == nil { // the end of the root
			break
		}
		if start.Name.Local != "sanctionEntity" {
			in.warn(x.name, x.line(), "<%.60s> is not known; passed over", start.Name.Local)
			if err := x.skip(); err != nil {
				return err
			}
			continue
		}
		if err := readEUEntity(in, x, start, seen, emit); err != nil {
			return err
		}
	}
	if _, err := x.next(); err == nil {
		return errors.New("something follows the end of the list")
	} else if !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

func readEUEntity(in *input, x *xmlWalk, start *xml.StartElement, seen idSet, emit Emit) error {
	line := x.line()
	var e euEntity
	if err := x.decode(&e, start); err != nil {
		return err
	}
	id, why := e.faulty()
	if why == "" && !seen.add(id) {
		why = "logicalId " + id + " appears twice"
	}
	if why != "" {
		raw := id
		if len(e.Names) > 0 {
			raw = e.Names[0].text()
		}
		in.refuse(x.name, line, raw, "%s", why)
		return nil
	}
	if err := emit(e.record(in, x.name, line, id)); err != nil {
		return emitError{err}
	}
	return nil
}

// idSet holds the numbers of the entries read so far.
type idSet map[uint64]struct{}

// add reports whether the number, which is one, was not there before.
func (s idSet) add(id string) bool {
	n, _ := strconv.ParseUint(id, 10, 64)
	_, had := s[n]
	s[n] = struct{}{}
	return !had
}
