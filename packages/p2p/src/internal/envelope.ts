/**
 * The common part of every answer of the platform (basic-info page, "Response fields"): `ok` and, after a failure, `error`,
 * a text; there are no error codes, and which HTTP statuses go with failures is not documented. So the body is read whatever
 * the status; that the two agree is checked by core.
 */
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Json from "@switchyard/core/Json"
import * as Wire from "@switchyard/core/Wire"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { InternalTransactionId } from "../P2pSchema.ts"

/** The members of an answer that is a JSON object; none where it is something else. */
export type Members = { readonly [name: string]: Json.Json }

// "error: string max 2056": what is longer or no text is not the documented refusal.
const longestError = 2056

const transactionId = Schema.decodeUnknownOption(InternalTransactionId)

const printed = (member: Wire.Member): string => Json.stringify(member ?? null)

/**
 * Reads an answer. Some tables do not list `ok`: the content of the answer itself may stand in for one that is absent, and never
 * for one that is false or something else.
 */
export const read =
  (mayLackOk?: (members: Members) => boolean): Endpoint.Read =>
  ({ status, text }) => {
    const json = Json.parse(text)
    if (Result.isFailure(json)) return Endpoint.unreadable(`the provider answered HTTP ${status}, ${json.failure}`)
    const members = Wire.members(json.success)
    const { error, internal_transaction_id: id, ok } = members
    // Whatever the answer is: an id in it is where to look.
    const providerReference = Option.getOrUndefined(transactionId(id))
    const isOk = ok === true || (ok === undefined && mayLackOk?.(members) === true)
    if (isOk && !Wire.isGiven(error)) return Endpoint.success(members, { providerReference })
    const words = Wire.text(error)
    if (ok === false && words !== undefined && words.length <= longestError) {
      // A refusal that comes with the id of a payout contradicts itself, readable or not: then no text counts.
      return Endpoint.refusal(words, { providerReference, text: Wire.isGiven(id) ? undefined : words })
    }
    const message = `the provider answered HTTP ${status}, ok ${printed(ok)}, error ${printed(error)}`
    return Endpoint.unreadable(message, { providerReference })
  }
