package screen

import "slices"

// Feature is a part of a score, as explanations name it.
type Feature struct {
	Name, Description string
	Coefficient       float64 // what it counts where it holds in full
}

// Features are all parts of the score of [Best].
var Features = []Feature{
	{"name_match", "names, compared part by part", 1},
	{"weak_alias_match", "weak aliases, whole only, and no match without a second fact", factorWeak},
	{"crypto_wallet_address", "addresses of digital currency", .98},
	{"isin_security_match", "ISIN of securities", .98},
	{"lei_code_match", "legal entity identifiers", .95},
	{"ogrn_code_match", "OGRN of Russian companies", .95},
	{"inn_code_match", "INN of Russian taxpayers", .95},
	{"bic_code_match", "BIC of banks", .95},
	{"uei_code_match", "UEI of suppliers to the US government", .95},
	{"npi_code_match", "NPI of US health care", .95},
	{"vessel_imo_mmsi_match", "IMO and MMSI numbers of ships", .95},
	{"identifier_match", "call signs of ships, and other numbers that registers give", .85},
	{"address_prop_match", "words of addresses", plusAddress},
	{"country_mismatch", "no country in common", minusCountry},
	{"dob_year_disjoint", "years of birth differ", minusYear},
	{"dob_day_disjoint", "days of birth differ", minusDay},
	{"gender_mismatch", "genders differ", minusGender},
	{"vessel_imo_mismatch", "IMO numbers of ships differ, and their check digits hold", minusNumber},
}

// factors are how much more or less than usual each feature counts: the weights
// that a query gives by the coefficients.
func factors(weights map[string]float64) map[string]float64 {
	if len(weights) == 0 {
		return nil
	}
	out := make(map[string]float64, len(weights))
	for _, f := range Features {
		if w, ok := weights[f.Name]; ok {
			out[f.Name] = w / f.Coefficient
		}
	}
	return out
}

// factor is how much more or less than usual a feature counts for the query.
func (p *prepared) factor(feature string) float64 {
	if f, ok := p.factors[feature]; ok {
		return f
	}
	return 1
}

// Weighs reports whether a feature of that name can be given a weight.
func Weighs(name string) bool {
	return slices.ContainsFunc(Features, func(f Feature) bool { return f.Name == name })
}
