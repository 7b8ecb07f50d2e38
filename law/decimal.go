package law

import (
	"math/big"
	"regexp"
)

// Decimal is an exact decimal number as it is written: what is compared with a
// limit of the law is never a float.
type Decimal string

var decimalForm = regexp.MustCompile(`^(0|[1-9]\d{0,17})(\.\d{1,9})?$`)

// ParseDecimal reads digits with at most one point: 15000.01.
func ParseDecimal(s string) (Decimal, bool) { return Decimal(s), decimalForm.MatchString(s) }

// Rat is the number; zero for what is not one.
func (d Decimal) Rat() *big.Rat {
	r, ok := new(big.Rat).SetString(string(d))
	if !ok || !decimalForm.MatchString(string(d)) {
		return new(big.Rat)
	}
	return r
}

// MarshalJSON writes a JSON number.
func (d Decimal) MarshalJSON() ([]byte, error) {
	if d == "" {
		return []byte("null"), nil
	}
	return []byte(d), nil
}

// decimalOf writes a fraction with at most nine places, cut, never rounded up.
func decimalOf(r *big.Rat) Decimal {
	scale := big.NewInt(1_000_000_000)
	n := new(big.Int).Mul(r.Num(), scale)
	n.Quo(n, r.Denom())
	whole, rest := new(big.Int).QuoRem(n, scale, new(big.Int))
	s := whole.String()
	if rest.Sign() != 0 {
		f := rest.String()
		for len(f) < 9 {
			f = "0" + f
		}
		for f[len(f)-1] == '0' {
			f = f[:len(f)-1]
		}
		s += "." + f
	}
	return Decimal(s)
}
