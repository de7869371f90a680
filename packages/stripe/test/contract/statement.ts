/**
 * The list of balance transactions under the laws of pulling: rows as the documents have them, the newest first, by a cursor. None of
 * them ever changes, goes or is shown again.
 */

import type { Fault } from "@switchyard/contract-tests/Harness"
import * as ManualClock from "@switchyard/contract-tests/ManualClock"
import * as Settlement from "@switchyard/contract-tests/SettlementHarness"
import * as Call from "@switchyard/core/Call"
import type * as Money from "@switchyard/core/Money"
import * as SettlementPull from "@switchyard/core/SettlementPull"
import * as Transport from "@switchyard/core/Transport"
import * as StripeClient from "@switchyard/stripe/StripeClient"
import { type Options, secretsOf } from "@switchyard/stripe/StripeOptions"
import * as StripeSettlement from "@switchyard/stripe/StripeSettlement"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { errorBody } from "./faults.ts"

const options: Options = {
  account: "acct_1",
  mode: "test",
  secretKey: Redacted.make("sk_test_kanareikaStatement"),
  currencies: ["USD"]
}

const pageRows = 3

interface Row {
  readonly id: string
  readonly at: number
  readonly text: string
}

const types: Readonly<Record<string, Readonly<Record<Settlement.Booking["status"] & string, string>>>> = {
  payment: { paid: "charge", returned: "payment_reversal", failed: "payment_failure_refund" },
  payout: { paid: "payout", returned: "payout_failure", failed: "payout_cancel" },
  refund: { paid: "refund", returned: "refund_failure", failed: "refund_failure" },
  dispute: { paid: "adjustment", returned: "adjustment", failed: "adjustment" },
  fee: { paid: "stripe_fee", returned: "stripe_fee", failed: "stripe_fee" },
  transfer: { paid: "transfer", returned: "transfer_refund", failed: "transfer_failure" },
  adjustment: { paid: "adjustment", returned: "adjustment", failed: "adjustment" }
}

const sourceOf = ({ kind, of, payment }: Settlement.Booking): string => {
  switch (kind) {
    case "payment":
      return JSON.stringify({ id: "ch_1", object: "charge", payment_intent: of })
    case "payout":
      return JSON.stringify({ id: of, object: "payout" })
    case "refund":
      return JSON.stringify({ id: of, object: "refund", payment_intent: payment })
    case "dispute":
      return JSON.stringify({ id: "du_1", object: "dispute", payment_intent: payment })
    default:
      return "null"
  }
}

const units = ({ value }: Money.Money): bigint => value.value

const rowOf = (id: string, booking: Settlement.Booking): Row => {
  const { at, fee, kind, net, status = "paid" } = booking
  // What the balance gained has no sign, whatever moved it.
  const gained = kind === "payment" ? units(net) : -units(net)
  const taken = fee === undefined ? 0n : units(fee)
  const text =
    `{"id":"${id}","object":"balance_transaction","amount":${gained + taken},"fee":${taken},"net":${gained},` +
    `"currency":"usd","created":${Math.floor(at / 1_000)},"exchange_rate":null,"status":"available",` +
    `"type":"${types[kind]?.[status]}","source":${sourceOf(booking)}}`
  return { id, at, text }
}

const faulty = (fault: Fault): Response => {
  switch (fault.kind) {
    case "rateLimit":
      return new Response(errorBody({ type: "invalid_request_error", code: "rate_limit" }), {
        status: 429,
        headers: { "retry-after": String(fault.retryAfterSeconds) }
      })
    case "html502":
      return new Response("<html><h1>502 Bad Gateway</h1></html>", { status: 502 })
    case "unknownAnswer":
      return new Response(
        errorBody({
          type: "invalid_request_error",
          code: "never_seen_before",
          message: `never seen ${fault.text ?? ""}`
        }),
        { status: 400 }
      )
    case "rubbish":
      return new Response(`{"object":"list","da ${fault.text ?? ""}`)
    default:
      throw Object.assign(new Error(fault.kind), { code: "ECONNRESET" })
  }
}

const build = () => {
  const { advance, clock } = ManualClock.make()
  const rows: Array<Row> = []
  const waiting: Array<{ left: number; readonly act: () => Response | undefined }> = []
  const later = (left: number, act: () => Response | undefined) => void waiting.push({ left, act })

  const pageOf = (query: URLSearchParams): string => {
    const [from, to] = [Number(query.get("created[gte]")), Number(query.get("created[lt]"))]
    const all = rows
      .map((row, index) => ({ ...row, index }))
      .filter(({ at }) => Math.floor(at / 1_000) >= from && Math.floor(at / 1_000) < to)
      .toSorted((one, other) => other.at - one.at || other.index - one.index)
    const after = query.get("starting_after")
    const begin = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1
    const page = all.slice(begin, begin + Number(query.get("limit")))
    const hasMore = begin + page.length < all.length
    return `{"object":"list","has_more":${hasMore},"data":[${page.map(({ text }) => text).join(",")}]}`
  }

  const transport = Transport.fromFetch(async (request) => {
    for (const each of waiting) each.left -= 1
    const due = waiting.filter(({ left }) => left < 0)
    waiting.splice(0, waiting.length, ...waiting.filter(({ left }) => left >= 0))
    const answers = due.map(({ act }) => act())
    return answers.find((answer) => answer !== undefined) ?? new Response(pageOf(new URL(request.url).searchParams))
  })

  const secrets = secretsOf(options)
  const spi = StripeSettlement.spi(
    {
      client: StripeClient.make(options),
      instance: "stripe",
      options,
      call: (operation, reference, personal = []) =>
        Call.make({ provider: "stripe", operation, reference, transport, sensitive: [...secrets, ...personal] })
    },
    pageRows
  )
  const harness: Settlement.Service = {
    clock,
    advance,
    patience: Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 5))),
    secrets: secrets.map(Redacted.value),
    currency: "USD",
    kinds: ["payment", "payout", "refund", "dispute", "fee", "transfer", "adjustment"],
    pageRows,
    statesFees: true,
    statuses: ["paid", "returned", "failed"],
    book: (booking) =>
      Effect.sync(() => {
        const id = `txn_${rows.length + 1}`
        rows.push(rowOf(id, booking))
        return id
      }),
    garble: (id) =>
      Effect.sync(() => {
        const index = rows.findIndex((row) => row.id === id)
        const row = rows[index]
        if (row) rows[index] = { ...row, text: row.text.replace(/"type":"[^"]*"/, '"type":"levitation"') }
      }),
    fault: (fault, after) => Effect.sync(() => later(after, () => faulty(fault))),
    between: (after, act) =>
      Effect.sync(() =>
        later(after + 1, () => {
          Effect.runSync(act)
          return undefined
        })
      )
  }
  return { harness, service: SettlementPull.make(spi) }
}

/** The adapter and the list. */
export const settlement: Layer.Layer<Settlement.Pull | Settlement.SettlementHarness> = Layer.effectContext(
  Effect.sync(() => {
    const { harness, service } = build()
    return Context.make(Settlement.Pull, service).pipe(Context.add(Settlement.SettlementHarness, harness))
  })
)
