// Package world makes up a world around a programme, and knows the truth of it:
// companies, people, ships, addresses and telephones in the files that registers
// really publish, with ties to the programme's listed parties planted in them,
// and with the innocent who only look like that. It answers: does the program
// find what is there, and leave alone what is not?
//
// [New] plants a world from a seed; the same seed gives the same bytes.
// [World.Write] writes it: FollowTheMoney JSON lines, BODS 0.4, a plain table of
// holdings, a file of customers, a manifest of goods, and truth.json ([Truth]),
// which names every planted tie with its path and what each regime of ownership
// makes of it on which day, and every innocent look-alike. [Stakes] is the large
// graph of made-up stakes around them, which is streamed: a world of 10 million
// stakes takes no more memory than one number per company.
//
// # At sea
//
// The traffic around (traffic.go and its neighbours) is what made-up receivers
// heard of made-up ships, in ais.nmea and ais.csv. Ships really move: each has a
// plan, two that lie alongside each other do so metre by metre, and what is heard
// follows from where they are, who can hear there, and whether they send. What was
// planted, and how much of it was heard, is in [SeaTruth]. [MatchSea] compares
// events with it, [PlantInto] plants into tracks of real ships.
//
// # How the truth is known
//
// Who is planted where is known because it was planted. What a regime makes of it
// is worked out from the programme's records by the simplest way there is
// (judge.go): add up, and repeat until nothing changes. It shares nothing with
// package graph but the type of a share. No threshold and no day of law stands in
// here: patterns are laid around the threshold and the days that the programme's
// regimes state.
//
// # Nobody is real
//
// Names are put together from tables of syllables of this package, ids carry the
// mark "syn", telephones have a country code that nobody was given, e-mails end
// in .example, and every party says that it is made up. Only what the ties end
// in is real: parties of the programme's built-in listings. To be named beside
// one of those here means nothing.
//
// # Limits
//
// The patterns are those of published cases, simplified; how often they occur is
// not that of any real register. The stakes around them are a power law with
// hubs, rings and bands. What is right here need not be right elsewhere.
package world
