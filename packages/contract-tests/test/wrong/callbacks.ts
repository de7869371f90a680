/** Wrong adapters that believe callbacks too much, or too little. */
import { CallbackRejected, type Event, type Parse } from "@switchyard/core/Callback"
import type * as Money from "@switchyard/core/Money"
import * as Redaction from "@switchyard/core/Redaction"
import { example } from "@switchyard/memory/MemoryOptions"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { header, sign } from "../support/signature.ts"
import { readUnsecured } from "./unsecured.ts"
import type { Wrong } from "./wrong.ts"

const key = Redacted.value(example.callbackKey!)
/** Reads without looking at any signature, and calls it verified. */
const blind: Parse = (raw) =>
  Effect.map(readUnsecured(raw), ({ providerStatus = "", ...event }) => ({
    ...event,
    providerStatus: Redaction.hide(providerStatus, [key]),
    trust: "verified"
  }))

const rejected = (reason: CallbackRejected["reason"], message: string) =>
  Effect.fail(new CallbackRejected({ provider: "memory", reason, message }))

const onEvent =
  (change: (event: Event) => Event) =>
  (parse: Parse): Parse =>
  (raw) =>
    Effect.map(parse(raw), change)

export const callbacks: ReadonlyArray<Wrong> = [
  {
    name: "mixes-up-the-kinds",
    mistake: "calls every callback one about a payment",
    kind: "payouts",
    breaks: ["callbacks/genuine"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        parseCallback: onEvent((event) => ({ ...event, kind: "payment" }))(spi.parseCallback!)
      })
    })
  },
  {
    name: "looks-only-whether-it-is-signed",
    mistake: "checks that there is a signature, not whose",
    kind: "payments",
    breaks: ["callbacks/tampered", "callbacks/forged"],
    parts: () => ({
      payments: (spi) => ({
        ...spi,
        parseCallback: (raw) =>
          spi.manifest.callbacks !== "verified"
            ? spi.parseCallback!(raw)
            : raw.headers[header] === undefined
              ? rejected("SignatureMissing", "no signature")
              : blind(raw)
      })
    })
  },
  {
    name: "believes-what-is-not-signed",
    mistake: "checks the signature only where there is one",
    kind: "payments",
    breaks: ["callbacks/unsigned"],
    parts: () => ({
      payments: (spi) => ({
        ...spi,
        parseCallback: (raw) =>
          spi.manifest.callbacks === "verified" && raw.headers[header] === undefined
            ? blind(raw)
            : spi.parseCallback!(raw)
      })
    })
  },
  {
    name: "knows-a-test-key",
    mistake: "accepts the key of the documents' example beside its own",
    kind: "payments",
    breaks: ["callbacks/forged"],
    parts: () => ({
      payments: (spi) => ({
        ...spi,
        parseCallback: (raw) =>
          raw.headers[header] === sign(raw.body, "somebody else's key") && spi.manifest.callbacks === "verified"
            ? blind(raw)
            : spi.parseCallback!(raw)
      })
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
        payments: (spi) => ({
          ...spi,
          parseCallback: onEvent((event) => {
            deliveries += 1
            return { ...event, eventId: `delivery-${deliveries}` }
          })(spi.parseCallback!)
        })
      }
    }
  },
  {
    name: "one-event-per-payment",
    mistake: "takes our reference for the event id",
    kind: "payments",
    breaks: ["callbacks/replayed"],
    parts: () => ({
      payments: (spi) => ({
        ...spi,
        parseCallback: onEvent((event) => ({ ...event, eventId: event.reference ?? "" }))(spi.parseCallback!)
      })
    })
  },
  {
    name: "order-makes-an-event",
    mistake: "verifies whatever the order of the members, and hashes the body for the event id",
    kind: "payments",
    breaks: ["callbacks/reordered"],
    parts: () => {
      const names = ["event", "kind", "id", "reference", "account", "status", "amount", "currency"]
      const inOrder = (body: Uint8Array): Uint8Array => {
        const text = new TextDecoder().decode(body)
        const members = names.map((name) => new RegExp(`"${name}":("[^"]*"|[0-9.]+)`).exec(text)?.[0])
        return members.includes(undefined) ? body : new TextEncoder().encode(`{${members.join(",")}}`)
      }
      return {
        payments: (spi) => ({
          ...spi,
          parseCallback: (raw) =>
            Effect.map(spi.parseCallback!({ ...raw, body: inOrder(raw.body) }), (event) => ({
              ...event,
              eventId: sign(raw.body, "")
            }))
        })
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
      return {
        payments: (spi) => ({
          ...spi,
          create: (request, options) =>
            Effect.tap(spi.create(request, options), () => Effect.sync(() => known.add(request.reference))),
          parseCallback: (raw) =>
            Effect.flatMap(spi.parseCallback!(raw), (event) =>
              known.has(event.reference ?? "") ? Effect.succeed(event) : rejected("Malformed", "unknown payment")
            )
        })
      }
    }
  },
  {
    name: "asks-while-it-reads",
    mistake: "reads the status inside parseCallback",
    kind: "payments",
    breaks: ["callbacks/early"],
    parts: () => ({
      payments: (spi) => ({
        ...spi,
        parseCallback: (raw) =>
          Effect.tap(spi.parseCallback!(raw), ({ reference }) => Effect.ignore(spi.getByReference!(reference ?? "")))
      })
    })
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
          },
          parseCallback: onEvent((event) => {
            const amount = asked.get(event.reference ?? "")
            return amount === undefined ? event : { ...event, amount }
          })(spi.parseCallback!)
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
      payments: (spi) => ({
        ...spi,
        manifest: { ...spi.manifest, callbacks: "verified" },
        parseCallback: onEvent((event) => ({ ...event, trust: "verified" }))(spi.parseCallback!)
      })
    })
  },
  {
    name: "throws-on-rubbish",
    mistake: "parses the body before it looks at it",
    kind: "payments",
    breaks: ["callbacks/malformed"],
    parts: () => ({
      paymentService: (service) => ({
        ...service,
        parseCallback: (raw) =>
          Effect.andThen(
            Effect.sync(() => JSON.parse(new TextDecoder().decode(raw.body))),
            service.parseCallback!(raw)
          )
      })
    })
  },
  {
    name: "reveals-the-right-signature",
    mistake: "states which signature it expected",
    kind: "payments",
    breaks: ["redaction/callbacks"],
    parts: () => ({
      payments: (spi) => ({
        ...spi,
        parseCallback: (raw) =>
          Effect.mapError(
            spi.parseCallback!(raw),
            (error) =>
              new CallbackRejected({
                provider: error.provider,
                reason: error.reason,
                message: `expected the signature of ${key}`
              })
          )
      })
    })
  }
]
