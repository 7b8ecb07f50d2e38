// The address after # says what is shown: #/touch?subject=…&as_of=…
import type { ViewName } from './views'

export type Params = Record<string, string>

export interface Place {
  view: ViewName
  params: Params
}

const first: ViewName = 'touch'
const known = new Set<string>(['touch', 'screen', 'sea', 'entity', 'law', 'lists', 'resolve'])

/** parse reads the part of an address after the #. What is not known is the first view. */
export function parse(hash: string): Place {
  const text = hash.replace(/^#?\/?/, '')
  const cut = text.indexOf('?')
  const name = cut < 0 ? text : text.slice(0, cut)
  const params: Params = {}
  if (cut >= 0) for (const [k, v] of new URLSearchParams(text.slice(cut + 1))) if (v !== '') params[k] = v
  return { view: (known.has(name) ? name : first) as ViewName, params }
}

/** link is the address of a view; empty parameters are left out. */
export function link(view: ViewName, params: Record<string, string | number | undefined> = {}): string {
  const q = new URLSearchParams()
  for (const [k, v] of Object.entries(params)) if (v !== undefined && v !== '') q.set(k, String(v))
  const text = q.toString()
  return `#/${view}${text ? '?' + text : ''}`
}

class Router {
  view = $state<ViewName>(first)
  // Changed key by key, so that a question is asked again only when what it reads changes.
  params = $state<Params>({})

  constructor() {
    if (typeof window === 'undefined') return
    this.#show(parse(location.hash))
    window.addEventListener('hashchange', () => this.#show(parse(location.hash)))
  }

  #show(p: Place) {
    this.view = p.view
    for (const k of Object.keys(this.params)) if (!(k in p.params)) delete this.params[k]
    for (const [k, v] of Object.entries(p.params)) if (this.params[k] !== v) this.params[k] = v
  }

  go(view: ViewName, params: Record<string, string | number | undefined> = {}) {
    location.hash = link(view, params)
  }

  /** set changes some parameters of the view that is open. With replace it makes no step to go back to. */
  set(change: Record<string, string | number | undefined>, replace = false) {
    const next = link(this.view, { ...this.params, ...change })
    if (next === location.hash) return
    if (!replace) {
      location.hash = next
      return
    }
    history.replaceState(null, '', next)
    this.#show(parse(next))
  }
}

export const router = new Router()
