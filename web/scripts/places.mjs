// Writes src/map/places.gen.ts: where to put a mark for a country, by its code.
// The middle of its largest piece of land, of Natural Earth by way of world-atlas.
//   node scripts/places.mjs ../ftm/countries.tsv
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { geoArea, geoCentroid } from 'd3-geo'
import { feature } from 'topojson-client'

const atlas = createRequire(import.meta.url)('world-atlas/countries-50m.json')
const bare = (s) => s.normalize('NFKD').replace(/\p{M}|[^\p{L}]/gu, '').toLowerCase()
const spelled = {
  'W. Sahara': 'eh', 'Dem. Rep. Congo': 'cd', Congo: 'cg', 'Dominican Rep.': 'do', 'Falkland Is.': 'fk', 'Fr. S. Antarctic Lands': 'tf', 'Central African Rep.': 'cf', 'Eq. Guinea': 'gq',
  eSwatini: 'sz', Palestine: 'ps', 'Solomon Is.': 'sb', Taiwan: 'tw', 'N. Cyprus': '', Somaliland: '', 'Bosnia and Herz.': 'ba', Macedonia: 'mk', 'S. Sudan': 'ss', Vatican: 'va', 'N. Mariana Is.': 'mp', 'U.S. Virgin Is.': 'vi',
  'S. Geo. and the Is.': 'gs', 'Br. Indian Ocean Ter.': 'io', 'Pitcairn Is.': 'pn', 'Cayman Is.': 'ky', 'British Virgin Is.': 'vg', 'Turks and Caicos Is.': 'tc', 'Marshall Is.': 'mh', 'Cook Is.': 'ck', 'Fr. Polynesia': 'pf',
  'Wallis and Futuna Is.': 'wf', 'St. Pierre and Miquelon': 'pm', 'St-Barthélemy': 'bl', 'St-Martin': 'mf', 'Sint Maarten': 'sx', 'Faeroe Is.': 'fo', Åland: 'ax', 'Heard I. and McDonald Is.': 'hm', 'St. Kitts and Nevis': 'kn',
  'St. Vin. and Gren.': 'vc', 'Antigua and Barb.': 'ag', 'São Tomé and Principe': 'st', 'Saint Lucia': 'lc', Micronesia: 'fm', 'Ashmore and Cartier Is.': '', 'Indian Ocean Ter.': '', 'Siachen Glacier': '', 'Saint Helena': 'sh',
  'North Korea': 'kp', 'South Korea': 'kr', 'United States of America': 'us', "Côte d'Ivoire": 'ci', Macao: 'mo', 'Hong Kong': 'hk',
}
const codes = new Map()
for (const line of readFileSync(process.argv[2], 'utf8').split('\n')) {
  const [code, , name, more = ''] = line.split('\t')
  if (!/^[a-z]{2}$/.test(code)) continue
  for (const n of [name, ...more.split('|')]) if (n && !codes.has(bare(n))) codes.set(bare(n), code)
}
const out = {}
const lost = []
for (const f of feature(atlas, atlas.objects.countries).features) {
  const name = f.properties.name
  const code = name in spelled ? spelled[name] : codes.get(bare(name))
  if (code === '') continue
  if (!code) { lost.push(name); continue }
  const parts = f.geometry.type === 'MultiPolygon' ? f.geometry.coordinates.map((coordinates) => ({ type: 'Polygon', coordinates })) : [f.geometry]
  const [lon, lat] = geoCentroid(parts.sort((a, b) => geoArea(b) - geoArea(a))[0])
  out[code] ??= [Math.round(lon * 10) / 10, Math.round(lat * 10) / 10]
}
if (lost.length) console.error('no code for: ' + lost.join(', '))
const rows = Object.keys(out).sort().map((c) => `${c}:${out[c].join(',')}`)
writeFileSync(new URL('../src/map/places.gen.ts', import.meta.url), `// Made by scripts/places.mjs; not to be edited. Longitude and latitude of the middle of each country.\nconst table =\n  '${rows.join(' ')}'\n\nexport const middles = new Map<string, [number, number]>(\n  table.split(' ').map((row) => {\n    const [code, at] = row.split(':') as [string, string]\n    return [code, at.split(',').map(Number) as [number, number]]\n  }),\n)\n`)
console.log(rows.length + ' countries')
