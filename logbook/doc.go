// Package logbook answers: what was heard at sea, and what was concluded of it?
//
// It keeps positions and what ships said of themselves as they were heard, by day
// and cell of twenty degrees, in Parquet files that any reader of Parquet reads:
//
//	positions/2021-03-20/N30E120.parquet
//	static/2021-03-20.parquet
//
// What a partition holds is a set: hearing the same again changes nothing, and
// the files of two logbooks that heard the same are the same, in whatever order
// and cut they heard it. A file is replaced as a whole or not at all, and what
// [Intake.Commit] acknowledged is on the disk.
//
// Of reports that say the same of a ship, the first and the last of each hour
// are kept: who it was, from when to when, and about how often it said so.
//
// Live feeds go through a write-ahead log ([Logbook.Live]): what is acknowledged
// is there after a crash, and is in the archive once.
//
// Limits: one process writes at a time, others wait; times are kept to the
// millisecond, from 1970 to 2106; what carries neither a position nor what a ship
// is (weather, text, acknowledgements) is counted, not kept: the original has it.
//
// The format is Apache Parquet 2; integers are DELTA_BINARY_PACKED (Lemire and
// Boytsov, Decoding billions of integers per second, 2015), pages zstd.
package logbook
