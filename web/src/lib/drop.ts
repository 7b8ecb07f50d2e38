// Files that are dropped on or chosen in a view.

export const mostBytes = 16 << 20

export interface Dropped {
  name: string
  text: string
}

/** readFile reads a file as UTF-8; what is not shows as U+FFFD and is refused row by row. */
export async function readFile(f: File): Promise<Dropped> {
  if (f.size > mostBytes) throw new Error(`${f.name} has ${Math.round(f.size / 1e6)} MB; at most ${mostBytes >> 20} MB are taken here, more with the command cordon`)
  return { name: f.name, text: await f.text() }
}

/** drops makes an element take files; over tells whether one hangs over it. */
export function drops(take: (f: File) => void, over: (on: boolean) => void) {
  return (el: HTMLElement) => {
    let depth = 0
    const hasFile = (e: DragEvent) => e.dataTransfer?.types.includes('Files')
    const enter = (e: DragEvent) => hasFile(e) && (e.preventDefault(), over(++depth > 0))
    const leave = (e: DragEvent) => hasFile(e) && (e.preventDefault(), over(--depth > 0))
    const hold = (e: DragEvent) => hasFile(e) && e.preventDefault()
    const drop = (e: DragEvent) => {
      const f = e.dataTransfer?.files[0]
      depth = 0
      over(false)
      if (!f) return
      e.preventDefault()
      take(f)
    }
    el.addEventListener('dragenter', enter)
    el.addEventListener('dragleave', leave)
    el.addEventListener('dragover', hold)
    el.addEventListener('drop', drop)
    return () => {
      el.removeEventListener('dragenter', enter)
      el.removeEventListener('dragleave', leave)
      el.removeEventListener('dragover', hold)
      el.removeEventListener('drop', drop)
    }
  }
}
