package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"cordon/lists"
)

// ErrNoNetwork is the error of a fetch that could not reach any publisher.
var ErrNoNetwork = errors.New("no network")

// Fetcher gets documents from the publishers' addresses into a folder. A file
// that did not change at its publisher is not sent again; one that broke off
// goes on where it stopped; a publisher that is busy is asked again, later and
// later.
type Fetcher struct {
	Dir      string        // where fetched files and what is known of them are kept
	Client   *http.Client  // nil is a client with sensible limits
	Tries    int           // at most so many per file; 0 is 5
	Wait     time.Duration // before the second try, doubled for each further one; 0 is 1 s
	MaxBytes int64         // a longer file is refused; 0 is 4 GiB
	Log      *slog.Logger
	Progress func(file string, done, total int64) // may be nil; total is -1 when the publisher does not say

	sleep func(context.Context, time.Duration) error // for tests
}

// Fetched says what became of one source.
type Fetched struct {
	Dir     string // folder that holds its files under their roles' names
	Changed bool   // a file is new since the last fetch
	Files   map[string]string
}

// seen is what is known of a fetched file, kept beside it as JSON.
type seen struct {
	URL          string    `json:"url"`
	ETag         string    `json:"etag,omitempty"`
	LastModified string    `json:"last_modified,omitempty"`
	FetchedAt    time.Time `json:"fetched_at"`
	Size         int64     `json:"size"`
}

// Fetch gets all files of a source.
func (f *Fetcher) Fetch(ctx context.Context, src lists.Source) (Fetched, error) {
	out := Fetched{Dir: filepath.Join(f.Dir, src.Dataset), Files: make(map[string]string)}
	if err := os.MkdirAll(out.Dir, 0o700); err != nil {
		return out, fmt.Errorf("fetch %s: %w", src.Dataset, err)
	}
	for _, rf := range src.Files {
		changed, err := f.file(ctx, rf, filepath.Join(out.Dir, rf.Name))
		if err != nil {
			return out, fmt.Errorf("fetch %s: %s: %w", src.Dataset, rf.Name, err)
		}
		out.Changed = out.Changed || changed
		out.Files[rf.Role] = rf.Name
	}
	return out, nil
}

// file gets one file. It reports whether its content is new.
func (f *Fetcher) file(ctx context.Context, rf lists.RemoteFile, path string) (changed bool, err error) {
	tries, wait := f.Tries, f.Wait
	if tries == 0 {
		tries = 5
	}
	if wait == 0 {
		wait = time.Second
	}
	for i := 1; ; i++ {
		var after time.Duration
		changed, after, err = f.once(ctx, rf, path)
		if err == nil || ctx.Err() != nil || i == tries || !worthAgain(err) {
			if err != nil && noNetwork(err) {
				err = fmt.Errorf("%w: cannot reach %s: %w", ErrNoNetwork, rf.URL, err)
			}
			return changed, err
		}
		pause := max(after, time.Duration(float64(wait)*(.5+rand.Float64())))
		f.Log.Warn("fetch again", "file", rf.Name, "try", i+1, "wait", pause, "error", err)
		if err := f.pause(ctx, pause); err != nil {
			return false, err
		}
		wait *= 2
	}
}

func (f *Fetcher) pause(ctx context.Context, d time.Duration) error {
	if f.sleep != nil {
		return f.sleep(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// statusError is an answer that is no file.
type statusError struct {
	code int
	text string
}

func (e *statusError) Error() string { return "the publisher answered " + e.text }

// worthAgain reports whether asking again may help: not for "there is no such
// file", nor for a host name that does not exist.
func worthAgain(err error) bool {
	var se *statusError
	if errors.As(err, &se) {
		return se.code >= 500 || se.code == http.StatusTooManyRequests || se.code == http.StatusRequestTimeout || se.code == http.StatusRequestedRangeNotSatisfiable
	}
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return dns.IsTemporary && !dns.IsNotFound
	}
	return !errors.Is(err, errTooLong) && !errors.Is(err, syscall.ECONNREFUSED)
}

func noNetwork(err error) bool {
	var dns *net.DNSError
	var op *net.OpError
	return errors.As(err, &dns) || errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect")
}

var errTooLong = errors.New("the file is longer than allowed")

func (f *Fetcher) client() *http.Client {
	if f.Client != nil {
		return f.Client
	}
	return &http.Client{Transport: &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout:   15 * time.Second,
		ResponseHeaderTimeout: 60 * time.Second,
	}}
}

// once asks for the file one time: for what changed since it was last there,
// and only for the rest where an earlier try broke off.
func (f *Fetcher) once(ctx context.Context, rf lists.RemoteFile, path string) (changed bool, after time.Duration, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, rf.URL, nil)
	if err != nil {
		return false, 0, err
	}
	req.Header.Set("User-Agent", "cordon")
	part := path + ".part"
	have, known := readSeen(path)
	partial, partOf := readSeen(part)
	switch {
	case partOf && partial.URL == rf.URL && (partial.ETag != "" || partial.LastModified != ""):
		fi, err := os.Stat(part)
		if err == nil && fi.Size() > 0 {
			req.Header.Set("Range", "bytes="+strconv.FormatInt(fi.Size(), 10)+"-")
			req.Header.Set("If-Range", firstOf(partial.ETag, partial.LastModified))
		}
	case known && have.URL == rf.URL:
		if fi, err := os.Stat(path); err == nil && fi.Size() == have.Size {
			setUnlessEmpty(req.Header, "If-None-Match", have.ETag)
			setUnlessEmpty(req.Header, "If-Modified-Since", have.LastModified)
		}
	}
	resp, err := f.client().Do(req)
	if err != nil {
		return false, 0, err
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusNotModified:
		return false, 0, nil
	case http.StatusOK:
		if err := os.Remove(part); err != nil && !os.IsNotExist(err) {
			return false, 0, err
		}
	case http.StatusPartialContent:
	default:
		if resp.StatusCode == http.StatusRequestedRangeNotSatisfiable {
			_ = os.Remove(part) // the next try starts anew
		}
		return false, retryAfter(resp.Header), &statusError{resp.StatusCode, resp.Status}
	}
	return true, 0, f.receive(resp, rf, path)
}

// receive writes the answer behind what is already there and, when it is whole,
// puts it in place.
func (f *Fetcher) receive(resp *http.Response, rf lists.RemoteFile, path string) error {
	part := path + ".part"
	s := seen{URL: rf.URL, ETag: resp.Header.Get("ETag"), LastModified: resp.Header.Get("Last-Modified"), FetchedAt: time.Now().UTC()}
	if err := writeSeen(part, s); err != nil {
		return err
	}
	w, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer w.Close()
	at, err := w.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	limit := f.MaxBytes
	if limit == 0 {
		limit = 4 << 30
	}
	total := int64(-1)
	if resp.ContentLength >= 0 {
		total = at + resp.ContentLength
	}
	n, err := io.Copy(w, &counting{r: io.LimitReader(resp.Body, limit-at+1), tell: func(done int64) {
		if f.Progress != nil {
			f.Progress(rf.Name, at+done, total)
		}
	}})
	s.Size = at + n
	switch {
	case err != nil:
		return fmt.Errorf("broke off after %d bytes: %w", s.Size, err)
	case s.Size > limit:
		return fmt.Errorf("%w (%d bytes)", errTooLong, limit)
	case total >= 0 && s.Size != total:
		return fmt.Errorf("broke off after %d of %d bytes", s.Size, total)
	}
	if err := w.Sync(); err != nil {
		return err
	}
	if err := os.Rename(part, path); err != nil {
		return err
	}
	if err := writeSeen(path, s); err != nil {
		return err
	}
	return os.Remove(part + ".json")
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

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func setUnlessEmpty(h http.Header, key, v string) {
	if v != "" {
		h.Set(key, v)
	}
}

// retryAfter reads how long a publisher asks to wait, at most ten minutes.
func retryAfter(h http.Header) time.Duration {
	v := h.Get("Retry-After")
	if s, err := strconv.Atoi(v); err == nil {
		return min(time.Duration(s)*time.Second, 10*time.Minute)
	}
	if t, err := http.ParseTime(v); err == nil {
		return min(max(time.Until(t), 0), 10*time.Minute)
	}
	return 0
}

func readSeen(path string) (s seen, ok bool) {
	b, err := os.ReadFile(path + ".json")
	return s, err == nil && json.Unmarshal(b, &s) == nil
}

func writeSeen(path string, s seen) error {
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	tmp := path + ".json.new"
	if err := os.WriteFile(tmp, b, 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, path+".json")
}
