// What is stated of an entity, compared and put on a line of time.
import type { Dossier, Holding, Stated } from '../api.gen'
import { country, listName, words } from './format'
import type { Lane } from './spans'

export interface Change {
  kind: 'came' | 'went'
  statement: Stated
}

/** stood reports whether a statement was known with a batch: it had come by then and had not gone. */
function stood(s: Stated, batch: number): boolean {
  return s.batch <= batch && (s.until === 0 || s.until > batch)
}

/** between is what came and went from the knowledge of one batch to that of another. */
export function between(e: Dossier, a: number, b: number): Change[] {
  if (![a, b].every((n) => e.batches.some((x) => x.batch === n))) return []
  const out: Change[] = []
  for (const statement of e.statements) {
    const [was, is] = [stood(statement, a), stood(statement, b)]
    if (was !== is) out.push({ kind: is ? 'came' : 'went', statement })
  }
  return out.sort((x, y) => x.statement.prop.localeCompare(y.statement.prop) || x.kind.localeCompare(y.kind) || x.statement.value.localeCompare(y.statement.value))
}

const lanes: [string, string[]][] = [
  ['name', ['name', 'alias', 'previousName', 'weakAlias']],
  ['flag', ['flag', 'pastFlags', 'previousFlag']],
  ['country', ['country', 'jurisdiction', 'nationality']],
  ['status', ['status']],
]

/** life is the lanes of an entity: names, flags, owners, listings. What has no day is left out of it. */
export function life(e: Dossier, owners: Holding[] = []): Lane[] {
  const out: Lane[] = []
  for (const [label, props] of lanes) {
    const spans = e.statements
      .filter((s) => props.includes(s.prop) && (s.from || s.to))
      .map((s) => ({ from: s.from, to: s.to, text: (/flag|country|nationality|jurisdiction/i.test(s.prop) ? country(s.value) : s.value) + (s.prop === props[0] ? '' : ` (${words(s.prop)})`) }))
    if (spans.length) out.push({ label, spans: unique(spans) })
  }
  const held = owners.filter((h) => h.depth === 1 && (h.from_date || h.to_date)).map((h) => ({ from: h.from_date, to: h.to_date, text: `${h.class === 'capital' ? h.share : h.class} ${h.owner_caption}` }))
  if (held.length) out.push({ label: 'owners', spans: unique(held).slice(0, 12) })
  const listed = e.listings.map((l) => ({ from: l.from, to: l.to, text: `${listName(l.list)} ${l.programmes.join(', ')}`.trim(), tone: 'listed' as const }))
  if (listed.length) out.push({ label: 'listings', spans: unique(listed) })
  return out
}

function unique<T extends { from: string; to: string; text: string }>(spans: T[]): T[] {
  const seen = new Set<string>()
  return spans.filter((s) => {
    const k = `${s.from}|${s.to}|${s.text}`
    return !seen.has(k) && seen.add(k)
  })
}
