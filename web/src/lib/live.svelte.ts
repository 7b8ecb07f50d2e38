// What the server tells by itself: GET /api/events. One stream for all tabs of
// this browser; the tab that holds the lock reads it and tells the others.
import { online } from './online.svelte'

export interface Event {
  kind: string
  id: string
  source: string
}

const gather = 250 // ms in which events are collected before anything is asked again

/** Gathering collects events and hands them on together. */
export class Gathering {
  #held: Event[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  constructor(
    private readonly give: (events: Event[]) => void,
    private readonly wait = gather,
  ) {}

  add(e: Event) {
    this.#held.push(e)
    this.#timer ??= setTimeout(() => {
      const events = this.#held
      this.#held = []
      this.#timer = undefined
      this.give(events)
    }, this.wait)
  }
}

/** parseEvent reads the data of an event; undefined is none that we know. */
export function parseEvent(data: string): Event | undefined {
  try {
    const v = JSON.parse(data) as Record<string, unknown>
    if (typeof v !== 'object' || v === null) return undefined
    return { kind: String(v.kind ?? ''), id: String(v.id ?? ''), source: String(v.source ?? '') }
  } catch {
    return undefined
  }
}

class Live {
  version = $state(0) // rises when something was loaded, or somebody fell or rose
  fresh = $state.raw<Event[]>([]) // batches since the list of them was last read
  state = $state<'off' | 'on' | 'none'>('off') // none: this server tells nothing
  #batch = 0 // the newest that this page knows of
  #gathering = new Gathering((events) => {
    const have = new Set(this.fresh.map((e) => e.id))
    this.fresh = [...this.fresh, ...events.filter((e) => e.kind === 'batch' && !have.has(e.id))]
    this.version++
  })
  #channel: BroadcastChannel | undefined
  #stream: EventSource | undefined

  /** read empties what is new. */
  read() {
    this.fresh = []
  }

  start() {
    this.#channel = new BroadcastChannel('cordon-events')
    this.#channel.onmessage = (m) => this.#take(m.data as Event)
    if (navigator.locks) void navigator.locks.request('cordon-events', () => new Promise<never>(() => this.#open()))
    else this.#open()
  }

  #open() {
    this.#stream?.close()
    const s = new EventSource('api/events')
    this.#stream = s
    s.onopen = () => (this.state = 'on')
    const tell = (e: Event) => {
      this.#take(e)
      this.#channel?.postMessage(e)
    }
    s.addEventListener('hello', (m) => {
      // Its id is the batch from which the stream goes on; another than the last one told, and something was missed.
      const from = Number((m as MessageEvent<string>).lastEventId)
      if (this.#batch > 0 && from !== this.#batch) tell({ kind: 'reset', id: '', source: '' })
      this.#batch = from
    })
    for (const kind of ['batch', 'moves', 'sea'])
      s.addEventListener(kind, (m) => {
        const e = parseEvent((m as MessageEvent<string>).data)
        if (!e) return
        if (e.kind === 'batch') this.#batch = Math.max(this.#batch, Number(e.id) || 0)
        tell(e)
      })
    s.addEventListener('reset', () => tell({ kind: 'reset', id: '', source: '' }))
    s.onerror = () => {
      // A stream that was refused is closed: the server is gone, or has none.
      const closed = s.readyState === EventSource.CLOSED
      if (this.state === 'on') online.fail()
      this.state = closed ? 'none' : 'off'
    }
  }

  /** reopen tries again after the server came back. */
  reopen() {
    if (this.#stream?.readyState === EventSource.CLOSED) this.#open()
  }

  #take(e: Event) {
    this.#gathering.add(e)
  }
}

export const live = new Live()
