import { svelte } from '@sveltejs/vite-plugin-svelte'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))
export default defineConfig({
  root: here,
  base: './',
  plugins: [svelte({ configFile: fileURLToPath(new URL('../../svelte.config.js', import.meta.url)) })],
  logLevel: 'error',
  build: { outDir: here + '../out/bench', emptyOutDir: true, assetsInlineLimit: 0, target: 'es2023', rolldownOptions: { input: here + 'bench.html' } },
})
