package brief

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

const (
	sheet  = 210. // mm, A4
	tall   = 297.
	margin = 13.
	inner  = sheet - 2*margin
	top    = 10.
	gutter = 5. // between two columns
)

// PDF writes the brief on A4: the page, then the annex. The same brief gives the same
// bytes.
func (d *Doc) PDF(w io.Writer, made time.Time) error {
	p, err := newPrinter(d)
	if err != nil {
		return fmt.Errorf("write brief: %w", err)
	}
	p.SetCreationDate(made.UTC())
	p.SetModificationDate(made.UTC())
	end := p.first(d, true)
	if len(d.Annex) > 0 {
		try, err := newPrinter(d)
		if err != nil {
			return fmt.Errorf("write brief: %w", err)
		}
		if try.whole(d, end) {
			p.SetY(end + 2)
		} else {
			p.AddPage()
		}
		p.annex(d)
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
	foot string
	rows float64 // height of the foot
	size float64 // of the type on the first sheet: 1 is the least
}

// newPrinter begins a document at the top of its first sheet.
func newPrinter(d *Doc) (*printer, error) {
	face, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		return nil, err
	}
	p := &printer{Fpdf: fpdf.New("P", "mm", "A4", ""), face: face, size: max(1, d.size)}
	p.SetCatalogSort(true)
	p.SetTitle(d.Title, true)
	p.SetSubject(d.Sub, true)
	p.SetCreator("cordon", true)
	p.SetLang("en")
	p.AddUTF8FontFromBytes("go", "", goregular.TTF)
	p.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	p.SetMargins(margin, top, margin)
	p.SetCellMargin(0)
	p.SetAutoPageBreak(false, 0)
	p.foot = p.clean(strings.Join(d.Foot, "\n"))
	p.font("", 7, 80)
	p.rows = float64(len(p.SplitText(p.foot, inner-16))) * 3
	p.SetFooterFunc(func() {
		p.SetDrawColor(120, 124, 130)
		p.SetLineWidth(.2)
		p.Line(margin, p.bottom()+1.5, margin+inner, p.bottom()+1.5)
		p.SetXY(margin, p.bottom()+2.2)
		p.font("", 7, 80)
		p.MultiCell(inner-16, 3, p.foot, "", "L", false)
		p.SetXY(margin, p.bottom()+2.2)
		p.CellFormat(inner, 3, fmt.Sprintf("page %d", p.PageNo()), "", 0, "R", false, 0, "")
	})
	p.AddPage()
	return p, nil
}

// bottom is where the foot begins.
func (p *printer) bottom() float64 { return tall - 9.5 - p.rows }

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

// put writes a text into a column, or only says where it would end.
func (p *printer) put(s string, x, y, w, line float64, draw bool) float64 {
	for _, l := range p.SplitText(p.clean(s), w) {
		if draw {
			p.SetXY(x, y)
			p.CellFormat(w, line, l, "", 0, "L", false, 0, "")
		}
		y += line
	}
	return y
}

// first lays out the first sheet, or only says where it would end.
func (p *printer) first(d *Doc, draw bool) float64 {
	y := top
	p.font("B", 15, 20)
	y = p.put(upper(d.Title), margin, y, inner, 6.6, draw)
	p.font("B", 9, 20)
	y = p.put(d.Sub, margin, y+.6, inner, 4.1, draw)
	p.font("", 8.4, 20)
	y = p.put(d.Lead, margin, y+.4, inner, 3.9, draw) + 2
	half := (inner - gutter) / 2
	for _, r := range layout(d) {
		if r.Part != nil {
			y = p.block(r.Part, margin, y, inner, draw) + 2.2
			continue
		}
		end := y
		for i, c := range r.Columns {
			at := y
			for _, s := range c {
				at = p.block(s, margin+float64(i)*(half+gutter), at, half, draw) + 2.2
			}
			end = math.Max(end, at)
		}
		y = end
	}
	return y - 2.2
}

// Type on the first sheet, where it is smallest, and the height of its lines.
const (
	body = 8.
	step = 3.45
)

// block lays out a part in a column, or only says where it would end. Who must say
// yes stands in a frame.
func (p *printer) block(s *Section, x, y, w float64, draw bool) float64 {
	const pad = 2.
	from, framed := y, s.Key == keySay
	if framed {
		x, y, w = x+pad, y+pad-.6, w-2*pad
	}
	p.font("B", 9*p.size, 20)
	y = p.put(s.Head, x, y, w, 4.3*p.size, draw) + .3
	if draw {
		p.SetDrawColor(20, 23, 28)
		p.SetLineWidth(.3)
		p.Line(x, y-.2, x+w, y-.2)
	}
	y += .5
	if s.Map != nil {
		y = p.picture(s.Map, x, y, w, draw)
	}
	for i, t := range s.Text {
		p.font("", body*p.size, 20)
		if framed && i == 0 {
			p.font("B", 9.8*p.size, 20)
			y = p.put(t.Text, x, y+.3, w, 4.3*p.size, draw) + .5
			continue
		}
		y = p.put(t.Text, x, y, w, step*p.size, draw)
	}
	p.font("", body*p.size, 20)
	for _, t := range s.List {
		if draw {
			p.SetXY(x, y)
			p.CellFormat(3, step*p.size, "–", "", 0, "L", false, 0, "")
		}
		y = p.put(t.Text, x+3, y, w-3, step*p.size, draw)
	}
	if t := s.Table; t != nil {
		p.font("B", 7*p.size, 80)
		y = p.cells(t.Wide, t.Head, x, y+.3, w, 3.1*p.size, draw)
		for _, r := range t.Rows {
			p.font("", body*p.size, 20)
			y = p.cells(t.Wide, r.Cells, x, y+.35, w, step*p.size, draw)
		}
	}
	if s.More != "" {
		p.font("B", 7*p.size, 80)
		y = p.put(s.More, x, y+.3, w, 3.1*p.size, draw)
	}
	if framed {
		y += pad
		if draw {
			p.SetDrawColor(20, 23, 28)
			p.SetLineWidth(.6)
			p.Rect(x-pad, from, w+2*pad, y-from, "D")
		}
	}
	return y
}

// cells lays out a row in a column, with a line under it, or only says where it
// would end.
func (p *printer) cells(wide []float64, cells []string, x, y, w, line float64, draw bool) float64 {
	const pad = 2.
	end := y + line
	for i, c := range cells {
		end = math.Max(end, p.put(c, x, y, wide[i]*w-pad, line, draw))
		x += wide[i] * w
	}
	if end += .35; draw {
		p.rule(x-w, end, w)
	}
	return end
}

func (p *printer) rule(x, y, w float64) {
	p.SetDrawColor(190, 194, 200)
	p.SetLineWidth(.1)
	p.Line(x, y, x+w, y)
}

// annex lays out what the page rests on, over as many sheets as it takes.
func (p *printer) annex(d *Doc) {
	p.font("B", 13, 20)
	p.text(6, "Annex")
	for i := range d.Annex {
		p.section(&d.Annex[i])
	}
}

// whole reports whether the annex has room below a page that ends there. The printer
// is used up.
func (p *printer) whole(d *Doc, end float64) bool {
	p.SetY(end + 2)
	p.annex(d)
	return p.PageNo() == 1
}

// room begins a new sheet when less than so many mm are left.
func (p *printer) room(mm float64) {
	if p.GetY()+mm > p.bottom() {
		p.AddPage()
		p.SetY(top)
	}
}

// text lays out a paragraph; one that is longer than the sheet goes on upon the next.
func (p *printer) text(line float64, s string) { p.row([]float64{1}, []string{s}, line, false) }

func (p *printer) section(s *Section) {
	p.room(18)
	p.Ln(2.2)
	p.font("B", 10, 20)
	p.SetY(p.put(s.Head, margin, p.GetY(), inner, 4.8, true) + .3)
	p.SetDrawColor(20, 23, 28)
	p.SetLineWidth(.3)
	p.Line(margin, p.GetY(), margin+inner, p.GetY())
	p.Ln(.8)
	if s.Map != nil {
		w := inner * .7
		p.room(p.picture(s.Map, margin, p.GetY(), w, false) - p.GetY())
		p.SetY(p.picture(s.Map, margin, p.GetY(), w, true))
	}
	p.font("", 8.4, 20)
	for _, t := range s.Text {
		p.text(3.8, t.Text)
	}
	for _, t := range s.List {
		p.row([]float64{.02, .98}, []string{"–", t.Text}, 3.8, false)
	}
	if t := s.Table; t != nil {
		head := func() {
			p.font("B", 7.4, 80)
			p.row(t.Wide, t.Head, 3.5, true)
			p.font("", 8.2, 20)
		}
		p.font("", 8.2, 20)
		if len(t.Rows) > 0 { // the head stands on the sheet of its first row
			p.room(3.5 + 1 + min(p.high(t.Wide, t.Rows[0].Cells, 3.6), 40))
		}
		head()
		for i, r := range t.Rows {
			if n := p.PageNo(); i > 0 {
				p.room(min(p.high(t.Wide, r.Cells, 3.6), 40))
				if p.PageNo() > n {
					head()
				}
			}
			p.row(t.Wide, r.Cells, 3.6, true)
		}
	}
}

// high is how high a row would be, in mm.
func (p *printer) high(wide []float64, cells []string, line float64) float64 {
	const pad = 2.
	most := 1
	for i, c := range cells {
		most = max(most, len(p.SplitText(p.clean(c), wide[i]*inner-pad)))
	}
	return float64(most)*line + 1
}

// row lays out cells beside each other; what is longer than the sheet goes on upon
// the next.
func (p *printer) row(wide []float64, cells []string, line float64, ruled bool) {
	const pad = 2.
	lines, most := make([][]string, len(cells)), 1
	for i, c := range cells {
		lines[i] = p.SplitText(p.clean(c), wide[i]*inner-pad)
		most = max(most, len(lines[i]))
	}
	for at := 0; at < most; {
		p.room(min(float64(most-at)*line+1, 40))
		y, n := p.GetY(), min(most-at, max(1, int((p.bottom()-p.GetY())/line)))
		x := margin
		for i := range lines {
			for k := at; k < min(at+n, len(lines[i])); k++ {
				p.SetXY(x, y+float64(k-at)*line)
				p.CellFormat(wide[i]*inner, line, lines[i][k], "", 0, "L", false, 0, "")
			}
			x += wide[i] * inner
		}
		at += n
		p.SetXY(margin, y+float64(n)*line)
	}
	if ruled {
		p.rule(margin, p.GetY()+.5, inner)
		p.SetY(p.GetY() + 1)
	}
}

var inks = [][3]int{{11, 83, 148}, {161, 61, 0}}

// picture draws the map so wide, or only says where it would end.
func (p *printer) picture(m *Map, x0, y0, w float64, draw bool) float64 {
	f := w / m.Width
	h := m.Height * f
	if !draw {
		p.font("", 7, 80)
		return p.put(m.Caption, x0, y0+h+.6, w, 3, false) + .4
	}
	at := func(q [2]float64) (float64, float64) { return x0 + q[0]*f, y0 + q[1]*f }
	p.SetFillColor(244, 246, 248)
	p.Rect(x0, y0, w, h, "F")
	p.ClipRect(x0, y0, w, h, false)
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
	p.SetFillColor(222, 219, 210)
	for _, b := range m.Fill {
		x, y := at([2]float64{b[0], b[1]})
		p.Rect(x, y, b[2]*f, b[3]*f, "F")
	}
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
		p.SetLineWidth([2]float64{.6, 1}[t.Ship%2])
		p.SetDashPattern(nil, 0)
		if t.Dashed {
			p.SetLineWidth(.4)
			p.SetDashPattern([]float64{1.6, 1.2}, 0)
		}
		line(t.Points)
		if t.Ship%2 == 1 && !t.Dashed { // two lines, to be told from the other ship's without colour
			p.SetDrawColor(255, 255, 255)
			p.SetLineWidth(.45)
			line(t.Points)
		}
	}
	p.SetDashPattern(nil, 0)
	for _, k := range slices.Backward(m.Marks) { // the event on top
		x, y := at([2]float64{k.X, k.Y})
		switch k.Kind {
		case "event":
			p.SetDrawColor(176, 0, 32)
			p.SetLineWidth(.7)
			p.Circle(x, y, 1.7, "D")
		case "ship":
			c := inks[k.Ship%2]
			p.SetFillColor(c[0], c[1], c[2])
			p.Circle(x, y, .9, "F")
		case "meet":
			p.SetDrawColor(20, 23, 28)
			p.SetLineWidth(.4)
			p.Line(x-1.1, y-1.1, x+1.1, y+1.1)
			p.Line(x-1.1, y+1.1, x+1.1, y-1.1)
		default:
			p.SetFillColor(110, 116, 124)
			p.Rect(x-.7, y-.7, 1.4, 1.4, "F")
		}
	}
	for _, k := range m.Marks {
		if k.Label == "" {
			continue
		}
		p.font("", 7, 20)
		label := p.clean(k.Label)
		lx, ly := at([2]float64{k.LX, k.LY})
		if k.End {
			lx -= p.GetStringWidth(label)
		}
		p.SetFillColor(255, 255, 255)
		p.SetAlpha(.7, "Normal")
		p.Rect(lx-.3, ly-2.1, p.GetStringWidth(label)+.6, 2.8, "F")
		p.SetAlpha(1, "Normal")
		p.Text(lx, ly, label)
	}
	bx, by := at([2]float64{m.BarX, m.BarY})
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
	p.SetDrawColor(120, 124, 130)
	p.SetLineWidth(.2)
	p.Rect(x0, y0, w, h, "D")
	p.font("", 7, 80)
	return p.put(m.Caption, x0, y0+h+.6, w, 3, true) + .4
}
