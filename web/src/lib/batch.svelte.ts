// A list of parties, screened in pieces, row by row, with what went wrong kept.
import type { Answer, LineProblem, Result } from '../api.gen'
import { Fault, send } from './api'
import { parse, type Row, type Trouble } from './csv'
import { online } from './online.svelte'

/** Columns that are understood, by the names that lists give them. */
const columns: [prop: string, names: RegExp][] = [
  ['name', /^(name|names|full ?name|customer ?name|party|beneficiary|company|caption)$/],
  ['alias', /^(alias|aliases|aka|other ?names?)$/],
  ['birthDate', /^(birth ?date|date ?of ?birth|dob|born)$/],
  ['country', /^(country|nationality|citizenship|jurisdiction)$/],
  ['idNumber', /^(id ?number|identifier|national ?id|passport( ?number)?|registration( ?number)?|tax ?number)$/],
  ['imoNumber', /^(imo|imo ?number)$/],
  ['publicKey', /^(wallet|wallet ?address|address ?of ?wallet|crypto ?wallet)$/],
  ['schema', /^(schema|kind|type)$/],
  ['id', /^(id|ref|reference|customer ?id)$/],
]

export interface Asked {
  line: number
  id: string
  name: string
  query: Record<string, unknown>
}

/** queries turns the rows of a table into what is asked; without a header that names a name each line is one. */
export function queries(text: string): { asked: Asked[]; problems: Trouble[]; unknown: string[] } {
  const sheet = parse(text)
  const props = sheet.header.map((h) => columns.find(([, re]) => re.test(h.trim().toLowerCase().replace(/[_-]+/g, ' ')))?.[0])
  let rows: Row[] = sheet.rows
  const problems = [...sheet.problems]
  let unknown: string[] = []
  if (!props.some((p) => p === 'name' || p === 'imoNumber' || p === 'publicKey' || p === 'idNumber')) {
    if (sheet.header.length > 1 && sheet.rows.some((r) => r.cells.length === sheet.header.length)) {
      return { asked: [], problems: [{ line: 1, why: `no column of the header is a name or a number (it has ${sheet.header.slice(0, 8).join(', ')}); call one of them name` }], unknown: [] }
    }
    // A plain list: every line is a name, commas belong to it.
    rows = text.replace(/^\ufeff/, '').split(/\r?\n/).map((l, i) => ({ line: i + 1, cells: [l.trim().replace(/^"(.*)"$/, '$1')] })).filter((r) => r.cells[0])
    props.splice(0, props.length, 'name')
    problems.length = 0
  } else unknown = sheet.header.filter((_, i) => !props[i])
  const asked: Asked[] = []
  for (const r of rows) {
    const q: Record<string, unknown> = {}
    const properties: Record<string, string[]> = {}
    r.cells.forEach((v, i) => {
      const p = props[i]
      if (!p || !v) return
      if (p === 'schema' || p === 'id') q[p] = v
      else properties[p] = [...(properties[p] ?? []), ...(p === 'name' || p === 'alias' ? v.split(/\s*[|]\s*/) : [v])]
    })
    if (!Object.keys(properties).length) {
      problems.push({ line: r.line, why: 'it says nothing of a party' })
      continue
    }
    q.properties = properties
    asked.push({ line: r.line, id: String(q.id ?? ''), name: Object.values(properties)[0]?.[0] ?? '', query: q })
  }
  problems.sort((a, b) => a.line - b.line)
  return { asked, problems, unknown }
}

export interface Screened extends Asked {
  results?: Result[]
  total: number
  best: number
  match: boolean
  problem?: string
}

const piece = 250

/** Batch screens a list. Rows come in their order; a lost server is waited for, and nothing is asked twice. */
export class Batch {
  rows = $state.raw<Screened[]>([])
  problems = $state.raw<Trouble[]>([])
  unknown = $state.raw<string[]>([])
  done = $state(0)
  total = $state(0)
  error = $state.raw<Fault | undefined>(undefined)
  running = $state(false)
  parties = $state(0)
  #stop = new AbortController()

  async run(text: string, params: Record<string, string | undefined>) {
    this.#stop.abort()
    const stop = (this.#stop = new AbortController())
    const { asked, problems, unknown } = queries(text)
    this.problems = problems
    this.unknown = unknown
    this.rows = []
    this.done = 0
    this.total = asked.length
    this.error = undefined
    this.running = true
    const rows: Screened[] = []
    for (let at = 0; at < asked.length && !stop.signal.aborted; ) {
      const part = asked.slice(at, at + piece)
      try {
        const body = part.map((a) => JSON.stringify(a.query)).join('\n')
        const text = await send('/api/v1/screen', { ...params, limit: '5' }, 'application/x-ndjson', body, stop.signal)
        const lines = text.split('\n').filter(Boolean)
        if (lines.length !== part.length) throw new Fault(`the answer has ${lines.length} lines for ${part.length} rows`, 'internal')
        lines.forEach((l, i) => rows.push(judge(part[i] as Asked, JSON.parse(l) as Answer | LineProblem)))
      } catch (e) {
        if (stop.signal.aborted) return
        if (e instanceof Fault && e.unreachable) {
          await until(() => !online.lost, stop.signal)
          continue
        }
        this.error = e instanceof Fault ? e : new Fault(String(e), 'internal')
        break
      }
      at += part.length
      this.done = at
      this.rows = rows.slice()
    }
    this.running = false
  }

  stop() {
    this.#stop.abort()
    this.running = false
  }
}

function judge(a: Asked, v: Answer | LineProblem): Screened {
  if ('problem' in v) return { ...a, total: 0, best: 0, match: false, problem: v.problem.detail + (v.problem.hint ? ` (${v.problem.hint})` : '') }
  const best = v.results[0]
  return { ...a, results: v.results, total: v.total, best: best?.score ?? 0, match: v.results.some((r) => r.match) }
}

/** until waits until something holds. */
function until(holds: () => boolean, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const end = $effect.root(() => {
      $effect(() => {
        if (!holds()) return
        queueMicrotask(() => (end(), done()))
      })
    })
    signal.addEventListener('abort', () => (end(), done()))
  })
}
