/**
 * Feennex's own admin routes: plans, callbacks, settings, and what payers, recipients and reviewers do.
 */
import { type Route, TextFile } from "../AdminHttp.ts"
import { adjustable } from "../AdminRoutes.ts"
import { decode as decodeScript } from "../CallbackScript.ts"
import { decodeMatch, matchMembers } from "../Fault.ts"
import * as Decode from "../internal/decode.ts"
import type { Admin } from "./Admin.ts"
import { decode as decodeSettings } from "./SettingsInput.ts"

const step = (value: unknown) => {
  const input = Decode.record(value, "step", ["status", "after", "rejectedReason"])
  const rejectedReason = Decode.optionalText(input, "rejectedReason")
  return Decode.present({
    status: Decode.integer(input, "status"),
    after: Decode.integer(input, "after"),
    rejectedReason
  })
}

const kindOf = (input: Readonly<Record<string, unknown>>): "payout" | "payment" => {
  const kind = Decode.optionalChoice(input, "kind", ["payout", "payment"])
  if (kind === undefined) throw new Decode.BadInput("kind is missing: payout or payment")
  return kind
}

const empty = (body: unknown) => Decode.record(body, "body", [])

const scripts = (admin: Admin): ReadonlyArray<Route> => [
  {
    method: "POST",
    path: "/plans",
    about:
      '{"kind": "payout"|"payment", "steps": [{"status", "after" (ms), "rejectedReason"?}], "reference"?, "times"?}',
    run: ({ body }) => {
      const input = Decode.record(body, "body", ["kind", "steps", ...matchMembers])
      admin.plan(kindOf(input), Decode.array(input, "steps", step), decodeMatch(input))
    }
  },
  {
    method: "POST",
    path: "/accounts",
    about: '{"account", "result"?, "providerStatus"? (1|2|3), "info"?} what /check_account says of it',
    run: ({ body }) => {
      const input = Decode.record(body, "body", ["account", "result", "providerStatus", "info"])
      const status = Decode.optionalInteger(input, "providerStatus") ?? 1
      if (status !== 1 && status !== 2 && status !== 3) throw new Decode.BadInput("providerStatus must be 1, 2 or 3")
      const info = Decode.optionalTexts(input, "info") ?? {}
      const result = Decode.optionalBoolean(input, "result") ?? status === 1
      admin.account(Decode.text(input, "account"), { result, providerStatus: status, info })
    }
  },
  {
    method: "POST",
    path: "/balances",
    about: '{"currency", "available", "shop"?} sets a shop\'s free money',
    run: ({ body }) => {
      const input = Decode.record(body, "body", ["currency", "available", "shop"])
      const shop = Decode.optionalText(input, "shop")
      admin.setBalance(Decode.text(input, "currency"), Decode.text(input, "available"), shop)
    }
  }
]

const statusRoute = (admin: Admin, kind: "payout" | "payment"): Route => ({
  method: "POST",
  path: `/${kind}s/{reference}/status`,
  about: '{"status", "rejectedReason"?} any number; ends the plan',
  run: ({ path, body }) => {
    const input = Decode.record(body, "body", ["status", "rejectedReason"])
    const reason = Decode.optionalText(input, "rejectedReason")
    return admin.setStatus(kind, path.reference ?? "", Decode.integer(input, "status"), reason)
  }
})

const deeds = (admin: Admin): ReadonlyArray<Route> => [
  {
    method: "GET",
    path: "/operations",
    about: "payouts and payments (?reference=)",
    run: ({ query }) => admin.operations(query.get("reference") ?? undefined)
  },
  {
    method: "GET",
    path: "/register",
    about: "the register of successful operations as a file (?from=&to= days, ?format=csv|tsv, ?shop=)",
    run: ({ query }) => {
      const input = Decode.record(Object.fromEntries(query), "query", ["from", "to", "format", "shop"])
      const format = Decode.optionalChoice(input, "format", ["csv", "tsv"]) ?? "csv"
      const [from, to, shop] = ["from", "to", "shop"].map((name) => Decode.optionalText(input, name))
      return new TextFile(
        `text/${format === "csv" ? "csv" : "tab-separated-values"}`,
        admin.register(Decode.present({ from, to, shop, format }))
      )
    }
  },
  statusRoute(admin, "payout"),
  statusRoute(admin, "payment"),
  {
    method: "POST",
    path: "/payments/{reference}/pay",
    about: '{"amount"?} the payer pays; another amount than asked recalculates',
    run: ({ path, body }) => {
      const amount = Decode.optionalText(Decode.record(body, "body", ["amount"]), "amount")
      return admin.pay(path.reference ?? "", amount)
    }
  },
  {
    method: "POST",
    path: "/payments/{reference}/reject",
    about: '{"reason"?} the payment system rejects',
    run: ({ path, body }) => {
      const reason = Decode.optionalText(Decode.record(body, "body", ["reason"]), "reason")
      return admin.reject(path.reference ?? "", reason)
    }
  },
  {
    method: "POST",
    path: "/payments/{reference}/expire",
    about: "the payer let the time pass",
    run: ({ path, body }) => {
      empty(body)
      return admin.expire(path.reference ?? "")
    }
  },
  {
    method: "POST",
    path: "/payments/{reference}/refund",
    about: '{"status"?: 7|9} the money goes back',
    run: ({ path, body }) => {
      const status = Decode.optionalInteger(Decode.record(body, "body", ["status"]), "status") ?? 7
      if (status !== 7 && status !== 9) throw new Decode.BadInput("status must be 7 or 9")
      return admin.refund(path.reference ?? "", status)
    }
  },
  {
    method: "POST",
    path: "/payments/{reference}/receipt",
    about: '{"status": "pending"|"succeeded"|"rejected", "comment"?} the review of a receipt',
    run: ({ path, body }) => {
      const input = Decode.record(body, "body", ["status", "comment"])
      const status = Decode.optionalChoice(input, "status", ["pending", "succeeded", "rejected"])
      if (status === undefined) throw new Decode.BadInput("status is missing")
      admin.receipt(path.reference ?? "", status, Decode.optionalText(input, "comment"))
    }
  },
  {
    method: "POST",
    path: "/payments/{reference}/callback",
    about: '{"text", "script"?} sends a callback whatever the status is',
    run: ({ path, body }) => {
      const input = Decode.record(body, "body", ["text", "script"])
      const script = decodeScript(input.script ?? {}, Decode.optionalInteger)
      return admin.sendCallback(path.reference ?? "", Decode.text(input, "text"), script)
    }
  }
]

/** All of Feennex's own routes. */
export const make = (admin: Admin): ReadonlyArray<Route> => [
  ...scripts(admin),
  ...adjustable(admin, Decode.optionalInteger, decodeSettings),
  ...deeds(admin)
]
