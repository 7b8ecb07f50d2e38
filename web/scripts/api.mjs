// Writes src/api.gen.ts, the types of the API, from an OpenAPI description.
//   node scripts/api.mjs FILE|URL            writes it
//   node scripts/api.mjs --check FILE|URL    fails when it is not current
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const target = fileURLToPath(new URL('../src/api.gen.ts', import.meta.url))

const quoted = (s) => `'${s.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
const key = (s) => (/^[A-Za-z_$][\w$]*$/.test(s) ? s : quoted(s))
const comment = (s, pad) => (s ? `${pad}/** ${s.replaceAll('*/', '* /')} */\n` : '')

/** typeOf is the type of a schema. */
function typeOf(s, pad) {
  if (!s || Object.keys(s).length === 0) return 'unknown'
  if (s.$ref) return s.$ref.split('/').pop()
  if (s.enum) return s.enum.map((v) => JSON.stringify(v)).map((v) => v.replace(/^"(.*)"$/, "'$1'")).join(' | ')
  if (s.const !== undefined) return JSON.stringify(s.const)
  const any = s.anyOf ?? s.oneOf
  if (any) return [...new Set(any.map((x) => typeOf(x, pad)))].join(' | ')
  if (s.allOf) return s.allOf.map((x) => typeOf(x, pad)).join(' & ')
  if (Array.isArray(s.type)) return [...new Set(s.type.map((t) => typeOf({ ...s, type: t }, pad)))].join(' | ')
  switch (s.type) {
    case 'string': return 'string'
    case 'integer': case 'number': return 'number'
    case 'boolean': return 'boolean'
    case 'null': return 'null'
    case 'array': {
      const of = typeOf(s.items, pad)
      return / [|&] /.test(of) ? `(${of})[]` : `${of}[]`
    }
    case 'object':
      if (s.properties) return object(s, pad)
      return `Record<string, ${s.additionalProperties ? typeOf(s.additionalProperties === true ? {} : s.additionalProperties, pad) : 'unknown'}>`
    default: return 'unknown'
  }
}

function object(s, pad) {
  const need = new Set(s.required ?? [])
  const inner = pad + '  '
  const rows = Object.entries(s.properties ?? {}).map(([k, v]) => `${comment(v.description, inner)}${inner}${key(k)}${need.has(k) ? '' : '?'}: ${typeOf(v, inner)}\n`)
  return rows.length ? `{\n${rows.join('')}${pad}}` : '{}'
}

/** generate is the whole file. */
export function generate(api) {
  let out = '// Made by scripts/api.mjs from /openapi.json; not to be edited.\n\n'
  const schemas = api.components?.schemas ?? {}
  for (const name of Object.keys(schemas).sort()) {
    const s = schemas[name]
    out += comment(s.description, '')
    out += s.properties || (s.type === 'object' && !s.additionalProperties) ? `export interface ${name} ${object(s, '')}\n\n` : `export type ${name} = ${typeOf(s, '')}\n\n`
  }
  out += '/** What each GET takes in its query string, and what it answers. */\nexport interface Get {\n'
  for (const path of Object.keys(api.paths).sort()) {
    const op = api.paths[path].get
    if (!op || !path.startsWith('/api/')) continue
    const query = (op.parameters ?? []).filter((p) => p.in === 'query')
    const rows = query.map((p) => `${comment(p.description, '      ')}      ${key(p.name)}${p.required ? '' : '?'}: ${typeOf(p.schema, '      ')}\n`)
    out += `  ${quoted(path)}: {\n    query: ${rows.length ? `{\n${rows.join('')}    }` : 'Record<string, never>'}\n    answer: ${answer(op)}\n  }\n`
  }
  return out + '}\n'
}

function answer(op) {
  const media = op.responses?.['200']?.content?.['application/json']
  return media ? typeOf(media.schema, '    ') : 'unknown'
}

async function main() {
  const args = process.argv.slice(2)
  const check = args[0] === '--check'
  const from = args[check ? 1 : 0]
  if (!from) throw new Error('name a file or an address of openapi.json')
  const text = /^https?:/.test(from) ? await (await fetch(from)).text() : await readFile(from, 'utf8')
  const want = generate(JSON.parse(text))
  if (!check) return writeFile(target, want)
  if ((await readFile(target, 'utf8')) !== want) {
    throw new Error('src/api.gen.ts is not current: run make ui-api')
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((e) => { console.error(`api: ${e.message}`); process.exit(1) })
}
