import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { type Fault, Harness } from "../../../Harness.ts"
import { answering } from "../../../internal/calls.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { due, isNotReplayed, lost, replayed, whereReplayed } from "../../../internal/replays.ts"
import * as Law from "../../../Law.ts"

type Way = readonly [what: string, fault: Fault]

const underStatus = (status: number): Way => [
  `HTTP ${status}`,
  { kind: "changed", change: (genuine) => ({ ...genuine, status }) }
]

const ways: ReadonlyArray<Way> = [
  ...[401, 403, 404, 409, 500, 503].map(underStatus),
  ["a rate limit", { kind: "rateLimit", retryAfterSeconds: 5 }],
  ["half of an answer", { kind: "truncate" }],
  ["a lost answer", { kind: "cutAfterActing" }],
  ["a connection that ends before the request is read", { kind: "cutBeforeReading" }],
  ...answering.map((fault): Way => [`an answer with ${fault.kind}`, fault])
]

const neverLeaves: ReadonlyArray<Fault> = [{ kind: "refused" }, { kind: "unresolved" }]

export const unsettled = Law.define({
  id: "replay/unsettled",
  title: "a replay whose answer proves nothing leaves the outcome as unknown as it was; one that never left says so",
  why: "it says nothing of the first request: whoever reads it as a refusal, or as an error to be retried elsewhere, pays again",
  check: whereReplayed(
    Effect.fnUntraced(function* (stated) {
      const harness = yield* Harness
      // A refusal that bears no mark is of now, and not of the first request.
      const refusals = harness.refusals.map((reason): Way => [`the refusal ${reason}`, { kind: "refuse", reason }])
      for (const [what, fault] of [...ways, ...refusals]) {
        const operation = yield* lost({ kind: "cutAfterActing" })
        const { asked, record } = operation
        yield* due(stated, operation)
        yield* harness.fault("create", fault)
        const { exit, sent } = yield* replayed(asked, record)
        const isUnknown =
          Exit.isSuccess(exit) && exit.value._tag === "OutcomeUnknown" && exit.value.reference === asked.reference
        yield* expect(isUnknown, `a replay after ${what} ends as OutcomeUnknown of ${asked.reference}`, describe(exit))
        yield* expect(sent === 1, `a replay is sent once, also after ${what}`, `it was sent ${sent} times`)
      }
      for (const fault of neverLeaves) {
        const operation = yield* lost({ kind: "cutAfterActing" })
        yield* due(stated, operation)
        yield* harness.fault("create", fault)
        const ended = yield* replayed(operation.asked, operation.record)
        yield* isNotReplayed(ended, "NeverSent", `when the connection is ${fault.kind}`)
      }
    })
  )
})
