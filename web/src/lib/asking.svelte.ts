// A question of a view: asked when it changes, again when the server comes back
// or something was loaded, never answered by what was asked before.
import { untrack } from 'svelte'
import { Fault } from './api'
import { live } from './live.svelte'
import { online } from './online.svelte'

type Question<T> = (signal: AbortSignal) => Promise<T>

export interface Asking<T> {
  readonly at: 'idle' | 'loading' | 'done' | 'failed'
  readonly data: T | undefined
  readonly error: Fault | undefined
  readonly settled: boolean
  again(): void
}

/** asking follows a question. question returns undefined when there is nothing to ask, and must read what it depends on before that. */
export function asking<T>(question: () => Question<T> | undefined, o: { live?: boolean } = {}): Asking<T> {
  let at = $state<'idle' | 'loading' | 'done' | 'failed'>('idle')
  let data = $state.raw<T | undefined>(undefined)
  let error = $state.raw<Fault | undefined>(undefined)
  let times = $state(0)
  let seen = 0

  $effect(() => {
    const q = question()
    const same = times !== seen // asked again: the answer on show is one to this question
    seen = times
    if (!q) {
      at = 'idle'
      data = error = undefined
      return
    }
    const c = new AbortController()
    if (!same) data = undefined
    at = 'loading'
    q(c.signal).then(
      (v) => {
        if (c.signal.aborted) return
        data = v
        error = undefined
        at = 'done'
      },
      (e: unknown) => {
        if (c.signal.aborted) return
        error = e instanceof Fault ? e : new Fault(e instanceof Error ? e.message : String(e), 'internal')
        if (!error.unreachable) data = undefined
        at = 'failed'
      },
    )
    return () => c.abort()
  })
  $effect(() => {
    if (online.back > 0)
      untrack(() => {
        if (at === 'failed' && error?.unreachable) times++
      })
  })
  $effect(() => {
    if (o.live !== false && live.version > 0)
      untrack(() => {
        if (at === 'done') times++
      })
  })
  return {
    get at() {
      return at
    },
    get data() {
      return data
    },
    get error() {
      return error
    },
    get settled() {
      return at !== 'loading'
    },
    again() {
      times++
    },
  }
}
