// What is typed into the one box, read as what it is. The server checks it again.

export interface Reading {
  subject: string // as it is asked
  label: string // what it was read as
  also?: string // the other way to ask it, when the text does not tell
}

const digitsOf = (s: string) => [...s].map((c) => (c <= '9' ? c : String(c.charCodeAt(0) - 55))).join('')
const mod97 = (digits: string) => [...digits].reduce((r, d) => (r * 10 + Number(d)) % 97, 0)

export function isIMO(s: string): boolean {
  if (!/^\d{7}$/.test(s)) return false
  let sum = 0
  for (let i = 0; i < 6; i++) sum += Number(s[i]) * (7 - i)
  return sum % 10 === Number(s[6])
}

const isIBAN = (s: string) => /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(s) && mod97(digitsOf(s.slice(4) + s.slice(0, 4))) === 1
const isLEI = (s: string) => /^[A-Z0-9]{18}\d{2}$/.test(s) && mod97(digitsOf(s)) === 1
const isWallet = (s: string) => /^(0x[0-9a-fA-F]{40}|bc1[02-9ac-hj-np-z]{11,71}|[13][1-9A-HJ-NP-Za-km-z]{25,34}|T[1-9A-HJ-NP-Za-km-z]{33})$/.test(s)
const isBIC = (s: string) => /^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(s)

const kinds: Record<string, string> = { imo: 'IMO number', mmsi: 'MMSI', lei: 'LEI', bic: 'BIC', iban: 'IBAN', wallet: 'wallet', entity: 'entity id', name: 'name' }

/** read says what a text is and how to ask it. */
export function read(text: string): Reading {
  const s = text.trim()
  const said = /^([a-z]+):(.+)$/s.exec(s)
  if (said?.[1] && kinds[said[1]]) return { subject: said[1] === 'name' ? (said[2] as string).trim() : s, label: kinds[said[1]] as string }
  const bare = s.replace(/^IMO[\s:]*/i, '').replace(/\s/g, '')
  if (isIMO(bare)) return { subject: 'imo:' + bare, label: 'IMO number' }
  const tight = s.replace(/\s/g, '')
  if (isIBAN(tight)) return { subject: 'iban:' + tight, label: 'IBAN' }
  if (isLEI(tight)) return { subject: 'lei:' + tight, label: 'LEI' }
  if (isWallet(s)) return { subject: 'wallet:' + s, label: 'wallet' }
  // A word in capitals may be a BIC or a name: neither may be left out.
  if (isBIC(s)) return { subject: s, label: 'name', also: 'bic:' + s }
  return { subject: s, label: 'name' }
}

const grave: Record<string, number> = { blocked: 3, possible: 2, exposed: 1, clear: 0 }

/** graver says which of two exposures asks for more. */
export const graver = (a: string, b: string) => (grave[a] ?? 0) - (grave[b] ?? 0)
