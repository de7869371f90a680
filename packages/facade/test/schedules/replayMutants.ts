/** Holders and lines that are wrong on purpose where an unknown is settled by replay. */
import * as Money from "@switchyard/core/Money"
import * as Reason from "@switchyard/core/Reason"
import * as Replay from "@switchyard/core/Replay"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Decide from "./keeper/decide.ts"
import { decide } from "./keeper/decide.ts"
import * as Learn from "./keeper/learn.ts"
import * as Replaying from "./keeper/replaying.ts"
import type { Row } from "./keeper/row.ts"
import { keeper, type Mutant, twice } from "./mutant.ts"
import type { ExchangeOf } from "./world/line.ts"

// As if the first send were the latest one.
const sinceLatest = (row: Row): Row => {
  const last = row.attempts.at(-1)
  return {
    ...row,
    attempts: row.attempts.map((attempt) =>
      attempt.instance === last?.instance ? { ...attempt, at: last.at } : attempt
    )
  }
}

const repeated = (row: Row, change: (record: Replay.Record) => Partial<Replay.Record>) => {
  const record = Replaying.recordOf(row)
  return Effect.succeed(record && { request: row.request, record: { ...record, ...change(record) } })
}

const newKeys =
  (exchangeOf: ExchangeOf): ExchangeOf =>
  (account) => {
    let sent = 0
    const exchange = exchangeOf(account)
    return ({ headers, ...request }, deadline) => {
      sent += 1
      const key = headers["x-memory-key"]
      return exchange(
        { ...request, headers: key === undefined ? headers : { ...headers, "x-memory-key": `${key}-${sent}` } },
        deadline
      )
    }
  }

const other = Money.unsafe("1.07", "RUB")

const all: ReadonlyArray<Mutant> = [
  keeper("counts the window from its latest replay", /replayed after its window/, {
    decide: (row, view, now) => {
      // It would go on for ever.
      const step = decide(row.attempts.length > 12 ? row : sinceLatest(row), view, now)
      if (step?.do !== "write") return step
      const attempts = step.row.attempts.map((attempt, index) => ({ ...attempt, at: row.attempts[index]?.at ?? now }))
      return { ...step, row: { ...step.row, attempts } }
    },
    repeat: (row) => repeated(row, () => ({ firstSentAt: DateTime.makeUnsafe(row.attempts.at(-1)?.at ?? 0) }))
  }),
  {
    name: "a line that gives each request another key",
    holder: "keeper",
    actors: { carry: newKeys },
    breaks: twice
  },
  keeper("replays another amount under a key of its own making", /other bytes/, {
    repeat: (row, hash) => {
      const request = { ...row.request, amount: other }
      return Effect.flatMap(hash(request), (key) =>
        Effect.map(
          repeated(row, () => key ?? {}),
          (repeat) => repeat && { ...repeat, request }
        )
      )
    }
  }),
  keeper("takes whatever a replay is refused with for final", twice, {
    replayEnded: (row, end, now) =>
      end._tag === "OutcomeUnknown" && Reason.isLasting(end.reason)
        ? Replaying.replayEnded(row, new Replay.Refused({ ...end, _tag: "Refused" }), now)
        : Replaying.replayEnded(row, end, now)
  }),
  keeper("takes a replay that was not sent for a payout that was not", twice, {
    replayEnded: (row, end, now) =>
      end._tag === "NotReplayed"
        ? {
            ...row,
            state: "submitting",
            attempts: row.attempts.map((attempt) => ({ ...attempt, outcome: "not_executed" })),
            replays: undefined,
            dueAt: now
          }
        : Replaying.replayEnded(row, end, now)
  }),
  keeper("replays before the send before is over", /before the send before was over/, {
    begun: (row, sent, now) => {
      const begun = Decide.begun(row, sent, now)
      return { ...begun, replays: begun.replays && { ...begun.replays, dueAt: begun.replays.dueAt - 30_000 } }
    },
    repeat: (row) => repeated(row, ({ firstSentAt }) => ({ lastSendUntil: firstSentAt }))
  }),
  keeper("replays what it has not written down", /more often than it was written down/, {
    replayed: (row, step, next, now) => ({ ...Replaying.replayed(row, step, next, now), attempts: row.attempts })
  }),
  keeper("replays after a cancel", /after its cancel/, {
    canceled: (row, now) => {
      const canceled = Decide.canceled(row, now)
      return canceled && { ...canceled, replays: row.replays }
    }
  }),
  keeper("takes the death of one request for that of all", /is called failed .* but it is at/, {
    found: (row, payout, account, now) =>
      payout.status === "failed"
        ? { ...row, state: "failed", why: "mutant", dueAt: undefined }
        : Learn.found(row, payout, account, now)
  })
]

/** All of them, with the schedules that are about replays: among all of them each is found too, but later. */
export const replaying: ReadonlyArray<Mutant> = all.map((mutant) => ({ ...mutant, only: "repeating" }))
