/**
 * Compares what a provider's register says with what is in the merchant's own books, and reports every difference. It
 * decides nothing: a difference is for a person, or a reason to ask the provider. `reconcile` does it in memory; for
 * registers of any length `judge` is asked line by line and `missing` for what is left, which is all that `reconcile` does.
 */
import * as BigDecimal from "effect/BigDecimal"
import * as Schema from "effect/Schema"
import * as Money from "./Money.ts"
import { sameNumber, sameProviderId } from "./Reference.ts"
import type { Entry, Status } from "./Settlement.ts"

/** What can differ. */
export const FindingKind = Schema.Literals([
  /** The register has an operation that the books do not have. */
  "missing_here",
  /** The books have an operation as settled that the register does not have. */
  "missing_at_provider",
  /** Another amount than the payer was asked for, or than the recipient was to get. */
  "amount",
  /** A payment has brought the balance another amount than its provider stated. */
  "credited",
  /** A payout has cost the balance another amount than its provider stated. */
  "debited",
  /** One of these, or the fee, is in another currency. */
  "currency",
  "fee",
  /**
   * The line's own amounts do not add up, none of which differs from the books: the fee is not what lies between the amount
   * and what the balance gained or lost.
   */
  "fee_differs",
  /** The register says that it is settled, the books say something else. */
  "status",
  /** The same operation stands in the register a second time. */
  "duplicate",
  /** The line bears our reference or an id that we know, but our operation is another one, or is held elsewhere. */
  "foreign",
  /**
   * A spreadsheet has left only a number of the line's reference, and the books know no provider's id of the operation that
   * bears it: which one is meant cannot be told.
   */
  "number_only"
])

/** What can differ. */
export type FindingKind = typeof FindingKind.Type

/** One difference. Amounts, statuses and ids are shown as text; nothing personal is in it. */
export const Finding = Schema.Struct({
  kind: FindingKind,
  operation: Schema.Literals(["payment", "payout", "service"]),
  /** The line of the register; a finding without one is about the books alone. */
  line: Schema.optionalKey(Schema.Int),
  reference: Schema.optionalKey(Schema.String),
  providerReference: Schema.optionalKey(Schema.String),
  /** What the books say. */
  ours: Schema.optionalKey(Schema.String),
  /** What the register says. */
  theirs: Schema.optionalKey(Schema.String)
})

/** One difference. */
export interface Finding extends Schema.Schema.Type<typeof Finding> {}

/** An operation as the books have it. */
export interface Operation {
  readonly kind: "payment" | "payout"
  readonly reference: string
  readonly providerReference?: string
  /** The state in the books: one of `settledStatuses` once the provider has said that money moved. */
  readonly status: string
  /** What was asked for: what the payer was to pay, or the recipient to get. Left out where a debit was asked for instead. */
  readonly amount?: Money.Money
  /** What the balance gained by a payment, or lost by a payout with its fee, where the provider has stated it. */
  readonly net?: Money.Money
  readonly fee?: Money.Money
  /** It is held by another provider or merchant account than the one whose register this is. */
  readonly isElsewhere?: boolean
}

// What the books may say of an operation that the register has: it may have gone on since.
const agreeing: Readonly<Record<Status, ReadonlyArray<string>>> = {
  paid: ["paid", "paid_other_amount", "refunding", "refunded", "returned"],
  returned: ["returned", "refunding", "refunded"],
  failed: ["failed", "canceled", "expired"]
}

/** The states in which money has moved, so that a register of that time must have the operation. */
export const settledStatuses: ReadonlyArray<string> = agreeing.paid

const shown = (money: Money.Money): string => `${Money.toText(money)} ${money.currency}`

// The amount without the fee, where the line states only the net amount and the fee. What the recipient gets in another
// currency cannot be told from it.
const withoutFee = ({ currency, fee, kind, net }: Entry): Money.Money | undefined =>
  fee === undefined || net === undefined || fee.currency !== net.currency || (currency ?? net.currency) !== net.currency
    ? undefined
    : {
        value: (kind === "payment" ? BigDecimal.sum : BigDecimal.subtract)(net.value, fee.value),
        currency: net.currency
      }

type Difference = Pick<Finding, "kind" | "ours" | "theirs">

// Nothing is found where one side has not stated it.
const compared = (
  kind: FindingKind,
  ours: Money.Money | undefined,
  theirs: Money.Money | undefined
): ReadonlyArray<Difference> => {
  if (ours === undefined || theirs === undefined || Money.equals(ours, theirs)) return []
  return ours.currency === theirs.currency
    ? [{ kind, ours: shown(ours), theirs: shown(theirs) }]
    : [{ kind: "currency", ours: ours.currency, theirs: theirs.currency }]
}

// What a line states of the amount that was asked for. Another amount than asked for is known already; then only what the
// balance gained can be compared.
const statedAmount = (entry: Entry, { amount, status }: Operation): Money.Money | undefined => {
  const derived = withoutFee(entry)
  const stated = entry.amount ?? (derived?.currency === amount?.currency ? derived : undefined)
  return status === "paid_other_amount" ? undefined : stated
}

const amounts = (entry: Entry, operation: Operation): ReadonlyArray<Difference> => {
  const { amount, fee, kind, net } = operation
  const currency = entry.amount?.currency ?? entry.currency
  const found = [
    ...(amount !== undefined && currency !== undefined && currency !== amount.currency
      ? [{ kind: "currency" as const, ours: amount.currency, theirs: currency }]
      : compared("amount", amount, statedAmount(entry, operation))),
    ...compared(kind === "payment" ? "credited" : "debited", net, entry.net),
    ...compared("fee", fee, entry.fee)
  ]
  const isFirst = ({ ours, theirs }: Difference, at: number) =>
    found.findIndex((other) => other.ours === ours && other.theirs === theirs) === at
  // Two currencies differ once, however many amounts are in them.
  return found.filter((each, at) => each.kind !== "currency" || isFirst(each, at))
}

const comparisons = (entry: Entry, operation: Operation): ReadonlyArray<Difference> => [
  ...(agreeing[entry.status].includes(operation.status)
    ? []
    : [{ kind: "status" as const, ours: operation.status, theirs: entry.status }]),
  ...amounts(entry, operation)
]

const ofAmounts: ReadonlySet<FindingKind> = new Set(["amount", "credited", "debited", "currency", "fee"])

// A fee that is not stated counts as none. A line that was undone may state anything.
const ownFee = (entry: Entry): ReadonlyArray<Difference> => {
  const { amount, fee, kind, net, status } = entry
  if (amount === undefined || net === undefined || status !== "paid") return []
  const derived = withoutFee({ ...entry, fee: fee ?? Money.zero(net.currency) })
  if (derived === undefined || derived.currency !== amount.currency || Money.equals(derived, amount)) return []
  const moved = kind === "payment" ? "credited" : "debited"
  return [
    {
      kind: "fee_differs",
      theirs: `${shown(amount)}, ${moved} ${shown(net)}, ${fee === undefined ? "no fee" : `fee ${shown(fee)}`}`
    }
  ]
}

const isSameReference = ({ reference }: Entry, { providerReference, reference: ours }: Operation): boolean =>
  reference === undefined ||
  reference === ours ||
  // The provider's id has told already which operation it is.
  (providerReference !== undefined && sameNumber(reference, ours))

const isSameId = (entry: Entry, { providerReference }: Operation): boolean =>
  providerReference === undefined || sameProviderId(providerReference, entry.providerReference)

const foreign = (entry: Entry, operation: Operation): Difference | undefined => {
  const { providerReference, reference } = operation
  if (operation.isElsewhere === true) return { kind: "foreign", ours: "held elsewhere" }
  if (providerReference !== undefined && !isSameId(entry, operation)) {
    return { kind: "foreign", ours: providerReference, theirs: entry.providerReference }
  }
  return entry.reference === undefined || isSameReference(entry, operation)
    ? undefined
    : { kind: "foreign", ours: reference, theirs: entry.reference }
}

/**
 * The operation that a line speaks of, out of the one that bears its reference and the one that has its provider's id: by
 * the reference, unless that is what a spreadsheet makes of the other one's. A mere number is no reference of an operation
 * that is known under another id.
 */
export const operationOf = <O extends Operation>(
  entry: Entry,
  byReference: O | undefined,
  byProviderReference: O | undefined
): O | undefined => {
  const isNumber = entry.isReferenceNumber === true
  if (byProviderReference !== undefined && (isNumber || isSameReference(entry, byProviderReference))) {
    return byProviderReference
  }
  return isNumber && byReference !== undefined && !isSameId(entry, byReference)
    ? undefined
    : (byReference ?? byProviderReference)
}

const aboutOperation = (entry: Entry, operation: Operation | undefined): ReadonlyArray<Difference> => {
  const { isReferenceNumber: isNumber, reference } = entry
  if (operation === undefined) {
    return [
      isNumber ? { kind: "missing_here", theirs: `a spreadsheet's number ${reference}` } : { kind: "missing_here" }
    ]
  }
  const other = foreign(entry, operation)
  if (other !== undefined) return [other]
  return isNumber && operation.providerReference === undefined
    ? [{ kind: "number_only", ours: operation.reference, theirs: `a spreadsheet's number ${reference}` }]
    : comparisons(entry, operation)
}

const differences = (
  entry: Entry,
  operation: Operation | undefined,
  earlierLine: number | undefined
): ReadonlyArray<Difference> => {
  if (earlierLine !== undefined) return [{ kind: "duplicate", theirs: `also in line ${earlierLine}` }]
  if (entry.kind === "service") return []
  const found = aboutOperation(entry, operation)
  return found.some(({ kind }) => ofAmounts.has(kind)) ? found : [...found, ...ownFee(entry)]
}

/**
 * Compares one line with the operation in the books that it speaks of (`operationOf`). `earlierLine` is the line in which
 * the same operation stood before. No findings for a payment or payout: it matches, if it `isComparable`.
 */
export const judge = (
  entry: Entry,
  operation: Operation | undefined,
  earlierLine?: number | undefined
): ReadonlyArray<Finding> =>
  differences(entry, operation, earlierLine).map((difference) => ({
    operation: entry.kind,
    line: entry.line,
    ...(entry.reference === undefined ? {} : { reference: entry.reference }),
    providerReference: entry.providerReference,
    ...difference
  }))

/**
 * Whether what moved can be compared: what the line says the balance gained or lost, or the amount where it says nothing of
 * that, has something in the books to be compared with. A line without it agrees in nothing that matters.
 */
export const isComparable = (entry: Entry, operation: Operation): boolean =>
  entry.net === undefined
    ? operation.amount !== undefined && statedAmount(entry, operation) !== undefined
    : operation.net !== undefined

/** Whether a line speaks of the operation, so that the operation is not missing at the provider. */
export const speaksOf = (entry: Entry, operation: Operation): boolean => foreign(entry, operation) === undefined

/** The finding about a settled operation of the register's time that no line speaks of. */
export const missing = ({ kind, providerReference, reference, status }: Operation): Finding => ({
  kind: "missing_at_provider",
  operation: kind,
  reference,
  ...(providerReference === undefined ? {} : { providerReference }),
  ours: status
})

/** What two lines have in common that speak of the same operation. */
export const keyOf = ({ kind, providerReference }: Pick<Entry, "kind" | "providerReference">): string =>
  `${kind} ${providerReference}`

/** What a comparison has found. */
export interface Report {
  /** Lines that agree with the books, also in what the balance gained or lost. */
  readonly matched: number
  /** Lines without a difference, but also without anything in the books to compare what moved with. */
  readonly notComparable: number
  /** Lines about the provider's own business, which the books do not have. */
  readonly services: number
  readonly findings: ReadonlyArray<Finding>
}

/** Compares a register with the operations of its time, in memory. */
export const reconcile = (entries: Iterable<Entry>, operations: Iterable<Operation>): Report => {
  const byReference = new Map<string, Operation>()
  const byProviderReference = new Map<string, Operation>()
  const all = [...operations]
  for (const operation of all) {
    const { kind, providerReference } = operation
    byReference.set(`${kind} ${operation.reference}`, operation)
    if (providerReference !== undefined) byProviderReference.set(keyOf({ kind, providerReference }), operation)
  }
  const lines = new Map<string, number>()
  const spokenOf = new Set<Operation>()
  const findings: Array<Finding> = []
  let matched = 0
  let notComparable = 0
  let services = 0
  for (const entry of entries) {
    const key = keyOf(entry)
    const operation = operationOf(
      entry,
      byReference.get(`${entry.kind} ${entry.reference}`),
      byProviderReference.get(key)
    )
    const found = judge(entry, operation, lines.get(key))
    if (!lines.has(key)) lines.set(key, entry.line)
    if (operation !== undefined && speaksOf(entry, operation)) spokenOf.add(operation)
    if (entry.kind === "service") services += 1
    else if (found.length === 0 && operation !== undefined) {
      if (isComparable(entry, operation)) matched += 1
      else notComparable += 1
    }
    findings.push(...found)
  }
  for (const operation of all) {
    const isExpected = operation.isElsewhere !== true && settledStatuses.includes(operation.status)
    if (isExpected && !spokenOf.has(operation)) findings.push(missing(operation))
  }
  return { matched, notComparable, services, findings }
}
