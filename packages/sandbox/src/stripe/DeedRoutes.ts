/**
 * Stripe's admin routes of deeds: what becomes of payments, sessions, refunds and payouts, what payers, banks and somebody at the dashboard
 * do, and what is there to see.
 */
import type { Route } from "../AdminHttp.ts"
import { decode as decodeScript } from "../CallbackScript.ts"
import * as Decode from "../internal/decode.ts"
import type { Admin, Kind } from "./Admin.ts"

const statusRoute = (admin: Admin, kind: Kind, words: string): Route => ({
  method: "POST",
  path: `/${kind}s/{reference}/status`,
  about: `{"status", "reason"?} ${words}; ends the plan`,
  run: ({ path, body }) => {
    const input = Decode.record(body, "body", ["status", "reason"])
    const reason = Decode.optionalText(input, "reason")
    admin.setStatus(kind, path.reference ?? "", Decode.text(input, "status"), reason)
  }
})

const payer = (admin: Admin): ReadonlyArray<Route> => [
  {
    method: "POST",
    path: "/payments/{reference}/pay",
    about: '{"method"?} the payer pays a session or a payment, by pm_card_visa',
    run: ({ path, body }) => {
      const method = Decode.optionalText(Decode.record(body, "body", ["method"]), "method")
      return { ok: admin.pay(path.reference ?? "", method) }
    }
  },
  {
    method: "POST",
    path: "/payments/{reference}/authenticate",
    about: '{"done"?} the payer authenticates, or fails to',
    run: ({ path, body }) => {
      const isDone = Decode.optionalBoolean(Decode.record(body, "body", ["done"]), "done")
      admin.authenticate(path.reference ?? "", isDone)
    }
  },
  {
    method: "POST",
    path: "/payments/{reference}/dispute",
    about: '{"amount"?, "reason"?} the payer\'s bank disputes it',
    run: ({ path, body }) => {
      const input = Decode.record(body, "body", ["amount", "reason"])
      const amount = Decode.optionalInteger(input, "amount")
      return { id: admin.dispute(path.reference ?? "", amount, Decode.optionalText(input, "reason")) }
    }
  },
  {
    method: "POST",
    path: "/payments/{reference}/dispute/close",
    about: '{"outcome": "won"|"lost"}',
    run: ({ path, body }) => {
      const input = Decode.record(body, "body", ["outcome"])
      const outcome = Decode.optionalChoice(input, "outcome", ["won", "lost"])
      if (outcome === undefined) throw new Decode.BadInput("outcome is missing")
      admin.closeDispute(path.reference ?? "", outcome)
    }
  },
  {
    method: "POST",
    path: "/payments/{reference}/take-back",
    about: "the payer's bank takes a delayed payment back",
    run: ({ path }) => admin.takeBack(path.reference ?? "")
  },
  {
    method: "POST",
    path: "/sessions/{reference}/expire",
    about: "the session's time is over",
    run: ({ path }) => admin.expire(path.reference ?? "")
  }
]

const desk = (admin: Admin): ReadonlyArray<Route> => [
  {
    method: "POST",
    path: "/payments/{reference}/capture",
    about: '{"amount"?, "final"?} somebody at the dashboard captures',
    run: ({ path, body }) => {
      const input = Decode.record(body, "body", ["amount", "final"])
      const isFinal = Decode.optionalBoolean(input, "final")
      admin.capture(path.reference ?? "", Decode.optionalInteger(input, "amount"), isFinal)
    }
  },
  {
    method: "GET",
    path: "/payments/{reference}/captures",
    about: "every capture of a payment, the dashboard's too",
    run: ({ path }) => admin.captures(path.reference ?? "")
  },
  {
    method: "POST",
    path: "/payments/{reference}/refund",
    about: '{"amount"?} somebody at the dashboard refunds',
    run: ({ path, body }) => {
      const amount = Decode.optionalInteger(Decode.record(body, "body", ["amount"]), "amount")
      return { id: admin.refund(path.reference ?? "", amount) }
    }
  },
  {
    method: "POST",
    path: "/events",
    about: '{"type", "reference", "script"?} one more event of an operation as it is now',
    run: ({ body }) => {
      const input = Decode.record(body, "body", ["type", "reference", "script"])
      const script = decodeScript(input.script ?? {}, Decode.optionalText)
      return admin.sendEvent(Decode.text(input, "type"), Decode.text(input, "reference"), script)
    }
  },
  { method: "GET", path: "/events", about: "all events, oldest first", run: () => admin.events() },
  {
    method: "GET",
    path: "/operations",
    about: "payments, sessions, refunds and payouts (?reference=)",
    run: ({ query }) => admin.operations(query.get("reference") ?? undefined)
  },
  {
    method: "GET",
    path: "/executions",
    about: "what was carried out, once for each time (?name= reference, metadata value, id or key)",
    run: ({ query }) => admin.executions(query.get("name") ?? undefined)
  }
]

/** The routes of what becomes of operations. */
export const make = (admin: Admin): ReadonlyArray<Route> => [
  statusRoute(admin, "payment", "a status of PaymentIntents"),
  statusRoute(admin, "session", "complete/paid, complete/unpaid or expired/unpaid"),
  statusRoute(admin, "refund", "any text"),
  statusRoute(admin, "payout", "any text"),
  ...payer(admin),
  ...desk(admin)
]
