import { describe, expect, it } from 'vitest'
import type { SeaEvent } from '../api.gen'
import { during, factsOf, feedWords, lasted, partyName, sayings, sayingWords, shown, strength, subject, title, vesselsIn } from './sea'

const event = (o: Partial<SeaEvent> = {}): SeaEvent => ({ id: 'e', kind: 'encounter', vessels: [], parties: [], start: '2025-03-30T10:00:00Z', end: '2025-03-30T15:30:00Z', lat: 31, lon: 124, strength: 0.9, alert: true, log_odds: 2, reasons: [], innocent: [], ...o })

describe('sea', () => {
  it('says apparent and possible', () => {
    expect(title(event({ sub: 'transfer' }))).toContain('Apparent')
    expect(title(event())).toBe('Meeting')
    expect(title(event({ kind: 'port', inferred: true }))).toContain('Possible')
    expect(title(event({ kind: 'dark-rendezvous', inferred: true }))).toContain('Possible')
  })
  it('names a ship by what is known, and asks about it by the best number', () => {
    expect(partyName({ id: 'x', name: '', imo: 9074729 })).toBe('IMO 9074729')
    expect(partyName({ id: 'x', name: '', mmsi: 5123456 })).toBe('MMSI 005123456')
    expect(subject({ id: 'x', name: '', imo: 9074729, mmsi: 445111000 })).toBe('imo:9074729')
    expect(subject({ id: 'mmsi-1-1', name: '', mmsi: 1 })).toBe('entity:mmsi-1-1')
  })
  it('puts times into words', () => {
    expect(lasted('2025-03-30T10:00:00Z', '2025-03-30T11:10:00Z')).toBe('70 min')
    expect(lasted('2025-03-30T10:00:00Z', '2025-03-30T15:30:00Z')).toBe('5.5 h')
    expect(lasted('2025-03-30T10:00:00Z', '2025-04-04T10:00:00Z')).toBe('5 days')
  })
  it('draws areas as longitude and latitude', () => {
    expect(shown(event({ area: [{ lat: 1, lon: 2 }] })).area).toEqual([[2, 1]])
  })
  it('tells only facts that it has words for', () => {
    expect(factsOf(event({ facts: { min_km: 0.04, something: 3 } }))).toEqual(['closest 40 m'])
  })
})

it('nothing is as good as certain', () => {
  expect(strength(event({ strength: 0.9975 }))).toBe('> 0.99')
  expect(strength(event({ strength: 0.994 }))).toBe('0.99')
  expect(strength(event({ strength: 0.5 }))).toBe('0.50')
})

describe('what a ship said of itself', () => {
  const c = (prop: string, value: string, first: string, last: string) => ({ prop, value, first: `2025-03-${first}:00Z`, last: `2025-03-${last}:00Z`, n: 1 })
  const said = sayings([c('name', 'A', '28T01:00', '28T05:00'), c('name', 'B', '28T05:10', '28T06:00'), c('name', 'A', '29T01:00', '29T02:00'), c('imo', '9', '28T01:00', '29T02:00')], ['imo', 'name'])
  it('is one row for what was said again, in the order of properties and of time', () => {
    expect(said.map((x) => [x.prop, x.value, x.times.length])).toEqual([['imo', '9', 1], ['name', 'A', 2], ['name', 'B', 1]])
  })
  it('tells minutes within a day, else days', () => {
    expect(said.map((x) => during(x.times))).toEqual(['2025-03-28 – 2025-03-29', '2025-03-28 – 2025-03-29', '2025-03-28 05:10 – 06:00'])
    expect(during([{ first: '2025-03-28T05:10:20Z', last: '2025-03-28T05:10:50Z' }])).toBe('2025-03-28 05:10')
  })
  it.each([
    ['size', '141/23/16/9', '164 × 25 m (141/23/16/9)'], ['size', 'x', 'x'], ['size', '1/2/3', '1/2/3'], ['type', '84', 'tanker (code 84)'], ['type', '99', 'code 99'], ['draught', '8.0', '8.0 m'], ['name', '84', '84'],
  ])('%s %s is %s', (prop, value, want) => expect(sayingWords(prop, value)).toBe(want))
})

it('says what each kind of event is', () => {
  expect(title(event({ kind: 'identity', sub: 'one-digit' }))).toBe('One digit from a listed number')
  expect(title(event({ kind: 'port', sub: 'anchorage' }))).toBe('Stay at an anchorage')
  expect(title(event({ kind: 'port', sub: 'anchorage', inferred: true }))).toContain('Possible')
  expect(title(event({ kind: 'identity', sub: 'something new' }))).toBe('Apparent identity problem')
  expect(title(event({ kind: 'something' }))).toBe('something')
})

it('finds vessels in a text', () => {
  expect(vesselsIn('heard: imo-3641790, mmsi-356985048-1.')).toEqual(['heard: ', 'imo-3641790', ', ', 'mmsi-356985048-1', '.'])
  expect(vesselsIn('nobody, as imo-x')).toEqual(['nobody, as imo-x'])
})

it('says how a feed is', () => {
  const f = { state: 'open' as const, heard: '2026-11-26T09:52:28.39Z', lines: 1602, refused: 2, lost: 0, error: 'once' }
  expect(feedWords(f)).toBe('open, last heard 2026-11-26 09:52:28 UTC, 1,602 lines, 2 set aside')
  expect(feedWords({ ...f, state: 'stalled', error: undefined })).toMatch(/^stalled/)
  expect(feedWords({ state: 'closed', lines: 0, refused: 0, lost: 1, error: 'refused' })).toBe('closed, tried again, refused, nothing heard yet, 0 lines, 1 lost')
})

it('titles are as short as a narrow list needs', () => {
  const [kinds, subs] = [['encounter', 'dark-rendezvous', 'gap', 'port', 'loitering', 'spoof', 'identity'], ['transfer', 'both-sides', 'dark', 'faint', 'unknown', 'outage', 'busy', 'dark-call', 'anchorage', 'area-stop', 'entered-waters', 'drifting', 'stopped', 'jump', 'clone', 'circle', 'frozen', 'replay', 'simulated', 'land', 'area', 'zombie', 'newborn', 'one-digit', 'listed-other-name', 'borrowed-mmsi', 'borrowed-callsign', 'shared-callsign', 'conflict', 'name-hop', 'flag-hop', 'flag-differs', 'false-flag', 'mid-unallocated', 'programme-flag']]
  const all = [...kinds.map((kind) => title(event({ kind }))), ...subs.map((sub) => title(event({ kind: 'x', sub })))]
  expect(all.filter((t) => t.length > 31)).toEqual([])
  expect(all).not.toContain('x')
})
