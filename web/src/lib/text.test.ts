import { expect, test } from 'vitest'
import { plain, visible } from './text'

test.each([
  ['plain', 'plain'],
  ['a\u202eb', 'a[U+202E]b'],
  ['zero\u200bwidth', 'zero[U+200B]width'],
  ['\u0007', '[U+0007]'],
  ['리철호 محمد', '리철호 محمد'],
  ['', ''],
])('%j', (s, want) => expect(plain(s)).toBe(want))

test('nothing of the text is lost beside what is marked', () => {
  const s = '\u2066a\u00adb\ufeffc'
  expect(visible(s).filter((p) => !p.mark).map((p) => p.text).join('')).toBe('abc')
  expect(visible(s).filter((p) => p.mark)).toHaveLength(3)
})
