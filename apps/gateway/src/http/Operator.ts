/** Who decides: the name of the API key, if it has the role; asked before the body is read. */
import { Effect } from "effect"
import { CurrentCaller } from "./api/Security.ts"
import { forbidden } from "./problems.ts"

/** The name of the operator's API key; whoever is no operator is refused. */
export const operator = Effect.gen(function* () {
  const { name, roles } = yield* CurrentCaller
  return roles.includes("operator") ? name : yield* Effect.fail(forbidden("operator_required"))
})
