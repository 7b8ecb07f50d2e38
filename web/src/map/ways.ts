// Where ships were at a time, from what was heard of them.
import type { SeaTrack } from '../api.gen'
import { project, type Point } from './chart'

/** Heard is a ship with its fixes, as the server sends them: parallel arrays, the first a value, the others differences. */
export type Heard = Pick<SeaTrack, 'id' | 'name' | 'kind' | 'flag' | 't' | 'lat' | 'lon' | 'breaks'>

/** Way is a ship's fixes in the square world of chart.ts, ready to be drawn. */
export interface Way {
  id: string
  name: string
  kind: string
  flag: string
  listed: boolean
  t: number[] // seconds since 1970
  x: Float32Array
  y: Float32Array
  cut: Uint8Array // 1 where no line leads from the fix before
  box: [Point, Point] // south-west and north-east
}

/** gap is how long a line is drawn between two fixes, in seconds. Of tracks that are thinned it is longer by that much: what was left out is no silence. */
export const gap = 4 * 3600

const unit = 100000 // of a degree

export function way(h: Heard, listed = false, thinned = 0): Way {
  const n = h.t.length
  const [x, y, cut] = [new Float32Array(n), new Float32Array(n), new Uint8Array(n)]
  const t = new Array<number>(n)
  const box: [Point, Point] = [[180, 90], [-180, -90]]
  let [at, lat, lon] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    at += h.t[i] as number
    lat += h.lat[i] as number
    lon += h.lon[i] as number
    t[i] = at
    const here: Point = [lon / unit, lat / unit]
    const p = project(here)
    x[i] = p[0]
    y[i] = p[1]
    for (const k of [0, 1] as const) {
      box[0][k] = Math.min(box[0][k], here[k])
      box[1][k] = Math.max(box[1][k], here[k])
    }
    // Nothing is drawn over a long silence, and no line runs across the whole world.
    if (i === 0 || (h.t[i] as number) > gap + thinned || Math.abs(h.lon[i] as number) > 180 * unit) cut[i] = 1
  }
  for (const b of h.breaks) if (b < n) cut[b] = 1
  return { id: h.id, name: h.name, kind: h.kind ?? '', flag: h.flag ?? '', listed, t, x, y, cut, box }
}

/** before is the number of fixes at or before a time. */
export function before(t: readonly number[], at: number): number {
  let [lo, hi] = [0, t.length]
  while (lo < hi) {
    const m = (lo + hi) >> 1
    if ((t[m] as number) <= at) lo = m + 1
    else hi = m
  }
  return lo
}

export interface Spot {
  x: number
  y: number
  course: number // radians on the screen, 0 to the right; NaN when it lies still
  age: number // seconds since it was heard; 0 between two fixes of one line
}

/** spot is where a ship was at a time: on the line between two fixes, else where it was heard last, with the age of that. */
export function spot(w: Way, at: number): Spot | undefined {
  const i = before(w.t, at) - 1
  if (i < 0) return undefined
  const [x, y] = [w.x[i] as number, w.y[i] as number]
  const next = i + 1 < w.t.length && !w.cut[i + 1]
  if (next) {
    const [t0, t1] = [w.t[i] as number, w.t[i + 1] as number]
    const f = t1 > t0 ? (at - t0) / (t1 - t0) : 0
    const [dx, dy] = [(w.x[i + 1] as number) - x, (w.y[i + 1] as number) - y]
    return { x: x + dx * f, y: y + dy * f, course: Math.hypot(dx, dy) > 1e-4 ? Math.atan2(dy, dx) : NaN, age: 0 }
  }
  const back = i > 0 && !w.cut[i]
  const [dx, dy] = back ? [x - (w.x[i - 1] as number), y - (w.y[i - 1] as number)] : [0, 0]
  return { x, y, course: Math.hypot(dx, dy) > 1e-4 ? Math.atan2(dy, dx) : NaN, age: at - (w.t[i] as number) }
}

/** trail adds the way from a time to another to a path. */
export function trail(path: Path2D | CanvasRenderingContext2D, w: Way, from: number, to: number) {
  const [a, b] = [before(w.t, from), before(w.t, to)]
  for (let i = a; i < b; i++) {
    if (i === a || w.cut[i]) path.moveTo(w.x[i] as number, w.y[i] as number)
    else path.lineTo(w.x[i] as number, w.y[i] as number)
  }
  if (b > a && b < w.t.length && !w.cut[b]) {
    const s = spot(w, to)
    if (s) path.lineTo(s.x, s.y)
  }
}

/** bins counts events into equal parts of a time. */
export function bins(times: readonly number[], from: number, to: number, n: number): number[] {
  const out = new Array<number>(n).fill(0)
  if (to <= from) return out
  for (const t of times) {
    const i = Math.floor(((t - from) / (to - from)) * n)
    if (i >= 0 && i < n) out[i] = (out[i] as number) + 1
  }
  return out
}
