/** What is asked of a payout beside how much and where to, with values that can be found again where they arrive. */
import * as Capabilities from "@switchyard/core/Capabilities"
import { within } from "@switchyard/core/Destination"
import * as Members from "@switchyard/core/Members"
import type { Taken } from "@switchyard/core/Offer"
import { asked, type PayoutRequest } from "@switchyard/core/Payout"
import * as Recipient from "@switchyard/core/Recipient"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Harness } from "../Harness.ts"
import { Subject, type Wish } from "../Subject.ts"
import { recipientEmail } from "./sample.ts"

/** An offer that nobody made and that has not expired. */
export const lastingOffer: Effect.Effect<Taken> = Effect.map(Clock.currentTimeMillis, (now) => ({
  id: "offer-of-nobody",
  expiresAt: DateTime.makeUnsafe(now + 3_600_000)
}))

/** The route by which a request goes, as the manifest has it. */
export const routeOf = (manifest: Capabilities.Manifest, request: PayoutRequest): Capabilities.Route | undefined =>
  Capabilities.route(manifest, request.destination.type, asked(request).currency, within(request.destination))

const text = (value: string) => Redacted.make<string>(value)

const common = {
  country: "GB",
  address: {
    line1: text("7 Kanareika Lane"),
    line2: text("third branch"),
    city: text("Ptichsk"),
    region: text("Lesnaya"),
    postalCode: text("BD1 7AA")
  },
  email: recipientEmail,
  phone: text("447700900123")
}

/** A person by the whole name, a person by the parts of it, and a business: between them they have every member. */
export const recipients: ReadonlyArray<Recipient.Recipient> = [
  { type: "person", name: text("Kanareika Lesnaya Pevchaya"), birthDate: text("1987-06-05"), ...common },
  { type: "person", givenName: text("Kanareika"), familyName: text("Pevchaya"), ...common },
  { type: "business", name: text("Kanareika & Synovya"), ...common }
]

const together = ["recipient.givenName", "recipient.familyName"]

const isKept = (members: ReadonlyArray<string>, member: string): boolean =>
  together.includes(member) ? together.every((each) => members.includes(each)) : members.includes(member)

/** The member with those without which it cannot be given. */
export const withPartner = (member: string): ReadonlyArray<string> => (together.includes(member) ? together : [member])

/** The recipient with those of its members alone, and its type; parts that go together go together. */
export const only = (recipient: Recipient.Recipient, members: ReadonlyArray<string>): Recipient.Recipient => {
  const { address = {}, type, ...rest } = recipient
  const of = (fields: object, at: string) =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => isKept(members, `${at}.${name}`)))
  const kept = of(address, "recipient.address")
  return { type, ...of(rest, "recipient"), ...(Object.keys(kept).length === 0 ? {} : { address: kept }) }
}

/** The members of a recipient that a route lists, sent or not. */
export const listed = (route: Capabilities.Route, recipient: Recipient.Recipient): ReadonlyArray<string> => {
  const given = Recipient.entries(recipient).map(([member]) => member)
  const untaken = Members.untaken(route, given)
  return given.filter((member) => !untaken.includes(member))
}

/** A wish for a payout with a recipient, of whom everything is given that the route lists and the adapter does not refuse. */
export const withRecipient: Effect.Effect<Wish, never, Subject | Harness> = Effect.gen(function* () {
  const { ask, capabilities } = yield* Subject
  const { request } = yield* ask()
  const route = "destination" in request ? routeOf(capabilities, request) : undefined
  const [recipient] = recipients
  if (route === undefined || recipient === undefined) return {}
  const known = listed(route, recipient)
  const all = yield* ask({ changes: { recipient: only(recipient, known) } })
  const refused = all.issues().map(({ path }) => path)
  if (!known.includes("recipient.type") || refused.includes("recipient.type")) return {}
  const changes = {
    recipient: only(
      recipient,
      known.filter((member) => !refused.includes(member))
    )
  }
  return { changes }
})

/** The members of a recipient as plain text. */
export const plain = (recipient: Recipient.Recipient): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Recipient.entries(recipient).map(([member, value]) => [
      member,
      Redacted.isRedacted(value) ? Redacted.value(value) : value
    ])
  )
