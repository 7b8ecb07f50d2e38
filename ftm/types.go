package ftm

// Type is what kind of value a property takes.
type Type string

// The property types of FollowTheMoney.
const (
	TypeString     Type = "string"
	TypeName       Type = "name"       // how something is called
	TypeText       Type = "text"       // prose
	TypeDate       Type = "date"       // ISO 8601, may be partial: 1961-04
	TypeCountry    Type = "country"    // ISO 3166-1 alpha-2 in lower case, and a few more
	TypeTopic      Type = "topic"      // risk topics
	TypeIdentifier Type = "identifier" // numbers that registers give
	TypeAddress    Type = "address"
	TypeURL        Type = "url"
	TypeEmail      Type = "email"
	TypePhone      Type = "phone"
	TypeNumber     Type = "number"
	TypeGender     Type = "gender"   // male, female, other
	TypeLanguage   Type = "language" // ISO 639-3
	TypeMimeType   Type = "mimetype"
	TypeChecksum   Type = "checksum"
	TypeIP         Type = "ip"
	TypeJSON       Type = "json"
	TypeHTML       Type = "html"
	TypeEntity     Type = "entity" // the id of another entity
)

// Matchable reports whether values of the type say, unless a property says
// otherwise, that two entities may be the same. A gender never says that; it
// can only speak against it.
func (t Type) Matchable() bool {
	switch t {
	case TypeName, TypeDate, TypeCountry, TypeIdentifier, TypeAddress, TypeEmail, TypePhone, TypeURL, TypeIP, TypeChecksum:
		return true
	}
	return false
}
