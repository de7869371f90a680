/** Wrong adapters that keep something between two calls, two operations or two instances which belongs to one of them. */
import type { Balance } from "@switchyard/core/Balance"
import type { Exchange, Request } from "@switchyard/memory/Simulator"
import * as Effect from "effect/Effect"
import { onPaymentRead, type Wrong } from "./wrong.ts"

// What the module keeps, for every instance of it.
let latest: Exchange | undefined

export const instances: ReadonlyArray<Wrong> = [
  {
    name: "mixes-up-two-at-once",
    mistake: "keeps the request that it is making in one place, while it waits for something else",
    kind: "payouts",
    breaks: ["identity/at-once"],
    parts: () => {
      let current: Request | undefined
      return {
        exchange: (exchange) => (request, deadline) =>
          Effect.suspend(() => {
            current = request
            return Effect.andThen(
              Effect.yieldNow,
              Effect.suspend(() => exchange(current ?? request, deadline))
            )
          })
      }
    }
  },
  {
    name: "one-line-for-all-instances",
    mistake:
      "keeps the line for its reads in the module: that of the instance that was built last is asked for all of them",
    kind: "payments",
    breaks: ["identity/own-instance"],
    parts: () => ({
      exchange: (exchange) => {
        latest = exchange
        return (request, deadline) =>
          Effect.suspend(() => (request.path === "/payments/get" ? (latest ?? exchange) : exchange)(request, deadline))
      }
    })
  },
  {
    name: "reads-what-a-callback-said",
    mistake: "keeps what a callback said, and reports it in place of a read",
    kind: "payments",
    breaks: ["callbacks/no-read"],
    parts: () => {
      const said = new Map<string, string>()
      return {
        parse: (parse) => (raw) =>
          Effect.tap(parse(raw), (events) =>
            Effect.sync(() => {
              for (const { providerStatus = "", reference = "" } of events) said.set(reference, providerStatus)
            })
          ),
        payments: onPaymentRead((payment) =>
          said.get(payment.reference) === "received" && payment.status === "awaiting_payer"
            ? { ...payment, status: "paid", providerStatus: "received" }
            : payment
        )
      }
    }
  },
  {
    name: "keeps-the-first-balance",
    mistake: "asks for the balance once",
    kind: "payouts",
    breaks: ["capabilities/asked-anew"],
    parts: () => {
      let known: ReadonlyArray<Balance> | undefined
      const keep = (balances: ReadonlyArray<Balance>) => {
        known = balances
      }
      return {
        payouts: (spi) => ({
          ...spi,
          balance: () =>
            Effect.suspend(() => (known === undefined ? spi.balance!() : Effect.succeed(known))).pipe(
              Effect.tap((balances) => Effect.sync(() => keep(balances)))
            )
        })
      }
    }
  },
  {
    name: "folds-the-reference-of-a-callback",
    mistake: "looks operations up by references in small letters, and names them so in an event",
    kind: "payments",
    breaks: ["callbacks/genuine"],
    parts: () => ({
      parse: (parse) => (raw) =>
        Effect.map(parse(raw), (events) =>
          events.map(({ reference, ...event }) =>
            reference === undefined ? event : { ...event, reference: reference.toLowerCase() }
          )
        )
    })
  },
  {
    name: "forgets-whose-callback-it-is",
    mistake: "takes a callback about a sub-account for one about the account itself",
    kind: "payments",
    breaks: ["callbacks/context"],
    parts: () => ({
      parse: (parse) => (raw) => Effect.map(parse(raw), (events) => events.map(({ context: _, ...event }) => event))
    })
  }
]
