/** The statement of the memory provider under the laws of pulling, and its adapter, of which a test can change a part. */

import * as Call from "@switchyard/core/Call"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import * as SettlementPull from "@switchyard/core/SettlementPull"
import * as MemoryClient from "@switchyard/memory/MemoryClient"
import { example, secretsOf } from "@switchyard/memory/MemoryOptions"
import * as MemorySettlement from "@switchyard/memory/MemorySettlement"
import * as Simulator from "@switchyard/memory/Simulator"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as ManualClock from "../../src/ManualClock.ts"
import * as Settlement from "../../src/SettlementHarness.ts"
import { toSimulatorFault } from "./faults.ts"

/** Changes the part that an adapter writes. */
export type Change = (spi: SettlementPull.Spi) => SettlementPull.Spi

/** Changes the service that core makes of it. */
export type Around = (service: SettlementPull.Service) => SettlementPull.Service

/** The parts that may be changed to make another adapter; everything left out stays right. */
export interface Parts {
  readonly spi?: Change
  readonly around?: Around
}

const pageRows = 3

const options = { ...example, statementLagMillis: 3 * 3_600_000, statementPageRows: pageRows }

const path = "/settlement/rows"

const words = { paid: "settled", returned: "returned", failed: "failed" }

const build = ({ around = (service) => service, spi = (same) => same }: Parts) => {
  const { advance, clock } = ManualClock.make()
  const simulator = Simulator.make(options)
  const waiting: Array<{ left: number; readonly act: () => void }> = []
  const exchange: Simulator.Exchange = (request, deadline) =>
    Effect.suspend(() => {
      // What was asked for on this page happens before it is answered; what was asked for after it, before the next one.
      for (const each of waiting) each.left -= 1
      for (const { act } of waiting.filter(({ left }) => left < 0)) act()
      waiting.splice(0, waiting.length, ...waiting.filter(({ left }) => left >= 0))
      return simulator.exchange(request, deadline)
    })
  const later = (left: number, act: () => void) => void waiting.push({ left, act })
  const client = MemoryClient.make(options, exchange)
  const secrets = secretsOf(options)
  const adapter = MemorySettlement.spi({
    client,
    instance: "memory",
    options,
    call: (operation, reference, personal = []) =>
      Call.make({ provider: "memory", operation, reference, sensitive: [...secrets, ...personal] })
  })
  let ids = 0
  const harness: Settlement.Service = {
    clock,
    advance,
    secrets: secrets.map(Redacted.value),
    currency: "USD",
    kinds: ["payment", "payout", "refund", "dispute", "fee", "transfer", "adjustment"],
    pageRows,
    statesFees: true,
    statuses: ["paid", "returned", "failed"],
    book: ({ at, fee, kind, net, of, payment, status = "paid" }) =>
      Effect.sync(() => {
        ids += 1
        const id = `txn-${ids}`
        simulator.statement.book({
          ...{ id, kind, at, status: words[status], net, amount: net, fee: fee ?? Money.zero(net.currency) },
          ...compact({ operation: of, payment })
        })
        return id
      }),
    change: (id, net) => Effect.sync(() => simulator.statement.change(id, { net, amount: net })),
    repeat: (id) => Effect.sync(() => simulator.statement.repeat(id)),
    remove: (id) => Effect.sync(() => simulator.statement.remove(id)),
    garble: (id) => Effect.sync(() => simulator.statement.change(id, { kind: "levitation" })),
    fault: (fault, after) =>
      Effect.sync(() => {
        if (fault.kind === "changed") throw new Error("is not played here")
        later(after, () => simulator.fault(toSimulatorFault(fault), { path }))
      }),
    between: (after, act) => Effect.sync(() => later(after + 1, () => Effect.runSync(act)))
  }
  return { harness, service: around(SettlementPull.make(spi(adapter))) }
}

/** The adapter and its simulator. */
export const settlement = (
  parts: () => Parts = () => ({})
): Layer.Layer<Settlement.Pull | Settlement.SettlementHarness> =>
  Layer.effectContext(
    Effect.sync(() => {
      const { harness, service } = build(parts())
      return Context.make(Settlement.Pull, service).pipe(Context.add(Settlement.SettlementHarness, harness))
    })
  )
