// Package ais answers: what did the radio say? It reads sentences of NMEA 0183
// that carry AIS (AIVDM and AIVDO, tag blocks, messages of several parts, the
// timing sentences of shore stations) and tables of positions, and writes
// sentences. It follows ITU-R M.1371 and IEC 61162-1.
//
// The package knows nothing of ships: a message is what was said, by whom it was
// said to be said, and when it was heard.
package ais
