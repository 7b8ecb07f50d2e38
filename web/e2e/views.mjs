// Each view in both themes and both widths: ready, quiet, without findings, and the same after a reload.
import assert from 'node:assert/strict'
import { audit, ready, shot, text } from './harness.mjs'

const q = encodeURIComponent
export const places = [
  ['touch-empty', '#/touch', ['Does this touch North Korea?']],
  ['touch', `#/touch?subject=${q('Pellamar Trading FZE')}&path=1`, ['blocked', 'Orrisk Maritime', 'What follows', 'Searched', 'does not imply a violation']],
  ['touch-clear', `#/touch?subject=${q('Zzyzx Quandary Bakery')}`, ['clear', 'Searched']],
  ['screen-empty', '#/screen', ['Who is this?']],
  ['screen', `#/screen?name=${q('Ma Xiao Hong')}&birth=1971-12-14&country=cn`, ['match', 'Why not higher', 'NPWMD', 'written in one word']],
  ['screen-hangul', `#/screen?name=${q('리철호')}`, ['Romanised']],
  ['entity-empty', '#/entity', ['What is stated of it?']],
  ['entity', '#/entity?id=mk-c', ['Pellamar Trading FZE', 'Who owns it', 'OFAC', 'look-through', 'statements', 'What changed between two batches']],
  ['entity-search', '#/entity?q=velmar', ['Velmar Shipping']],
  ['law', '#/law', ['instruments', 'measures in force', 'verified']],
  ['law-show', '#/law?show=UNSCR-2397-5&date=2018-03-01', ['Refined petroleum', 'partly verified', 'barrel']],
  ['law-goods', '#/law?tab=goods&hs=2701&direction=from&date=2017-08-20', ['Wind-down is open', '2017-09-04', 'partly verified']],
  ['law-words', `#/law?tab=goods&words=${q('iron ore')}`, ['2601']],
  ['law-changes', '#/law?tab=changes&from=2017-08-04&to=2017-09-12&issuer=UN', ['Came', 'Went', 'S/RES/2371']],
  ['law-clocks', '#/law?tab=clocks&date=2018-01-01', ['2018-01-24', 'in 23 days']],
  ['lists', '#/lists', ['Loaded now', 'Pace of designations', 'Batches']],
  ['resolve', '#/resolve', ['one party']],
]

export const tests = []
for (const [name, hash, want] of places) {
  tests.push([`view ${name}`, async (w) => {
    for (const size of ['wide', 'narrow'])
      for (const scheme of ['light', 'dark']) {
        const s = await w.sheet({ size, scheme })
        await s.go(hash)
        const body = await text(s.page)
        for (const x of want) assert.ok(body.toLowerCase().includes(x.toLowerCase()), `${size} ${scheme}: "${x}" is in\n${body.slice(0, 900)}`)
        await s.page.waitForFunction(() => [...document.querySelectorAll('[data-land]')].every((e) => e.getAttribute('data-land') === 'true'))
        await audit(s.page, `${name} ${size} ${scheme}`)
        await shot(s.page, `${name}-${size}-${scheme}`)
        if (scheme === 'light') {
          const before = await text(s.page)
          await s.page.reload()
          await ready(s.page)
          await s.page.waitForFunction((n) => document.querySelector('main').innerText.length === n, before.length)
          assert.equal(await text(s.page), before, `${name}: the same after a reload`)
        }
        await s.done()
      }
  }])
}

tests.push(['printed, the answer stands without the furniture', async (w) => {
  const s = await w.sheet()
  await s.go(places[1][1])
  await s.page.emulateMedia({ media: 'print' })
  for (const gone of ['nav', 'main form', 'button.btn']) assert.equal(await s.page.locator(gone).first().isVisible(), false, gone)
  const body = await text(s.page)
  for (const x of ['Orrisk Maritime', 'What follows', 'Printed from cordon', 'does not imply a violation']) assert.ok(body.includes(x), x)
  await shot(s.page, 'touch-print')
  await s.done()
}])
