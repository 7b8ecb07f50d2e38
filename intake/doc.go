// Package intake answers: how does a published document become a batch, and
// when must it not?
//
// The order of steps for one document is always the same: fetch it or open it,
// keep its files byte for byte ([store.Store.PutOriginal]), read the kept copy
// (so that a file that changes while it is read cannot matter), stage what the
// reader emits, compare with what is loaded ([Guard]), and commit in one
// transaction or hold the document back. Kill the process anywhere: the batch
// is there whole, or nothing of it is.
//
// A list that is empty, cut, damaged or strongly shrunken de-lists nobody: it is
// held, its original kept, a finding says so, and what was loaded before stays
// in force until a person forces the load. This happens: one public copy of the
// OFAC list ends with an empty file.
//
// An FtM dataset may come in deltas. The version that is loaded is kept with its
// batch, and a delta is applied only if it follows that version: [Intake.Plan]
// puts documents in this order, and a delta behind one that failed is held.
//
// [Fetcher] gets documents from the publishers' own addresses: only what
// changed (ETag, Last-Modified), resumed where it broke off, with back-off. What
// the publisher's server says beside the file ([Origin]) is kept with the
// original; its date is that of publication where the document states none.
//
// Limits: one document of a dataset at a time; the two times are days for valid
// time and batches for known time, so two documents received on one day are
// told apart by their batch only.
package intake
