// From the paths of an answer to the picture of them.
import type { Step } from '../api.gen'
import { day, listName, readable, two, words } from './format'
import type { Edge, Node } from './layers'

export interface Drawing {
  nodes: Node[]
  edges: Edge[]
  steps: Map<string, Step> // by the id of the edge
  byPath: Set<string>[] // which edges each path has
}

export interface Known {
  caption: string
  schema: string
}

const isList = (s: Step) => /^is listed\b/.test(s.relation)
const edgeId = (s: Step) => [s.from, s.to, s.relation, s.statement].join('\n')

/** idsOf names the parties of paths, so that their names can be asked for. */
export function idsOf(paths: { steps: Step[] }[], subject: string): string[] {
  const ids = new Set<string>()
  for (const p of paths)
    for (const s of p.steps) {
      if (s.from !== subject) ids.add(s.from)
      if (!isList(s)) ids.add(s.to)
    }
  return [...ids]
}

/** draw turns paths into layers: a party stands in the column of its longest way from the subject, ends stand last. */
export function draw(paths: { steps: Step[] }[], known: ReadonlyMap<string, Known>, listed: ReadonlySet<string> = new Set()): Drawing {
  const nodes = new Map<string, Node>()
  const edges = new Map<string, Edge>()
  const steps = new Map<string, Step>()
  const byPath: Set<string>[] = []
  const first = new Set(paths.map((p) => p.steps[0]?.from))
  const ends = new Set<string>()
  const put = (id: string, kind: Node['kind'], col: number) => {
    const old = nodes.get(id)
    if (old) {
      old.col = Math.max(old.col, col)
      if (kind === 'listed') old.kind = kind
      return
    }
    const k = known.get(id)
    nodes.set(id, { id, label: kind === 'list' ? listName(id) : (k?.caption ?? id), sub: kind === 'list' ? 'list' : k ? words(k.schema) : undefined, kind, col })
  }
  for (const p of paths) {
    const mine = new Set<string>()
    p.steps.forEach((s, i) => {
      const last = i === p.steps.length - 1
      put(s.from, i === 0 && first.has(s.from) ? 'subject' : isList(s) || listed.has(s.from) ? 'listed' : 'party', i)
      put(s.to, isList(s) ? 'list' : last || listed.has(s.to) ? 'listed' : 'party', i + 1)
      if (last) ends.add(s.to)
      const id = edgeId(s)
      mine.add(id)
      steps.set(id, s)
      const span = s.from_date || s.to_date ? `, ${day(s.from_date) || '…'} to ${day(s.to_date) || 'now'}` : ''
      edges.set(id, {
        id, from: s.from, to: s.to, label: readable(s.relation).replace(/ %/g, '\u00a0%'), weight: s.strength, dashed: s.strength < 1,
        about: `${known.get(s.from)?.caption ?? s.from} ${readable(s.relation)} ${known.get(s.to)?.caption ?? listName(s.to)} (source ${listName(s.source)}${span}, strength ${two(s.strength)})`,
      })
    })
    byPath.push(mine)
  }
  // Edges lead forward: push along them until nothing moves; a ring ends at the number of nodes.
  for (let n = 0, moved = true; moved && n < nodes.size; n++) {
    moved = false
    for (const e of edges.values()) {
      const a = nodes.get(e.from) as Node
      const b = nodes.get(e.to) as Node
      if (b.col <= a.col && a.col + 1 < nodes.size) {
        b.col = a.col + 1
        moved = true
      }
    }
  }
  const most = Math.max(0, ...[...nodes.values()].map((n) => n.col))
  for (const id of ends) if (![...edges.values()].some((e) => e.from === id)) (nodes.get(id) as Node).col = most
  return { nodes: [...nodes.values()], edges: [...edges.values()], steps, byPath }
}
