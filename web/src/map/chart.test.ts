import { expect, test } from 'vitest'
import { fit, hold, project, scaleBar, split, unproject, world, zoom } from './chart'
import { middles } from './places.gen'

test('a position comes back from the square world', () => {
  for (const p of [[127.2, 40.1], [-172, -13.6], [0, 0]] as [number, number][]) {
    const [lon, lat] = unproject(project(p))
    expect(lon).toBeCloseTo(p[0], 6)
    expect(lat).toBeCloseTo(p[1], 6)
  }
  expect(project([0, 89.9])).toEqual(project([0, 85]))
})
test('a line over the antimeridian is cut there, at its latitude', () => {
  const runs = split([[170, 10], [-170, 20], [-160, 20]])
  expect(runs).toEqual([[[170, 10], [180, 15]], [[-180, 15], [-170, 20], [-160, 20]]])
  expect(split([[10, 0], [20, 0]])).toEqual([[[10, 0], [20, 0]]])
  expect(split([])).toEqual([])
})
test('a view shows its points, and the world stays on the screen', () => {
  const points: [number, number][] = [[103, 36], [127, 40], [54, 24]]
  const v = fit(points, 500, 230)
  for (const p of points) {
    const [x, y] = project(p)
    expect(x * v.k + v.x).toBeGreaterThan(0)
    expect(x * v.k + v.x).toBeLessThan(500)
    expect(y * v.k + v.y).toBeGreaterThan(0)
    expect(y * v.k + v.y).toBeLessThan(230)
  }
  const held = hold({ k: 1, x: 900, y: 900 }, 500, 230)
  expect([held.x, held.y]).toEqual([0, 0])
  const z = zoom(v, 1e9, 250, 115, 500, 230)
  expect(z.k).toBe(64)
})
test('the scale bar is a round distance of its length', () => {
  const b = scaleBar(1, 0)
  expect(b.km).toBe(2000)
  expect(b.px).toBeCloseTo((2000 * world) / 40075, 3)
})
test('countries have a middle', () => {
  expect(middles.size).toBeGreaterThan(230)
  expect(middles.get('kp')).toEqual([127.2, 40.1])
})
