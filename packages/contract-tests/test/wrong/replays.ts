/** Wrong adapters that settle an unknown by replay, and pay twice or adopt what is not ours. */
import * as Http from "@switchyard/core/Http"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type { Payout } from "@switchyard/core/Payout"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as Replay from "@switchyard/core/Replay"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { confirming } from "../support/confirming.ts"
import { onCreate, resigned, type Wrong, withKey } from "./wrong.ts"

type Payouts = Replay.Fixed<Payout>

// How a payout is fixed, changed.
const fixing =
  (change: (fixed: Payouts, reference: string) => Payouts | Effect.Effect<Payouts>) =>
  (spi: PayoutProvider.Spi): PayoutProvider.Spi => {
    const { repeating } = spi
    if (repeating === undefined) throw new TypeError("there are no replays")
    const fix: typeof repeating.fix = (request) =>
      Effect.flatMap(repeating.fix(request), (fixed) => {
        if (fixed === undefined) return Effect.succeed(undefined)
        const changed = change(fixed, request.reference)
        return Effect.isEffect(changed) ? changed : Effect.succeed(changed)
      })
    return { ...spi, repeating: { ...repeating, fix } }
  }

// What a service believes of the record of a first send, changed.
const recording =
  (change: (record: Replay.Record, now: number) => Replay.Record) =>
  <S extends PayoutProvider.Service | PaymentProvider.Service>(service: S): S => {
    const { replay } = service as PayoutProvider.Service
    const create: typeof replay.create = (request, record, options) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => replay.create(request, change(record, now), options))
    return { ...service, replay: { ...replay, create } }
  }

// Requests that leave in a replay, changed; the first one is right.
const whileReplaying = (change: Parameters<typeof onCreate>[0]) => {
  let isReplay = false
  return {
    payouts: fixing((fixed) => ({
      ...fixed,
      replay: (permitted) =>
        Effect.suspend(() => {
          isReplay = true
          return Effect.ensuring(
            fixed.replay(permitted),
            Effect.sync(() => {
              isReplay = false
            })
          )
        })
    })),
    exchange: onCreate((send, request, exchange, deadline) =>
      Effect.suspend(() => (isReplay ? change(send, request, exchange, deadline) : send))
    )
  }
}

export const replays: ReadonlyArray<Wrong> = [
  {
    name: "new-key-for-each-replay",
    mistake: "gives every attempt a key of its own, replays among them",
    kind: "payouts",
    breaks: ["replay/at-most-once", "replay/same-request"],
    parts: () => ({
      duplicates: "replayed",
      ...whileReplaying((_, request, exchange, deadline) => exchange(withKey(request, "another"), deadline))
    })
  },
  {
    name: "replays-with-other-bytes",
    mistake: "writes the request anew for a replay, with what has changed since",
    kind: "payouts",
    breaks: ["replay/at-most-once", "replay/same-request"],
    parts: () => ({
      duplicates: "replayed",
      ...whileReplaying((_, request, exchange, deadline) =>
        exchange(
          resigned(request, (body) => body.replace(/\}$/, `,"attempt":2}`)),
          deadline
        )
      )
    })
  },
  {
    name: "replays-after-the-window",
    mistake: "counts the window from the last replay, and not from the first send",
    kind: "payouts",
    breaks: ["replay/window"],
    parts: () => ({
      duplicates: "replayed",
      payoutService: recording((record, now) => ({
        ...record,
        firstSentAt: DateTime.max(record.firstSentAt, DateTime.makeUnsafe(now - 120_000))
      }))
    })
  },
  {
    name: "replays-at-once",
    mistake: "replays as soon as the connection is lost",
    kind: "payments",
    breaks: ["replay/window"],
    parts: () => ({
      duplicates: "replayed",
      paymentService: recording((record, now) => {
        const before = DateTime.makeUnsafe(now - 120_000)
        const isPast = record.firstSentAt.epochMilliseconds <= now
        return isPast
          ? { ...record, firstSentAt: DateTime.min(record.firstSentAt, before), lastSendUntil: before }
          : record
      })
    })
  },
  {
    name: "trusts-its-own-clock",
    mistake: "replays by a record that was made after now",
    kind: "payouts",
    breaks: ["replay/window"],
    parts: () => ({
      duplicates: "replayed",
      payoutService: recording((record, now) =>
        record.firstSentAt.epochMilliseconds > now
          ? {
              ...record,
              firstSentAt: DateTime.makeUnsafe(now - 120_000),
              lastSendUntil: DateTime.makeUnsafe(now - 90_000)
            }
          : record
      )
    })
  },
  {
    name: "reads-a-replayed-5xx-as-refusal",
    mistake: "takes HTTP 5xx after a replay for the end of the operation",
    kind: "payouts",
    breaks: ["replay/unsettled"],
    parts: () => ({
      duplicates: "replayed",
      payouts: fixing((fixed, reference) => ({
        ...fixed,
        replay: (permitted) =>
          Effect.map(fixed.replay(permitted), (ended) =>
            ended._tag === "OutcomeUnknown" && ended.reason === "ProviderUnavailable"
              ? new Replay.Refused({
                  provider: "memory",
                  operation: "payouts.replay",
                  reference,
                  reason: "InvalidRequest",
                  message: ended.message
                })
              : ended
          )
      }))
    })
  },
  {
    name: "calls-a-lost-replay-never-sent",
    mistake: "reports a replay whose answer was lost as not sent",
    kind: "payouts",
    breaks: ["replay/unsettled"],
    parts: () => ({
      duplicates: "replayed",
      payouts: fixing((fixed) => ({
        ...fixed,
        replay: (permitted) =>
          Effect.flatMap(fixed.replay(permitted), (ended) =>
            ended._tag === "OutcomeUnknown" && ended.reason === "ConnectionLost"
              ? Effect.fail(
                  new Replay.NotReplayed({
                    provider: "memory",
                    operation: "payouts.replay",
                    why: "NeverSent",
                    message: ended.message
                  })
                )
              : Effect.succeed(ended)
          )
      }))
    })
  },
  {
    name: "hash-with-a-clock",
    mistake: "has the time in what it hashes",
    kind: "payouts",
    breaks: ["replay/hash", "replay/at-most-once", "replay/same-request", "replay/unsettled"],
    parts: () => ({
      duplicates: "replayed",
      payouts: fixing((fixed) =>
        Effect.map(Clock.currentTimeMillis, (now) => ({
          ...fixed,
          hash: (account: string | undefined) => {
            const hash = fixed.hash(account)
            return hash && Redacted.make(`${Redacted.value(hash)}-${Math.floor(now / 60_000)}`)
          }
        }))
      )
    })
  },
  {
    name: "hash-of-the-reference",
    mistake: "takes the reference for all there is to a request",
    kind: "payouts",
    breaks: ["replay/hash", "replay/changed"],
    parts: () => ({
      duplicates: "replayed",
      payouts: fixing((fixed, reference) => ({ ...fixed, hash: () => Redacted.make(reference) }))
    })
  },
  {
    name: "replays-at-any-account",
    mistake: "does not look whether the key still leads to the account of the first send",
    kind: "payouts",
    breaks: ["replay/changed"],
    parts: () => ({
      duplicates: "revealed",
      payouts: confirming,
      payoutService: recording((record) => ({ ...record, account: Redacted.make("memory-account") }))
    })
  },
  {
    name: "adopts-what-was-there",
    mistake: "does not look for the mark of an answer that comes from the provider's memory",
    kind: "payments",
    breaks: ["replay/foreign"],
    parts: () => ({
      duplicates: "replayed",
      exchange: onCreate((send) =>
        Effect.map(send, (result) => {
          if (result._tag !== "Answer") return result
          const { "x-memory-replayed": _, ...headers } = result.headers
          return new Http.Answer(result.status, headers, result.text)
        })
      )
    })
  },
  {
    name: "drops-the-id-that-is-revealed",
    mistake: "does not read the id of the payout that exists",
    kind: "payouts",
    breaks: ["replay/at-most-once"],
    parts: () => ({
      duplicates: "revealed",
      exchange: onCreate((send) =>
        Effect.map(send, (result) =>
          result._tag === "Answer" && result.text.includes('"exists"')
            ? new Http.Answer(result.status, result.headers, result.text.replace(/,"id":"[^"]*"/, ""))
            : result
        )
      )
    })
  },
  {
    name: "replays-what-no-document-allows",
    mistake: "offers no replays, and sends the create again when it is asked for one",
    kind: "payouts",
    breaks: ["replay/undeclared"],
    parts: () => ({
      payoutService: (service) => ({
        ...service,
        replay: {
          ...service.replay,
          create: (request) => Effect.orDie(service.create(request))
        }
      })
    })
  }
]
