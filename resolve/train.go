package resolve

import (
	"math"
	"math/rand/v2"
)

// model is what one family's fields say: per level m, how often the same party
// shows it, and u, how often two others do; and λ.
type model struct {
	m, u   [fields][]float64
	lambda float64
	pairs  float64 // all there are
}

// What is held to while the data is thin.
var (
	priorM = [fields][]float64{
		{.62, .15, .12, .06, .05}, {.8, .12, .01, .05, .02}, {.9, .1}, {.3, .35, .35}, {.5, .5}, {.7, .3}, {.99, .01},
	}
	priorU = [fields][]float64{
		{1e-5, 3e-5, 3e-4, 4e-3, .99566}, {1e-4, .02, 1e-4, .04, .9398}, {.2, .8}, {1e-3, .02, .979}, {2e-4, .9998}, {2e-5, .99998}, {.6, .4},
	}
)

// Settings of the training.
const (
	randomPairs = 200_000
	trainSeed   = 20_170_805
	priorPairs  = 500 // that priorU weighs
	priorSame   = 100 // that priorM weighs
	recall      = .7  // guessed, of the rules that call pairs certain
	emRounds    = 30
	mostSame    = 1e-4 // of λ: few records do not make duplicates frequent
	startSame   = .2   // share of the pairs of a block that are the same, at the start
)

// train makes the models of all families from records without any label.
func train(p *Pool) [families]*model {
	var out [families]*model
	p.candidates = p.pairs()
	compared := make([]comparison, len(p.candidates))
	inParallel(len(p.candidates), func() func(int) {
		c := &comparer{p: p}
		return func(i int) { compared[i] = c.compare(p.records[p.candidates[i].a], p.records[p.candidates[i].b]) }
	})
	p.compared = compared
	for f := range families {
		out[f] = trainFamily(p, f)
	}
	return out
}

func trainFamily(p *Pool, f family) *model {
	var members []*record
	for _, r := range p.records {
		if r.family == f {
			members = append(members, r)
		}
	}
	n := float64(len(members))
	md := &model{pairs: max(n*(n-1)/2, 1)}
	md.u = estimateU(p, members)
	var byName, byOther [][fields]int8
	certain := 0
	for i, c := range p.candidates {
		x, y := p.records[c.a], p.records[c.b]
		if familyOf(x, y) != f || common(x.Datasets, y.Datasets) != "" {
			continue // a list seldom names one party twice, and often whole families at one address
		}
		cmp := &p.compared[i]
		// Two blocks in which many pairs are the same, by other fields each.
		if l := cmp.level[fieldName]; l >= 0 && l <= 1 {
			byName = append(byName, cmp.level)
		}
		if cmp.level[fieldDate] == 0 || cmp.level[fieldContact] == 0 || cmp.level[fieldNumber] == 0 {
			byOther = append(byOther, cmp.level)
		}
		if g := guard(x, y); len(g.conflict) == 0 && (len(g.shared) > 0 && cmp.likeness >= commonName || cmp.level[fieldName] == 0 && sharesMore(cmp)) {
			certain++
		}
	}
	md.lambda = min(max(float64(certain)/recall, .5)/md.pairs, mostSame)
	// What brought pairs together cannot be learned from them.
	for k := range md.m {
		md.m[k] = append([]float64(nil), priorM[k]...)
	}
	a := md.learn(byName, func(k int) bool { return k != fieldName })
	b := md.learn(byOther, func(k int) bool { return k == fieldName })
	for k := range md.m {
		if k == fieldName {
			md.m[k] = b[k]
		} else {
			md.m[k] = a[k]
		}
	}
	return md
}

// sharesMore reports whether two records of one name share what few others do.
func sharesMore(c *comparison) bool {
	for _, f := range [...]int{fieldDate, fieldAddress, fieldContact, fieldNumber} {
		if c.level[f] == 0 {
			return true
		}
	}
	return false
}

func familyOf(x, y *record) family {
	if x.family == y.family {
		return x.family
	}
	return organisation // one of the two is a legal entity of which no more is told
}

// estimateU counts levels among random pairs, all of them where there are few.
func estimateU(p *Pool, members []*record) (u [fields][]float64) {
	var count [fields][]float64
	var total [fields]float64
	for k := range count {
		count[k] = make([]float64, len(levels[k]))
	}
	n := len(members)
	var list [][2]int
	if all := n * (n - 1) / 2; all <= randomPairs {
		for i := range n {
			for j := range i {
				list = append(list, [2]int{j, i})
			}
		}
	} else {
		r := rand.New(rand.NewPCG(trainSeed, uint64(n)))
		for range randomPairs {
			i, j := r.IntN(n), r.IntN(n-1)
			if j >= i {
				j++
			}
			list = append(list, [2]int{min(i, j), max(i, j)})
		}
	}
	got := make([][fields]int8, len(list))
	inParallel(len(list), func() func(int) {
		c := &comparer{p: p}
		return func(i int) { got[i] = c.compare(members[list[i][0]], members[list[i][1]]).level }
	})
	for _, l := range got {
		for k, v := range l {
			if v >= 0 {
				count[k][v]++
				total[k]++
			}
		}
	}
	for k := range u {
		u[k] = make([]float64, len(levels[k]))
		for l := range u[k] {
			u[k][l] = (priorPairs*priorU[k][l] + count[k][l]) / (priorPairs + total[k])
		}
	}
	return u
}

// learn estimates m of the fields that are to be learned, by
// expectation-maximisation among the pairs of one block. u stays as it is.
func (md *model) learn(pairs [][fields]int8, learned func(field int) bool) [fields][]float64 {
	m := md.m
	for k := range m {
		m[k] = append([]float64(nil), priorM[k]...)
	}
	// Pairs with the same levels count together.
	groups := make(map[[fields]int8]float64)
	var order [][fields]int8
	for _, l := range pairs {
		if groups[l] == 0 {
			order = append(order, l)
		}
		groups[l]++
	}
	same := startSame
	for range emRounds {
		var sum [fields][]float64
		var told [fields]float64
		for k := range sum {
			sum[k] = make([]float64, len(levels[k]))
		}
		expected := 0.0
		for _, l := range order {
			odds := same / (1 - same)
			for k, v := range l {
				if v >= 0 && learned(k) {
					odds *= m[k][v] / md.u[k][v]
				}
			}
			w := groups[l] * odds / (1 + odds)
			if math.IsInf(odds, 1) {
				w = groups[l]
			}
			expected += w
			for k, v := range l {
				if v >= 0 && learned(k) {
					sum[k][v] += w
					told[k] += w
				}
			}
		}
		for k := range m {
			if !learned(k) {
				continue
			}
			for v := range m[k] {
				m[k][v] = (priorSame*priorM[k][v] + sum[k][v]) / (priorSame + told[k])
			}
		}
		same = min(max((expected+1)/(float64(len(pairs))+5), 1e-6), .99)
	}
	return m
}
