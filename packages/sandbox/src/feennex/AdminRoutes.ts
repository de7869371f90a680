/**
 * Feennex's own admin routes: plans, payways, settings, and what payers, recipients and reviewers do.
 */
import type { Route } from "../AdminHttp.ts"
import { adjustable } from "../AdminRoutes.ts"
import { decodeMatch, matchMembers } from "../Fault.ts"
import * as Decode from "../internal/decode.ts"
import type { Admin } from "./Admin.ts"
import * as DeedRoutes from "./DeedRoutes.ts"
import { decode as decodePayway } from "./PaywayInput.ts"
import { stages } from "./PsDataInput.ts"
import { decode as decodeSettings } from "./SettingsInput.ts"

const step = (value: unknown) => {
  const input = Decode.record(value, "step", ["status", "after", "rejectedReason", "amount"])
  return Decode.present({
    status: Decode.integer(input, "status"),
    after: Decode.integer(input, "after"),
    rejectedReason: Decode.optionalText(input, "rejectedReason"),
    amount: Decode.optionalText(input, "amount")
  })
}

const kindOf = (input: Readonly<Record<string, unknown>>): "payout" | "payment" => {
  const kind = Decode.optionalChoice(input, "kind", ["payout", "payment"])
  if (kind === undefined) throw new Decode.BadInput("kind is missing: payout or payment")
  return kind
}

const resultOf = ({ result }: Readonly<Record<string, unknown>>, usual: boolean): boolean | null | "absent" => {
  if (result === undefined) return usual
  if (typeof result === "boolean" || result === null || result === "absent") return result
  throw new Decode.BadInput('result must be true, false, null or "absent"')
}

const feeNames = ["payout", "payer", "exchange", "shop"] as const

const scripts = (admin: Admin): ReadonlyArray<Route> => [
  {
    method: "POST",
    path: "/plans",
    about:
      '{"kind": "payout"|"payment", "steps": [{"status", "after" (ms), "rejectedReason"?, "amount"?}], "reference"?, "times"?}',
    run: ({ body }) => {
      const input = Decode.record(body, "body", ["kind", "steps", ...matchMembers])
      admin.plan(kindOf(input), Decode.array(input, "steps", step), decodeMatch(input))
    }
  },
  {
    method: "POST",
    path: "/accounts",
    about: '{"account", "result"? (true|false|null|"absent"), "providerStatus"? (1|2|3), "info"?} /check_account of it',
    run: ({ body }) => {
      const input = Decode.record(body, "body", ["account", "result", "providerStatus", "info"])
      const status = Decode.optionalInteger(input, "providerStatus") ?? 1
      if (status !== 1 && status !== 2 && status !== 3) throw new Decode.BadInput("providerStatus must be 1, 2 or 3")
      const info = input.info === undefined ? {} : Decode.object(input, "info")
      const result = resultOf(input, status === 1)
      admin.account(Decode.text(input, "account"), { result, providerStatus: status, info })
    }
  },
  {
    method: "GET",
    path: "/accounts",
    about: "what /check_account was asked, nothing masked",
    run: () => admin.accountsChecked()
  },
  {
    method: "POST",
    path: "/payways",
    about:
      '{"name", "currency", "kind": "redirect"|"h2h"|"bank", "accountFields"?, "addOns"?, "methodName"?, "info"?, "warning"?, "manual"?}',
    run: ({ body }) => {
      const { name, payway } = decodePayway(body)
      admin.payway(name, payway)
    }
  },
  {
    method: "POST",
    path: "/fees",
    about: '{"payout"?, "payer"?, "exchange"?, "shop"?} fees of what is created from now on, fractions such as "0.02"',
    run: ({ body }) => {
      const input = Decode.record(body, "body", feeNames)
      return admin.fees(
        Decode.present(Object.fromEntries(feeNames.map((name) => [name, Decode.optionalText(input, name)])))
      )
    }
  },
  {
    method: "POST",
    path: "/services",
    about: '{"currency", "amount", "description"?, "shop"?} Feennex itself takes money; a register lists it',
    run: ({ body }) => {
      const input = Decode.record(body, "body", ["currency", "amount", "description", "shop"])
      const { description, shop } = { description: Decode.optionalText(input, "description"), shop: input.shop }
      const more = Decode.present({ description, shop: shop === undefined ? undefined : Decode.text(input, "shop") })
      admin.service(Decode.text(input, "currency"), Decode.text(input, "amount"), more)
    }
  },
  {
    method: "POST",
    path: "/ps-data",
    about:
      '{"stages": [{"show", "as"?, "gaps"?, "members"?}], "reference"?, "times"?} what ps_data shows, read by read',
    run: ({ body }) => {
      const input = Decode.record(body, "body", ["stages", ...matchMembers])
      admin.psData(stages(input), decodeMatch(input))
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

/** All of Feennex's own routes. */
export const make = (admin: Admin): ReadonlyArray<Route> => [
  ...scripts(admin),
  ...adjustable(admin, Decode.optionalInteger, decodeSettings),
  ...DeedRoutes.make(admin)
]
