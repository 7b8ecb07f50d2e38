// Before vite build: takes away what an earlier one made, and keeps the placeholder.
import { rmSync } from 'node:fs'

for (const f of ['app.html', 'app.html.gz', 'assets']) rmSync(new URL(`../dist/${f}`, import.meta.url), { recursive: true, force: true })
