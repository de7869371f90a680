/**
 * Stripe's documented objects as a provider without a network: which of them answers which operation, and which of their members
 * speak of the operation at hand.
 */
import type { Harness } from "@switchyard/contract-tests"
import type { Answer, Changes } from "@switchyard/contract-tests/replay/Documents"
import type { Heard, Held, Script } from "@switchyard/contract-tests/replay/Player"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import type { Reason } from "@switchyard/core/Reason"
import { changed, fixture } from "../support/fixtures.ts"
import { errorBody } from "./faults.ts"
import { fieldsOf, heldFrom } from "./held.ts"
import { isOnPage, kindOf, operationOf, type Way } from "./operations.ts"

/** The key of every request. */
export const secret = "sk_test_kanareikaReplay"

/** The refusals that are played, as the documents have them. */
export const printed: Readonly<
  Record<string, ReadonlyArray<readonly [sample: string, status: number, reason: Reason]>>
> = {
  payments: [
    ["error-parameter-missing", 400, "InvalidRequest"],
    ["error-amount-too-small", 400, "AmountOutOfRange"],
    ["error-payment-method-unactivated", 400, "MethodUnavailable"],
    ["error-api-key", 401, "AuthenticationFailed"]
  ],
  payouts: [
    ["error-parameter-missing", 400, "InvalidRequest"],
    ["error-balance-insufficient", 400, "InsufficientFunds"],
    ["error-no-account", 400, "DestinationInvalid"],
    ["error-api-key", 401, "AuthenticationFailed"]
  ],
  refunds: [
    ["error-charge-already-refunded", 400, "InvalidRequest"],
    ["error-balance-insufficient", 400, "InsufficientFunds"],
    ["error-api-key", 401, "AuthenticationFailed"]
  ]
}

const sample = (name: string, changes: Changes = {}, status = 200): Answer => ({ status, body: changed(name, changes) })

const units = ({ amount }: Held): Json.Writable => {
  const text = Money.toFixedText(amount, amount.currency === "JPY" ? 0 : 2)
  if (text._tag === "Failure") throw new RangeError("cannot be written")
  return Json.number(text.success.replace(".", "").replace(/^0+(?=\d)/, ""))
}

const currencyOf = ({ amount }: Held): string => amount.currency.toLowerCase()

const intentId = (held: Held): string => held.id.replace(/^cs_/, "pi_")

const intentOf = (held: Held, mark: string, status: string): Changes => ({
  id: intentId(held),
  amount: units(held),
  currency: currencyOf(held),
  status,
  amount_received: status === "succeeded" ? units(held) : Json.number(0),
  latest_charge: null,
  last_payment_error:
    mark === "switchyard_session_payment" && status === "requires_payment_method"
      ? { type: "card_error", code: "card_declined", decline_code: "generic_decline" }
      : null,
  [`metadata.${mark}`]: held.reference
})

const listOf = (body: string | undefined): Answer => ({
  status: 200,
  body: `{"object":"list","url":"/v1/x","has_more":false,"data":[${body ?? ""}]}`
})

const objectOf = (way: Way, held: Held): Answer => {
  const { told = {}, word } = held
  switch (kindOf(way)) {
    case "payouts": {
      const isBack = word === "failed" || word === "canceled"
      return sample("payout", {
        id: held.id,
        amount: units(held),
        currency: currencyOf(held),
        status: word,
        destination: held.account,
        failure_balance_transaction: isBack ? "txn_1PgaxNB7WZ01zgkWEV3TLf40" : null,
        failure_code: told.code ?? (word === "failed" ? "could_not_process" : null),
        "metadata.switchyard_payout": held.reference
      })
    }
    case "refunds":
      return sample("refund", {
        id: held.id,
        amount: units(held),
        currency: currencyOf(held),
        status: word,
        failure_reason: told.code ?? null,
        payment_intent: fieldsOf(held.body).payment_intent,
        "metadata.switchyard_refund": held.reference,
        "metadata.switchyard_of": fieldsOf(held.body)["metadata[switchyard_of]"]
      })
    case "payments": {
      if (!isOnPage(way)) return sample("payment-intent", intentOf(held, "switchyard_payment", word))
      const [status = "", intent = "no intent"] = word.split(", ")
      const inner = changed("payment-intent", intentOf(held, "switchyard_session_payment", intent))
      const text = changed("checkout-session", {
        id: held.id,
        amount_total: units(held),
        currency: currencyOf(held),
        status,
        payment_status: intent === "succeeded" ? "paid" : "unpaid",
        url: status === "open" ? "https://checkout.stripe.com/c/pay/cs_test_1" : null,
        payment_intent: null,
        "metadata.switchyard_payment": held.reference
      })
      return {
        status: 200,
        body: intent === "no intent" ? text : text.replace('"payment_intent":null', `"payment_intent":${inner}`)
      }
    }
  }
}

const answer =
  (way: Way) =>
  ({ method, operation, path }: Heard, held: Held | undefined): Answer => {
    if (isOnPage(way) && path === "/v1/payment_intents") return listOf(undefined)
    if (operation === "balance") return sample("balance")
    const isList = method === "GET" && /^\/v1\/(payment_intents|checkout\/sessions|payouts|refunds)$/.test(path)
    if (isList) return listOf(held && objectOf(way, held).body)
    return held === undefined ? sample("error-resource-missing", {}, 404) : objectOf(way, held)
  }

const played =
  (inTurn: (reason: Reason) => Answer) =>
  (fault: Harness.Fault, operation: Harness.Operation): Answer | undefined => {
    switch (fault.kind) {
      case "rubbish":
        return { status: 200, body: `{"id":"pi_1","object":"pay ${fault.text ?? ""}` }
      case "undocumented":
        return { status: 200, body: `{"object":"hello","world":true}` }
      case "html502":
        return { status: 502, body: "<html><h1>502 Bad Gateway</h1></html>" }
      case "redirect":
        return { status: 302, body: "", headers: { location: "https://api.stripe.com/v1/elsewhere" } }
      case "unknownAnswer":
        return {
          status: operation === "get" ? 404 : 400,
          body: errorBody({
            type: "invalid_request_error",
            code: "never_seen_before",
            message: `never seen before ${fault.text ?? ""}`
          })
        }
      case "refuse":
        return inTurn(fault.reason)
      case "nearRefusal":
        return { status: 400, body: errorBody({ type: "invalid_request_error", code: "not_quite_parameter_missing" }) }
      default:
        return undefined
    }
  }

// Each printed refusal of a reason has its turn.
const turns = (way: Way) => {
  const used = new Map<Reason, number>()
  return (reason: Reason): Answer => {
    const all = (printed[kindOf(way)] ?? []).filter(([, , stands]) => stands === reason)
    const turn = used.get(reason) ?? 0
    used.set(reason, turn + 1)
    const [name, status] = all[turn % all.length] ?? ["error-api-key", 401]
    return { status, body: fixture(name) }
  }
}

const prefixes = { payments: "pi", payouts: "po", refunds: "re" } as const

const initial: Readonly<Record<Way, string>> = {
  card: "requires_payment_method",
  held: "requires_payment_method",
  confirmed: "requires_action",
  page: "open, no intent",
  heldPage: "open, no intent",
  payout: "pending",
  refund: "pending"
}

/** The documents of one way, to be played once. */
export const script = (way: Way): Script => ({
  operationOf: (method, path) => operationOf(way, method, path),
  isSigned: ({ headers, method, path }) =>
    headers.get("authorization") === `Bearer ${secret}` &&
    headers.get("stripe-version") === "2026-10-28.endive" &&
    // The cancel of a payout bears none: it says each time anew what is so.
    (method === "GET" ||
      /^\/v1\/payouts\/.*\/cancel$/.test(path) ||
      (headers.get("idempotency-key") ?? "").startsWith("switchyard-")),
  referenceOf: ({ body, path }, held) => {
    const mark = { payments: "payment", payouts: "payout", refunds: "refund" }[kindOf(way)]
    const own = body === "" ? undefined : fieldsOf(body)[`metadata[switchyard_${mark}]`]
    const id = decodeURIComponent(
      path
        .replace(/\/(cancel|capture|expire)$/, "")
        .split("/")
        .at(-1) ?? ""
    )
    // A list has whatever was made last: the suite asks for that.
    return (
      own ??
      held.find((operation) => operation.id === id)?.reference ??
      (isList(path) ? held.at(-1)?.reference : undefined)
    )
  },
  asked: (body) => heldFrom(way, body, {}),
  initialWord: initial[way],
  idOf: (index) => `${isOnPage(way) ? "cs_test" : prefixes[kindOf(way)]}_1PgafyB7WZ01zgkW${10_000 + index}`,
  answer: answer(way),
  token: { status: 200, body: changed("account", { id: "acct_1" }) },
  unsigned: { status: 401, body: fixture("error-api-key") },
  fault: played(turns(way))
})

const isList = (path: string): boolean => /^\/v1\/(payment_intents|checkout\/sessions|payouts|refunds)$/.test(path)
