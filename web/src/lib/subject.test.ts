import { expect, test } from 'vitest'
import { graver, isIMO, read } from './subject'

test.each([
  ['9074729', 'imo:9074729', 'IMO number'],
  ['IMO 9074729', 'imo:9074729', 'IMO number'],
  ['9074728', '9074728', 'name'],
  ['DE89 3704 0044 0532 0130 00', 'iban:DE89370400440532013000', 'IBAN'],
  ['DE88370400440532013000', 'DE88370400440532013000', 'name'],
  ['529900T8BM49AURSDO55', 'lei:529900T8BM49AURSDO55', 'LEI'],
  ['0x098B716B8Aaf21512996dC57EB0615e2383E2f96', 'wallet:0x098B716B8Aaf21512996dC57EB0615e2383E2f96', 'wallet'],
  ['bc1qa5wkgaew2dkv56kfvj49j0av5nml45x9ek9hz6', 'wallet:bc1qa5wkgaew2dkv56kfvj49j0av5nml45x9ek9hz6', 'wallet'],
  ['  Bank of Dandong ', 'Bank of Dandong', 'name'],
  ['entity:ofac-20565', 'entity:ofac-20565', 'entity id'],
  ['name:9074729', '9074729', 'name'],
  ['Re: an invoice', 'Re: an invoice', 'name'],
  ['http://x', 'http://x', 'name'],
])('%s', (text, subject, label) => expect(read(text)).toMatchObject({ subject, label }))

test('what may be a BIC is asked as a name as well', () => {
  expect(read('DCBBKPPY')).toEqual({ subject: 'DCBBKPPY', label: 'name', also: 'bic:DCBBKPPY' })
  expect(read('Dcbbkppy').also).toBeUndefined()
})
test('IMO check digit', () => {
  expect(isIMO('9361407')).toBe(true)
  expect(isIMO('9361408')).toBe(false)
})
test('a graver exposure counts', () => {
  expect(graver('possible', 'clear')).toBeGreaterThan(0)
  expect(graver('blocked', 'possible')).toBeGreaterThan(0)
  expect(graver('clear', 'clear')).toBe(0)
})
