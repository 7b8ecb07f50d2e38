package brief

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

const (
	sheet  = 210. // mm, A4
	margin = 15.
	inner  = sheet - 2*margin
)

// PDF writes the page on A4. The same page gives the same bytes.
func (d *Doc) PDF(w io.Writer, made time.Time) error {
	face, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		return fmt.Errorf("write brief: font: %w", err)
	}
	p := &printer{Fpdf: fpdf.New("P", "mm", "A4", ""), face: face}
	p.SetCreationDate(made.UTC())
	p.SetModificationDate(made.UTC())
	p.SetCatalogSort(true)
	p.SetTitle(d.Title, true)
	p.SetSubject(d.Sub, true)
	p.SetCreator("cordon", true)
	p.SetLang("en")
	p.AddUTF8FontFromBytes("go", "", goregular.TTF)
	p.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	p.SetMargins(margin, 13, margin)
	p.SetAutoPageBreak(false, 0)
	foot := p.clean(strings.Join(d.Foot, "\n"))
	p.SetFooterFunc(func() {
		p.SetY(-17)
		p.SetFont("go", "", 7)
		p.SetTextColor(80, 86, 94)
		p.MultiCell(inner, 3.1, foot, "T", "L", false)
		p.SetXY(margin, -7)
		p.CellFormat(inner, 3, fmt.Sprintf("page %d", p.PageNo()), "", 0, "R", false, 0, "")
	})
	p.AddPage()
	title := p.clean(d.Title)
	p.font("B", 16, 20)
	p.text(7, strings.ToUpper(title[:1])+title[1:])
	p.font("", 9.5, 20)
	p.text(4.4, p.clean(d.Sub))
	p.font("B", 9.5, 20)
	p.text(4.8, p.clean(d.Lead))
	for i := range d.Sections {
		p.section(&d.Sections[i])
	}
	if p.lost {
		p.font("", 7.5, 80)
		p.text(3.6, "Letters that this page's fonts do not have are shown as ·; the page in HTML has them.")
	}
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		return fmt.Errorf("write brief: %w", err)
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("write brief: %w", err)
	}
	return nil
}

type printer struct {
	*fpdf.Fpdf
	face *sfnt.Font
	buf  sfnt.Buffer
	lost bool
}

// clean leaves the letters that the fonts have.
func (p *printer) clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		if i, err := p.face.GlyphIndex(&p.buf, r); err != nil || i == 0 {
			if r == '▶' {
				return '→'
			}
			p.lost = true
			return '·'
		}
		return r
	}, s)
}

func (p *printer) font(style string, size float64, ink int) {
	p.SetFont("go", style, size)
	p.SetTextColor(ink, ink+3, ink+8)
}

// room begins a new page when less than so many mm are left.
func (p *printer) room(mm float64) {
	if p.GetY()+mm > 297-20 {
		p.AddPage()
	}
}

func (p *printer) text(line float64, s string) {
	n := len(p.SplitText(s, inner))
	p.room(float64(n) * line)
	p.MultiCell(inner, line, s, "", "L", false)
}

func (p *printer) section(s *Section) {
	p.room(18)
	p.Ln(2.2)
	p.font("B", 10.5, 20)
	p.CellFormat(inner, 5, p.clean(s.Head), "B", 1, "L", false, 0, "")
	p.Ln(1)
	if s.Map != nil {
		p.picture(s.Map)
	}
	p.font("", 8.8, 20)
	for _, t := range s.Text {
		p.text(4, p.clean(t))
	}
	for _, t := range s.List {
		t = p.clean(t)
		n := len(p.SplitText(t, inner-4))
		p.room(float64(n) * 4)
		p.CellFormat(4, 4, "–", "", 0, "L", false, 0, "")
		p.MultiCell(inner-4, 4, t, "", "L", false)
	}
	if s.Table != nil {
		p.table(s.Table)
	}
}

func (p *printer) table(t *Table) {
	p.font("B", 7.6, 80)
	p.row(t.Wide, t.Head, 3.7)
	p.font("", 8.2, 20)
	for _, r := range t.Rows {
		p.row(t.Wide, r, 3.7)
	}
}

func (p *printer) row(wide []float64, cells []string, line float64) {
	const pad = 2.
	lines, most := make([][]string, len(cells)), 1
	for i, c := range cells {
		lines[i] = p.SplitText(p.clean(c), wide[i]*inner-pad)
		most = max(most, len(lines[i]))
	}
	for at := 0; at < most; { // a row longer than the page goes on upon the next
		p.room(min(float64(most-at)*line+1, 40))
		y, n := p.GetY(), min(most-at, max(1, int((297-20-p.GetY())/line)))
		x := margin
		for i := range lines {
			for k := at; k < min(at+n, len(lines[i])); k++ {
				p.SetXY(x, y+float64(k-at)*line)
				p.CellFormat(wide[i]*inner, line, lines[i][k], "", 0, "L", false, 0, "")
			}
			x += wide[i] * inner
		}
		at += n
		p.SetXY(margin, y+float64(n)*line+.5)
	}
	p.SetDrawColor(200, 204, 210)
	p.SetLineWidth(.1)
	p.Line(margin, p.GetY(), margin+inner, p.GetY())
	p.SetY(p.GetY() + .5)
}

var inks = [][3]int{{11, 83, 148}, {161, 61, 0}}

func (p *printer) picture(m *Map) {
	f := inner / m.Width
	h := m.Height * f
	p.room(h + 8)
	x0, y0 := margin, p.GetY()
	at := func(q [2]float64) (float64, float64) { return x0 + q[0]*f, y0 + q[1]*f }
	p.SetFillColor(244, 246, 248)
	p.Rect(x0, y0, inner, h, "F")
	p.ClipRect(x0, y0, inner, h, false)
	line := func(ps [][2]float64) {
		for i, q := range ps {
			x, y := at(q)
			if i == 0 {
				p.MoveTo(x, y)
			} else {
				p.LineTo(x, y)
			}
		}
		p.DrawPath("D")
	}
	p.SetLineJoinStyle("round")
	p.SetDrawColor(198, 203, 209)
	p.SetLineWidth(.12)
	for _, g := range m.Grid {
		line([][2]float64{{g.X1, g.Y1}, {g.X2, g.Y2}})
	}
	p.SetDrawColor(120, 116, 104)
	p.SetLineWidth(.25)
	for _, l := range m.Land {
		line(l)
	}
	p.font("", 6, 90)
	for _, g := range m.Grid {
		if g.X1 == 0 {
			x, y := at([2]float64{6, g.Y1 - 5})
			p.Text(x, y, p.clean(g.Label))
		} else {
			x, y := at([2]float64{g.X1 + 5, m.Height - 8})
			p.Text(x, y, p.clean(g.Label))
		}
	}
	p.SetDrawColor(176, 0, 32)
	p.SetLineWidth(.35)
	p.SetDashPattern([]float64{1.8, 1.2}, 0)
	for _, a := range m.Areas {
		line(append(a[:len(a):len(a)], a[0]))
	}
	for _, t := range m.Tracks {
		c := inks[t.Ship%2]
		p.SetDrawColor(c[0], c[1], c[2])
		p.SetLineWidth(.55)
		p.SetDashPattern(nil, 0)
		if t.Dashed {
			p.SetDashPattern([]float64{1.8, 1.4}, 0)
		}
		line(t.Points)
	}
	p.SetDashPattern(nil, 0)
	for _, k := range m.Marks {
		x, y := at([2]float64{k.X, k.Y})
		switch k.Kind {
		case "event":
			p.SetDrawColor(176, 0, 32)
			p.SetLineWidth(.7)
			p.Circle(x, y, 2, "D")
		case "ship":
			c := inks[k.Ship%2]
			p.SetFillColor(c[0], c[1], c[2])
			p.Circle(x, y, .9, "F")
		default:
			p.SetFillColor(110, 116, 124)
			p.Rect(x-.7, y-.7, 1.4, 1.4, "F")
		}
		p.font("", 7, 20)
		label := p.clean(k.Label)
		lx, ly := at([2]float64{k.LX, k.LY})
		if k.End {
			lx -= p.GetStringWidth(label)
		}
		p.Text(lx, ly, label)
	}
	bx, by := at([2]float64{m.Width - m.Bar - 20, 22})
	p.SetDrawColor(20, 23, 28)
	p.SetLineWidth(.4)
	p.MoveTo(bx, by)
	p.LineTo(bx, by+1.4)
	p.LineTo(bx+m.Bar*f, by+1.4)
	p.LineTo(bx+m.Bar*f, by)
	p.DrawPath("D")
	p.font("", 7, 20)
	p.Text(bx, by+4.6, fmt.Sprintf("%g km", m.Km))
	p.ClipEnd()
	p.SetFillColor(255, 255, 255) // what the clip gave back is not what the library believes
	p.SetXY(x0, y0+h+1)
	p.font("", 7.5, 80)
	p.MultiCell(inner, 3.5, p.clean(m.Caption), "", "L", false)
}
