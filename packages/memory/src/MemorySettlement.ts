/**
 * The statement of the memory provider as settlement entries: how a page is asked for, and what a row means. A word that no document
 * lists makes a bad row, which names the member, and is never guessed.
 */
import { isCurrency } from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import type * as Provider from "@switchyard/core/Provider"
import type { Ids } from "@switchyard/core/Settlement"
import * as SettlementPull from "@switchyard/core/SettlementPull"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { entryKind, entryStatus } from "./internal/tables.ts"
import type { MemoryClient } from "./MemoryClient.ts"
import type { Options } from "./MemoryOptions.ts"
import type * as Wire from "./MemorySchema.ts"

type Row = Wire.Statement["rows"][number]

const idsOf = (providerReference: string | undefined, reference: string | undefined): Ids | undefined =>
  providerReference === undefined && reference === undefined ? undefined : compact({ providerReference, reference })

const instant = (text: string): number | undefined => {
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : at
}

const toEntry = (row: Row): Result.Result<SettlementPull.PulledEntry, SettlementPull.Refusal> => {
  const refuse = (column: keyof Row, reason: string) => Result.fail({ id: row.id, column, reason })
  return Result.gen(function* () {
    const kind = entryKind(row.kind)
    if (kind === "unrecognised") return yield* refuse("kind", "is not documented")
    const status = entryStatus(row.status)
    if (status === "unrecognised") return yield* refuse("status", "is not documented")
    const at = instant(row.at)
    if (at === undefined) return yield* refuse("at", "must be a time")
    const { currency } = row
    if (!isCurrency(currency)) return yield* refuse("currency", "must be a currency")
    const money = (column: "amount" | "net" | "fee") =>
      Result.mapError(Money.fromWire(row[column] ?? "", currency), (reason) => ({ id: row.id, column, reason }))
    const net = yield* money("net")
    const amount = row.amount === undefined ? undefined : yield* money("amount")
    const fee = row.fee === undefined ? undefined : yield* money("fee")
    const of = idsOf(row.operation, row.reference)
    const payment = idsOf(row.payment, row.payment_reference)
    return { id: row.id, kind, at, status, net, ...compact({ of, payment, amount, fee }) }
  })
}

const toPage = ({ as_of, next, rows, total }: Wire.Statement): SettlementPull.Page => ({
  rows: rows.map(toEntry),
  next,
  total,
  asOf: instant(as_of)
})

/** What an adapter writes of it. */
export const spi = ({
  call,
  client,
  instance,
  options
}: Provider.Account<Options, MemoryClient> & Pick<Provider.Tools, "call">): SettlementPull.Spi => ({
  provider: instance,
  manifest: { completeAfterMillis: options.statementLagMillis ?? 0, pageSpacingMillis: 1_000 },
  page: ({ from, to }, page) => {
    const period = { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
    return Effect.map(client.statement({ ...period, page })(call("settlement.pull", "")), toPage)
  }
})

/** The settlement entries of one account. */
export const make = (account: Parameters<typeof spi>[0]): SettlementPull.Service => SettlementPull.make(spi(account))
