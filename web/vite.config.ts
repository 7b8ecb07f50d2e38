import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

// The entry is app.html, so that the committed dist/index.html stays as it is.
export default defineConfig({
  plugins: [svelte()],
  base: './',
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    assetsInlineLimit: 0,
    target: 'es2023',
    modulePreload: { polyfill: false },
    rolldownOptions: { input: 'app.html' },
  },
  server: { proxy: { '^/(api|entities|search|openapi.json|readyz)': 'http://127.0.0.1:8000' } },
  test: { include: ['src/**/*.test.ts'] },
})
