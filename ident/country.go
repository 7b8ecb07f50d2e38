package ident

// isoCodes are the codes of ISO 3166-1 alpha-2, and xk, which banks use for
// Kosovo.
const isoCodes = "adaeafagaialamaoaqarasatauawaxazbabbbdbebfbgbhbibjblbmbnbobqbrbsbtbvbwbybz" +
	"cacccdcfcgchcickclcmcncocrcucvcwcxcyczdedjdkdmdodzeceeegeheresetfifjfkfmfofr" +
	"gagbgdgegfggghgiglgmgngpgqgrgsgtgugwgyhkhmhnhrhthuidieiliminioiqirisitjejmjojp" +
	"kekgkhkikmknkpkrkwkykzlalblclilklrlsltlulvlymamcmdmemfmgmhmkmlmmmnmompmqmrmsmtmumvmwmxmymz" +
	"nancnenfngninlnonpnrnunzompapepfpgphpkplpmpnprpsptpwpyqarerorsrurw" +
	"sasbscsdsesgshsisjskslsmsnsosrssstsvsxsyszthtctdtftgtjtktltmtntotrtttvtwtz" +
	"uaugumusuyuzvavcvevgvivnvuwfwsyeytzazmzwxk"

// isoAt holds, for each pair of letters, where its code stands in isoCodes,
// plus one.
var isoAt = func() (at [26 * 26]uint16) {
	for i := 0; i < len(isoCodes); i += 2 {
		at[int(isoCodes[i]-'a')*26+int(isoCodes[i+1]-'a')] = uint16(i + 1)
	}
	return at
}()

// country returns the code of two capital letters in lower case, "" if they
// are no country.
func country(s string) string {
	if !isUpper(s[0]) || !isUpper(s[1]) {
		return ""
	}
	i := isoAt[int(s[0]-'A')*26+int(s[1]-'A')]
	if i == 0 {
		return ""
	}
	return isoCodes[i-1 : i+1]
}
