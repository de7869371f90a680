/**
 * Reads an answer of Stripe's: an object with its name, or an `error`. That it agrees with its HTTP status is checked by core. An
 * error of a create may name the PaymentIntent that it has made all the same.
 */
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Json from "@switchyard/core/Json"
import * as Wire from "@switchyard/core/Wire"

/** The type of an error without a code: what it says is said by its type and words alone. */
export const withoutCode = (type: string): string => `${type} without a code`

/** The type of a 429 whose header says that a limiter has stopped it, before anything was looked at. */
export const limited = "rate_limited"

const reasonHeader = "stripe-rate-limited-reason"

// One more is said of a single object, which is as good as a lock on it.
const limiters = ["global-rate", "global-concurrency", "endpoint-rate", "endpoint-concurrency"]

const reading = (names: boolean): Endpoint.Read =>
  Endpoint.envelope(Json.Fields, (body, { headers, status }) => {
    const { error, id, object } = body
    const type = Wire.text(Wire.members(error).type)
    if (error === undefined && Wire.text(object) !== undefined) {
      return Endpoint.success(body, { providerReference: Wire.text(id) })
    }
    if (type === undefined || object !== undefined) return undefined
    const { code, decline_code: declined, message, payment_intent: intent } = Wire.members(error)
    // Why an issuer has declined is said beside the code, which is the same for all of them.
    const given = Wire.text(declined) ?? Wire.text(code)
    const isLimited = status === 429 && limiters.includes(headers[reasonHeader] ?? "")
    return Endpoint.refusal(Wire.text(message) ?? "no message given", {
      type: isLimited ? limited : given === undefined ? withoutCode(type) : type,
      code: given,
      providerReference: names ? Wire.text(Wire.members(intent).id) : undefined
    })
  })

/** Reads an answer. */
export const read: Endpoint.Read = reading(false)

/** Reads the answer to a payment's create: what its error names has been made, and may still be paid. */
export const readOfCreate: Endpoint.Read = reading(true)
