/**
 * The provider's endpoints for payouts. Accounts that end in 0000 cannot be paid; those in 9999 nobody knows. Every account
 * belongs to Ivan Petrov.
 */
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import type { Options } from "../../MemoryOptions.ts"
import { isUniqueFor } from "../duplicates.ts"
import type { Body } from "./body.ts"
import type { Payee } from "./controls.ts"
import { abandon, type Endpoint, orderOf, quote } from "./endpoint.ts"
import * as Fees from "./fees.ts"
import type { Held, Ledger } from "./ledger.ts"
import * as Offers from "./offers.ts"
import { ok, refusal, whyOf } from "./reply.ts"

// Who asks for a draft again sees whether it is the one that they ask for.
const drafted = ({ method, payee, terms }: Pick<Held, "method" | "payee" | "terms">) => {
  const { account: _, ...names }: Partial<Payee> = payee ?? {}
  return compact({ method, ...names, ...terms })
}

const view = (account: string, payout: Held, status = payout.status) => ({
  id: payout.id,
  account,
  status,
  created: Json.number(String(payout.createdAt)),
  ...whyOf(payout),
  ...compact({ waits_for: payout.waitsFor }),
  ...compact({ until: payout.until === undefined ? undefined : Json.number(String(payout.until)) }),
  amount: Json.number(Money.toText(payout.amount)),
  currency: payout.amount.currency,
  fee: Json.number(Money.toText(payout.fee)),
  total: Json.number(Money.toText(payout.total)),
  destination: payout.payee?.account ?? "",
  ...(status === "draft" && drafted(payout))
})

const describe = (account: string, payout: Held, status = payout.status) =>
  ok({ ...view(account, payout, status), reference: payout.reference })

// A member that was not sent is the empty text to this provider.
const payeeOf = (body: Body): Payee => ({
  account: body.text("destination"),
  bank: body.text("bank") || undefined,
  bic: body.text("bic") || undefined,
  holder: body.text("holder") || undefined,
  country: body.text("country") || undefined,
  scheme: body.text("scheme") || undefined
})

const termsOf = (body: Body) => {
  const recipient = body.within("recipient")
  return compact({
    source: body.text("source") || undefined,
    offer: body.text("offer") || undefined,
    email: body.text("email") || undefined,
    recipient: Object.keys(recipient).length === 0 ? undefined : recipient
  })
}

const nameOf = (body: Body): string => {
  const { name } = body.within("recipient")
  return typeof name === "string" ? name : ""
}

const compared = (holder: string): string => {
  if (holder === "") return "cannot"
  if (holder === "Ivan Petrov") return "same"
  return holder.toLowerCase().includes("petrov") ? "similar" : "different"
}

const isPositive = (money: Money.Money) => Money.compare(money, Money.zero(money.currency)) === 1

/** The endpoints for payouts of one account. */
export const endpoints = (options: Options, ledger: Ledger): Readonly<Record<string, Endpoint>> => {
  const { account, draftsLastMillis } = options
  const isUnique = isUniqueFor(options)
  const measure = Fees.ofPayouts(options)
  const offers = Offers.make()

  /** What is asked for, or why it is not done. */
  const asked = (body: Body, now: number) => {
    const reference = body.text("reference")
    const payee = payeeOf(body)
    const subAccount = body.text("sub_account")
    const source = body.text("source")
    const measures = measure(body)
    if (reference === "" || measures === undefined) return refusal("bad_request", "reference, amount: cannot be read")
    if (payee.account.endsWith("0000")) return refusal("bad_destination", "the account cannot be paid")
    const { amount, total } = measures
    if (source !== "" && source !== total.currency) return refusal("bad_request", "source: nothing is converted")
    if (!offers.isBinding(body, now)) return refusal("offer_expired", "there is no such offer any more")
    if (!isPositive(amount)) return refusal("amount_out_of_range", "nothing is left of it")
    if (Money.compare(total, ledger.available(total.currency)) === 1) return refusal("insufficient_funds", "too much")
    return {
      reference,
      subAccount,
      createdAt: now,
      order: orderOf(body),
      ...measures,
      payee,
      terms: termsOf(body),
      method: body.text("method")
    }
  }

  return {
    "/payouts/create": (body, now) => {
      if (isUnique && ledger.ordered("payout", orderOf(body), body.text("sub_account")) !== undefined)
        return refusal("duplicate_reference", "the reference is used")
      const found = asked(body, now)
      return "status" in found ? found : describe(account, ledger.open("payout", found))
    },

    // The same draft, however often it is asked for, and whatever is asked for after.
    "/payouts/draft": (body, now) => {
      const drafted = ledger.ordered("payout", orderOf(body), body.text("sub_account"))
      if (drafted !== undefined) return describe(account, drafted)
      const found = asked(body, now)
      if ("status" in found) return found
      const until = draftsLastMillis === undefined ? undefined : now + draftsLastMillis
      return describe(account, ledger.open("payout", found, { status: "draft", until }))
    },

    "/payouts/commit": (body, now) => {
      const found = ledger.lookUp("payout", body.text("id"), body.text("sub_account"))
      if (found === undefined) return refusal("bad_request", "no such payout")
      if (found.status !== "draft") return refusal("exists", "it is no draft any more", { id: found.id })
      if (found.until !== undefined && now >= found.until) {
        found.status = "canceled"
        return refusal("expired", "the draft has expired")
      }
      ledger.commit(found)
      return describe(account, found)
    },

    "/payouts/abandon": abandon("payout", ledger, ["draft"]),

    "/payouts/get": (body) => {
      const found = ledger.lookUp("payout", body.text("id") || body.text("reference"), body.text("sub_account"))
      return found === undefined
        ? refusal("not_found", "no such payout")
        : describe(account, found, ledger.shown(found))
    },

    // Nobody is told here which reference each has.
    "/payouts/list": (body) => {
      const [since, until] = [Number(body.text("since") || 0), Number(body.text("until") || Infinity)]
      const listed = ledger.listed("payout", body.text("sub_account"), { since, until })
      return ok({ payouts: listed.map((payout) => view(account, payout, ledger.shown(payout))) })
    },

    "/payouts/cancel": (body) => {
      const found = ledger.lookUp("payout", body.text("reference"), body.text("sub_account"))
      if (found === undefined) return refusal("bad_request", "no such payout")
      if (found.status === "new") found.status = "canceled"
      return ok({ asked: true })
    },

    "/payouts/quote": quote(measure, () => [], offers.make),

    "/payouts/checkAccount": (body) => {
      const destination = body.text("destination")
      const payable = destination.endsWith("9999") ? null : !destination.endsWith("0000")
      const name = body.text("holder") || nameOf(body)
      return ok({ payable, holder: compared(name), details: `account ${destination}` })
    },

    "/payouts/balance": () =>
      ok({
        balances: (["RUB", "USD"] as const).map((currency) => ({
          currency,
          available: Json.number(Money.toText(ledger.available(currency)))
        }))
      })
  }
}
