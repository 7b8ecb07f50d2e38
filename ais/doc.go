// Package ais answers: what did the radio say? It reads sentences of NMEA 0183
// that carry AIS (AIVDM and AIVDO, tag blocks, messages of several parts, the
// timing sentences of shore stations) and tables of positions, and writes
// sentences. It follows ITU-R M.1371 and IEC 61162-1.
//
// The package knows nothing of ships: a message is what was said, by whom it was
// said to be said, and when it was heard.
//
// # How
//
// A line is read by itself first (scan: tag block, fields, checksum, fields behind the
// checksum, payload), then gets what it has from the lines before it (Decoder.settle:
// the time of a $PGHP sentence, the other parts of its message, the number of its
// station). The first can be done on several cores, the second keeps the order, so
// that messages, counts and refusals are the same for any number of Workers and
// however the stream comes in.
//
// Of a message the fields of Message are read, of types 1-5, 9, 11, 17-19, 21, 24 and
// 27; the others are handed out with type, MMSI and payload. What a field calls not
// available, and what is outside its range, is given as not available: NoLat, NoSOG
// and the like, never 0; Stats.Range counts the second. Types 17 and 27 are scaled to
// 1/600,000 degree, the whole knots of types 9 and 27 to tenths.
//
// Nothing is dropped silently. Options.Refuse is told of each line, part, message or
// row that was not read, with its line and the reason, and Stats adds up.
//
// # When and where it was heard
//
// The time of a message is that of its tag block (c), else what the station put behind
// the checksum, else what a log wrote before the sentence, else the $PGHP sentence
// before it; else NoTime. Behind the checksum the first number that can be a time
// counts: later ones are of those who passed the sentence on. A time that cannot be, of
// no such day or outside 1986 to 2099, is refused, not its message, which is Mistimed:
// the next who says when counts. Of a table its row is refused. The source of a message
// is the tag block's s, else the station behind the checksum (r and b fields), else
// that of $PGHP, which is country-region where no station is named.
//
// Parts belong together by source, talker, number, channel and total, or by the group
// of their tag blocks (g); in order, within 2 s of each other, or 100 lines where the
// time is not known.
//
// # Limits
//
// Lines above 2,048 bytes are refused, and at most 512 messages wait for parts.
// Sentences without a checksum are refused. Text is as sent, cut at the first @ and
// without the spaces at its end. The binary messages (6, 8, 25, 26) are not read
// further, nor is the slot and reception state of the others.
//
// Tables have no standard. Their rate of turn is taken as degrees a minute, their
// day stands before the month, and their speed is in knots.
package ais
