/** The provider's offers: each quote is one, binding for a minute, in the sub-account that asked for it. */
import * as Json from "@switchyard/core/Json"
import type { Body } from "./body.ts"

/** For how long an offer binds the provider. */
export const lastsMillis = 60_000

// An offer is for what was calculated, and for no other amount.
const subjectOf = (body: Body): string =>
  JSON.stringify(["sub_account", "amount", "currency", "of"].map((name) => body.text(name)))

/** The offers of one account. */
export const make = () => {
  const made = new Map<string, { readonly until: number; readonly subject: string }>()
  return {
    /** The offer of a quote. */
    make: (body: Body, now: number): Json.Writable => {
      const id = `offer-${made.size + 1}`
      const until = now + lastsMillis
      made.set(id, { until, subject: subjectOf(body) })
      return { id, expires_at: new Date(until).toISOString(), rate: Json.number("1") }
    },
    /** Whether what a create takes up still binds; one that takes up none is bound by nothing. */
    isBinding: (body: Body, now: number): boolean => {
      const id = body.text("offer")
      const offer = made.get(id)
      return id === "" || (offer !== undefined && now < offer.until && offer.subject === subjectOf(body))
    }
  }
}
