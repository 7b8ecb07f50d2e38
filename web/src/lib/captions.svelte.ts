// Names of entities by their ids, asked once each.
import { SvelteMap } from 'svelte/reactivity'
import { ask } from './api'
import type { Known } from './paths'

interface Thing {
  id: string
  caption: string
  schema: string
  properties: Record<string, (string | Thing)[]>
}

export interface Named extends Known {
  countries: string[]
  topics: string[]
}

export const names = new SvelteMap<string, Named>()
const asked = new Set<string>()

/** know asks for the names of those that are not known yet. */
export function know(ids: string[]) {
  for (const id of ids) {
    if (asked.has(id)) continue
    asked.add(id)
    ask<Thing>('entities/' + encodeURIComponent(id), { nested: 'false' }).then(
      (t) => {
        const texts = (p: string) => (t.properties[p] ?? []).filter((v) => typeof v === 'string')
        const countries = new Set(['country', 'jurisdiction', 'nationality', 'mainCountry', 'flag'].flatMap(texts).map((c) => c.toLowerCase()))
        names.set(id, { caption: t.caption, schema: t.schema, countries: [...countries], topics: texts('topics') })
      },
      () => asked.delete(id), // its id stands in for its name; the next question tries again
    )
  }
}
