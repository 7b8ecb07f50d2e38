// Answers for routes that the program under test does not have yet, by the shapes
// that src/api.pending.ts writes down. A route that it has is asked itself.

const batch = (n, source, kind, received, added, changed, removed, problems = []) => ({ batch: n, source, kind, published: received.slice(0, 10), received, added, changed, removed, refused: problems.length, parties: added, problems })
const batches = [
  batch(4, 'made_up_register', 'ftm', '2026-11-20T08:00:00Z', 1, 2, 0, [{ file: 'made_up_register.ftm.json', line: 12, why: 'the value "the year of the horse" is no date' }]),
  batch(3, 'made_up_register', 'ftm', '2026-11-02T08:00:00Z', 617, 0, 0),
  batch(2, 'made_up_list', 'ftm', '2026-11-01T08:00:00Z', 148, 0, 0),
  batch(1, 'dprk_builtin', 'builtin', '2026-11-01T07:00:00Z', 898, 0, 0),
]

const st = (prop, value, dataset, from, to, n, known_from, known_to = '') => ({ prop, value, dataset, from, to, batch: n, known_from, known_to })
function entity(id) {
  const [b3, b4] = [batches[1].received, batches[0].received]
  const base = { id, datasets: ['made_up_register'], first_seen: b3, last_seen: b4, listings: [], batches: [batches[1], batches[0]].map(({ batch, source, published, received }) => ({ batch, source, published, received })), searched: { as_of: '2026-11-25', known_on: '2026-11-25', datasets: ['made_up_register'] } }
  if (id === 'ofac-20564') return { ...base, caption: 'DANDONG HONGXIANG INDUSTRIAL DEVELOPMENT CO LTD', schema: 'Organization', datasets: ['dprk_builtin'], properties: { name: ['DANDONG HONGXIANG INDUSTRIAL DEVELOPMENT CO LTD'], country: ['cn'], address: ['Dandong, China'] }, listings: [{ list: 'us_ofac_sdn', programmes: ['NPWMD'], from: '2016-09-26', to: '' }], statements: [st('name', 'DANDONG HONGXIANG INDUSTRIAL DEVELOPMENT CO LTD', 'dprk_builtin', '', '', 1, batches[3].received)] }
  const names = { 'mk-c': 'Pellamar Trading FZE', 'mk-b': 'Orrisk Maritime Co., Ltd.', 'mk-v': 'Blue Marlin Star', 'mk-hub': 'Plenary Nominees Ltd' }
  const caption = names[id]
  if (!caption) return undefined
  return {
    ...base, caption, schema: id === 'mk-v' ? 'Vessel' : 'Company',
    properties: { name: [caption], previousName: ['Drusk General Trading'], country: ['ae'], status: ['active'], registrationNumber: ['DMCC-99812'] },
    statements: [
      st('name', caption, 'made_up_register', '2019-04-01', '', 3, b3), st('previousName', 'Drusk General Trading', 'made_up_register', '2012-02-01', '2019-03-31', 3, b3),
      st('country', 'ae', 'made_up_register', '2012-02-01', '', 3, b3), st('status', 'dormant', 'made_up_register', '2012-02-01', '2016-05-01', 3, b3), st('status', 'active', 'made_up_register', '2016-05-01', '', 3, b3),
      st('registrationNumber', 'DMCC-99811', 'made_up_register', '', '', 3, b3, b4), st('registrationNumber', 'DMCC-99812', 'made_up_register', '', '', 4, b4), st('alias', 'Pellamar General Trading', 'made_up_register', '', '', 4, b4),
    ],
  }
}

const changes = Array.from({ length: 230 }, (_, i) => ({ id: `mk-s${i + 1}`, caption: `Spoke ${i + 1} Ventures Ltd`, schema: 'Company', kind: 'added' }))
const party = (id, caption, schema, ...datasets) => ({ id, caption, schema, datasets })
const field = (name, level, a, b, weight) => ({ name, level, a, b, weight, m: 0.9, u: 0.01, rarity: 0 })
const pairs = Array.from({ length: 24 }, (_, i) => ({
  a: party(`mk-pa${i}`, i ? `Jonas Velmar ${i}` : 'Jonas Velmar', 'Person', 'made_up_register'), b: party(`ml-pb${i}`, i ? `VELMAR, Jonass ${i}` : 'VELMAR, Jonass', 'Person', 'made_up_list'),
  score: 0.97 - i * 0.018, weight: 5 - i * 0.2, prior: -9.6, certain: i === 0, why: 'Name nearly the same; birth date equal; country differs.',
  fields: [field('name', 'close', i ? `Jonas Velmar ${i}` : 'Jonas Velmar', i ? `VELMAR, Jonass ${i}` : 'VELMAR, Jonass', 8.4 - i * 0.1), field('birth date', 'equal', '1969-04-02', '1969-04-02', 9.1), field('country', 'differs', 'ee', 'lv', -2.9)],
}))

/** fill answers what the program lacks. decided collects what was posted. */
export async function fill(page, api, decided = []) {
  const json = (route, body, status = 200) => route.fulfill({ status, contentType: status < 400 ? 'application/json' : 'application/problem+json', body: JSON.stringify(body) })
  const has = (p) => p in api.paths
  const lacks = (p, glob, f) => (has(p) ? undefined : page.route(glob, f))
  await lacks('/api/v1/entity', '**/api/v1/entity?*', (r) => {
    const id = new URL(r.request().url()).searchParams.get('id')
    const e = entity(id)
    return e ? json(r, e) : json(r, { title: 'not found', status: 404, detail: 'no such entity', code: 'not_found', type: 'about:blank', request_id: 'x' }, 404)
  })
  await lacks('/api/v1/batches', '**/api/v1/batches?*', (r) => {
    const source = new URL(r.request().url()).searchParams.get('source')
    return json(r, { batches: batches.filter((b) => !source || b.source === source) })
  })
  await lacks('/api/v1/batches/{batch}/changes', '**/api/v1/batches/*/changes?*', (r) => {
    const q = new URL(r.request().url()).searchParams
    const all = changes.filter((c) => !q.get('kind') || c.kind === q.get('kind'))
    const from = q.get('after') ? all.findIndex((c) => c.id === q.get('after')) + 1 : 0
    const part = all.slice(from, from + Number(q.get('limit')))
    return json(r, { batch: 3, changes: part, left: all.length - from - part.length })
  })
  await lacks('/api/v1/designations', '**/api/v1/designations*', (r) => {
    const programme = new URL(r.request().url()).searchParams.get('programme')
    const programmes = ['MADE-UP-1', 'MADE-UP-2', 'MADE-UP-3']
    const years = []
    for (let y = 2013; y <= 2025; y++) programmes.forEach((p, i) => (!programme || p === programme) && years.push({ year: y, programme: p, count: 1 + ((y * 7 + i * 5) % 9) }))
    return json(r, { years, programmes })
  })
  await lacks('/api/v1/graph/resolve', '**/api/v1/graph/resolve?*', (r) => json(r, { candidates: pairs, total: pairs.length, conflicts: [{ kind: 'imoNumber', value: '9074729', a: party('mk-v', 'Blue Marlin Star', 'Vessel', 'made_up_register'), b: party('ml-v', 'Grey Gull', 'Vessel', 'made_up_list'), likeness: 0.1, why: 'the same IMO number, names that are not alike' }], findings: [], searched: { as_of: '2026-11-25', known_on: '2026-11-25', batch: 4, judgement: 0, datasets: ['made_up_list', 'made_up_register'], records: 1500, pairs: 4200 } }))
  await lacks('/api/v1/graph/resolve/decide', '**/api/v1/graph/resolve/decide', (r) => {
    const q = JSON.parse(r.request().postData())
    decided.push(q)
    return json(r, { judgements: [{ id: decided.length, ...q }], parties: [], warnings: [], judgement: decided.length })
  })
  await lacks('/api/v1/graph/resolve/undo', '**/api/v1/graph/resolve/undo', (r) => {
    decided.push({ undo: true, ...JSON.parse(r.request().postData()) })
    return json(r, { judgements: [], parties: [], warnings: [], judgement: decided.length })
  })
  // A stream that is open and says nothing. Chromium takes a fulfilled body as a
  // whole, so the answer is withheld instead.
  await lacks('/api/events', '**/api/events', () => undefined)
}
