// What may be wider than its place, like a table on a narrow page: once it is, it
// can be reached by the keyboard, so that the arrow keys move it.
export function wide(el: HTMLElement) {
  const look = () => {
    if (el.scrollWidth > el.clientWidth + 1) el.tabIndex = 0
    else el.removeAttribute('tabindex')
  }
  const seen = new ResizeObserver(look)
  seen.observe(el)
  for (const child of el.children) seen.observe(child)
  look()
  return () => seen.disconnect()
}
