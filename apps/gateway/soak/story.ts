/** What happened in a run, in order and readable: it is printed when a law was broken, or as it goes on request. */

/** The story of one run. */
export interface Story {
  readonly log: (line: string) => void
  readonly text: () => string
}

/** An empty story; `print` is given each line at once. */
export const make = (print: (line: string) => void = () => undefined): Story => {
  const began = performance.now()
  const lines: Array<string> = []
  return {
    log: (text) => {
      const line = `${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}`
      lines.push(line)
      print(line)
    },
    text: () => lines.join("\n")
  }
}
