package logbook

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"cordon/ais"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// positionRow are the columns of a file of positions.
type positionRow struct {
	MMSI    int32  `parquet:"mmsi,delta"`
	Time    int32  `parquet:"time,delta"`
	MS      int32  `parquet:"ms,dict"`
	Lat     int32  `parquet:"lat,delta"`
	Lon     int32  `parquet:"lon,delta"`
	SOG     int32  `parquet:"sog,delta"`
	COG     int32  `parquet:"cog,delta"`
	Heading int32  `parquet:"heading,delta"`
	ROT     int32  `parquet:"rot,dict"`
	Status  int32  `parquet:"status,dict"`
	Type    int32  `parquet:"type,dict"`
	Lag     int32  `parquet:"lag,dict"`
	Flags   int32  `parquet:"flags,dict"`
	Source  string `parquet:"source,dict"`
}

// columnsText stands in each file and says what its columns mean.
const columnsText = "mmsi; time received: seconds since 1970, UTC, without sign; ms: and milliseconds; lat, lon: 1/600000 degree, north and east positive, 54600000 and 108600000 unknown; " +
	"sog: 1/10 kn, 1023 unknown; cog: 1/10 degree, 3600 unknown; heading: degree, 511 unknown; rot: as sent, -128 unknown; " +
	"status: navigational status, 15 unknown; type of message, 0 unknown; lag: seconds from the second that the ship says to the second of time, 60-63 as sent; " +
	"flags: 1 accurate, 2 own ship; source: station or feed"

// What files are written with.
var fileOptions = []parquet.WriterOption{
	parquet.Compression(&zstd.Codec{Level: zstd.SpeedDefault}),
	parquet.DataPageStatistics(false),
	parquet.CreatedBy("cordon", "1", ""),
}

// lagOf and secondOf are each other's inverse for a given second of receipt. Most
// ships are heard in the second that they name or the next: lags are small.
func lagOf(sec uint32, second uint8) int32 {
	if second >= 60 {
		return int32(second)
	}
	return int32((sec%60 + 60 - uint32(second)) % 60)
}

func secondOf(sec uint32, lag int32) uint8 {
	if lag >= 60 {
		return uint8(lag)
	}
	return uint8((sec%60 + 60 - uint32(lag)) % 60)
}

// chunk is how many rows are put into columns at a time.
const chunk = 4096

// pageSize is the size of pages of n values that have at most so many bytes each:
// a column is one page, up to 4 MB, and takes no more memory than it needs.
func pageSize(n, bytes int) int { return min(max((n+n/16)*bytes, 1<<16), 4<<20) }

// writeFile writes n rows, each set by its number, as a Parquet file.
func writeFile[T any](to io.Writer, columns, digest string, page, n int, set func(r *T, i int)) error {
	buf := bufio.NewWriterSize(to, 1<<18)
	pw := parquet.NewGenericWriter[T](buf, append(slices.Clone(fileOptions), parquet.PageBufferSize(page),
		parquet.KeyValueMetadata("columns", columns), parquet.KeyValueMetadata(digestKey, digest))...)
	rows := make([]T, min(chunk, n))
	for at := 0; at < n; at += chunk {
		block := rows[:min(chunk, n-at)]
		for i := range block {
			set(&block[i], at+i)
		}
		if _, err := pw.Write(block); err != nil {
			return err
		}
	}
	if err := pw.Close(); err != nil {
		return err
	}
	return buf.Flush()
}

// writePositions writes rows, which are in order, as a Parquet file.
func writePositions(to io.Writer, rows []row, sources []string, digest string) error {
	return writeFile(to, columnsText, digest, pageSize(len(rows), 4), len(rows), func(p *positionRow, i int) {
		r := &rows[i]
		*p = positionRow{MMSI: int32(r.mmsi), Time: int32(r.sec), MS: int32(r.ms), Lat: r.lat, Lon: r.lon,
			SOG: int32(r.sog), COG: int32(r.cog), Heading: int32(r.heading), ROT: int32(r.rot), Status: int32(r.status), Type: int32(r.typ),
			Lag: lagOf(r.sec, r.second), Flags: int32(r.flags), Source: sources[r.source]}
	})
}

// errColumns is the error of a Parquet file of somebody else.
var errColumns = errors.New("its columns are not those of a logbook")

// guarded turns what a damaged file makes the Parquet reader do into an error.
func guarded(path string, read func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
		if err != nil {
			err = fmt.Errorf("read %s: %w", path, err)
		}
	}()
	return read()
}

// readPositions appends the rows of a file. The number of a source is what names
// gives it.
func readPositions(path string, rows []row, number func(source string) uint16) (out []row, err error) {
	err = guarded(path, func() error {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return err
		}
		pf, err := parquet.OpenFile(f, info.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true), parquet.ReadBufferSize(1<<18))
		if err != nil {
			return err
		}
		if !parquet.EqualNodes(pf.Schema(), positionSchema) {
			return errColumns
		}
		out = slices.Grow(rows, int(min(pf.NumRows(), 1<<28)))
		for _, g := range pf.RowGroups() {
			if out, err = readGroup(g, out, number); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

var positionSchema = parquet.SchemaOf(positionRow{})

// readGroup reads the columns of a row group into rows, one after the other.
func readGroup(g parquet.RowGroup, rows []row, number func(string) uint16) ([]row, error) {
	at, n := len(rows), int(g.NumRows())
	rows = append(rows, make([]row, n)...)
	into := rows[at:]
	cols := g.ColumnChunks()
	ints := func(col int, lo, hi int32, set func(r *row, v int32)) error {
		return eachPage(cols[col], n, func(i int, page parquet.Page) error {
			d := page.Dictionary()
			if d == nil {
				data := page.Data()
				for k, v := range data.Int32() {
					if v < lo || v > hi {
						return fmt.Errorf("column %d, row %d: %d is not between %d and %d", col, i+k, v, lo, hi)
					}
					set(&into[i+k], v)
				}
				return nil
			}
			words := make([]int32, d.Len())
			for k := range words {
				if words[k] = d.Index(int32(k)).Int32(); words[k] < lo || words[k] > hi {
					return fmt.Errorf("column %d: %d is not between %d and %d", col, words[k], lo, hi)
				}
			}
			data := page.Data()
			for k, v := range data.Int32() {
				set(&into[i+k], words[v])
			}
			return nil
		})
	}
	err := eachPage(cols[13], n, func(i int, page parquet.Page) error {
		d := page.Dictionary()
		if d == nil {
			return errColumns
		}
		words := make([]uint16, d.Len())
		for k := range words {
			words[k] = number(d.Index(int32(k)).String())
		}
		data := page.Data()
		for k, v := range data.Int32() {
			into[i+k].source = words[v]
		}
		return nil
	})
	const big, least = 1<<31 - 1, -1 << 31
	return rows, cmp.Or(err,
		ints(0, 0, big, func(r *row, v int32) { r.mmsi = uint32(v) }),
		ints(1, least, big, func(r *row, v int32) { r.sec = uint32(v) }),
		ints(2, 0, 999, func(r *row, v int32) { r.ms = uint16(v) }),
		ints(3, least, big, func(r *row, v int32) { r.lat = v }),
		ints(4, least, big, func(r *row, v int32) { r.lon = v }),
		ints(5, 0, 65535, func(r *row, v int32) { r.sog = uint16(v) }),
		ints(6, 0, 65535, func(r *row, v int32) { r.cog = uint16(v) }),
		ints(7, 0, 65535, func(r *row, v int32) { r.heading = uint16(v) }),
		ints(8, -128, 127, func(r *row, v int32) { r.rot = int8(v) }),
		ints(9, 0, 255, func(r *row, v int32) { r.status = uint8(v) }),
		ints(10, 0, 255, func(r *row, v int32) { r.typ = uint8(v) }),
		ints(11, 0, 255, func(r *row, v int32) { r.second = secondOf(r.sec, v) }), // after time
		ints(12, 0, 255, func(r *row, v int32) { r.flags = uint8(v) }),
	)
}

// eachPage hands over the pages of a column, which has n rows, with the number of
// their first row.
func eachPage(c parquet.ColumnChunk, n int, use func(i int, page parquet.Page) error) error {
	pages := c.Pages()
	defer pages.Close()
	for i := 0; ; {
		page, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			if i != n {
				return fmt.Errorf("a column has %d values, not %d", i, n)
			}
			return nil
		}
		if err != nil {
			return err
		}
		k := int(page.NumValues())
		if i+k > n {
			return fmt.Errorf("a column has more than %d values", n)
		}
		err = use(i, page)
		parquet.Release(page)
		if err != nil {
			return err
		}
		i += k
	}
}

// Times and numbers that are kept.
const (
	maxSecond = 1<<32 - 1
	maxMMSI   = 1<<31 - 1
)

// keepable says why a message is not kept, "" when it is.
func keepable(m *ais.Message) string {
	switch {
	case m.Time == ais.NoTime:
		return "no time: neither the message nor its file says when it was heard"
	case m.Time < 0 || m.Time/1000 > maxSecond:
		return "a time before 1970 or after 2105"
	case m.MMSI > maxMMSI:
		return "a number that is no MMSI"
	}
	return ""
}
