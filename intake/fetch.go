package intake

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
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
// later. A file is put in place only when it is whole and no web page, so that
// what was fetched before stays until then.
type Fetcher struct {
	Dir      string                               // where fetched files and what is known of them are kept
	Client   *http.Client                         // nil is a client with sensible limits
	Tries    int                                  // at most so many per file; 0 is 5
	Wait     time.Duration                        // before the second try, doubled for each further one; 0 is 1 s
	Stall    time.Duration                        // without a byte for so long, a try has failed; 0 is 1 min
	MaxBytes int64                                // a longer file is refused; 0 is 4 GiB
	Log      *slog.Logger                         // nil discards
	Progress func(file string, done, total int64) // may be nil; total is -1 when the publisher does not say

	sleep func(context.Context, time.Duration) error // for tests
}

// Fetched says what became of one source.
type Fetched struct {
	Dir     string // folder that holds its files under their roles' names
	Changed bool   // a file is new since the last fetch
	Files   map[string]string
	Origins map[string]Origin // by name of the file

	source lists.Source
}

// Fetch gets all files of a source.
func (f *Fetcher) Fetch(ctx context.Context, src lists.Source) (Fetched, error) {
	out := Fetched{Dir: filepath.Join(f.Dir, src.Dataset), Files: make(map[string]string), Origins: make(map[string]Origin), source: src}
	if len(src.Files) == 0 {
		return out, fmt.Errorf("fetch %s: its publisher offers no file; load one with: cordon import", src.Dataset)
	}
	if err := os.MkdirAll(out.Dir, 0o700); err != nil {
		return out, fmt.Errorf("fetch %s: %w", src.Dataset, err)
	}
	client := f.client()
	defer client.CloseIdleConnections()
	for _, rf := range src.Files {
		path := filepath.Join(out.Dir, rf.Name)
		changed, err := f.file(ctx, client, rf, path)
		if err != nil {
			return out, fmt.Errorf("fetch %s: %s: %w", src.Dataset, rf.Name, err)
		}
		out.Changed = out.Changed || changed
		out.Files[rf.Role] = rf.Name
		if s, ok := readSeen(path); ok {
			out.Origins[rf.Name] = s.origin()
		}
	}
	return out, nil
}

// Given shows the fetched files as the one document that they are. What they
// are is known from where they were fetched: a file that is empty or damaged is
// held, never passed over.
func (f Fetched) Given() Given {
	doc := lists.Document{Kind: f.source.Kinds[0], Dataset: f.source.Dataset, Files: f.Files}
	return Given{Root: f.Dir, FS: os.DirFS(f.Dir), Origins: f.Origins, docs: []lists.Document{doc}}
}

// file gets one file. It reports whether its content is new.
func (f *Fetcher) file(ctx context.Context, client *http.Client, rf lists.RemoteFile, path string) (changed bool, err error) {
	tries, wait := f.Tries, f.Wait
	if tries == 0 {
		tries = 5
	}
	if wait == 0 {
		wait = time.Second
	}
	for i := 1; ; i++ {
		var after time.Duration
		changed, after, err = f.once(ctx, client, rf, path)
		if err == nil || ctx.Err() != nil || i == tries || !worthAgain(err) {
			return changed, explained(err, rf.URL)
		}
		pause := max(after, time.Duration(float64(wait)*(.5+rand.Float64())))
		f.log().Warn("fetch again", "file", rf.Name, "try", i+1, "wait", pause, "error", err)
		if err := f.pause(ctx, pause); err != nil {
			return false, err
		}
		wait *= 2
	}
}

func (f *Fetcher) log() *slog.Logger {
	if f.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return f.Log
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

// What makes a try fail for good, whoever is asked again.
var (
	errTooLong  = errors.New("the file is longer than allowed")
	errWebPage  = errors.New("a web page came instead of the list: a login page of this network, or the list has moved")
	errEncoding = errors.New("the file came packed in a way that was not asked for")
	errRedirect = errors.New("the publisher's address leads elsewhere")
)

// What makes a try fail, but perhaps not the next.
var (
	errStalled = errors.New("nothing came any more")
	errRange   = errors.New("another part of the file came than was asked for")
)

// localError is a fault of this machine's disk, which no publisher can mend.
type localError struct{ error }

func (e localError) Unwrap() error { return e.error }

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
	var local localError
	if errors.As(err, &local) || notTrusted(err) {
		return false
	}
	for _, final := range []error{errTooLong, errWebPage, errEncoding, errRedirect, syscall.ECONNREFUSED} {
		if errors.Is(err, final) {
			return false
		}
	}
	return true
}

// notTrusted reports whether the other side could not prove who it is.
func notTrusted(err error) bool {
	var cert *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	return errors.As(err, &cert) || errors.As(err, &record) || errors.Is(err, http.ErrSchemeMismatch)
}

// explained adds to an error what a person should know about it.
func explained(err error, url string) error {
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case err == nil:
		return nil
	case notTrusted(err):
		return fmt.Errorf("whoever answers at %s cannot prove to be the publisher: %w", url, err)
	case errors.As(err, &dns), errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect"):
		return fmt.Errorf("%w: cannot reach %s: %w", ErrNoNetwork, url, err)
	}
	return err
}

// client returns a client of its own, so that its connections can be closed
// when the source is done.
func (f *Fetcher) client() *http.Client {
	c := &http.Client{}
	if f.Client != nil {
		*c = *f.Client
	} else {
		c.Transport = &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: 15 * time.Second}).DialContext,
			TLSHandshakeTimeout:   15 * time.Second,
			ResponseHeaderTimeout: 60 * time.Second,
			ForceAttemptHTTP2:     true,
		}
	}
	c.CheckRedirect = followed
	return c
}

// maxRedirects is how often a publisher may send on.
const maxRedirects = 10

// followed lets a publisher send on to another address, but never from a
// protected one to an open one, where anybody could answer.
func followed(req *http.Request, via []*http.Request) error {
	switch {
	case len(via) >= maxRedirects:
		return fmt.Errorf("%w, more than %d times", errRedirect, maxRedirects)
	case via[0].URL.Scheme == "https" && req.URL.Scheme != "https":
		return fmt.Errorf("%w, without protection: %s://%s", errRedirect, req.URL.Scheme, req.URL.Host)
	}
	return nil
}

// retryAfter reads how long a publisher asks to wait, at most ten minutes.
func retryAfter(h http.Header) time.Duration {
	v := h.Get("Retry-After")
	if s, err := strconv.Atoi(v); err == nil {
		return min(max(time.Duration(min(s, 600))*time.Second, 0), 10*time.Minute)
	}
	if t, err := http.ParseTime(v); err == nil {
		return min(max(time.Until(t), 0), 10*time.Minute)
	}
	return 0
}
