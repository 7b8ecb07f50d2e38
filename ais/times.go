package ais

import (
	"bytes"
	"errors"
	"strings"
	"time"
)

// Times that can be: AIS is younger than the first, and what is at or behind the
// second is a clock that was not set, or seconds of another epoch.
const (
	earliest = 504_921_600_000   // 1986-01-01, milliseconds since 1970
	latest   = 4_102_444_800_000 // 2100-01-01
)

// parseTime reads a time in one of the shapes of tables and logs, or in a layout of
// package time when one is given: seconds or milliseconds since 1970;
// 2021-07-01T18:51:51.680Z, with a space, slashes, an offset or without seconds;
// 20210701_185151; 20210701185151; 20/03/2021 00:22:31, the day first. Without a zone
// it is UTC. Else it says why: BadTime of what is no time, Impossible of what is one
// that cannot be.
func parseTime(b []byte, layout string) (int64, Reason) {
	if layout != "" {
		t, err := time.Parse(layout, string(b))
		var pe *time.ParseError
		switch {
		case errors.As(err, &pe) && strings.HasSuffix(pe.Message, "out of range"):
			return NoTime, Impossible
		case err != nil:
			return NoTime, BadTime
		}
		return within(t.UnixMilli())
	}
	if t, why := parseUnix(b); why == "" {
		return t, ""
	}
	t, ok, written := parseWritten(b)
	switch {
	case ok:
		return within(t)
	case written:
		return NoTime, Impossible
	}
	return parseUnix(b) // a number that cannot be, or nothing of the kind
}

// parseUnix reads seconds or milliseconds since 1970, with a fraction or not, in
// milliseconds. Else it says why, as parseTime does; a number may be too long, or below
// zero, to be a time.
func parseUnix(b []byte) (int64, Reason) {
	number := b
	if len(b) > 1 && b[0] == '-' {
		number = b[1:]
	}
	var frac []byte
	if i := bytes.IndexByte(number, '.'); i >= 0 {
		number, frac = number[:i], number[i+1:]
	}
	if len(number) == 0 || !allDigits(number) || !allDigits(frac) {
		return NoTime, BadTime
	}
	n, ok := digits(number)
	if !ok || len(number) < len(b) && b[0] == '-' {
		return NoTime, Impossible
	}
	if n <= 40_000_000_000 {
		n *= 1000
		for i, scale := 0, int64(100); i < len(frac); i, scale = i+1, scale/10 {
			n += scale * int64(frac[i]-'0')
		}
	}
	return within(n)
}

func allDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// within refuses times that cannot be.
func within(t int64) (int64, Reason) {
	if t < earliest || t >= latest {
		return NoTime, Impossible
	}
	return t, ""
}

// parseWritten reads a time that is written out. It reports whether there is such a
// time, and if not, whether it is written as one.
func parseWritten(b []byte) (t int64, ok, written bool) {
	n, rest, width := run(b)
	var y, mo, d int64
	switch {
	case width == 14:
		if len(rest) > 0 {
			return NoTime, false, false
		}
		date := n / 1_000_000
		t, ok = stamp(date/10000, date/100%100, date%100, n/10000%100, n/100%100, n%100)
		return t, ok, true
	case width == 8:
		y, mo, d = n/10000, n/100%100, n%100
	case width == 4 || width == 1 || width == 2:
		if len(rest) == 0 {
			return NoTime, false, false
		}
		sep, last := rest[0], int64(0)
		if sep != '-' && sep != '/' && sep != '.' {
			return NoTime, false, false
		}
		var w2, w3 int
		mo, rest, w2 = run(rest[1:])
		if w2 == 0 || w2 > 2 || len(rest) == 0 || rest[0] != sep {
			return NoTime, false, false
		}
		last, rest, w3 = run(rest[1:])
		switch {
		case width == 4 && w3 > 0 && w3 <= 2:
			y, d = n, last
		case width < 4 && w3 == 4:
			y, d = last, n
		default:
			return NoTime, false, false
		}
	default:
		return NoTime, false, false
	}
	if len(rest) == 0 {
		t, ok = stamp(y, mo, d, 0, 0, 0)
		return t, ok, true
	}
	if c := rest[0]; c != ' ' && c != 'T' && c != 't' && c != '_' {
		return NoTime, false, false
	}
	var h, mi, s, milli int64
	h, rest, width = run(rest[1:])
	switch width {
	case 6:
		h, mi, s = h/10000, h/100%100, h%100
	case 1, 2:
		if len(rest) == 0 || rest[0] != ':' {
			return NoTime, false, false
		}
		if mi, rest, width = run(rest[1:]); width != 2 {
			return NoTime, false, false
		}
		if len(rest) > 0 && rest[0] == ':' {
			if s, rest, width = run(rest[1:]); width != 2 {
				return NoTime, false, false
			}
		}
	default:
		return NoTime, false, false
	}
	if len(rest) > 0 && (rest[0] == '.' || rest[0] == ',') {
		frac := rest[1:]
		if _, rest, width = run(frac); width == 0 {
			return NoTime, false, false
		}
		for i, scale := 0, int64(100); i < width; i, scale = i+1, scale/10 {
			milli += scale * int64(frac[i]-'0')
		}
	}
	away, ok := offset(rest)
	if !ok {
		return NoTime, false, false
	}
	t, ok = stamp(y, mo, d, h, mi, s)
	return t + milli - away, ok, true
}

// offset is a zone behind a time, in milliseconds east of UTC.
func offset(b []byte) (int64, bool) {
	b = bytes.TrimLeft(b, " ")
	switch {
	case len(b) == 0, len(b) == 1 && (b[0] == 'Z' || b[0] == 'z'), string(b) == "UTC", string(b) == "GMT":
		return 0, true
	case b[0] != '+' && b[0] != '-':
		return 0, false
	}
	h, rest, width := run(b[1:])
	m := int64(0)
	switch {
	case width == 4:
		h, m = h/100, h%100
	case width == 2 && len(rest) == 3 && rest[0] == ':':
		m, rest, width = run(rest[1:])
		if width != 2 {
			return 0, false
		}
	case width != 2:
		return 0, false
	}
	if len(rest) > 0 || h > 23 || m > 59 {
		return 0, false
	}
	away := (h*60 + m) * 60_000
	if b[0] == '-' {
		away = -away
	}
	return away, true
}

// run is the number that b begins with, what follows, and how many digits it has (at
// most eighteen are taken).
func run(b []byte) (n int64, rest []byte, width int) {
	for width < len(b) && width < 18 && b[width] >= '0' && b[width] <= '9' {
		n = n*10 + int64(b[width]-'0')
		width++
	}
	return n, b[width:], width
}
