/**
 * Authenticated calls to __Vendor__, one function per endpoint, in and out in wire types. It knows paths, the account and
 * the signature; what the data mean is the mapping's part.
 */
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Http from "@switchyard/core/Http"
import type * as Json from "@switchyard/core/Json"
import * as Effect from "effect/Effect"
import type { Options } from "./__Vendor__Options.ts"
import * as Wire from "./__Vendor__Schema.ts"
import { codes } from "./internal/tables.ts"
import { unfinished } from "./internal/unfinished.ts"

type Members = { readonly [name: string]: Json.Writable | undefined }

const on = Endpoint.make({ read: Wire.read, codes })

// if payments
const createPayment = on.send(Wire.Payment)
const getPayment = on.lookUp(Wire.Payment)
// end
// if payouts
const createPayout = on.send(Wire.Payout)
const getPayout = on.lookUp(Wire.Payout)
// end

/** The endpoints of one account. */
export type __Vendor__Client = ReturnType<typeof make>

/** Builds the client of one account. */
export const make = (_options: Options) => {
  // Nothing leaves until this signs and sends, by an `Http.make` client; a caller learns so, and may try another provider.
  const http: Endpoint.Client<Http.Request> = {
    send: ({ path }) => {
      const message = unfinished(7, `__Vendor__Client.ts sends ${path}`)
      return Effect.fail(new Http.NeverSent({ fault: "Unreachable", message }))
    },
    toWire: () => undefined
  }
  const post = (path: string, _members: Members) => Endpoint.ready(http, () => ({ method: "POST", path }))

  return {
    // if payments
    createPayment: (members: Members) => createPayment(post("a payment's create", members)),
    getPayment: (reference: string) => getPayment(post("a payment's look-up", { reference })),
    // end
    // if payouts
    createPayout: (members: Members) => createPayout(post("a payout's create", members)),
    getPayout: (reference: string) => getPayout(post("a payout's look-up", { reference }))
    // end
  }
}
