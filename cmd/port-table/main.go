// Command port-table makes geo/ports.tsv, the ports of the world, from the World
// Port Index (Pub. 150) of the National Geospatial-Intelligence Agency of the
// United States, public domain, as its CSV file UpdatedPub150.csv.
//
//	go run ./cmd/port-table -in FILE -out geo/ports.tsv
//
// Same input, same output, to the byte.
package main

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"cordon/internal/maketable"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

func main() { made.Main() }

var made = maketable.Table{
	Command: "port-table", In: "vessels/ports/wpi_UpdatedPub150.csv", Out: "ports.tsv",
	Origin: "World Port Index (Pub. 150), US National Geospatial-Intelligence Agency",
	Make:   table,
}

// sizes and harbours are the index's words and ours.
var (
	sizes    = map[string]string{"": "", "Very Small": "V", "Small": "S", "Medium": "M", "Large": "L"}
	harbours = map[string]string{
		"": "", "Coastal (Natural)": "coastal", "Coastal (Breakwater)": "breakwater", "Coastal (Tide Gates)": "tide gates", "Open Roadstead": "open roadstead",
		"River (Natural)": "river", "River (Basins)": "basins", "River (Tide Gates)": "river tide gates", "Canal or Lake": "canal or lake", "Typhoon Harbor": "typhoon harbour",
	}
)

// named are the index's names of countries that are not those of the language
// tables.
var named = map[string]string{
	"": "", "Burma": "mm", "Cabo Verde": "cv", "Caribbean Netherlands": "bq", "Congo (Brazzaville)": "cg", "Congo (Kinshasa)": "cd", "Cote D'Ivoire": "ci",
	"Curacao": "cw", "Falkland Islands (Islas Malvinas)": "fk", "Federated States of Micronesia": "fm", "Hong Kong": "hk", "Macau": "mo",
	"Reunion": "re", "Saint Helena, Ascension, and Tristan da Cunha": "sh",
	"Saint Vincent and the Grenadines (Windward Islands)": "vc", "South Georgia and South Sandwich Islands": "gs", "Svalbard": "sj", "The Bahamas": "bs",
	"The Gambia": "gm", "Turkey": "tr", "Bosnia and Herzegovina": "ba", "Antigua and Barbuda": "ag", "Johnson Atoll": "um", "Midway Islands": "um", "Wake Island": "um",
}

// codes finds countries by their English names.
func codes() func(name string) (string, bool) {
	byName := make(map[string]string)
	words := display.Regions(language.English)
	key := func(s string) string {
		return strings.NewReplacer("&", "and", "St. ", "Saint ", "’", "'", "é", "e", "ã", "a", "í", "i").Replace(s)
	}
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if r, err := language.ParseRegion(string(a) + string(b)); err == nil && r.IsCountry() && r.Canonicalize() == r {
				byName[key(words.Name(r))] = strings.ToLower(r.String())
			}
		}
	}
	return func(name string) (string, bool) {
		if c, ok := named[name]; ok {
			return c, true
		}
		c, ok := byName[key(name)]
		return c, ok
	}
}

func table(r io.Reader, origin string, w io.Writer) error {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return err
	}
	if len(rows) < 2 {
		return fmt.Errorf("no ports")
	}
	rows[0][0] = strings.TrimPrefix(rows[0][0], "\ufeff")
	column := make(map[string]int)
	for i, name := range rows[0] {
		column[name] = i
	}
	for _, name := range []string{"World Port Index Number", "Main Port Name", "Alternate Port Name", "UN/LOCODE", "Country Code", "Oil Terminal Depth (m)", "Harbor Size", "Harbor Type", "Latitude", "Longitude"} {
		if _, ok := column[name]; !ok {
			return fmt.Errorf("no column %q", name)
		}
	}
	country := codes()
	type port struct {
		number float64
		line   string
	}
	var ports []port
	for n, row := range rows[1:] {
		field := func(name string) string { return strings.Join(strings.Fields(row[column[name]]), " ") }
		fault := func(what string) error { return fmt.Errorf("row %d (%s): %s", n+2, field("Main Port Name"), what) }
		number, name := field("World Port Index Number"), field("Main Port Name")
		x, err := strconv.ParseFloat(number, 64) // one is a fraction: put between two others
		if err != nil || !(x > 0) || x > 1e6 {
			return fault("number " + number)
		}
		number = strconv.FormatFloat(x, 'f', -1, 64)
		if name == "" {
			return fault("no name")
		}
		code, ok := country(field("Country Code"))
		if !ok {
			return fault("no country " + field("Country Code"))
		}
		locode := strings.ReplaceAll(field("UN/LOCODE"), " ", "")
		if len(locode) != 5 { // one row has a misprint
			locode = ""
		}
		if code == "" && locode != "" { // the index names no country, but a code has one
			code = strings.ToLower(locode[:2])
		}
		var at [2]float64
		for i, name := range []string{"Latitude", "Longitude"} {
			if at[i], err = strconv.ParseFloat(field(name), 64); err != nil || math.Abs(at[i]) > 90*float64(i+1) {
				return fault("position " + field(name))
			}
		}
		size, ok1 := sizes[field("Harbor Size")]
		harbour, ok2 := harbours[field("Harbor Type")]
		if !ok1 || !ok2 {
			return fault("harbour " + field("Harbor Size") + ", " + field("Harbor Type"))
		}
		oil := field("Oil Terminal Depth (m)")
		if x, err := strconv.ParseFloat(cmp.Or(oil, "0"), 64); err != nil || x < 0 {
			return fault("depth " + oil)
		} else if oil = ""; x > 0 {
			oil = strconv.FormatFloat(x, 'f', -1, 64)
		}
		degrees := func(x float64) string { return strconv.FormatFloat(math.Round(x*1e4)/1e4, 'f', -1, 64) }
		ports = append(ports, port{x, strings.Join([]string{number, name, field("Alternate Port Name"), code, locode, degrees(at[0]), degrees(at[1]), size, harbour, oil}, "\t")})
	}
	slices.SortStableFunc(ports, func(a, b port) int { return cmp.Compare(a.number, b.number) })
	// Two ports stand there twice; the first row counts.
	ports = slices.CompactFunc(ports, func(a, b port) bool { return a.number == b.number })
	fmt.Fprintf(w, "#cordon ports 1\n#origin\t%s, public domain\n", origin)
	for _, p := range ports {
		if _, err := fmt.Fprintln(w, p.line); err != nil {
			return err
		}
	}
	return nil
}
