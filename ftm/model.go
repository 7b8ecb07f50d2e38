package ftm

// definition is a schema with its own properties; inherited ones are resolved
// by build.
type definition struct {
	Schema
	own []Property
}

// prop makes a property of a type that labels itself.
func prop(t Type, name, label string) Property {
	return Property{Name: name, Label: label, Type: t, Matchable: t.Matchable()}
}

// ref makes a property that refers to an entity of a schema.
func ref(name, label, schema string) Property {
	return Property{Name: name, Label: label, Type: TypeEntity, Range: schema}
}

// idn makes an identifier property whose format package ident checks, or who
// compares it; format "" takes any number.
func idn(name, label, format string) Property {
	p := prop(TypeIdentifier, name, label)
	p.Format = format
	return p
}

// quiet makes a property that takes no part in comparing.
func quiet(p Property) Property { p.Matchable = false; return p }

func str(name, label string) Property    { return prop(TypeString, name, label) }
func text(name, label string) Property   { return prop(TypeText, name, label) }
func date(name, label string) Property   { return prop(TypeDate, name, label) }
func number(name, label string) Property { return prop(TypeNumber, name, label) }

// definitions are the schemata of FollowTheMoney that parties, their assets and
// their ties need. Names, parents and property names are FtM's own
// (followthemoney.tech, schema explorer), so that data of other FtM programs
// fits without change.
var definitions = []definition{
	{Schema{Name: "Thing", Label: "Thing", Plural: "Things", Abstract: true,
		Caption: []string{"name", "alias", "previousName", "weakAlias"}, Featured: []string{"name", "country"}},
		[]Property{
			prop(TypeName, "name", "Name"),
			prop(TypeName, "alias", "Other name"),
			prop(TypeName, "previousName", "Previous name"),
			quiet(prop(TypeName, "weakAlias", "Weak alias")),
			text("summary", "Summary"), text("notes", "Notes"), text("description", "Description"),
			prop(TypeCountry, "country", "Country"),
			prop(TypeAddress, "address", "Address"),
			ref("addressEntity", "Address", "Address"),
			quiet(prop(TypeURL, "sourceUrl", "Source link")),
			quiet(prop(TypeURL, "wikipediaUrl", "Wikipedia article")),
			quiet(prop(TypeURL, "alephUrl", "Aleph URL")),
			idn("wikidataId", "Wikidata ID", "wikidata"),
			str("keywords", "Keywords"),
			prop(TypeTopic, "topics", "Topics"),
			str("program", "Program"), quiet(idn("programId", "Program ID", "")),
			str("publisher", "Publishing source"), quiet(prop(TypeURL, "publisherUrl", "Publishing source URL")),
			quiet(date("createdAt", "Created at")), quiet(date("modifiedAt", "Modified on")), quiet(date("retrievedAt", "Retrieved on")),
			quiet(ref("proof", "Source document", "Document")), text("indexText", "Index text"),
		}},
	{Schema{Name: "Interval", Label: "Interval", Plural: "Intervals", Abstract: true},
		[]Property{
			date("startDate", "Start date"), date("endDate", "End date"), date("date", "Date"),
			text("summary", "Summary"), text("description", "Description"), str("recordId", "Record ID"),
			quiet(prop(TypeURL, "sourceUrl", "Source link")), quiet(prop(TypeURL, "alephUrl", "Aleph URL")),
			str("publisher", "Publishing source"), quiet(prop(TypeURL, "publisherUrl", "Publishing source URL")),
			quiet(date("modifiedAt", "Modified on")), quiet(date("retrievedAt", "Retrieved on")),
			quiet(prop(TypeName, "namesMentioned", "Detected names")),
			quiet(ref("proof", "Source document", "Document")), text("indexText", "Index text"),
		}},
	{Schema{Name: "Document", Label: "Document", Plural: "Documents", Extends: []string{"Thing"}, Caption: []string{"fileName", "title"}},
		[]Property{
			prop(TypeChecksum, "contentHash", "Content hash"), str("fileName", "File name"), str("title", "Title"),
			str("author", "Author"), number("fileSize", "File size"), prop(TypeMimeType, "mimeType", "MIME type"),
			prop(TypeLanguage, "language", "Language"), date("date", "Date"),
		}},
	{Schema{Name: "Value", Label: "Value", Plural: "Values", Abstract: true},
		[]Property{number("amount", "Amount"), str("currency", "Currency"), number("amountUsd", "Amount in USD"), number("amountEur", "Amount in EUR")}},
	{Schema{Name: "Asset", Label: "Asset", Plural: "Assets", Extends: []string{"Thing", "Value"}, Abstract: true},
		nil},

	// Parties.
	{Schema{Name: "LegalEntity", Label: "Legal entity", Plural: "Legal entities", Extends: []string{"Thing"}, Matchable: true,
		Caption: []string{"name", "alias", "previousName", "weakAlias", "email", "phone", "registrationNumber"}, Featured: []string{"name", "country", "legalForm", "status"}, Required: []string{"name"}},
		[]Property{
			prop(TypeEmail, "email", "E-Mail"), prop(TypePhone, "phone", "Phone"), prop(TypeURL, "website", "Website"),
			str("legalForm", "Legal form"), str("taxStatus", "Tax status"), str("status", "Status"), str("sector", "Sector"), str("classification", "Classification"),
			date("incorporationDate", "Incorporation date"), date("dissolutionDate", "Dissolution date"),
			prop(TypeCountry, "jurisdiction", "Jurisdiction"), prop(TypeCountry, "mainCountry", "Country of origin"),
			idn("registrationNumber", "Registration number", ""), idn("idNumber", "ID number", ""), idn("taxNumber", "Tax number", ""),
			idn("vatCode", "V.A.T. identifier", ""), idn("licenseNumber", "License number", ""),
			idn("innCode", "INN", "inn"), idn("ogrnCode", "OGRN", "ogrn"), quiet(idn("okpoCode", "OKPO", "okpo")),
			idn("leiCode", "LEI", "lei"), idn("dunsCode", "D-U-N-S", "duns"), idn("uniqueEntityId", "Unique Entity ID", "uei"),
			idn("npiCode", "NPI", "npi"), idn("swiftBic", "SWIFT/BIC", "bic"), idn("uscCode", "Unified social credit code", "uscc"),
			str("icijId", "ICIJ ID"), prop(TypeURL, "opencorporatesUrl", "OpenCorporates URL"), idn("bvdId", "Bureau van Dijk ID", ""), idn("sayariId", "Sayari entity ID", ""), idn("brightQueryId", "BrightQuery ID", ""),
			ref("parent", "Parent company", "LegalEntity"),
		}},
	{Schema{Name: "Person", Label: "Person", Plural: "People", Extends: []string{"LegalEntity"}, Matchable: true,
		Caption: []string{"name", "alias", "previousName", "weakAlias", "lastName", "email", "phone"}, Featured: []string{"name", "nationality", "birthDate"}},
		[]Property{
			str("title", "Title"), str("firstName", "First name"), str("secondName", "Second name"), str("middleName", "Middle name"),
			str("fatherName", "Patronymic"), str("motherName", "Matronymic"), str("lastName", "Last name"), str("nameSuffix", "Name suffix"),
			date("birthDate", "Birth date"), str("birthPlace", "Place of birth"), prop(TypeCountry, "birthCountry", "Country of birth"),
			date("deathDate", "Death date"), str("position", "Position"),
			prop(TypeCountry, "nationality", "Nationality"), prop(TypeCountry, "citizenship", "Citizenship"),
			prop(TypeGender, "gender", "Gender"), str("ethnicity", "Ethnicity"), str("religion", "Religion"),
			str("political", "Political association"), str("education", "Education"), str("profession", "Profession"), prop(TypeLanguage, "spokenLanguage", "Spoken language"),
			idn("passportNumber", "Passport number", ""), idn("socialSecurityNumber", "Social security number", "ssn"),
			number("height", "Height"), number("weight", "Weight"), str("eyeColor", "Eye colour"), str("hairColor", "Hair colour"), str("appearance", "Physical appearance"),
		}},
	{Schema{Name: "Organization", Label: "Organization", Plural: "Organizations", Extends: []string{"LegalEntity"}, Matchable: true},
		[]Property{
			idn("imoNumber", "IMO company number", "imo-company"), idn("cageCode", "CAGE", ""), idn("permId", "LSEG PermID", ""),
			idn("giiNumber", "GIIN", ""), str("abbreviation", "Abbreviation"),
		}},
	{Schema{Name: "PublicBody", Label: "Public body", Plural: "Public bodies", Extends: []string{"Organization"}, Matchable: true}, nil},
	{Schema{Name: "Company", Label: "Company", Plural: "Companies", Extends: []string{"Organization", "Asset"}, Matchable: true,
		Caption:  []string{"name", "alias", "abbreviation", "weakAlias", "previousName", "registrationNumber"},
		Featured: []string{"name", "jurisdiction", "registrationNumber", "incorporationDate"}},
		[]Property{
			quiet(idn("kppCode", "KPP", "")), idn("bikCode", "BIK", ""), idn("isinCode", "ISIN", "isin"), idn("ticker", "Stock ticker symbol", ""),
			idn("ricCode", "Reuters Instrument Code", ""), idn("cikCode", "SEC Central Index Key", ""), idn("irsCode", "IRS number", ""), quiet(idn("ipoCode", "IPO", "")),
			idn("jibCode", "JIB", ""), idn("mbsCode", "MBS", ""), idn("voenCode", "VOEN", ""), idn("pfrNumber", "PFR number", ""),
			quiet(idn("coatoCode", "COATO / SOATO / OKATO", "")), quiet(idn("fnsCode", "Federal tax service code", "")), str("fssCode", "FSS"),
			str("caemCode", "COD CAEM"), str("okopfCode", "OKOPF"), str("oksmCode", "OKSM"), str("okvedCode", "OKVED(2) classifier"), str("capital", "Capital"),
		}},

	// Things that are owned, seized, followed.
	{Schema{Name: "Vehicle", Label: "Vehicle", Plural: "Vehicles", Extends: []string{"Asset"},
		Caption: []string{"name", "alias", "previousName", "weakAlias", "registrationNumber"}, Featured: []string{"type", "name", "registrationNumber", "country", "owner"}},
		[]Property{
			idn("registrationNumber", "Registration number", ""), str("type", "Type"), str("model", "Model"),
			ref("owner", "Owner", "LegalEntity"), ref("operator", "Operator", "LegalEntity"),
			date("buildDate", "Build date"), date("registrationDate", "Registration date"), date("deregistrationDate", "De-registration date"),
		}},
	{Schema{Name: "Vessel", Label: "Vessel", Plural: "Vessels", Extends: []string{"Vehicle"}, Matchable: true,
		Caption: []string{"name", "alias", "previousName", "weakAlias", "imoNumber"}, Featured: []string{"name", "imoNumber", "type", "flag"}, Required: []string{"name"}},
		[]Property{
			idn("imoNumber", "IMO number", "imo"), idn("mmsi", "MMSI", "mmsi"), idn("callSign", "Call sign", "callsign"), idn("crsNumber", "CRS number", ""), idn("torg", "TORG", ""),
			prop(TypeCountry, "flag", "Flag"), prop(TypeCountry, "pastFlags", "Past flags"), str("pastTypes", "Past types"), date("nameChangeDate", "Date of name change"),
			number("tonnage", "Tonnage"), number("grossRegisteredTonnage", "Gross registered tonnage"), number("deadweightTonnage", "Deadweight tonnage"),
			str("navigationArea", "Navigation area"), str("registrationPort", "Port of registration"),
		}},
	{Schema{Name: "Airplane", Label: "Airplane", Plural: "Airplanes", Extends: []string{"Vehicle"}, Matchable: true},
		[]Property{
			idn("serialNumber", "Serial number", ""), str("icaoCode", "ICAO aircraft type designator"), str("manufacturer", "Manufacturer"),
		}},
	{Schema{Name: "CryptoWallet", Label: "Cryptocurrency wallet", Plural: "Cryptocurrency wallets", Extends: []string{"Thing", "Value"}, Matchable: true,
		Caption: []string{"publicKey", "name", "accountId", "summary"}, Featured: []string{"publicKey", "currency", "holder"}},
		[]Property{
			idn("publicKey", "Address", "wallet"), str("privateKey", "Private key"), idn("accountId", "Account ID", ""), str("currencySymbol", "Currency symbol"),
			ref("holder", "Wallet holder", "LegalEntity"),
			str("mangingExchange", "Managing exchange"), str("managingExchange", "Managing exchange"), // FtM's first spelling, and its second
			number("balance", "Balance"), date("balanceDate", "Balance date"), date("creationDate", "Creation date"),
		}},
	{Schema{Name: "BankAccount", Label: "Bank account", Plural: "Bank accounts", Extends: []string{"Asset"}, Matchable: true,
		Caption: []string{"name", "iban", "accountNumber"}, Featured: []string{"accountNumber", "bankName", "holder"}},
		[]Property{
			idn("accountNumber", "Account number", ""), idn("iban", "IBAN", "iban"), idn("bic", "Bank Identifier Code", "bic"),
			str("bankName", "Bank name"), str("bankAddress", "Bank address"), str("accountType", "Account type"),
			ref("bank", "Bank", "Organization"), ref("holder", "Account holder", "LegalEntity"),
			number("balance", "Balance"), date("balanceDate", "Balance date"), date("openingDate", "Opening date"), date("closingDate", "Closing date"),
			number("maxBalance", "Maximum balance"), date("maxBalanceDate", "Maximum balance date"),
		}},
	{Schema{Name: "Security", Label: "Security", Plural: "Securities", Extends: []string{"Asset"}, Matchable: true,
		Caption: []string{"name", "isin", "registrationNumber"}, Featured: []string{"isin", "name", "issuer", "country"}},
		[]Property{
			idn("isin", "ISIN", "isin"), idn("registrationNumber", "Registration number", ""), idn("ticker", "Stock ticker symbol", ""), idn("figiCode", "FIGI", "figi"),
			ref("issuer", "Issuer", "LegalEntity"), date("issueDate", "Date issued"), date("maturityDate", "Maturity date"),
			str("collateral", "Collateral"), str("type", "Type"), str("classification", "Classification"),
		}},
	{Schema{Name: "RealEstate", Label: "Real estate", Plural: "Real estates", Extends: []string{"Asset"},
		Caption: []string{"name", "address", "registrationNumber"}, Featured: []string{"registrationNumber", "address", "country"}},
		[]Property{
			idn("cadastralCode", "Cadastral code", ""), idn("registrationNumber", "Registration number", ""), idn("titleNumber", "Title number", ""),
			number("area", "Area"), number("latitude", "Latitude"), number("longitude", "Longitude"), str("censusBlock", "Census block"), str("tenure", "Tenure"),
			str("encumbrance", "Encumbrance"), str("propertyType", "Property type"), str("landType", "Land type"), date("createDate", "Record date"),
		}},
	{Schema{Name: "Land", Label: "Land", Plural: "Lands", Extends: []string{"RealEstate"}, Featured: []string{"registrationNumber"}}, nil},

	// Where, and by what paper.
	{Schema{Name: "Address", Label: "Address", Plural: "Addresses", Extends: []string{"Thing"}, Matchable: true,
		Caption: []string{"full", "name", "summary", "city", "remarks"}, Featured: []string{"full", "city", "street", "country"}},
		[]Property{
			prop(TypeAddress, "full", "Full address"), str("remarks", "Remarks"), str("postOfficeBox", "PO box"),
			str("street", "Street"), str("street2", "Street (continued)"), str("city", "City"), str("postalCode", "Postal code"),
			str("region", "Region"), str("state", "State"), number("latitude", "Latitude"), number("longitude", "Longitude"), idn("osmId", "OpenStreetMap ID", ""), idn("googlePlaceId", "Google place ID", ""),
		}},
	{Schema{Name: "Identification", Label: "Identification", Plural: "Identifications", Extends: []string{"Interval"},
		Caption: []string{"number"}, Featured: []string{"number", "country", "type", "holder", "startDate", "endDate"}, Required: []string{"holder", "number"}},
		[]Property{
			ref("holder", "Identification holder", "LegalEntity"), str("type", "Type"), prop(TypeCountry, "country", "Country"),
			idn("number", "Document number", ""), str("authority", "Authority"),
		}},
	{Schema{Name: "Passport", Label: "Passport", Plural: "Passports", Extends: []string{"Identification"}, Caption: []string{"passportNumber", "number"}},
		[]Property{
			idn("passportNumber", "Passport number", ""), idn("personalNumber", "Personal number", ""), str("surname", "Surname"), str("givenName", "Given name"),
			date("birthDate", "Birth date"), str("birthPlace", "Place of birth"), prop(TypeGender, "gender", "Gender"),
		}},
	{Schema{Name: "Sanction", Label: "Sanction", Plural: "Sanctions", Extends: []string{"Interval"},
		Caption: []string{"program", "authority"}, Featured: []string{"entity", "country", "authority", "program", "listingDate"}, Required: []string{"entity"}},
		[]Property{
			ref("entity", "Entity", "Thing"), str("authority", "Authority"), idn("authorityId", "Authority-issued identifier", ""), idn("unscId", "UN SC identifier", ""),
			str("program", "Program"), idn("programId", "Program ID", ""), prop(TypeURL, "programUrl", "Program URL"),
			str("provisions", "Scope of sanctions"), str("status", "Status"), number("duration", "Duration"), text("reason", "Reason"),
			date("listingDate", "Listing date"), prop(TypeCountry, "country", "Country"),
		}},

	// Ties between parties.
	{Schema{Name: "Interest", Label: "Interest", Plural: "Interests", Extends: []string{"Interval"}, Abstract: true},
		[]Property{str("role", "Role"), str("status", "Status")}},
	{Schema{Name: "Ownership", Label: "Ownership", Plural: "Ownerships", Extends: []string{"Interest"},
		Featured: []string{"owner", "asset", "percentage", "startDate", "endDate"}, Edge: &Edge{Source: "owner", Target: "asset", Label: "owns", Directed: true}},
		[]Property{
			ref("owner", "Owner", "LegalEntity"), ref("asset", "Asset", "Asset"), str("percentage", "Percentage held"),
			str("sharesCount", "Number of shares"), str("sharesValue", "Value of shares"), str("sharesCurrency", "Currency of shares"), str("sharesType", "Type of shares"),
			str("legalBasis", "Legal basis"), str("ownershipType", "Type of ownership"),
		}},
	{Schema{Name: "Directorship", Label: "Directorship", Plural: "Directorships", Extends: []string{"Interest"},
		Featured: []string{"director", "organization", "role"}, Edge: &Edge{Source: "director", Target: "organization", Label: "directs", Directed: true}},
		[]Property{ref("director", "Director", "LegalEntity"), ref("organization", "Organization", "Organization"), str("secretary", "Secretary")}},
	{Schema{Name: "Membership", Label: "Membership", Plural: "Memberships", Extends: []string{"Interest"},
		Featured: []string{"member", "organization", "role"}, Edge: &Edge{Source: "member", Target: "organization", Label: "belongs to", Directed: true}},
		[]Property{ref("member", "Member", "LegalEntity"), ref("organization", "Organization", "Organization")}},
	{Schema{Name: "Employment", Label: "Employment", Plural: "Employments", Extends: []string{"Interest"},
		Featured: []string{"employer", "employee", "role"}, Edge: &Edge{Source: "employee", Target: "employer", Label: "works for", Directed: true}},
		[]Property{ref("employee", "Employee", "Person"), ref("employer", "Employer", "Organization")}},
	{Schema{Name: "Representation", Label: "Representation", Plural: "Representations", Extends: []string{"Interest"},
		Featured: []string{"agent", "client", "role"}, Edge: &Edge{Source: "agent", Target: "client", Label: "represents", Directed: true}},
		[]Property{ref("agent", "Agent", "LegalEntity"), ref("client", "Client", "LegalEntity")}},
	{Schema{Name: "Control", Label: "Control", Plural: "Controls", Extends: []string{"Interest"},
		Caption: []string{"controlType"}, Featured: []string{"controller", "controlled", "controlType", "startDate", "endDate"}, Edge: &Edge{Source: "controller", Target: "controlled", Label: "controls", Directed: true}},
		[]Property{ref("controller", "Controller", "LegalEntity"), ref("controlled", "Controlled entity", "LegalEntity"), str("controlType", "Type of control"), str("legalBasis", "Legal basis")}},
	{Schema{Name: "Succession", Label: "Succession", Plural: "Successions", Extends: []string{"Interest"},
		Featured: []string{"predecessor", "successor", "date"}, Edge: &Edge{Source: "predecessor", Target: "successor", Label: "was succeeded by", Directed: true}},
		[]Property{ref("predecessor", "Predecessor", "LegalEntity"), ref("successor", "Successor", "LegalEntity")}},
	{Schema{Name: "Family", Label: "Family", Plural: "Family members", Extends: []string{"Interval"},
		Featured: []string{"person", "relative", "relationship"}, Edge: &Edge{Source: "person", Target: "relative", Label: "related to"}},
		[]Property{ref("person", "Person", "Person"), ref("relative", "Relative", "Person"), str("relationship", "Relationship")}},
	{Schema{Name: "Associate", Label: "Associate", Plural: "Associates", Extends: []string{"Interval"},
		Featured: []string{"person", "associate", "relationship"}, Edge: &Edge{Source: "person", Target: "associate", Label: "associated with"}},
		[]Property{ref("person", "Person", "Person"), ref("associate", "Associate", "Person"), str("relationship", "Relationship")}},
	{Schema{Name: "UnknownLink", Label: "Other link", Plural: "Other links", Extends: []string{"Interest"},
		Featured: []string{"subject", "object", "role"}, Edge: &Edge{Source: "subject", Target: "object", Label: "linked to"}},
		[]Property{ref("subject", "Subject", "Thing"), ref("object", "Object", "Thing")}},
	{Schema{Name: "Position", Label: "Position", Plural: "Positions", Extends: []string{"Thing"}, Matchable: true,
		Featured: []string{"name", "country", "subnationalArea"}, Required: []string{"name"}},
		[]Property{ref("organization", "Organization", "Organization"), date("inceptionDate", "Inception date"), date("dissolutionDate", "Dissolution date"), str("subnationalArea", "Subnational area"), number("numberOfSeats", "Total number of seats")}},
	{Schema{Name: "Occupancy", Label: "Occupancy", Plural: "Occupancies", Extends: []string{"Interval"},
		Featured: []string{"holder", "post", "startDate"}, Edge: &Edge{Source: "holder", Target: "post", Label: "holds", Directed: true}},
		[]Property{ref("holder", "Holder", "Person"), ref("post", "Position occupied", "Position"), str("status", "Status"), quiet(date("declarationDate", "Declaration date")), str("constituency", "Constituency"), str("politicalGroup", "Political group")}},

	// Money that moves.
	{Schema{Name: "Payment", Label: "Payment", Plural: "Payments", Extends: []string{"Interval", "Value"},
		Caption: []string{"purpose"}, Featured: []string{"payer", "beneficiary", "amount", "date"}, Edge: &Edge{Source: "payer", Target: "beneficiary", Label: "paid", Directed: true}},
		[]Property{
			ref("payer", "Payer", "LegalEntity"), ref("payerAccount", "Payer bank account", "BankAccount"),
			ref("beneficiary", "Beneficiary", "LegalEntity"), ref("beneficiaryAccount", "Beneficiary bank account", "BankAccount"),
			str("purpose", "Payment purpose"), str("programme", "Payment programme"), str("sequenceNumber", "Sequence number"), str("transactionNumber", "Transaction number"),
			ref("project", "Project", "Thing"), ref("contract", "Contract", "Thing"),
		}},
	{Schema{Name: "Debt", Label: "Debt", Plural: "Debts", Extends: []string{"Interval", "Value"},
		Featured: []string{"debtor", "creditor", "amount"}, Edge: &Edge{Source: "debtor", Target: "creditor", Label: "owes", Directed: true}},
		[]Property{ref("debtor", "Debtor", "LegalEntity"), ref("creditor", "Creditor", "LegalEntity")}},
}
