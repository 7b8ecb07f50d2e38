// Routes that this page asks and whose server part is described elsewhere until
// /openapi.json has them; a server without them is told as such in the page.

export interface Statement {
  prop: string
  value: string
  dataset: string
  from: string // valid time; empty is open
  to: string
  batch: number
  known_from: string
  known_to: string // empty: still stated
}

export interface EntityAnswer {
  id: string
  caption: string
  schema: string
  datasets: string[]
  properties: Record<string, string[]>
  first_seen: string
  last_seen: string
  statements: Statement[]
  batches: { batch: number; source: string; published: string; received: string }[]
  listings: { list: string; programmes: string[]; from: string; to: string }[]
  searched: { as_of?: string; known_on?: string; datasets?: string[] }
}

export interface BatchRow {
  batch: number
  source: string
  kind: string
  published: string
  received: string
  added: number
  changed: number
  removed: number
  refused: number
  parties: number
  problems: { file: string; line: number; why: string }[]
}

export interface Designations {
  years: { year: number; programme: string; count: number }[]
  programmes: string[]
}

export interface Party {
  id: string
  caption: string
  schema: string
  datasets: string[]
}

export interface PairField {
  name: string
  level: string
  a: string
  b: string
  weight: number
  m: number
  u: number
  rarity: number
}

export interface Pair {
  a: Party
  b: Party
  score: number
  weight: number
  prior: number
  certain: boolean
  excluded?: string
  why: string
  fields: PairField[]
}

export interface Candidates {
  candidates: Pair[]
  total: number
  conflicts: { kind: string; value: string; a: Party; b: Party; likeness: number; why: string }[]
  searched: { as_of: string; known_on: string; batch: number; judgement: number; datasets: string[]; records: number; pairs: number }
}

export interface Decision {
  judgements: { id: number; a: string; b: string; verdict: string; user: string; reason: string }[]
  parties: { canonical: string; ids: string[] }[]
  warnings: string[]
  judgement: number
}

interface Times {
  as_of?: string
  known_on?: string
}

export interface PendingGet {
  '/api/v1/entity': { query: { id: string } & Times; answer: EntityAnswer }
  '/api/v1/batches': { query: { source?: string; limit?: number }; answer: { batches: BatchRow[] } }
  '/api/v1/designations': { query: { source?: string; programme?: string }; answer: Designations }
  '/api/v1/graph/resolve': { query: { limit?: number; min?: number } & Times; answer: Candidates }
}
