package ident

import "strings"

// checkINN: ten digits are a company, twelve a person.
func checkINN(s string, id *ID) fault {
	id.Country, id.Strong = "ru", true
	if len(s) == 10 {
		id.Form = "company"
		return checkDigit(s, weigh(s, 2, 4, 10, 3, 5, 9, 4, 6, 8)%11%10)
	}
	id.Form = "person"
	if f := checkDigit(s[:11], weigh(s, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)%11%10); !f.ok() {
		return f
	}
	return checkDigit(s, weigh(s, 3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)%11%10)
}

// checkOGRN: the number without its last digit, modulo 11 for the 13 digits of
// a company and modulo 13 for the 15 of a sole trader.
func checkOGRN(s string, id *ID) fault {
	id.Country, id.Strong, id.Form = "ru", true, "company"
	mod := 11
	if len(s) == 15 {
		id.Form, mod = "person", 13
	}
	rem := 0
	for i := range len(s) - 1 {
		rem = (rem*10 + int(s[i]-'0')) % mod
	}
	return checkDigit(s, rem%10)
}

// checkOKPO: weights from 1, and from 3 if the remainder of 11 is ten.
func checkOKPO(s string, id *ID) fault {
	id.Country, id.Strong, id.Form = "ru", true, "company"
	if len(s) == 10 {
		id.Form = "person"
	}
	sum := func(from int) (n int) {
		for i := range len(s) - 1 {
			n += int(s[i]-'0') * ((i+from-1)%10 + 1)
		}
		return n % 11
	}
	want := sum(1)
	if want == 10 {
		want = sum(3) % 10
	}
	return checkDigit(s, want)
}

// checkUSCC: 31 characters, weights are powers of 3. The six characters behind
// the first two name the place and are digits.
func checkUSCC(s string, id *ID) fault {
	sum, weight := 0, 1
	for i := range 18 {
		v := strings.IndexByte(digits, s[i])
		if v < 0 {
			return fault{why: "no such character: " + s[i:i+1]}
		}
		if i >= 2 && i < 8 && v > 9 {
			return fault{why: "characters 3 to 8 must be digits"}
		}
		if i < 17 {
			sum += v * weight
			weight = weight * 3 % 31
		}
	}
	if want := (31 - sum%31) % 31; s[17] != digits[want] {
		return fault{"check character is", s[17:], digits[want : want+1]}
	}
	id.Country, id.Strong = "cn", true
	return fault{}
}

// orgCode reports whether the nine characters of the organisation within a USCC
// pass their own check (GB 11714).
func orgCode(s string) bool {
	sum := 0
	for i, w := range [8]int{3, 7, 9, 10, 5, 8, 4, 2} {
		if c := s[i]; isDigit(c) {
			sum += int(c-'0') * w
		} else {
			sum += int(c-'A'+10) * w
		}
	}
	return "0X987654321"[sum%11] == s[8]
}

func checkDUNS(s string, id *ID) fault { return fault{} }

func checkUEI(s string, id *ID) fault {
	if s[0] == '0' || strings.ContainsAny(s, "IO") {
		return fault{why: "must not begin with 0 nor have the letters I and O"}
	}
	return fault{}
}

// checkNPI: Luhn over 80840 and the number.
func checkNPI(s string, id *ID) fault {
	if s[0] != '1' && s[0] != '2' {
		return fault{why: "must begin with 1 or 2"}
	}
	id.Country, id.Strong = "us", true
	sum := 24 // of the prefix
	for i := range 9 {
		d := int(s[i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return checkDigit(s, (10-sum%10)%10)
}
