package intake

import (
	"io/fs"

	"cordon/store"
)

// keptFS shows the kept originals of a document under the names of its files,
// and counts what is read of them.
type keptFS struct {
	store  *store.Store
	kept   *keptDoc
	onRead func(done int64)
	done   int64
	told   int64
}

// Open opens the original that was kept under name.
func (k *keptFS) Open(name string) (fs.File, error) {
	sha, ok := k.kept.byPath[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	f, err := k.store.OpenOriginal(sha)
	if err != nil {
		return nil, err
	}
	return &keptFile{File: f, fs: k}, nil
}

type keptFile struct {
	fs.File
	fs *keptFS
}

// tellEvery is how many bytes are read between two reports of progress.
const tellEvery = 1 << 20

func (f *keptFile) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	f.fs.done += int64(n)
	if f.fs.done-f.fs.told >= tellEvery {
		f.fs.told = f.fs.done
		f.fs.onRead(f.fs.done)
	}
	return n, err
}
