import { describe, expect, it } from 'vitest'
import type { SeaEvent } from '../api.gen'
import { factsOf, lasted, partyName, shown, strength, subject, title } from './sea'

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
