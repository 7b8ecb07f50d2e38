package lists

import (
	"context"
	"io/fs"
)

// ReadAdvancedInRuns reads an advanced file with other bounds of a run.
func ReadAdvancedInRuns(ctx context.Context, fsys fs.FS, doc Document, parties, bytes int, emit Emit) (Report, error) {
	in := newInput(fsys, doc)
	err := readAdvanced(ctx, in, func(rec Record) error {
		in.count(rec)
		return emit(rec)
	}, advancedLimits{parties: parties, bytes: bytes})
	in.finish()
	return in.report, err
}
