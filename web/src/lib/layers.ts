// The picture of paths: subject on one side, whoever is listed on the other, one
// column for each step. Placing is a function of the data alone.

export interface Node {
  id: string
  label: string
  sub?: string
  kind: 'subject' | 'party' | 'listed' | 'list'
  col: number
}

export interface Edge {
  id: string
  from: string
  to: string
  label: string
  weight: number // 0 to 1, drawn as width
  dashed?: boolean // inferred, or not verified
  about?: string // for the ear: source and dates
}

export interface Placed<T> {
  of: T
  x: number
  y: number
}

export interface Drawn {
  edge: Edge
  d: string
  x: number // of the label
  y: number
  lines: string[]
}

export interface Picture {
  width: number
  height: number
  nodeW: number
  nodeH: number
  nodes: Placed<Node>[]
  edges: Drawn[]
}

const wide = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]/

/** widthOf estimates the width of text of a size, so that placing needs no page. */
export function widthOf(text: string, size: number, _bold = false): number {
  let n = 0
  for (const c of text) n += wide.test(c) ? 1.02 : /[A-Z0-9MW@%]/.test(c) ? 0.66 : /[ilI.,;:'|! ]/.test(c) ? 0.33 : 0.56
  return n * size
}

/** Measure is how wide text of a size is; bold for names. */
export type Measure = (text: string, size: number, bold: boolean) => number

/** wrap breaks text into at most so many lines of a width; what does not fit ends in an ellipsis. */
export function wrap(text: string, width: number, size: number, most: number, bold = false, measure: Measure = widthOf): string[] {
  const lines: string[] = []
  let line = ''
  const words = text.split(/[ \t\n]+/).filter(Boolean)
  const cut = (s: string) => {
    while (s.length > 1 && measure(s + '…', size, bold) > width) s = [...s].slice(0, -1).join('')
    return s + '…'
  }
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string
    const next = line ? line + ' ' + word : word
    if (measure(next, size, bold) <= width) {
      line = next
      continue
    }
    if (lines.length === most - 1) return [...lines, cut(line ? line + ' ' + words.slice(i).join(' ') : words.slice(i).join(' '))]
    if (line) lines.push(line)
    line = measure(word, size, bold) > width ? cut(word) : word
  }
  if (line) lines.push(line)
  return lines
}

/** columns orders the nodes of each column so that few edges cross. */
function columns(nodes: Node[], edges: Edge[]): Node[][] {
  const cols: Node[][] = []
  for (const n of nodes) (cols[n.col] ??= []).push(n)
  for (let i = 0; i < cols.length; i++) cols[i] ??= []
  const near = new Map<string, string[]>()
  for (const e of edges) {
    near.set(e.from, [...(near.get(e.from) ?? []), e.to])
    near.set(e.to, [...(near.get(e.to) ?? []), e.from])
  }
  for (let sweep = 0; sweep < 6; sweep++) {
    const place = new Map<string, number>()
    for (const col of cols) col.forEach((n, i) => place.set(n.id, (i + 0.5) / col.length))
    for (const col of sweep % 2 ? [...cols].reverse() : cols) {
      const mean = new Map(
        col.map((n, i) => {
          const at = (near.get(n.id) ?? []).map((id) => place.get(id) ?? 0.5)
          return [n.id, at.length ? at.reduce((a, b) => a + b, 0) / at.length : (i + 0.5) / col.length]
        }),
      )
      col.sort((a, b) => (mean.get(a.id) as number) - (mean.get(b.id) as number))
      col.forEach((n, i) => place.set(n.id, (i + 0.5) / col.length))
    }
  }
  return cols
}

/** place lays the picture out for a width: across where the columns fit, else downwards. */
export function place(nodes: Node[], edges: Edge[], space: number, measure: Measure = widthOf): Picture {
  const cols = columns(nodes, edges)
  const n = cols.length
  // A name of three lines with a word below it needs a taller box.
  const tall = (w: number) => (nodes.some((x) => x.sub && wrap(x.label, w - 24, 13, 3, true, measure).length > 2) ? 74 : 58)
  let nodeH = 58
  // Roomy where there is room; many columns get narrower parties and shorter lines.
  const inner = space - 12
  const [narrow, tight] = n * 150 + (n - 1) * 120 <= inner ? [150, 120] : n * 132 + (n - 1) * 76 <= inner ? [132, 76] : [118, 62]
  const least = n * narrow + (n - 1) * tight
  const down = n > 1 && space < least && space < 760
  const pad = 6
  const out: Picture = { width: 0, height: 0, nodeW: 0, nodeH: 0, nodes: [], edges: [] }
  const tallest = Math.max(1, ...cols.map((c) => c.length))
  if (down) {
    const gap = 62
    const each = Math.max(132, Math.min(240, (space - 2 * pad - (tallest - 1) * 12) / tallest))
    out.nodeW = each
    nodeH = tall(each)
    out.width = Math.max(space, tallest * each + (tallest - 1) * 12 + 2 * pad)
    out.height = n * nodeH + (n - 1) * gap + 2 * pad
    cols.forEach((col, c) => {
      const row = col.length * each + (col.length - 1) * 12
      col.forEach((of, i) => out.nodes.push({ of, x: (out.width - row) / 2 + i * (each + 12), y: pad + c * (nodeH + gap) }))
    })
  } else {
    const nodeW = Math.max(narrow, Math.min(210, (inner - (n - 1) * tight) / n - 10))
    const gap = Math.max(tight, Math.min(210, n > 1 ? (space - 2 * pad - n * nodeW) / (n - 1) : 0))
    out.nodeW = nodeW
    nodeH = tall(nodeW)
    out.width = n * nodeW + (n - 1) * gap + 2 * pad
    out.height = tallest * nodeH + (tallest - 1) * 26 + 2 * pad + 12
    cols.forEach((col, c) => {
      const room = col.length * nodeH + (col.length - 1) * 26
      col.forEach((of, i) => out.nodes.push({ of, x: pad + c * (nodeW + gap), y: (out.height - room) / 2 + i * (nodeH + 26) }))
    })
  }
  out.nodeH = nodeH
  const at = new Map(out.nodes.map((p) => [p.of.id, p]))
  const pairs = new Map<string, number>()
  const total = new Map<string, number>()
  for (const e of edges) total.set(e.from + '\n' + e.to, (total.get(e.from + '\n' + e.to) ?? 0) + 1)
  for (const edge of edges) {
    const a = at.get(edge.from)
    const b = at.get(edge.to)
    if (!a || !b) continue
    const key = edge.from + '\n' + edge.to
    const k = pairs.get(key) ?? 0
    pairs.set(key, k + 1)
    const off = (k - ((total.get(key) as number) - 1) / 2) * 30
    if (a.of.col === b.of.col && a !== b) {
      // Beside each other: around the outside, so that no box is crossed.
      const bow = 34
      if (down) {
        const [x1, x2, y] = [a.x + out.nodeW / 2, b.x + out.nodeW / 2, a.y + nodeH]
        out.edges.push({ edge, d: `M${x1} ${y}C${x1} ${y + bow} ${x2} ${y + bow} ${x2} ${y}`, x: (x1 + x2) / 2, y: y + bow * 0.75, lines: wrap(edge.label, 190, 12, 1, false, measure) })
      } else {
        const [y1, y2, x] = [a.y + nodeH / 2, b.y + nodeH / 2, a.x + out.nodeW]
        out.edges.push({ edge, d: `M${x} ${y1}C${x + bow} ${y1} ${x + bow} ${y2} ${x} ${y2}`, x: x + bow * 0.75, y: (y1 + y2) / 2, lines: wrap(edge.label, 90, 12, 2, false, measure) })
      }
    } else if (down) {
      const [x1, y1, x2, y2] = [a.x + out.nodeW / 2 + off, a.y + nodeH, b.x + out.nodeW / 2 + off, b.y]
      const m = (y1 + y2) / 2
      out.edges.push({ edge, d: `M${x1} ${y1}C${x1} ${m} ${x2} ${m} ${x2} ${y2}`, x: (x1 + x2) / 2, y: m, lines: wrap(edge.label, 190, 12, 2, false, measure) })
    } else {
      const [x1, y1, x2, y2] = [a.x + out.nodeW, a.y + nodeH / 2 + off, b.x, b.y + nodeH / 2 + off]
      const m = (x1 + x2) / 2
      out.edges.push({ edge, d: `M${x1} ${y1}C${m} ${y1} ${m} ${y2} ${x2} ${y2}`, x: m, y: (y1 + y2) / 2, lines: wrap(edge.label, Math.max(44, x2 - x1 - 22), 12, tight < 120 ? 3 : 2, false, measure) })
    }
  }
  return out
}
