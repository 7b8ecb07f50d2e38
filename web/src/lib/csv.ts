// Tables as text, in both directions.

export interface Sheet {
  header: string[]
  rows: Row[]
  problems: Trouble[]
}
export interface Row {
  line: number
  cells: string[]
}
export interface Trouble {
  line: number
  why: string
}

/** separatorOf is the sign between the cells of a header. */
export function separatorOf(first: string): string {
  const bare = first.replace(/"[^"]*"/g, '')
  return [';', '\t', ','].map((s) => [s, bare.split(s).length] as const).reduce((best, c) => (c[1] > best[1] ? c : best), [',', 1] as const)[0]
}

/** parse reads a table with a header. A row that cannot be read is named with its line; the others are kept. */
export function parse(text: string): Sheet {
  if (text.startsWith('\ufeff')) text = text.slice(1)
  const sep = separatorOf(text.slice(0, text.search(/\r?\n|$/)))
  const problems: Trouble[] = []
  const all: Row[] = []
  let at = 0
  let line = 1
  while (at < text.length) {
    const start = { at, line }
    const cells: string[] = []
    let why = ''
    for (;;) {
      let cell = ''
      if (text[at] === '"') {
        let end = at + 1
        for (;;) {
          end = text.indexOf('"', end)
          if (end < 0 || text[end + 1] !== '"') break
          end += 2
        }
        if (end < 0) {
          why = 'a quotation mark is opened and never closed'
          break
        }
        cell = text.slice(at + 1, end).replaceAll('""', '"')
        line += cell.split('\n').length - 1
        at = end + 1
        const next = text[at]
        if (next !== undefined && next !== sep && next !== '\n' && next !== '\r') {
          why = 'text follows a closed quotation mark'
          break
        }
      } else {
        let end = at
        while (end < text.length && text[end] !== sep && text[end] !== '\n' && text[end] !== '\r') end++
        cell = text.slice(at, end)
        at = end
      }
      cells.push(cell.trim())
      if (text[at] !== sep) break
      at++
    }
    if (why) {
      // Go on with the next line of the text, so that one bad row costs one row.
      problems.push({ line: start.line, why })
      const end = text.indexOf('\n', start.at)
      at = end < 0 ? text.length : end + 1
      line = start.line + 1
      continue
    }
    if (text[at] === '\r') at++
    if (text[at] === '\n') at++
    line++
    if (cells.length > 1 || cells[0] !== '') all.push({ line: start.line, cells })
  }
  const header = all.shift()?.cells ?? []
  const rows: Row[] = []
  for (const r of all) {
    if (r.cells.includes('\0') || r.cells.some((c) => c.includes('\ufffd'))) problems.push({ line: r.line, why: 'it is not UTF-8 text' })
    else if (r.cells.length > header.length && header.length > 1) problems.push({ line: r.line, why: `it has ${r.cells.length} cells, the header ${header.length}` })
    else rows.push(r)
  }
  problems.sort((a, b) => a.line - b.line)
  return { header, rows, problems }
}

/** cell writes one value so that no spreadsheet takes it for a formula. */
export function cell(v: string | number | boolean | undefined | null): string {
  let s = v === undefined || v === null ? '' : String(v)
  if (typeof v === 'string' && /^[=+\-@\t\r]/.test(s)) s = "'" + s
  return /[",;\n\r\t]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s
}

export const disclaimer = 'To be named here does not imply a violation.'

/** write makes a table of rows; the last line says what a mention is not. */
export function write(header: string[], rows: (string | number | boolean | undefined | null)[][]): string {
  return [header, ...rows].map((r) => r.map(cell).join(',')).join('\r\n') + '\r\n' + cell(disclaimer) + '\r\n'
}

/** save gives text to the browser as a file. */
export function save(name: string, text: string, type = 'text/csv;charset=utf-8') {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const a = document.createElement('a')
  a.href = url
  a.download = name
  a.click()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}
