// Command han-readings makes names/han.txt, the readings of Han characters by
// which package names compares Chinese and Korean names with their
// romanisations, from the Unihan database of the Unicode Consortium:
//
//	go run ./cmd/han-readings -readings Unihan_Readings.txt -variants Unihan_Variants.txt -out names/han.txt
//
// A character is kept when it has a Mandarin reading. Tones are dropped, since
// romanised names do not write them.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const head = `# Readings of Han characters: character, simplified form where it differs, Mandarin
# (pinyin without tones, v for u with two dots; the usual one first), Cantonese
# (jyutping without tones), Sino-Korean (Hangul).
# Made by cmd/han-readings from the Unihan database, version %s.
# Copyright 1991-2022 Unicode, Inc. All rights reserved; see NOTICE.
`

func main() {
	readings := flag.String("readings", "Unihan_Readings.txt", "`file` of readings")
	variants := flag.String("variants", "Unihan_Variants.txt", "`file` of variants")
	version := flag.String("version", "15.0.0", "`number` of the Unicode version, for the head")
	out := flag.String("out", "names/han.txt", "`file` to write")
	flag.Parse()
	if err := run(*readings, *variants, *version, *out); err != nil {
		fmt.Fprintln(os.Stderr, "han-readings:", err)
		os.Exit(1)
	}
}

// character is one row.
type character struct {
	simplified                rune
	traditional               []rune
	mandarin, canton, hangul  []string
	usual, dictionary, xinhua []string
}

func run(readings, variants, version, out string) error {
	chars := make(map[rune]*character)
	get := func(r rune) *character {
		c := chars[r]
		if c == nil {
			c = &character{}
			chars[r] = c
		}
		return c
	}
	err := each(readings, func(r rune, key, value string) error {
		switch c := get(r); key {
		case "kMandarin":
			c.usual = strings.Fields(value)
		case "kTGHZ2013":
			c.dictionary = behindColons(value)
		case "kXHC1983":
			c.xinhua = behindColons(value)
		case "kCantonese":
			c.canton = strings.Fields(value)
		case "kHangul":
			for _, f := range strings.Fields(value) {
				h, _, _ := strings.Cut(f, ":")
				c.hangul = append(c.hangul, h)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = each(variants, func(r rune, key, value string) error {
		first, err := point(strings.Fields(value)[0])
		if err != nil {
			return err
		}
		switch c := get(r); key {
		case "kSimplifiedVariant":
			c.simplified = first
		case "kTraditionalVariant":
			for _, f := range strings.Fields(value) {
				t, err := point(f)
				if err != nil {
					return err
				}
				c.traditional = append(c.traditional, t)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return write(out, version, chars)
}

func write(out, version string, chars map[rune]*character) error {
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	fmt.Fprintf(w, head, version)
	var all []rune
	for r, c := range chars {
		if len(c.usual) > 0 && r < 0x10000 {
			all = append(all, r)
		}
	}
	slices.Sort(all)
	for _, r := range all {
		c := chars[r]
		for _, list := range [][]string{c.usual, c.dictionary, c.xinhua} {
			for _, v := range list {
				if v = plain(v); v != "" && !slices.Contains(c.mandarin, v) {
					c.mandarin = append(c.mandarin, v)
				}
			}
		}
		var canton []string
		for _, v := range c.canton {
			if v = strings.TrimRight(v, "123456789"); !slices.Contains(canton, v) {
				canton = append(canton, v)
			}
		}
		hangul := c.hangul
		for _, t := range c.traditional {
			if o := chars[t]; len(c.hangul) == 0 && o != nil {
				hangul = append(hangul, o.hangul...)
			}
		}
		simple := ""
		if c.simplified != 0 && c.simplified != r {
			simple = string(c.simplified)
		}
		slices.Sort(hangul)
		fmt.Fprintf(w, "%c\t%s\t%s\t%s\t%s\n", r, simple, strings.Join(c.mandarin, " "), strings.Join(canton, " "), strings.Join(slices.Compact(hangul), ""))
	}
	return w.Flush()
}

// each calls yield for every row of a file of the database.
func each(path string, yield func(r rune, key, value string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for n := 1; sc.Scan(); n++ {
		line := sc.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		p := strings.SplitN(line, "\t", 3)
		if len(p) != 3 {
			return fmt.Errorf("%s:%d: %d fields, want 3", path, n, len(p))
		}
		r, err := point(p[0])
		if err == nil {
			err = yield(r, p[1], p[2])
		}
		if err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	return sc.Err()
}

// point reads U+674E.
func point(s string) (rune, error) {
	s, _, _ = strings.Cut(s, "<")
	n, err := strconv.ParseUint(strings.TrimPrefix(s, "U+"), 16, 32)
	return rune(n), err
}

// behindColons reads "036.140:chán 064.090:dān,tán".
func behindColons(s string) []string {
	var out []string
	for _, f := range strings.Fields(s) {
		_, v, _ := strings.Cut(f, ":")
		out = append(out, strings.Split(v, ",")...)
	}
	return out
}

// plain drops the tone of a syllable of pinyin.
func plain(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		switch {
		case r == '\u0308': // two dots
			t := strings.TrimSuffix(b.String(), "u")
			b.Reset()
			b.WriteString(t + "v")
		case unicode.Is(unicode.Mn, r):
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
