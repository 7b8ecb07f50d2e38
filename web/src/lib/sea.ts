// Events at sea in careful words.
import type { SeaClaim, SeaEvent, SeaFeed, SeaParty } from '../api.gen'
import type { Point } from '../map/chart'
import type { Shown } from '../map/SeaMap.svelte'

export const kinds: Record<string, { title: string; means: string }> = {
  encounter: { title: 'Meetings', means: 'Two ships within 500 m of each other for two hours or more, by their own positions. Most are innocent: bunkering, tugs, waiting side by side.' },
  'dark-rendezvous': { title: 'Possible meetings', means: 'One ship lay still where another, silent at that time, could have been. Nobody saw it: the area and the window are an inference.' },
  gap: { title: 'Silences', means: 'A ship that was not heard for hours. It counts only where others close by were heard in the same hours; most silences are bad reception.' },
  port: { title: 'Calls', means: 'A stop at a port, an anchorage or another place of the programme. A call that only a silence would allow is marked possible.' },
  loitering: { title: 'Loitering', means: 'Hours at less than 2 knots away from ports. Waiting for orders, weather and repair look the same.' },
  spoof: { title: 'False positions', means: 'Positions that a ship cannot have had: jumps, circles, one number in two places. Jamming by others looks the same to its victims.' },
  identity: { title: 'Identity', means: 'Numbers, names and flags that do not fit together, or are close to those of a listed ship. Typing errors do that too.' },
}

// What an event of a kind apparently is, by its sub-kind where that says more.
const titles: Record<string, string> = {
  encounter: 'Meeting', transfer: 'Apparent ship-to-ship transfer',
  'dark-rendezvous': 'Possible meeting in silence', 'both-sides': 'Possible meeting, both silent',
  gap: 'Silence', dark: 'Silence, others were heard', faint: 'Silence where little is heard', unknown: 'Silence with nobody near', outage: 'Silence of a receiver', busy: 'Silence, number elsewhere',
  port: 'Call', 'dark-call': 'Possible unseen call', anchorage: 'Stay at an anchorage', 'area-stop': 'Stop in an area', 'entered-waters': 'Apparently in target waters',
  loitering: 'Loitering', drifting: 'Loitering, drifting', stopped: 'Loitering, stopped',
  spoof: 'Apparently false positions', jump: 'Apparent jump of position', clone: 'One number, apparently two', circle: 'Apparently false circles', frozen: 'Position apparently frozen', replay: 'Track apparently sent again',
  simulated: 'Track apparently made up', land: 'Position apparently on land', area: 'Apparent interference',
  identity: 'Apparent identity problem', zombie: 'Apparently another’s number', newborn: 'IMO number without a history', 'one-digit': 'One digit from a listed number', 'listed-other-name': 'Listed number, another name',
  'borrowed-mmsi': 'Apparently another’s MMSI', 'borrowed-callsign': 'Apparently another’s call sign', 'shared-callsign': 'Call sign of two ships', conflict: 'Two identities by turns', 'name-hop': 'Name changed repeatedly', 'flag-hop': 'Flag changed repeatedly',
  'flag-differs': 'Flag not that of the register', 'false-flag': 'Apparently a false flag', 'mid-unallocated': 'Number that no country gives', 'programme-flag': 'Apparent flag of the target',
}

/** title is what an event apparently is. */
export function title(e: Pick<SeaEvent, 'kind' | 'sub' | 'inferred'>): string {
  if (e.kind === 'port' && e.inferred) return titles['dark-call'] as string
  return titles[e.sub ?? ''] ?? titles[e.kind] ?? e.kind
}

export const partyName = (p: SeaParty) => p.name || (p.imo ? `IMO ${p.imo}` : p.mmsi ? `MMSI ${String(p.mmsi).padStart(9, '0')}` : p.id)

/** subject is what the touch view is asked of a ship. */
export const subject = (p: SeaParty) => (p.imo ? `imo:${p.imo}` : p.mmsi && String(p.mmsi).length === 9 ? `mmsi:${p.mmsi}` : `entity:${p.id}`)

/** strength is how strong an event is: nothing that is seen from afar is certain. */
export const strength = (e: Pick<SeaEvent, 'strength'>) => (e.strength >= 0.995 ? '> 0.99' : e.strength.toFixed(2))

export const seconds = (iso: string) => Date.parse(iso) / 1000

// An area of more than some degrees hides what lies below it.
const tight = (area: { lat: number; lon: number }[]) => area.length > 2 && Math.max(...area.map((p) => p.lat)) - Math.min(...area.map((p) => p.lat)) < 3

export function shown(e: SeaEvent): Shown {
  return { id: e.id, kind: title(e), at: [e.lon, e.lat], area: (e.area ?? []).map((p): Point => [p.lon, p.lat]), start: seconds(e.start), end: seconds(e.end), alert: e.alert, inferred: e.inferred ?? false, tight: tight(e.area ?? []) }
}

/** lasted is a time in words. */
export function lasted(from: string, to: string): string {
  const m = Math.round((Date.parse(to) - Date.parse(from)) / 60000)
  if (m < 90) return `${m} min`
  const h = m / 60
  return h < 48 ? `${h.toFixed(h < 10 ? 1 : 0)} h` : `${Math.round(h / 24)} days`
}

const facts: Record<string, (v: number) => string> = {
  contact_s: (v) => `within 500 m for ${(v / 3600).toFixed(1)} h`,
  min_km: (v) => `closest ${v < 1 ? `${Math.round(v * 1000)} m` : `${v.toFixed(1)} km`}`,
  hull_gap_m: (v) => (v <= 0 ? 'hulls alongside' : `hulls ${Math.round(v)} m apart`),
  p_silent: (v) => `chance that it was only not heard: ${v < 0.001 ? '< 0.001' : v.toPrecision(2)}`,
  neighbours: (v) => `${v} ${v === 1 ? 'ship' : 'ships'} close by heard meanwhile`,
}
/** factsOf are the measured facts that people ask for, in words. */
export const factsOf = (e: SeaEvent) => Object.entries(e.facts ?? {}).flatMap(([k, v]) => (facts[k] ? [facts[k](v)] : []))

/** Said is what a ship said of itself, with all times in which it did. */
export interface Said {
  prop: string
  value: string
  times: { first: string; last: string }[]
}

/** sayings puts together what was said again and again, in the order in which it was said first. */
export function sayings(claims: readonly SeaClaim[], props: readonly string[]): Said[] {
  return props.flatMap((prop) => {
    const out = new Map<string, Said>()
    for (const c of claims) {
      if (c.prop !== prop) continue
      const s = out.get(c.value) ?? { prop, value: c.value, times: [] }
      s.times.push({ first: c.first, last: c.last })
      out.set(c.value, s)
    }
    return [...out.values()]
  })
}

// Kinds of ships by their code, as ITU-R M.1371 has them.
const codes: [number, number, string][] = [[30, 30, 'fishing'], [31, 32, 'towing'], [50, 50, 'pilot'], [52, 52, 'tug'], [60, 69, 'passenger'], [70, 79, 'cargo'], [80, 89, 'tanker']]

/** sayingWords is a saying for people: lengths in metres, and what a code means. A size is said as metres from the antenna to bow, stern, port and starboard. */
export function sayingWords(prop: string, value: string): string {
  if (prop === 'draught') return `${value} m`
  if (prop === 'type') {
    const kind = codes.find(([a, b]) => a <= Number(value) && Number(value) <= b)
    return kind ? `${kind[2]} (code ${value})` : `code ${value}`
  }
  const d = prop === 'size' ? value.split('/').map(Number) : []
  const [bow, stern, port, starboard] = d
  if (bow === undefined || stern === undefined || port === undefined || starboard === undefined || d.some((x) => !Number.isFinite(x))) return value
  return `${bow + stern} × ${port + starboard} m (${value})`
}

/** during is from when to when: to the minute within one day. */
export function during(times: Said['times']): string {
  const [a, b] = [times.map((t) => t.first).sort()[0] ?? '', times.map((t) => t.last).sort().at(-1) ?? '']
  if (a.slice(0, 10) !== b.slice(0, 10)) return `${a.slice(0, 10)} – ${b.slice(0, 10)}`
  const [from, to] = [a.slice(11, 16), b.slice(11, 16)]
  return `${a.slice(0, 10)} ${from}${from === to ? '' : ` – ${to}`}`
}

/** vesselsIn takes the ids of vessels out of a text: every second piece is one. */
export const vesselsIn = (text: string) => text.split(/\b(imo-\d{1,7}|mmsi-\d{1,9}-\d+)\b/)

/** feedWords says how a live feed is. */
export function feedWords(f: Pick<SeaFeed, 'state' | 'heard' | 'lines' | 'refused' | 'lost' | 'error'>): string {
  const words = [f.state === 'open' ? 'open' : f.state === 'stalled' ? 'stalled: open, but nothing comes' : f.state === 'closed' ? 'closed, tried again' : 'connecting']
  if (f.error && f.state !== 'open') words.push(f.error)
  words.push(f.heard ? `last heard ${f.heard.slice(0, 10)} ${f.heard.slice(11, 19)} UTC` : 'nothing heard yet')
  words.push(`${f.lines.toLocaleString('en-US')} ${f.lines === 1 ? 'line' : 'lines'}`)
  if (f.refused) words.push(`${f.refused.toLocaleString('en-US')} set aside`)
  if (f.lost) words.push(`${f.lost.toLocaleString('en-US')} lost`)
  return words.join(', ')
}
