/**
 * Callbacks of __Vendor__: the signature is checked over the exact bytes that came, then the few members that find the
 * operation are read. As long as that is not written every callback is rejected, so nobody can be deceived by one.
 */
import * as Callback from "@switchyard/core/Callback"
import * as Effect from "effect/Effect"
import type { Options } from "./__Vendor__Options.ts"
import { unfinished } from "./internal/unfinished.ts"

/** Verifies and decodes the callbacks of one account. */
export const parser = (_options: Options, instance: string): Callback.Parse => {
  const rejected = (reason: Callback.CallbackRejected["reason"], message: string) =>
    Effect.fail(new Callback.CallbackRejected({ provider: instance, reason, message }))

  return ({ body }) =>
    body.byteLength > Callback.maxBytes
      ? rejected("TooLarge", "the callback is too long")
      : rejected("SignatureInvalid", unfinished(9, "__Vendor__Webhook verifies, then decodes"))
}
