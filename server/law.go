package server

import (
	"errors"
	"net/http"
	"strings"

	"cordon/ftm"
	"cordon/law"
)

// lawProgramme is the programme that is asked when Options name none.
const lawProgramme = "dprk"

// lawTimes are the two times of a question about the law.
type lawTimes struct {
	Date  *string `json:"date,omitempty" format:"date" doc:"The day that is asked about. Today if not given."`
	Known *string `json:"known,omitempty" format:"date" doc:"As it was known on that day. Now if not given."`
}

// goodsQuery is what GET /api/v1/law/goods takes.
type goodsQuery struct {
	lawTimes
	HS        string  `json:"hs,omitempty" doc:"A code of the Harmonized System: 2, 4 or 6 digits, or 8 or 10 of a national tariff."`
	Direction *string `json:"direction,omitempty" enum:"from,to" doc:"Seen from the programme's target: from (import clearance elsewhere) or to (supply to it)."`
	Issuer    *string `json:"issuer,omitempty" doc:"Who issued the measures: UN, EU, CN, US. The programme's first if not given; stricter ones are named beside the answer."`
}

// codesQuery is what GET /api/v1/law/codes takes.
type codesQuery struct {
	Words *string `json:"words,omitempty" doc:"The goods in words."`
	Limit *int    `json:"limit,omitempty" range:"1,100" doc:"How many codes to show. 10 if not given."`
}

// measuresQuery is what GET /api/v1/law/measures takes.
type measuresQuery struct {
	lawTimes
	Issuer *string `json:"issuer,omitempty" doc:"Only of this issuer: UN, EU, CN, US."`
}

// diffQuery is what GET /api/v1/law/diff takes.
type diffQuery struct {
	From   *string `json:"from,omitempty" format:"date" doc:"The first day."`
	To     *string `json:"to,omitempty" format:"date" doc:"The second day."`
	Known  *string `json:"known,omitempty" format:"date" doc:"As it was known on that day. Now if not given."`
	Issuer *string `json:"issuer,omitempty" doc:"Only of this issuer: UN, EU, CN, US."`
}

// clocksQuery is what GET /api/v1/law/clocks takes.
type clocksQuery struct {
	lawTimes
	Issuer *string `json:"issuer,omitempty" doc:"Only of this issuer: UN, EU, CN, US."`
	Of     *string `json:"of,omitempty" doc:"Only those of an instrument, a measure or a clock, by its id."`
	Event  *string `json:"event,omitempty" format:"date" doc:"The day of the event that starts clocks."`
}

// actQuery is what GET /api/v1/law/acts/{activity} takes.
type actQuery struct {
	lawTimes
	Issuer *string  `json:"issuer,omitempty" doc:"Who issued the measures. The activity's own issuer if not given."`
	Fact   textList `json:"fact,omitempty" doc:"Facts that decide, each NAME=VALUE; may be repeated. The answer names those that it needs."`
}

// authorityQuery is what GET /api/v1/law/authority takes.
type authorityQuery struct {
	lawTimes
	Conduct []string `json:"conduct,omitempty" doc:"Kinds of conduct of the programme."`
}

// specialQuery is what GET /api/v1/law/special takes.
type specialQuery struct {
	Date *string `json:"date,omitempty" format:"date" doc:"The day that is asked about. Today if not given."`
	Kind *string `json:"kind,omitempty" enum:"jurisdiction,institution,class,account" doc:"Only of this kind of target."`
	All  *string `json:"all,omitempty" enum:"true,false" doc:"Also those that are not about the programme's target: precedents."`
}

// reliefQuery is what GET /api/v1/law/relief/{measure} takes.
type reliefQuery struct {
	Date *string `json:"date,omitempty" format:"date" doc:"The day that is asked about. Today if not given."`
}

// noQuery is what a path takes that has no parameters.
type noQuery struct{}

// lawRoutes are the questions about the law, with the keys of the command.
func lawRoutes() []route {
	refuses := []string{codeInvalid, codeNotFound}
	return []route{
		{
			method: http.MethodGet, path: "/api/v1/law/goods", id: "lawGoods",
			summary: "What the law says of goods on a day",
			describe: "All measures that match, strongest first, with the facts that would decide. The words of a measure decide, not the code; " +
				"verified says how far measure and code were read in an official text.",
			query: goodsQuery{}, answers: []media{{mediaJSON, []any{law.GoodsAnswer{}}}}, refuses: refuses, handle: (*Server).lawGoods,
		},
		{
			method: http.MethodGet, path: "/api/v1/law/codes", id: "lawCodes",
			summary: "Which codes of the Harmonized System words may mean",
			query:   codesQuery{}, answers: []media{{mediaJSON, []any{law.Proposals{}}}}, refuses: refuses, handle: (*Server).lawCodes,
		},
		{
			method: http.MethodGet, path: "/api/v1/law/measures", id: "lawMeasures",
			summary: "The measures in force on a day",
			query:   measuresQuery{}, answers: []media{{mediaJSON, []any{law.InForce{}}}}, refuses: refuses, handle: (*Server).lawMeasures,
		},
		{
			method: http.MethodGet, path: "/api/v1/law/show/{measure}", id: "lawShow",
			summary: "A measure or an instrument, with everything that is known of it",
			query:   lawTimes{}, answers: []media{{mediaJSON, []any{law.Shown{}}}}, refuses: refuses, handle: (*Server).lawShow,
		},
		{
			method: http.MethodGet, path: "/api/v1/law/diff", id: "lawDiff",
			summary: "What came, went and changed between two days",
			query:   diffQuery{}, answers: []media{{mediaJSON, []any{law.Comparison{}}}}, refuses: refuses, handle: (*Server).lawDiff,
		},
		{
			method: http.MethodGet, path: "/api/v1/law/clocks", id: "lawClocks",
			summary: "Which reports are due after a day, and when",
			query:   clocksQuery{}, answers: []media{{mediaJSON, []any{law.Calendar{}}}}, refuses: refuses, handle: (*Server).lawClocks,
		},
		{
			method: http.MethodGet, path: "/api/v1/law/acts", id: "lawActivities",
			summary: "Which activities and kinds of conduct can be asked about",
			answers: []media{{mediaJSON, []any{law.About{}}}}, handle: (*Server).lawAbout,
		},
		{
			method: http.MethodGet, path: "/api/v1/law/acts/{activity}", id: "lawAct",
			summary: "What the law says of an act without goods on a day",
			query:   actQuery{}, answers: []media{{mediaJSON, []any{law.ActAnswer{}}}}, refuses: refuses, handle: (*Server).lawAct,
		},
		{
			method: http.MethodGet, path: "/api/v1/law/authority", id: "lawAuthority",
			summary:  "Which powers to designate fit a conduct",
			describe: "A designation needs a finding by an authority: this proposes, it does not conclude.",
			query:    authorityQuery{}, answers: []media{{mediaJSON, []any{law.Heads{}}}}, refuses: refuses, handle: (*Server).lawAuthority,
		},
		{
			method: http.MethodGet, path: "/api/v1/law/special", id: "lawSpecial",
			summary: "Actions under section 311, each with its state on a day",
			query:   specialQuery{}, answers: []media{{mediaJSON, []any{law.Actions{}}}}, refuses: refuses, handle: (*Server).lawSpecial,
		},
		{
			method: http.MethodGet, path: "/api/v1/law/relief/{measure}", id: "lawRelief",
			summary: "What must hold before a measure may be suspended or ended",
			query:   reliefQuery{}, answers: []media{{mediaJSON, []any{law.Ladder{}}}}, refuses: refuses, handle: (*Server).lawRelief,
		},
		{
			method: http.MethodGet, path: "/api/v1/law/cases", id: "lawCases",
			summary: "The published cases that the programme holds",
			query:   noQuery{}, answers: []media{{mediaJSON, []any{law.CaseList{}}}}, refuses: []string{codeInvalid}, handle: (*Server).lawCases,
		},
		{
			method: http.MethodGet, path: "/api/v1/law/cases/{case}", id: "lawCase",
			summary: "A published case: its parties, ties and events, each with its source",
			describe: "verified says how far a fact was read in the publication that states it. A case says what publications state; " +
				"to be named does not imply a violation.",
			query: noQuery{}, answers: []media{{mediaJSON, []any{law.CaseShown{}}}}, refuses: refuses, handle: (*Server).lawCase,
		},
	}
}

// law is the programme that is asked.
func (s *Server) law() (*law.Programme, error) {
	name := s.o.Programme
	if name == "" {
		name = lawProgramme
	}
	return law.Open(name)
}

// days reads the two times; the day that is asked about is today by default.
func (t lawTimes) days(s *Server) (date, known ftm.Day, f *fault) {
	if date, f = lawDay("date", t.Date); f != nil {
		return 0, 0, f
	}
	if date == 0 {
		date = ftm.DayOf(s.now())
	}
	known, f = lawDay("known", t.Known)
	return date, known, f
}

// lawDay reads a whole date; open when it is not given.
func lawDay(name string, s *string) (ftm.Day, *fault) {
	t, f := parseDay(name, s)
	if f != nil || t.IsZero() {
		return 0, f
	}
	return ftm.DayOf(t), nil
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return strings.TrimSpace(*s)
}

// lawFault says what is wrong with a question about the law.
func lawFault(err error) error {
	var hs *law.HSError
	var issuer *law.IssuerError
	var nobody *law.UnknownError
	switch {
	case errors.As(err, &hs):
		return invalid("hs: %s: %s", shown(hs.Code), hs.Why).hinted("%s", hs.Hint)
	case errors.As(err, &issuer):
		return unknown("issuer", issuer.Issuer, issuer.Known)
	case errors.As(err, &nobody):
		f := &fault{code: codeNotFound, detail: "no " + nobody.What + " " + shown(nobody.Name), hint: "list them with /api/v1/law/measures"}
		switch {
		case nobody.What == "activity" || nobody.What == "conduct":
			f.hint = "list them with /api/v1/law/acts"
		case len(nobody.Known) > 0:
			f.hint = "did you mean: " + strings.Join(nobody.Known, ", ")
		case nobody.What == "case":
			f.hint = "list them with /api/v1/law/cases"
		}
		return f
	}
	return err
}

func (s *Server) lawGoods(w http.ResponseWriter, r *http.Request) error {
	var q goodsQuery
	if f := parseQuery(r, &q); f != nil {
		return f
	}
	date, known, f := q.days(s)
	switch {
	case f != nil:
		return f
	case strings.TrimSpace(q.HS) == "":
		return invalid("no goods").hinted("name a code: ?hs=2519&direction=from&date=2018-01-21; /api/v1/law/codes?words=… finds codes")
	case q.Direction == nil:
		return invalid("no direction").hinted("direction=from: the goods come from there; direction=to: they go there")
	}
	p, err := s.law()
	if err != nil {
		return err
	}
	a, err := p.Is(law.Question{HS: q.HS, Direction: *q.Direction, Date: date, Known: known, Issuer: text(q.Issuer)})
	if err != nil {
		return lawFault(err)
	}
	return writeJSON(w, a)
}

func (s *Server) lawCodes(w http.ResponseWriter, r *http.Request) error {
	q := codesQuery{}
	if f := parseQuery(r, &q); f != nil {
		return f
	}
	limit := 10
	set(&limit, q.Limit)
	if text(q.Words) == "" {
		return invalid("no words").hinted("describe the goods: ?words=iron+ore")
	}
	return writeJSON(w, law.Propose(text(q.Words), limit))
}

func (s *Server) lawMeasures(w http.ResponseWriter, r *http.Request) error {
	var q measuresQuery
	if f := parseQuery(r, &q); f != nil {
		return f
	}
	date, known, f := q.days(s)
	if f != nil {
		return f
	}
	p, err := s.law()
	if err != nil {
		return err
	}
	list, err := p.InForce(date, known, text(q.Issuer))
	if err != nil {
		return lawFault(err)
	}
	return writeJSON(w, list)
}

func (s *Server) lawShow(w http.ResponseWriter, r *http.Request) error {
	var q lawTimes
	if f := parseQuery(r, &q); f != nil {
		return f
	}
	date, known, f := q.days(s)
	if f != nil {
		return f
	}
	p, err := s.law()
	if err != nil {
		return err
	}
	m, err := p.Show(r.PathValue("measure"), date, known)
	if err != nil {
		return lawFault(err)
	}
	return writeJSON(w, m)
}

func (s *Server) lawDiff(w http.ResponseWriter, r *http.Request) error {
	var q diffQuery
	if f := parseQuery(r, &q); f != nil {
		return f
	}
	var days [3]ftm.Day
	for i, d := range []struct {
		name  string
		value *string
	}{{"from", q.From}, {"to", q.To}, {"known", q.Known}} {
		var f *fault
		if days[i], f = lawDay(d.name, d.value); f != nil {
			return f
		}
	}
	if days[0] == 0 || days[1] == 0 {
		return invalid("two days are compared").hinted("?from=2017-08-04&to=2017-09-12")
	}
	p, err := s.law()
	if err != nil {
		return err
	}
	d, err := p.Compare(days[0], days[1], days[2], text(q.Issuer))
	if err != nil {
		return lawFault(err)
	}
	return writeJSON(w, d)
}

func (s *Server) lawClocks(w http.ResponseWriter, r *http.Request) error {
	var q clocksQuery
	if f := parseQuery(r, &q); f != nil {
		return f
	}
	date, known, f := q.days(s)
	if f != nil {
		return f
	}
	event, f := lawDay("event", q.Event)
	if f != nil {
		return f
	}
	p, err := s.law()
	if err != nil {
		return err
	}
	c, err := p.Calendar(date, known, text(q.Issuer), text(q.Of), event)
	if err != nil {
		return lawFault(err)
	}
	return writeJSON(w, c)
}

func (s *Server) lawAbout(w http.ResponseWriter, _ *http.Request) error {
	p, err := s.law()
	if err != nil {
		return err
	}
	return writeJSON(w, p.About())
}

func (s *Server) lawAct(w http.ResponseWriter, r *http.Request) error {
	var q actQuery
	if f := parseQuery(r, &q); f != nil {
		return f
	}
	date, known, f := q.days(s)
	if f != nil {
		return f
	}
	facts := make(map[string]string, len(q.Fact))
	for _, fact := range q.Fact {
		name, value, ok := strings.Cut(fact, "=")
		if !ok || name == "" {
			return invalid("fact: %s", shown(fact)).hinted("write NAME=VALUE: fact=left_dprk=2018-01-01")
		}
		facts[name] = value
	}
	p, err := s.law()
	if err != nil {
		return err
	}
	a, err := p.Does(law.ActQuestion{Activity: r.PathValue("activity"), Date: date, Known: known, Issuer: text(q.Issuer), Facts: facts})
	if err != nil {
		return lawFault(err)
	}
	return writeJSON(w, a)
}

func (s *Server) lawAuthority(w http.ResponseWriter, r *http.Request) error {
	var q authorityQuery
	if f := parseQuery(r, &q); f != nil {
		return f
	}
	date, known, f := q.days(s)
	if f != nil {
		return f
	}
	conducts := clean(q.Conduct)
	if len(conducts) == 0 {
		return invalid("no conduct").hinted("?conduct=coal; /api/v1/law/acts lists them")
	}
	p, err := s.law()
	if err != nil {
		return err
	}
	heads, err := p.Authority(conducts, date, known)
	if err != nil {
		return lawFault(err)
	}
	return writeJSON(w, law.Heads{Date: date, Conducts: conducts, Heads: heads})
}

func (s *Server) lawSpecial(w http.ResponseWriter, r *http.Request) error {
	var q specialQuery
	if f := parseQuery(r, &q); f != nil {
		return f
	}
	date, _, f := lawTimes{Date: q.Date}.days(s)
	if f != nil {
		return f
	}
	p, err := s.law()
	if err != nil {
		return err
	}
	country := p.About().Target
	if text(q.All) == "true" {
		country = ""
	}
	return writeJSON(w, law.Actions{Date: date, Actions: p.SpecialMeasures(country, date, text(q.Kind))})
}

func (s *Server) lawRelief(w http.ResponseWriter, r *http.Request) error {
	var q reliefQuery
	if f := parseQuery(r, &q); f != nil {
		return f
	}
	date, _, f := lawTimes{Date: q.Date}.days(s)
	if f != nil {
		return f
	}
	p, err := s.law()
	if err != nil {
		return err
	}
	id := r.PathValue("measure")
	steps, err := p.Relief(id, date)
	if err != nil {
		return lawFault(err)
	}
	return writeJSON(w, law.Ladder{ID: id, Date: date, Steps: steps})
}

func (s *Server) lawCases(w http.ResponseWriter, r *http.Request) error {
	if f := parseQuery(r, &noQuery{}); f != nil {
		return f
	}
	p, err := s.law()
	if err != nil {
		return err
	}
	return writeJSON(w, p.Cases())
}

func (s *Server) lawCase(w http.ResponseWriter, r *http.Request) error {
	if f := parseQuery(r, &noQuery{}); f != nil {
		return f
	}
	p, err := s.law()
	if err != nil {
		return err
	}
	c, err := p.Case(r.PathValue("case"))
	if err != nil {
		return lawFault(err)
	}
	return writeJSON(w, c)
}
