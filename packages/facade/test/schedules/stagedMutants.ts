/** Holders that are wrong on purpose where a create in stages has left something. */
import * as Learn from "./keeper/learn.ts"
import { withOutcome } from "./keeper/row.ts"
import * as Staging from "./keeper/staging.ts"
import { keeper, type Mutant } from "./mutant.ts"

const lives = /a draft of it lives|exists \d times|was paid \d times/

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
  keeper("takes an abandonment that was asked for for a death", lives, {
    abandoned: (row, end, now) => {
      const asked = Staging.abandoned(row, end, now)
      return Staging.dead({ ...asked, askedAt: now }, "canceled", now) ?? asked
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
