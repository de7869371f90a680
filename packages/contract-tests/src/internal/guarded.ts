/**
 * The harness as laws see it: whatever it throws by itself is marked, so that it is shown as what it is, a mistake in a test's
 * simulator, and not as a finding about the adapter.
 */
import * as Effect from "effect/Effect"

/** The harness has thrown. */
export class HarnessFailed extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = "HarnessFailed"
  }
}

const marked = (cause: unknown): HarnessFailed => (cause instanceof HarnessFailed ? cause : new HarnessFailed(cause))

// What they build is the adapter.
const ofTheAdapter: ReadonlyArray<PropertyKey> = ["withoutSecret", "rebuilt"]

const guardedValue = (value: unknown): unknown => {
  if (Effect.isEffect(value)) return Effect.catchDefect(value, (defect) => Effect.die(marked(defect)))
  if (typeof value !== "function") return value
  return (...args: ReadonlyArray<unknown>): unknown => attempt(() => Reflect.apply(value, undefined, args))
}

const attempt = (act: () => unknown): unknown => {
  try {
    return guardedValue(act())
  } catch (cause) {
    throw marked(cause)
  }
}

/** Marks what a harness throws; what is unfinished in it throws when it is read. */
export const guarded = <S extends object>(harness: S): S =>
  new Proxy(harness, {
    get: (target, member): unknown =>
      ofTheAdapter.includes(member) ? Reflect.get(target, member) : attempt(() => Reflect.get(target, member))
  })
