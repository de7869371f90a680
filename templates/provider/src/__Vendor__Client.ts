/**
 * Authenticated calls to __Vendor__, one function per endpoint, in and out in wire types. It knows paths, the account and
 * the signature; what the data mean is the mapping's part.
 */
import type * as Call from "@switchyard/core/Call"
import * as Http from "@switchyard/core/Http"
import type * as Json from "@switchyard/core/Json"
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type { Options } from "./__Vendor__Options.ts"
import * as Wire from "./__Vendor__Schema.ts"
import { type Exchange, reader, sender } from "./internal/endpoint.ts"
import { unfinished } from "./internal/unfinished.ts"

type Members = { readonly [name: string]: Json.Writable | undefined }

// if payments
const createPayment = sender(Wire.Payment)
const getPayment = reader(Wire.Payment)
// end
// if payouts
const createPayout = sender(Wire.Payout)
const getPayout = reader(Wire.Payout)
// end

/** The endpoints of one account. */
export type __Vendor__Client = ReturnType<typeof make>

/** Builds the client of one account. */
export const make = (_options: Options) => {
  // Nothing leaves until this signs and sends; a caller is told so, and may try another provider.
  const post = (path: string, _members: Members, _deadline?: DateTime.Utc): Exchange =>
    Effect.fail(new Http.NeverSent({ fault: "Unreachable", message: unfinished(7, `__Vendor__Client sends ${path}`) }))

  return {
    // if payments
    createPayment: (call: Call.Call, members: Members, deadline: DateTime.Utc) =>
      createPayment(call, post("a payment's create", members, deadline)),
    getPayment: (call: Call.Call, members: Members) => getPayment(call, post("a payment's look-up", members)),
    // end
    // if payouts
    createPayout: (call: Call.Call, members: Members, deadline: DateTime.Utc) =>
      createPayout(call, post("a payout's create", members, deadline)),
    getPayout: (call: Call.Call, members: Members) => getPayout(call, post("a payout's look-up", members))
    // end
  }
}
