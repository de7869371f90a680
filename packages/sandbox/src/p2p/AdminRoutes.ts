/**
 * The P2P platform's own admin routes: plans, methods, balances, and what becomes of a payout.
 */
import type { Route } from "../AdminHttp.ts"
import { adjustable } from "../AdminRoutes.ts"
import { decode as decodeScript } from "../CallbackScript.ts"
import { decodeMatch, matchMembers } from "../Fault.ts"
import * as Decode from "../internal/decode.ts"
import type { Admin } from "./Admin.ts"
import type { Step } from "./Options.ts"
import { methods } from "./Options.ts"
import { decode as decodeSettings } from "./SettingsInput.ts"

const step = (value: unknown): Step => {
  const input = Decode.record(value, "step", ["status", "after"])
  const after = input.after === "timeout" ? "timeout" : Decode.integer(input, "after")
  return { status: Decode.text(input, "status"), after }
}

const url = (value: unknown): string => {
  if (typeof value !== "string" || !URL.canParse(value)) throw new Decode.BadInput("urls must be URLs")
  return value
}

const scripts = (admin: Admin): ReadonlyArray<Route> => [
  {
    method: "POST",
    path: "/plans",
    about: '{"steps": [{"status", "after" (ms or "timeout")}], "reference"?, "times"?}',
    run: ({ body }) => {
      const input = Decode.record(body, "body", ["steps", ...matchMembers])
      admin.plan(Decode.array(input, "steps", step), decodeMatch(input))
    }
  },
  {
    method: "POST",
    path: "/methods",
    about: '{"method": "card"|"sbp"|"score"|"iban", "enabled", "currency"?} switches a method',
    run: ({ body }) => {
      const input = Decode.record(body, "body", ["method", "enabled", "currency"])
      const method = Decode.optionalChoice(input, "method", methods)
      const enabled = Decode.optionalBoolean(input, "enabled")
      if (method === undefined || enabled === undefined) throw new Decode.BadInput("method and enabled are needed")
      admin.method(method, enabled, Decode.optionalText(input, "currency"))
    }
  },
  {
    method: "POST",
    path: "/balances",
    about: '{"available", "merchant"?} sets a merchant\'s free USDT',
    run: ({ body }) => {
      const input = Decode.record(body, "body", ["available", "merchant"])
      admin.setBalance(Decode.text(input, "available"), Decode.optionalText(input, "merchant"))
    }
  }
]

const deeds = (admin: Admin): ReadonlyArray<Route> => [
  {
    method: "GET",
    path: "/operations",
    about: "payouts (?reference=)",
    run: ({ query }) => admin.operations(query.get("reference") ?? undefined)
  },
  {
    method: "POST",
    path: "/payouts/{reference}/status",
    about: '{"status"} any text; ends the plan',
    run: ({ path, body }) =>
      admin.setStatus(path.reference ?? "", Decode.text(Decode.record(body, "body", ["status"]), "status"))
  },
  {
    method: "POST",
    path: "/payouts/{reference}/cheques",
    about: '{"urls": […]} the receipts of a payout',
    run: ({ path, body }) =>
      admin.cheques(path.reference ?? "", Decode.array(Decode.record(body, "body", ["urls"]), "urls", url))
  },
  {
    method: "POST",
    path: "/payouts/{reference}/callback",
    about: '{"status", "script"?} sends a callback whatever the status is',
    run: ({ path, body }) => {
      const input = Decode.record(body, "body", ["status", "script"])
      const script = decodeScript(input.script ?? {}, Decode.optionalText)
      return admin.sendCallback(path.reference ?? "", Decode.text(input, "status"), script)
    }
  }
]

/** All of the platform's own routes. */
export const make = (admin: Admin): ReadonlyArray<Route> => [
  ...scripts(admin),
  ...adjustable(admin, Decode.optionalText, decodeSettings),
  ...deeds(admin)
]
