package brief

import (
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
)

// HTML writes the page by itself: no script, no other file, for light and dark,
// for a narrow screen and for paper.
func (d *Doc) HTML(w io.Writer) error {
	if err := page.Execute(w, d); err != nil {
		return fmt.Errorf("write brief: %w", err)
	}
	return nil
}

var page = template.Must(template.New("brief").Funcs(template.FuncMap{
	"rows": layout,
	"svg":  func(m *Map) template.HTML { return template.HTML(m.svg()) }, // made of numbers and escaped text
	"pct":  func(f float64) template.CSS { return template.CSS(fmt.Sprintf("%.0f%%", f*100)) },
}).Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
:root { color-scheme: light dark; --ink: light-dark(#16191d, #e8eaed); --dim: light-dark(#50565e, #a9b0b8); --line: light-dark(#c6cbd1, #454b53); --back: light-dark(#fff, #16191d); --sea: light-dark(#f4f6f8, #1d2126); --land: light-dark(#dcd8cd, #3a3c35); --a: light-dark(#0b5394, #7db7ee); --b: light-dark(#a13d00, #f0a06a); --mark: light-dark(#b00020, #ff8a8a); }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 20px; max-width: 1080px; font: 15px/1.42 system-ui, sans-serif; color: var(--ink); background: var(--back); overflow-wrap: break-word; }
h1 { font-size: 25px; margin: 0 0 4px; line-height: 1.2; } h1::first-letter { text-transform: uppercase; } h2 { font-size: 15.5px; margin: 0 0 5px; padding-bottom: 2px; border-bottom: 1.5px solid var(--ink); }
p { margin: 3px 0; } ul { margin: 3px 0; padding-left: 18px; } .happened { font-weight: 600; font-size: 16px; } .dim, footer { color: var(--dim); font-size: 13px; } .more { color: var(--dim); font-weight: 600; font-size: 13px; }
.page { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 16px 24px; align-items: start; margin-top: 14px; } .ships { grid-column: 1 / -1; } .col { display: grid; gap: 16px; grid-template-columns: minmax(0, 1fr); }
.say { border: 3px solid var(--ink); padding: 8px 12px; } .say > p:first-of-type { font-weight: 700; font-size: 16.5px; line-height: 1.3; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; font-size: 14px; } th { text-align: left; font-weight: 600; color: var(--dim); font-size: 13px; } th, td { padding: 3px 10px 3px 0; vertical-align: top; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
svg { width: 100%; height: auto; display: block; border: 1px solid var(--line); background: var(--sea); }
svg text { font: 25px system-ui, sans-serif; fill: var(--ink); paint-order: stroke; stroke: var(--sea); stroke-width: 6px; stroke-linejoin: round; }
.grid { stroke: var(--line); stroke-width: 1; } svg .deg { font-size: 20px; fill: var(--dim); } .fill { fill: var(--land); } .land { fill: none; stroke: var(--dim); stroke-width: 1.5; } .t0 { stroke: var(--a); } .t1 { stroke: var(--b); } .t { fill: none; stroke-width: 5; stroke-linejoin: round; } .core { fill: none; stroke: var(--sea); stroke-width: 2; stroke-linejoin: round; } .area { fill: var(--mark); fill-opacity: .12; stroke: var(--mark); stroke-width: 2.5; stroke-dasharray: 10 7; } .event { fill: none; stroke: var(--mark); stroke-width: 5; } .meet { stroke: var(--ink); stroke-width: 3; } .zone { fill: var(--dim); } .s0 { fill: var(--a); } .s1 { fill: var(--b); }
.annex section { margin-top: 18px; } .annex > h1 { margin-top: 34px; } .annex svg { max-width: 620px; }
footer { margin-top: 20px; border-top: 1px solid var(--line); }
@media screen and (max-width: 700px) { .page { display: flex; flex-direction: column; align-items: stretch; } .col { display: contents; } .say { order: -1; } .ask, .unknown { order: 1; } body { padding: 14px; }
table, tbody, tr, td, thead { display: block; } thead { display: none; } td { border: 0; padding: 1px 0; } tr { border-bottom: 1px solid var(--line); padding: 5px 0; } td[data-h]:not([data-h=""])::before { content: attr(data-h) ": "; color: var(--dim); font-size: 13px; } td[data-h=""] { font-weight: 600; } }
@media print { :root { color-scheme: light; } body { max-width: none; padding: 0; font: 7.8pt/1.25 Arial, "Liberation Sans", Helvetica, sans-serif; } p, ul { margin: 1px 0; } table, .dim, .more, footer, th { font-size: 7.4pt; } h1 { font-size: 14pt; } h2 { font-size: 8.8pt; margin-bottom: 2px; break-after: avoid; } .happened { font-size: 9pt; } .say { padding: 4px 8px; border-width: 2px; } .say > p:first-of-type { font-size: 9.4pt; } .page { gap: 6px 14px; margin-top: 4px; } .col { gap: 6px; } td, th { padding: 1px 6px 1px 0; } .annex { break-before: page; } tr, svg { break-inside: avoid; } svg text { font-size: 27px; } .annex > h1 { margin-top: 0; } @page { size: A4; margin: 11mm 13mm; } }
</style>
<main><h1>{{.Title}}</h1><p class="happened">{{.Sub}}</p><p>{{.Lead}}</p>
<div class="page">{{range rows .}}{{if .Columns}}{{range .Columns}}<div class="col">{{range .}}{{template "part" .}}{{end}}</div>
{{end}}{{else}}{{template "part" .Part}}{{end}}{{end}}</div>
{{if .Annex}}<div class="annex"><h1>Annex</h1>
{{range .Annex}}{{template "part" .}}{{end}}</div>{{end}}</main><footer>{{range .Foot}}<p>{{.}}</p>{{end}}</footer></html>
{{define "part"}}<section class="{{.Key}}"><h2>{{.Head}}</h2>
{{with .Map}}{{svg .}}<p class="dim">{{.Caption}} Bar: {{.Km}} km.</p>{{end}}{{range .Text}}<p title="{{.Source}}">{{.Text}}</p>{{end}}{{if .List}}<ul>{{range .List}}<li title="{{.Source}}">{{.Text}}</li>{{end}}</ul>{{end}}
{{with .Table}}{{$h := .Head}}{{$w := .Wide}}<table><thead><tr>{{range $i, $x := .Head}}<th scope="col" style="width:{{pct (index $w $i)}}">{{$x}}</th>{{end}}</tr></thead><tbody>{{range .Rows}}<tr title="{{.Source}}">{{range $i, $x := .Cells}}<td data-h="{{index $h $i}}">{{$x}}</td>{{end}}</tr>{{end}}</tbody></table>{{end}}{{with .More}}<p class="more">{{.}}</p>{{end}}</section>
{{end}}`))

// band is a part over the whole width, or columns of parts.
type band struct {
	Part    *Section
	Columns [][]*Section
}

// orders are the orders in which the parts of the page can stand: where it is and who
// must say yes first, with what to ask for, then who the ships are, then what speaks
// for it and against it. They differ in the columns of cargo and of what to ask for.
var orders = [][4][]string{
	{{keyWhere, keyLast, keyCargo}, {keySay, keyAsk}, {keyWhy}, {keyInnocent, keyUnknown}},
	{{keyWhere, keyLast}, {keySay, keyCargo, keyAsk}, {keyWhy}, {keyInnocent, keyUnknown}},
	{{keyWhere, keyLast}, {keySay, keyCargo}, {keyWhy, keyAsk}, {keyInnocent, keyUnknown}},
}

// layout puts the parts of the page in their places.
func layout(d *Doc) []band {
	parts := func(keys ...string) (out []*Section) {
		for _, k := range keys {
			for i := range d.Page {
				if d.Page[i].Key == k {
					out = append(out, &d.Page[i])
				}
			}
		}
		return out
	}
	o := &orders[d.order]
	out := []band{{Columns: [][]*Section{parts(o[0]...), parts(o[1]...)}}}
	for _, s := range parts(keyShips) {
		out = append(out, band{Part: s})
	}
	return append(out, band{Columns: [][]*Section{parts(o[2]...), parts(o[3]...)}})
}

// svg is the picture, for a page of this package only: its classes are there.
func (m *Map) svg() string {
	var b strings.Builder
	esc := template.HTMLEscapeString
	fmt.Fprintf(&b, `<svg viewBox="0 0 %.0f %.0f" role="img" aria-label="%s">`, m.Width, m.Height, esc(m.Caption))
	for _, g := range m.Grid {
		fmt.Fprintf(&b, `<line class="grid" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/>`, g.X1, g.Y1, g.X2, g.Y2)
	}
	b.WriteString(`<path class="fill" d="`)
	for _, f := range m.Fill {
		fmt.Fprintf(&b, "M%.0f %.0fh%.0fv%.0fh-%.0fz", f[0], f[1], f[2], f[3]+.5, f[2])
	}
	b.WriteString(`"/>`)
	for _, l := range m.Land {
		fmt.Fprintf(&b, `<path class="land" d="%s"/>`, path(l, false))
	}
	for _, g := range m.Grid {
		if g.X1 == 0 {
			fmt.Fprintf(&b, `<text class="deg" x="6" y="%.1f">%s</text>`, g.Y1-5, esc(g.Label))
		} else {
			fmt.Fprintf(&b, `<text class="deg" x="%.1f" y="%.1f">%s</text>`, g.X1+5, m.Height-8, esc(g.Label))
		}
	}
	for _, a := range m.Areas {
		fmt.Fprintf(&b, `<path class="area" d="%s"/>`, path(a, true))
	}
	for _, t := range m.Tracks {
		dash := ""
		if t.Dashed {
			dash = ` stroke-dasharray="12 9" stroke-opacity=".7"`
		}
		fmt.Fprintf(&b, `<path class="t t%d"%s d="%s"/>`, t.Ship%2, dash, path(t.Points, false))
		if t.Ship%2 == 1 && !t.Dashed { // two lines, to be told from the other ship's without colour
			fmt.Fprintf(&b, `<path class="core" d="%s"/>`, path(t.Points, false))
		}
		if len(t.Points) == 1 {
			fmt.Fprintf(&b, `<circle class="t t%d" cx="%.1f" cy="%.1f" r="3"/>`, t.Ship%2, t.Points[0][0], t.Points[0][1])
		}
	}
	for _, x := range slices.Backward(m.Marks) { // the event on top
		switch x.Kind {
		case "event":
			fmt.Fprintf(&b, `<circle class="event" cx="%.1f" cy="%.1f" r="16"/>`, x.X, x.Y)
		case "ship":
			fmt.Fprintf(&b, `<circle class="s%d" cx="%.1f" cy="%.1f" r="8"/>`, x.Ship%2, x.X, x.Y)
		case "meet":
			fmt.Fprintf(&b, `<path class="meet" d="M%.1f %.1fl18 18m0-18l-18 18"/>`, x.X-9, x.Y-9)
		default:
			fmt.Fprintf(&b, `<rect class="zone" x="%.1f" y="%.1f" width="8" height="8"/>`, x.X-4, x.Y-4)
		}
	}
	for _, x := range m.Marks {
		if x.Label == "" {
			continue
		}
		anchor := "start"
		if x.End {
			anchor = "end"
		}
		fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" text-anchor="%s">%s</text>`, x.LX, x.LY, anchor, esc(x.Label))
	}
	fmt.Fprintf(&b, `<path d="M%.1f %.1fv8h%.1fv-8" fill="none" stroke="currentColor" stroke-width="2.5"/><text x="%.1f" y="%.1f">%g km</text></svg>`, m.BarX, m.BarY, m.Bar, m.BarX, m.BarY+36, m.Km)
	return b.String()
}

func path(ps [][2]float64, closed bool) string {
	var b strings.Builder
	for i, p := range ps {
		c := byte('L')
		if i == 0 {
			c = 'M'
		}
		fmt.Fprintf(&b, "%c%.1f %.1f", c, p[0], p[1])
	}
	if closed {
		b.WriteByte('Z')
	}
	return b.String()
}
