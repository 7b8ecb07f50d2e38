package graph

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cordon/finding"
	"cordon/ftm"
)

// Judged is a decision of somebody that two ids are one party.
type Judged struct {
	A      string  `json:"a"`
	B      string  `json:"b"`
	Number int64   `json:"judgement"` // in the log of judgements
	User   string  `json:"user"`
	On     ftm.Day `json:"on"`
	Reason string  `json:"reason"`
}

// String is the decision as a sentence, without its full stop.
func (j Judged) String() string {
	return fmt.Sprintf("%s and %s were judged the same by %s on %s", j.A, j.B, j.User, j.On)
}

// Judgements is the name that decisions bear as a source.
const Judgements = "judgements"

func (j Judged) source() Source {
	return Source{Entity: "judgement " + strconv.FormatInt(j.Number, 10), Statement: j.statement(), Dataset: Judgements}
}

func (j Judged) statement() string { return "judgement:" + strconv.FormatInt(j.Number, 10) }

// Same makes one node of ids that were judged to be one party: canonical is the
// id that stands for an id. It is called before anything is added.
func (b *Builder) Same(canonical func(id string) string, by []Judged) {
	if len(by) == 0 {
		return
	}
	b.canonical, b.judged = canonical, by
	b.merged, b.describer = make(map[string]bool), make(map[uint32]string)
	for _, j := range by {
		b.merged[j.A], b.merged[j.B] = true, true
	}
}

// Canonical is the id of the node that an id belongs to.
func (b *Builder) Canonical(id string) string {
	if b.canonical == nil {
		return id
	}
	return b.canonical(id)
}

// described reports whether a description of a node counts: its own, or, while
// there is none, that of the least id of those that belong to it.
func (b *Builder) described(node uint32, id string) bool {
	if !b.merged[id] {
		return true
	}
	own := b.nodes[node].id
	had, ok := b.describer[node]
	if ok && had != id && (had == own || id != own && had < id) {
		return false
	}
	b.describer[node] = id
	return true
}

// Same notes which ids are one node, in a graph that was built with these
// decisions and read again. It is called before anybody asks the graph.
func (g *Graph) Same(canonical func(id string) string, by []Judged) {
	for _, j := range by {
		v, ok := g.find(canonical(j.A))
		if !ok {
			continue // nothing is known of any of them
		}
		if g.same == nil {
			g.same, g.judged = make(map[string]Node), make(map[Node][]Judged)
		}
		g.same[j.A], g.same[j.B] = v, v
		g.judged[v] = append(g.judged[v], j)
	}
	for _, list := range g.judged {
		slices.SortFunc(list, func(x, y Judged) int {
			if c := int(x.Number - y.Number); c != 0 {
				return c
			}
			return strings.Compare(x.A+"\x00"+x.B, y.A+"\x00"+y.B)
		})
	}
}

// Judged returns the decisions that made one node of several ids.
func (g *Graph) Judged(v Node) []Judged { return g.judged[v] }

// JudgedSteps are the decisions about a node as steps of a path, which stay at
// the node.
func (g *Graph) JudgedSteps(v Node) []finding.Step {
	var out []finding.Step
	for _, j := range g.judged[v] {
		out = append(out, finding.Step{From: g.ID(v), To: g.ID(v), Relation: "is one party: " + j.String(), Statement: j.statement(), Source: Judgements, Entity: j.A, FromDate: 0, Strength: 1})
	}
	return out
}

// WithJudged puts the decisions about the nodes of a path into it, each where
// its node is first reached.
func (g *Graph) WithJudged(steps []finding.Step) []finding.Step {
	if len(g.judged) == 0 || len(steps) == 0 {
		return steps
	}
	seen := make(map[Node]bool)
	var out []finding.Step
	reach := func(id string) {
		if v, ok := g.Find(id); ok && !seen[v] {
			seen[v] = true
			out = append(out, g.JudgedSteps(v)...)
		}
	}
	reach(steps[0].From)
	for _, s := range steps {
		out = append(out, s)
		reach(s.To)
	}
	return out
}

// judgedLines are the sentences of a proof about nodes that are several ids.
func (g *Graph) judgedLines(v Node, lines []Line) []Line {
	if len(g.judged) == 0 {
		return nil
	}
	var out []Line
	seen := make(map[Node]bool)
	reach := func(n Node) {
		if seen[n] {
			return
		}
		seen[n] = true
		for _, j := range g.judged[n] {
			out = append(out, Line{Entity: g.ID(n), node: None, Text: fmt.Sprintf("%s is one party: %s: %s", g.Caption(n), j, sentence(j.Reason)), Statements: []Source{j.source()}})
		}
	}
	reach(v)
	for i := range lines {
		reach(lines[i].node)
		for _, st := range lines[i].stakes {
			reach(st.Owner)
		}
	}
	return out
}

// sentence ends a text with a full stop.
func sentence(s string) string { return strings.TrimRight(strings.TrimSpace(s), ".") + "." }
