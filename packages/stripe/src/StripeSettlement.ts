/**
 * The transactions of Stripe's balance as settlement entries: how a page is asked for, and what a row means. A type that no document
 * lists makes a bad row with its id, and is never guessed. Only rows of the account itself, never those of connected ones.
 */
import { compact } from "@switchyard/core/Optional"
import type * as Provider from "@switchyard/core/Provider"
import type { Ids, Kind } from "@switchyard/core/Settlement"
import * as SettlementPull from "@switchyard/core/SettlementPull"
import * as Wire from "@switchyard/core/Wire"
import * as BigDecimal from "effect/BigDecimal"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { type Mark, referenceIn } from "./internal/marks.ts"
import * as Amounts from "./internal/money.ts"
import { entryOf } from "./internal/tables.ts"
import { instant } from "./internal/time.ts"
import type { StripeClient } from "./StripeClient.ts"
import type { Options } from "./StripeOptions.ts"
import type * as Answers from "./StripeSchema.ts"

type Row = Answers.Transaction
type Source = ReturnType<typeof Wire.members>

const idOf = (member: Wire.Member): string | undefined => Wire.text(member) ?? Wire.text(Wire.members(member).id)

const ids = (providerReference: string | undefined, reference: string): Ids | undefined =>
  providerReference === undefined && reference === ""
    ? undefined
    : compact({ providerReference, reference: reference === "" ? undefined : reference })

// What the row is about, and of a refund or dispute its payment.
const about = (options: Options, kind: Kind, source: Source): { readonly of?: Ids; readonly payment?: Ids } => {
  const { id, metadata, payment_intent: intent } = source
  const reference = (mark: Mark) => referenceIn(options, mark, metadata)
  switch (kind) {
    case "payment": {
      const own = reference("payment")
      const onPage = own === "" ? reference("session_payment") : ""
      // A payment on a page is known by its session, which no row names.
      return compact({ of: ids(onPage === "" ? idOf(intent) : undefined, own === "" ? onPage : own) })
    }
    case "payout":
      return compact({ of: ids(Wire.text(id), reference("payout")) })
    case "refund":
      return compact({ of: ids(Wire.text(id), reference("refund")), payment: ids(idOf(intent), reference("of")) })
    case "dispute":
      return compact({ payment: ids(idOf(intent), "") })
    default:
      return {}
  }
}

const toEntry =
  (options: Options) =>
  (row: Row): Result.Result<SettlementPull.PulledEntry, SettlementPull.Refusal> => {
    const refuse = (column: keyof Row, reason: string) => Result.fail({ id: row.id, column, reason })
    return Result.gen(function* () {
      const found = entryOf(Wire.text(row.type) ?? "")
      if (found === "unrecognised") return yield* refuse("type", "is not documented")
      const at = instant(row.created)
      if (at === undefined) return yield* refuse("created", "must be a time")
      const currency = Amounts.currencyOf(row.currency)
      if (currency === undefined) return yield* refuse("currency", "must be a currency")
      const wire = Wire.reader()
      const net = Amounts.read(wire, "net", row.net, currency)
      if (net === undefined) return yield* refuse("net", "must be an amount")
      const fee = Amounts.read(wire, "fee", row.fee, currency)
      // A source that is not there to be read is an id.
      const source: Source = { id: idOf(row.source) ?? null, ...Wire.members(row.source) }
      const isDispute = found.kind === "adjustment" && source.object === "dispute"
      const kind = isDispute ? "dispute" : found.kind
      // In the currency of the operation; the row itself is in that of the balance.
      const amount = Amounts.read(
        wire,
        "amount",
        found.status === "paid" && source.object !== "dispute" ? (source.amount_captured ?? source.amount) : undefined,
        Amounts.currencyOf(source.currency)
      )
      if (wire.anomalies.length > 0) return yield* refuse("amount", "must be an amount")
      return {
        id: row.id,
        kind,
        at: DateTime.toEpochMillis(at),
        status: found.status,
        // Gained by a payment, lost by anything else; Stripe gives every row the sign of what the balance gained.
        net: kind === "payment" ? net : { ...net, value: BigDecimal.negate(net.value) },
        ...compact({ fee, amount }),
        ...about(options, kind, source)
      }
    })
  }

/** What an adapter writes of it; `rows` is how many a page has at most. */
export const spi = (
  { call, client, instance, options }: Provider.Account<Options, StripeClient> & Pick<Provider.Tools, "call">,
  rows = 100
): SettlementPull.Spi => ({
  provider: instance,
  // How late a row may come is not documented.
  manifest: { completeAfterMillis: 86_400_000, longestPeriodMillis: 31 * 86_400_000, pageSpacingMillis: 250 },
  page: ({ from, to }, cursor) => {
    const query = {
      "created[gte]": String(Math.floor(from / 1_000)),
      "created[lt]": String(Math.ceil(to / 1_000)),
      "expand[0]": "data.source",
      limit: String(rows),
      starting_after: cursor
    }
    return Effect.map(client.listTransactions(query)(call("settlement.pull", "")), ({ data, has_more }) => ({
      rows: data.map(toEntry(options)),
      next: has_more ? data.at(-1)?.id : undefined
    }))
  }
})

/** The settlement entries of one account. */
export const make = (account: Parameters<typeof spi>[0]): SettlementPull.Service => SettlementPull.make(spi(account))
