// Package law answers: what was the law on that day, for these goods, this act,
// this payment, and where does it stand? And: which programmes are built in, and
// whom do they list?
//
// # Programme
//
// A [Programme] is a folder of data about one target: a file per legal text
// ([Instrument]) with its rules ([Measure]), goods by codes of the Harmonized
// System, days, wind-downs, caps, exceptions, duties, reporting clocks, powers to
// designate, actions under section 311, ways of relief; ownership rules of
// regimes ([Regime]); classes of transactions ([Class]); places. law/dprk is the
// built-in one. No date, tariff code, cap or threshold of law stands in Go code,
// and no answer is special to one measure: docs/law.md describes the format.
//
// Reading is strict ([Load]): a key that is unknown, missing or given twice, a
// date that is no whole date, a wind-down that is not adoption and its days, a
// predicate that does not type-check are faults with file, line and reason. All
// faults are told; files without one load.
//
// # Questions
//
// [Programme.Is] says what the law says of goods: every measure in force of the
// issuer and direction is held against the code. A code of the measure that the
// asked one begins with matches in full; one that is longer is a reason to ask for
// a finer code. Banned > wind_down > capped > conditional > allowed. The answer
// names every measure, the facts that would decide, exceptions, and other issuers
// that are stricter. [Programme.Does] says the same of acts without goods,
// [Programme.Cap], [Programme.Clocks], [Programme.Authority],
// [Programme.SpecialMeasures], [Programme.Relief], [Programme.Diff] and
// [Programme.Citation] answer what their names say.
//
// # Two times
//
// Every question has a day and the day on which we look (known). A measure is
// visible from the adoption of its text, or of the later text that put it in; a
// replacement counts only from when the replacing text was known.
//
// # Sea
//
// [Programme.Areas] are the places of the programme as areas of the sea,
// [Programme.Bases] the places from which ships can be stopped.
// [Programme.Voyage] says what follows on a day, and until which, from where a
// vessel was and whom it met; [Programme.Interdiction] what may be done with one,
// by where it is and what its flag says.
//
// # Limits
//
// A [Mark] says of each fact how far it was read in an official text: verified,
// partly, or not, with the names of the doubtful fields. It is shown beside every
// answer. The words of a measure decide, not the code, and many codes are
// readings: the Security Council itself gives codes in two paragraphs only.
// Allowed means that nothing in this programme matches, which is why it is never
// more than partly verified. The table of the Harmonized System is that of its
// 2022 edition; a code of an earlier one is answered by its heading and the
// answer says so. Mandatory heads of designation need a finding by an authority:
// [Programme.Authority] proposes, it does not conclude.
//
// It follows the resolutions S/RES/1718 (2006) to S/RES/2397 (2017) and the
// renewals of the Panel, Regulation (EU) 2017/1509, announcements of MOFCOM and
// Customs, executive orders, 22 USC chapter 99, 31 USC 5318A and the rules under
// it; each measure cites its own.
//
// # Listings
//
// law/dprk/listings.tsv holds the parties, vessels and wallets that the United
// States (OFAC) and the United Nations list under their North Korea programmes,
// as statements: entity, schema, property, value, the days between which the
// statement holds, and the list it was taken from. Entities keep the publisher's
// own numbers as ids (ofac-<ent_num>, un-<DATAID>). The first lines of the file
// say which publication of each list it was made from. It lets a fresh install
// without network answer; it does not replace the present lists. A party that was
// taken off a list after the file was made is still in it; its statements say from
// which publication they come.
//
// The file is made by cmd/dprk-listings from the published lists
// (go generate ./law/...). Only public-domain lists and the UN list, which may
// be used with attribution, go in.
//
// # Cases
//
// A [PublicCase] is a case that publications tell of, in a file of its own under
// law/dprk/cases: parties, ties, events, each with its source and a mark, and the
// questions that test it. [OpenCasebook] makes statements of parties that no list
// names and of ties to listed ones; [Programme.StatedIn] says where each is from.
package law

//go:generate go run cordon/cmd/dprk-listings -out dprk/listings.tsv
