/** An operator's decision about what the gateway must not decide alone; it stands in the timeline with its author. */
import * as Effect from "effect/Effect"
import { mayHaveLeft } from "../lifecycle/changes/Change.ts"
import type { Account } from "../lifecycle/Facts.ts"
import { isDoubtful } from "../lifecycle/Operation.ts"
import { isMoneyMoved, type Kind } from "../lifecycle/Status.ts"
import { riskOfRetrying, riskOfTryingAgain } from "../lifecycle/unproven.ts"
import { Conflict, type NoSuchOperation, type Resolution, type StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import { accountsOf, isOfPinned, mayHave } from "./accounts.ts"
import { find } from "./find.ts"
import type { Service as Runner } from "./OperationRunner.ts"
import { suspects } from "./recover.ts"

const mustAccept = (message: string, mayStillPay: ReadonlyArray<string>) =>
  new Conflict({ code: "acceptance_of_duplicate_risk_required", message, mayStillPay })

// Whoever may have it beside its holder, by what is known of it and, where nobody was asked yet after a recovery, of all others.
const others = Effect.fnUntraced(function* (
  runner: Runner,
  row: Row
): Effect.fn.Return<ReadonlyArray<Account>, StoreUnavailable> {
  const everUsed = yield* runner.store.accounts(row.kind)
  const isOwn = isOfPinned(row, everUsed)
  const configured = accountsOf(runner, row).filter(isOwn)
  // A name may lead to another account now, or to none.
  const used = everUsed
    .filter(isOwn)
    .flatMap(({ fingerprint, instance }) =>
      fingerprint === null || !mayHave(runner, row, fingerprint) ? [] : [{ instance, fingerprint }]
    )
  const named = [...used, ...configured].filter(({ instance }) => row.facts.alsoAt.includes(instance))
  if (!isDoubtful(row) || row.facts.doubt !== null) return named
  const { ask, undecided } = yield* suspects(runner, row)
  return [...named, ...ask, ...undecided]
})

/** The operation after the decision. */
export const resolve = Effect.fnUntraced(function* (
  runner: Runner,
  kind: Kind,
  id: string,
  resolution: Resolution
): Effect.fn.Return<Row, NoSuchOperation | Conflict | StoreUnavailable> {
  const row = yield* find(runner, kind, id)
  const { acceptDuplicateRisk, outcome } = resolution
  // Whoever holds the payment is asked again about a change of it, and nothing is sent to anybody else.
  const isOfHolder = row.facts.changes?.reviewed != null || mayHaveLeft(row.facts.changes?.open ?? null)
  const mayPayTwice =
    outcome === "retry" && !acceptDuplicateRisk && !isOfHolder ? riskOfRetrying(row, runner.policyOf(row)) : undefined
  if (mayPayTwice !== undefined)
    return yield* mustAccept(riskOfTryingAgain(row, runner.policyOf(row), mayPayTwice), mayPayTwice)
  if (yield* runner.store.hasSideRead(id)) {
    return yield* new Conflict({ code: "not_resolvable", message: "another provider is being asked about it just now" })
  }
  const mayHaveIt = isOfHolder || isMoneyMoved(outcome) ? [] : yield* others(runner, row)
  const applied = yield* runner.apply(row, { _tag: "Resolved", ...resolution, mayHaveIt })
  if (applied._tag === "Applied") return applied.row
  if (applied._tag === "Late")
    return yield* new Conflict({ code: "not_resolvable", message: "it has changed meanwhile" })
  if (applied.isInFlight) return yield* new Conflict({ code: "in_flight", message: applied.why })
  return yield* applied.mayStillPay === undefined
    ? new Conflict({ code: "not_resolvable", message: applied.why })
    : mustAccept(applied.why, applied.mayStillPay)
})
