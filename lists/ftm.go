package lists

import (
	"context"
	"errors"
	"io"

	"cordon/ftm"
)

// problem sets a line aside that the FtM reader refused; any other error is
// returned, the end of the file as io.EOF.
func (in *input) problem(err error) error {
	var p ftm.Problem
	if !errors.As(err, &p) {
		return err
	}
	in.refuse(p.File, p.Line, p.Raw, "%s", p.Why)
	return nil
}

// readFTM reads FollowTheMoney JSON lines. Every target of screening counts as
// a party.
func readFTM(ctx context.Context, in *input, emit Emit) error {
	f, name, ok, err := in.open("main")
	if err != nil {
		return err
	}
	if !ok {
		in.damage("the document has no file")
		return nil
	}
	defer f.Close()
	r := ftm.NewReader(f, name)
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		e, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			in.damage("%s:%d: the file is cut", name, r.Line())
			return nil
		case err != nil:
			if err := in.problem(err); err != nil {
				return err
			}
			continue
		}
		if err := emit(ftmRecord(e, name, r.Line())); err != nil {
			return err
		}
	}
}

func ftmRecord(e *ftm.Entity, file string, line int) Record {
	rec := Record{Entities: []*ftm.Entity{e}, File: file, Line: line}
	if e.IsTarget() {
		rec.Party, rec.Programmes = e.ID, e.Properties["programId"]
	}
	return rec
}

// readFTMDelta reads the operations of an OpenSanctions delta file, in order. A
// file without a line says that nothing changed.
func readFTMDelta(ctx context.Context, in *input, emit Emit) error {
	f, name, ok, err := in.open("main")
	if err != nil {
		return err
	}
	if !ok {
		in.damage("the document has no file")
		return nil
	}
	defer f.Close()
	r := ftm.NewDeltaReader(f, name)
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		d, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			in.damage("%s:%d: the file is cut", name, r.Line())
			return nil
		case err != nil:
			if err := in.problem(err); err != nil {
				return err
			}
			// Applying the rest without this line would be another list.
			in.damage("%s:%d: a line of a delta file cannot be read", name, r.Line())
			continue
		}
		rec := ftmRecord(d.Entity, name, r.Line())
		if d.Op == ftm.DeltaDel {
			rec = Record{Entities: []*ftm.Entity{d.Entity}, File: name, Line: r.Line(), Remove: true}
		}
		if err := emit(rec); err != nil {
			return err
		}
	}
}
