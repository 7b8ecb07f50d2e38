package names_test

import (
	"strings"
	"testing"

	"cordon/names"
)

var benchNames = []string{
	"KIM, Jong Un", "Gim Jeong-eun", "Vladimir Vladimirovich PUTIN", "PUTIN, Vladimir", "Usama bin Muhammad bin Awad bin Ladin", "Olaf Scholz",
	"HUSSEIN AL-TIKRITI, Saddam", "Sergey Viktorovich LAVROV", "Siarhei Lukashenka", "GUZMAN LOERA, Joaquin", "Jean-Claude Juncker", "Ri Chol Ho",
	"Mohammad Hassan Akhund", "AL-ZAWAHIRI, Ayman", "Aleksandr Grigoryevich Lukashenko", "Maria Fernanda Lopez", "CHOE, Ryong Hae", "Anna Petrova",
}

// Pairs of people's names, most of them different: what a screen compares.
func BenchmarkCompare(b *testing.B) {
	var parsed []names.Name
	for _, s := range benchNames {
		n := names.Parse(s, names.Person)
		n.Syllables() // as an index has them
		parsed = append(parsed, n)
	}
	var c names.Comparer
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		q := &parsed[i/len(parsed)%len(parsed)]
		c.Score(q, &parsed[i%len(parsed)])
	}
}

// Names made to be slow: many words that nearly agree.
func BenchmarkCompareWorst(b *testing.B) {
	q := names.Parse(strings.Repeat("kimjongunaaaaaaaab ", 24), names.Person)
	l := names.Parse(strings.Repeat("kimjongunaaaaaaaac ", 24), names.Person)
	var c names.Comparer
	for b.Loop() {
		c.Score(&q, &l)
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		names.Parse(benchNames[i%len(benchNames)], names.Person)
	}
}

func BenchmarkKoreanWorst(b *testing.B) {
	q := names.Parse("Kim yoyuyoyuyoyuyoyuyo", names.Person)
	for b.Loop() {
		q.Keys(nil)
	}
}
