package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordon/ais"
	"cordon/ftm"

	"github.com/spf13/cobra"
)

func (a *app) seaDecodeCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "decode [flags] FILE…",
		Short: "Print the messages of AIS files, one JSON object a line",
		Long: `Read NMEA sentences or a table, plain or gzipped, and print each message as a
line of JSON; - reads standard input. Nothing is stored. On standard error
stands how many messages there were of each type, and what could not be read.`,
		Example: `  cordon sea decode log.nmea
  zcat log.gz | cordon sea decode - | grep '"type":5'`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New("decode needs at least one file"), "example: cordon sea decode log.nmea"}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, name := range args {
				if err := a.decodeFile(cmd.Context(), name); err != nil {
					return err
				}
			}
			return nil
		},
	}
	return cmd
}

func (a *app) decodeFile(ctx context.Context, name string) error {
	in := a.In
	if name != "-" {
		f, err := os.Open(name)
		if errors.Is(err, os.ErrNotExist) {
			return usageError{fmt.Errorf("%s: there is no such file", name), "example: cordon sea decode log.nmea"}
		}
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	told := 0
	src, err := ais.Open(name, in, ais.Options{Refuse: func(r ais.Refusal) {
		if told++; told <= talkMost {
			p := ftm.Problem{File: name, Line: int(r.Line), Why: strings.TrimSuffix(string(r.Reason)+": "+r.Detail, ": ")}
			fmt.Fprintf(a.Err, "cordon: set aside: %s\n", oneLine(p.Error()))
		}
	}})
	if err != nil {
		return hintError{err, "NMEA sentences (!AIVDM…), or a table whose header names mmsi, time, latitude and longitude"}
	}
	w := bufio.NewWriterSize(a.Out, 1<<16)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	var m ais.Message
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		err := src.Next(&m)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if err := enc.Encode(decodedOf(&m, src)); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	a.talkDecoded(name, src.Stats())
	return nil
}

func (a *app) talkDecoded(name string, s ais.Stats) {
	var types []string
	for t, n := range s.Types {
		if n > 0 {
			types = append(types, fmt.Sprintf("%d of type %d", n, t))
		}
	}
	refused := int64(0)
	var why []string
	for r, n := range s.Refused {
		refused += n
		why = append(why, fmt.Sprintf("%d %s", n, r))
	}
	slices.Sort(why)
	fmt.Fprintf(a.Err, "cordon: %s: %d lines, %d messages", plainText(name), s.Lines, s.Messages)
	if len(types) > 0 {
		fmt.Fprintf(a.Err, ": %s", strings.Join(types, ", "))
	}
	fmt.Fprintln(a.Err)
	if refused > 0 {
		fmt.Fprintf(a.Err, "cordon: %s: %d set aside: %s\n", plainText(name), refused, strings.Join(why, ", "))
	}
	var odd []string
	r := s.Range
	for i, n := range [...]int64{r.Lat, r.Lon, r.SOG, r.COG, r.Heading, r.Time, r.ETA} {
		if n > 0 {
			odd = append(odd, fmt.Sprintf("%d %s", n, [...]string{"lat", "lon", "sog", "cog", "heading", "time", "eta"}[i]))
		}
	}
	if len(odd) > 0 {
		fmt.Fprintf(a.Err, "cordon: %s: out of range, so taken as not said: %s\n", plainText(name), strings.Join(odd, ", "))
	}
}

// decoded is a message as decode prints it. What was not said is not there.
type decoded struct {
	Type        uint8    `json:"type"`
	MMSI        uint32   `json:"mmsi"`
	Time        string   `json:"time,omitempty"`
	Line        int64    `json:"line"`
	Source      string   `json:"source,omitempty"`
	Own         bool     `json:"own,omitempty"`
	Lat         *float64 `json:"lat,omitempty"`
	Lon         *float64 `json:"lon,omitempty"`
	SOG         *float64 `json:"sog,omitempty"`
	COG         *float64 `json:"cog,omitempty"`
	Heading     *int     `json:"heading,omitempty"`
	ROT         *int     `json:"rot,omitempty"`
	Status      *int     `json:"status,omitempty"`
	Second      *int     `json:"second,omitempty"`
	Accurate    *bool    `json:"accurate,omitempty"`
	IMO         *uint32  `json:"imo,omitempty"`
	Name        *string  `json:"name,omitempty"`
	CallSign    *string  `json:"callsign,omitempty"`
	ShipType    *int     `json:"shiptype,omitempty"`
	Size        []int    `json:"size,omitempty"` // to bow, stern, port, starboard
	Draught     *float64 `json:"draught,omitempty"`
	Destination *string  `json:"destination,omitempty"`
	ETA         string   `json:"eta,omitempty"` // MM-DD hh:mm
	Mothership  *uint32  `json:"mothership,omitempty"`
}

func decodedOf(m *ais.Message, src ais.Source) *decoded {
	d := &decoded{Type: m.Type, MMSI: m.MMSI, Line: m.Line, Own: m.Own}
	if m.Time != ais.NoTime {
		d.Time = time.UnixMilli(m.Time).UTC().Format("2006-01-02T15:04:05.999Z07:00")
	}
	if m.Source > 0 {
		d.Source = src.Sources()[m.Source]
	}
	num := func(v int, none int) *int {
		if v == none {
			return nil
		}
		return &v
	}
	dec := func(v, none int, per float64) *float64 {
		if v == none {
			return nil
		}
		x := float64(v) / per
		return &x
	}
	if p := &m.Position; m.HasPos {
		if p.Known() {
			lat, lon := roundTo(float64(p.Lat)/ais.Unit, 6), roundTo(float64(p.Lon)/ais.Unit, 6)
			d.Lat, d.Lon = &lat, &lon
		}
		d.SOG, d.COG = dec(int(p.SOG), int(ais.NoSOG), 10), dec(int(p.COG), int(ais.NoCOG), 10)
		d.Heading, d.ROT, d.Status, d.Second = num(int(p.Heading), int(ais.NoHeading)), num(int(p.ROT), int(ais.NoROT)), num(int(p.Status), int(ais.NoStatus)), num(int(p.Second), int(ais.NoSecond))
		d.Accurate = &p.Accurate
	}
	if s := m.Static; m.HasStat {
		has := func(f ais.Fields) bool { return s.Has&f != 0 }
		if has(ais.HasIMO) {
			d.IMO = &s.IMO
		}
		if has(ais.HasName) {
			d.Name = &s.Name
		}
		if has(ais.HasCallSign) {
			d.CallSign = &s.CallSign
		}
		if has(ais.HasShipType) {
			d.ShipType = num(int(s.ShipType), -1)
		}
		if has(ais.HasSize) {
			d.Size = []int{int(s.A), int(s.B), int(s.C), int(s.D)}
		}
		if has(ais.HasDraught) {
			d.Draught = dec(int(s.Draught), 0, 10)
		}
		if has(ais.HasDestination) {
			d.Destination = &s.Destination
		}
		if has(ais.HasETA) {
			d.ETA = fmt.Sprintf("%02d-%02d %02d:%02d", s.ETA[0], s.ETA[1], s.ETA[2], s.ETA[3])
		}
		if has(ais.HasMothership) {
			d.Mothership = &s.Mothership
		}
	}
	return d
}

func roundTo(x float64, places int) float64 {
	v, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'f', places, 64), 64)
	return v
}
