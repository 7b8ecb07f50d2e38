// Every view in a real browser on the real program: node e2e/run.mjs [part of a test's name]
import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { generate } from '../scripts/api.mjs'
import { open, sheet } from './harness.mjs'
import { binary, folder, load, made, serve } from './server.mjs'
import { write } from './world.mjs'
import { tests as views } from './views.mjs'
import { tests as work } from './work.mjs'
import { figures, tests as speed } from './speed.mjs'

const only = process.argv[2] ?? ''
const f = folder()
let failed = 0
let server
let browser
try {
  // The world that the program makes up, and a small register with what that does not have.
  const truth = made(join(f.dir, 'world'))
  write(join(f.dir, 'one'))
  load(f.data, join(f.dir, 'world'), join(f.dir, 'one', 'made_up_register.ftm.json'))
  server = await serve(f.data)
  const api = await (await fetch(server.url + '/openapi.json')).json()
  browser = await open()
  const world = {
    folder: f, api, truth, browser: browser.browser,
    get url() { return server.url },
    sheet: (o) => sheet(browser.browser, o?.url ?? server.url, o),
    restart: async () => { server = await serve(f.data, server.listen) },
    stop: () => server.stop(),
  }
  const own = [
    ['the types of the API are current', () => assert.equal(readFileSync(new URL('../src/api.gen.ts', import.meta.url), 'utf8') === generate(api), true, 'src/api.gen.ts is old: run make ui-api')],
    ['the program is at most 60 MB', () => {
      const size = statSync(binary).size / 1e6
      figures.push(['the program, workbench included', size.toFixed(1), 'MB', 60])
      assert.ok(size <= 60, `it has ${size.toFixed(1)} MB`)
    }],
  ]
  const all = [...own, ...views(truth), ...work, ...speed].filter(([name]) => name.includes(only))
  assert.ok(all.length > 0, `no test is called ${only}`)
  for (const [name, run] of all) {
    const start = performance.now()
    try {
      await run(world)
      console.log(`ok    ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
    } catch (e) {
      failed++
      console.log(`FAIL  ${name}\n      ${String(e.message ?? e).split('\n').slice(0, 14).join('\n      ')}`)
      for (const p of browser.browser.pages().slice(1)) await p.close()
    }
  }
  for (const [what, n, unit, budget] of figures) console.log(`figure  ${what.padEnd(46)} ${String(n).padStart(8)} ${unit}   budget ${budget}`)
  console.log(failed ? `${failed} of ${all.length} failed` : `all ${all.length} passed`)
} finally {
  await browser?.close()
  await server?.stop()
  f.remove()
}
process.exit(failed ? 1 : 0)
