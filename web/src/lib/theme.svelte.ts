// Light, dark, or as the system has it.
type Theme = 'system' | 'light' | 'dark'

class Look {
  theme = $state<Theme>('system')
  version = $state(0) // rises when colours change; pictures on canvas are drawn again

  start() {
    const kept = localStorage.getItem('theme')
    if (kept === 'light' || kept === 'dark') this.#use(kept)
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.version++)
  }

  next() {
    const order: Theme[] = ['system', 'light', 'dark']
    this.#use(order[(order.indexOf(this.theme) + 1) % 3] as Theme)
    if (this.theme === 'system') localStorage.removeItem('theme')
    else localStorage.setItem('theme', this.theme)
  }

  #use(t: Theme) {
    this.theme = t
    if (t === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = t
    this.version++
  }
}
export const look = new Look()

/** colour resolves a variable of the style sheet for a canvas, light-dark() included. */
export function colours(el: Element, wanted: string[]): Record<string, string> {
  const probe = document.createElement('span')
  el.append(probe)
  const out: Record<string, string> = {}
  for (const v of wanted) {
    probe.style.color = `var(--${v})`
    out[v] = getComputedStyle(probe).color
  }
  probe.remove()
  return out
}
