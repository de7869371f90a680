/**
 * Targets 1 and 2, and half of 5: the bare driver, the gateway accepting, and the gateway carrying payouts all the way, one
 * after the other in each round, so that a ratio compares what was measured within the same minute.
 */
import type { BaseOrder, BaseResult } from "../Base.ts"
import * as Bench from "../Bench.ts"
import * as Child from "../Child.ts"
import { residentMegabytes } from "../Usage.ts"
import type { Providers } from "../World.ts"

/** The results of one round, a second. */
export interface Round {
  readonly base: number
  readonly oneStatement: number
  readonly accepted: number
  readonly polled: number
  readonly calledBack: number
}

/** The results of the rounds. */
export interface Throughput {
  readonly rounds: ReadonlyArray<Round>
  /** Processor milliseconds a payout of each process while it was processed to the end. */
  readonly cost: Readonly<Record<string, number>>
  readonly acceptCost: Readonly<Record<string, number>>
  /** Milliseconds, at half of what can be processed to the end. */
  readonly atHalf: { readonly perSecond: number; readonly p50: number; readonly p99: number }
  readonly memoryMegabytes: number
}

// Long enough that a worker which has taken what it can take has nothing to do while creates are measured.
const slow = { latencyMillis: 25_000, paidAfterMillis: 500 }

/** Measures in rounds. */
export const throughput = async (bench: Bench.Bench): Promise<Throughput> => {
  const { base, isQuick, merchant, postgres, print } = bench
  const rounds = isQuick ? 1 : 3
  const seconds = isQuick ? 4 : 8
  const acceptUrl = await postgres.create("accepting")
  const carryUrl = await postgres.create("carrying")
  const node = await Bench.node(bench, { databaseUrl: carryUrl })
  const slowSimulators = Child.start("simulators")
  const slowProviders = await slowSimulators.order<Providers>(slow)
  const pids = {
    gateway: node.pid,
    PostgreSQL: postgres.pid,
    simulators: bench.simulators.pid,
    merchant: merchant.pid
  }
  const write = (style: BaseOrder["style"]) =>
    base.order<BaseResult>({
      url: carryUrl,
      style,
      seconds: 3,
      concurrency: Bench.concurrency,
      connections: Bench.concurrency
    })
  try {
    const warm = await Bench.processAll(bench, [node], { count: 1500 })
    await Bench.processAll(bench, [node], { count: 500, provider: "p2p" })
    const size = Bench.sizeFor(warm.perSecond, seconds)
    const done: Array<Round> = []
    let cost: Throughput["cost"] = {}
    let acceptCost: Throughput["cost"] = {}
    for (let n = 0; n < rounds; n += 1) {
      const transaction = await write("transaction")
      const oneStatement = await write("oneStatement")

      const accepting = await Bench.node(bench, { databaseUrl: acceptUrl, providers: slowProviders })
      const { perSecond } = await Bench.accept(bench, accepting, { count: 2000 })
      const acceptPids = { gateway: accepting.pid, PostgreSQL: postgres.pid, merchant: merchant.pid }
      const many = Bench.sizeFor(perSecond, seconds / 2)
      const accepted = await Bench.costs(acceptPids, many, () => Bench.accept(bench, accepting, { count: many }))
      // What it holds is not to be sent any more.
      await accepting.stop("SIGKILL")
      acceptCost = accepted.millis

      const polled = await Bench.costs(pids, size, () => Bench.processAll(bench, [node], { count: size }))
      cost = polled.millis
      const calledBack = await Bench.processAll(bench, [node], { count: size, provider: "p2p" })
      done.push({
        base: transaction.perSecond,
        oneStatement: oneStatement.perSecond,
        accepted: accepted.result.perSecond,
        polled: polled.result.perSecond,
        calledBack: calledBack.perSecond
      })
      print(`round ${n + 1}: ${JSON.stringify(done.at(-1))}`)
    }
    const memoryMegabytes = residentMegabytes(node.pid)
    const half = (done.at(-1)?.polled ?? 0) / 2
    const { accepted } = await Bench.processAll(bench, [node], { count: Math.round(half * 10), perSecond: half })
    return { rounds: done, cost, acceptCost, atHalf: { ...accepted, perSecond: half }, memoryMegabytes }
  } finally {
    await Promise.all([node.stop(), slowSimulators.stop()])
  }
}
