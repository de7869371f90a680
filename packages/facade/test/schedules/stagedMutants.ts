/** Holders that are wrong on purpose where a create in stages has left something. */
import * as Money from "@switchyard/core/Money"
import type { Keeper } from "./keeper/keeper.ts"
import * as Learn from "./keeper/learn.ts"
import { withOutcome } from "./keeper/row.ts"
import * as Staging from "./keeper/staging.ts"
import { keeper, type Mutant, tooEarly, unlike } from "./mutant.ts"

const lives = /a draft of it lives|exists \d times|was paid \d times/

/** Accepted means asked: what is left still lives for a while. */
const hasty: Partial<Keeper> = {
  abandoned: (row, end, now) => {
    const asked = Staging.abandoned(row, end, now)
    return Staging.dead({ ...asked, askedAt: now }, "canceled", now) ?? asked
  }
}

const other = Money.unsafe("1.07", "RUB")

const all: ReadonlyArray<Mutant> = [
  keeper("asks somebody else while a draft lives", lives, {
    ended: (row, end, account, now) =>
      end._tag === "OutcomeUnknown" && end.refused !== undefined
        ? {
            ...row,
            ...{ state: "submitting", attempts: withOutcome(row, "rejected"), dueAt: now },
            ...{ stage: undefined, replays: undefined, providerReference: undefined }
          }
        : Learn.ended(row, end, account, now)
  }),
  keeper("takes an abandonment that was asked for for a death", lives, hasty),
  keeper("asks somebody else before what it has abandoned is dead", tooEarly, hasty),
  keeper("prepares another amount to learn what it has left", unlike, {
    ended: (row, end, account, now) => {
      const next = Learn.ended(row, end, account, now)
      const isUnnamed = next.stage?.isLeft === true && next.providerReference === undefined
      return isUnnamed ? { ...next, request: { ...row.request, amount: other } } : next
    }
  }),
  keeper("commits again after an abandonment was asked for", /after its abandonment was asked for/, {
    abandoned: (row, end, now) => ({
      ...Staging.abandoned(row, end, now),
      replays: { dueAt: now + 100_000, isAsked: true, count: 1 }
    })
  })
]

/** All of them, with the schedules that are about stages: among all of them each is found too, but later. */
export const staging: ReadonlyArray<Mutant> = all.map((mutant) => ({ ...mutant, only: "staged" }))
