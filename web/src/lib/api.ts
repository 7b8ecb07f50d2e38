// The client of the API. Addresses are relative, so that it also works under a sub-path.
import type { Get, Problem } from '../api.gen'
import { online } from './online.svelte'

type Paths = Get
type Query = Record<string, string | number | boolean | string[] | undefined | null>

/** Fault is an answer that is none. */
export class Fault extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly hint = '',
    readonly status = 0,
    readonly requestId = '',
  ) {
    super(message)
  }

  /** unreachable says that nobody answered, or not yet: to be asked again by itself. */
  get unreachable() {
    return this.code === 'unreachable' || this.code === 'unavailable'
  }

  /** missing says that this server does not have the route. */
  get missing() {
    return this.status === 404 && this.message.includes('nothing at this path')
  }
}

export function address(path: string, query: Query = {}): string {
  const q = new URLSearchParams()
  for (const [k, v] of Object.entries(query)) {
    if (v === undefined || v === null || v === '') continue
    for (const one of Array.isArray(v) ? v : [v]) q.append(k, String(one))
  }
  const text = q.toString()
  return path.replace(/^\//, '') + (text ? '?' + text : '')
}

async function answer(path: string, query: Query, init: RequestInit): Promise<Response> {
  let r: Response
  try {
    r = await fetch(address(path, query), { cache: 'no-store', credentials: 'same-origin', ...init })
  } catch (e) {
    if (init.signal?.aborted) throw e
    online.fail()
    throw new Fault('the server does not answer', 'unreachable', 'this page asks again by itself once it does')
  }
  if (r.ok) return r
  let p: Partial<Problem> = {}
  try {
    p = (await r.json()) as Partial<Problem>
  } catch {
    // not in the shape of this server: its status must do
  }
  if (p.code === 'unavailable') online.fail()
  throw new Fault(p.detail || p.title || `the server answered ${r.status}`, p.code || 'internal', p.hint, r.status, p.request_id)
}

/** get asks a described route. */
export async function get<P extends keyof Paths>(path: P, query: Paths[P]['query'], signal?: AbortSignal): Promise<Paths[P]['answer']> {
  return (await answer(path, query as Query, { signal })).json() as Promise<Paths[P]['answer']>
}

/** ask asks a path that is put together, like /api/v1/law/show/ID. */
export async function ask<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return (await answer(path, query, { signal })).json() as Promise<T>
}

/** post sends a body and reads JSON. */
export async function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const r = await answer(path, {}, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal })
  return r.json() as Promise<T>
}

/** send sends text of a media type and returns the text of the answer. */
export async function send(path: string, query: Query, type: string, body: string, signal?: AbortSignal): Promise<string> {
  return (await answer(path, query, { method: 'POST', headers: { 'Content-Type': type }, body, signal })).text()
}
