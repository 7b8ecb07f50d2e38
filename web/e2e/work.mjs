// What people do in the views, by mouse and by keyboard, and what must not break them.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { audit, drop, patience, ready, saved, shot, text } from './harness.mjs'
import { folder, load, serve } from './server.mjs'
import { broken, customers, manifest, write } from './world.mjs'

const has = async (page, want, selector = 'main') => {
  await page.waitForFunction(([sel, x]) => document.querySelector(sel)?.innerText.toLowerCase().includes(x.toLowerCase()), [selector, want], { timeout: patience }).catch(async () => assert.fail(`"${want}" never came; there is\n${(await text(page, selector)).slice(0, 1200)}`))
}
const hash = (page) => decodeURIComponent(new URL(page.url()).hash)
const press = async (page, ...keys) => {
  for (const k of keys) await page.keyboard.press(k)
}

export const tests = [
  ['headers of the page, its files and the API', async (w) => {
    const page = await fetch(w.url + '/', { headers: { 'Accept-Encoding': 'gzip' } })
    const csp = page.headers.get('content-security-policy')
    assert.match(csp, /default-src 'none'; script-src 'self'; style-src 'self'; .*require-trusted-types-for 'script'/)
    assert.equal(page.headers.get('cache-control'), 'no-cache')
    const html = await page.text()
    const script = /src="\.\/(assets\/[^"]+\.js)"/.exec(html)?.[1]
    assert.ok(script, 'the built page is served')
    const js = await fetch(`${w.url}/${script}`)
    assert.match(js.headers.get('cache-control'), /immutable/)
    assert.equal(js.headers.get('content-encoding'), 'gzip')
    assert.equal((await fetch(w.url + '/', { headers: { 'If-None-Match': page.headers.get('etag') } })).status, 304)
  }],

  ['the first page leads on: every question on it is answered', async (w) => {
    const s = await w.sheet()
    await s.go('#/touch')
    const links = await s.page.locator('a[data-example]').evaluateAll((a) => a.map((x) => x.getAttribute('href')))
    assert.ok(links.length >= 8)
    const said = []
    for (const l of links) {
      await s.go(l)
      assert.equal(await s.page.locator('[role=alert]').count(), 0, l)
      said.push((await text(s.page, '#said, #found')).split(' ').slice(0, 40).join(' ').match(/\b(blocked|exposed|possible|clear|match|banned|wind-down is open)\b/i)?.[0].toLowerCase())
    }
    assert.deepEqual(said, ['exposed', 'blocked', 'exposed', 'exposed', 'exposed', 'blocked', 'match', 'wind-down is open'])
    await s.go('#/touch')
    await s.page.click('text=A manifest of five lines')
    await has(s.page, 'example-manifest.csv')
    await s.go('#/screen')
    await s.page.click('text=a list of five')
    await has(s.page, 'example-customers.csv: 5 parties')
    await has(s.page, 'matches 3')
    for (const [empty, n] of [['#/screen', 3], ['#/entity', 4]]) {
      await s.go(empty)
      const more = await s.page.locator('main .panel a.btn').evaluateAll((a) => a.map((x) => x.getAttribute('href')))
      assert.equal(more.length, n, empty)
      for (const l of more) {
        await s.go(l)
        assert.ok((await s.page.locator('.hits button, [data-found], #stated').count()) > 0, l)
      }
    }
    await s.done()
  }],

  ['who reads nothing: screen a name, open the hit, follow the path, read the paragraph', async (w) => {
    const s = await w.sheet()
    await s.go('#/touch')
    await s.page.click('nav >> text=Screen')
    await ready(s.page, 'screen')
    await s.page.fill('label.name input', 'Ma Xiao Hong')
    await press(s.page, 'Enter')
    await has(s.page, 'MA, Xiaohong')
    await s.page.click('text=All that is stated')
    await ready(s.page, 'entity')
    await s.page.click('text=Does it touch North Korea?')
    await has(s.page, 'is blocked')
    await s.page.locator('[data-path="0"]').click()
    await s.page.locator('section[aria-labelledby=rules] a').first().click()
    await ready(s.page, 'law')
    await s.page.waitForSelector('.shown .text')
    assert.ok((await text(s.page, '.shown')).length > 80)
    await s.done()
  }],

  ['touch by mouse: ask, open a statement, a path, the entity', async (w) => {
    const s = await w.sheet()
    await s.go('#/touch')
    await s.page.fill('[data-search]', 'Pellamar Trading FZE')
    await s.page.click('text=Ask')
    await has(s.page, 'is blocked')
    assert.match(hash(s.page), /subject=Pellamar/)
    await s.page.locator('[data-edge]').nth(1).locator('.hit').click({ force: true })
    await has(s.page, 'made up register', '.statement')
    assert.match(hash(s.page), /step=2/)
    await s.page.click('[data-path="0"]')
    assert.equal(await s.page.locator('[data-path="0"]').getAttribute('aria-pressed'), 'true')
    await s.page.click('text=Table')
    await has(s.page, 'Orrisk Maritime', 'table')
    const csv = await saved(s.page, () => s.page.click('text=Export CSV'))
    assert.match(csv, /^path,step,from,relation,to,source/)
    assert.match(csv, /does not imply a violation/)
    await s.page.click('text=Picture')
    await s.page.locator('[data-node="mk-b"]').click()
    await ready(s.page, 'entity')
    await s.page.goBack()
    await has(s.page, 'is blocked')
    await s.done()
  }],

  ['touch by keyboard alone', async (w) => {
    const s = await w.sheet()
    await s.go('#/touch')
    await press(s.page, '/')
    await s.page.keyboard.type('Pellamar Trading FZE')
    await press(s.page, 'Enter')
    await has(s.page, 'is blocked')
    await s.page.locator('h1').click()
    await press(s.page, 'j')
    await s.page.waitForSelector('[data-path="0"][aria-pressed="true"]')
    await s.page.locator('[data-edge]').first().focus()
    await press(s.page, 'Enter')
    await has(s.page, 'bears the name of', '.statement')
    await s.page.locator('[data-node="mk-c"]').focus()
    await press(s.page, 'Enter')
    await ready(s.page, 'entity')
    await s.done()
  }],

  ['one box reads numbers, and says when it does not understand', async (w) => {
    const s = await w.sheet()
    s.allow(400)
    await s.go('#/touch?subject=9074729')
    await has(s.page, 'Read as an IMO number')
    await s.go('#/touch?subject=' + encodeURIComponent('imo:9361408'))
    await has(s.page, 'check digit', '[role=alert]')
    await s.go('#/touch?subject=DCBBKPPY')
    await has(s.page, 'a name, and as a BIC')
    await s.go('#/touch?subject=Pellamar%20Trading%20FZE&as_of=2014-01-01')
    await has(s.page, 'as of 2014-01-01')
    assert.ok(!(await text(s.page)).includes('is blocked'), 'nobody held it in 2014')
    await s.page.fill('.times input >> nth=0', 'yesterday')
    await press(s.page, 'Enter')
    await has(s.page, 'write it as')
    await s.done()
  }],

  ['touch: a manifest is answered line by line', async (w) => {
    const s = await w.sheet()
    await s.go('#/touch')
    await drop(s.page, '[data-view]', 'bill.csv', manifest)
    await has(s.page, 'bill.csv')
    await has(s.page, 'banned from North Korea')
    await has(s.page, 'Set aside')
    await press(s.page, 'j')
    await has(s.page, 'reject', '[aria-label="Line"]')
    const before = await text(s.page)
    await s.page.reload()
    await has(s.page, 'Set aside')
    await has(s.page, 'reject', '[aria-label="Line"]')
    assert.equal(await text(s.page), before)
    await shot(s.page, 'touch-manifest')
    await s.done()
  }],

  ['screen by mouse and by keys', async (w) => {
    const s = await w.sheet()
    await s.go('#/screen')
    await press(s.page, '/')
    await s.page.keyboard.type('Ma Xiao Hong')
    await press(s.page, 'Tab')
    await s.page.keyboard.type('1971-12-14')
    await press(s.page, 'Enter')
    await has(s.page, 'MA, Xiaohong')
    await s.page.locator('h1').click()
    const first = await s.page.locator('.hits [aria-current="true"]').innerText()
    await press(s.page, 'j')
    await s.page.waitForFunction((t) => document.querySelector('.hits [aria-current="true"]').innerText !== t, first)
    assert.match(hash(s.page), /hit=/)
    await press(s.page, 'k')
    await s.page.waitForFunction((t) => document.querySelector('.hits [aria-current="true"]').innerText === t, first)
    await s.page.locator('.hits button').nth(1).click()
    assert.notEqual(await s.page.locator('.hits [aria-current="true"]').innerText(), first)
    await s.page.fill('label.name input', 'Quite Nobody Known')
    await s.page.click('button:text-is("Screen")')
    await has(s.page, 'Nobody like that')
    await s.done()
  }],

  ['screen: a CSV of 10,000 rows, dropped, filtered, exported, reloaded', async (w) => {
    const s = await w.sheet()
    await s.go('#/screen')
    await drop(s.page, '[data-view]', 'customers.csv', customers(10000))
    await s.page.waitForSelector('[data-view="screen"][data-ready="true"]', { timeout: 4 * patience })
    await has(s.page, '10,000 parties')
    assert.ok((await s.page.locator('[role=listitem]').count()) < 60, 'only rows in sight are drawn')
    await s.page.click('.seg >> text=matches')
    await has(s.page, 'Dandong Hongxiang')
    await s.page.locator('[data-row]', { hasText: 'MA, Xiaohong' }).locator('button').click()
    await has(s.page, 'Part by part', '.detail')
    assert.match(hash(s.page), /row=501/)
    await s.page.click('.seg >> text=all')
    // The list first shows the row that is chosen: what scrolls before that is scrolled back.
    await s.page.waitForFunction(() => {
      const e = document.querySelector('[role=list][aria-label^="Parties"]')
      e.scrollTop = e.scrollHeight
      return !!document.querySelector('[data-row="9999"]')
    })
    await s.page.locator('[data-row="9999"] button').click()
    await press(s.page, 'k')
    await s.page.waitForSelector('[data-row="9998"] [aria-current="true"]')
    const csv = await saved(s.page, () => s.page.click('text=Export CSV'))
    assert.ok(csv.split('\n').length > 10000)
    assert.ok(csv.includes("'=Anna Koll 10"), 'a formula is disarmed')
    await shot(s.page, 'screen-list', false)
    await s.page.reload()
    await s.page.waitForSelector('[data-view="screen"][data-ready="true"]', { timeout: 4 * patience })
    await has(s.page, '10,000 parties')
    await s.page.waitForSelector('[data-row="9998"] [aria-current="true"]')
    await s.done()
  }],

  ['screen: a broken CSV is named row by row, and nothing else is lost', async (w) => {
    const s = await w.sheet()
    await s.go('#/screen')
    await drop(s.page, '[data-view]', 'broken.csv', broken)
    await has(s.page, '3 rows could not be read')
    for (const x of ['it has 4 cells, the header 3', 'opened and never closed', 'it says nothing of a party', 'MA, Xiaohong', 'Bertil Holm', 'Chiara Grau']) await has(s.page, x)
    await shot(s.page, 'screen-broken')
    await drop(s.page, '[data-view]', 'colours.csv', 'colour,size\nred,1\n')
    await has(s.page, 'no column of the header is a name')
    await drop(s.page, '[data-view]', 'nothing.csv', ' \n')
    await has(s.page, 'nothing.csv is empty')
    await s.go('#/screen?sheet=0123')
    await has(s.page, 'not in this browser tab')
    await s.done()
  }],

  ['screen: a pasted list', async (w) => {
    const s = await w.sheet({ size: 'narrow' })
    await s.go('#/screen')
    await s.page.click('text=Paste a list')
    await s.page.fill('textarea', 'MA, Xiaohong\nNobody At All\n')
    await s.page.click('text=Screen the list')
    await has(s.page, '2 parties')
    await s.page.locator('[data-row="0"] button').click()
    await has(s.page, 'Part by part', '.detail')
    await s.done()
  }],

  ['entity: find, follow owners, network, statements, by mouse and keys', async (w) => {
    const s = await w.sheet()
    await s.go('#/entity')
    await press(s.page, '/')
    await s.page.keyboard.type('pellamar')
    await press(s.page, 'Enter')
    await has(s.page, 'Pellamar Trading FZE')
    await s.page.locator('h1').click()
    await press(s.page, 'j', 'Enter')
    await s.page.waitForFunction(() => location.hash.includes('id='))
    await s.go('#/entity?id=mk-c')
    await s.page.locator('[data-edge]').first().focus()
    await press(s.page, 'Enter')
    await has(s.page, 'made up register', '.statement')
    await s.page.click('.seg >> text=table')
    await has(s.page, 'Velmar Shipping', '[aria-label^="Holdings"]')
    await s.page.click('.seg >> text=network')
    await s.page.waitForSelector('figure[data-took]')
    await s.page.locator('figure [role=link]').first().focus()
    await s.page.selectOption('select[aria-label="Property"]', 'name')
    await has(s.page, 'name', '[aria-label^="Statements"]')
    const csv = await saved(s.page, () => s.page.locator('section[aria-labelledby=stated]').locator('text=Export CSV').click())
    assert.match(csv, /^entity,property,value,source,true from/)
    await s.done()
  }],

  ['law: instruments, goods by words and code, what changed, clocks', async (w) => {
    const s = await w.sheet()
    await s.go('#/law')
    await s.page.locator('svg [role=button]', { hasText: '2397' }).click()
    await has(s.page, 'S/RES/2397 (2017), 2017-12-22', '.chosen')
    await s.page.locator('.chosen [data-measure]').first().click()
    await s.page.waitForSelector('.shown')
    await s.page.locator('h1').click()
    await press(s.page, 'j', 'j')
    assert.ok(await s.page.evaluate(() => document.activeElement.hasAttribute('data-measure')))
    await s.page.click('.tabs >> text=Goods')
    await s.page.waitForSelector('[aria-label^="Goods, in words"]')
    await press(s.page, '/')
    await s.page.keyboard.type('iron ore')
    await press(s.page, 'Enter')
    await has(s.page, '2601')
    await s.page.locator('h1').click()
    await press(s.page, 'j', 'Enter')
    await has(s.page, 'Banned')
    await s.page.click('text=to North Korea')
    await s.page.waitForFunction(() => location.hash.includes('direction=to'))
    await ready(s.page)
    await s.page.click('.tabs >> text=What changed')
    await s.page.fill('input.d >> nth=0', '2017-08-04')
    await press(s.page, 'Tab')
    await s.page.waitForFunction(() => location.hash.includes('from=2017-08-04'))
    await has(s.page, 'S/RES/2371')
    await s.page.click('.tabs >> text=Clocks')
    await has(s.page, 'What is due')
    await s.done()
  }],

  ['sea: an event by keys and mouse, time, layers, a ship, its brief', async (w) => {
    const events = (await (await fetch(w.url + '/api/v1/sea/events?kind=encounter')).json()).events
    assert.ok(events.length > 0, 'the world has apparent transfers')
    const s = await w.sheet()
    await s.go('#/sea')
    await s.page.locator('h1').click()
    await press(s.page, 'j')
    await s.page.waitForSelector('.detail h3')
    await has(s.page, 'Innocent explanations', '.detail')
    const first = hash(s.page)
    await press(s.page, 'j')
    await s.page.waitForFunction((h) => decodeURIComponent(location.hash) !== h, first)
    // Keys act on the page of keys, not behind it.
    const open = hash(s.page)
    await press(s.page, '?')
    await s.page.waitForSelector('dialog[open]')
    await press(s.page, 'j', 'Escape')
    await s.page.waitForSelector('dialog', { state: 'detached' })
    assert.equal(hash(s.page), open)
    await s.page.locator('.layer summary').nth(1).click()
    await press(s.page, 'Escape')
    assert.equal(await s.page.locator('.layer details[open]').count(), 0)
    assert.equal(hash(s.page), open)
    await press(s.page, 'Escape')
    await s.page.waitForFunction(() => !location.hash.includes('event='))
    await s.page.locator('label:has-text("kind") select').selectOption('encounter')
    await s.page.waitForFunction(() => location.hash.includes('kind=encounter'))
    await ready(s.page)
    await s.page.locator(`[data-event="${events[0].id}"]`).click()
    await has(s.page, 'Apparent ship-to-ship transfer', '.detail')
    await audit(s.page, 'sea event')
    await shot(s.page, 'sea-event-wide-light')
    // Time goes on while it plays, and stays where it is put.
    const clock = s.page.locator('#seatime')
    const before = Number(await clock.inputValue())
    await s.page.click('text=Play')
    await s.page.waitForFunction((t) => Number(document.querySelector('#seatime').value) > t, before)
    await s.page.click('text=Pause')
    await s.page.waitForFunction(() => location.hash.includes('at='))
    await s.page.locator('.layer >> text=Whole tracks').click()
    await s.page.waitForFunction(() => location.hash.includes('off=tracks'))
    await s.page.locator('.layer summary').first().click()
    await has(s.page, 'Where each ship was', '.layers')
    await s.page.locator('.layer summary').first().click()
    // The brief is a page of its own, and a PDF.
    const link = await s.page.locator('.detail >> text="Brief"').getAttribute('href')
    const page = await fetch(new URL(link, w.url))
    assert.match(await page.text(), /Who must say yes/)
    assert.match(page.headers.get('content-security-policy'), /default-src 'none'/)
    const pdf = await fetch(new URL(await s.page.locator('.detail >> text="Brief, PDF"').getAttribute('href'), w.url))
    assert.equal((await pdf.text()).slice(0, 5), '%PDF-')
    await s.page.locator('.detail >> text=its card').first().click()
    await has(s.page, 'Who it said it was')
    await ready(s.page)
    await audit(s.page, 'sea vessel')
    await shot(s.page, 'sea-vessel-wide-light')
    await s.page.click('text=Does it touch?')
    await ready(s.page, 'touch')
    await s.done()
  }],

  ['sea: what is below the line opens from a card; ships in reasons, and what an event rests on', async (w) => {
    const found = (await (await fetch(w.url + '/api/v1/sea/events?all=true&limit=100000')).json()).events
    const quiet = found.find((e) => e.kind === 'loitering' && !e.alert)
    const dark = found.find((e) => e.kind === 'dark-rendezvous' && e.alert && e.notes?.some((n) => /imo-\d/.test(n)))
    assert.ok(quiet && dark, 'the world has what is asked for')
    const s = await w.sheet()
    await s.go(`#/sea?vessel=${quiet.vessels[0]}`)
    await has(s.page, 'Who it said it was')
    await s.page.locator('.did button:has-text("Loitering")').first().click()
    await has(s.page, 'below the line of an alert', '.detail')
    assert.match(hash(s.page), /event=loitering-/)
    assert.doesNotMatch(hash(s.page), /all=1/, 'the list stays one of alerts')
    // Nobody has an event of this id, and the page says so.
    s.allow(404)
    await s.go('#/sea?event=loitering-0')
    await has(s.page, 'no such event')
    // The ids in reasons and notes are names that lead to cards.
    await s.go(`#/sea?event=${dark.id}`)
    await has(s.page, 'Notes', '.detail')
    assert.doesNotMatch(await text(s.page, '.why'), /imo-\d/, 'ships are named, not numbered')
    for (const [name, type] of [['positions, as JSON', 'vessels'], ['this event, as JSON', 'events']]) {
      const answer = await (await fetch(new URL(await s.page.locator(`.detail >> text="${name}"`).getAttribute('href'), w.url))).json()
      assert.ok(answer[type].length > 0, name)
    }
    await audit(s.page, 'sea inference')
    const href = await s.page.locator('.why a').first().getAttribute('href')
    await s.page.locator('.why a').first().click()
    await has(s.page, 'Who it said it was')
    assert.equal(hash(s.page), decodeURIComponent(href))
    await s.go(`#/sea?event=${dark.id}`)
    await s.page.locator('.rests a').first().click()
    await ready(s.page, 'lists')
    await s.done()
  }],

  ['sea: a ship by name, number and call sign', async (w) => {
    const ship = (await (await fetch(w.url + '/api/v1/sea/vessels?limit=10000')).json()).vessels.find((v) => v.imo && v.callsign?.length > 3 && v.name.length > 8)
    const s = await w.sheet({ size: 'narrow' })
    await s.go('#/sea')
    for (const text of [ship.name.toLowerCase(), String(ship.imo), ship.callsign]) {
      await s.page.locator('h1').click()
      await press(s.page, '/')
      await s.page.keyboard.press('ControlOrMeta+a')
      await s.page.keyboard.type(text)
      await press(s.page, 'Enter')
      await s.page.waitForFunction((x) => decodeURIComponent(location.hash.replace(/\+/g, ' ')).includes(`find=${x}`), text)
      await has(s.page, ship.name, '.found')
    }
    await audit(s.page, 'sea ships found')
    await s.page.locator('.found button', { hasText: ship.name }).first().click()
    await has(s.page, 'Who it said it was')
    assert.match(hash(s.page), new RegExp(`vessel=${ship.id}`))
    await s.go('#/sea?find=Zzyzx')
    await has(s.page, 'No ship that was heard bears it')
    await s.done()
  }],

  ['sea: a part of the time, and chosen ships in full', async (w) => {
    const s = await w.sheet()
    const fixes = async () => Number(await s.page.locator('[data-fixes]').getAttribute('data-fixes'))
    await s.go('#/sea')
    await has(s.page, 'at least 11 minutes apart')
    const all = await fixes()
    await s.page.locator('[data-event]').first().click()
    await s.page.waitForFunction((n) => Number(document.querySelector('[data-fixes]').dataset.fixes) > n, all)
    // Few days are not thinned, and have fewer events.
    const alerts = await s.page.locator('#events').innerText()
    await s.page.getByLabel('from', { exact: true }).fill('2025-03-31')
    await s.page.getByLabel('before', { exact: true }).fill('2025-04-01')
    await s.page.waitForFunction(() => location.hash.includes('from=2025-03-31') && location.hash.includes('to=2025-04-01'))
    await s.page.waitForFunction((n) => document.querySelector('#events').innerText !== n, alerts)
    await ready(s.page)
    assert.doesNotMatch(await text(s.page), /apart on the map/)
    assert.match(await s.page.locator('.when').innerText(), /^2025-0(3-31|4-01)/)
    await audit(s.page, 'sea part')
    // More events than are shown are counted, and how to see them is said.
    await s.page.route('**/api/v1/sea/events?*', async (r) => r.fulfill({ json: { ...(await (await r.fetch()).json()), total: 53583 } }))
    await s.go('#/sea?all=1')
    await has(s.page, 'events of 53,583', '#events')
    await has(s.page, 'Choose a kind or fewer days')
    await s.done()
  }],

  ['sea: on a small screen titles and times of the list are whole', async (w) => {
    const s = await w.sheet({ size: 'narrow' })
    await s.go('#/sea')
    await s.page.locator('[data-event]').first().waitFor()
    const cut = await s.page.locator('[data-event] strong, [data-event] .n').evaluateAll((all) => all.filter((x) => x.scrollWidth > x.clientWidth + 1 && x.clientWidth > 0).map((x) => x.innerText))
    assert.deepEqual(cut, [])
    const [track, map] = await s.page.evaluate(() => ['.track', '[data-fixes]'].map((q) => document.querySelector(q).getBoundingClientRect().width))
    assert.ok(track > 0.9 * map, `the time bar is ${track} wide below a map of ${map}`)
    // On paper the map is no wider than the page.
    await s.page.setViewportSize({ width: 1280, height: 900 })
    await s.page.waitForFunction(() => document.querySelector('[data-fixes] canvas').getBoundingClientRect().width > 900)
    await s.page.emulateMedia({ media: 'print' })
    const paper = await s.page.evaluate(() => {
      document.body.style.width = '700px'
      return ['[data-fixes] canvas', '[data-fixes]'].map((q) => document.querySelector(q).getBoundingClientRect().right)
    })
    assert.ok(paper[0] <= paper[1], `the picture ends at ${paper[0]}, its frame at ${paper[1]}`)
    await s.done()
  }],

  ['sea: live feeds and how they are', async (w) => {
    const lines = readFileSync(join(w.folder.dir, 'world', 'ais.nmea'), 'utf8').split('\n').slice(0, 40).join('\r\n') + '\r\n'
    const source = createServer((c) => (c.on('error', () => {}), c.write(lines)))
    await new Promise((done) => source.listen(0, '127.0.0.1', done))
    const other = folder()
    const server = await serve(other.data, '127.0.0.1:0', '--ais', `tcp://127.0.0.1:${source.address().port}`, '--ais', 'tcp://127.0.0.1:1')
    try {
      const s = await w.sheet({ url: server.url })
      await s.go('#/sea')
      await has(s.page, `tcp://127.0.0.1:${source.address().port}: open, last heard`, '.feeds')
      await has(s.page, '40 lines', '.feeds')
      await has(s.page, 'tcp://127.0.0.1:1: closed, tried again', '.feeds')
      await audit(s.page, 'sea feeds')
      await s.done()
    } finally {
      await server.stop()
      source.close()
      other.remove()
    }
  }],

  ['lists: a batch, what came and went, the chart and its table', async (w) => {
    const s = await w.sheet()
    await s.go('#/lists')
    await s.page.waitForSelector('.uplot canvas')
    await s.page.locator('section[aria-labelledby=pace]').locator('text=Table').click()
    await has(s.page, '2017', 'section[aria-labelledby=pace] table')
    await s.page.locator('h1').click()
    await press(s.page, 'j', 'j')
    await s.page.waitForSelector('[data-batch][aria-current="true"]')
    await has(s.page, 'Batch', '.detail')
    await s.page.locator('.seg >> text=came').click()
    await ready(s.page)
    const more = s.page.locator('text=Show more')
    if (await more.isVisible()) {
      const n = await s.page.locator('.changes li').count()
      await more.click()
      await s.page.waitForFunction((n) => document.querySelectorAll('.changes li').length > n, n)
    }
    await s.done()
  }],

  ['resolve: judged by keys, taken back, by mouse', async (w) => {
    const s = await w.sheet()
    await s.go('#/resolve')
    const pairs = s.page.locator('[aria-label^="Pairs"] button')
    assert.ok((await pairs.count()) > 5)
    const title = () => s.page.locator('.sides').innerText()
    const first = await title()
    await press(s.page, 'y')
    await has(s.page, 'Say who decides')
    await s.page.keyboard.type('An Analyst')
    await s.page.locator('h1').click()
    await press(s.page, 'j')
    await s.page.waitForFunction((t) => document.querySelector('.sides').innerText !== t, first)
    await press(s.page, 'k')
    await s.page.waitForFunction((t) => document.querySelector('.sides').innerText === t, first)
    await press(s.page, 'y')
    await has(s.page, 'one party.')
    assert.notEqual(await title(), first)
    await press(s.page, 'u')
    await has(s.page, 'Taken back')
    assert.equal(await title(), first)
    await press(s.page, 'n')
    await has(s.page, 'two parties.')
    await s.page.click('button:has-text("Unsure")')
    await has(s.page, 'unsure.')
    await s.done()
  }],

  ['keys lead everywhere, stay out of fields, and can be switched off', async (w) => {
    const s = await w.sheet()
    await s.go('#/touch')
    for (const [k, v] of [['s', 'screen'], ['e', 'entity'], ['w', 'law'], ['l', 'lists'], ['r', 'resolve'], ['t', 'touch']]) {
      await press(s.page, 'g', k)
      await ready(s.page, v)
    }
    await s.page.fill('[data-search]', '')
    await s.page.locator('[data-search]').focus()
    await s.page.keyboard.type('g s?j')
    assert.equal(await s.page.inputValue('[data-search]'), 'g s?j')
    assert.equal(await s.page.locator('dialog').count(), 0)
    await s.page.locator('h1').click()
    await press(s.page, '?')
    await s.page.waitForSelector('dialog[open]')
    await s.page.click('dialog input[type=checkbox]')
    await press(s.page, 'Escape')
    await s.page.waitForSelector('dialog', { state: 'detached' })
    await press(s.page, 'g', 's')
    await ready(s.page, 'touch')
    await s.page.click('text=Keys')
    await s.page.click('dialog input[type=checkbox]')
    await s.page.click('dialog >> text=Close')
    await press(s.page, 'g', 's')
    await ready(s.page, 'screen')
    await s.done()
  }],

  ['theme: by hand, and kept', async (w) => {
    const s = await w.sheet({ scheme: 'light' })
    await s.go('#/touch')
    const bg = () => s.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    const light = await bg()
    await s.page.click('header button:has-text("system")')
    assert.equal(await bg(), light)
    await s.page.click('header button:has-text("light")')
    const dark = await bg()
    assert.notEqual(dark, light)
    await s.page.reload()
    await ready(s.page)
    assert.equal(await bg(), dark)
    await s.page.click('header button:has-text("dark")')
    await s.done()
  }],

  ['names that try to hide are shown, and are text', async (w) => {
    const s = await w.sheet()
    await s.go('#/screen')
    await drop(s.page, '[data-view]', 'sly.csv', 'name\n<img src=x onerror=alert(1)> \u202eevil\u200b\n')
    await has(s.page, '<img src=x onerror=alert(1)>')
    await has(s.page, 'U+202E')
    await has(s.page, 'U+200B')
    assert.equal(await s.page.locator('main img').count(), 0)
    await s.done()
  }],

  ['what another process loads while pages are open: answers follow, lists are told, and nothing moves by itself', async (w) => {
    const lists = await w.sheet()
    await lists.go('#/lists')
    await has(lists.page, 'Nobody counts otherwise than before')
    const touch = await w.sheet()
    await touch.go('#/touch?subject=' + encodeURIComponent('Lantern Quay Logistics'))
    await has(touch.page, 'nothing found')
    const entity = await w.sheet()
    await entity.go('#/entity?id=mk-c')
    assert.ok(!(await text(entity.page)).includes('Pellamar General Trading'))
    const rows = await lists.page.locator('[data-batch]').count()
    write(join(w.folder.dir, 'two'), 2)
    load(w.folder.data, join(w.folder.dir, 'two', 'made_up_register.ftm.json'))
    await has(touch.page, 'is blocked')
    await has(entity.page, 'Pellamar General Trading')
    await lists.page.waitForSelector('button:text-is("1 new")')
    assert.equal(await lists.page.locator('[data-batch]').count(), rows, 'batches stay where they are')
    await has(lists.page, 'Tarvik Holdings Limited', '[aria-labelledby=moves]')
    await shot(lists.page, 'lists-live')
    await lists.page.click('button:text-is("1 new")')
    await lists.page.waitForFunction((n) => document.querySelectorAll('[data-batch]').length > n, rows)
    await lists.page.waitForFunction(() => !document.body.innerText.includes('1 new'))
    await lists.page.locator('[data-batch]').first().click()
    await lists.page.locator('.seg >> text=came').click()
    await has(lists.page, 'Lantern Quay Logistics', '.changes')
    await shot(lists.page, 'lists-batch')
    for (const s of [lists, touch, entity]) await s.done()
  }],

  ['the server stops and starts again under the open page', async (w) => {
    const s = await w.sheet({ gone: true })
    await s.go('#/touch?subject=' + encodeURIComponent('Pellamar Trading FZE'))
    await has(s.page, 'is blocked')
    await w.stop()
    await s.page.fill('[data-search]', 'Bank of Dandong')
    await s.page.click('button:text-is("Ask")')
    await has(s.page, 'The server does not answer', '[role=status]')
    await has(s.page, 'asks again by itself')
    await shot(s.page, 'lost')
    await press(s.page, 'Tab')
    await w.restart()
    await has(s.page, '"Bank of Dandong"')
    await s.page.waitForFunction(() => !document.body.innerText.includes('The server does not answer'))
    s.bad.splice(0, s.bad.length, ...s.bad.filter((x) => !x.includes('Failed to fetch')))
    await s.done()
  }],

  ['a list that is being screened survives a stop of the server', async (w) => {
    const s = await w.sheet({ gone: true })
    await s.go('#/screen')
    await drop(s.page, '[data-view]', 'customers.csv', customers(4000))
    await s.page.waitForSelector('progress')
    await s.page.waitForFunction(() => Number(document.querySelector('progress')?.value ?? 1) > 0)
    await w.stop()
    await w.restart()
    await s.page.waitForSelector('[data-view="screen"][data-ready="true"]', { timeout: 4 * patience })
    await has(s.page, 'all 4,000')
    await s.done()
  }],
]
