/**
 * How one account of the memory provider is configured. The names are those of the config file; secrets are redacted
 * from the moment they are decoded. An option that is not here is refused.
 */
import { BaseUrl } from "@switchyard/core/BaseUrl"
import { Currency } from "@switchyard/core/Currency"
import { decoder } from "@switchyard/core/Input"
import { Money } from "@switchyard/core/Money"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

/** How one account of the memory provider is configured. */
export const Options = Schema.Struct({
  /** The merchant's account. */
  account: Schema.NonEmptyString,
  /** Where a simulator is served (`Served.start`), such as `http://127.0.0.1:8083`. Left out: there is one in the process. */
  baseUrl: Schema.optionalKey(BaseUrl),
  /** Signs every request. */
  secretKey: Schema.RedactedFromValue(Schema.NonEmptyString),
  /** Signs callbacks; without it every callback is only a hint. */
  callbackKey: Schema.optionalKey(Schema.RedactedFromValue(Schema.NonEmptyString)),
  /**
   * `published`: callbacks are signed with a key that the provider publishes under an id, and that must be fetched; `callbackKey` is
   * not used then. Left out: they are signed with `callbackKey`.
   */
  callbackKeys: Schema.optionalKey(Schema.Literal("published")),
  /** The least time between two reads of one operation: ten seconds when left out. */
  readSpacingMillis: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0))),
  /** How old the time in a signature may be when the callback comes. Left out: signatures bear no time. */
  callbackToleranceMillis: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0))),
  /** The currencies of every route; by default some with 0, 2 and 3 fraction digits, and one without a number of them. */
  currencies: Schema.optionalKey(Schema.NonEmptyArray(Currency)),
  /** The fee of each payout in this currency, beside what its recipient gets; nothing when left out. */
  payoutFee: Schema.optionalKey(Money),
  /**
   * What a second create under the same reference does. `refused`, the default: it is refused, for ever. `replayed`: it is
   * answered as the first was. `revealed`: it is refused and names what exists, unless that has ended without money.
   */
  duplicates: Schema.optionalKey(Schema.Literals(["refused", "replayed", "revealed"])),
  /** Whether what has ended without money gives its reference free where a repeat is `revealed`: it does when left out. */
  freesDeadIds: Schema.optionalKey(Schema.Boolean),
  /** For how long the provider knows a key that is `replayed` or `revealed`: 24 hours when left out. */
  replayWithinMillis: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0))),
  /** The least time between a send and its replay: a minute when left out. */
  replayAfterMillis: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))),
  /**
   * `list`: a payout whose id is not known is found in a list alone, which does not name its reference. Left out: by the
   * reference. Of a payout in drafts neither is there.
   */
  lookUp: Schema.optionalKey(Schema.Literal("list")),
  /**
   * `draft`: a payout is a draft first, which anybody at the provider can commit, and then its commit. Left out: it is one request.
   */
  stages: Schema.optionalKey(Schema.Literal("draft")),
  /** For how long a draft can be committed: for ever when left out. */
  draftsLastMillis: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0))),
  /** How long after an instant the statement may still lack rows of it: nothing when left out. */
  statementLagMillis: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))),
  /** How many rows a page of the statement has: ten when left out. */
  statementPageRows: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0))),
  /**
   * What the payer of a payment by `page` is given: with `sdk` a secret for the provider's own software, with `voucher` a number to pay
   * by, with `nothing` no more than a message in an app of its own. Left out: a page.
   */
  payer: Schema.optionalKey(Schema.Literals(["sdk", "voucher", "nothing"])),
  /** For how long a payer may do what it is given: for ever when left out. */
  payerHasMillis: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0))),
  /** `payable`: a payment that is declined stays there, for its payer to try again. Left out: it is over. */
  declined: Schema.optionalKey(Schema.Literal("payable")),
  /** `asked`: its payer approves a payment, and nothing is taken before it is completed. Left out: it is paid at once. */
  approval: Schema.optionalKey(Schema.Literal("asked")),
  /** `later`: a capture is accepted, and ends some time after. Left out: it is done when it is answered. */
  captures: Schema.optionalKey(Schema.Literal("later")),
  /**
   * For how long what its payer has agreed to stays held, from the create on: after that it is let go, and the payment is canceled, or
   * paid where something of it was captured. For ever, and without a word of it, when left out.
   */
  holdsForMillis: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0))),
  /**
   * What a second capture, cancel or completion of the same number does. `refused`, the default: it is refused, for ever. `replayed`:
   * it is answered as the first was. `undocumented`: the provider looks at no number, and carries it out.
   */
  changes: Schema.optionalKey(Schema.Literals(["refused", "replayed", "undocumented"])),
  /** What a payment states of its money: the `sum` alone, or `nothing`. Left out: every part of it as well. */
  states: Schema.optionalKey(Schema.Literals(["sum", "nothing"])),
  /** `cut`: a list of parts shows the newest alone, and says that it is not whole. Left out: it is whole. */
  lists: Schema.optionalKey(Schema.Literal("cut"))
})

/** How one account of the memory provider is configured. */
export type Options = typeof Options.Type

/** Decodes options from JSON-like input; the failure names fields and reasons, never values. */
export const decode = decoder(Options)

/** Options for tests that do not care: there is nothing behind these secrets. */
export const example: Options = {
  account: "memory-account",
  secretKey: Redacted.make("memory_secret_key"),
  callbackKey: Redacted.make("memory_callback_key")
}

/** Every secret of an account, for messages to be searched for. */
export const secretsOf = ({ callbackKey, secretKey }: Options): ReadonlyArray<Redacted.Redacted<string>> =>
  callbackKey === undefined ? [secretKey] : [secretKey, callbackKey]
