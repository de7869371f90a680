/**
 * Steps of the laws on stages: creates whose hook is watched, what they have prepared, and what somebody else could still pay of
 * it.
 */
import type { Outcome, OutcomeUnknown, SendOptions } from "@switchyard/core/Outcome"
import type { SendError } from "@switchyard/core/ProviderError"
import * as Stages from "@switchyard/core/Stages"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { type Fault, Harness } from "../Harness.ts"
import { type Asked, type Reported, Subject, type Wish } from "../Subject.ts"
import { show } from "./amounts.ts"
import { type Broken, broken, describe, expect } from "./expect.ts"
import { heldOf } from "./held.ts"
import { ends, errorOf } from "./running.ts"
import { created, offers, requestsOf } from "./steps.ts"

/** Whether the creates of the provider under test have stages. */
export const isStaged = Effect.map(Subject, ({ capabilities }) => Stages.isStaged(capabilities))

/** Whether what is only prepared can be committed by others than us. */
export const isPayable = Effect.map(Subject, ({ capabilities }) => Stages.ofCreate(capabilities).prepared === "payable")

/** Runs a check where creates have stages. Elsewhere the law `stages/undeclared` looks. */
export const whereStaged = <R>(check: (stated: Stages.OfSend) => Effect.Effect<void, Broken, R>) =>
  Effect.gen(function* () {
    const { capabilities } = yield* Subject
    if (Stages.isStaged(capabilities)) yield* check(Stages.ofCreate(capabilities))
  })

/** How a create ended. */
export type End = Exit.Exit<Outcome<Reported>, SendError>

/** A create that was watched. */
export interface Watched {
  readonly asked: Asked
  readonly exit: End
  /** What its hook was given, each time that it ran. */
  readonly seen: ReadonlyArray<Stages.Committing>
}

/** Runs a create to its end under a hook, and keeps what that was given. */
export const watched = Effect.fnUntraced(function* (
  asked: Asked,
  hook: Stages.BeforeCommit = () => Effect.succeed(true),
  options: SendOptions = {}
) {
  const seen: Array<Stages.Committing> = []
  const beforeCommit: Stages.BeforeCommit = (prepared) => {
    seen.push(prepared)
    return hook(prepared)
  }
  const ended: Watched = { asked, exit: yield* ends(asked.send({ ...options, beforeCommit })), seen }
  return ended
})

/** The answer of a holder that has stored nothing. */
export const no: Stages.BeforeCommit = () => Effect.succeed(false)

/** What was prepared, and not committed because its holder said no. */
export interface Draft extends Watched {
  readonly prepared: Stages.Committing
  readonly generation: number
}

/** Prepares a create whose holder then says no. */
export const drafted = Effect.fnUntraced(function* (wish?: Wish, generation = 0) {
  const { ask } = yield* Subject
  const ended = yield* watched(yield* ask(wish), no, { generation })
  const [prepared] = ended.seen
  if (prepared === undefined) return yield* broken("a create in stages asks its hook", describe(ended.exit))
  const draft: Draft = { ...ended, prepared, generation }
  return draft
})

/** The provider's id of what was prepared, which must be there where somebody else could commit it; undefined where it need not. */
export const idOf = Effect.fnUntraced(function* ({ exit, prepared }: Draft) {
  if (prepared.providerReference === undefined && (yield* isPayable)) {
    return yield* broken("what somebody else could commit has an id", `none is given; ${describe(exit)}`)
  }
  return prepared.providerReference
})

/** How often somebody else can still pay what stands under a reference: they do, and it is counted. */
export const payable = Effect.fnUntraced(function* ({ reference }: Pick<Asked, "reference">) {
  const { office, paid } = yield* Harness
  if (office === undefined) {
    return yield* broken("the harness has an office where something is prepared or abandoned", "it has none")
  }
  const of = Effect.map(paid, (all) => all.filter((entry) => entry.reference === reference).length)
  const before = yield* of
  yield* office(reference)
  return (yield* of) - before
})

/** Breaks the law unless the provider has neither committed nor paid anything under a reference. */
export const movedNothing = Effect.fnUntraced(function* (asked: Asked, when: string) {
  const { paid } = yield* Harness
  const held = yield* heldOf(asked)
  yield* expect(
    held.length === 0,
    `${when} nothing is committed`,
    `committed: ${held.map(({ amount }) => show(amount)).join(", ")}`
  )
  const moved = (yield* paid).filter(({ reference }) => reference === asked.reference)
  yield* expect(
    moved.length === 0,
    `${when} nothing is paid`,
    `paid: ${moved.map(({ amount }) => show(amount)).join(", ")}`
  )
})

/** The unknown that a create ended with, if it did. */
export const unknownOf = (exit: End): OutcomeUnknown | undefined =>
  Exit.isSuccess(exit) && exit.value._tag === "OutcomeUnknown" ? exit.value : undefined

/** Breaks the law unless a create that has committed nothing ended so: as a leftover, or where nobody else could commit it as not executed. */
export const isUncommitted = Effect.fnUntraced(function* ({ asked, exit, seen }: Watched, when: string) {
  if (!(yield* isPayable)) {
    const isNotExecuted = errorOf(exit)?._tag === "NotExecuted"
    return yield* expect(isNotExecuted, `${when} the create ends as NotExecuted`, describe(exit))
  }
  const unknown = unknownOf(exit)
  const isLeftover = unknown?.reason === "Leftover" && unknown.reference === asked.reference
  yield* expect(isLeftover, `${when} the create ends as OutcomeUnknown (Leftover)`, describe(exit))
  const [prepared] = seen
  yield* expect(
    prepared === undefined || unknown?.providerReference === prepared.providerReference,
    `${when} the unknown names the id of what is left`,
    `it names ${unknown?.providerReference ?? "none"}`
  )
})

/** How many requests of a preparation arrive, by one that goes right. */
export const preparing = Effect.gen(function* () {
  const before = (yield* requestsOf("prepare")).length
  yield* drafted()
  return (yield* requestsOf("prepare")).length - before
})

/** The ways in which a request that prepares can go wrong. */
export const lossesOf = Effect.map(
  Harness,
  ({ refusals }): ReadonlyArray<readonly [what: string, fault: Fault]> => [
    ...(
      [
        { kind: "refused" },
        { kind: "cutBeforeReading" },
        { kind: "cutAfterActing" },
        { kind: "truncate" },
        { kind: "rubbish" },
        { kind: "undocumented" },
        { kind: "html502" },
        { kind: "unknownAnswer" },
        { kind: "rateLimit", retryAfterSeconds: 5 }
      ] as const satisfies ReadonlyArray<Fault>
    ).map((fault) => [fault.kind, fault] as const),
    ...refusals.map((reason) => [`the refusal ${reason}`, { kind: "refuse", reason }] as const)
  ]
)

/** Abandons what a create has left. */
export const abandoned = Effect.fnUntraced(function* (
  { asked, generation }: Pick<Draft, "asked" | "generation">,
  providerReference: string,
  options: Partial<Stages.AbandonOptions> = {}
) {
  return yield* ends(asked.abandon({ providerReference, generation, ...options }))
})

/** Abandons it, which must be accepted. */
export const abandons = Effect.fnUntraced(function* (
  left: Pick<Draft, "asked" | "generation">,
  providerReference: string,
  options: Partial<Stages.AbandonOptions> = {}
) {
  const exit = yield* abandoned(left, providerReference, options)
  const isAccepted = Exit.isSuccess(exit) && exit.value._tag === "Accepted"
  yield* expect(isAccepted, "an abandonment of what is left is accepted", describe(exit))
})

/** A payment or payout that was declined and can still be paid, where the provider can be made to. */
export const declined = Effect.gen(function* () {
  const harness = yield* Harness
  const { ask } = yield* Subject
  // Elsewhere no status may mean it: the law `stages/undeclared` looks.
  if (!(yield* offers("abandon"))) return undefined
  if (!harness.statuses.some(({ means }) => means === "declined")) return undefined
  if (harness.decline === undefined) {
    return yield* broken("the harness can decline where a status says `declined`", "it cannot")
  }
  const asked = yield* ask()
  yield* harness.decline
  const exit: End = yield* ends(asked.send())
  return { asked, exit, generation: 0, unknown: unknownOf(exit) }
})

/** Something that can be abandoned, with its id: a draft, or what was declined. */
export const leftBehind = Effect.gen(function* () {
  if (!(yield* offers("abandon"))) return undefined
  if (yield* isStaged) {
    const draft = yield* drafted()
    const providerReference = yield* idOf(draft)
    return providerReference === undefined ? undefined : { ...draft, providerReference }
  }
  const left = yield* declined
  const providerReference = left?.unknown?.providerReference
  if (left === undefined) return undefined
  return providerReference === undefined
    ? yield* broken("what was declined ends unknown, with its id", describe(left.exit))
    : { ...left, prepared: undefined, providerReference }
})

/** A request that was created already; of stages a new one, as otherwise what prepares would meet it before the commit does. */
export const toRepeat = Effect.gen(function* () {
  const { ask } = yield* Subject
  return (yield* isStaged) ? yield* ask() : (yield* created()).asked
})

/** The statuses of what nobody can commit or pay any more. */
export const dead: ReadonlyArray<string> = ["failed", "canceled", "expired"]
