/**
 * The provider's ledger: which operations it holds and what money really moved. A payout moves money when it
 * becomes `done`; a payment, when the payer's money is there.
 */
import type { Currency } from "@switchyard/core/Currency"
import type * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import * as BigDecimal from "effect/BigDecimal"
import type { Asks, Kind, Movement, Operation, Why } from "./controls.ts"
import type { Measures } from "./fees.ts"

/** One capture or dispute of a payment, or one refund of it as its list shows it. */
export interface Part {
  readonly id: string
  /** Our own id of it; undefined for what was made at the provider's desk. */
  readonly mark: string | undefined
  readonly amount: Money.Money
  readonly createdAt: number
  /** Of a capture: once it is done, whatever is left is let go. */
  readonly isLast: boolean
  status: string
}

/** An operation with what only the provider knows of it. */
export interface Held extends Operation, Measures {
  /** Our id for it at the provider: the reference, with the number of the create where there were several. */
  readonly order: string
  readonly createdAt: number
  /** Until when a draft can be committed. */
  readonly until: number | undefined
  status: string
  /** What reads still show, and how many of them. */
  lag: { readonly status: string; left: number } | undefined
  why: Why | undefined
  /** What the payer is told to do, where that was changed. */
  asks: Asks | undefined
  /** Whom it waits for, in the provider's word. */
  waitsFor: string | undefined
  /** The amount that a payer has sent. */
  paid: Money.Money | undefined
  /** It waits for captures. */
  readonly isManual: boolean
  readonly captures: Array<Part>
  readonly disputes: Array<Part>
  /** The payment that a refund is of. */
  readonly payment: string | undefined
  /** It was paid back, and has come back itself. */
  isBack: boolean
  /** It was made at the provider's desk. */
  readonly isElsewhere: boolean
  readonly receipts: Array<{ readonly id: string; readonly state: string }>
}

/** In milliseconds since 1970. */
interface Between {
  readonly since: number
  readonly until: number
}

const opened: Readonly<Record<Kind, string>> = { payout: "new", payment: "waiting", refund: "asked" }
const moving: Readonly<Record<Kind, ReadonlySet<string>>> = {
  payout: new Set(["done"]),
  payment: new Set(["received", "received_other"]),
  refund: new Set(["paid_back"])
}
const start = BigDecimal.fromStringUnsafe("1000000000000000000000")

/** One unit less, or more where that would leave nothing: what a payer sends by mistake. */
const other = ({ currency, value }: Money.Money): Money.Money => ({
  currency,
  value: BigDecimal.sum(value, BigDecimal.fromNumberUnsafe(1))
})

/** A ledger without entries. */
export const make = () => {
  const held: Array<Held> = []
  const ledger: Array<Movement> = []

  const isNamed = (operation: Held, kind: Kind, id: string): boolean =>
    operation.kind === kind && (operation.reference === id || operation.id === id)

  const lookUp = (kind: Kind, id: string, subAccount?: string): Held | undefined =>
    held.find(
      (operation) => (subAccount === undefined || operation.subAccount === subAccount) && isNamed(operation, kind, id)
    )

  const find = (kind: Kind, id: string): Held => {
    const found = lookUp(kind, id)
    if (found === undefined) throw new Error(`the provider holds no ${kind} ${id}`)
    return found
  }

  return {
    /** An operation of a sub-account, which is the empty text for the account itself; left out, of any of them. */
    lookUp,
    find,
    /** All of a sub-account that were made since a moment and until another, both included, the newest first. */
    listed: (kind: Kind, subAccount: string, { since, until }: Between): ReadonlyArray<Held> =>
      held
        .filter((each) => each.kind === kind && each.subAccount === subAccount)
        .filter(({ createdAt }) => createdAt >= since && createdAt <= until)
        .toReversed(),
    /** The newest operation under our id for it, in a sub-account. */
    ordered: (kind: Kind, order: string, subAccount: string): Held | undefined =>
      held.findLast(
        (operation) => operation.kind === kind && operation.order === order && operation.subAccount === subAccount
      ),
    open: (
      kind: Kind,
      operation: Pick<Held, "reference" | "method" | "order" | "payee" | "terms" | "subAccount" | "createdAt"> &
        Measures &
        Partial<Pick<Held, "isElsewhere" | "isManual" | "payment">>,
      { status = opened[kind], until }: Partial<Pick<Held, "status" | "until">> = {}
    ): Held => {
      const made: Held = {
        isElsewhere: false,
        isManual: false,
        payment: undefined,
        ...operation,
        kind,
        id: `${kind}-${held.length + 1}`,
        status,
        until,
        lag: undefined,
        why: undefined,
        waitsFor: undefined,
        asks: undefined,
        paid: undefined,
        isBack: false,
        captures: [],
        disputes: [],
        receipts: []
      }
      held.push(made)
      return made
    },
    /** Makes a draft what it is a draft of. */
    commit: (operation: Held): void => {
      if (operation.status === "draft") operation.status = opened[operation.kind]
    },
    /** The status that this read shows. */
    shown: (operation: Held): string => {
      const { lag, status } = operation
      if (lag === undefined || lag.left === 0) return status
      lag.left -= 1
      return lag.status
    },
    /** So many reads still show the operation as it is now. */
    lag: (kind: Kind, id: string, reads: number): void => {
      const operation = find(kind, id)
      operation.lag = { status: operation.status, left: reads }
    },
    settle: (kind: Kind, reference: string, status: string, why?: Why): void => {
      const operation = find(kind, reference)
      const before = operation.status
      operation.status = status
      operation.why = why
      // What bounces has come back.
      if (kind === "refund" && moving.refund.has(before)) {
        operation.isBack = !moving.refund.has(status)
        const index = ledger.findIndex((each) => each.kind === kind && each.reference === operation.reference)
        if (index >= 0) ledger.splice(index, 1)
      }
      // What bounced is sent again, and arrives once.
      if (!moving[kind].has(status) || (kind === "payout" && before === "bouncing")) return
      // Its captures have moved what there was.
      if (operation.isManual) return
      const amount = status === "received_other" ? other(operation.amount) : operation.amount
      if (kind === "payment") operation.paid = amount
      ledger.push({ kind, reference: operation.reference, amount })
    },
    /** Every operation of a kind, with what only the provider knows of it. */
    held: (kind?: Kind): ReadonlyArray<Held> =>
      held.filter((operation) => kind === undefined || operation.kind === kind),
    /** Money of a payer that a capture has brought. */
    received: ({ reference }: Held, amount: Money.Money): void => {
      ledger.push({ kind: "payment", reference, amount })
    },
    /** What a payment is after a capture of it: over where the last one is done and none is on its way; what failed ends nothing. */
    captured: (payment: Held): void => {
      const isOver = payment.captures.some(({ isLast, status }) => isLast && status === "done")
      if (isOver && payment.captures.every(({ status }) => status !== "asked")) payment.status = "received"
    },
    /** Everything but what payouts have taken. */
    available: (currency: Currency): Money.Money => ({
      currency,
      value: held
        .filter(({ kind, total }) => kind === "payout" && total.currency === currency)
        .reduce((rest, { total }) => BigDecimal.subtract(rest, total.value), start)
    }),
    operations: (kind: Kind): ReadonlyArray<Operation> =>
      held
        .filter((operation) => operation.kind === kind)
        .map(({ amount, createdAt, fee, id, method, payee, payment, reference, status, subAccount, terms, total }) => ({
          ...{ kind, id, reference, method, amount, fee, total, status, createdAt, subAccount },
          ...compact({ payee, payment, terms })
        })),
    ledger: (kind: Kind): ReadonlyArray<Movement> => ledger.filter((movement) => movement.kind === kind)
  }
}

/** The ledger of a provider. */
export type Ledger = ReturnType<typeof make>
