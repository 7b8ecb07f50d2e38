// The order of pairs to judge, and what has been decided of them in this page.
import type { Candidate as Pair } from '../api.gen'

export type Verdict = 'same' | 'different' | 'unsure'

export interface Judged {
  pair: Pair
  verdict: Verdict
}

export const pairKey = (p: Pair) => p.a.id + '\n' + p.b.id

/** reasonOf is what a decision is noted with when nobody writes a reason: the fields that weigh most for it. */
export function reasonOf(p: Pair, v: Verdict): string {
  const sign = v === 'different' ? -1 : 1
  const fields = [...p.fields]
    .filter((f) => (v === 'unsure' ? f.weight !== 0 : f.weight * sign > 0))
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, 3)
    .map((f) => `${f.name} ${f.level}`)
  return fields.length ? 'judged from ' + fields.join(', ') : 'judged from the whole record'
}

/** after is the pair to stand on once one is gone from a queue. */
export function after(queue: Pair[], gone: Pair): string {
  const i = queue.findIndex((p) => pairKey(p) === pairKey(gone))
  const rest = queue.filter((p) => pairKey(p) !== pairKey(gone))
  const next = rest[Math.min(Math.max(i, 0), rest.length - 1)]
  return next ? pairKey(next) : ''
}
