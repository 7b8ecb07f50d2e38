// Each view in both themes and both widths: ready, quiet, without findings, and the same after a reload.
import assert from 'node:assert/strict'
import { audit, ready, shot, text } from './harness.mjs'

const q = encodeURIComponent

/** places are addresses of views, and what must be read there. */
function places(truth) {
  const trader = truth.of('border-trader')
  const bearer = truth.of('bearer')
  return [
    ['touch-empty', '#/touch', ['Does this touch North Korea?', 'Try one of these', 'What the answer rests on', 'built-in listings']],
    ['touch', `#/touch?subject=${q('Pellamar Trading FZE')}&path=1`, ['blocked', 'Orrisk Maritime', 'What follows', 'Searched', 'does not imply a violation']],
    ['touch-trader', `#/touch?subject=${q(trader.subject)}&as_of=${truth.day}`, [trader.name, 'blocked', 'What follows']],
    ['touch-possible', `#/touch?subject=${q(bearer.subject)}&as_of=${truth.day}`, ['possible', 'What would decide']],
    ['touch-table', `#/touch?subject=${q('Liaoning Darong Technology')}&show=table`, ['exposed', 'has as an officer', 'Strength']],
    ['touch-step', `#/touch?subject=${q('Liaoning Darong Technology')}&step=2`, ['held', 'record']],
    ['touch-clear', `#/touch?subject=${q('Zzyzx Quandary Bakery')}`, ['clear', 'Searched']],
    ['screen-empty', '#/screen', ['Who is this?', 'bring a list']],
    ['screen', `#/screen?name=${q('Ma Xiao Hong')}&birth=1971-12-14&country=cn`, ['match', 'Why not higher', 'NPWMD', 'written in one word']],
    ['screen-hangul', `#/screen?name=${q('리철호')}`, ['Romanised']],
    ['screen-nobody', `#/screen?name=${q('Zzyzx Quandary')}`, ['Nobody like that']],
    ['entity-empty', '#/entity', ['What is stated of it?', 'MA, Xiaohong']],
    ['entity', '#/entity?id=mk-c', ['Pellamar Trading FZE', 'Who owns it', 'OFAC', 'look-through', 'statements', 'What changed between two batches']],
    ['entity-network', '#/entity?id=mk-c&own=net', ['Square: listed']],
    ['entity-table', '#/entity?id=mk-c&own=table&stake=1', ['Velmar Shipping', '51 %']],
    ['entity-shell', `#/entity?id=${trader.entities[0]}`, [trader.name, 'look-through', 'Over time']],
    ['entity-listed', '#/entity?id=ofac-20565', ['MA, Xiaohong', 'Listed on', 'It is listed itself', 'statements']],
    ['entity-search', '#/entity?q=velmar', ['Velmar Shipping']],
    ['entity-unknown', '#/entity?id=nobody-1', ['no such entity']],
    ['law', '#/law', ['instruments', 'measures in force', 'verified']],
    ['law-show', '#/law?show=UNSCR-2397-5&date=2018-03-01', ['Refined petroleum', 'partly verified', '500,000 barrels', 'only if']],
    ['law-text', `#/law?text=${q('UN S/RES/2397 (2017)')}`, ['S/RES/2397 (2017), para. 5']],
    ['law-goods', '#/law?tab=goods&hs=2701&direction=from&date=2017-08-20', ['Wind-down is open', '2017-09-04', 'partly verified']],
    ['law-words', `#/law?tab=goods&words=${q('iron ore')}`, ['2601']],
    ['law-changes', '#/law?tab=changes&from=2017-08-04&to=2017-09-12&issuer=UN', ['Came', 'Went', 'S/RES/2371']],
    ['law-clocks', '#/law?tab=clocks&date=2018-01-01', ['2018-01-24', 'in 23 days']],
    ['sea', '#/sea', ['What the ships apparently did', 'alerts', 'positions', 'does not imply a violation']],
    ['sea-silences', '#/sea?kind=gap&all=1', ['Silence', 'most silences are bad reception']],
    ['lists', '#/lists', ['Loaded now', 'Pace of designations', 'Batches']],
    ['lists-batch', '#/lists?batch=1&kind=added', ['Batch 1', 'built in']],
    ['lists-table', '#/lists?show=table', ['Year', 'DPRK']],
    ['resolve', '#/resolve', ['one party', 'bits']],
  ]
}

/** looked is asked of each of them, also where they break a rule on purpose. */
const refused = { 'entity-unknown': 404 }

export function tests(truth) {
  const out = []
  for (const [name, hash, want] of places(truth)) {
    out.push([`view ${name}`, async (w) => {
      for (const size of ['wide', 'narrow']) {
        const s = await w.sheet({ size, scheme: 'light' })
        if (refused[name]) s.allow(refused[name])
        await s.go(hash)
        for (const scheme of ['light', 'dark']) {
          await s.page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
          const body = await text(s.page)
          for (const x of want) assert.ok(body.toLowerCase().includes(x.toLowerCase()), `${size} ${scheme}: "${x}" is in\n${body.slice(0, 900)}`)
          await s.page.waitForFunction(() => [...document.querySelectorAll('[data-land]')].every((e) => e.getAttribute('data-land') === 'true'))
          await audit(s.page, `${name} ${size} ${scheme}`, scheme === 'dark')
          await shot(s.page, `${name}-${size}-${scheme}`)
          if (scheme === 'light' && size === 'wide') {
            const before = await text(s.page)
            await s.page.reload()
            await ready(s.page)
            await s.page.waitForFunction((n) => document.querySelector('main').innerText.length === n, before.length)
            assert.equal(await text(s.page), before, `${name}: the same after a reload`)
          }
        }
        await s.done()
      }
    }])
  }
  out.push(['printed, each view stands without the furniture', async (w) => {
    const s = await w.sheet()
    for (const [name, hash, want] of places(truth)) {
      if (refused[name]) s.allow(refused[name])
      await s.go(hash)
      await s.page.emulateMedia({ media: 'print', colorScheme: 'dark' })
      for (const gone of ['nav', 'main form', 'button.btn', 'header'])
        for (const e of await s.page.locator(gone).all()) assert.equal(await e.isVisible(), false, `${name}: ${gone}`)
      const body = (await text(s.page)).toLowerCase()
      for (const x of [...want.filter((x) => !/^(Try one|What the answer rests)/.test(x)), 'Printed from cordon', 'does not imply a violation']) assert.ok(body.includes(x.toLowerCase()), `${name}: "${x}" is printed in\n${body.slice(0, 600)}`)
      assert.equal(await s.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), 'rgb(255, 255, 255)', 'paper is white')
      await shot(s.page, `print-${name}`)
      await s.page.emulateMedia({ media: 'screen', colorScheme: 'light' })
    }
    await s.done()
  }])
  return out
}
