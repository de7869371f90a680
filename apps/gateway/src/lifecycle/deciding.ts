/** Decisions of people: an operator about what the gateway must not decide alone, a merchant who cancels. */
import { Settling } from "@switchyard/core"
import { type Decision, decided, type Entry, illegal, inFlight, kept, type Next, risky } from "./Decision.ts"
import type { Resolved } from "./Event.ts"
import { isSending, over, perhaps } from "./Facts.ts"
import * as Failures from "./failures.ts"
import { isAwaited, isOnItsWay } from "./latest.ts"
import * as LeftBehind from "./leftBehind.ts"
import { endOf, isDoubtful, isPlaced, isProvenUnsent, isUnsent, type Operation, type Policy } from "./Operation.ts"
import * as Replays from "./replays.ts"
import * as Schedule from "./Schedule.ts"
import { isDecidable, isOfChange, isUndecided } from "./Status.ts"
import * as Stages from "./stages.ts"
import { mayStillPay, riskOfFailing } from "./unproven.ts"
import * as Watching from "./watching.ts"

/** An operator has decided about what is unknown, waits for a person, or was provably never carried out. */
export const resolved = (given: Operation, event: Resolved, policy: Policy, now: number): Decision => {
  const operation = Replays.without(given, "an operator has decided")
  const { facts, kind, provider, status } = operation
  if (isOfChange(event.outcome)) return illegal("no change of it waits for a decision")
  const canDecide = isDecidable(status)
  if (!canDecide && !isUnsent(operation)) return illegal(`${status} needs no decision`)
  if (isAwaited(facts, now)) return inFlight
  const { acceptDuplicateRisk, note, operator, outcome } = event
  const suspects = outcome === "failed" && !acceptDuplicateRisk ? mayStillPay(operation) : undefined
  if (suspects !== undefined) return risky(riskOfFailing(operation, suspects), suspects)
  const entry: Entry = {
    kind: "operator",
    summary: `${operator} decided: ${outcome}`,
    details: { outcome, note, operator, acceptDuplicateRisk }
  }
  if (outcome !== "retry") {
    const failure = outcome === "failed" ? Failures.ours("Resolved", "decided by an operator") : null
    const isHeld = provider !== null && canDecide
    // It is a person's word, and no provider's: of that no manifest says how long it holds.
    const watchAt = isHeld
      ? Schedule.watch(
          kind,
          policy,
          endOf({ ...operation, facts: { ...facts, isResolved: true }, status: outcome }),
          now,
          {
            since: now,
            watched: 0
          }
        )
      : null
    return decided(operation, {
      ...Schedule.following(policy, outcome, now, { since: now, watchAt, isFresh: true }),
      entries: [entry],
      facts: {
        latest: over(facts),
        failure,
        doubt: null,
        isResolved: true,
        since: now,
        ...(outcome === "paid" ? Stages.keptBehind(operation) : {}),
        watch: {
          count: 0,
          at: watchAt,
          ...(outcome === "failed" ? Watching.others(operation, event.mayHaveIt ?? [], now) : {})
        }
      }
    })
  }
  if (facts.again?._tag === "Never") return illegal(`it is never sent again: ${facts.again.why}`)
  const { recovery } = operation
  const cleared = recovery === null ? facts.cleared : { recovery, asked: "all" as const }
  if (isDoubtful(operation) && !acceptDuplicateRisk) {
    // Everybody who may have it is asked once more.
    return decided(operation, { ...submitting(operation), entries: [entry], facts: { doubt: null, tries: 0 } })
  }
  // An attempt that is on its way stays so.
  const latest = isSending(facts) ? facts.latest : over(facts)
  const decidedNow = {
    doubt: null,
    cleared,
    latest,
    tries: 0,
    search: { ...facts.search, unaskedSince: null },
    deadAfter: null,
    ...Watching.leftOpen(operation, event.mayHaveIt ?? [])
  }
  if (isUnsent(operation) || !isPlaced(operation) || isProvenUnsent(operation)) {
    // Nobody could be asked: whoever is tried now may have it already.
    return decided(operation, {
      ...submitting(operation),
      entries: [entry],
      facts: { ...decidedNow, holding: "nobody", tried: [], again: acceptDuplicateRisk ? { _tag: "AtRisk" } : null }
    })
  }
  return decided(operation, {
    status: "unknown",
    step: "look_up",
    delay: 0,
    entries: [entry],
    facts: {
      ...decidedNow,
      holding: perhaps(facts),
      search: { ...decidedNow.search, absent: null },
      resends: { count: 0, why: null },
      // What was given up is abandoned, whatever the risk.
      again:
        acceptDuplicateRisk &&
        Stages.abandonOf(operation) === null &&
        !Settling.refusesDuplicates(Settling.of(policy, "create"))
          ? { _tag: "AtRisk" }
          : null
    }
  })
}

const submitting = ({ status }: Operation): Next =>
  status === "created" ? { status, step: "submit", delay: 0 } : { status: "submitting", step: "submit", delay: 0 }

/** The merchant cancels what was provably never carried out, however often it was tried. */
export const canceledUnsent = (operation: Operation, now: number): Decision =>
  isUnsent(operation) && operation.facts.alsoAt.length + LeftBehind.mayPay(operation.facts).length === 0
    ? decided(operation, {
        status: "canceled",
        step: "none",
        delay: null,
        why: "canceled by the merchant before anything was sent",
        facts: {
          since: now,
          failure: Failures.ours("Canceled", "canceled before anything was sent")
        }
      })
    : illegal("something was sent")

/** The merchant asks its provider to cancel it, at most once a minute. */
export const cancelAsked = (operation: Operation, now: number): Decision => {
  const { facts, kind, status } = operation
  if (status !== "processing") return illegal(`a ${kind} that is ${status} cannot be canceled now`)
  if (facts.cancelAskedAt !== null && now < facts.cancelAskedAt + Schedule.cancelSpacing)
    return illegal("asked already")
  return kept(operation, { facts: { cancelAskedAt: now } })
}

/** The merchant wants to cancel what may exist: nothing of it is sent any more, and what is left of it is abandoned. */
export const cancelWanted = (operation: Operation, policy: Policy, now: number): Decision => {
  const { facts, status } = operation
  if (!isUndecided(status)) return illegal(`what is ${status} is not replayed`)
  const open = Replays.openOf(facts)
  const stage = Stages.stageOf(operation)
  if (stage !== null && status === "unknown" && !isOnItsWay(facts, now)) {
    const { abandon } = stage
    if (abandon?.onceDead === "canceled") return illegal("it is being abandoned already")
    if (Stages.obstacle(operation, policy) === undefined) {
      const givenUp = Stages.givenUp(operation, {
        dueAt: abandon === null ? Math.max(Stages.soonest(facts), now) : abandon.dueAt,
        ...Stages.unwanted
      })
      // Where it was asked for before, it goes on when that was due.
      return abandon === null
        ? decided(operation, {
            status,
            step: "look_up",
            delay: Schedule.cancelSpacing,
            facts: { ...givenUp, tries: 0 }
          })
        : kept(operation, { facts: givenUp })
    }
  }
  if (open !== null) return kept(operation, { facts: Replays.ended(facts, Stages.unwanted.why) })
  // Its commit has not left yet, and does not any more.
  if (stage !== null && status === "submitting" && !stage.isPrepared) {
    return kept(operation, { facts: { stage: { ...stage, isUnwanted: true } } })
  }
  return isOnItsWay(facts, now) ? inFlight : illegal("it is not replayed any more")
}
