// What people do in the views, by mouse and by keyboard, and what must not break them.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { drop, ready, saved, shot, text } from './harness.mjs'
import { load } from './server.mjs'
import { broken, customers, manifest, write } from './world.mjs'

const has = async (page, want, selector = 'main') => {
  await page.waitForFunction(([sel, x]) => document.querySelector(sel)?.innerText.toLowerCase().includes(x.toLowerCase()), [selector, want], { timeout: 15000 }).catch(async () => assert.fail(`"${want}" never came; there is\n${(await text(page, selector)).slice(0, 1200)}`))
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

  ['touch by mouse: ask, open a statement, a path, the entity', async (w) => {
    const s = await w.sheet()
    await s.go('#/touch')
    await s.page.fill('[data-search]', 'Pellamar Trading FZE')
    await s.page.click('text=Ask')
    await has(s.page, 'is blocked')
    assert.match(hash(s.page), /subject=Pellamar/)
    await s.page.locator('[data-edge]').nth(1).locator('.hit').click({ force: true })
    await has(s.page, 'made_up_register', '.statement')
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
    await drop(s.page, '[data-view]', 'customers.csv', customers(10000).replace('Anna Koll 10,', '"=Anna Koll 10",'))
    await s.page.waitForSelector('[data-view="screen"][data-ready="true"]', { timeout: 120000 })
    await has(s.page, '10,000 parties')
    assert.ok((await s.page.locator('[role=listitem]').count()) < 60, 'only rows in sight are drawn')
    await s.page.click('.seg >> text=matches')
    await has(s.page, 'Dandong Hongxiang')
    await s.page.locator('[data-row]', { hasText: 'MA, Xiaohong' }).locator('button').click()
    await has(s.page, 'Part by part', '.detail')
    assert.match(hash(s.page), /row=501/)
    await s.page.click('.seg >> text=all')
    const box = s.page.locator('[role=list][aria-label^="Parties"]')
    await box.evaluate((e) => (e.scrollTop = e.scrollHeight))
    await s.page.waitForSelector('[data-row="9999"]')
    await s.page.locator('[data-row="9999"] button').click()
    await press(s.page, 'k')
    await s.page.waitForSelector('[data-row="9998"] [aria-current="true"]')
    const csv = await saved(s.page, () => s.page.click('text=Export CSV'))
    assert.ok(csv.split('\n').length > 10000)
    assert.ok(csv.includes("'=Anna Koll 10"), 'a formula is disarmed')
    await shot(s.page, 'screen-list')
    await s.page.reload()
    await s.page.waitForSelector('[data-view="screen"][data-ready="true"]', { timeout: 120000 })
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
    await has(s.page, 'made_up_register', '.statement')
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
    const decided = []
    const s = await w.sheet({ decided })
    await s.go('#/resolve')
    const pairs = s.page.locator('[aria-label^="Pairs"] button')
    if ('/api/v1/graph/resolve' in w.api.paths && (await pairs.count()) === 0) return s.done() // nobody in this world may be one with another
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
    if (!('/api/v1/graph/resolve/decide' in w.api.paths)) {
      assert.deepEqual(decided.map((d) => d.undo ? 'undo' : d.verdict), ['same', 'undo', 'different', 'unsure'])
      assert.ok(decided.every((d) => d.user === 'An Analyst' && d.reason))
    }
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

  ['what is loaded while the page is open is told, and nothing moves by itself', async (w) => {
    const s = await w.sheet()
    const real = '/api/events' in w.api.paths
    if (!real) {
      await s.page.unroute('**/api/events')
      let n = 0
      await s.page.route('**/api/events', (r) => (n++ ? undefined : r.fulfill({ contentType: 'text/event-stream', body: 'retry: 600000\nid: 5\nevent: batch\ndata: {"kind":"batch","id":"5","source":"made_up_register"}\n\n' })))
    }
    await s.go('#/lists')
    if (real) {
      write(join(w.folder.dir, 'two'), 2)
      load(w.folder.data, join(w.folder.dir, 'two', 'made_up_register.ftm.json'))
    }
    const rows = await s.page.locator('[data-batch]').count()
    await s.page.click('text=1 new')
    await s.page.waitForFunction(() => !document.body.innerText.includes('1 new'))
    await ready(s.page)
    const after = await s.page.locator('[data-batch]').count()
    assert.ok(real ? after === rows + 1 : after === rows)
    s.bad.splice(0, s.bad.length, ...s.bad.filter((x) => !x.includes('ERR_INCOMPLETE')))
    await s.done()
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
    await s.page.waitForSelector('[data-view="screen"][data-ready="true"]', { timeout: 120000 })
    await has(s.page, 'all 4,000')
    await s.done()
  }],
]
