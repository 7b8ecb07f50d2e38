// Designations by year and programme, for a chart: the largest programmes by
// themselves, the others together.
import type { Pace as Designations } from '../api.gen'

export interface Pace {
  years: number[]
  series: { label: string; values: number[] }[]
  total: number
  undated: number
}

export const most = 6

export function pace(d: Designations): Pace {
  const sums = new Map<string, number>()
  for (const y of d.years) sums.set(y.programme, (sums.get(y.programme) ?? 0) + y.count)
  const order = [...sums].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([p]) => p)
  const named = order.length > most + 1 ? order.slice(0, most) : order
  const have = d.years.map((y) => y.year)
  if (!have.length) return { years: [], series: [], total: 0, undated: d.undated }
  const lo = Math.min(...have)
  const years = Array.from({ length: Math.max(...have) - lo + 1 }, (_, i) => lo + i)
  const series = named.map((label) => ({ label: label || 'no programme', values: years.map(() => 0) }))
  const rest = { label: `${order.length - named.length} others`, values: years.map(() => 0) }
  for (const y of d.years) {
    const s = series[named.indexOf(y.programme)] ?? rest
    s.values[y.year - lo] = (s.values[y.year - lo] ?? 0) + y.count
  }
  if (order.length > named.length) series.push(rest)
  return { years, series, total: d.years.reduce((n, y) => n + y.count, 0), undated: d.undated }
}
