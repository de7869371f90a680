/** The steps around every question: its input checked before anything is asked, a span, and no defect. */
import * as Effect from "effect/Effect"
import type { InvalidInput } from "../../domain/Input.ts"
import type { ReadOptions } from "../../domain/Reference.ts"
import { boundedRead } from "../../outcome/internal/waiting.ts"
import type { ReadFailed, Unsupported } from "../../outcome/ProviderError.ts"
import type * as Op from "../Op.ts"
import type { Guard } from "./guard.ts"
import * as Hiding from "./hiding.ts"
import { messageOf, type Refusal } from "./refusing.ts"
import { traced, wasRead } from "./tracing.ts"

/** A question as a provider implements it. */
export type Run = (input: unknown) => Effect.Effect<unknown, ReadFailed>

/** The question of one operation; `check` refuses an input that is valid, `run` is undefined where the provider lacks it. */
export const make = (
  guard: Guard,
  operation: string,
  op: Op.Ask<Op.Codec, Op.Codec, Op.At>,
  check: (input: unknown) => Refusal | undefined,
  run: Run | undefined
) => {
  const { name, safeRead, unasked, unsupported } = guard
  const invalid = ({ issues, message }: InvalidInput) => unasked(operation, "InvalidRequest", message, issues)

  const attempt = (
    input: unknown,
    options: ReadOptions | undefined
  ): Effect.Effect<unknown, ReadFailed | Unsupported> => {
    if (run === undefined) return unsupported(operation)
    const asked = Effect.flatMap(
      Effect.mapError(
        Effect.suspend(() => op.validate(input)),
        invalid
      ),
      (valid) => {
        const refusal = check(valid)
        if (refusal !== undefined) {
          return Effect.fail(unasked(operation, refusal.reason, messageOf(refusal), refusal.issues))
        }
        const hide = Hiding.hider([...(op.sensitive?.(valid) ?? []), ...(options?.sensitive ?? [])])
        return Effect.mapBoth(Effect.mapError(run(valid), boundedRead), {
          onSuccess: (value) => op.hide?.(hide, value) ?? value,
          onFailure: Hiding.readFailed(hide)
        })
      }
    )
    return safeRead(operation, asked)
  }

  return (input: unknown, options?: ReadOptions) =>
    traced(name(operation), guard, wasRead, () => attempt(input, options))
}
