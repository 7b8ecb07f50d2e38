package ident

// checkIMO: the first six digits times 7 to 2; the last digit of the sum is
// the seventh.
func checkIMO(s string, id *ID) fault {
	sum := 0
	for i := range 6 {
		sum += int(s[i]-'0') * (7 - i)
	}
	id.Strong = true
	return checkDigit(s, sum%10)
}

// checkIMOCompany: weights 8 6 4 2 9 7 and a remainder of 11.
func checkIMOCompany(s string, id *ID) fault {
	id.Strong = true
	return checkDigit(s, (11-weigh(s, 8, 6, 4, 2, 9, 7)%11)%10)
}

// weigh returns the sum of the first digits of s times their weights.
func weigh(s string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += int(s[i]-'0') * w
	}
	return sum
}

// checkDigit compares the last digit of s with the one it should be.
func checkDigit(s string, want int) fault {
	if last := len(s) - 1; int(s[last]-'0') != want {
		return fault{"check digit is", s[last:], digits[want : want+1]}
	}
	return fault{}
}
