import { expect, test } from 'vitest'
import { align, ordered } from './align'

const show = (a: string, b: string) => {
  const l = align(a, b)
  return [l.map((x) => x.a || '·').join(''), l.map((x) => x.b || '·').join(''), l.filter((x) => !x.same).length]
}

test.each([
  ['Ri Chol', 'RI CHOL', ['Ri Chol', 'RI CHOL', 0]],
  ['Jose', 'José', ['Jose', 'José', 0]],
  ['Xiao Hong', 'Xiaohong', ['Xiao Hong', 'Xiao·hong', 1]],
  ['Kim', 'Kym', ['Kim', 'Kym', 1]],
  ['', 'ab', ['··', 'ab', 2]],
  ['리철호', '리철', ['리철호', '리철·', 1]],
])('%s and %s', (a, b, want) => expect(show(a, b)).toEqual(want))

test('both lines keep every letter', () => {
  const l = align('Pellamar Trading', 'Trading Pelamar')
  expect(l.map((x) => x.a).join('')).toBe('Pellamar Trading')
  expect(l.map((x) => x.b).join('')).toBe('Trading Pelamar')
})

test.each([
  ['Jonas Velmar', 'VELMAR, Jonass', 'Jonass VELMAR'],
  ['MA Xiaohong', 'MA, Xiaohong', 'MA Xiaohong'],
  ['Anna', 'Quite Other', 'Quite Other'],
])('words in the order of %s', (a, b, want) => expect(ordered(a, b)).toBe(want))
