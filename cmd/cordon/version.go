package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
)

// versionReport is the result of version.
type versionReport struct {
	Version  string `json:"version"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func (a *app) versionCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say which version this is",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			v := versionReport{version, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
			return a.print(v, []string{"version", "go", "platform"}, [][]string{{v.Version, v.Go, v.Platform}}, func() error {
				_, err := fmt.Fprintf(a.Out, "cordon %s, %s, %s\n", v.Version, v.Go, v.Platform)
				return err
			})
		},
	}
}
