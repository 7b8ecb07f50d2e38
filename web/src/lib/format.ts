// Words and figures of the answers, for people.

/** mark reads verified, which is true, "partly" or false, also as text. Only true is true. */
export function mark(v: unknown): 'yes' | 'partly' | 'no' {
  if (v === true || v === 'true') return 'yes'
  return v === 'partly' ? 'partly' : 'no'
}

const lists: Record<string, string> = {
  dprk_builtin: 'Built-in listings',
  us_ofac_sdn: 'OFAC SDN',
  us_ofac_cons: 'OFAC non-SDN',
  us_fincen_special_measures: 'FinCEN 311',
  un_sc_sanctions: 'UN Security Council',
  eu_fsf: 'EU financial sanctions',
  gb_hmt_sanctions: 'UK OFSI',
  gb_fcdo_sanctions: 'UK FCDO',
  ca_dfatd_sema_sanctions: 'Canada SEMA',
  us_trade_csl: 'US consolidated screening list',
  ais: 'Ships, by what they said',
  syn_world: 'Made-up world',
  syn_holdings: 'Made-up holdings',
  bods_syn_register: 'Made-up register of owners',
}
/** listName is what people call a dataset; of one that nobody named, its id in words. */
export const listName = (dataset: string) => lists[dataset] ?? dataset.replace(/_/g, ' ')

const regimes: Record<string, string> = { ofac: 'OFAC', bis: 'BIS', eu: 'EU', uk: 'UK', un: 'UN' }
/** regimeName is what people call a rule of ownership. */
export const regimeName = (regime: string) => regimes[regime] ?? regime

const units: Record<string, string> = { bbl: 'barrels', t: 'tonnes', usd: 'US dollars' }
/** unitName is the name of a unit of a cap. */
export const unitName = (unit: string) => units[unit.toLowerCase()] ?? unit

// Rules of ownership, as sentences name them.
const rules: Record<string, string> = {
  'us-ofac-50': 'the 50 percent rule of OFAC',
  'us-bis-affiliates': 'the affiliates rule of BIS',
  'us-311-kp': 'section 311',
  'eu-best-practices': 'the ownership and control rule of the EU',
  'uk-ofsi': 'the ownership and control rule of the UK',
  'un-1718': 'resolution 1718',
}

/** readable puts names for the ids of datasets and rules in a text of the server. */
export const readable = (text: string) => text.replace(/\b[a-z]{2,4}_[a-z_]+\b/g, (d) => lists[d] ?? d).replace(/\b[a-z]{2}-[a-z0-9]+(-[a-z0-9]+)?\b/g, (r) => rules[r] ?? r)

export const day = (s: string | undefined | null) => (s ? s.slice(0, 10) : '')
export const time = (s: string | undefined | null) => (s ? s.slice(0, 16).replace('T', ' ') : '')

const nf = new Intl.NumberFormat('en-US')
export const num = (n: number) => nf.format(n)
export const count = (n: number, one: string, many = one + 's') => `${nf.format(n)} ${n === 1 ? one : many}`
export const two = (n: number) => n.toFixed(2)

/** percent writes a number of percent with as many places as it needs. */
export function percent(n: number): string {
  return (Math.abs(n - Math.round(n)) < 1e-9 ? String(Math.round(n)) : n.toFixed(2)) + ' %'
}

/** share reads a number of percent that the description leaves untyped. */
export const share = (v: unknown, otherwise = 0): number => (typeof v === 'number' ? v : typeof v === 'string' && v !== '' && !Number.isNaN(Number(v)) ? Number(v) : otherwise)

const dayMs = 86_400_000
/** daysTo counts from a day to another. */
export function daysTo(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs)
}

/** due says by when, seen from a day. */
export function due(from: string, to: string): string {
  const n = daysTo(from, to)
  if (!to || Number.isNaN(n)) return 'no day is named'
  if (n <= 0) return 'at once'
  return n === 1 ? 'by tomorrow' : `in ${n} days`
}

let names: Intl.DisplayNames | undefined
/** country is the name of a country by its code. */
export function country(code: string): string {
  if (!/^[a-z]{2}$/i.test(code)) return code
  names ??= new Intl.DisplayNames('en', { type: 'region', fallback: 'code' })
  try {
    return names.of(code.toUpperCase()) ?? code
  } catch {
    return code
  }
}

const kinds: Record<string, string> = { jv_ban: 'ban of joint ventures', sts_ban: 'ban of transfers between ships', port_ban: 'ban from ports', service_ban: 'ban of services', catch_all: 'catch-all' }
/** kindName is the name of a kind of measure. */
export const kindName = (kind: string) => kinds[kind] ?? words(kind)

/** fieldName makes the place of something in a record readable: goods.hs is "goods, HS codes". */
export const fieldName = (path: string) => path.split('.').map((p) => (p === 'hs' ? 'HS codes' : words(p))).join(', ')

/** words makes a property name readable: birthDate is "birth date". */
export function words(prop: string): string {
  return prop.replace(/^id:/, '').replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/_/g, ' ').toLowerCase()
}

/** sha is the short form of a digest. */
export const sha = (s: string | undefined) => (s ? s.slice(0, 12) : '')

export const today = () => new Date().toISOString().slice(0, 10)
