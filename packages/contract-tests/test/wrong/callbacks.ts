/** Wrong adapters that believe callbacks too much, or too little. */
import { CallbackRejected, type Event, type Parse } from "@switchyard/core/Callback"
import type * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import * as Redaction from "@switchyard/core/Redaction"
import { example, type Options } from "@switchyard/memory/MemoryOptions"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Parts } from "../support/memory.ts"
import { header, sign, signedText, timeHeader } from "../support/signature.ts"
import { readUnsecured } from "./unsecured.ts"
import type { Wrong } from "./wrong.ts"

const key = Redacted.value(example.callbackKey!)
/** Reads without looking at any signature, and calls it verified. */
const blind: Parse = (raw) =>
  Effect.map(readUnsecured(raw), (events) =>
    events.map(({ providerStatus = "", ...event }) => ({
      ...event,
      providerStatus: Redaction.hide(providerStatus, [key]),
      trust: "verified"
    }))
  )

const rejected = (reason: CallbackRejected["reason"], message: string) =>
  Effect.fail(new CallbackRejected({ provider: "memory", reason, message }))

const onEvent =
  (change: (event: Event) => Event) =>
  (parse: Parse): Parse =>
  (raw) =>
    Effect.map(parse(raw), (events) => events.map(change))

const isVerified = ({ callbackKey, callbackKeys }: Options): boolean =>
  callbackKey !== undefined || callbackKeys !== undefined

const published: Pick<Parts, "callbackKeys"> = { callbackKeys: "published" }

export const callbacks: ReadonlyArray<Wrong> = [
  {
    name: "mixes-up-the-kinds",
    mistake: "calls every callback one about a payment",
    kind: "payouts",
    breaks: ["callbacks/genuine"],
    parts: () => ({ parse: onEvent((event) => ({ ...event, kind: "payment" })) })
  },
  {
    name: "looks-only-whether-it-is-signed",
    mistake: "checks that there is a signature, not whose",
    kind: "payments",
    breaks: ["callbacks/tampered", "callbacks/forged", "callbacks/unsigned", "callbacks/received-at"],
    parts: () => ({
      parse: (parse, options) => (raw) =>
        !isVerified(options)
          ? parse(raw)
          : raw.headers[header] === undefined
            ? rejected("SignatureMissing", "no signature")
            : blind(raw)
    })
  },
  {
    name: "believes-what-is-not-signed",
    mistake: "checks the signature only where there is one",
    kind: "payments",
    breaks: ["callbacks/unsigned"],
    parts: () => ({
      parse: (parse, options) => (raw) =>
        isVerified(options) && raw.headers[header] === undefined ? blind(raw) : parse(raw)
    })
  },
  {
    name: "knows-a-test-key",
    mistake: "accepts the key of the documents' example beside its own",
    kind: "payments",
    breaks: ["callbacks/forged"],
    parts: () => ({
      parse: (parse, options) => (raw) => {
        const expected = sign(signedText(raw), "somebody else's key")
        return raw.headers[header] === expected && isVerified(options) ? blind(raw) : parse(raw)
      }
    })
  },
  {
    name: "every-delivery-is-new",
    mistake: "gives every delivery an event id of its own",
    kind: "payments",
    breaks: ["callbacks/replayed"],
    parts: () => {
      let deliveries = 0
      return {
        parse: onEvent((event) => {
          deliveries += 1
          return { ...event, eventId: `delivery-${deliveries}` }
        })
      }
    }
  },
  {
    name: "one-event-per-payment",
    mistake: "takes our reference for the event id",
    kind: "payments",
    breaks: ["callbacks/replayed"],
    parts: () => ({ parse: onEvent((event) => ({ ...event, eventId: event.reference ?? "" })) })
  },
  {
    name: "order-makes-an-event",
    mistake: "verifies whatever the order of the members, and hashes the body for the event id",
    kind: "payments",
    breaks: ["callbacks/reordered"],
    parts: () => {
      const names = ["event", "kind", "id", "reference", "account", "sub_account", "status", "amount", "currency"]
      const inOrder = (body: Uint8Array): Uint8Array => {
        const text = new TextDecoder().decode(body)
        const members = names.map((name) => new RegExp(`"${name}":("[^"]*"|[0-9.]+)`).exec(text)?.[0])
        const isWhole = members.every((member, place) => member !== undefined || names[place] === "sub_account")
        const isOne = isWhole && !text.includes("events") && !text.includes('"of"')
        return isOne
          ? new TextEncoder().encode(`{${members.filter((member) => member !== undefined).join(",")}}`)
          : body
      }
      return {
        parse: (parse) => (raw) =>
          Effect.map(parse({ ...raw, body: inOrder(raw.body) }), (events) =>
            events.map((event, place) => ({ ...event, eventId: sign(raw.body, `${place}`) }))
          )
      }
    }
  },
  {
    name: "must-know-the-payment",
    mistake: "throws a callback away when it has not seen the create answer yet",
    kind: "payments",
    breaks: ["callbacks/early"],
    parts: () => {
      const known = new Set<string>()
      const isKnown = ({ payment, reference }: Event) => known.has(payment?.reference ?? reference ?? "")
      return {
        payments: (spi) => ({
          ...spi,
          create: (request, options) =>
            Effect.tap(spi.create(request, options), () => Effect.sync(() => known.add(request.reference)))
        }),
        parse: (parse) => (raw) =>
          Effect.flatMap(parse(raw), (events) =>
            events.every(isKnown) ? Effect.succeed(events) : rejected("Malformed", "unknown payment")
          )
      }
    }
  },
  {
    name: "asks-while-it-reads",
    mistake: "reads the status inside parseCallback",
    kind: "payments",
    breaks: ["callbacks/early"],
    parts: () => {
      let read: PaymentProvider.Spi["getByReference"]
      return {
        payments: (spi) => {
          read = spi.getByReference?.bind(spi)
          return spi
        },
        parse: (parse) => (raw) =>
          Effect.tap(parse(raw), (events) =>
            Effect.forEach(events, ({ reference = "" }) => Effect.ignore(read?.(reference) ?? Effect.void))
          )
      }
    }
  },
  {
    name: "fills-in-the-asked-amount",
    mistake: "reports the amount it asked for in place of the one that the callback states",
    kind: "payments",
    breaks: ["callbacks/other-amount"],
    parts: () => {
      const asked = new Map<string, Money.Money>()
      return {
        payments: (spi) => ({
          ...spi,
          create: (request, options) => {
            asked.set(request.reference, request.amount)
            return spi.create(request, options)
          }
        }),
        parse: onEvent((event) => {
          const amount = asked.get(event.reference ?? "")
          return amount === undefined ? event : { ...event, amount }
        })
      }
    }
  },
  {
    name: "open-without-a-secret",
    mistake: "calls callbacks verified when there is no secret to verify them with",
    kind: "payments",
    breaks: ["callbacks/no-secret"],
    parts: () => ({
      payments: (spi) => ({ ...spi, manifest: { ...spi.manifest, callbacks: "verified" } }),
      parse: onEvent((event) => ({ ...event, trust: "verified" }))
    })
  },
  {
    name: "throws-on-rubbish",
    mistake: "parses the body before it looks at it",
    kind: "payments",
    breaks: ["callbacks/malformed"],
    parts: () => ({
      parseService: (parse) => (raw) =>
        Effect.andThen(
          Effect.sync(() => JSON.parse(new TextDecoder().decode(raw.body))),
          parse(raw)
        )
    })
  },
  {
    name: "reveals-the-right-signature",
    mistake: "states which signature it expected",
    kind: "payments",
    breaks: ["redaction/callbacks"],
    parts: () => ({
      parse: (parse) => (raw) =>
        Effect.catchTag(parse(raw), "CallbackRejected", ({ reason }) =>
          rejected(reason, `expected the signature of ${key}`)
        )
    })
  },
  {
    name: "reads-the-first-event",
    mistake: "takes the first event of a callback and drops the others",
    kind: "payments",
    breaks: ["callbacks/several"],
    parts: () => ({ parse: (parse) => (raw) => Effect.map(parse(raw), (events) => events.slice(0, 1)) })
  },
  {
    name: "one-event-id-per-callback",
    mistake: "gives all events of a callback the id of the first",
    kind: "payouts",
    breaks: ["callbacks/several"],
    parts: () => ({
      parse: (parse) => (raw) =>
        Effect.map(parse(raw), (events) => events.map((event) => ({ ...event, eventId: events[0]?.eventId ?? "" })))
    })
  },
  {
    name: "leads-all-events-to-the-first",
    mistake: "takes the id of the operation from the first event of a callback, and names no references",
    kind: "payments",
    breaks: ["callbacks/several"],
    parts: () => ({
      parse: (parse) => (raw) =>
        Effect.map(parse(raw), (events) =>
          events.map(({ reference: _, ...event }) => ({
            ...event,
            ...compact({ providerReference: events[0]?.providerReference })
          }))
        )
    })
  },
  {
    name: "refuses-news",
    mistake: "refuses a genuine callback that is about nothing of ours",
    kind: "payments",
    breaks: ["callbacks/not-ours"],
    parts: () => ({
      parse: (parse) => (raw) =>
        Effect.flatMap(parse(raw), (events) =>
          events.length === 0 ? rejected("Malformed", "it is about nothing") : Effect.succeed(events)
        )
    })
  },
  {
    name: "makes-an-event-of-news",
    mistake: "makes an event about no operation of what is not ours",
    kind: "payouts",
    breaks: ["callbacks/not-ours"],
    parts: () => ({
      parse: (parse) => (raw) =>
        Effect.map(parse(raw), (events) =>
          events.length === 0 ? [{ kind: "payout", trust: "verified", eventId: sign(raw.body, "") }] : events
        )
    })
  },
  {
    name: "calls-a-refund-a-payment",
    mistake: "reports a refund as an event of its payment, with the amount of the refund",
    kind: "payments",
    breaks: ["callbacks/of-payment"],
    parts: () => ({
      parse: onEvent((event) => (event.payment === undefined ? event : { ...event, ...event.payment, kind: "payment" }))
    })
  },
  {
    name: "forgets-the-payment-of-a-refund",
    mistake: "names the refund alone, and not the payment that it is of",
    kind: "payments",
    breaks: ["callbacks/of-payment"],
    parts: () => ({ parse: onEvent(({ payment: _, ...event }) => event) })
  },
  {
    name: "names-a-refund-as-its-payment",
    mistake: "gives the id of the refund for that of its payment",
    kind: "payments",
    breaks: ["callbacks/of-payment"],
    parts: () => ({
      parse: onEvent(({ payment, ...event }) =>
        payment === undefined ? event : { ...event, payment: compact({ providerReference: event.providerReference }) }
      )
    })
  },
  {
    name: "believes-an-unverifiable-callback",
    mistake: "believes a callback for now when its key cannot be had",
    kind: "payments",
    breaks: ["callbacks/unverifiable"],
    parts: () => ({
      ...published,
      parse: (parse) => (raw) =>
        Effect.catchTag(parse(raw), "Unverifiable", (error) =>
          raw.headers["x-memory-key-id"] === "key-1" ? blind(raw) : Effect.fail(error)
        )
    })
  },
  {
    name: "refuses-what-it-cannot-verify-now",
    mistake: "calls a callback forged when its key cannot be had",
    kind: "payments",
    breaks: ["callbacks/unverifiable"],
    parts: () => ({
      ...published,
      parse: (parse) => (raw) =>
        Effect.catchTag(parse(raw), "Unverifiable", () => rejected("SignatureInvalid", "its key is not known"))
    })
  },
  {
    name: "measures-the-age-when-it-reads",
    mistake: "compares the time of a signature with the clock in place of when the callback came",
    kind: "payments",
    breaks: ["callbacks/received-at"],
    parts: () => ({
      parse: (parse) => (raw) => Effect.flatMap(DateTime.now, (receivedAt) => parse({ ...raw, receivedAt }))
    })
  },
  {
    name: "ignores-the-age",
    mistake: "verifies a signature over its time and does not look at how old it is",
    kind: "payments",
    breaks: ["callbacks/received-at"],
    parts: () => ({
      parse: (parse) => (raw) => {
        const at = Number(raw.headers[timeHeader])
        return parse(Number.isNaN(at) ? raw : { ...raw, receivedAt: DateTime.makeUnsafe(at) })
      }
    })
  }
]
