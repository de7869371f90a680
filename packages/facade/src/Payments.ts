/**
 * Payments over all configured providers. `create` chooses the instance and fails over where that is safe; `createOn`
 * makes exactly one attempt on one instance, for platforms that keep their own records; everything about an operation
 * that exists is asked of the instance that holds it: `capture`, `cancel` and `complete` are one attempt there.
 */
import { decoder, validator } from "@switchyard/core/Input"
import * as Payment from "@switchyard/core/Payment"
import * as PaymentProvider from "@switchyard/core/PaymentProvider"
import * as Schema from "effect/Schema"
import type { Calls, Changes, Common, Create as Creates } from "./Api.ts"
import type { Config } from "./Config.ts"
import * as Change from "./internal/changes.ts"
import * as Commons from "./internal/common.ts"
import * as Create from "./internal/create.ts"
import * as Derived from "./internal/derived.ts"
import * as Directory from "./internal/directory.ts"
import * as Operations from "./internal/operations.ts"
import type { Loaded } from "./Plugins.ts"

/** A payment request; `provider` pins it to one configured instance. */
export const PaymentRequest = Schema.Struct({
  ...Payment.PaymentRequest.fields,
  provider: Schema.optionalKey(Schema.String)
})

/** A payment request; `provider` pins it to one configured instance. */
export type PaymentRequest = typeof PaymentRequest.Type

/** Decodes a payment request from JSON-like input; the failure names fields and reasons, never values. */
export const decodeRequest = decoder(PaymentRequest)

/** Payments over all configured providers. */
export interface Payments
  extends PaymentProvider.Operations<Calls<PaymentRequest>>,
    Common<PaymentRequest, Payment.Payment, PaymentProvider.Service>,
    Changes<PaymentProvider.Operations> {
  /** Tries the candidates in order, as far as that is safe; see `Payouts.create`. */
  readonly create: Creates<PaymentRequest, Payment.Payment>
}

const validate = validator(PaymentRequest)

/** Builds payments over these instances. */
export const make = (config: Config, instances: ReadonlyArray<Loaded>): Payments => {
  const { kind } = PaymentProvider
  const directory = Directory.make("payments", instances, ({ payments }) => payments && kind.guarded(payments))
  const operations = Operations.make({
    name: "payments",
    directory,
    validate,
    subject: kind.operations.create.subject,
    rules: config.routes?.payments ?? [],
    limits: config.limits?.payments ?? {}
  })
  return {
    ...Derived.make(kind, directory, operations),
    ...Commons.make(directory, operations),
    replays: Change.make(kind, directory),
    create: Create.make(operations)
  }
}
