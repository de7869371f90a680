/** How long a package takes to be imported, and what memory that takes: every time in a fresh process, in turn. */
import { here, run } from "./folders.ts"
import { median } from "./statistics.ts"

/** Medians over fresh processes. */
export interface Import {
  readonly milliseconds: number
  readonly cpuMilliseconds: number
  readonly peakMegabytes: number
}

const script = (specifier: string): string => `
  const start = performance.now()
  const before = process.cpuUsage()
  await import(${JSON.stringify(specifier)})
  const milliseconds = performance.now() - start
  const { system, user } = process.cpuUsage(before)
  const peakMegabytes = process.resourceUsage().maxRSS / 1024
  console.log(JSON.stringify({ milliseconds, cpuMilliseconds: (system + user) / 1000, peakMegabytes }))
`

/** Imports each package so many times; `ours` is the project where ours are installed. */
export const measureImports = async (rounds: number, ours: string): Promise<ReadonlyMap<string, Import>> => {
  const subjects = [
    ...["undici", "ky", "axios", "stripe", "hyperswitch-prism"].map((name) => [name, here] as const),
    ...["@switchyard/feennex", "@switchyard/p2p", "@switchyard/facade"].map((name) => [name, ours] as const)
  ]
  const taken = new Map<string, Array<Import>>(subjects.map(([name]) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, directory] of subjects) {
      const output = await run(process.execPath, ["--input-type=module", "--eval", script(name)], directory)
      taken.get(name)?.push(JSON.parse(output))
    }
  }
  const middle = (samples: ReadonlyArray<Import>): Import => ({
    milliseconds: median(samples.map((sample) => sample.milliseconds)),
    cpuMilliseconds: median(samples.map((sample) => sample.cpuMilliseconds)),
    peakMegabytes: median(samples.map((sample) => sample.peakMegabytes))
  })
  return new Map([...taken].map(([name, samples]) => [name, middle(samples)]))
}
