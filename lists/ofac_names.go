package lists

import (
	"hash/fnv"
	"strings"
)

// nameTable finds the number of a listed party by its main name, which is how
// the remarks of OFAC's lists refer to other parties. It holds hashes of names,
// 20 bytes a party, not the names.
type nameTable struct {
	first map[uint64]namesake
	more  map[uint64][]namesake // names that several parties have
}

// namesake is a party that has a name. Its programmes tell namesakes apart:
// one bit each, by hash.
type namesake struct {
	id         uint32
	programmes uint64
}

func newNameTable() *nameTable {
	return &nameTable{first: make(map[uint64]namesake), more: make(map[uint64][]namesake)}
}

func nameHash(name string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(strings.ToUpper(name)))
	return h.Sum64()
}

func programmeBits(programmes []string) uint64 {
	var bits uint64
	for _, p := range programmes {
		bits |= 1 << (nameHash(p) % 64)
	}
	return bits
}

func (t *nameTable) add(name string, id uint32, programmes []string) {
	if name == "" {
		return
	}
	t.addHash(nameHash(name), namesake{id, programmeBits(programmes)})
}

func (t *nameTable) addHash(h uint64, n namesake) {
	first, ok := t.first[h]
	switch {
	case !ok:
		t.first[h] = n
	case first.id != n.id:
		t.more[h] = append(t.more[h], n)
	}
}

// find returns the party that a remark names, or 0. Of several namesakes the
// one counts that shares a programme with the party whose remark it is; where
// that does not decide, shared is true.
func (t *nameTable) find(name string, programmes []string) (id uint32, shared bool) {
	h := nameHash(name)
	first, ok := t.first[h]
	if !ok {
		return 0, false
	}
	if len(t.more[h]) == 0 {
		return first.id, false
	}
	bits := programmeBits(programmes)
	for _, n := range append([]namesake{first}, t.more[h]...) {
		if n.programmes&bits == 0 {
			continue
		}
		if id != 0 {
			return 0, true
		}
		id = n.id
	}
	return id, id == 0
}
