/**
 * The laws that no crash may break, over what is known when a run is over: nothing acknowledged is lost, nothing is paid
 * twice or unasked, the gateway's books agree with the providers', and the merchant was told of every end, in order.
 * Pure; each broken law is one sentence that begins with the reference of its operation.
 */
import * as Decimal from "../../src/model/Decimal.ts"
import type { Resource } from "../merchant/client.ts"
import type { Received } from "../merchant/receiver.ts"
import type { Name } from "../world/simulators.ts"
import * as Captures from "./captures.ts"
import type { Facts } from "./facts.ts"
import * as Refunds from "./refunds.ts"
import { overtaken, spacing } from "./webhooks.ts"

/** Whether nothing more will happen to an operation by itself. */
export const isOver = ({ status }: Resource): boolean =>
  /^(paid|paid_other_amount|succeeded|failed|expired|canceled|returned|refunded|needs_review)$/.test(status)

// Of what was paid back the money had moved.
const isPaid = ({ status }: Resource): boolean =>
  status === "paid" || status === "paid_other_amount" || status === "refunded"

// A person decides about these, and until then nothing may be claimed.
const isUndecided = ({ status }: Resource): boolean => status === "needs_review" || status === "unknown"

const byReference = <A extends { readonly reference: string }>(all: ReadonlyArray<A>) =>
  Map.groupBy(all, ({ reference }) => reference)

const isName = (provider: string | null): provider is Name | "bank" =>
  provider === "feennex" || provider === "p2p" || provider === "bank"

const existence = ({ acknowledged, resources }: Facts): ReadonlyArray<string> => {
  const known = byReference(resources)
  const asked = new Set(acknowledged.map(({ order }) => order.reference))
  return [
    ...acknowledged.flatMap(({ id, order }) => {
      const found = known.get(order.reference) ?? []
      if (found.length === 0) return [`${order.reference} was acknowledged and is lost`]
      if (found.length > 1) return [`${order.reference} exists ${found.length} times`]
      const isSame = found[0]?.id === id && found[0].amount.value === order.value
      return isSame ? [] : [`${order.reference} is not what was acknowledged`]
    }),
    ...resources.flatMap(({ reference }) => (asked.has(reference) ? [] : [`${reference} was never asked for`]))
  ]
}

const money = ({ resources, providers }: Facts): ReadonlyArray<string> => {
  const ofBank = providers.bank.ledger.filter(({ kind }) => kind !== "refund")
  const ledger = [...providers.feennex.ledger, ...providers.p2p.ledger, ...ofBank]
  const moved = byReference(ledger)
  const made = byReference([...providers.feennex.operations, ...providers.p2p.operations, ...providers.bank.operations])
  const known = new Set(resources.map(({ reference }) => reference))
  return [
    ...ledger.flatMap(({ kind, reference }) =>
      known.has(reference) ? [] : [`${reference}: a ${kind} nobody asked for`]
    ),
    ...resources.flatMap((resource) => {
      const { amount, object, provider, reference, status } = resource
      // They have laws of their own.
      if (object === "refund" || Captures.isManual(resource)) return []
      const payments = (moved.get(reference) ?? []).filter(({ kind }) => kind === object)
      const [movement] = payments
      const created = made.get(reference)?.length ?? 0
      const broken: Array<string> = []
      if (payments.length > 1) broken.push(`${reference} was paid ${payments.length} times`)
      if (created > 1) broken.push(`${reference} exists ${created} times at the providers`)
      if (isPaid(resource)) {
        const paidIt = isName(provider) ? providers[provider].ledger : []
        if (movement === undefined) broken.push(`${reference} is ${status} and was never paid`)
        else if (!paidIt.includes(movement))
          broken.push(`${reference} is ${status} by ${provider}, and somebody else paid it`)
        else if (!Decimal.isSame(movement.amount, amount.value)) {
          broken.push(`${reference} is ${amount.value}, and ${movement.amount} moved`)
        }
      } else if (movement !== undefined && !isUndecided(resource)) {
        broken.push(`${reference} is ${status} and was paid`)
      }
      return broken
    })
  ]
}

/**
 * Whether a person will be asked about it, but only after days of looking: this platform, and Feennex of a payment, never
 * say for certain that they do not have what they may never have got.
 */
export const isLookedFor = ({ object, provider, status }: Resource): boolean =>
  status === "unknown" && (provider === "p2p" || object === "payment")

const unfinished = ({ isPatient, resources, providers }: Facts, absent: ReadonlySet<string>): ReadonlyArray<string> => {
  const { bank, feennex, p2p } = providers
  const held = byReference([...bank.operations, ...feennex.operations, ...p2p.operations])
  return resources.flatMap((resource) => {
    const { provider, reference, status } = resource
    if (!isPatient && Captures.isChangeSought(resource)) return []
    if (isOver(resource) || (status === "awaiting_payer" && absent.has(reference))) return []
    if (isLookedFor(resource)) return held.has(reference) ? [`${reference} is unknown, and ${provider} has it`] : []
    return [`${reference} is still ${status} at ${provider}`]
  })
}

const notifications = ({ resources, undelivered, unsigned, webhooks }: Facts): ReadonlyArray<string> => {
  const byOperation = Map.groupBy(webhooks, ({ resource }) => resource.id)
  return [
    ...unsigned.map((what) => `a webhook had no good signature: ${what}`),
    ...(undelivered === 0 ? [] : [`${undelivered} webhooks were not delivered`]),
    ...resources.flatMap((resource) => messages(resource, byOperation.get(resource.id) ?? []))
  ]
}

// Of a payment that is captured or paid back in parts the merchant hears more than its own moves.
const isBeside = (type: string | undefined): boolean =>
  type === "payment.updated" ||
  type === "payment.refund_failed" ||
  type === "payment.captured" ||
  type === "payment.capture_failed"

const messages = (
  { object, provider, reference, status }: Resource,
  all: ReadonlyArray<Received>
): ReadonlyArray<string> => {
  const firsts = [...Map.groupBy(all, ({ id }) => id).values()].flatMap(([first]) => (first ? [first] : []))
  const broken: Array<string> = []
  if (all.some((each) => firsts.find(({ id }) => id === each.id)?.digest !== each.digest)) {
    broken.push(`${reference}: a repeated webhook told something else`)
  }
  // What is told beside a move bears its version.
  const isLate = ({ resource: { version }, type }: Received, before: Received | undefined): boolean =>
    before !== undefined &&
    (version < before.resource.version || (version === before.resource.version && type === before.type))
  if (firsts.some((each, index) => isLate(each, firsts[index - 1]))) {
    const order = firsts.map(({ resource, type }) => `${type} (${resource.version})`)
    broken.push(`${reference}: webhooks out of order or told twice under two ids: ${order.join(", ")}`)
  }
  const accepted = all.filter((each) => each.accepted)
  // The merchant hears of no state in which nothing is known.
  if (status === "created" || status === "submitting" || status === "unknown") return broken
  const type = `${object}.${status}`
  const ofPaid = firsts.filter((each) => each.type === "payment.paid")
  if (ofPaid.length > 1) broken.push(`${reference} is told ${ofPaid.length} times that it is paid`)
  const last = firsts.at(-1)?.type
  if (!accepted.some((each) => each.type === type))
    broken.push(`${reference} is ${status}, and the merchant was not told`)
  else if (last !== type && !(provider === "bank" && isBeside(last))) {
    broken.push(`${reference} is ${status}, and the last webhook said ${last}`)
  }
  return broken
}

const politeness = ({ violations }: Facts): ReadonlyArray<string> =>
  violations.map(({ detail, endpoint, kind, reference }) => `${reference}: ${kind} at ${endpoint}: ${detail}`)

/** Every broken law; `absent` are the payments whose payer never came. */
export const broken = (facts: Facts, absent: ReadonlySet<string>): ReadonlyArray<string> => [
  ...facts.surprises,
  ...existence(facts),
  ...money(facts),
  ...Refunds.broken(facts),
  ...Captures.broken(facts),
  ...unfinished(facts, absent),
  ...notifications(facts),
  ...overtaken(facts),
  ...spacing(facts),
  ...politeness(facts)
]
