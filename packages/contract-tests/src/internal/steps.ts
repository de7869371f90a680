/** Steps that many laws begin with. Each breaks the law in plain words when the adapter does not even get that far. */
import type { Manifest } from "@switchyard/core/Capabilities"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness, type Operation } from "../Harness.ts"
import { type Asked, type Reported, Subject, type Wish } from "../Subject.ts"
import { broken, describe, expect } from "./expect.ts"
import { ends } from "./running.ts"

/** Sends an ordinary create, which must be accepted. */
const accepted = Effect.fnUntraced(function* (asked: Asked) {
  const exit = yield* ends(asked.send())
  if (Exit.isSuccess(exit) && exit.value._tag === "Accepted") return exit.value.value
  return yield* broken("an ordinary create is accepted", describe(exit))
})

/** An operation that was asked for, and what the provider answered when it accepted it. */
export interface Created {
  readonly asked: Asked
  readonly reported: Reported
}

/** Asks for an ordinary operation and has it accepted. */
export const created = Effect.fnUntraced(function* (wish?: Wish) {
  const subject = yield* Subject
  const asked = yield* subject.ask(wish)
  const reported: Reported = yield* accepted(asked)
  const both: Created = { asked, reported }
  return both
})

/** Moves the clock on so far that the next status read is not too early, and that what was just sent can be seen by it. */
export const spaced = Effect.gen(function* () {
  const harness = yield* Harness
  const { lookUp, statusReads } = (yield* Subject).capabilities
  const visibleAfter = lookUp.create?.foundAfterMillis ?? 0
  yield* harness.advance(Duration.millis(Math.max(statusReads.spacingMillis, visibleAfter)))
})

/** What is known of an operation when it is read. */
export interface Known {
  readonly asked: Pick<Asked, "reference" | "request">
  readonly reported: Pick<Reported, "providerReference">
}

/** The ids by which the provider can be asked about an operation, as its capabilities declare. */
export const queryFor = Effect.fnUntraced(function* ({ asked, reported }: Known) {
  const { capabilities } = yield* Subject
  const { reference } = asked
  const { providerReference } = reported
  const byProviderId = capabilities.operations.includes("getByProviderReference") && providerReference !== undefined
  return byProviderId ? { reference, providerReference } : { reference }
})

/** What the provider needs beside the ids to find an operation: the request, where it has a list alone. */
export const needed = ({ lookUp }: Pick<Manifest, "lookUp">, { request }: Pick<Asked, "request">) =>
  lookUp.create?.by === "list" ? { request } : {}

/** Reads an operation by all that whoever keeps its record knows of it. */
export const lookedUp = Effect.fnUntraced(function* (operation: Known) {
  const subject = yield* Subject
  return yield* subject.get(yield* queryFor(operation), { request: operation.asked.request })
})

/** Reads an operation that was reported, not too early; ends with whatever the read ended with. */
export const read = Effect.fnUntraced(function* (operation: Known) {
  yield* spaced
  return yield* ends(lookedUp(operation))
})

/** Reads an operation, which must work. */
export const found = Effect.fnUntraced(function* (operation: Created) {
  const exit = yield* read(operation)
  return Exit.isSuccess(exit) ? exit.value : yield* broken("an ordinary read finds the operation", describe(exit))
})

/** The requests of an operation that have reached the provider. */
export const requestsOf = Effect.fnUntraced(function* (operation: Operation) {
  const harness = yield* Harness
  return (yield* harness.received).filter((request) => request.operation === operation)
})

/** The requests that have reached the provider, but for those that only prepare. */
export const sent = Effect.gen(function* () {
  const harness = yield* Harness
  return (yield* harness.received).filter(({ operation }) => operation !== "prepare")
})

/** Breaks the law unless the provider has received exactly so many requests, beside those that only prepare; of these none either where it is none. */
export const receivedInAll = Effect.fnUntraced(function* (count: number, when: string) {
  const harness = yield* Harness
  const received = count === 0 ? yield* harness.received : yield* sent
  const what = received.map(({ operation }) => operation).join(", ")
  yield* expect(
    received.length === count,
    `${when}, the provider has received ${count} requests`,
    `it has received ${received.length}${what === "" ? "" : ` (${what})`}`
  )
})

/** Whether a status means that the money has gone where it was to go. */
export const isMoneyThere = (status: string): boolean => status === "paid" || status === "succeeded"

/** Whether the provider offers an optional operation. */
export const offers = Effect.fnUntraced(function* (operation: string) {
  const { capabilities } = yield* Subject
  return capabilities.operations.includes(operation)
})
