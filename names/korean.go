package names

func (n *Name) koreanKeys(dst []Key) []Key { return dst }
