package lists

// ShareText is a share as its readers write it.
func ShareText(text string) (string, error) {
	s, err := parseShare(text)
	return s.String(), err
}
