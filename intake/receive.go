package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"cordon/ftm"
	"cordon/lists"
)

// seen is what is known of a fetched file. It lies beside it as a hidden file.
type seen struct {
	URL          string            `json:"url"`
	ETag         string            `json:"etag,omitempty"`
	LastModified string            `json:"last_modified,omitempty"`
	FetchedAt    time.Time         `json:"fetched_at"`
	Size         int64             `json:"size"`
	SHA256       string            `json:"sha256,omitempty"` // of the whole file
	Headers      map[string]string `json:"headers,omitempty"`
}

// origin is what is known as it is kept with the original. A day of
// publication in the future is no statement.
func (s *seen) origin() Origin {
	o := Origin{URL: s.URL, Headers: s.Headers}
	if t, err := http.ParseTime(s.LastModified); err == nil && t.Unix() > 0 && t.Before(s.FetchedAt.Add(24*time.Hour)) {
		o.Published = ftm.DayOf(t.UTC())
	}
	return o
}

// validator is what names the version of a file for a request for its rest:
// one that two versions never share.
func (s *seen) validator() string {
	if s.ETag != "" && !strings.HasPrefix(s.ETag, "W/") {
		return s.ETag
	}
	return s.LastModified
}

// sidecar is where what is known of a file is kept.
func sidecar(path string) string {
	return filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".json")
}

func readSeen(path string) (s seen, ok bool) {
	b, err := os.ReadFile(sidecar(path))
	return s, err == nil && json.Unmarshal(b, &s) == nil
}

func writeSeen(path string, s seen) error {
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	tmp := sidecar(path) + ".new"
	if err := os.WriteFile(tmp, b, 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, sidecar(path))
}

// dropPart forgets what an earlier try left, so that the next starts anew.
func dropPart(part string) error {
	for _, p := range []string{part, sidecar(part)} {
		if err := os.Remove(p); err != nil && !os.IsNotExist(err) {
			return localError{err}
		}
	}
	return nil
}

// request makes the request for a file: for what changed since it was last
// there, and only for the rest, from byte from, where an earlier try broke off.
func request(ctx context.Context, rf lists.RemoteFile, path string) (req *http.Request, from int64, earlier seen, err error) {
	req, err = http.NewRequestWithContext(ctx, http.MethodGet, rf.URL, nil)
	if err != nil {
		return nil, 0, earlier, err
	}
	req.Header.Set("User-Agent", "cordon")
	req.Header.Set("Accept-Encoding", "identity") // the bytes as they are published are what is kept
	part := path + ".part"
	if s, ok := readSeen(part); ok && s.URL == rf.URL && s.validator() != "" {
		if fi, err := os.Stat(part); err == nil && fi.Size() > 0 {
			req.Header.Set("Range", "bytes="+strconv.FormatInt(fi.Size(), 10)+"-")
			req.Header.Set("If-Range", s.validator())
			return req, fi.Size(), s, nil
		}
	}
	if s, ok := readSeen(path); ok && s.URL == rf.URL && s.SHA256 != "" {
		if sum, err := hashFile(path); err == nil && sum == s.SHA256 {
			setUnlessEmpty(req.Header, "If-None-Match", s.ETag)
			setUnlessEmpty(req.Header, "If-Modified-Since", s.LastModified)
		}
	}
	return req, 0, earlier, nil
}

// once asks for the file one time.
func (f *Fetcher) once(ctx context.Context, client *http.Client, rf lists.RemoteFile, path string) (changed bool, after time.Duration, err error) {
	stall := f.Stall
	if stall == 0 {
		stall = time.Minute
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(stall, func() { cancel(errStalled) })
	defer watch.Stop()
	defer func() {
		if err != nil && errors.Is(context.Cause(ctx), errStalled) {
			err = fmt.Errorf("%w for %s", errStalled, stall)
		}
	}()
	req, from, earlier, err := request(ctx, rf, path)
	if err != nil {
		return false, 0, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return false, 0, err
	}
	defer resp.Body.Close()
	part := path + ".part"
	total := resp.ContentLength
	switch resp.StatusCode {
	case http.StatusNotModified:
		if req.Header.Get("If-None-Match") == "" && req.Header.Get("If-Modified-Since") == "" {
			return false, 0, &statusError{resp.StatusCode, resp.Status + ", but has sent nothing yet"}
		}
		return false, 0, nil
	case http.StatusOK:
		if err := dropPart(part); err != nil {
			return false, 0, err
		}
		from = 0
	case http.StatusPartialContent:
		if total, err = rest(resp, from, earlier); err != nil {
			return false, 0, errors.Join(err, dropPart(part))
		}
	default:
		if resp.StatusCode == http.StatusRequestedRangeNotSatisfiable {
			if err := dropPart(part); err != nil {
				return false, 0, err
			}
		}
		return false, retryAfter(resp.Header), &statusError{resp.StatusCode, resp.Status}
	}
	if e := resp.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return false, 0, fmt.Errorf("%w (%.40s)", errEncoding, e)
	}
	body := &counting{r: resp.Body, tell: func(done int64) {
		watch.Reset(stall)
		if f.Progress != nil {
			f.Progress(rf.Name, from+done, total)
		}
	}}
	return true, 0, f.receive(resp, body, from, total, rf, path)
}

// rest checks that a partial answer goes on where the earlier try broke off, in
// the same version of the file, and returns the size of the whole.
func rest(resp *http.Response, from int64, earlier seen) (total int64, err error) {
	h := resp.Header
	var first, last int64
	n, err := fmt.Sscanf(h.Get("Content-Range"), "bytes %d-%d/%d", &first, &last, &total)
	switch {
	case from == 0:
		return 0, fmt.Errorf("%w: the whole was asked for", errRange)
	case err != nil || n != 3 || first != from || last != total-1 || total < from:
		return 0, fmt.Errorf("%w: %.60q, not from byte %d", errRange, h.Get("Content-Range"), from)
	case h.Get("ETag") != "" && h.Get("ETag") != earlier.ETag, h.Get("ETag") == "" && h.Get("Last-Modified") != earlier.LastModified:
		return 0, fmt.Errorf("%w: of another version", errRange)
	}
	return total, nil
}

// receive writes the answer behind what is already there and, when it is whole,
// puts it in place.
func (f *Fetcher) receive(resp *http.Response, body io.Reader, from, total int64, rf lists.RemoteFile, path string) error {
	part := path + ".part"
	s := seen{URL: rf.URL, ETag: resp.Header.Get("ETag"), LastModified: resp.Header.Get("Last-Modified"), FetchedAt: time.Now().UTC(), Headers: keptHeaders(resp)}
	if err := writeSeen(part, s); err != nil {
		return localError{err}
	}
	limit := f.MaxBytes
	if limit == 0 {
		limit = 4 << 30
	}
	n, err := appendTo(part, io.LimitReader(body, limit-from+1))
	s.Size = from + n
	switch {
	case err != nil && errors.As(err, new(localError)):
		return err
	case err != nil:
		return fmt.Errorf("broke off after %d bytes: %w", s.Size, err)
	case s.Size > limit:
		return errors.Join(fmt.Errorf("%w (%d bytes)", errTooLong, limit), dropPart(part))
	case total >= 0 && s.Size != total:
		return fmt.Errorf("broke off after %d of %d bytes", s.Size, total)
	}
	page, err := isWebPage(part)
	if err != nil {
		return localError{err}
	}
	if page {
		return errors.Join(errWebPage, dropPart(part))
	}
	if s.SHA256, err = hashFile(part); err != nil {
		return localError{err}
	}
	if err := os.Rename(part, path); err != nil {
		return localError{err}
	}
	if err := writeSeen(path, s); err != nil {
		return localError{err}
	}
	return dropPart(part)
}

// appendTo writes what r gives behind what is in a file, durably. Errors of the
// disk are told apart from those of r.
func appendTo(path string, r io.Reader) (n int64, err error) {
	w, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return 0, localError{err}
	}
	n, err = io.Copy(localWriter{w}, r)
	if serr := w.Sync(); err == nil && serr != nil {
		err = localError{serr}
	}
	if cerr := w.Close(); err == nil && cerr != nil {
		err = localError{cerr}
	}
	return n, err
}

type localWriter struct{ w io.Writer }

func (l localWriter) Write(p []byte) (int, error) {
	n, err := l.w.Write(p)
	if err != nil {
		err = localError{err}
	}
	return n, err
}

// testifies are the headers of an answer that say what was sent and when. No
// others are kept: some are secrets.
var testifies = []string{
	"Content-Type", "Content-Length", "Content-Range", "Content-Disposition", "Content-Digest", "Repr-Digest", "Content-Md5",
	"Date", "Last-Modified", "Etag", "Age", "Via", "Server",
}

// keptHeaders are the headers of an answer that are kept with the original, and
// as :status and :certificate what is no header: the status, and the SHA-256 of
// the certificate that whoever answered showed.
func keptHeaders(resp *http.Response) map[string]string {
	const longest = 1000
	out := map[string]string{":status": strconv.Itoa(resp.StatusCode)}
	for _, k := range testifies {
		if v := strings.Join(resp.Header.Values(k), ", "); v != "" {
			out[k] = strings.ToValidUTF8(v[:min(len(v), longest)], "\uFFFD")
		}
	}
	if resp.TLS != nil && len(resp.TLS.PeerCertificates) > 0 {
		sum := sha256.Sum256(resp.TLS.PeerCertificates[0].Raw)
		out[":certificate"] = hex.EncodeToString(sum[:])
	}
	return out
}

// isWebPage reports whether a file begins as a page for people does. Lists are
// XML, CSV or JSON.
func isWebPage(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	head := make([]byte, 4096)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false, err
	}
	return looksLikePage(head[:n]), nil
}

func looksLikePage(head []byte) bool {
	text := strings.ToLower(strings.TrimPrefix(string(head), "\ufeff"))
	for {
		text = strings.TrimLeft(text, " \t\r\n")
		end := ""
		switch {
		case strings.HasPrefix(text, "<?"):
			end = "?>"
		case strings.HasPrefix(text, "<!--"):
			end = "-->"
		}
		i := strings.Index(text, end)
		if end == "" || i < 0 {
			break
		}
		text = text[i+len(end):]
	}
	for _, tag := range [...]string{"!doctype html", "html", "head", "body", "title", "meta", "script", "style"} {
		if after, ok := strings.CutPrefix(text, "<"+tag); ok && (after == "" || strings.ContainsRune(" \t\r\n>/", rune(after[0]))) {
			return true
		}
	}
	return false
}

func hashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

type counting struct {
	r    io.Reader
	n    int64
	tell func(int64)
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	c.tell(c.n)
	return n, err
}

func setUnlessEmpty(h http.Header, key, v string) {
	if v != "" {
		h.Set(key, v)
	}
}
