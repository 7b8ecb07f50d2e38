import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Candidate as Pair } from '../api.gen'
import { after, pairKey, reasonOf } from './judging'
import { Gathering, parseEvent, type Event } from './live.svelte'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('events are gathered and handed on once', () => {
  const got: Event[][] = []
  const g = new Gathering((e) => got.push(e))
  const e = (id: string) => ({ kind: 'batch', id, source: 's' })
  g.add(e('1'))
  vi.advanceTimersByTime(200)
  g.add(e('2'))
  expect(got).toEqual([])
  vi.advanceTimersByTime(50)
  expect(got).toEqual([[e('1'), e('2')]])
  g.add(e('3'))
  vi.advanceTimersByTime(250)
  expect(got).toHaveLength(2)
})

test.each([['{"kind":"batch","id":7,"source":"x"}', { kind: 'batch', id: '7', source: 'x' }], ['{}', { kind: '', id: '', source: '' }], ['nonsense', undefined], ['null', undefined]])('%s', (data, want) => expect(parseEvent(data)).toEqual(want))

const pair = (a: string, fields: [string, string, number][] = []): Pair => ({ a: { id: a, caption: a, schema: '', datasets: [] }, b: { id: a + 'b', caption: '', schema: '', datasets: [] }, score: 0, weight: 0, prior: 0, certain: false, why: '', fields: fields.map(([name, level, weight]) => ({ name, level, a: '', b: '', weight, m: 0, u: 0, rarity: 0 })) })

test('after a decision the next pair stands in its place', () => {
  const [x, y, z] = [pair('x'), pair('y'), pair('z')]
  expect(after([x, y, z], y)).toBe(pairKey(z))
  expect(after([x, y, z], z)).toBe(pairKey(y))
  expect(after([x], x)).toBe('')
})
test('a reason names what speaks for the verdict', () => {
  const p = pair('x', [['name', 'close', 8], ['birth date', 'equal', 9], ['country', 'differs', -3]])
  expect(reasonOf(p, 'same')).toBe('judged from birth date equal, name close')
  expect(reasonOf(p, 'different')).toBe('judged from country differs')
  expect(reasonOf(p, 'unsure')).toBe('judged from birth date equal, name close, country differs')
  expect(reasonOf(pair('y'), 'same')).toBe('judged from the whole record')
})
