// Events at sea in careful words.
import type { SeaEvent, SeaParty } from '../api.gen'
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

/** title is what an event apparently is. */
export function title(e: Pick<SeaEvent, 'kind' | 'sub' | 'inferred'>): string {
  switch (e.kind) {
    case 'encounter':
      return e.sub === 'transfer' ? 'Apparent ship-to-ship transfer' : 'Meeting'
    case 'dark-rendezvous':
      return 'Possible meeting with a silent ship'
    case 'gap':
      return 'Silence'
    case 'port':
      return e.inferred ? 'Possible unseen call' : 'Call'
    case 'loitering':
      return 'Loitering'
    case 'spoof':
      return 'Apparently false positions'
    case 'identity':
      return 'Apparent identity problem'
  }
  return e.kind
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
