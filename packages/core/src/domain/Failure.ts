/**
 * Why an operation that its provider has accepted did not succeed. It is not how a call ended: that is reported by
 * `ProviderError`. Both have their reasons from one list, and what a reason means stands in one table (`Reason`).
 */
import * as Schema from "effect/Schema"
import { compact } from "../outcome/Optional.ts"
import * as Reason from "../outcome/Reason.ts"

/** Why a provider says that an operation did not succeed. */
export const Failure = Schema.Struct({
  /** `UnrecognisedAnswer` where the provider names no reason, or one that its documents do not list. */
  reason: Reason.Reason,
  /** Who decided it. */
  by: Reason.By,
  /**
   * Where asking for the same anew makes sense: what the documents say of it, else what its reason means (`Reason.again`);
   * `never` where the provider names no reason, or one that its documents do not list. It is an advice about a new operation.
   */
  again: Reason.Again,
  /** The provider's own code, or its status where that says why. */
  providerCode: Schema.optionalKey(Schema.String),
  /** The code of the clearing scheme or the card network (ISO 20022, say), kept as it came and not interpreted. */
  scheme: Schema.optionalKey(Schema.String),
  /** The explanation in words, free of secrets and personal data. */
  message: Schema.String
})

/** Why a provider says that an operation did not succeed. */
export type Failure = typeof Failure.Type

/** The members of a failure that its reason does not imply. */
export interface Stated {
  readonly message: string
  readonly by?: Reason.By | undefined
  readonly again?: Reason.Again | undefined
  readonly providerCode?: string | undefined
  readonly scheme?: string | undefined
}

/** A failure for this reason; who decided it and what makes sense now are the reason's own unless stated. */
export const make = (reason: Reason.Reason, stated: Stated): Failure => {
  const { again = Reason.again(reason), by = Reason.by(reason), message, providerCode, scheme } = stated
  return { reason, by, again, ...compact({ providerCode, scheme }), message }
}

/** A failure of which the documents do not say what it means, so that nothing may be concluded from it. */
export const unrecognised = (stated: Pick<Stated, "message" | "providerCode" | "scheme">): Failure =>
  make("UnrecognisedAnswer", stated)
