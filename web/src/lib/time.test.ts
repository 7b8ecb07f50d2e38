import { expect, test } from 'vitest'
import type { Dossier, LawLine, Stated } from '../api.gen'
import { instruments, shortOf, textOf } from './instruments'
import { pace } from './pace'
import { at, range, stack, ticks } from './spans'
import { between, life } from './statements'

test('days as years', () => {
  expect(at('2020-01-01')).toBe(2020)
  expect(at('2020')).toBe(2020)
  expect(at('2020', true)).toBeGreaterThan(2020.99)
  expect(at('2021-07-02T10:00:00Z')).toBeCloseTo(2021.5, 2)
})
test('bars of a lane do not cover each other', () => {
  const rows = stack([{ from: '2010', to: '2015', text: 'a' }, { from: '2012', to: '', text: 'b' }, { from: '2016', to: '2018', text: 'c' }], 2000, 2026)
  expect(Object.fromEntries(rows.map((r) => [r.span.text, r.row]))).toEqual({ a: 0, b: 1, c: 0 })
})
test('range and ticks', () => {
  const [lo, hi] = range([{ label: 'x', spans: [{ from: '2011-05-01', to: '', text: '' }] }], '2026-11-25')
  expect([lo, hi]).toEqual([2011, 2027])
  expect(ticks(2011, 2027, 300)).toEqual([2015, 2020, 2025])
})

// Two batches of the same second: it is their numbers that count.
const received = '2024-01-01T00:00:00Z'
const s = (prop: string, value: string, batch: number, until = 0, from = ''): Stated => ({ prop, value, dataset: 'd', from, to: '', batch, known_from: received, known_to: until ? received : '', until })
const e = { batches: [1, 2].map((batch) => ({ batch, source: 'd', published: '', received })), listings: [{ list: 'us_ofac_sdn', programmes: ['P'], from: '2016-09-26', to: '' }], statements: [s('name', 'A', 1, 0, '2010'), s('address', 'old', 1, 2), s('address', 'new', 2)] } as unknown as Dossier

test('what changed between two batches, in both directions', () => {
  const show = (a: number, b: number) => between(e, a, b).map((c) => c.kind + ' ' + c.statement.value)
  expect(show(1, 2)).toEqual(['came new', 'went old'])
  expect(show(2, 1)).toEqual(['came old', 'went new'])
  expect(show(2, 2)).toEqual([])
  expect(show(1, 9)).toEqual([])
})
test('a life has the lanes that have days', () => expect(life(e).map((l) => [l.label, l.spans.length])).toEqual([['name', 1], ['listings', 1]]))

test('designations: years without any are there, small programmes are put together', () => {
  const p = pace({ programmes: [], undated: 3, years: [{ year: 2010, programme: 'A', count: 9 }, { year: 2013, programme: 'A', count: 1 }, ...'BCDEFGH'.split('').map((programme, i) => ({ year: 2013, programme, count: 8 - i }))] })
  expect(p.years).toEqual([2010, 2011, 2012, 2013])
  expect(p.series.map((x) => x.label)).toEqual(['A', 'B', 'C', 'D', 'E', 'F', '2 others'])
  expect(p.series[0]?.values).toEqual([9, 0, 0, 1])
  expect(p.series[6]?.values).toEqual([0, 0, 0, 5])
  expect(p.total).toBe(45)
  expect(p.undated).toBe(3)
  expect(pace({ programmes: [], undated: 7, years: [] })).toEqual({ years: [], series: [], total: 0, undated: 7 })
})

test.each([['S/RES/2397 (2017), para. 5', 'S/RES/2397 (2017)', '2397'], ['E.O. 13722, section 2', 'E.O. 13722', 'EO 13722'], ['22 USC 9214(a)(3)', '22 USC 9214', '22 § 9214'], ['MOFCOM and Customs Announcement 11 of 2016', 'MOFCOM and Customs Announcement 11 of 2016', '11/2016'], ['Regulation (EU) 2017/1509, Art. 3', 'Regulation (EU) 2017/1509', '2017/1509']])('%s', (cite, text, short) => {
  expect(textOf(cite)).toBe(text)
  expect(shortOf(text)).toBe(short)
})
test('measures are gathered by text; the worst mark and the last snapshot count', () => {
  const l = (id: string, verified: unknown, to = ''): LawLine => ({ id, cite: `S/RES/1 (2006), para. ${id}`, issuer: 'UN', from: '2006-01-0' + id, to, verified, text: '', kind: '', direction: '', last_day: '', unverified_fields: [] })
  expect(instruments([l('2', true), l('1', 'partly'), l('2', true)])).toMatchObject([{ from: '2006-01-01', verified: 'partly', over: false, measures: { length: 2 } }])
  expect(instruments([l('1', false), l('1', false, '2010-01-01')])).toMatchObject([{ verified: 'no', over: true }])
})
