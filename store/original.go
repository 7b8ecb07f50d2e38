package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// OriginalMeta says where a document came from.
type OriginalMeta struct {
	Name    string            // name as given
	URL     string            // where it was fetched, "" for a file
	Media   string            // media type as declared; sniffed when empty
	Headers map[string]string // of the answer that carried it
}

// Original is a kept document.
type Original struct {
	SHA256   [32]byte
	Size     int64 // bytes
	Received time.Time
	OriginalMeta
}

// originalPath is where a document is kept.
func (s *Store) originalPath(sha [32]byte) string {
	h := hex.EncodeToString(sha[:])
	return filepath.Join(s.o.Originals, h[:2], h[2:4], h)
}

// PutOriginal keeps a document byte for byte. It is durable when the call
// returns. A document that is kept already is not written again.
func (s *Store) PutOriginal(ctx context.Context, r io.Reader, m OriginalMeta) (Original, error) {
	o, err := s.putOriginal(ctx, r, m)
	if err != nil {
		return Original{}, fmt.Errorf("keep %s: %w", m.Name, err)
	}
	return o, nil
}

func (s *Store) putOriginal(ctx context.Context, r io.Reader, m OriginalMeta) (o Original, err error) {
	dir := filepath.Join(s.o.Originals, "tmp")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return o, err
	}
	f, err := os.CreateTemp(dir, "original-*")
	if err != nil {
		return o, err
	}
	defer func() {
		_ = f.Close()
		_ = os.Remove(f.Name())
	}()
	h := sha256.New()
	head := &headWriter{}
	size, err := io.Copy(io.MultiWriter(f, h, head), &contextReader{ctx, r})
	if err != nil {
		return o, err
	}
	o = Original{Size: size, Received: s.o.Now().UTC(), OriginalMeta: m}
	h.Sum(o.SHA256[:0])
	if o.Media == "" {
		o.Media = http.DetectContentType(head.b)
	}
	s.reached("original written")
	if err := place(f, s.originalPath(o.SHA256)); err != nil {
		return o, err
	}
	s.reached("original placed")
	headers, err := json.Marshal(m.Headers)
	if err != nil {
		return o, err
	}
	_, err = s.write.ExecContext(ctx, `INSERT INTO original(sha256, size, received, name, media, url, headers) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (sha256) DO NOTHING`, o.SHA256[:], o.Size, o.Received.UnixMicro(), o.Name, o.Media, o.URL, string(headers))
	return o, busy(err)
}

// place makes the written file durable at path, read-only. A file that is there
// already and has the right size stays; Fsck looks at its content.
func place(f *os.File, path string) error {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if info, err := os.Stat(path); err == nil && info.Size() == size {
		return nil
	}
	if err := errors.Join(f.Sync(), f.Chmod(0o400), os.MkdirAll(filepath.Dir(path), 0o700)); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	for d := filepath.Dir(path); ; d = filepath.Dir(d) { // the two levels of folders may be new
		if err := syncDir(d); err != nil {
			return err
		}
		if len(filepath.Base(d)) != 2 {
			return nil
		}
	}
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, fs.ErrInvalid) {
		return err
	}
	return nil
}

// OpenOriginal opens a kept document.
func (s *Store) OpenOriginal(sha [32]byte) (fs.File, error) {
	f, err := os.Open(s.originalPath(sha))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("original %x: %w", sha, ErrNotFound)
	}
	return f, err
}

// Original returns what is known of a kept document.
func (s *Store) Original(ctx context.Context, sha [32]byte) (Original, error) {
	o := Original{SHA256: sha}
	var received int64
	var headers string
	err := s.read.QueryRowContext(ctx, "SELECT size, received, name, media, url, headers FROM original WHERE sha256 = ?", sha[:]).
		Scan(&o.Size, &received, &o.Name, &o.Media, &o.URL, &headers)
	if errors.Is(err, sql.ErrNoRows) {
		return o, fmt.Errorf("original %x: %w", sha, ErrNotFound)
	}
	if err != nil {
		return o, err
	}
	o.Received = time.UnixMicro(received).UTC()
	return o, json.Unmarshal([]byte(headers), &o.Headers)
}

// headWriter keeps the first bytes of what is written to it.
type headWriter struct{ b []byte }

func (h *headWriter) Write(p []byte) (int, error) {
	if n := 512 - len(h.b); n > 0 {
		h.b = append(h.b, p[:min(n, len(p))]...)
	}
	return len(p), nil
}

// contextReader stops reading when its context ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
