/** Which states a dump must hold: every open one of both kinds with each of its steps, and every state of what is around. */
import type { Database } from "../operations/support/databases.ts"

const operations = `
  SELECT kind || ' ' || status || ' ' || step
    || CASE WHEN facts->>'sending' IS NOT NULL THEN ', being sent' ELSE '' END
    || CASE WHEN parked IS NOT NULL THEN ', parked: ' || parked ELSE '' END
    || CASE WHEN lease_until IS NOT NULL AND facts->>'sending' IS NULL THEN ', claimed' ELSE '' END
    || CASE WHEN hinted_at > last_read_at THEN ', hinted' ELSE '' END
    || CASE WHEN (facts->>'tries')::int > 0 THEN ', has been looked up' ELSE '' END
    || CASE WHEN (facts->>'notFound')::int > 0 THEN ', not found' ELSE '' END
    || CASE WHEN (facts->>'rounds')::int > 0 THEN ', waits' ELSE '' END
    || CASE WHEN (facts->>'watched')::int > 0 THEN ', has been watched' ELSE '' END AS state
  FROM operation`

const others = `
  SELECT 'callback ' || state FROM callback
  UNION ALL SELECT 'attempt ' || coalesce(outcome, 'without an outcome') FROM attempt
  UNION ALL SELECT 'delivery ' || status || CASE WHEN last_error IS NOT NULL THEN ', was tried' ELSE '' END
    || CASE WHEN lease_until IS NOT NULL THEN ', claimed' ELSE '' END FROM delivery
  UNION ALL SELECT 'register ' || status FROM register
  UNION ALL SELECT 'register line' FROM register_line
  UNION ALL SELECT 'register finding' FROM register_finding`

const required: ReadonlyArray<string> = [
  "payment awaiting_payer poll",
  "payment canceled sweep, has been watched",
  "payment created submit",
  "payment failed sweep, has been watched",
  "payment needs_review none, has been looked up",
  "payment paid none",
  "payment paid_other_amount none",
  "payment processing poll",
  "payment refunded none",
  "payment refunding poll",
  "payment submitting look_up, being sent",
  "payment submitting submit, waits",
  "payment unknown look_up, has been looked up",
  "payout canceled none",
  "payout created submit",
  "payout created submit, claimed",
  "payout created submit, parked: its request is sealed with a key that is not configured",
  "payout created submit, parked: no configured provider can carry it out",
  "payout created submit, waits",
  "payout failed none",
  "payout needs_review none",
  "payout needs_review none, has been looked up",
  "payout paid none",
  "payout processing poll",
  "payout processing sweep",
  "payout processing sweep, hinted",
  "payout submitting look_up, being sent",
  "payout submitting submit, waits",
  "payout unknown look_up, has been looked up",
  "payout unknown look_up, not found",
  "payout unknown look_up, parked: closed is not configured any more",
  "payout unknown send, not found",
  "attempt Accepted",
  "attempt NotExecuted",
  "attempt OutcomeUnknown",
  "attempt Rejected",
  "attempt without an outcome",
  "callback handled",
  "callback new",
  "callback rejected",
  "callback unknown",
  "delivery delivered",
  "delivery failed, was tried",
  "delivery pending",
  "delivery pending, claimed",
  "delivery pending, was tried",
  "register done",
  "register finding",
  "register line",
  "register reading"
]

/** How many there are of each. */
export const statesOf = async ({ sql }: Pick<Database, "sql">): Promise<Readonly<Record<string, number>>> => {
  const rows = await sql<{ state: string; count: number }>(
    `SELECT state, count(*)::int AS count FROM (${operations} UNION ALL ${others}) AS s GROUP BY state ORDER BY state`
  )
  return Object.fromEntries(rows.map(({ count, state }) => [state, count]))
}

/** The states that are missing; more than is required may be said of one. */
export const missing = (states: Readonly<Record<string, number>>): ReadonlyArray<string> =>
  required.filter((wanted) => !Object.keys(states).some((state) => state === wanted || state.startsWith(`${wanted},`)))
