package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
)

// cliDoc is docs/cli.md as the command itself tells it.
func cliDoc() []byte {
	a := &app{streams: streams{Out: io.Discard, Err: io.Discard}}
	root := a.root()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	var b bytes.Buffer
	b.WriteString(cliHead)
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if c.Name() == "help" || c.Parent() != nil && c.Parent().Name() == "completion" {
			return
		}
		c.InitDefaultHelpFlag()
		var h bytes.Buffer
		c.SetOut(&h)
		_ = c.Help()
		fmt.Fprintf(&b, "\n## %s\n\n```text\n%s\n```\n", c.CommandPath(), strings.TrimRight(h.String(), "\n"))
		for _, s := range c.Commands() {
			walk(s)
		}
	}
	walk(root)
	return b.Bytes()
}

const cliHead = `# The command

Results go to standard output, talk to standard error; ` + "`-`" + ` reads standard input. Exit codes: 0 nothing found,
1 error (also: a search that could not be finished), 2 wrong usage, 3 something found. Found is what reaches the
threshold: weaker hits are shown, but with nothing else the exit code is 0.

Keys that are promised in JSON, and grow only by addition:

| verb | keys |
|---|---|
| screen | one object per query: ` + "`{id,query,results:[{id,caption,schema,score,match,datasets,properties,explanations}],searched:{datasets,as_of,known_on}}`" + ` |
| update, import | ` + "`{batches:[{source,published,added,changed,removed,refused,problems:[{file,line,why}]}]}`" + ` |
| graph cascade | ` + "`[{entity,status:\"blocked\"|\"possible\"|\"no\",low,high,circular,proof:[…]}]`" + ` |
| graph path | ` + "`{paths:[…]}`" + ` |
| law goods | ` + "`{hs,direction,date,status,measures:[{id,cite,text,from,to,verified}],exceptions,needs}`" + `; with words: ` + "`{words,candidates:[{hs,text,score,why}]}`" + ` |
| law show | ` + "`{id,cite,text,from,to,verified,instrument,measure,cap,measures}`" + ` |
| law measures | ` + "`{date,measures:[{id,cite,text,from,to,verified}]}`" + ` |
| law diff | ` + "`{from,to,in,out,changed}`" + ` |
| law clocks | ` + "`{date,clocks:[{id,who,what,due,verified}]}`" + ` |
| law cases | ` + "`{cases:[{id,title,from,to,parties,ties,facts,verified,unverified}]}`" + `; with an id: ` + "`{id,title,summary,from,to,note,measures,sources,parties,ties,events,asks,rules}`" + ` |
| law act | ` + "`{activity,date,status,measures,exceptions,needs}`" + ` |
| law authority, special, relief | ` + "`{date,heads}`, `{date,actions}`, `{id,date,steps}`" + ` |
| world | ` + "`{dir,seed,size,day,files:[{name,format,rows,counts}],planted,innocent,customers}`" + ` |
| demo | ` + "`{url,seed,planted,found,innocent,blocked,shown:[{name,subject,exposure,path,obligation,link}]}`" + ` |
| bench | one object per figure: ` + "`{name,n,unit,value,machine}`" + ` |

This page is what the command prints; a test holds the two together.
`

func TestCLIDoc(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "cli.md")
	got := cliDoc()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("docs/cli.md is not what the command prints; renew it with: go test ./cmd/cordon -run TestCLIDoc -update\n%s", diff)
	}
}

// Every flag and verb says what it does, and no line of help is wider than a
// terminal of 80 columns.
func TestHelpIsWhole(t *testing.T) {
	a := &app{streams: streams{Out: io.Discard, Err: io.Discard}}
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if c.Short == "" {
			t.Errorf("%s has no short help", c.CommandPath())
		}
		var h bytes.Buffer
		c.SetOut(&h)
		_ = c.Help()
		for line := range strings.Lines(h.String()) {
			if width(strings.TrimRight(line, "\n")) > 80 {
				t.Errorf("%s: line of help is too wide: %q", c.CommandPath(), line)
			}
		}
		for _, s := range c.Commands() {
			walk(s)
		}
	}
	walk(a.root())
}
