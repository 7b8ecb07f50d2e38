import { expect, test } from 'vitest'
import type { Holding, Holdings } from '../api.gen'
import { stakes } from './holdings'

const h = (owner: string, asset: string, depth: number, low: number, more: Partial<Holding> = {}): Holding => ({ owner, asset, depth, low, high: low, share: `${low} %`, class: 'capital', owner_caption: owner, asset_caption: asset, listed: false, from_date: '', to_date: '', statements: [], ...more })
const all = (holdings: Holding[], left = 0) => ({ entity: 'x', caption: 'x', holdings, left, searched: {} }) as unknown as Holdings

test('owners stand before, holdings after; the largest are drawn and the others counted', () => {
  const down = Array.from({ length: 12 }, (_, i) => h('x', 'd' + i, 1, 10 + i))
  const s = stakes('x', 'X', all([h('o', 'x', 1, 60), h('l', 'o', 2, 70, { listed: true })]), all(down, 5))
  const col = Object.fromEntries(s.nodes.map((n) => [n.id, n.col]))
  expect([col.l, col.o, col.x, col.d11]).toEqual([0, 1, 2, 3])
  expect(s.nodes.find((n) => n.id === 'l')?.kind).toBe('listed')
  expect(s.nodes.filter((n) => n.col === 3)).toHaveLength(8)
  expect(col.d0).toBeUndefined()
  expect(s.left).toBe(5 + 4)
})
test('a band is dashed', () => {
  const s = stakes('x', 'X', all([h('o', 'x', 1, 25, { high: 50 })]), undefined)
  expect(s.edges[0]).toMatchObject({ dashed: true, weight: 0.25, from: 'o', to: 'x' })
})
