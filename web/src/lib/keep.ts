// What was pasted or dropped, kept for this tab so that a reload shows the same.
// It is gone with the tab, and never sent anywhere but to this server.

/** keep stores text under a name; false when there is no room, and it lives in this page only. */
export function keep(id: string, v: { name: string; text: string }): boolean {
  here.set(id, v)
  try {
    for (const k of Object.keys(sessionStorage)) if (k.startsWith('sheet:')) sessionStorage.removeItem(k)
    sessionStorage.setItem('sheet:' + id, JSON.stringify(v))
    return true
  } catch {
    return false
  }
}

const here = new Map<string, { name: string; text: string }>()

export function kept(id: string): { name: string; text: string } | undefined {
  const v = here.get(id)
  if (v) return v
  try {
    const s = sessionStorage.getItem('sheet:' + id)
    return s ? (JSON.parse(s) as { name: string; text: string }) : undefined
  } catch {
    return undefined
  }
}

/** idOf names text by what is in it. */
export async function idOf(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text)
  if (!crypto.subtle) return 'x' + bytes.length
  const d = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return [...d.slice(0, 8)].map((b) => b.toString(16).padStart(2, '0')).join('')
}
