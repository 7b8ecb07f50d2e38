package screen

import (
	"slices"

	"cordon/ftm"
)

// groupTypes are the groups of properties that a filter may name.
var groupTypes = map[string]ftm.Type{
	"countries": ftm.TypeCountry, "topics": ftm.TypeTopic, "names": ftm.TypeName, "dates": ftm.TypeDate, "genders": ftm.TypeGender,
	"identifiers": ftm.TypeIdentifier, "addresses": ftm.TypeAddress, "emails": ftm.TypeEmail, "phones": ftm.TypePhone, "urls": ftm.TypeURL,
}

// FilterField reports whether entities can be filtered by a field: a property,
// a group of properties, datasets or schema.
func FilterField(name string) bool {
	return name == "datasets" || name == "schema" || groupTypes[name] != "" || property("", name) != nil
}

// passFilters reports whether an entity has one value of each filter.
func passFilters(e *ftm.Entity, filters map[string][]string) bool {
	for field, values := range filters {
		var have []string
		switch {
		case field == "datasets":
			have = e.Datasets
		case field == "schema":
			have = []string{e.Schema}
		case groupTypes[field] != "":
			have = e.OfType(groupTypes[field])
		default:
			have = e.Properties[field]
		}
		if !slices.ContainsFunc(have, func(v string) bool { return slices.Contains(values, v) }) {
			return false
		}
	}
	return true
}
