// One browser, a fresh page for each test, and what must never happen in any of them.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
export const out = process.env.SHOTS ?? fileURLToPath(new URL('./out/', import.meta.url))
/** patience is how long a loaded machine may take for what is quick by itself. */
export const patience = 60000
export const sizes = { wide: { width: 1280, height: 900 }, narrow: { width: 390, height: 844 } }

export async function open() {
  mkdirSync(join(out, 'shots'), { recursive: true })
  const profile = mkdtempSync(join(tmpdir(), 'cordon-chromium-'))
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, acceptDownloads: true, viewport: sizes.wide, locale: 'en-GB', timezoneId: 'UTC',
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
  await browser.grantPermissions([])
  return { browser, close: async () => (await browser.close(), rmSync(profile, { recursive: true, force: true })) }
}

/** sheet is a page that keeps account of errors and of where it asks. */
export async function sheet(browser, url, { size = 'wide', scheme = 'light', gone = false } = {}) {
  const page = await browser.newPage()
  page.setDefaultTimeout(patience)
  // SLOW=6 is a machine six times slower: what a test does too early for it shows itself.
  if (process.env.SLOW) await (await browser.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: Number(process.env.SLOW) })
  await page.setViewportSize(sizes[size])
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
  const bad = []
  page.on('pageerror', (e) => bad.push('error: ' + e.message))
  page.on('console', (m) => {
    if (m.type() !== 'error') return
    // A browser writes a failed request into the console by itself; it counts unless the server was stopped on purpose, or the answer is one that the test asks for.
    if (/Failed to load resource/.test(m.text()) && (gone || expected(m.text()))) return
    bad.push('console: ' + m.text())
  })
  const allowed = new Set()
  const expected = (text) => [...allowed].some((status) => text.includes(`status of ${status}`))
  page.on('request', (r) => {
    const u = new URL(r.url())
    if (!['data:', 'blob:', 'about:'].includes(u.protocol) && u.origin !== url) bad.push('asks another host: ' + u.origin)
  })
  return {
    page, bad,
    allow: (status) => allowed.add(status),
    go: async (hash) => {
      await page.goto(url + '/' + hash)
      await ready(page)
    },
    done: async () => {
      await page.close()
      assert.deepEqual(bad, [], 'the page is quiet')
    },
  }
}

/** ready waits for the view to have its answers. */
export const ready = (page, view) => page.waitForSelector(`[data-view${view ? `="${view}"` : ''}][data-ready="true"]`, { timeout: patience })

/** audit runs axe and looks for what would make the page move sideways; colours asks only for what another theme can change. */
export async function audit(page, what, colours = false) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe)
  const found = await page.evaluate(async (rules) => {
    const r = await window.axe.run(document, { resultTypes: ['violations'], runOnly: rules ?? ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    return r.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ') + ' ' + (n.any[0]?.message ?? n.failureSummary ?? '').slice(0, 160)).join(' | ')}`)
  }, colours ? ['color-contrast', 'link-in-text-block'] : undefined)
  assert.deepEqual(found, [], `${what}: axe finds nothing`)
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])
  assert.ok(wide <= room, `${what}: the page is ${wide} wide in ${room}`)
  assert.equal(await page.locator('h1').count(), 1, `${what}: one h1`)
}

/** shot keeps a picture of the whole page, with the bar of views where the page ends and not in its middle. */
export async function shot(page, name, whole = true) {
  const bar = (on) => page.evaluate((on) => {
    const nav = document.querySelector('header nav')
    if (!nav || getComputedStyle(nav).position !== (on ? 'fixed' : 'absolute')) return
    nav.style.position = on ? 'absolute' : ''
    nav.style.top = on ? `${document.documentElement.scrollHeight - nav.offsetHeight}px` : ''
    nav.style.bottom = on ? 'auto' : ''
  }, on)
  await bar(true)
  await page.screenshot({ path: join(out, 'shots', name + '.png'), fullPage: whole })
  await bar(false)
}

export const text = (page, selector = 'main') => page.locator(selector).innerText()

/** drop lets a file fall on an element. */
export async function drop(page, selector, name, body) {
  const data = await page.evaluateHandle(([name, body]) => {
    const d = new DataTransfer()
    d.items.add(new File([body], name, { type: 'text/csv' }))
    return d
  }, [name, body])
  for (const type of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent(selector, type, { dataTransfer: data })
}

export async function saved(page, click) {
  const [d] = await Promise.all([page.waitForEvent('download'), click()])
  return readFileSync(await d.path(), 'utf8')
}
