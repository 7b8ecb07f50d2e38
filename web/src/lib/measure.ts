// The width of text as this browser draws it.
import { widthOf, type Measure } from './layers'

let ctx: CanvasRenderingContext2D | null | undefined
let family = ''

/** measured is exact where there is a canvas, else an estimate. */
export const measured: Measure = (text, size, bold) => {
  if (ctx === undefined) {
    ctx = document.createElement('canvas').getContext('2d')
    family = getComputedStyle(document.documentElement).fontFamily
  }
  if (!ctx) return widthOf(text, size)
  ctx.font = `${bold ? 600 : 400} ${size}px ${family}`
  return ctx.measureText(text).width
}
