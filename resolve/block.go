package resolve

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"cordon/names"
)

// Bounds of the search for pairs.
const (
	bucketCap = 60  // records that share a key; more make it no key
	maxOthers = 75  // candidates of one record
	leastPart = .1  // of what the best candidate shares
	wholeCap  = 500 // the same as bucketCap for strong identifiers
)

// block is how much a key says, by how it was made.
type block float64

const (
	byWhole   block = 15
	bySound   block = 12 // of a whole Korean or Chinese name
	byTwo     block = 8  // two words of a name
	byWord    block = 5
	byNumber  block = 10
	byStrong  block = 20
	byDate    block = 2
	byAddress block = 3
)

// keys hands over the keys of a record, some more than once.
func (r *record) keys(yield func(key uint64, b block)) {
	var ks []names.Key
	for i := range r.names {
		n := &r.names[i]
		ks = n.Keys(ks[:0])
		ks = n.SoundKeys(true, ks)
		ks = n.SoundKeys(false, ks)
		for _, k := range ks {
			if k.Kind == names.KeyKorean || k.Kind == names.KeyChinese {
				yield(hash(keyText(k)), bySound)
			} else {
				yield(hash(keyText(k)), byWord)
			}
		}
		var words, stems []string
		for j := range n.Parts {
			p := &n.Parts[j]
			if !distinctive(p) {
				continue
			}
			yield(hash("w:"+p.Text), byWord)
			words = append(words, p.Text)
			stem := p.Text
			for _, k := range n.KeysOf(j, ks[:0]) {
				if stem = k.Text; k.Kind == names.KeyVariant {
					break
				}
			}
			stems = append(stems, stem)
		}
		slices.Sort(words)
		yield(hash("n:"+strings.Join(words, " ")), byWhole)
		yield(hash("n:"+strings.Join(words, "")), byWhole)
		slices.Sort(stems)
		stems = slices.Compact(stems)
		for x := range min(len(stems), 5) {
			for y := range x {
				yield(hash("2:"+stems[y]+" "+stems[x]), byTwo)
			}
		}
	}
	for _, n := range r.strong {
		yield(hash("s:"+n.key()), byStrong)
	}
	for _, n := range r.weak {
		yield(hash("i:"+n.value), byNumber)
		if len(n.value) == 18 { // organisation code within a USCC
			yield(hash("i:"+n.value[8:17]), byNumber)
		}
	}
	for _, c := range r.contacts {
		yield(hash("c:"+c), byNumber)
	}
	for _, d := range r.dates {
		if d.to-d.from == 1 {
			yield(hash("d:"+d.from.String()), byDate)
		}
	}
	for _, a := range r.addresses {
		yield(hash("a:"+strings.Join(a.words, " ")), byAddress)
	}
}

// pair is two records by their places, a before b.
type pair struct{ a, b int32 }

// posting is a record under a key.
type posting struct {
	key    uint64
	record int32
	by     block
}

// pairs finds the pairs that are worth comparing, in order.
func (p *Pool) pairs() []pair {
	var all []posting
	for i, r := range p.records {
		r.keys(func(key uint64, b block) { all = append(all, posting{key, int32(i), b}) })
	}
	slices.SortFunc(all, func(x, y posting) int {
		return cmp.Or(cmp.Compare(x.key, y.key), cmp.Compare(x.record, y.record), -cmp.Compare(x.by, y.by))
	})
	all = slices.CompactFunc(all, func(x, y posting) bool { return x.key == y.key && x.record == y.record })
	buckets := make([][]int32, len(p.records)) // of a record: where its buckets begin
	end := make([]int32, len(all))
	for i := 0; i < len(all); {
		j := i
		for j < len(all) && all[j].key == all[i].key {
			j++
		}
		most := bucketCap
		if all[i].by == byStrong {
			most = wholeCap
		}
		if n := j - i; n > 1 && n <= most {
			end[i] = int32(j)
			for _, x := range all[i:j] {
				buckets[x.record] = append(buckets[x.record], int32(i))
			}
		}
		i = j
	}
	found := make([][]pair, len(p.records))
	inParallel(len(p.records), func() func(int) {
		sum := make(map[int32]float64)
		return func(i int) {
			clear(sum)
			r := p.records[i]
			slices.Sort(buckets[i]) // sums of floats keep one order
			for _, at := range buckets[i] {
				bucket := all[at:end[at]]
				share := float64(bucket[0].by) / math.Log2(1+float64(len(bucket)))
				for _, x := range bucket {
					o := p.records[x.record]
					if x.record == int32(i) || !mayBeOne(r, o) {
						continue
					}
					sum[x.record] += share
				}
			}
			list := make([]int32, 0, len(sum))
			best := 0.0
			for o, score := range sum {
				list = append(list, o)
				best = max(best, score)
			}
			slices.SortFunc(list, func(x, y int32) int { return cmp.Or(-cmp.Compare(sum[x], sum[y]), cmp.Compare(x, y)) })
			for _, o := range list[:min(len(list), maxOthers)] {
				if sum[o] < leastPart*best {
					break
				}
				found[i] = append(found[i], pair{min(int32(i), o), max(int32(i), o)})
			}
		}
	})
	out := slices.Concat(found...)
	slices.SortFunc(out, func(x, y pair) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	return slices.Compact(out)
}

// inParallel calls the functions that worker makes, one for each processor, for
// each number below n once.
func inParallel(n int, worker func() func(int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), max(n, 1)) {
		wg.Go(func() {
			do := worker()
			for {
				const step = 64
				from := int(next.Add(step)) - step
				if from >= n {
					return
				}
				for i := from; i < min(from+step, n); i++ {
					do(i)
				}
			}
		})
	}
	wg.Wait()
}
