package lists

func init() {
	readers[OFACCSV] = struct {
		read    reader
		version string
	}{readOFACCSV, "1"}
}
