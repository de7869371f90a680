/** Who acts for a payer: the API key must have the role of a merchant. */
import { Effect } from "effect"
import { CurrentCaller } from "./api/Security.ts"
import { forbidden } from "./problems.ts"

/** Refuses whoever is no merchant. */
export const merchant = Effect.gen(function* () {
  const { roles } = yield* CurrentCaller
  if (!roles.includes("merchant")) return yield* Effect.fail(forbidden("merchant_required"))
})
