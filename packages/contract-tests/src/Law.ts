/**
 * A law is one thing every adapter must do, as data and a program: a title, why it matters to money, and a check
 * against an adapter and its simulator. A broken law states what was expected, what happened, and why it matters. A law
 * never skips: what is optional it asks the provider's own capabilities.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { Harness, type Service as HarnessService } from "./Harness.ts"
import { Broken } from "./internal/expect.ts"
import { guarded, HarnessFailed } from "./internal/guarded.ts"
import { onRoutes, type Routes } from "./internal/routes.ts"
import { type Service as PullControls, SettlementHarness } from "./SettlementHarness.ts"
import type { Subject } from "./Subject.ts"

/** The adapter broke a law. */
export class LawBroken extends Schema.TaggedError<LawBroken>("@switchyard/contract-tests/Law/LawBroken")("LawBroken", {
  law: Schema.String,
  expected: Schema.String,
  happened: Schema.String,
  why: Schema.String,
  message: Schema.String
}) {}

/** The text and scope of a law, beside its check. */
export interface Statement {
  /** The group and a name, such as `faults/cut-after-acting`; it is the name of the law's file too. */
  readonly id: string
  /** The law in one sentence. */
  readonly title: string
  /** The damage to money where the law is broken, for the author of an adapter. */
  readonly why: string
  /** Whether recorded answers are enough to check it: it decodes, maps, compares or verifies, and needs no network. */
  readonly replay?: boolean
  /** On which routes it is checked; left out: it does not depend on the route, or goes through them by itself. */
  readonly routes?: Routes
  /** Whether it needs nothing of a provider but that it is there, so that a provider's own environment can be asked. */
  readonly live?: boolean
}

/** One thing every adapter must do. */
export interface Law<out R> extends Statement {
  readonly group: string
  readonly replay: boolean
  readonly live: boolean
  readonly check: Effect.Effect<void, LawBroken, R>
}

/** What every harness has. */
interface Controls {
  readonly clock: Clock.Clock
  readonly thrown?: Effect.Effect<unknown>
}

const made = <Key, S extends Controls, R>(
  { id, live = false, replay = false, routes, title, why }: Statement,
  harnessKey: Context.Key<Key, S>,
  check: Effect.Effect<void, Broken, R>
): Law<R | Key> => {
  const broken = ({ expected, happened }: Broken) =>
    new LawBroken({
      law: id,
      expected,
      happened,
      why,
      message: `${title}\n  expected: ${expected}\n  happened: ${happened}\n  why it matters: ${why}`
    })
  const underClock = Effect.gen(function* () {
    const harness = guarded(yield* harnessKey)
    const exit = yield* check.pipe(
      Effect.provideService(Clock.Clock, harness.clock),
      Effect.provideService(harnessKey, harness),
      Effect.exit
    )
    // Whatever the law found then, it found about answers that were none.
    const thrown = yield* harness.thrown ?? Effect.succeed(undefined)
    if (thrown !== undefined) return yield* Effect.die(new HarnessFailed(thrown))
    return yield* exit
  })
  return {
    id,
    group: id.slice(0, id.indexOf("/")),
    title,
    why,
    ...(routes === undefined ? {} : { routes }),
    replay,
    live,
    check: underClock.pipe(
      Effect.catchDefect((defect) => {
        if (defect instanceof HarnessFailed) return Effect.die(defect)
        const happened = `a defect: ${Cause.pretty(Cause.die(defect)).split("\n")[0]}`
        return Effect.fail(new Broken({ expected: "no defect", happened }))
      }),
      Effect.mapError(broken)
    )
  }
}

/** Builds a law; its check runs under the harness's clock and in a scope of its own, and a defect breaks it, unless the harness itself has thrown it. */
export const define = <R>(
  statement: Statement & { readonly check: Effect.Effect<void, Broken, R> }
): Law<Exclude<R, Scope.Scope> | Subject | Harness> => {
  const { routes } = statement
  const check = Effect.scoped(statement.check)
  return made<Harness, HarnessService, Exclude<R, Scope.Scope> | Subject | Harness>(
    statement,
    Harness,
    routes === undefined ? check : onRoutes(routes, check)
  )
}

/** Builds a law of pulling, in the same way. */
export const definePull = <R>(
  statement: Omit<Statement, "routes" | "replay" | "live"> & { readonly check: Effect.Effect<void, Broken, R> }
): Law<Exclude<R, Scope.Scope> | SettlementHarness> =>
  made<SettlementHarness, PullControls, Exclude<R, Scope.Scope>>(
    statement,
    SettlementHarness,
    Effect.scoped(statement.check)
  )
