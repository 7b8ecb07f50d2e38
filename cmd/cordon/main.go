// Command cordon says who is on a sanctions list: on which, since when, and why
// it matches.
//
// Results go to standard output, talk to standard error. Exit codes: 0 nothing
// found, 1 error, 2 wrong usage, 3 something found. docs/cli.md repeats every
// verb and flag.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// version is set by the linker.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	go func() {
		<-ctx.Done()
		time.AfterFunc(soonAgain, stop) // a second interrupt ends the process at once
	}()
	os.Exit(run(ctx, os.Args[1:], streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}

// soonAgain is the time in which a second interrupt is the first again: who
// signals a process and its group, as timeout does, sends it twice.
const soonAgain = 500 * time.Millisecond

// run runs one command line and returns the exit code.
func run(ctx context.Context, args []string, s streams) int {
	a := &app{streams: s, args: args}
	cmd := a.root()
	cmd.SetArgs(args)
	cmd.SetIn(s.In)
	cmd.SetOut(s.Out)
	cmd.SetErr(s.Err)
	err := cmd.ExecuteContext(ctx)
	if cerr := a.close(); err == nil {
		err = cerr
	}
	if err == nil {
		return a.code
	}
	if ctx.Err() != nil {
		fmt.Fprintln(s.Err, "cordon: interrupted")
		return exitError
	}
	return printError(s.Err, err)
}
