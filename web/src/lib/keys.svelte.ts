// Single keys. They never act in a field, behind a dialog, with a modifier, or when switched off.
import { untrack } from 'svelte'

export type Keys = Record<string, (e: KeyboardEvent) => void>

const stack: Keys[] = []

class KeySettings {
  on = $state(typeof localStorage === 'undefined' || localStorage.getItem('keys') !== 'off')
  toggle() {
    this.on = !this.on
    localStorage.setItem('keys', this.on ? 'on' : 'off')
  }
}
export const keySettings = new KeySettings()

/** keys makes a component answer to keys for as long as it is there; the newest comes first. */
export function keys(map: Keys) {
  $effect(() => {
    untrack(() => stack.push(map))
    return () => {
      const i = stack.indexOf(map)
      if (i >= 0) stack.splice(i, 1)
    }
  })
}

export function inField(t: EventTarget | null): boolean {
  return t instanceof HTMLElement && (t.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(t.tagName))
}

let led = 0 // when g was pressed

/** press gives a key to the newest component that knows it. `g` and a letter is one key: "g t". */
export function press(e: KeyboardEvent) {
  if (!keySettings.on || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || inField(e.target) || document.querySelector('dialog[open]')) return
  let name = e.key
  if (led && e.timeStamp - led < 1500) name = 'g ' + name
  led = 0
  if (name === 'g') {
    led = e.timeStamp || 1
    return
  }
  for (let i = stack.length - 1; i >= 0; i--) {
    const f = stack[i]?.[name]
    if (f) {
      e.preventDefault()
      f(e)
      return
    }
  }
}
