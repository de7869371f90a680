/**
 * Payouts over all configured providers. `create` chooses the instance and fails over where that is safe; `createOn`
 * makes exactly one attempt on one instance, for platforms that keep their own records; everything about an operation
 * that exists is asked of the instance that holds it.
 */
import { Stored } from "@switchyard/core/Destination"
import { decoder, validator } from "@switchyard/core/Input"
import * as Payout from "@switchyard/core/Payout"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
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

/** A payout request; `provider` pins it to one configured instance. */
export const PayoutRequest = Schema.Struct({
  ...Payout.PayoutRequest.fields,
  provider: Schema.optionalKey(Schema.String)
}).check(Payout.consistent)

/** A payout request; `provider` pins it to one configured instance. */
export type PayoutRequest = typeof PayoutRequest.Type

/**
 * A payout request as it was written down when it was accepted, to be read back by whoever keeps records: what is checked
 * only of what comes in, the check digit of a card, is not checked again.
 */
export const StoredRequest = Schema.Struct({ ...PayoutRequest.fields, destination: Stored }).check(Payout.consistent)

/** Decodes a payout request from JSON-like input; the failure names fields and reasons, never values. */
export const decodeRequest = decoder(PayoutRequest)

/** Payouts over all configured providers. */
export interface Payouts
  extends PayoutProvider.Operations<Calls<PayoutRequest>>,
    Common<PayoutRequest, Payout.Payout, PayoutProvider.Service>,
    Changes<PayoutProvider.Operations> {
  /**
   * Tries the candidates in order and goes on to the next only after `NotExecuted`, or `Rejected` with a reason that
   * another provider could answer differently. An unknown outcome is a value and ends it.
   *
   * **Gotchas**
   *
   * An interrupt or outer timeout while an attempt runs must be read as unknown: no further attempt begins, and the one
   * that has begun may have been executed. In the same process a second create under its reference sends nothing and
   * is unknown, with reason `DuplicateReference`; across processes only your own records can tell.
   */
  readonly create: Creates<PayoutRequest, Payout.Payout>
}

const validate = validator(PayoutRequest)

/** Builds payouts over these instances. */
export const make = (config: Config, instances: ReadonlyArray<Loaded>): Payouts => {
  const { kind } = PayoutProvider
  const directory = Directory.make("payouts", instances, ({ payouts }) => payouts && kind.guarded(payouts))
  const operations = Operations.make({
    name: "payouts",
    directory,
    validate,
    subject: kind.operations.create.subject,
    rules: config.routes?.payouts ?? [],
    limits: config.limits?.payouts ?? {}
  })
  return {
    ...Derived.make(kind, directory, operations),
    ...Commons.make(directory, operations),
    replays: Change.make(kind, directory),
    create: Create.make(operations)
  }
}
