package law

// MakeSchema is for the test that holds the shipped schema to the types.
var MakeSchema = makeSchema
