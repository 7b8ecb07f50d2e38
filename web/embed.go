// Package web holds the workbench: the single-page app whose source lies beside
// this file. `make ui` builds it into dist, from where it is embedded. Without
// that the program builds all the same, and its page says how to build it.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files are the built files of the workbench, app.html among them. If that is
// missing, index.html stands in for it.
func Files() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // dist is a valid path
	}
	return sub
}
