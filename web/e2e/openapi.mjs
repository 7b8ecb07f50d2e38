// Writes src/api.gen.ts from the program that CORDON names: make ui-api.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { folder, serve } from './server.mjs'

const f = folder()
const s = await serve(f.data)
try {
  execFileSync('node', [fileURLToPath(new URL('../scripts/api.mjs', import.meta.url)), s.url + '/openapi.json'], { stdio: 'inherit' })
} finally {
  await s.stop()
  f.remove()
}
