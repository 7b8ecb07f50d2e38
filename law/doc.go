// Package law answers: which programmes are built in, and whom do they list? A
// programme is a folder of data about one target; no list entry, date or rule
// stands in code.
//
// law/dprk/listings.tsv holds the parties, vessels and wallets that the United
// States (OFAC) and the United Nations list under their North Korea programmes,
// as statements: entity, schema, property, value, the days between which the
// statement holds, and the list it was taken from. Entities keep the publisher's
// own numbers as ids (ofac-<ent_num>, un-<DATAID>). The first lines of the file
// say which publication of each list it was made from. It lets a fresh install
// without network answer; it does not replace the present lists.
//
// The file is made by cmd/dprk-listings from the published lists
// (go generate ./law/...). Only public-domain lists and the UN list, which may
// be used with attribution, go in.
//
// Limits: one file of listings per programme. A party that was taken off a list
// after the file was made is still in it; its statements say from which
// publication they come.
package law

//go:generate go run cordon/cmd/dprk-listings -out dprk/listings.tsv
