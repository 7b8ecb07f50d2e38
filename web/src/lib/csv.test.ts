import { describe, expect, test } from 'vitest'
import { queries } from './batch.svelte'
import { cell, disclaimer, parse, write } from './csv'

describe('parse', () => {
  test.each([
    ['commas, quotes and line ends', 'a,b\r\n1,"x, ""y"""\r\n2,z\r\n', [['1', 'x, "y"'], ['2', 'z']]],
    ['semicolons', 'a;b\n1;x, y\n', [['1', 'x, y']]],
    ['tabs and a byte order mark', '\ufeffa\tb\n1\t2', [['1', '2']]],
    ['a line end inside quotes', 'a,b\n1,"x\ny"\n2,z', [['1', 'x\ny'], ['2', 'z']]],
    ['empty lines', 'a,b\n\n1,2\n\n', [['1', '2']]],
    ['cells that are left out', 'a,b,c\n1\n1,2\n', [['1'], ['1', '2']]],
  ])('%s', (_, text, want) => {
    const s = parse(text)
    expect(s.rows.map((r) => r.cells)).toEqual(want)
    expect(s.problems).toEqual([])
  })

  test('a bad row costs one row, with its line', () => {
    const s = parse('a,b\n1,x\n2,"open\n3,y,too many\n4,z\n"q"w,5\n6,v\n')
    expect(s.rows.map((r) => [r.line, r.cells[0]])).toEqual([[2, '1'], [5, '4'], [7, '6']])
    expect(s.problems.map((p) => p.line)).toEqual([3, 4, 6])
    expect(s.problems[1]?.why).toBe('it has 3 cells, the header 2')
  })

  test('lines are counted through quoted line ends', () => {
    expect(parse('a,b\n1,"x\n\ny"\n2,z').rows.map((r) => r.line)).toEqual([2, 5])
  })

  test('what is not UTF-8 is named', () => {
    expect(parse('a\nx\ufffdy\nz').problems).toEqual([{ line: 2, why: 'it is not UTF-8 text' }])
  })
})

describe('write', () => {
  test.each([['=1+1', "'=1+1"], ['+49 30', "'+49 30"], ['-x', "'-x"], ['@x', "'@x"], ['a,b', '"a,b"'], ['say "x"', '"say ""x"""'], ['plain', 'plain']])('%s', (v, want) => expect(cell(v)).toBe(want))
  test('numbers stay numbers', () => expect(cell(-0.25)).toBe('-0.25'))
  test('every table says what a mention is not', () => expect(write(['a'], [['x']])).toBe(`a\r\nx\r\n${disclaimer}\r\n`))
  test('what is written is read again', () => {
    const rows = [['a "b", c', 'd\ne'], ['ü', '리']]
    expect(parse(write(['x', 'y'], rows)).rows.slice(0, 2).map((r) => r.cells)).toEqual(rows)
  })
})

describe('queries', () => {
  test('columns by their common names', () => {
    const q = queries('Customer ID;Full Name;DOB;Nationality;Colour\n7;Ri Chol|Ri Cheol;1970;kp;red\n')
    expect(q.unknown).toEqual(['Colour'])
    expect(q.asked[0]?.query).toEqual({ id: '7', properties: { name: ['Ri Chol', 'Ri Cheol'], birthDate: ['1970'], country: ['kp'] } })
  })
  test('a plain list is names, commas and all', () => {
    expect(queries('MA, Xiaohong\nBank of Dandong\n').asked.map((a) => [a.line, a.name])).toEqual([[1, 'MA, Xiaohong'], [2, 'Bank of Dandong']])
  })
  test('a row without a party is named', () => {
    const q = queries('name,dob\nA,1990\n,\n')
    expect(q.asked).toHaveLength(1)
    expect(q.problems).toEqual([{ line: 3, why: 'it says nothing of a party' }])
  })
  test('a table without a name is refused as a whole', () => {
    const q = queries('colour,size\nred,1\n')
    expect(q.asked).toEqual([])
    expect(q.problems[0]?.why).toContain('colour, size')
  })
})
