package graph

// CompareStakes is the one order of stakes.
func CompareStakes(a, b Stake) int { return compareStakes(&a, &b) }
