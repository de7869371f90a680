/**
 * The steps around every replay, of a create or of a change: what forbids it is found before a byte leaves, then what was hashed is sent,
 * with a span and nothing personal in what it ends with. Whatever is no proof once something may have left is unknown.
 */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import { describe } from "../../outcome/internal/issues.ts"
import { leftover } from "../../outcome/internal/leftover.ts"
import type { Creation } from "../../outcome/internal/prepared.ts"
import { compact } from "../../outcome/Optional.ts"
import { defaultTimeoutMillis, OutcomeUnknown } from "../../outcome/Outcome.ts"
import type { FieldIssue, ReadFailed } from "../../outcome/ProviderError.ts"
import * as Reason from "../../outcome/Reason.ts"
import * as Replay from "../../outcome/Replay.ts"
import { over } from "../../wire/internal/over.ts"
import type * as Op from "../Op.ts"
import * as Four from "./four.ts"
import type { Guard } from "./guard.ts"
import * as Hiding from "./hiding.ts"
import * as Keys from "./keys.ts"
import { type Obstacle, obstacleOf, tooEarly } from "./permitting.ts"
import * as Recent from "./recent.ts"
import { uncheckable } from "./refusing.ts"
import { issuesOfCall } from "./replayInput.ts"
import { type Staging, withId } from "./staging.ts"
import { nameReference, traced } from "./tracing.ts"

type Input = Op.Referring["Type"]
type Ended = Replay.Ended<unknown>
type Step<A> = Effect.Effect<A, Replay.NotReplayed>

/** A replay against which nothing stands, as far as its record says. */
interface Ready {
  readonly request: Input
  readonly prepared: Replay.Record["prepared"]
  readonly deadline: DateTime.Utc
  readonly hide: Hiding.Hider
  readonly counted: number
  readonly lasts: number
}

/** What is replayed. */
export interface About {
  /** The name under which a replay of it stands in errors and spans. */
  readonly called: string
  readonly op: Pick<Op.Send<Op.Referring, Op.Codec>, "validate" | "sensitive" | "hide">
  /** Why it would be refused before it sends anything. */
  readonly issues: (input: Input) => ReadonlyArray<FieldIssue>
  readonly ability: Keys.Ability
  readonly staging?: Staging | undefined
}

/** The replays of one send at one provider that has them. */
export const make = (guard: Guard, { ability, called, issues, op, staging }: About) => {
  const { name, provider, report } = guard
  const operation = name(called)
  const { account, stated } = ability
  const areRefusalsStored = stated.kind === "replayed" && stated.refusals === "stored"
  const recent = Recent.make()

  const notReplayed = (obstacle: Obstacle) => new Replay.NotReplayed({ provider, operation, ...obstacle })
  const fail = (why: Replay.Why, message: string) => Effect.fail(notReplayed({ why, message }))
  const invalid = (found: ReadonlyArray<FieldIssue>) =>
    notReplayed({ why: "InvalidRequest", message: describe(found), issues: found })

  // Whatever goes wrong here has sent nothing of a create.
  const beforeSending = <A>(step: () => Step<A>): Step<A> =>
    Effect.catchDefect(Effect.suspend(step), (defect) =>
      Effect.andThen(report(called, defect), fail("InvalidRequest", uncheckable))
    )

  const ready = (
    fiber: Fiber.Fiber<unknown, unknown>,
    input: Input,
    record: Replay.Record,
    options: Replay.Options = {}
  ): Step<Ready> =>
    Effect.flatMap(
      Effect.mapError(op.validate(input), ({ issues: found }) => invalid(found)),
      (request) => {
        nameReference(fiber, request.reference)
        const hide = Hiding.hider([...(op.sensitive?.(request) ?? []), ...(options.sensitive ?? [])])
        const found = [...issues(request), ...issuesOfCall(record, options)]
        if (found.length > 0) return Effect.fail(Hiding.notReplayed(hide)(invalid(found)))
        const clock = fiber.getRef(Clock.Clock)
        const now = clock.currentTimeMillisUnsafe()
        const deadline = options.deadline ?? DateTime.makeUnsafe(now + defaultTimeoutMillis)
        const until = DateTime.toEpochMillis(deadline)
        const obstacle = obstacleOf(stated, record, {
          now,
          deadline: until,
          clocksApartMillis: options.clocksApartMillis
        })
        if (obstacle !== undefined) return Effect.fail(notReplayed(obstacle))
        const counted = Number(clock.monotonicTimeNanosUnsafe()) / 1e6
        const lasts = until - now + stated.replayAfterMillis
        return Effect.succeed({ request, prepared: record.prepared, deadline, hide, counted, lasts })
      }
    )

  const unconfirmed = ({ message, retryAfterMillis }: ReadFailed) =>
    notReplayed({ why: "AccountUnconfirmed", message, ...compact({ retryAfterMillis }) })

  const confirmed: Step<void> =
    account === "inRequest" ? Effect.void : Effect.mapError(Effect.asVoid(account.confirm), unconfirmed)

  const same = (request: Input, record: Replay.Record): Step<Keys.Fixed> =>
    Effect.flatMap(Effect.andThen(confirmed, Keys.keyed(ability, request, record)), (found) => {
      if (found === undefined) return fail("Unsupported", "the request cannot be compared with the first one")
      const { fixed, key } = found
      if (record.account !== undefined && !Keys.isSameAccount(key, record)) {
        return fail("AnotherAccount", "the key leads to another account than the first request went to")
      }
      return Keys.isSame(key, record) ? Effect.succeed(fixed) : fail("Changed", "another request would be sent")
    })

  const recorded = ({ beforeSending: hook = Effect.succeed(true) }: Replay.Options = {}): Step<void> =>
    Effect.flatMap(hook, (isRecorded) =>
      isRecorded ? Effect.void : fail("NeverSent", "it was not written down, so nothing was sent")
    )

  // From here on something may have been sent.
  const carryOut = ({ deadline, hide, prepared, request }: Ready, { replay }: Keys.Fixed): Step<Ended> => {
    const about = { provider, operation, reference: request.reference }
    // By its own documents a refusal may leave nothing; that it is repeated does not show that the draft is gone.
    const withRest = (ended: Ended): Ended => {
      if (ended._tag !== "Refused") return withId(ended, prepared, about)
      return staging?.isPayable === true
        ? leftover(about, { ...ended, _tag: "Rejected" }, prepared?.providerReference)
        : ended
    }
    const demanding = (ended: Ended) => (ability.isReadByIdAlone ? demandingId(ended, about) : ended)
    return Keys.effectOf(() => replay({ deadline, areRefusalsStored })).pipe(
      Effect.catch((error: Replay.NotReplayed) => (isNotReplayed(error) ? Effect.fail(error) : Effect.die(error))),
      Effect.map((ended) =>
        demanding(Hiding.replayed(hide, op.hide?.bind(op) ?? asIs)(withRest(proven(ended, about, areRefusalsStored))))
      ),
      Effect.catchDefect((defect): Effect.Effect<Ended> => {
        const message = "the adapter failed while sending or reading the answer"
        return Effect.as(
          report(called, defect),
          new OutcomeUnknown({
            ...{ ...about, reason: "UnreadableAnswer", message },
            ...compact({ providerReference: hide.id(prepared?.providerReference) })
          })
        )
      })
    )
  }

  const create = (input: Input, record: Replay.Record, options?: Replay.Options): Step<Ended> =>
    traced(operation, guard, tagOf, (fiber) =>
      Effect.flatMap(
        beforeSending(() => ready(fiber, input, record, options)),
        (steps) => {
          const { counted, hide, lasts, request } = steps
          const wait = recent.take(request.reference, counted, lasts)
          if (wait > 0) return Effect.fail(notReplayed(tooEarly(wait)))
          let mayHaveLeft = false
          return beforeSending(() => Effect.tap(same(request, record), () => recorded(options))).pipe(
            Effect.flatMap((fixed) => {
              mayHaveLeft = true
              return Effect.tapError(carryOut(steps, fixed), () =>
                Effect.sync(() => {
                  mayHaveLeft = false
                })
              )
            }),
            Effect.onExit(() =>
              Effect.sync(() => {
                if (!mayHaveLeft) recent.release(request.reference, counted)
              })
            ),
            Effect.mapError(Hiding.notReplayed(hide))
          )
        }
      )
    )

  const hash = (input: Input, creation: Creation = {}): Effect.Effect<Replay.Key | undefined> =>
    Effect.suspend(() => op.validate(input)).pipe(
      Effect.flatMap((request) =>
        issues(request).length > 0 ? Effect.succeed(undefined) : Keys.keyed(ability, request, creation)
      ),
      Effect.map((found) => found?.key),
      Effect.catch(() => Effect.succeed(undefined)),
      Effect.catchDefect((defect) => Effect.as(report(called, defect), undefined))
    )

  return built({ confirm: confirming(guard, account), create, hash })
}

const confirming = (guard: Guard, account: Keys.Ability["account"] | undefined): Effect.Effect<void, ReadFailed> =>
  account === undefined || account === "inRequest"
    ? Effect.void
    : over(guard, guard.safeRead("confirmAccount", Effect.asVoid(account.confirm)))

/** The replays of a provider that has none of this send; whose account it is can be asked all the same. */
export const none = (
  guard: Guard,
  {
    account,
    called = "replay"
  }: { readonly called?: string; readonly account?: Keys.Ability["account"] | undefined } = {}
) => {
  const { lacks, name, provider } = guard
  const operation = name(called)
  const refused = new Replay.NotReplayed({ provider, operation, why: "Unsupported", message: lacks(called) })
  return built({
    confirm: confirming(guard, account),
    create: (): Step<Ended> => traced(operation, guard, tagOf, () => Effect.fail(refused)),
    hash: () => Effect.succeed(undefined)
  })
}

// An Spi may be written by hand: it cannot say more than the manifest, or of another operation.
const proven = (ended: Ended, about: Four.About, areRefusalsStored: boolean): Ended => {
  if (ended._tag !== "Refused") return Four.named(ended, about)
  const { message, providerCode, reason } = ended
  const said = { ...about, message, ...compact({ providerCode }) }
  return areRefusalsStored && Reason.isLasting(reason)
    ? new Replay.Refused({ ...said, reason })
    : new OutcomeUnknown({ ...said, reason: "UnrecognisedAnswer" })
}

// Nobody could ever read it: as good as not answered.
const demandingId = (ended: Ended, about: Four.About): Ended =>
  ended._tag !== "Accepted" || typeof Object(ended.value).providerReference === "string"
    ? ended
    : new OutcomeUnknown({ ...about, reason: "UnreadableAnswer", message: "accepted, without the provider's id" })

const asIs = (_: Hiding.Hider, value: unknown) => value

const isNotReplayed = (error: { readonly _tag: string }): error is Replay.NotReplayed => error._tag === "NotReplayed"

const tagOf = ({ _tag }: Ended): string => _tag

const byCore = new WeakSet<object>()

const built = <R extends object>(replays: R): R => {
  byCore.add(replays)
  return replays
}

/** The replays of a change, of those of a send. */
export const ofChange = ({ create, hash }: ReturnType<typeof make>) => built({ hash, replay: create })

/** Whether the replays of a service were built here. */
export const isBuilt = (replays: unknown): boolean =>
  typeof replays === "object" && replays !== null && byCore.has(replays)
