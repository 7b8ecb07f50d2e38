// The real program on a free port with a folder of its own.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const binary = process.env.CORDON
if (!binary) throw new Error('CORDON must name the program: make ui-test')

export function folder() {
  const dir = mkdtempSync(join(tmpdir(), 'cordon-ui-'))
  return { dir, data: join(dir, 'data'), remove: () => rmSync(dir, { recursive: true, force: true }) }
}

export function load(data, ...files) {
  execFileSync(binary, ['--data', data, 'import', ...files], { stdio: ['ignore', 'ignore', 'pipe'] })
}

/** made writes the world that the program makes up, and returns what is true in it. */
export function made(dir) {
  execFileSync(binary, ['world', '--seed', '1', '--size', 's', '--out', dir], { stdio: ['ignore', 'ignore', 'pipe'] })
  const truth = JSON.parse(readFileSync(join(dir, 'truth.json'), 'utf8'))
  rmSync(join(dir, 'truth.json'))
  const of = (pattern) => [...truth.planted, ...truth.innocent].find((c) => c.pattern === pattern)
  return { day: truth.day, of }
}

/** demo starts the demonstration and waits for what it found. */
export async function demo() {
  const child = spawn(binary, ['-o', 'jsonl', 'demo', '--no-browser'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = new Promise((done) => child.once('exit', done))
  const report = JSON.parse(await new Promise((done, fail) => {
    let out = ''
    child.stdout.on('data', (b) => (out += b).includes('\n') && done(out))
    child.once('exit', (code) => fail(new Error(`cordon demo ended with ${code}`)))
  }))
  return { report, stop: async () => (child.kill('SIGTERM'), gone) }
}

/** serve starts the program and waits until it answers. */
export async function serve(data, listen = '127.0.0.1:0', ...flags) {
  const child = spawn(binary, ['--data', data, 'serve', '--listen', listen, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] })
  let err = ''
  child.stderr.on('data', (b) => (err = (err + b).slice(-4000)))
  const gone = new Promise((done) => child.once('exit', done))
  const url = await new Promise((done, fail) => {
    let out = ''
    child.stdout.on('data', (b) => {
      out += b
      const m = /http:\/\/\S+/.exec(out)
      if (m) done(m[0])
    })
    child.once('exit', (code) => fail(new Error(`cordon serve ended with ${code}: ${err}`)))
  })
  for (;;) {
    const r = await fetch(url + '/readyz').catch(() => undefined)
    if (r?.ok) break
    await new Promise((done) => setTimeout(done, 50))
  }
  return {
    url,
    listen: new URL(url).host,
    async stop() {
      child.kill('SIGTERM')
      await gone
    },
  }
}
