/** The rest of target 5: from the start of the process to its first "ready", on both databases, new and used ones. */
import * as Bench from "../Bench.ts"
import { median } from "../numbers.ts"
import { residentMegabytes } from "../Usage.ts"

/** Milliseconds, and MiB of a node that has just begun. */
export interface Starting {
  readonly embeddedNew: number
  readonly embeddedUsed: number
  readonly postgresNew: number
  readonly postgresUsed: number
  readonly embeddedMegabytes: number
  readonly postgresMegabytes: number
}

/** Starts and stops nodes, one at a time. */
export const starting = async (bench: Bench.Bench): Promise<Starting> => {
  const times = bench.isQuick ? 1 : 3
  const millis: Record<string, Array<number>> = {}
  const megabytes: Record<string, number> = {}
  for (let n = 0; n < times; n += 1) {
    const url = await bench.postgres.create(`starting_${n}`)
    for (const [name, options] of [
      ["embedded", { dataDirectory: `${bench.directory}/starting-${n}` }],
      ["postgres", { databaseUrl: url }]
    ] as const) {
      for (const age of ["new", "used"]) {
        const node = await Bench.node(bench, options)
        const label = `${name} ${age}`
        millis[label] = [...(millis[label] ?? []), node.startMillis]
        megabytes[name] = residentMegabytes(node.pid)
        await node.stop()
      }
    }
  }
  const of = (name: string): number => median(millis[name] ?? [])
  return {
    embeddedNew: of("embedded new"),
    embeddedUsed: of("embedded used"),
    postgresNew: of("postgres new"),
    postgresUsed: of("postgres used"),
    embeddedMegabytes: megabytes.embedded ?? 0,
    postgresMegabytes: megabytes.postgres ?? 0
  }
}
