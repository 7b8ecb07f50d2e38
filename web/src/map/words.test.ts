import { describe, expect, it } from 'vitest'
import { words, type Word } from './chart'

/** paper is a canvas that only remembers what was written; letters are 7 pixels wide. */
function paper() {
  const said: [string, number, number][] = []
  const c = { measureText: (t: string) => ({ width: t.length * 7 }), strokeText: () => undefined, fillText: (t: string, x: number, y: number) => said.push([t, x, y]) }
  return { said, c: c as unknown as CanvasRenderingContext2D }
}
const word = (text: string, x: number, y: number, must = false): Word => ({ text, x, y, off: 10, ink: '#000', must })

describe('words on a chart', () => {
  it('stand right of their point, left of it at the edge, and never outside', () => {
    const { said, c } = paper()
    words(c, [word('abc', 100, 50), word('abc', 395, 100), word('a'.repeat(50), 200, 150)], '#fff', 400)
    expect(said).toEqual([['abc', 110, 50], ['abc', 364, 100], ['a'.repeat(50), 2, 150]])
  })
  it('leave out what has no room, but not what must be said', () => {
    const { said, c } = paper()
    words(c, [word('first', 100, 50), word('second', 102, 52), word('third', 102, 52, true), word('away', 500, 50)], '#fff', 400)
    expect(said).toEqual([['first', 110, 50], ['third', 112, 67]])
  })
})
