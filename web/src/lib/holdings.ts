// Owners on one side, what is owned on the other, as layers around an entity.
import type { Holding, Holdings } from '../api.gen'
import { day, share } from './format'
import type { Edge, Node } from './layers'

const most = 8 // parties of one step that are drawn; the table has all

export interface Stakes {
  nodes: Node[]
  edges: Edge[]
  left: number // holdings that are not drawn
}

// shareOf is short enough to stand on a line.
const shareOf = (h: Holding) => (/unknown/.test(h.share) ? '?\u00a0%' : h.share)
const size = (h: Holding) => (share(h.low) + share(h.high, 100)) / 2

/** stakes draws the largest holdings of each step; a company is in the column of its shortest way. */
export function stakes(id: string, caption: string, up: Holdings | undefined, down: Holdings | undefined): Stakes {
  const nodes = new Map<string, Node>()
  const edges = new Map<string, Edge>()
  let left = (up?.left ?? 0) + (down?.left ?? 0)
  nodes.set(id, { id, label: caption, kind: 'subject', col: 0 })
  const side = (all: Holding[], sign: -1 | 1) => {
    const depths = [...new Set(all.map((h) => h.depth))].sort((a, b) => a - b)
    for (const d of depths) {
      const here = all.filter((h) => h.depth === d).sort((a, b) => Number(b.listed) - Number(a.listed) || size(b) - size(a))
      const far = (h: Holding) => (sign < 0 ? h.owner : h.asset)
      const near = (h: Holding) => (sign < 0 ? h.asset : h.owner)
      const fresh = new Set<string>()
      for (const h of here) {
        if (!nodes.has(near(h)) || (!nodes.has(far(h)) && fresh.size >= most)) {
          left++
          continue
        }
        if (!nodes.has(far(h))) {
          fresh.add(far(h))
          nodes.set(far(h), { id: far(h), label: sign < 0 ? h.owner_caption : h.asset_caption, sub: h.listed ? 'listed' : undefined, kind: h.listed ? 'listed' : 'party', col: sign * d })
        }
        const key = `${h.owner}\n${h.asset}\n${h.class}\n${h.share}\n${h.from_date}`
        const held = h.from_date || h.to_date ? `, ${day(h.from_date) || '…'} to ${day(h.to_date) || 'now'}` : ''
        edges.set(key, {
          id: key, from: h.owner, to: h.asset, label: h.class === 'capital' ? shareOf(h) : h.class === 'office' || h.class === 'nominee' ? h.class : `${h.class} ${shareOf(h)}`, weight: share(h.low) / 100, dashed: h.low !== h.high || (h.flags?.length ?? 0) > 0,
          about: `${h.owner_caption} holds ${h.share} of ${h.asset_caption} (${h.class}${held}; ${h.statements.map((s) => s.source).join(', ')})`,
        })
      }
    }
  }
  side(up?.holdings ?? [], -1)
  side(down?.holdings ?? [], 1)
  const first = Math.min(...[...nodes.values()].map((n) => n.col))
  for (const n of nodes.values()) n.col -= first
  return { nodes: [...nodes.values()], edges: [...edges.values()], left }
}
