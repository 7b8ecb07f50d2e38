package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"cordon/ftm"
	"cordon/law"

	"github.com/spf13/cobra"
)

// lawFlags are the flags that the questions about the law share.
type lawFlags struct {
	date, known, issuer string
}

func (a *app) lawCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "law",
		Short: "What was the law for this good on that day? By paragraph",
		Long: `Ask the programme's instruments, dated and cited, what they say of goods on a
day, which measures were in force, what came and went between two days, and
which reports are due; and read the published cases that they are tested on.

Every answer says how far its text was read in an official one: verified, partly
verified or unverified. The words of a measure decide, not the tariff code.`,
		Example: `  cordon law goods 2519 --direction from --date 2018-01-21
  cordon law goods magnesite
  cordon law show UNSCR-2397-5
  cordon law diff 2017-08-04 2017-09-12 --issuer UN`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.lawGoodsCmd(), a.lawShowCmd(), a.lawMeasuresCmd(), a.lawDiffCmd(), a.lawClocksCmd(),
		a.lawActCmd(), a.lawAuthorityCmd(), a.lawSpecialCmd(), a.lawReliefCmd(), a.lawCasesCmd())
	return cmd
}

// add puts the flags on a command.
func (l *lawFlags) add(cmd *cobra.Command, dated, issued bool) {
	f := cmd.Flags()
	if dated {
		f.StringVar(&l.date, "date", "", "the `day` that is asked about (default --as-of, else today)")
	}
	if issued {
		f.StringVar(&l.issuer, "issuer", "", "`who` issued it: UN, EU, CN, US")
	}
	f.StringVar(&l.known, "known", "", "as it was known on that `day` (default --known-on, else now)")
}

// lawDay reads a flag that is a whole date; other is the global flag of the
// same meaning.
func lawDay(flag, value, other string) (ftm.Day, error) {
	if value == "" {
		value = other
	}
	if value == "" {
		return 0, nil
	}
	t, err := time.Parse(time.DateOnly, value)
	if err != nil {
		return 0, usageError{fmt.Errorf("%s: %q is no date", flag, value), "write YYYY-MM-DD: " + flag + " 2018-01-21"}
	}
	return ftm.DayOf(t), nil
}

// days reads the two times of a question.
func (l *lawFlags) days(a *app) (date, known ftm.Day, err error) {
	if date, err = lawDay("--date", l.date, a.asOf); err != nil {
		return 0, 0, err
	}
	if date == 0 {
		date = ftm.DayOf(time.Now())
	}
	known, err = lawDay("--known", l.known, a.knownOn)
	return date, known, err
}

// lawError adds to an error of the law what to do about it. Wrong questions are
// wrong usage.
func lawError(err error) error {
	var hs *law.HSError
	var issuer *law.IssuerError
	var unknown *law.UnknownError
	switch {
	case errors.As(err, &hs):
		return usageError{err, hs.Hint}
	case errors.As(err, &issuer):
		return usageError{fmt.Errorf("--issuer: no issuer %q", issuer.Issuer), "known: " + strings.Join(issuer.Known, ", ")}
	case errors.As(err, &unknown):
		hint := "list them with: cordon law measures"
		switch {
		case unknown.What == "activity":
			hint = "list them with: cordon law act"
		case unknown.What == "conduct":
			hint = "list them with: cordon law authority"
		case len(unknown.Known) > 0:
			hint = "did you mean: " + strings.Join(unknown.Known, ", ")
		case unknown.What == "case":
			hint = "list them with: cordon law cases"
		}
		return hintError{fmt.Errorf("no %s %q", unknown.What, unknown.Name), hint}
	}
	return err
}

// found sets the exit code of a question that found something.
func (a *app) found(some bool) {
	if some {
		a.code = exitFound
	}
}

func (a *app) lawGoodsCmd() *cobra.Command {
	var l lawFlags
	var direction string
	var limit int
	cmd := &cobra.Command{
		Use:   "goods [flags] HS|WORDS",
		Short: "What the law says of goods: banned, capped, allowed, and why",
		Long: `Say what the law says of goods on a day: of supply to the target (--direction
to), or of import clearance from it (--direction from). The code is of the
Harmonized System, 2, 4 or 6 digits, or 8 or 10 of a national tariff.

With words in place of a code, codes that the words may mean are listed, best
first and each with its reason. None of them is chosen.

The exit code is 3 unless the goods are allowed.`,
		Example: `  cordon law goods 2519 --direction from --date 2018-01-21
  cordon law goods 2710 --direction to --date 2018-03-01 --known 2017-12-01
  cordon law goods "iron ore"`,
		RunE: func(cmd *cobra.Command, args []string) error {
			what := strings.TrimSpace(strings.Join(args, " "))
			switch {
			case what == "":
				return usageError{errors.New("no goods"), "example: cordon law goods 2519 --direction from --date 2018-01-21"}
			case limit < 1:
				return usageError{fmt.Errorf("--limit %d: at least 1", limit), "example: --limit 10"}
			case strings.ContainsFunc(what, func(r rune) bool { return r < '0' || r > '9' }) && strings.Trim(what, "0123456789.- ") != "":
				return a.lawWords(what, limit)
			case direction != law.From && direction != law.To:
				return usageError{fmt.Errorf("--direction %q: from or to", direction), "from: the goods come from there; to: they go there"}
			}
			p, err := law.Open(a.programme)
			if err != nil {
				return err
			}
			date, known, err := l.days(a)
			if err != nil {
				return err
			}
			answer, err := p.Is(law.Question{HS: what, Direction: direction, Date: date, Known: known, Issuer: l.issuer})
			if err != nil {
				return lawError(err)
			}
			a.found(answer.Status != law.Allowed)
			return a.printGoods(answer)
		},
	}
	l.add(cmd, true, true)
	cmd.Flags().StringVar(&direction, "direction", "", "from or to, seen from the `target`")
	cmd.Flags().IntVar(&limit, "limit", 10, "at most so many `codes` for words")
	_ = cmd.RegisterFlagCompletionFunc("direction", cobra.FixedCompletions([]string{law.From, law.To}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (a *app) lawWords(words string, limit int) error {
	proposals := law.Propose(words, limit)
	a.found(len(proposals.Candidates) > 0)
	var rows [][]string
	for _, c := range proposals.Candidates {
		rows = append(rows, []string{c.HS, fmt.Sprint(c.Score), c.Text, c.Why})
	}
	return a.print(proposals, []string{"hs", "score", "text", "why"}, rows, func() error {
		t := a.lawTable()
		if len(proposals.Candidates) == 0 {
			t.say("", "no code has these words; try others, or look a code up by chapter and ask about it")
			return t.err
		}
		for _, c := range proposals.Candidates {
			t.row(8, c.HS, c.Text)
			t.say("        ", fmt.Sprintf("%d %%; %s", c.Score, c.Why))
		}
		t.line("")
		t.say("", "Found by words alone. Choose the code that the goods have, then ask: cordon law goods "+proposals.Candidates[0].HS+" --direction from --date DAY")
		return t.err
	})
}

func (a *app) lawShowCmd() *cobra.Command {
	var l lawFlags
	cmd := &cobra.Command{
		Use:   "show [flags] ID",
		Short: "A measure or an instrument, with everything that is known of it",
		Example: `  cordon law show UNSCR-2397-5
  cordon law show EU-2017-1509`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError{errors.New("one id is shown at a time"), "example: cordon law show UNSCR-2397-5"}
			}
			p, err := law.Open(a.programme)
			if err != nil {
				return err
			}
			date, known, err := l.days(a)
			if err != nil {
				return err
			}
			s, err := p.Show(args[0], date, known)
			if err != nil {
				return lawError(err)
			}
			a.found(true)
			return a.printShown(s)
		},
	}
	l.add(cmd, true, false)
	return cmd
}

func (a *app) lawMeasuresCmd() *cobra.Command {
	var l lawFlags
	cmd := &cobra.Command{
		Use:     "measures",
		Short:   "The measures in force on a day",
		Example: `  cordon law measures --date 2018-01-01 --issuer UN`,
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			p, err := law.Open(a.programme)
			if err != nil {
				return err
			}
			date, known, err := l.days(a)
			if err != nil {
				return err
			}
			list, err := p.InForce(date, known, l.issuer)
			if err != nil {
				return lawError(err)
			}
			a.found(len(list.Measures) > 0)
			return a.print(list, lineHead, lineRows(list.Measures, nil), func() error {
				t := a.lawTable()
				t.lines(list.Measures, nil)
				if len(list.Measures) > 0 {
					t.line("")
				}
				t.say("", fmt.Sprintf("%s in force on %s%s.", count(len(list.Measures), "measure", "measures"), list.Date, knownWords(list.Known)))
				return t.err
			})
		},
	}
	l.add(cmd, true, true)
	return cmd
}

func (a *app) lawDiffCmd() *cobra.Command {
	var l lawFlags
	cmd := &cobra.Command{
		Use:     "diff [flags] DAY DAY",
		Short:   "What came, went and changed between two days",
		Example: `  cordon law diff 2017-08-04 2017-09-12 --issuer UN`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usageError{errors.New("two days are compared"), "example: cordon law diff 2017-08-04 2017-09-12"}
			}
			p, err := law.Open(a.programme)
			if err != nil {
				return err
			}
			from, err := lawDay("the first day", args[0], "")
			if err != nil {
				return err
			}
			to, err := lawDay("the second day", args[1], "")
			if err != nil {
				return err
			}
			if from == 0 || to == 0 {
				return usageError{errors.New("an empty day"), "write YYYY-MM-DD"}
			}
			_, known, err := l.days(a)
			if err != nil {
				return err
			}
			d, err := p.Compare(from, to, known, l.issuer)
			if err != nil {
				return lawError(err)
			}
			a.found(len(d.In)+len(d.Out)+len(d.Changed) > 0)
			return a.printDiff(d)
		},
	}
	l.add(cmd, false, true)
	return cmd
}

func (a *app) lawClocksCmd() *cobra.Command {
	var l lawFlags
	var which, event string
	cmd := &cobra.Command{
		Use:   "clocks",
		Short: "Which reports are due after a day, and when",
		Long: `List the reporting duties that run on a day, soonest first, with the next day
on which each is due. Duties that an event starts come last; with --event they
are counted from its day.`,
		Example: `  cordon law clocks --date 2018-01-01 --issuer UN
  cordon law clocks --of UNSCR-2397-5 --date 2018-03-01 --event 2018-02-10`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			p, err := law.Open(a.programme)
			if err != nil {
				return err
			}
			date, known, err := l.days(a)
			if err != nil {
				return err
			}
			on, err := lawDay("--event", event, "")
			if err != nil {
				return err
			}
			c, err := p.Calendar(date, known, l.issuer, which, on)
			if err != nil {
				return lawError(err)
			}
			a.found(len(c.Clocks) > 0)
			return a.printClocks(c)
		},
	}
	l.add(cmd, true, true)
	cmd.Flags().StringVar(&which, "of", "", "only those of an instrument, a measure or a clock, by its `id`")
	cmd.Flags().StringVar(&event, "event", "", "the `day` of the event that starts clocks")
	return cmd
}
