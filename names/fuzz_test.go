package names_test

import (
	"testing"
	"unicode/utf8"

	"cordon/names"
)

func FuzzParse(f *testing.F) {
	for _, s := range []string{"KIM, Jong Un", "OOO Vector", "M/V Wise Honest 2", "", ",", "a.b.c", "김정은", "\xff\xfe", "𝕂𝕚𝕞", "a\u0301", "ﷺ", "VI", "twenty one"} {
		f.Add(s, uint8(1))
	}
	f.Fuzz(func(t *testing.T, s string, k uint8) {
		kind := names.Kind(k % 5)
		n := names.Parse(s, kind)
		if len(n.Parts) > names.MaxParts {
			t.Fatalf("%d parts", len(n.Parts))
		}
		for _, p := range n.Parts {
			if p.Text == "" || !utf8.ValidString(p.Text) {
				t.Fatalf("part %q of %q", p.Text, s)
			}
		}
		n.Keys(nil)
		if again := names.Parse(n.Text(), kind); len(n.Parts) > 0 && n.Core() > 0 && len(again.Parts) == 0 {
			t.Fatalf("%q was cut to %q, which is no name", s, n.Text())
		}
		for _, part := range names.Split(s) {
			if len(part) > len(s) {
				t.Fatalf("Split made %q of %q", part, s)
			}
		}
	})
}

func FuzzCompare(f *testing.F) {
	f.Add("KIM, Jong Un", "Gim Jeong-eun", uint8(1))
	f.Add("OOO Vector", "Vector LLC", uint8(2))
	f.Add("Snow Storm 1", "Snow Storm 2", uint8(3))
	f.Add("", "\xff", uint8(0))
	f.Add("A B C D E F G H I J K L M N O P Q R S T U V W X Y Z", "AB CD EF GH IJ KL MN OP QR ST UV WX YZ", uint8(0))
	f.Fuzz(func(t *testing.T, a, b string, k uint8) {
		kind := names.Kind(k % 5)
		q, l := names.Parse(a, kind), names.Parse(b, kind)
		got := names.Compare(&q, &l)
		if !(got.Score >= 0 && got.Score <= 1) {
			t.Fatalf("%q / %q: score %v", a, b, got.Score)
		}
		for _, p := range got.Pairs {
			if !(p.Score >= 0 && p.Score <= 1) || p.Weight < 0 || p.Why == "" {
				t.Fatalf("%q / %q: pair %+v", a, b, p)
			}
		}
		back := names.Compare(&l, &q)
		if (got.Score == 1) != (back.Score == 1) {
			t.Fatalf("%q / %q: %v one way, %v the other", a, b, got.Score, back.Score)
		}
		if len(q.Parts) > 0 {
			if self := names.Compare(&q, &q); self.Score != 1 {
				t.Fatalf("%q against itself: %v %+v", a, self.Score, self.Pairs)
			}
		}
	})
}

// A comparer that has compared other names gives the same answer as a new one.
func TestComparerIsReusable(t *testing.T) {
	var c names.Comparer
	all := []string{"KIM, Jong Un", "Gim Jeong-eun", "Olaf Scholz", "Octavian Scholze", "", "Usama bin Ladin", "Ramimakhlouf", "Rami Makhlouf", "a b c d e f g h i j k l m n o p q r s t u v w x y z"}
	for range 2 {
		for _, a := range all {
			q := names.Parse(a, names.Person)
			for _, b := range all {
				l := names.Parse(b, names.Person)
				if got, want := c.Score(&q, &l), names.Compare(&q, &l).Score; got != want {
					t.Errorf("%q / %q: %v from a used comparer, %v from a new one", a, b, got, want)
				}
			}
		}
	}
}
