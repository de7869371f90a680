/**
 * Holders, transports and adapters that are wrong on purpose, each in one way that somebody could write by mistake. The
 * schedules must catch every one of them, or they prove nothing about the right ones.
 */
import * as Outcome from "@switchyard/core/Outcome"
import type { Payout } from "@switchyard/core/Payout"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as Plugin from "@switchyard/core/Plugin"
import { NotExecuted } from "@switchyard/core/ProviderError"
import type { Transport } from "@switchyard/core/Transport"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Decide from "./keeper/decide.ts"
import { decide, type View } from "./keeper/decide.ts"
import type { Keeper } from "./keeper/keeper.ts"
import * as Learn from "./keeper/learn.ts"
import { type Row, withOutcome } from "./keeper/row.ts"
import { keeper, type Mutant, twice, unlike } from "./mutant.ts"
import { replaying } from "./replayMutants.ts"
import { staging } from "./stagedMutants.ts"
import type { Wrap } from "./world/config.ts"

/** Sends again to the instance of the last attempt, when `when` holds. */
const resending =
  (when: (row: Row) => boolean): Keeper["decide"] =>
  (row, view, now) => {
    const last = row.attempts.at(-1)
    const account = view.accounts.get(last?.instance ?? "")
    return last !== undefined && account !== undefined && row.attempts.length < 3 && when(row)
      ? { do: "send", instance: last.instance, account, why: "mutant" }
      : decide(row, view, now)
  }

const another = Redacted.make("2200000000000004")

/** The row of an attempt at Feennex, which is another card's from the second one on. */
const elsewhereAddressed: Keeper["begun"] = (row, sent, now) => {
  const begun = Decide.begun(row, sent, now)
  const { destination } = row.request
  const isSecond = sent.instance === "feennex" && row.attempts.some(({ instance }) => instance === sent.instance)
  return isSecond && destination.type === "card"
    ? { ...begun, request: { ...row.request, destination: { ...destination, number: another } } }
    : begun
}

const closed = (row: Row, state: "paid" | "failed"): Row => ({ ...row, state, why: "mutant", dueAt: undefined })

const trusting = (row: Row, view: View): View => ({
  ...view,
  accounts: new Map(
    [...view.accounts].map(([name, account]) => [
      name,
      { ...account, fingerprint: row.attempts.at(-1)?.fingerprint ?? account.fingerprint }
    ])
  )
})

const refusals: Readonly<Record<string, string>> = {
  "p2p.test": '{"ok":false,"error":"low balance"}',
  "feennex.test": '{"data":null,"error_code":9,"message":"Insufficient balance","result":false}'
}

const refusing =
  (carry: Transport): Transport =>
  async (request, permit) => {
    const response = await carry(request, permit)
    const headers = { "content-type": "application/json" }
    return response.status < 500 ? response : new Response(refusals[new URL(request.url).host], { headers })
  }

const lateOpening =
  (carry: Transport): Transport =>
  async (request, permit) => {
    const response = await carry(request, {
      body: permit.body,
      maxAnswerBytes: permit.maxAnswerBytes,
      signal: permit.signal,
      acquire: () => true
    })
    if (!permit.acquire()) throw new Error()
    return response
  }

type Send = PayoutProvider.Service["create"]

/** Every package, with another `create`. */
const creating =
  (wrong: (create: Send) => Send): Wrap =>
  (plugin) =>
    Plugin.define({
      ...plugin,
      make: (options, instance) =>
        Effect.map(plugin.make(options, instance), ({ payouts }) =>
          payouts === undefined ? {} : { payouts: { ...payouts, create: wrong(payouts.create) } }
        )
    })

const retrying =
  (create: Send): Send =>
  (request, options) =>
    Effect.flatMap(create(request, options), (outcome) =>
      outcome._tag === "OutcomeUnknown" ? create(request) : Effect.succeed(outcome)
    )

const denying =
  (create: Send): Send =>
  (request, options) =>
    Effect.flatMap(create(request, options), (outcome): Outcome.Send<Payout> => {
      if (outcome._tag === "Accepted") return Effect.succeed(Outcome.accepted(outcome.value))
      const { message, operation, provider, reason } = outcome
      return Effect.fail(new NotExecuted({ message, operation, provider, reason }))
    })

const orders: ReadonlyArray<Mutant> = [
  keeper("fails over after an unknown outcome", twice, {
    ended: (row, end, account, now) =>
      end._tag === "OutcomeUnknown"
        ? { ...row, attempts: withOutcome(row, "not_executed"), dueAt: now }
        : Learn.ended(row, end, account, now)
  }),
  keeper("sends again after a timeout", twice, {
    decide: resending(({ state, why }) => state === "unknown" && why === "unknown: TimedOut")
  }),
  keeper("sends again to P2P when a look-up fails", twice, {
    decide: resending(({ asked, state }) => state === "unknown" && asked > 0)
  }),
  keeper("sends again what it finds half sent after a crash", twice, {
    decide: resending(({ attempts }) => attempts.at(-1)?.outcome === "sending")
  }),
  keeper("sends again to another card", unlike, { begun: elsewhereAddressed }),
  keeper("believes the first not-found", /is called failed .* but it is at/, {
    unfound: (row, error, account, now) =>
      error._tag === "NotFound" ? closed(row, "failed") : Learn.unfound(row, error, account, now)
  }),
  keeper("adopts a foreign duplicate", /no provider has it/, {
    ended: (row, end, account, now) =>
      end._tag === "OutcomeUnknown" && end.reason === "DuplicateReference"
        ? closed(row, "paid")
        : Learn.ended(row, end, account, now)
  }),
  keeper("adopts whatever a look-up finds", /no provider has it/, {
    found: (row, payout, account, now) =>
      payout.status === "paid" ? closed(row, "paid") : Learn.found(row, payout, account, now)
  }),
  keeper("looks up at another merchant account", /exists \d times|is called|complains/, {
    decide: (row, view, now) => decide(row, trusting(row, view), now)
  }),
  keeper("sends after the time it wrote down", /outside the time/, { sendUntil: (_, now) => now + 30_000 }),
  keeper("takes an undocumented status for a failure", /is called failed .* but it is at/, {
    found: (row, payout, account, now) =>
      payout.status === "unrecognised" ? closed(row, "failed") : Learn.found(row, payout, account, now)
  }),
  keeper("believes a callback", /is called (paid|failed)/, {
    onCallback: (row, event) =>
      event.providerStatus === "successful"
        ? closed(row, "paid")
        : event.providerStatus === "rejected_gate"
          ? closed(row, "failed")
          : undefined
  }),
  {
    only: "late",
    ...keeper("ends with what a resend is refused with", /is called failed .* but it is at/, {
      ended: (row, end, account, now) =>
        end._tag === "Rejected"
          ? closed({ ...row, attempts: withOutcome(row, "rejected") }, "failed")
          : Learn.ended(row, end, account, now)
    })
  },
  {
    name: "a transport that takes 5xx for a refusal",
    holder: "keeper",
    actors: { wrap: refusing },
    breaks: twice
  },
  {
    name: "a transport that acquires its permit when the answer is there",
    holder: "create",
    actors: { wrap: lateOpening },
    breaks: twice
  },
  {
    name: "an adapter that retries a lost answer",
    holder: "create",
    actors: { adapter: creating(retrying) },
    breaks: twice
  },
  {
    name: "an adapter that calls an unknown outcome not executed",
    holder: "create",
    actors: { adapter: creating(denying) },
    breaks: twice
  },
  {
    name: "a process that forgets what it has created",
    holder: "create",
    actors: { isForgetful: true },
    breaks: twice
  }
]

/** All of them, each with the schedules that are about it: among all of them it is found too, but later. */
export const mutants: ReadonlyArray<Mutant> = [
  ...orders.map((mutant): Mutant => ({ only: "ordered", ...mutant })),
  ...replaying,
  ...staging
]
