// A map that is projected once and then only moved: land, lines and marks as
// Path2D in the units of a square world, drawn with one transform.
import { geoGraticule, geoMercator, geoPath, type GeoContext } from 'd3-geo'
import type { MultiPolygon, Polygon } from 'geojson'

export type Point = [lon: number, lat: number]

export interface Mark {
  id: string
  at: Point
  label: string
  kind: 'place' | 'country' // a country's mark is hollow: nobody says where in it
}

export interface Track {
  id: string
  points: Point[]
  dashed?: boolean
}

export const world = 1024 // side of the square world
const most = 85 // degrees of latitude; beyond them the projection has no end

const mercator = geoMercator()
  .scale(world / (2 * Math.PI))
  .translate([world / 2, world / 2])
  .precision(0.05)

/** project puts a position into the square world. */
export function project([lon, lat]: Point): Point {
  return mercator([lon, Math.max(-most, Math.min(most, lat))]) as Point
}

/** unproject is the position at a place of the square world. */
export const unproject = (p: Point) => mercator.invert?.(p) as Point

/** split cuts a line where it crosses the antimeridian, so that it does not run across the world. */
export function split(points: Point[]): Point[][] {
  const out: Point[][] = []
  let run: Point[] = []
  for (const p of points) {
    const last = run[run.length - 1]
    if (last && Math.abs(p[0] - last[0]) > 180) {
      const east = last[0] > 0 // leaves over the eastern edge
      const whole = 360 - Math.abs(p[0] - last[0])
      const share = whole === 0 ? 0 : (180 - Math.abs(last[0])) / whole
      const lat = last[1] + (p[1] - last[1]) * share
      run.push([east ? 180 : -180, lat])
      out.push(run)
      run = [[east ? -180 : 180, lat]]
    }
    run.push(p)
  }
  if (run.length) out.push(run)
  return out
}

/** sink is a path as d3-geo wants it; beginPath is only called for what is drawn at once. */
const sink = (path: Path2D): GeoContext => Object.assign(path, { beginPath() {} })

export function landPath(land: Polygon | MultiPolygon | { type: 'FeatureCollection' }): Path2D {
  const path = new Path2D()
  geoPath(mercator, sink(path))(land as Parameters<ReturnType<typeof geoPath>>[0])
  return path
}

export function gridPath(): Path2D {
  const path = new Path2D()
  geoPath(mercator, sink(path))(geoGraticule().step([15, 15]).extent([[-180, -most], [180, most]])())
  return path
}

export function trackPath(t: Track): Path2D {
  const path = new Path2D()
  for (const run of split(t.points))
    run.forEach((p, i) => {
      const [x, y] = project(p)
      if (i === 0) path.moveTo(x, y)
      else path.lineTo(x, y)
    })
  return path
}

/** View says how the square world lies on the screen: x, y and k in pixels. */
export interface View {
  x: number
  y: number
  k: number
}

/** fit is the view that shows all points with a margin, and not closer than a country. */
export function fit(points: Point[], width: number, height: number, closest = 2.4): View {
  const least = Math.max(width, height * 0.9) / world
  const at = points.map(project)
  if (!at.length) return { k: least, x: (width - world * least) / 2, y: (height - world * least) / 2 }
  const [x0, x1] = [Math.min(...at.map((p) => p[0])), Math.max(...at.map((p) => p[0]))]
  const [y0, y1] = [Math.min(...at.map((p) => p[1])), Math.max(...at.map((p) => p[1]))]
  const k = Math.max(least, Math.min(closest, (width * 0.76) / Math.max(1, x1 - x0), (height * 0.76) / Math.max(1, y1 - y0)))
  return hold({ k, x: width / 2 - ((x0 + x1) / 2) * k, y: height / 2 - ((y0 + y1) / 2) * k }, width, height, Math.max(64, closest))
}

/** hold keeps the world on the screen. */
export function hold(v: View, width: number, height: number, closest = 64): View {
  const k = Math.max(Math.min(width, height) / world, Math.min(closest, v.k))
  const keep = (at: number, room: number) => (world * k <= room ? (room - world * k) / 2 : Math.min(0, Math.max(room - world * k, at)))
  return { k, x: keep(v.x, width), y: keep(v.y, height) }
}

/** zoom changes the scale around a point of the screen. */
export function zoom(v: View, by: number, px: number, py: number, width: number, height: number, closest = 64): View {
  const k = Math.max(Math.min(width, height) / world, Math.min(closest, v.k * by))
  const f = k / v.k
  return hold({ k, x: px - (px - v.x) * f, y: py - (py - v.y) * f }, width, height, closest)
}

/** scaleBar is a round distance and its length in pixels at a latitude. */
export function scaleBar(k: number, lat: number): { km: number; px: number } {
  const kmPerPx = (40075 * Math.cos((lat * Math.PI) / 180)) / (world * k)
  const want = kmPerPx * 90
  const power = 10 ** Math.floor(Math.log10(want))
  const km = ([5, 2, 1].find((n) => n * power <= want) ?? 1) * power
  return { km, px: km / kmPerPx }
}

/** Inks are the colours of the page by name. */
export type Inks = Record<string, string>

/** Word stands beside a point, so many pixels off. */
export interface Word {
  text: string
  x: number
  y: number
  off: number
  ink: string
  must?: boolean // stands above or below where there is no room beside its point
}

/** words writes what has room, the first before the others: right of its point, left of it where the frame ends; none whose point is not in it. */
export function words(c: CanvasRenderingContext2D, list: readonly Word[], back: string, width: number) {
  const used: [number, number, number][] = []
  for (const { text, x, y, off, ink, must } of list) {
    if (x < 0 || x > width) continue
    const wide = c.measureText(text).width
    const side = x + off + wide > width ? x - off - wide : x + off
    const at = Math.max(2, Math.min(width - wide - 2, side))
    const down = (must ? [0, 15, -15, 30, -30] : [0]).find((d) => !used.some(([ux, uy, uw]) => Math.abs(uy - y - d) < 14 && at < ux + uw && at + wide > ux))
    if (down === undefined) continue
    used.push([at, y + down, wide])
    c.strokeStyle = back
    c.lineWidth = 3.5
    c.strokeText(text, at, y + down)
    c.fillStyle = ink
    c.fillText(text, at, y + down)
  }
}
