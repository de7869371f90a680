/**
 * Stripe's own admin routes: courses and plans, what becomes of payments, refunds and payouts, endpoints of webhooks.
 */
import type { Route } from "../AdminHttp.ts"
import { adjustable } from "../AdminRoutes.ts"
import { decodeMatch, matchMembers } from "../Fault.ts"
import * as Decode from "../internal/decode.ts"
import type { Step } from "../Plan.ts"
import type { Admin } from "./Admin.ts"
import { make as deeds } from "./DeedRoutes.ts"
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

/** All of Stripe's own routes. */
export const make = (admin: Admin): ReadonlyArray<Route> => [
  ...scripts(admin),
  ...adjustable(admin, Decode.optionalText, decodeSettings),
  ...deeds(admin)
]
