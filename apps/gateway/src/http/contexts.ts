/**
 * The contexts that a key may name (money rules, section 9): a context selects the account at a provider, so what the config does
 * not allow is refused by the name of its member, and no value is repeated.
 */
import { Input, type OperationContext } from "@switchyard/core"
import { Effect } from "effect"
import { CurrentCaller } from "./api/Security.ts"

interface WithContext {
  readonly context?: OperationContext.OperationContext
}

/** The context that a request names. */
export type ContextOf<A> = (request: A) => Effect.Effect<OperationContext.OperationContext | undefined>

const named: ContextOf<object> = ({ context }: WithContext) => Effect.succeed(context)

/**
 * What was decoded, or `InvalidInput` where the key of the current request may not name the context in it, or the one in which it
 * would move money.
 */
export const allowed = <A extends object, R>(
  decoded: Effect.Effect<A, Input.InvalidInput, R>,
  contextOf: ContextOf<A> = named
): Effect.Effect<A, Input.InvalidInput, R | CurrentCaller> =>
  Effect.gen(function* () {
    const request = yield* decoded
    const context = (yield* contextOf(request)) ?? {}
    const { contexts } = yield* CurrentCaller
    const issues = Object.entries(context).flatMap(([name, value]) => {
      const values = contexts !== undefined && Object.hasOwn(contexts, name) ? contexts[name] : undefined
      return values?.includes("*") === true || values?.includes(value) === true
        ? []
        : [{ path: `context.${name}`, reason: "is not what this API key may name" }]
    })
    if (issues.length === 0) return request
    const message = issues.map(({ path, reason }) => `${path} ${reason}`).join("; ")
    return yield* new Input.InvalidInput({ message, issues })
  })
