// A small made-up register that cordon imports, whose companies hang on parties of
// the built-in listings: a chain, a party with very many, and a second version in
// which things have changed. And lists as people bring them.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const line = (id, schema, properties, dataset) => JSON.stringify({ id, caption: properties.name?.[0], schema, properties, datasets: [dataset] })

/** who of the built-in listings the made-up register names. */
export const listed = { company: 'ofac-20564', person: 'ofac-20565' }

export const hub = 'mk-hub'
export const spokes = 300

export function register(version = 1) {
  const set = 'made_up_register'
  const out = []
  const put = (id, schema, properties) => out.push(line(id, schema, properties, set))
  const owns = (id, owner, asset, percentage, more = {}) => put(id, 'Ownership', { owner: [owner], asset: [asset], percentage: [String(percentage)], startDate: ['2015-03-01'], ...more })
  put('mk-a', 'Company', { name: ['Velmar Shipping (Samoa) Ltd'], country: ['ws'], incorporationDate: ['2015-02-11'], registrationNumber: ['WS-10442'] })
  put('mk-b', 'Company', { name: ['Orrisk Maritime Co., Ltd.', '奥瑞斯克海运有限公司'], country: ['cn'], address: ['88 Harbour Road, Dalian, China'] })
  put('mk-c', 'Company', { name: version === 1 ? ['Pellamar Trading FZE'] : ['Pellamar Trading FZE', 'Pellamar General Trading FZE'], previousName: ['Drusk General Trading'], country: ['ae'], status: ['active'] })
  put('mk-d', 'Company', { name: ['Tarvik Holdings Limited'], country: ['hk'] })
  put('mk-e', 'Company', { name: ['Umbrell Agency Pte Ltd'], country: ['sg'] })
  put('mk-v', 'Vessel', { name: ['Blue Marlin Star'], previousName: ['Silver Quay'], imoNumber: ['9074729'], flag: ['sl', 'kh'], type: ['Oil tanker'] })
  put('mk-p', 'Person', { name: ['Jonas Velmar'], birthDate: ['1969-04-02'], nationality: ['ee'] })
  owns('mk-o1', listed.company, 'mk-a', 60)
  owns('mk-o2', 'mk-a', 'mk-b', 70, { startDate: ['2016-01-01'] })
  owns('mk-o3', 'mk-b', 'mk-c', 51)
  owns('mk-o4', 'mk-p', 'mk-a', 40)
  owns('mk-o5', 'mk-b', 'mk-d', version === 1 ? '25-50' : 60)
  owns('mk-o6', 'mk-c', 'mk-e', 30, { endDate: version === 1 ? [] : ['2024-06-30'] })
  owns('mk-o7', 'mk-p', 'mk-v', 100)
  owns('mk-o8', 'mk-d', 'mk-v', 10)
  put('mk-dir', 'Directorship', { director: [listed.person], organization: ['mk-d'], role: ['director'], startDate: ['2014-05-01'] })
  put(hub, 'Company', { name: ['Plenary Nominees Ltd'], country: ['vg'] })
  for (let i = 1; i <= spokes; i++) {
    put(`mk-s${i}`, 'Company', { name: [`Spoke ${i} Ventures Ltd`], country: [['vg', 'hk', 'cy', 'mh'][i % 4]] })
    owns(`mk-so${i}`, hub, `mk-s${i}`, 20 + (i % 80))
  }
  if (version > 1) {
    put('mk-n', 'Company', { name: ['Lantern Quay Logistics'], country: ['my'] })
    owns('mk-o9', 'mk-b', 'mk-n', 55)
  }
  return out.join('\n') + '\n'
}

/** customers is a list of so many parties to screen, a few of them listed. */
export function customers(n) {
  const first = ['Anna', 'Bertil', 'Chiara', 'Dieter', 'Eun', 'Farid', 'Greta', 'Hugo', 'Ines', 'Jonas']
  const last = ['Almgren', 'Bruno', 'Castell', 'Dorn', 'Eklund', 'Fabre', 'Grau', 'Holm', 'Ivars', 'Jansen', 'Koll']
  const rows = ['id,name,birth date,country']
  for (let i = 1; i <= n; i++) {
    if (i === 500) rows.push(`${i},"MA, Xiaohong",1971-12-15,cn`)
    else if (i === 9000) rows.push(`${i},Dandong Hongxiang Industrial Development,,cn`)
    else if (i === 10) rows.push(`${i},"=Anna Koll 10",,se`) // what a spreadsheet would take for a formula
    else rows.push(`${i},${first[i % 10]} ${last[(i * 7) % 11]} ${i},${1940 + (i % 60)}-0${1 + (i % 9)}-1${i % 9},se`)
  }
  return rows.join('\n') + '\n'
}

export const broken = 'id,name,birth date\n1,"MA, Xiaohong",1971-12-15\n2,Anna Almgren,1980-01-01,surplus\n3,"never closed\n4,Bertil Holm,1975-05-05\n5,,\n6,Chiara Grau,the year of the horse\n'

export const manifest = 'hs,description,direction,date\n270112,,from,2017-09-06\n,frozen fish,from,2018-03-01\n8703,,to,2016-01-01\n77,,from,2017-09-05\n'

export function write(dir, version = 1) {
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'made_up_register.ftm.json'), register(version))
}
