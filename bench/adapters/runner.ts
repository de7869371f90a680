/**
 * One contender in a process of its own, kept warm. It takes a sample whenever it is asked to and is idle in between,
 * so that samples of all contenders can be taken in turn on a machine whose speed changes.
 */
import { contenders, type Name } from "./contenders/all.ts"
import type { Sample, Settings } from "./Sample.ts"
import { quantile } from "./statistics.ts"

const [name, origin] = process.argv.slice(2) as [Name, string]
const make = await contenders[name]()
const { call } = await make(origin)

let calls = 0

const sample = async ({ milliseconds, parallel }: Settings): Promise<Sample> => {
  const latencies: Array<number> = []
  const start = performance.now()
  const end = start + milliseconds
  const before = process.cpuUsage()
  const worker = async () => {
    for (let begun = performance.now(); begun < end; ) {
      await call(`bench-${process.pid}-${calls++}`)
      const ended = performance.now()
      latencies.push(ended - begun)
      begun = ended
    }
  }
  await Promise.all(Array.from({ length: parallel }, worker))
  const { system, user } = process.cpuUsage(before)
  const seconds = (performance.now() - start) / 1000
  const sorted = Float64Array.from(latencies).sort()
  return {
    rate: latencies.length / seconds,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    cpu: (user + system) / latencies.length,
    peakMegabytes: process.resourceUsage().maxRSS / 1024
  }
}

process.on("message", (settings: Settings) => {
  sample(settings).then(
    (taken) => process.send?.(taken),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    }
  )
})
process.on("disconnect", () => process.exit())
await call(`bench-${process.pid}-first`)
process.send?.("ready")
