import { expect, test } from 'vitest'
import type { Step } from '../api.gen'
import { place, widthOf, wrap, type Edge, type Node } from './layers'
import { draw, idsOf } from './paths'

const step = (from: string, to: string, relation: string, strength = 1): Step => ({ from, to, relation, strength, statement: from + to, source: 's', from_date: '', to_date: '' })

test('text is wrapped and cut to its width', () => {
  const lines = wrap('DANDONG HONGXIANG INDUSTRIAL DEVELOPMENT CO LTD', 150, 13, 2)
  expect(lines).toHaveLength(2)
  expect(lines[1]).toMatch(/…$/)
  for (const l of lines) expect(widthOf(l, 13)).toBeLessThanOrEqual(150)
  expect(wrap('Averyveryverylongwordwithoutanybreakinit', 60, 13, 2)[0]).toMatch(/…$/)
  expect(wrap('short', 150, 13, 2)).toEqual(['short'])
  expect(wrap('', 150, 13, 2)).toEqual([])
})

test('paths become layers: the subject first, ends last, shared parties once', () => {
  const known = new Map([['a', { caption: 'A Ltd', schema: 'Company' }]])
  const d = draw([{ steps: [step('x', 'a', 'bears the name of'), step('a', 'l', 'is held 60 % by')] }, { steps: [step('x', 'a', 'bears the name of'), step('a', 'b', 'is held 10 % by'), step('b', 'us_ofac_sdn', 'is listed under P on', 0.5)] }], known)
  const col = Object.fromEntries(d.nodes.map((n) => [n.id, [n.col, n.kind]]))
  expect(col).toEqual({ x: [0, 'subject'], a: [1, 'party'], l: [3, 'listed'], b: [2, 'listed'], us_ofac_sdn: [3, 'list'] })
  expect(d.edges).toHaveLength(4)
  expect(d.edges.filter((e) => e.dashed)).toHaveLength(1)
  expect(d.byPath.map((s) => s.size)).toEqual([2, 3])
  expect(d.nodes.find((n) => n.id === 'us_ofac_sdn')?.label).toBe('OFAC SDN')
  expect(idsOf([{ steps: [step('x', 'a', 'bears'), step('a', 'us_ofac_sdn', 'is listed under P on')] }], 'x')).toEqual(['a'])
})

test('a ring of ties ends', () => {
  const d = draw([{ steps: [step('x', 'a', 'r'), step('a', 'b', 'r'), step('b', 'a', 'r2')] }], new Map())
  expect(Math.max(...d.nodes.map((n) => n.col))).toBeLessThan(4)
})

const nodes: Node[] = [0, 1, 1, 2].map((col, i) => ({ id: 'n' + i, label: 'Party ' + i, kind: 'party', col }))
const edges: Edge[] = [['n0', 'n1'], ['n0', 'n2'], ['n1', 'n3'], ['n2', 'n3']].map(([from, to], i) => ({ id: 'e' + i, from: from as string, to: to as string, label: 'holds', weight: 1 }))

test.each([1200, 760, 390])('a picture %d wide covers no party with another', (space) => {
  const p = place(nodes, edges, space)
  expect(p.edges).toHaveLength(4)
  for (const a of p.nodes)
    for (const b of p.nodes)
      if (a !== b) expect(Math.abs(a.x - b.x) >= p.nodeW || Math.abs(a.y - b.y) >= p.nodeH).toBe(true)
  for (const n of p.nodes) {
    expect(n.x).toBeGreaterThanOrEqual(0)
    expect(n.x + p.nodeW).toBeLessThanOrEqual(p.width + 0.5)
    expect(n.y + p.nodeH).toBeLessThanOrEqual(p.height + 0.5)
  }
})

test('wide runs across, narrow runs down, and the same again is the same', () => {
  const at = (space: number) => place(nodes, edges, space).nodes.find((n) => n.of.id === 'n3')!
  expect(at(1200).x).toBeGreaterThan(600)
  expect(at(390).y).toBeGreaterThan(150)
  expect(place(nodes, edges, 900)).toEqual(place(nodes, edges, 900))
})

test('parties of one column are tied around the outside', () => {
  const p = place([{ id: 'a', label: 'A', kind: 'party', col: 0 }, { id: 'b', label: 'B', kind: 'party', col: 0 }, { id: 'c', label: 'C', kind: 'subject', col: 1 }], [{ id: 'e', from: 'a', to: 'b', label: '10 %', weight: 1 }, { id: 'f', from: 'b', to: 'c', label: '', weight: 1 }], 900)
  const e = p.edges.find((x) => x.edge.id === 'e')
  expect(e?.x).toBeGreaterThan((p.nodes.find((n) => n.of.id === 'a')?.x ?? 0) + p.nodeW)
})
test('a long name gets a taller box', () => {
  const one = (label: string) => place([{ id: 'a', label, sub: 'company', kind: 'party', col: 0 }], [], 300).nodeH
  expect(one('Short')).toBeLessThan(one('A Rather Long Name of a Company of Many Words Trading Limited'))
})
