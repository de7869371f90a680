/** Target 4: one node against two on the same database, when each provider takes 250 ms to answer; 64 workers a node. */
import * as Bench from "../Bench.ts"
import { median } from "../numbers.ts"

/** Payouts processed to the end, a second. */
export interface Nodes {
  readonly one: number
  readonly two: number
  readonly ratio: number
}

const distant = { latencyMillis: 250, paidAfterMillis: 500 }

/** Measures in turns. */
export const nodes = async (bench: Bench.Bench): Promise<Nodes> => {
  const { isQuick, postgres, print } = bench
  const databaseUrl = await postgres.create("nodes")
  const turns = isQuick ? 1 : 2
  const size = isQuick ? 1500 : 2000
  const pairs: Array<{ readonly one: number; readonly two: number }> = []
  const providers = await Bench.world(bench, distant)
  const first = await Bench.node(bench, { databaseUrl, providers })
  try {
    await Bench.processAll(bench, [first], { count: 400 })
    for (let turn = 0; turn < turns; turn += 1) {
      const one = await Bench.processAll(bench, [first], { count: size, onTheirWay: 600 })
      const second = await Bench.node(bench, { databaseUrl, providers })
      await Bench.processAll(bench, [second, first], { count: 400 })
      const two = await Bench.processAll(bench, [first, second], { count: size, onTheirWay: 600 })
      await second.stop()
      pairs.push({ one: one.perSecond, two: two.perSecond })
      print(`nodes: ${JSON.stringify(pairs.at(-1))}`)
    }
  } finally {
    await first.stop()
    await Bench.world(bench, Bench.usual)
  }
  return {
    one: median(pairs.map(({ one }) => one)),
    two: median(pairs.map(({ two }) => two)),
    ratio: median(pairs.map(({ one, two }) => two / one))
  }
}
