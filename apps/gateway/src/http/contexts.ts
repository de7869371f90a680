/**
 * The contexts that a key may name (money rules, section 9): a context selects the account at a provider, so what the config does
 * not allow is refused by the name of its member, and no value is repeated.
 */
import { Input, type OperationContext, type ProviderError } from "@switchyard/core"
import { Effect } from "effect"
import { CurrentCaller } from "./api/Security.ts"

interface WithContext {
  readonly context?: OperationContext.OperationContext
}

/** Why a key whose entry allows these contexts may not name this one. */
export const issuesOf = (
  contexts: CurrentCaller["Service"]["contexts"],
  context: OperationContext.OperationContext = {}
): ReadonlyArray<ProviderError.FieldIssue> =>
  Object.entries(context).flatMap(([name, value]) => {
    const values = contexts !== undefined && Object.hasOwn(contexts, name) ? contexts[name] : undefined
    return values?.includes("*") === true || values?.includes(value) === true
      ? []
      : [{ path: `context.${name}`, reason: "is not what this API key may name" }]
  })

/** What was decoded, or `InvalidInput` where the key of the current request may not name the context in it. */
export const allowed = <A extends object, R>(
  decoded: Effect.Effect<A, Input.InvalidInput, R>
): Effect.Effect<A, Input.InvalidInput, R | CurrentCaller> =>
  Effect.gen(function* () {
    const request = yield* decoded
    const { context = {} }: WithContext = request
    const { contexts } = yield* CurrentCaller
    const issues = issuesOf(contexts, context)
    if (issues.length === 0) return request
    const message = issues.map(({ path, reason }) => `${path} ${reason}`).join("; ")
    return yield* new Input.InvalidInput({ message, issues })
  })
