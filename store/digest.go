package store

import (
	"encoding/binary"
	"hash"

	"cordon/ftm"

	"golang.org/x/crypto/blake2b"
)

// stateDigest is the digest of what a source says of an entity: BLAKE2b, 16
// bytes, over length-prefixed fields in the order of the statements. It is made
// of names, not of numbers a store gave, so that two stores get the same.
func stateDigest(source, id string, list []ftm.Statement) (out [16]byte) {
	b := make([]byte, 0, 1024)
	b = appendText(b, source)
	b = appendText(b, id)
	for i := range list {
		b = appendStatement(b, &list[i])
	}
	h := newHash()
	h.Write(b)
	h.Sum(out[:0])
	return out
}

// batchDigest is the digest of what a batch changed: its source, then by entity
// the state that ended and the state that began. Entities of the document come
// in order of id, then those that vanished, in order of id.
type batchDigest struct{ h hash.Hash }

func newBatchDigest(source string) batchDigest {
	d := batchDigest{newHash()}
	d.h.Write(appendText(nil, source))
	return d
}

func (d batchDigest) closed(id string) {
	d.h.Write(appendText([]byte{'-'}, id))
}

func (d batchDigest) opened(state []byte) {
	d.h.Write([]byte{'+'})
	d.h.Write(state)
}

func (d batchDigest) sum() (out [16]byte) {
	d.h.Sum(out[:0])
	return out
}

func newHash() hash.Hash {
	h, err := blake2b.New(16, nil)
	if err != nil {
		panic("store: " + err.Error()) // a wrong size or key
	}
	return h
}

func appendText(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}
