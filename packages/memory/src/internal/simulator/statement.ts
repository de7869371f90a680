/**
 * The provider's statement: a row for whatever moved money, in numbered pages. As with providers that do so, a row that comes late
 * moves the pages behind it; how many rows there are is said on each page. What is younger than the lag is not shown yet.
 */
import { isCurrency } from "@switchyard/core/Currency"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import type { Options } from "../../MemoryOptions.ts"
import type { Booked, Statement, StatementRow } from "./controls.ts"
import type { Endpoint } from "./endpoint.ts"
import type { Held, Ledger } from "./ledger.ts"
import { ok, refusal } from "./reply.ts"

const instant = (millis: number): string => new Date(millis).toISOString()

const number = (money: Money.Money | undefined) => money && Json.number(Money.toText(money))

const moved: Readonly<Record<string, string>> = {
  done: "settled",
  received: "settled",
  received_other: "settled",
  refunding: "settled",
  refunded: "settled",
  bouncing: "settled",
  returned: "settled"
}

const moneyOf = (amount: Money.Money, value: (zero: Money.Money) => Money.Money) => value(Money.zero(amount.currency))

// The rows of an operation: when it was paid, and when a payout came back.
const rowsOf = ({
  amount,
  createdAt,
  fee,
  id,
  kind,
  paid,
  reference,
  status,
  total
}: Held): ReadonlyArray<StatementRow> => {
  if (moved[status] === undefined || !isCurrency(amount.currency)) return []
  const got = kind === "payment" ? (paid ?? amount) : amount
  const row: StatementRow = {
    id: `row-of-${id}`,
    kind,
    operation: id,
    reference,
    at: createdAt,
    status: "settled",
    amount: got,
    net: kind === "payment" ? got : total,
    fee: kind === "payment" ? moneyOf(amount, (zero) => zero) : fee
  }
  return status === "returned" ? [row, { ...row, id: `${row.id}-back`, status: "returned" }] : [row]
}

const written = ({ amount, at, fee, net, operation, payment, ...row }: StatementRow) => ({
  ...row,
  operation,
  payment,
  at: instant(at),
  currency: net.currency,
  amount: number(amount),
  net: number(net),
  fee: number(fee)
})

/** The statement of an account, and its endpoint. */
export const make = (
  { statementLagMillis = 0, statementPageRows = 10 }: Options,
  ledger: Ledger
): { readonly control: Statement; readonly endpoints: Readonly<Record<string, Endpoint>> } => {
  const booked: Array<StatementRow> = []
  const changes = new Map<string, Booked>()
  const removed = new Set<string>()
  const repeated: Array<string> = []
  const acts: Array<() => void> = []

  const all = (): ReadonlyArray<StatementRow> => {
    const rows = [...ledger.held().flatMap(rowsOf), ...booked]
      .filter(({ id }) => !removed.has(id))
      .map((row) => ({ ...row, ...changes.get(row.id) }))
      .toSorted((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1))
    return rows.flatMap((row) => (repeated.includes(row.id) ? [row, row] : [row]))
  }

  return {
    control: {
      rows: all,
      book: (row) => void booked.push(row),
      change: (id, change) => void changes.set(id, change),
      remove: (id) => void removed.add(id),
      repeat: (id) => void repeated.push(id),
      afterPage: (act) => void acts.push(act)
    },
    endpoints: {
      "/settlement/rows": (body, now) => {
        const [from, to] = [Date.parse(body.text("from")), Date.parse(body.text("to"))]
        const page = Number(body.text("page") || "1")
        if (!(from < to) || !Number.isInteger(page) || page < 1) return refusal("bad_request", "from, to, page")
        const asOf = now - statementLagMillis
        const shown = all().filter(({ at }) => at >= from && at < to && at <= asOf)
        const answer = ok({
          rows: shown.slice((page - 1) * statementPageRows, page * statementPageRows).map(written),
          next: page * statementPageRows < shown.length ? String(page + 1) : undefined,
          total: Json.number(String(new Set(shown.map(({ id }) => id)).size)),
          as_of: instant(asOf)
        })
        acts.shift()?.()
        return answer
      }
    }
  }
}
