package ais

import (
	"bytes"
	"time"
)

// parseTime reads a time in one of the shapes of tables and logs, or in a layout of
// package time when one is given: seconds or milliseconds since 1970;
// 2021-07-01T18:51:51.680Z, with a space, slashes, an offset or without seconds;
// 20210701_185151; 20210701185151; 20/03/2021 00:22:31, the day first. Without a zone
// it is UTC.
func parseTime(b []byte, layout string) (int64, bool) {
	if layout != "" {
		t, err := time.Parse(layout, string(b))
		if err != nil {
			return NoTime, false
		}
		return t.UnixMilli(), true
	}
	if t, ok := parseUnix(b); ok {
		return t, true
	}
	n, rest, width := run(b)
	var y, mo, d int64
	switch {
	case width == 14:
		if len(rest) > 0 {
			return NoTime, false
		}
		date := n / 1_000_000
		return stamp(date/10000, date/100%100, date%100, n/10000%100, n/100%100, n%100)
	case width == 8:
		y, mo, d = n/10000, n/100%100, n%100
	case width == 4 || width == 1 || width == 2:
		if len(rest) == 0 {
			return NoTime, false
		}
		sep, last := rest[0], int64(0)
		if sep != '-' && sep != '/' && sep != '.' {
			return NoTime, false
		}
		var w2, w3 int
		mo, rest, w2 = run(rest[1:])
		if w2 == 0 || w2 > 2 || len(rest) == 0 || rest[0] != sep {
			return NoTime, false
		}
		last, rest, w3 = run(rest[1:])
		switch {
		case width == 4 && w3 > 0 && w3 <= 2:
			y, d = n, last
		case width < 4 && w3 == 4:
			y, d = last, n
		default:
			return NoTime, false
		}
	default:
		return NoTime, false
	}
	if len(rest) == 0 {
		return stamp(y, mo, d, 0, 0, 0)
	}
	if c := rest[0]; c != ' ' && c != 'T' && c != 't' && c != '_' {
		return NoTime, false
	}
	var h, mi, s, milli int64
	h, rest, width = run(rest[1:])
	switch width {
	case 6:
		h, mi, s = h/10000, h/100%100, h%100
	case 1, 2:
		if len(rest) == 0 || rest[0] != ':' {
			return NoTime, false
		}
		if mi, rest, width = run(rest[1:]); width != 2 {
			return NoTime, false
		}
		if len(rest) > 0 && rest[0] == ':' {
			if s, rest, width = run(rest[1:]); width != 2 {
				return NoTime, false
			}
		}
	default:
		return NoTime, false
	}
	if len(rest) > 0 && (rest[0] == '.' || rest[0] == ',') {
		frac := rest[1:]
		if _, rest, width = run(frac); width == 0 {
			return NoTime, false
		}
		for i, scale := 0, int64(100); i < width; i, scale = i+1, scale/10 {
			milli += scale * int64(frac[i]-'0')
		}
	}
	t, ok := stamp(y, mo, d, h, mi, s)
	if !ok {
		return NoTime, false
	}
	away, ok := offset(rest)
	return t + milli - away, ok
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
