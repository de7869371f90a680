/**
 * The provider's statement, in numbered pages: a row for each payment and each capture, payout, refund and lost dispute that moved
 * money, another one for what came back, and what a test has booked. As with providers that do so, a row that comes late
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

const moved: Readonly<Record<Held["kind"], ReadonlySet<string>>> = {
  payment: new Set(["received", "received_other", "refunding", "refunded"]),
  payout: new Set(["done", "bouncing", "returned"]),
  refund: new Set(["paid_back"])
}

const settled = (money: Money.Money) => ({
  status: "settled",
  amount: money,
  net: money,
  fee: Money.zero(money.currency)
})

const withBack = (row: StatementRow, isBack: boolean): ReadonlyArray<StatementRow> =>
  isBack ? [row, { ...row, id: `${row.id}-back`, status: "returned" }] : [row]

// What was held has come by its captures; else a payment is one row.
const paymentRows = ({ amount, captures, createdAt, disputes, id, isManual, paid, reference, status }: Held) => {
  const of = { kind: "payment", operation: id, reference }
  const whole = { id, amount: paid ?? amount, createdAt }
  const came = isManual ? captures.filter((each) => each.status === "done") : moved.payment.has(status) ? [whole] : []
  return [
    ...came.map((each) => ({ ...of, id: `row-of-${each.id}`, at: each.createdAt, ...settled(each.amount) })),
    ...disputes
      .filter((each) => each.status === "lost")
      .map((each) => ({
        ...{ id: `row-of-${each.id}`, kind: "dispute", operation: each.id, payment: id, payment_reference: reference },
        at: each.createdAt,
        ...settled(each.amount)
      }))
  ]
}

const payoutRows = ({ amount, createdAt, fee, id, reference, status, total }: Held) => {
  if (!moved.payout.has(status)) return []
  const of = { id: `row-of-${id}`, kind: "payout", operation: id, reference, at: createdAt }
  return withBack({ ...of, status: "settled", amount, net: total, fee }, status === "returned")
}

const refundRows = (
  { amount, createdAt, id, isBack, isElsewhere, payment, reference, status }: Held,
  ledger: Ledger
) => {
  if (!moved.refund.has(status) && !isBack) return []
  const row = {
    ...{ id: `row-of-${id}`, kind: "refund", operation: id, reference: isElsewhere ? undefined : reference },
    ...{ payment, payment_reference: ledger.lookUp("payment", payment ?? "")?.reference },
    at: createdAt,
    ...settled(amount)
  }
  return withBack(row, !moved.refund.has(status))
}

const rowsOf = (operation: Held, ledger: Ledger): ReadonlyArray<StatementRow> => {
  if (!isCurrency(operation.amount.currency)) return []
  switch (operation.kind) {
    case "payment":
      return paymentRows(operation)
    case "payout":
      return payoutRows(operation)
    case "refund":
      return refundRows(operation, ledger)
  }
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
    const rows = [...ledger.held().flatMap((operation) => rowsOf(operation, ledger)), ...booked]
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
