/**
 * Stripe's own admin routes: courses and plans, what becomes of payments, refunds and payouts, endpoints of webhooks.
 */
import type { Route } from "../AdminHttp.ts"
import { adjustable } from "../AdminRoutes.ts"
import { decode as decodeScript } from "../CallbackScript.ts"
import { decodeMatch, matchMembers } from "../Fault.ts"
import * as Decode from "../internal/decode.ts"
import type { Step } from "../Plan.ts"
import type { Admin, Kind } from "./Admin.ts"
import type { Endpoint } from "./Options.ts"
import { decode as decodeCourse } from "./payments/Courses.ts"
import { decode as decodeSettings } from "./Settings.ts"

const step = (value: unknown): Step<string> => {
  const input = Decode.record(value, "step", ["status", "after", "rejectedReason"])
  const [status, after] = [Decode.text(input, "status"), Decode.integer(input, "after")]
  return Decode.present({ status, after, rejectedReason: Decode.optionalText(input, "rejectedReason") })
}

const endpoint = (value: unknown): Endpoint => {
  const names = ["url", "secrets", "apiVersion", "events", "connect", "account", "livemode"]
  const input = Decode.record(value, "body", names)
  const secrets = Decode.optionalNames(input, "secrets") ?? []
  return Decode.present({
    url: Decode.text(input, "url"),
    secrets,
    apiVersion: Decode.optionalText(input, "apiVersion"),
    events: Decode.optionalNames(input, "events"),
    connect: Decode.optionalBoolean(input, "connect"),
    account: Decode.optionalText(input, "account"),
    livemode: Decode.optionalBoolean(input, "livemode")
  })
}

const scripts = (admin: Admin): ReadonlyArray<Route> => [
  {
    method: "POST",
    path: "/courses",
    about:
      '{"course": {authenticate?, processing?, decline?, refund?, dispute?, bypassPending?}, "reference"?, "times"?}',
    run: ({ body }) => {
      const input = Decode.record(body, "body", ["course", ...matchMembers])
      admin.course(decodeCourse(input.course), decodeMatch(input))
    }
  },
  {
    method: "POST",
    path: "/methods",
    about: '{"id", "course", "type"?} makes a payment method, of live mode too',
    run: ({ body }) => {
      const input = Decode.record(body, "body", ["id", "course", "type"])
      admin.method(Decode.text(input, "id"), decodeCourse(input.course), Decode.optionalText(input, "type"))
    }
  },
  {
    method: "POST",
    path: "/plans",
    about: '{"kind": "payout"|"refund", "steps": [{"status", "after", "rejectedReason"?}], "reference"?, "times"?}',
    run: ({ body }) => {
      const input = Decode.record(body, "body", ["kind", "steps", ...matchMembers])
      const kind = Decode.optionalChoice(input, "kind", ["payout", "refund"]) ?? "payout"
      admin.plan(kind, Decode.array(input, "steps", step), decodeMatch(input))
    }
  },
  {
    method: "POST",
    path: "/balances",
    about: '{"currency", "available" (smallest unit), "account"?, "livemode"?}',
    run: ({ body }) => {
      const input = Decode.record(body, "body", ["currency", "available", "account", "livemode"])
      const account = Decode.optionalText(input, "account")
      const whose = Decode.present({ account, livemode: Decode.optionalBoolean(input, "livemode") })
      admin.setBalance(Decode.text(input, "currency"), Decode.integer(input, "available"), whose)
    }
  },
  {
    method: "POST",
    path: "/endpoints",
    about: '{"url", "secrets", "apiVersion"?, "events"?, "connect"?, "account"?, "livemode"?} gets webhooks',
    run: ({ body }) => ({ id: admin.endpoint(endpoint(body)) })
  },
  {
    method: "POST",
    path: "/endpoints/roll",
    about: '{"secret", "ms"?, "endpoint"?} a new secret; the old one signs too for so long',
    run: ({ body }) => {
      const input = Decode.record(body, "body", ["secret", "ms", "endpoint"])
      const ms = Decode.optionalInteger(input, "ms")
      admin.rollSecret(Decode.text(input, "secret"), ms, Decode.optionalText(input, "endpoint"))
    }
  },
  { method: "POST", path: "/keys/forget", about: "forgets all keys of idempotency", run: () => admin.forgetKeys() }
]

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

/** All of Stripe's own routes. */
export const make = (admin: Admin): ReadonlyArray<Route> => [
  ...scripts(admin),
  ...adjustable(admin, Decode.optionalText, decodeSettings),
  statusRoute(admin, "payment", "a status of PaymentIntents"),
  statusRoute(admin, "session", "complete/paid, complete/unpaid or expired/unpaid"),
  statusRoute(admin, "refund", "any text"),
  statusRoute(admin, "payout", "any text"),
  ...payer(admin),
  ...desk(admin)
]
