// Two spellings, letter under letter.

export interface Letter {
  a: string
  b: string
  same: boolean
}

const fold = (s: string) => s.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

/** ordered puts the words of b into the order of those of a that they are most like. */
export function ordered(a: string, b: string): string {
  const words = (s: string) => s.split(/[\s,]+/).filter(Boolean)
  const left = words(b)
  const out: string[] = []
  for (const w of words(a)) {
    let best = -1
    let least = 0.6 // of its letters may differ at most
    left.forEach((x, i) => {
      const l = align(w, x)
      const share = l.filter((y) => !y.same).length / l.length
      if (share < least) [best, least] = [i, share]
    })
    if (best >= 0) out.push(...left.splice(best, 1))
  }
  return [...out, ...left].join(' ')
}

/** align puts the letters of two texts under each other with the fewest differences; case and accents are no difference. */
export function align(a: string, b: string): Letter[] {
  const x = [...a].slice(0, 120)
  const y = [...b].slice(0, 120)
  const fx = x.map(fold)
  const fy = y.map(fold)
  const w = y.length + 1
  const cost = new Uint16Array((x.length + 1) * w)
  for (let i = 0; i <= x.length; i++) cost[i * w] = i * 2
  for (let j = 0; j <= y.length; j++) cost[j] = j * 2
  const at = (i: number, j: number) => cost[i * w + j] as number
  for (let i = 1; i <= x.length; i++)
    for (let j = 1; j <= y.length; j++)
      cost[i * w + j] = Math.min(at(i - 1, j - 1) + (fx[i - 1] === fy[j - 1] ? 0 : 3), at(i - 1, j) + 2, at(i, j - 1) + 2)
  const out: Letter[] = []
  let i = x.length
  let j = y.length
  while (i > 0 || j > 0) {
    const same = i > 0 && j > 0 && fx[i - 1] === fy[j - 1]
    if (i > 0 && j > 0 && at(i, j) === at(i - 1, j - 1) + (same ? 0 : 3)) out.push({ a: x[--i] as string, b: y[--j] as string, same })
    else if (i > 0 && at(i, j) === at(i - 1, j) + 2) out.push({ a: x[--i] as string, b: '', same: false })
    else out.push({ a: '', b: y[--j] as string, same: false })
  }
  return out.reverse()
}
