/**
 * Feennex's admin routes of deeds: what becomes of payouts, what payers and reviewers do, and what is there to see.
 */
import { FileBody, type Route } from "../AdminHttp.ts"
import { decode as decodeScript } from "../CallbackScript.ts"
import * as Decode from "../internal/decode.ts"
import type { Admin } from "./Admin.ts"
import { stages } from "./PsDataInput.ts"
import { formats } from "./Register.ts"

const types: Readonly<Record<(typeof formats)[number], string>> = {
  csv: "text/csv; charset=utf-8",
  tsv: "text/tab-separated-values; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  xls: "application/vnd.ms-excel"
}

const empty = (body: unknown) => Decode.record(body, "body", [])

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

/** The routes of what becomes of payouts and payments. */
export const make = (admin: Admin): ReadonlyArray<Route> => [
  {
    method: "GET",
    path: "/operations",
    about: "payouts and payments (?reference=)",
    run: ({ query }) => admin.operations(query.get("reference") ?? undefined)
  },
  {
    method: "GET",
    path: "/register",
    about: "the register of successful operations as a file (?from=&to= days, ?format=csv|tsv|xlsx|xls, ?shop=)",
    run: ({ query }) => {
      const input = Decode.record(Object.fromEntries(query), "query", ["from", "to", "format", "shop"])
      const format = Decode.optionalChoice(input, "format", formats) ?? "csv"
      const [from, to, shop] = ["from", "to", "shop"].map((name) => Decode.optionalText(input, name))
      return new FileBody(types[format], admin.registerFile(Decode.present({ from, to, shop, format })))
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
    about: '{"status": "pending"|"succeeded"|"rejected"|any text, "comment"?} the review of the newest receipt',
    run: ({ path, body }) => {
      const input = Decode.record(body, "body", ["status", "comment"])
      admin.receipt(path.reference ?? "", Decode.text(input, "status"), Decode.optionalText(input, "comment"))
    }
  },
  {
    method: "POST",
    path: "/payments/{reference}/ps-data",
    about: '{"stages": [{"show", "as"?, "gaps"?, "members"?}]} the same from the next read of this payment',
    run: ({ path, body }) => admin.setPsData(path.reference ?? "", stages(Decode.record(body, "body", ["stages"])))
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
