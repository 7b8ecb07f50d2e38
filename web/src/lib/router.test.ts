import { expect, test } from 'vitest'
import { link, parse } from './router.svelte'

test.each([
  ['', { view: 'touch', params: {} }],
  ['#/nowhere', { view: 'touch', params: {} }],
  ['#/screen?name=Ri%20Chol&birth=', { view: 'screen', params: { name: 'Ri Chol' } }],
  ['#/touch?subject=a%26b%3Dc', { view: 'touch', params: { subject: 'a&b=c' } }],
])('%s', (hash, want) => expect(parse(hash)).toEqual(want))

test('a link leads to where it was made for', () => {
  const params = { subject: '리철호 & "x" #1?', as_of: '2017-08-20' }
  expect(parse(link('touch', { ...params, known_on: '' }))).toEqual({ view: 'touch', params })
})
