/**
 * What a create sends, by the options of its caller: what was written down, or nothing; in its stages, where it has any. What the
 * holder of a record may ask beside it, to prepare alone and to abandon, is planned here too.
 */
import * as Effect from "effect/Effect"
import { leftover } from "../../outcome/internal/leftover.ts"
import { leavesNothing, leavingNothing } from "../../outcome/internal/proof.ts"
import type { Deadline, Outcome, Send, SendOptions } from "../../outcome/Outcome.ts"
import type { FieldIssue, NotExecuted } from "../../outcome/ProviderError.ts"
import type * as Op from "../Op.ts"
import * as Stages from "../Stages.ts"
import * as Four from "./four.ts"
import type { Guard } from "./guard.ts"
import * as Keys from "./keys.ts"
import type { Plan, Run } from "./sending.ts"
import * as StagesInput from "./stagesInput.ts"
import { type Commit, type Staging, withId } from "./staging.ts"

type Input = Op.Referring["Type"]

const refused = ({ notExecuted }: Guard, operation: string, issues: ReadonlyArray<FieldIssue>): NotExecuted => {
  const [issue = { path: "", reason: "" }] = issues
  return leavingNothing(notExecuted(operation, "InvalidRequest", `${issue.path}: ${issue.reason}`, issues))
}

const allowed = <A>(
  guard: Guard,
  operation: string,
  issues: ReadonlyArray<FieldIssue>,
  send: () => Effect.Effect<A, NotExecuted>
): Effect.Effect<A, NotExecuted> => (issues.length === 0 ? send() : Effect.fail(refused(guard, operation, issues)))

const another = { path: "replayKey", reason: "is of another request than would be sent" }

/** What was written down is sent, or nothing; `key` is what its record holds. */
const recorded = (
  guard: Guard,
  operation: string,
  {
    ability,
    creation = {},
    key,
    run
  }: {
    readonly ability: Keys.Ability | undefined
    readonly creation?: Stages.Creation
    readonly key: SendOptions["replayKey"]
    readonly run: Commit
  },
  request: Input
): Effect.Effect<Commit, NotExecuted> => {
  if (key === undefined) return Effect.succeed(run)
  const fail = Effect.fail(refused(guard, operation, [another]))
  if (ability === undefined) return fail
  return Effect.flatMap(Keys.keyed(ability, request, creation), (found) =>
    found !== undefined && Keys.isSame(found.key, key)
      ? Effect.succeed((_: Input, options: Deadline) => found.fixed.send(options))
      : fail
  )
}

/** The plan of a change of an operation that exists: it has neither stages nor generations. */
export const change =
  (guard: Guard, operation: string, run: Commit, ability: Keys.Ability | undefined): Plan =>
  (request, { replayKey: key }) =>
    recorded(guard, operation, { ability, key, run }, request)

/** The plan of a create, in its stages where `staging` has any. */
export const create = (
  guard: Guard,
  commit: Commit,
  {
    ability,
    staging,
    stated
  }: {
    readonly ability: Keys.Ability | undefined
    readonly staging: Staging | undefined
    readonly stated: Stages.Stated
  }
): Plan => {
  const guarded = unseen(guard, stated)
  return (request, { beforeCommit, generation = 0, replayKey }, hide) =>
    staging === undefined && isUnheard(beforeCommit, stated)
      ? unheard(guard)
      : allowed(guard, "create", StagesInput.ofCreate({ beforeCommit, generation }), () =>
          staging === undefined
            ? Effect.map(
                recorded(guard, "create", { ability, creation: { generation }, key: replayKey, run: commit }, request),
                (send) =>
                  (input: Input, { deadline }: Deadline) =>
                    guarded(input, () => send(input, { deadline, generation }))
              )
            : replayKey === undefined
              ? Effect.succeed((input: Input, { deadline }: Deadline) =>
                  staging.create(input, { beforeCommit, deadline, generation, hide })
                )
              : Effect.fail(refused(guard, "create", [another]))
        )
}

/** A create whose manifest says that it leaves what can be paid, and whose stages core has not seen: only what core has proven is a refusal. */
export const unseen =
  ({ name, provider, report }: Guard, stated: Stages.Stated) =>
  ({ reference }: Input, send: () => Send<unknown>): Send<unknown> => {
    if (Stages.ofCreate(stated).prepared !== "payable") return send()
    const about = { provider, operation: name("create"), reference }
    return Effect.catch(
      Four.carriedOut(about, (defect) => report("create", defect), send),
      (error): Send<unknown> =>
        leavesNothing(error) ? Effect.fail(error) : Effect.succeed(leftover(about, error, undefined))
    )
  }

// Whoever does all its stages in its create runs no hook between them.
const isUnheard = (hook: SendOptions["beforeCommit"], stated: Stages.Stated): boolean =>
  hook !== undefined && Stages.isStaged(stated)

const unheard = (guard: Guard): Effect.Effect<never, NotExecuted> => {
  const message = "its stages were not built by core, so nothing would be stored before its commit"
  return Effect.fail(leavingNothing(guard.notExecuted("create", "Unsupported", message)))
}

/** The plan of a create that core did not build: nobody promises that it stores what it prepares. */
export const foreign = (guard: Guard, run: Commit, stated: Stages.Stated): Plan => {
  const guarded = unseen(guard, stated)
  return (_, { beforeCommit, generation, replayKey }) => {
    if (isUnheard(beforeCommit, stated)) return unheard(guard)
    if (replayKey !== undefined) return Effect.fail(refused(guard, "create", [another]))
    return Effect.succeed((input: Input, { deadline }: Deadline) =>
      guarded(input, () => run(input, { deadline, generation }))
    )
  }
}

/** The plan of a change that core did not build: nobody knows what it would send, so no key is that of it. */
export const foreignChange =
  (guard: Guard, operation: string, run: Run): Plan =>
  (_, { replayKey }) =>
    replayKey === undefined ? Effect.succeed(run) : Effect.fail(refused(guard, operation, [another]))

/** The plan of a preparation that commits nothing; undefined where preparing again may give another object. */
export const prepare = (guard: Guard, staging: Staging | undefined, stated: Stages.Stated): Plan | undefined => {
  if (staging === undefined || Stages.ofCreate(stated).prepares !== "same") return undefined
  return (_, { generation = 0 }) =>
    allowed(guard, "prepare", StagesInput.ofCreate({ generation }), () =>
      Effect.succeed((input: Input, { deadline }: Deadline) => staging.prepare(input, { deadline, generation }))
    )
}

/** The plan of an abandonment; undefined where the provider lacks it. */
export const abandon = (guard: Guard, stages: Stages.Implemented<Input> | undefined): Plan | undefined => {
  const run = stages?.abandon?.bind(stages)
  if (run === undefined) return undefined
  return (_, options: Partial<Stages.AbandonOptions>) =>
    allowed(guard, "abandon", StagesInput.ofLeft(options), () =>
      Effect.succeed((input: Input, { deadline }: Deadline) => {
        const { asked = 0, generation = 0, prepared, providerReference = "" } = options
        const about = { provider: guard.provider, operation: guard.name("abandon"), reference: input.reference }
        const send = () => run(input, { asked, deadline, generation, prepared, providerReference })
        return Effect.map(
          Four.carriedOut(about, (defect) => guard.report("abandon", defect), send),
          (outcome): Outcome<unknown> => withId(outcome, { providerReference }, about)
        )
      })
    )
}
