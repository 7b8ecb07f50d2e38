// Package store answers: what was stated, by whom, when was it true, and when
// did we know?
//
// It keeps [ftm.Statement] rows in two times. Valid time is in days and comes
// from the source. Known time is the number of the batch: a row is known from
// the batch that brought it up to the batch that ended it, half open. Nothing is
// overwritten; a correction ends one row and adds one, and a [View] of the past
// gives the same answer for ever.
//
// A [Load] takes the entities of one document, sorts them beside the database
// in bounded memory, and [Load.Commit] compares them with what the source said
// before and writes the difference in one transaction. A batch is there whole
// or not at all. Every document is kept as received under its SHA-256
// ([Store.PutOriginal]), and [Store.Fsck] works everything out again.
//
// What a source says of one entity over some batches is a state with a digest,
// BLAKE2b of 16 bytes over the statements in order. Two documents are compared
// state by state, and only the statements of states that differ are looked at.
//
// The tables are in schema.sql. The database is SQLite; its SQL keeps to what
// PostgreSQL has as well. storetest is the suite that any store has to pass.
//
// Limits: one writer at a time, others wait; an entity of one source is held in
// memory as a whole; order of values within a property is not kept, only the
// caption.
//
// The two times follow Snodgrass, Developing Time-Oriented Database
// Applications in SQL (1999).
package store
