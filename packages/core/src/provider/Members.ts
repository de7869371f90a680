/**
 * The members of a request beside how much and where to, by the names that a manifest has for them. Of a payout or refund a route
 * lists those that it sends (`takes`) and those that it leaves out (`ignores`); what is given and stands in neither is never
 * dropped: core refuses it by name before anything is sent. Of a payment it lists those that it leaves out alone: all others are
 * sent, or refused by name by the adapter, which the contract looks at.
 */
import * as Destination from "../domain/Destination.ts"
import type { PayoutRequest } from "../domain/Payout.ts"
import * as Recipient from "../domain/Recipient.ts"
import type { RefundRequest } from "../domain/Refund.ts"
import type { FieldIssue } from "../outcome/ProviderError.ts"
import type { Manifest, Route } from "./Capabilities.ts"

const address = "recipient.address"

/** Every name that may stand in `takes`; `recipient.address` stands for all of its members. */
export const takeable: ReadonlyArray<string> = [...Recipient.members, address, "offer"]

/** Every name that may stand in `ignores`, unless it selects the account of the route's destinations. */
export const ignorable: ReadonlyArray<string> = [
  ...Recipient.members,
  address,
  "description",
  "destination.holder",
  "destination.bank",
  "destination.bic"
]

/** Every name that may stand in `ignores` of a route of payments. The payer's fields are asked for by a quote: none of them is left out. */
export const ignorableOfPayments: ReadonlyArray<string> = ["payerEmail", "description", "successUrl", "failedUrl"]

// `recipientEmail` is how requests may write it, too.
const nameOf = (path: string): string => (path === "recipientEmail" ? "recipient.email" : path)

/** Whether a list of a manifest has this member of a request, by itself or with the whole that it is a part of. */
export const has = (list: ReadonlyArray<string> | undefined, path: string): boolean => {
  const name = nameOf(path)
  return list?.some((each) => name === each || name.startsWith(`${each}.`)) === true
}

/** The members of a request that a route must list, as far as they are given. */
export const given = ({
  offer,
  recipient,
  recipientEmail
}: Pick<Partial<PayoutRequest>, "offer" | "recipient" | "recipientEmail">): ReadonlyArray<string> => [
  ...(recipient === undefined ? [] : Recipient.entries(recipient).map(([member]) => member)),
  ...(recipientEmail === undefined || recipient?.email !== undefined ? [] : ["recipientEmail"]),
  ...(offer === undefined ? [] : ["offer"])
]

/** The members of a refund's request that a route must list, as far as they are given. */
export const givenOfRefund = ({ description, payment, reason }: RefundRequest): ReadonlyArray<string> => [
  ...(reason === undefined ? [] : ["reason"]),
  ...(description === undefined ? [] : ["description"]),
  ...(payment.capture === undefined ? [] : ["payment.capture"])
]

/** Which of the given members a route neither sends nor leaves out. */
export const untaken = ({ ignores, takes }: Route, members: ReadonlyArray<string>): ReadonlyArray<string> =>
  members.filter((path) => !has(takes, path) && !has(ignores, path))

/** Which of the given members a question neither asks with nor the route leaves out. */
export const unasked = (
  { questions }: Pick<Manifest, "questions">,
  { ignores }: Route,
  question: string,
  members: ReadonlyArray<string>
): ReadonlyArray<string> => {
  const asksWith = question === "quote" || question === "checkAccount" ? questions?.[question] : undefined
  return members.filter((path) => !has(asksWith, path) && !has(ignores, path))
}

const strange = (path: string, list: ReadonlyArray<string>, known: ReadonlyArray<string>): ReadonlyArray<FieldIssue> =>
  list.filter((each) => !known.includes(each)).map((each) => ({ path, reason: `${each} is no member to be listed` }))

interface Listable {
  readonly takes: ReadonlyArray<string>
  readonly ignores: ReadonlyArray<string>
}

const ofPayouts: Listable = { takes: takeable, ignores: ignorable }

// Why it is paid back, and of what, is said or refused; words for the payer may be lost.
const ofRefunds: Listable = { takes: ["reason", "description", "payment.capture"], ignores: ["description"] }

const ofPayments: Listable = { takes: [], ignores: ignorableOfPayments }

const ofRoute = (
  { currencies, ignores = [], limits = {}, method, takes = [] }: Route,
  path: string,
  known: Listable = ofPayouts
) => [
  ...strange(`${path}.takes`, takes, known.takes),
  ...strange(`${path}.ignores`, ignores, known.ignores),
  ...ignores
    .filter((each) => Destination.selects(method, each))
    .map((each) => ({ path: `${path}.ignores`, reason: `${each} selects the account and cannot be ignored` })),
  ...ignores
    .filter((each) => has(takes, each) || takes.some((taken) => has([each], taken)))
    .map((each) => ({ path: `${path}.ignores`, reason: `${each} is taken` })),
  ...Object.entries(limits)
    .filter(
      ([currency, { max, min, step }]) =>
        !currencies.includes(currency) ||
        [min, max, step].some((amount) => amount !== undefined && amount.currency !== currency)
    )
    .map(([currency]) => ({
      path: `${path}.limits.${currency}`,
      reason: "must be of a currency of the route, in that currency"
    }))
]

/** What a manifest of payouts may not say; nothing where it is as it must be. */
export const issues = ({
  questions = {},
  routes
}: Pick<Manifest, "questions" | "routes">): ReadonlyArray<FieldIssue> => [
  ...routes.flatMap((route, index) => ofRoute(route, `routes[${index}]`)),
  ...Object.entries(questions).flatMap(([name, list = []]) => strange(`questions.${name}`, list, Recipient.members))
]

/** What a manifest of refunds may not say; nothing where it is as it must be. */
export const issuesOfRefunds = ({ routes }: Pick<Manifest, "routes">): ReadonlyArray<FieldIssue> =>
  routes.flatMap((route, index) => ofRoute(route, `routes[${index}]`, ofRefunds))

/** What a manifest of payments may not say; nothing where it is as it must be. */
export const issuesOfPayments = ({ routes }: Pick<Manifest, "routes">): ReadonlyArray<FieldIssue> =>
  routes.flatMap((route, index) => ofRoute(route, `routes[${index}]`, ofPayments))
