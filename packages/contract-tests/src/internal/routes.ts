/**
 * Laws on more than one route. Each route gets a provider that looks empty, though it is the one of the route before:
 * a simulator of its own would be started many times for one law.
 */
import * as Effect from "effect/Effect"
import { Harness, type Service } from "../Harness.ts"
import { Subject } from "../Subject.ts"
import { Broken } from "./expect.ts"
import type { Target } from "./sample.ts"

/**
 * The routes that a law is checked on. `every`: each method in each of its currencies, for what an adapter may look up
 * in a table by both. `covering`: each method once and each currency once, which meets every mistake that is made for a
 * method or for a currency; how bytes, answers and signatures are handled does not depend on the pair of them.
 */
export type Routes = "every" | "covering"

/** As few targets as bring every method and every currency, in their order. */
export const covering = (targets: ReadonlyArray<Target>): ReadonlyArray<Target> => {
  const chosen = new Set<Target>()
  const has = (member: "method" | "currency", target: Target) =>
    [...chosen].some((other) => other[member] === target[member])
  // What brings both anew first, so that what is left over is little.
  for (const isWanted of [
    (target: Target) => !has("method", target) && !has("currency", target),
    (target: Target) => !has("method", target) || !has("currency", target)
  ]) {
    for (const target of targets) if (isWanted(target)) chosen.add(target)
  }
  return targets.filter((target) => chosen.has(target))
}

const choose = { every: (targets: ReadonlyArray<Target>) => targets, covering }

// What cannot be asked yet (an unfinished or a live provider) is counted from its beginning.
const lengthOf = (list: Effect.Effect<ReadonlyArray<unknown>>) =>
  Effect.catchDefect(
    Effect.map(list, ({ length }) => length),
    () => Effect.succeed(0)
  )

/** The harness as if the provider were empty now. Nothing else of it is touched: what is unfinished may throw when read. */
const fromHere = Effect.gen(function* () {
  const harness = yield* Harness
  const { connecting } = harness
  const connected = yield* Effect.catchDefect(connecting, () => Effect.succeed(0))
  const rest = Effect.fnUntraced(function* <A>(list: Effect.Effect<ReadonlyArray<A>>) {
    const before = yield* lengthOf(list)
    return { value: Effect.map(list, (all) => all.slice(before)) }
  })
  const here: Service = Object.create(harness, {
    connecting: { value: Effect.map(connecting, (all) => all - connected) },
    received: yield* rest(harness.received),
    requests: yield* rest(harness.requests),
    held: yield* rest(harness.held),
    paid: yield* rest(harness.paid)
  })
  return here
})

/** Runs a check on each of the chosen routes: there, that route is the only one. */
export const onRoutes = <R>(routes: Routes, check: Effect.Effect<void, Broken, R>) =>
  Effect.gen(function* () {
    const subject = yield* Subject
    for (const [index, target] of choose[routes](subject.targets).entries()) {
      const isHere = ({ method = target.method }: { readonly method?: string | undefined }) => method === target.method
      const here = Subject.of({
        ...subject,
        targets: [target],
        ask: (wish) => subject.ask({ target, ...wish }),
        sends: subject.sends.filter((send) => isHere(send) && (send.takes?.(target) ?? true)),
        asks: subject.asks.filter((ask) => isHere(ask) && (index === 0 || ask.isOfAccount !== true))
      })
      yield* check.pipe(
        Effect.provideService(Subject, here),
        Effect.provideServiceEffect(Harness, fromHere),
        Effect.mapError(
          ({ expected, happened }) =>
            new Broken({ expected: `${expected}, by ${target.method} in ${target.currency}`, happened })
        )
      )
    }
  })
