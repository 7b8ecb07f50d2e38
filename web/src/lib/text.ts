// Text from data, shown so that nothing in it hides.

export interface Piece {
  text: string
  mark: boolean // stands for a character that cannot be seen
}

const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g

/** visible splits text into what can be seen and marks for what cannot: controls, zero widths, changes of direction. */
export function visible(s: string): Piece[] {
  const out: Piece[] = []
  let at = 0
  for (const m of s.matchAll(hidden)) {
    if (m.index > at) out.push({ text: s.slice(at, m.index), mark: false })
    out.push({ text: 'U+' + m[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0'), mark: true })
    at = m.index + 1
  }
  if (at < s.length) out.push({ text: s.slice(at), mark: false })
  return out
}

/** plain is the same as one text, for places that take no markup. */
export function plain(s: string): string {
  return visible(s)
    .map((p) => (p.mark ? `[${p.text}]` : p.text))
    .join('')
}
