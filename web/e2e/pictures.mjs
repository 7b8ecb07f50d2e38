// The pictures of README.md, of the demonstration as it opens: make pictures.
import { mkdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { open, ready } from './harness.mjs'
import { demo } from './server.mjs'

const docs = fileURLToPath(new URL('../../docs/', import.meta.url))
const most = 150_000 // bytes of a picture
const { report, stop } = await demo()
const { browser, close } = await open()
try {
  const page = await browser.newPage()
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.setViewportSize({ width: 1120, height: 760 })
  await page.goto(report.url)
  await ready(page, 'touch')
  await page.waitForSelector('[data-example]')
  const shots = [
    ['workbench-touch', report.shown[0].link],
    ['workbench-screen', report.url + '/#/screen?name=Ma+Xiao+Hong&birth=1971-12-14&country=cn'],
  ]
  // What the ships did is worked out while the page is open.
  let met
  for (let i = 0; i < 120 && !met; i++) {
    const { events } = await (await fetch(report.url + '/api/v1/sea/events?kind=encounter')).json()
    met = events.find((e) => e.sub === 'transfer' && e.parties.some((p) => p.listed))
    if (!met) await new Promise((done) => setTimeout(done, 500))
  }
  if (!met) throw new Error('the demonstration has no transfer with a listed ship')
  shots.push(['workbench-sea', report.url + '/#/sea'])
  mkdirSync(docs, { recursive: true })
  for (const [name, url] of shots) {
    await page.goto(url)
    await ready(page)
    if (name === 'workbench-sea') { // the event is drawn, and the land below it
      await page.waitForSelector('[data-land="true"]')
      await page.waitForTimeout(500)
    }
    await page.waitForFunction(() => !document.querySelector('main .wait'))
    const path = `${docs}${name}.png`
    await page.screenshot({ path })
    const size = statSync(path).size
    console.log(`docs/${name}.png ${(size / 1000).toFixed(0)} kB`)
    if (size > most) throw new Error(`docs/${name}.png has ${size} bytes, at most ${most}`)
  }
} finally {
  await close()
  await stop()
}
