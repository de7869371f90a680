/**
 * Callbacks of __Vendor__: the signature is checked over the exact bytes that came, then the few members that find the
 * operation are read. As long as that is not written every callback is refused, so nobody can be deceived by one.
 */
import * as Callback from "@switchyard/core/Callback"
import * as Provider from "@switchyard/core/Provider"
import type { Options } from "./__Vendor__Options.ts"
import { unfinished } from "./internal/unfinished.ts"

/** Verifies and decodes the callbacks of one account. */
export const make =
  (_: Provider.Instance<Options>): Provider.Callbacks =>
  ({ body }) =>
    body.byteLength > Callback.maxBytes
      ? Provider.refused("TooLarge", "the callback is too long")
      : Provider.refused("SignatureInvalid", unfinished(9, "__Vendor__Callbacks.ts verifies, then decodes"))
