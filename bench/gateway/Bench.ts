/** The tools of every measurement: the machine's processes, what they cost, and how much is to be done. */
import { performance } from "node:perf_hooks"
import type { Child } from "./Child.ts"
import * as Gateway from "./Gateway.ts"
import type { Order, Processed, Sent } from "./Merchant.ts"
import type { Postgres } from "./Postgres.ts"
import { processorSeconds } from "./Usage.ts"
import type { Providers, World } from "./World.ts"

/** The tools of every measurement. */
export interface Bench {
  readonly directory: string
  readonly postgres: Postgres
  readonly simulators: Child
  readonly merchant: Child
  readonly base: Child
  readonly receiverPort: number
  readonly isQuick: boolean
  /** One line about what is going on. */
  readonly print: (line: string) => void
}

/** Payouts are created over so many connections at once, and so many transactions of the base run at once. */
export const concurrency = 32

/** A payout is paid so long after its creation; the gateway asks a second after it. */
export const usual: World = { latencyMillis: 0, paidAfterMillis: 500 }

/** Sets the simulated world. */
export const world = (bench: Bench, to: World): Promise<Providers> => bench.simulators.order<Providers>(to)

/** As many as are done in so many seconds at this rate, within bounds, so that a slow machine is not busy for ever. */
export const sizeFor = (perSecond: number, seconds: number): number =>
  Math.round(Math.min(6000, Math.max(1200, perSecond * seconds)))

const order = (ports: ReadonlyArray<number>, rest: Partial<Order>): Order => ({
  do: "accept",
  ports,
  provider: "feennex",
  keys: Gateway.apiKeys,
  count: 0,
  concurrency,
  onTheirWay: Math.min(800, Math.round((rest.count ?? 0) / 3)),
  mostMillis: 150_000,
  ...rest
})

/** Creates payouts. */
export const accept = (bench: Bench, node: Gateway.Node, rest: Partial<Order>): Promise<Sent> =>
  bench.merchant.order<Sent>(order([node.port], { ...rest, do: "accept" }))

/** Creates payouts and waits until each is paid and reported by a webhook. */
export const processAll = (
  bench: Bench,
  nodes: ReadonlyArray<Gateway.Node>,
  rest: Partial<Order>
): Promise<Processed> =>
  bench.merchant.order<Processed>(
    order(
      nodes.map(({ port }) => port),
      { ...rest, do: "process" }
    )
  )

/** Starts a node on a database, or on the embedded one when no URL is given. */
export const node = async (
  bench: Bench,
  options: {
    readonly databaseUrl?: string | undefined
    readonly dataDirectory?: string | undefined
    readonly nodeOptions?: ReadonlyArray<string> | undefined
    readonly providers?: Providers | undefined
  }
): Promise<Gateway.Node> => {
  const providers = options.providers ?? (await world(bench, usual))
  const config = Gateway.writeConfig(bench.directory, providers, bench.receiverPort, ["payout.paid", "payout.failed"])
  return Gateway.start({
    config,
    dataDirectory: options.dataDirectory ?? `${bench.directory}/gateway`,
    databaseUrl: options.databaseUrl,
    nodeOptions: options.nodeOptions
  })
}

/** Processor milliseconds of named processes while something ran, for each of `count`. */
export const costs = async <A>(
  pids: Readonly<Record<string, number>>,
  count: number,
  run: () => Promise<A>
): Promise<{ readonly result: A; readonly millis: Readonly<Record<string, number>>; readonly wall: number }> => {
  const before = Object.entries(pids).map(([name, pid]) => ({ name, pid, seconds: processorSeconds(pid) }))
  const began = performance.now()
  const result = await run()
  const wall = (performance.now() - began) / count
  const millis = Object.fromEntries(
    before.map(({ name, pid, seconds }) => [name, ((processorSeconds(pid) - seconds) * 1000) / count])
  )
  return { result, millis, wall }
}
