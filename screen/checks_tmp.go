package screen

func checks(kind, value string) bool { return kind != "" }
