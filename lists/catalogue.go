package lists

// Source is a published list: who publishes it, where, and on what terms.
type Source struct {
	Dataset   string
	Title     string
	Publisher string
	Terms     string
	Page      string       // where people read about it
	Kinds     []Kind       // formats that are read
	Files     []RemoteFile // what update fetches; none where there is no file to fetch
	Default   bool         // fetched when no source is named
}

// RemoteFile is one file of a list at its publisher.
type RemoteFile struct {
	Role string
	Name string // under which it is kept
	URL  string
}

const (
	ofacExports    = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/"
	ofacPage       = "https://ofac.treasury.gov/sanctions-list-service"
	usPublicDomain = "work of the United States Government, public domain (17 U.S.C. 105)"
	ofacPublisher  = "Office of Foreign Assets Control, US Department of the Treasury"
	gleifTerms     = "CC0 1.0"
	gleifPage      = "https://www.gleif.org/en/lei-data/gleif-golden-copy"
	ftmTerms       = "as the publisher of the file says; OpenSanctions data is CC BY-NC 4.0"
)

// Catalogue returns the lists that cordon reads, in the order in which it loads
// them.
func Catalogue() []Source {
	return []Source{
		{
			Dataset: "us_ofac_sdn", Title: "OFAC Specially Designated Nationals", Publisher: ofacPublisher, Terms: usPublicDomain, Page: ofacPage,
			Kinds: []Kind{OFACCSV, OFACXML, OFACAdvancedXML}, Default: true,
			Files: []RemoteFile{
				{"sdn", "sdn.csv", ofacExports + "SDN.CSV"}, {"alt", "alt.csv", ofacExports + "ALT.CSV"},
				{"add", "add.csv", ofacExports + "ADD.CSV"}, {"comments", "sdn_comments.csv", ofacExports + "SDN_COMMENTS.CSV"},
			},
		},
		{
			Dataset: "us_ofac_cons", Title: "OFAC Consolidated (non-SDN)", Publisher: ofacPublisher, Terms: usPublicDomain, Page: ofacPage,
			Kinds: []Kind{OFACCSV, OFACXML, OFACAdvancedXML}, Default: true,
			Files: []RemoteFile{
				{"sdn", "cons_prim.csv", ofacExports + "CONS_PRIM.CSV"}, {"alt", "cons_alt.csv", ofacExports + "CONS_ALT.CSV"},
				{"add", "cons_add.csv", ofacExports + "CONS_ADD.CSV"}, {"comments", "cons_comments.csv", ofacExports + "CONS_COMMENTS.CSV"},
			},
		},
		{
			Dataset: "un_sc_sanctions", Title: "UN Security Council Consolidated List", Publisher: "United Nations Security Council",
			Terms: "free use with attribution (terms of use of un.org)", Page: "https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list",
			Kinds: []Kind{UNXML}, Default: true,
			Files: []RemoteFile{{"main", "un_consolidated.xml", "https://scsanctions.un.org/resources/xml/en/consolidated.xml"}},
		},
		{
			Dataset: "eu_fsf", Title: "EU Financial Sanctions Files", Publisher: "European Commission, DG FISMA",
			Terms: "reuse with attribution (Commission Decision 2011/833/EU)", Page: "https://webgate.ec.europa.eu/fsd/fsf",
			Kinds: []Kind{EUXML, EUCSV}, Default: true,
			Files: []RemoteFile{{"main", "eu_fsf.xml", "https://webgate.ec.europa.eu/fsd/fsf/public/files/xmlFullSanctionsList_1_1/content?token=dG9rZW4tMjAxNw"}},
		},
		{
			Dataset: "gb_sanctions", Title: "UK Sanctions List", Publisher: "Foreign, Commonwealth and Development Office",
			Terms: "Open Government Licence v3.0", Page: "https://www.gov.uk/government/publications/the-uk-sanctions-list",
			Kinds: []Kind{UKCSV}, Default: true,
			Files: []RemoteFile{{"main", "UK-Sanctions-List.csv", "https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.csv"}},
		},
		{
			Dataset: "us_trade_csl", Title: "US Consolidated Screening List", Publisher: "International Trade Administration, US Department of Commerce",
			Terms: usPublicDomain, Page: "https://www.trade.gov/consolidated-screening-list", Kinds: []Kind{USCSL}, Default: true,
			Files: []RemoteFile{{"main", "consolidated.csv", "https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.csv"}},
		},
		{
			Dataset: "ca_dfatd_sema_sanctions", Title: "Canadian Autonomous Sanctions List", Publisher: "Global Affairs Canada",
			Terms: "Open Government Licence - Canada", Page: "https://www.international.gc.ca/world-monde/international_relations-relations_internationales/sanctions/consolidated-consolide.aspx",
			Kinds: []Kind{CASEMA}, Default: true,
			Files: []RemoteFile{{"main", "sema-lmes.xml", "https://www.international.gc.ca/world-monde/assets/office_docs/international_relations-relations_internationales/sanctions/sema-lmes.xml"}},
		},
		{
			Dataset: "us_fincen_special_measures", Title: "FinCEN special measures (section 311)", Publisher: "Financial Crimes Enforcement Network, US Department of the Treasury",
			Terms: usPublicDomain, Page: "https://www.fincen.gov/resources/statutes-and-regulations/311-special-measures", Kinds: []Kind{FinCEN311},
		},
		{
			Dataset: "gleif_lei", Title: "GLEIF level 1: who is who", Publisher: gleifName,
			Terms: gleifTerms, Page: gleifPage, Kinds: []Kind{GLEIFEntities},
		},
		{
			Dataset: "gleif_rr", Title: "GLEIF level 2: who owns whom", Publisher: gleifName,
			Terms: gleifTerms, Page: gleifPage, Kinds: []Kind{GLEIFRelations},
		},
		{
			Dataset: "gleif_repex", Title: "GLEIF level 2: reporting exceptions", Publisher: gleifName,
			Terms: gleifTerms, Page: gleifPage, Kinds: []Kind{GLEIFExceptions},
		},
	}
}

// SourceOf returns where a dataset comes from and on what terms. One that is no
// published list came from an FtM file.
func SourceOf(dataset string) Source {
	for _, s := range Catalogue() {
		if s.Dataset == dataset {
			return s
		}
	}
	return Source{Dataset: dataset, Terms: ftmTerms}
}
