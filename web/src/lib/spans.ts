// Bars over years: what held from when to when.

export interface Span {
  from: string // ISO day or part of one; empty is open
  to: string
  text: string
  tone?: 'plain' | 'listed'
}

export interface Lane {
  label: string
  spans: Span[]
}

const full = (s: string, end: boolean) => (s.length === 4 ? s + (end ? '-12-31' : '-01-01') : s.length === 7 ? s + (end ? '-28' : '-01') : s.slice(0, 10))

/** at is a day as a year with its share, 2017.63. */
export function at(s: string, end = false): number {
  const d = new Date(full(s, end) + 'T00:00:00Z')
  const y = d.getUTCFullYear()
  return y + (d.getTime() - Date.UTC(y, 0, 1)) / (Date.UTC(y + 1, 0, 1) - Date.UTC(y, 0, 1))
}

/** range is the years that lanes need, with a little room. */
export function range(lanes: Lane[], today: string): [number, number] {
  const days = lanes.flatMap((l) => l.spans.flatMap((s) => [s.from && at(s.from), s.to && at(s.to, true)])).filter((v): v is number => typeof v === 'number')
  const now = at(today)
  const lo = Math.min(now - 2, ...days)
  return [Math.floor(lo - 0.3), Math.ceil(Math.max(now, ...days) + 0.1)]
}

/** stack gives each span of a lane a row, so that none covers another. */
export function stack(spans: Span[], lo: number, hi: number): { span: Span; row: number; a: number; b: number }[] {
  const ends: number[] = []
  return [...spans]
    .map((span) => ({ span, a: span.from ? at(span.from) : lo, b: span.to ? at(span.to, true) : hi }))
    .sort((x, y) => x.a - y.a || y.b - x.b)
    .map((s) => {
      let row = ends.findIndex((e) => e <= s.a)
      if (row < 0) row = ends.length
      ends[row] = Math.max(s.b, s.a + (hi - lo) * 0.02)
      return { ...s, row }
    })
}

/** ticks are round years that fit a width. */
export function ticks(lo: number, hi: number, width: number): number[] {
  const step = [1, 2, 5, 10, 20, 50].find((n) => ((hi - lo) / n) * 46 <= width) ?? 100
  const out = []
  for (let y = Math.ceil(lo / step) * step; y <= hi; y += step) out.push(y)
  return out
}
