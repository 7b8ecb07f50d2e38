// Whether the server answers. Once it does not, it is asked every second or two
// until it does; what failed meanwhile is then asked again by itself.
class Online {
  lost = $state(false)
  back = $state(0) // how often it came back
  #timer: ReturnType<typeof setTimeout> | undefined

  /** fail notes that a request was not answered. */
  fail() {
    if (this.lost) return
    this.lost = true
    this.#probe(400)
  }

  #probe(after: number) {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(async () => {
      try {
        const r = await fetch('readyz', { cache: 'no-store' })
        if (r.ok) {
          this.lost = false
          this.back++
          return
        }
      } catch {
        // still gone
      }
      this.#probe(Math.min(after * 1.5, 3000))
    }, after)
  }
}

export const online = new Online()
