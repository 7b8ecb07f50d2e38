package intake

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"cordon/lists"
)

// Given is a set of files that a user named: folders, files of one folder, an
// archive. Its names in the file system are relative to Root.
type Given struct {
	Root    string // as the user wrote it, for messages
	FS      fs.FS
	Origins map[string]Origin // of files that were fetched
	docs    []lists.Document  // where it is known what the files are
	close   func() error
}

// Close releases what the set holds open.
func (g Given) Close() error {
	if g.close == nil {
		return nil
	}
	return g.close()
}

// Limits of archives: what a list may unpack to, and how much denser than its
// archive it may be. Published lists are text and pack ten to one.
const (
	maxUnpacked = 8 << 30
	maxRatio    = 200
	maxMembers  = 10_000
)

// OpenPaths opens what a user named. Files of one folder make one set, so that
// the four files of one OFAC list find each other.
func OpenPaths(paths []string) ([]Given, error) {
	var out []Given
	byDir := make(map[string]int) // folder -> index in out of its set of single files
	for _, p := range paths {
		fi, err := os.Stat(p)
		if err != nil {
			var pe *fs.PathError
			if errors.As(err, &pe) && errors.Is(err, fs.ErrNotExist) {
				return out, fmt.Errorf("%s: there is no such file or folder", p)
			}
			return out, err
		}
		switch {
		case fi.IsDir():
			out = append(out, Given{Root: p, FS: os.DirFS(p)})
		case !fi.Mode().IsRegular():
			return out, fmt.Errorf("%s: neither a file nor a folder", p)
		case isZip(p):
			z, err := zip.OpenReader(p)
			if err != nil {
				return out, fmt.Errorf("%s: %w", p, err)
			}
			if err := checkZip(&z.Reader); err != nil {
				_ = z.Close()
				return out, fmt.Errorf("%s: %w", p, err)
			}
			out = append(out, Given{Root: p, FS: z, close: z.Close})
		default:
			dir, name := filepath.Dir(p), filepath.Base(p)
			i, ok := byDir[dir]
			if !ok {
				i = len(out)
				byDir[dir] = i
				out = append(out, Given{Root: dir, FS: &someFiles{FS: os.DirFS(dir)}})
			}
			s := out[i].FS.(*someFiles)
			if !slices.Contains(s.names, name) {
				s.names = append(s.names, name)
				slices.Sort(s.names)
			}
		}
	}
	return out, nil
}

func isZip(p string) bool {
	f, err := os.Open(p)
	if err != nil {
		return false
	}
	defer f.Close()
	var head [4]byte
	_, err = io.ReadFull(f, head[:])
	return err == nil && string(head[:]) == "PK\x03\x04"
}

// checkZip refuses an archive that would unpack to far more than any list.
func checkZip(z *zip.Reader) error {
	var total uint64
	if len(z.File) > maxMembers {
		return fmt.Errorf("the archive holds %d files, more than %d", len(z.File), maxMembers)
	}
	for _, f := range z.File {
		total += f.UncompressedSize64
		if f.UncompressedSize64 > 1<<20 && f.UncompressedSize64/max(f.CompressedSize64, 1) > maxRatio {
			return fmt.Errorf("%s in the archive unpacks to %d times its size: not a list", f.Name, f.UncompressedSize64/max(f.CompressedSize64, 1))
		}
		if total > maxUnpacked {
			return fmt.Errorf("the archive unpacks to more than %d bytes", int64(maxUnpacked))
		}
	}
	return nil
}

// someFiles shows only some files of a folder.
type someFiles struct {
	fs.FS
	names []string
}

// Open opens one of the files, or the folder that lists them.
func (s *someFiles) Open(name string) (fs.File, error) {
	if name == "." {
		return s.FS.Open(name)
	}
	if !slices.Contains(s.names, name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return s.FS.Open(name)
}

// ReadDir lists the files.
func (s *someFiles) ReadDir(name string) ([]fs.DirEntry, error) {
	if name != "." {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	var out []fs.DirEntry
	for _, n := range s.names {
		fi, err := fs.Stat(s.FS, n)
		if err != nil {
			return nil, err
		}
		out = append(out, fs.FileInfoToDirEntry(fi))
	}
	return out, nil
}

// streamFS shows one spooled stream as the only file of a folder.
type streamFS struct {
	name string
	path string
}

// Spool keeps what r gives in a temporary file below dir and shows it as a set
// of one file, so that a stream can be recognised by its beginning and read
// again from there.
func Spool(r io.Reader, dir, name string) (Given, error) {
	f, err := os.CreateTemp(dir, "stdin-*")
	if err != nil {
		return Given{}, fmt.Errorf("spool %s: %w", name, err)
	}
	if _, err := io.Copy(f, r); err != nil {
		_ = f.Close()
		_ = os.Remove(f.Name())
		return Given{}, fmt.Errorf("spool %s: %w", name, err)
	}
	if err := f.Close(); err != nil {
		return Given{}, fmt.Errorf("spool %s: %w", name, err)
	}
	return Given{Root: name, FS: streamFS{name: name, path: f.Name()}, close: func() error { return os.Remove(f.Name()) }}, nil
}

// Open opens the stream's file or the folder that lists it.
func (s streamFS) Open(name string) (fs.File, error) {
	switch name {
	case ".":
		return os.Open(filepath.Dir(s.path))
	case s.name:
		f, err := os.Open(s.path)
		if err != nil {
			return nil, err
		}
		return streamFile{f, s.name}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// ReadDir lists the stream's file.
func (s streamFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if name != "." {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	f, err := s.Open(s.name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	fi, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return []fs.DirEntry{fs.FileInfoToDirEntry(fi)}, nil
}

type streamFile struct {
	*os.File
	name string
}

func (f streamFile) Stat() (fs.FileInfo, error) {
	fi, err := f.File.Stat()
	return renamed{fi, f.name}, err
}

type renamed struct {
	fs.FileInfo
	name string
}

func (r renamed) Name() string { return r.name }

// DisplayPath is a path of the set as the user would write it.
func (g Given) DisplayPath(name string) string {
	if g.Root == "" || g.Root == "." || strings.HasSuffix(g.Root, "stdin") {
		return name
	}
	return path.Join(filepath.ToSlash(g.Root), name)
}
