// After vite build: packs what is served, and fails when a budget is exceeded.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const kB = 1000
const budget = { firstJS: 120 * kB, firstCSS: 12 * kB, lazyJS: 60 * kB, all: 4000 * kB }

const packed = new Map()
let all = 0
const files = ['app.html', ...readdirSync(dist + 'assets').map((f) => 'assets/' + f)]
for (const f of files) {
  if (f.endsWith('.gz')) continue
  const body = readFileSync(dist + f)
  const gz = gzipSync(body, { level: 9 })
  packed.set(f, gz.length)
  all += body.length
  if (body.length > 1024 && gz.length < body.length * 0.9) {
    writeFileSync(dist + f + '.gz', gz)
    all += gz.length
  }
}

// What the page names itself, and what that imports statically, is the first load.
const first = new Set()
const visit = (f) => {
  if (first.has(f) || !packed.has(f)) return
  first.add(f)
  if (!f.endsWith('.js')) return
  for (const m of readFileSync(dist + f, 'utf8').matchAll(/(?:^|[;}\s])(?:import|export)\s*(?:[\w*{}\s,$]+from\s*)?["']\.\/([^"']+)["']/g)) visit('assets/' + m[1])
}
for (const m of readFileSync(dist + 'app.html', 'utf8').matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)) visit(m[1])

const sum = (ext) => [...first].filter((f) => f.endsWith(ext)).reduce((n, f) => n + packed.get(f), 0)
const lazy = [...packed].filter(([f]) => f.endsWith('.js') && !first.has(f)).sort((a, b) => b[1] - a[1])
const rows = [
  ['first load, JS', sum('.js'), budget.firstJS],
  ['first load, CSS', sum('.css'), budget.firstCSS],
  ...lazy.slice(0, 8).map(([f, n]) => ['lazy ' + f.replace(/^assets\//, '').replace(/-[\w-]{8}\.js$/, ''), n, budget.lazyJS]),
  ['all that is embedded', all, budget.all],
]
let over = false
for (const [what, n, most] of rows) {
  if (n > most) over = true
  console.log(`${n > most ? 'OVER ' : '     '}${what.padEnd(28)} ${(n / kB).toFixed(1).padStart(8)} kB   of ${most / kB}`)
}
if (first.size < 2 || sum('.js') === 0) throw new Error('app.html names no script: the sizes are not known')
if (over) process.exit(1)
