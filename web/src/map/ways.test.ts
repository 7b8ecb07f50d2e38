import { describe, expect, it } from 'vitest'
import { before, bins, gap, spot, trail, way, type Heard } from './ways'

const steps = (v: number[], unit = 1) => v.map((x, i) => Math.round((x - (i ? (v[i - 1] as number) : 0)) * unit))
const times = [0, 600, 1200, 1200 + gap + 1, 1200 + gap + 601]
const heard = (o: { lon?: number[]; breaks?: number[] } = {}): Heard => ({ id: 'imo-1', name: 'A', kind: 'tanker', flag: 'pa', t: steps(times), lat: steps([30, 30, 30, 31, 31], 1e5), lon: steps(o.lon ?? [120, 121, 122, 123, 124], 1e5), breaks: o.breaks ?? [] })

describe('ways', () => {
  it('finds the fixes up to a time', () => {
    expect([-1, 0, 599, 600, 1e9].map((t) => before(times, t))).toEqual([0, 1, 1, 2, 5])
  })
  it('reads differences, and knows how far a ship went', () => {
    const w = way(heard())
    expect(w.t).toEqual(times)
    expect(w.box).toEqual([[120, 30], [124, 31]])
  })
  it('puts a ship on the line between two fixes, and where it was heard last in a silence', () => {
    const w = way(heard())
    expect(spot(w, -1)).toBeUndefined()
    const s = spot(w, 300)
    expect(s?.x).toBeCloseTo(((w.x[0] as number) + (w.x[1] as number)) / 2, 3)
    expect(s?.age).toBe(0)
    expect(s?.course).toBeCloseTo(0)
    const silent = spot(w, 1200 + 3600)
    expect(silent?.x).toBeCloseTo(w.x[2] as number, 5)
    expect(silent?.age).toBe(3600)
    expect(spot(w, 1e6)?.age).toBe(1e6 - (1200 + gap + 601))
  })
  it('draws no line over a silence, a break, or the edge of the world', () => {
    const drawn: string[] = []
    const path = { moveTo: () => drawn.push('M'), lineTo: () => drawn.push('L') } as unknown as Path2D
    trail(path, way(heard()), -1, 1e9)
    expect(drawn.join('')).toBe('MLLML')
    drawn.length = 0
    trail(path, way(heard({ breaks: [1] })), -1, 1e9)
    expect(drawn.join('')).toBe('MMLML')
    drawn.length = 0
    trail(path, way(heard({ lon: [179, -179, -178, 0, 1] })), -1, 1e9)
    expect(drawn.join('')).toBe('MMLML')
  })
  it('takes no silence for one that thinning made', () => {
    const drawn: string[] = []
    const path = { moveTo: () => drawn.push('M'), lineTo: () => drawn.push('L') } as unknown as Path2D
    trail(path, way(heard(), false, 600), -1, 1e9)
    expect(drawn.join('')).toBe('MLLLL')
    drawn.length = 0
    trail(path, way(heard({ breaks: [3] }), false, 600), -1, 1e9)
    expect(drawn.join('')).toBe('MLLML')
  })
  it('follows a line up to a time between two fixes', () => {
    const drawn: string[] = []
    const path = { moveTo: () => drawn.push('M'), lineTo: () => drawn.push('L') } as unknown as Path2D
    trail(path, way(heard()), -1, 300)
    expect(drawn.join('')).toBe('ML')
  })
  it('counts into equal parts', () => {
    expect(bins([0, 1, 5, 9.9, 10, -1], 0, 10, 2)).toEqual([2, 2])
    expect(bins([1], 5, 5, 3)).toEqual([0, 0, 0])
  })
  it('is quick: 100,000 fixes are made ready, and looked up at 60 times a second', () => {
    const n = 1000
    const ways = Array.from({ length: 100 }, (_, k) => way({ ...heard(), id: String(k), t: Array.from({ length: n }, (_, i) => (i ? 60 : 0)), lat: Array.from({ length: n }, (_, i) => (i ? 10 : 3e6)), lon: Array.from({ length: n }, (_, i) => (i ? 10 : 12e6 + k)) }))
    let seen = 0
    for (let f = 0; f < 60; f++) for (const w of ways) if (spot(w, f * 900)) seen++
    expect(seen).toBe(6000)
  })
})
