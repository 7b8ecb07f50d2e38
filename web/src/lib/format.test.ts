import { expect, test } from 'vitest'
import { country, due, fieldName, kindName, listName, mark, percent, readable, share, words } from './format'

test.each([[true, 'yes'], ['true', 'yes'], ['partly', 'partly'], [false, 'no'], ['false', 'no'], [undefined, 'no'], [1, 'no'], ['yes', 'no']])('verified %j', (v, want) => expect(mark(v)).toBe(want))
test.each([['2026-11-25', 'at once'], ['2026-11-01', 'at once'], ['2026-11-26', 'by tomorrow'], ['2026-12-25', 'in 30 days'], ['', 'no day is named']])('due %s', (d, want) => expect(due('2026-11-25', d)).toBe(want))
test.each([[50, '50 %'], [21.42, '21.42 %'], [33.333333, '33.33 %'], [0, '0 %']])('%d', (n, want) => expect(percent(n)).toBe(want))
test('words', () => {
  expect(words('birthDate')).toBe('birth date')
  expect(readable('listed on us_ofac_sdn under X')).toBe('listed on OFAC SDN under X')
  expect(readable('listed on my_own_list')).toBe('listed on my_own_list')
  expect(country('kp')).toBe('North Korea')
  expect(country('Soviet Union')).toBe('Soviet Union')
})
test('shares without a type', () => expect([share(51), share('51.5'), share(null, 7), share('x', 7)]).toEqual([51, 51.5, 7, 7]))

test.each([
  ['listed on us_ofac_sdn under NPWMD', 'listed on OFAC SDN under NPWMD'],
  ['is blocked under us-ofac-50 (in force since 2014-08-13)', 'is blocked under the 50 percent rule of OFAC (in force since 2014-08-13)'],
  ['a look-alike on un-6908689', 'a look-alike on un-6908689'],
])('readable: %s', (text, want) => expect(readable(text)).toBe(want))
test('names of what is nobody\'s', () => {
  expect(listName('some_register')).toBe('some register')
  expect(fieldName('goods.hs')).toBe('goods, HS codes')
  expect(kindName('sts_ban')).toBe('ban of transfers between ships')
  expect(kindName('service')).toBe('service')
})
