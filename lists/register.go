package lists

// readers holds the reader of each kind; version is raised when the same bytes
// give other statements, so that a re-reading is told from news.
var readers = map[Kind]struct {
	read    reader
	version string
}{
	OFACCSV:         {readOFACCSV, "2"},
	OFACXML:         {readOFACXML, "2"},
	OFACAdvancedXML: {readOFACAdvanced, "1"},
	UNXML:           {readUNXML, "2"},
	EUXML:           {readEUXML, "1"},
	EUCSV:           {readEUCSV, "1"},
	UKCSV:           {readUKCSV, "1"},
	FinCEN311:       {readFinCEN311, "1"},
	USCSL:           {readUSCSL, "1"},
	CASEMA:          {readCASEMA, "1"},
	FTM:             {readFTM, "1"},
	FTMDelta:        {readFTMDelta, "1"},
	BODS:            {readBODS, "1"},
	GLEIFEntities:   {readGLEIFEntities, "1"},
	GLEIFRelations:  {readGLEIFRelationships, "1"},
	GLEIFExceptions: {readGLEIFExceptions, "1"},
	OwnershipCSV:    {readOwnershipCSV, "1"},
}
