// Measures gathered by the text they stand in, for a line of time.
import type { LawLine } from '../api.gen'
import { mark } from './format'

export interface Instrument {
  key: string
  title: string // as cited, without the place in it
  short: string
  issuer: string
  from: string
  measures: LawLine[]
  verified: 'yes' | 'partly' | 'no' // the worst of its measures
  over: boolean // none of its measures is open
}

/** textOf is the cited text without the paragraph. */
export function textOf(cite: string): string {
  return cite.split(',')[0]!.replace(/(\d[\w.]*)(\([a-z0-9]+\))+$/i, '$1').trim()
}

/** shortOf is what people call it. */
export function shortOf(title: string): string {
  return (
    /^S\/RES\/(\d+)/.exec(title)?.[1] ??
    (/^E\.O\. (\d+)/.exec(title) ? 'EO ' + /\d+/.exec(title)![0] : undefined) ??
    /Announcement (\d+) of (\d{4})/.exec(title)?.slice(1).join('/') ??
    /(\d{4}\/\d+)/.exec(title)?.[1] ??
    title.replace(/\bUSC\b/, '§').replace(/^22 § /, '22 § ')
  )
}

/** instruments gathers measures; one that stands in several snapshots counts once. */
export function instruments(lines: LawLine[]): Instrument[] {
  const seen = new Map<string, LawLine>()
  for (const l of lines) seen.set(l.id, l) // a later snapshot knows more of its end
  const by = new Map<string, Instrument>()
  const worst = { yes: 0, partly: 1, no: 2 }
  for (const l of seen.values()) {
    const title = textOf(l.cite)
    const key = l.issuer + ' ' + title
    const i = by.get(key) ?? { key, title, short: shortOf(title), issuer: l.issuer, from: l.from, measures: [], verified: 'yes' as const, over: true }
    i.measures.push(l)
    if (l.from && (!i.from || l.from < i.from)) i.from = l.from
    const m = mark(l.verified)
    if (worst[m] > worst[i.verified]) i.verified = m
    if (!l.to) i.over = false
    by.set(key, i)
  }
  return [...by.values()].sort((a, b) => a.from.localeCompare(b.from) || a.key.localeCompare(b.key))
}
