// The parts that must be quick, by themselves, with as much as they must carry.
import { createRawSnippet, mount } from 'svelte'
import '../../src/app.css'
import type { Track } from '../../src/map/chart'
import Map from '../../src/map/Map.svelte'
import Rows from '../../src/parts/Rows.svelte'

// A hundred tracks of four hundred points each, around the Yellow Sea, always the same.
let seed = 7
const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647
const tracks: Track[] = Array.from({ length: 100 }, (_, t) => {
  let [lon, lat, turn] = [118 + random() * 14, 30 + random() * 10, random() * 6.28]
  return {
    id: 't' + t,
    points: Array.from({ length: 400 }, () => {
      turn += (random() - 0.5) * 0.5
      lon += Math.cos(turn) * 0.03
      lat += Math.sin(turn) * 0.03
      return [lon, lat] as [number, number]
    }),
  }
})
mount(Map, { target: document.getElementById('map') as HTMLElement, props: { marks: [], tracks, label: 'bench', height: 600 } })
const row = createRawSnippet<[number, number]>((value) => ({ render: () => `<span>row ${value()}</span>` }))
mount(Rows, { target: document.getElementById('rows') as HTMLElement, props: { rows: Array.from({ length: 100_000 }, (_, i) => i), label: 'bench', tall: '600px', pick: () => undefined, row } })
