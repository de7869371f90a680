/**
 * What a payer must do, as this answer says it: go on in Stripe's own software with the client secret, unless it names a page or a
 * voucher. Every type of next action can be carried out by that software, so one that is not here is left to it.
 */
import type { NextAction } from "@switchyard/core/NextAction"
import type { OperationContext } from "@switchyard/core/OperationContext"
import { compact } from "@switchyard/core/Optional"
import * as Wire from "@switchyard/core/Wire"
import * as Redacted from "effect/Redacted"
import { connectedAccount } from "../StripeClient.ts"
import type { Options } from "../StripeOptions.ts"
import type { Intent, Session } from "../StripeSchema.ts"
import { instant } from "./time.ts"

const page = (member: Wire.Member): string | undefined => {
  const url = Wire.text(member)
  return url !== undefined && Wire.isWebUrl(url) ? url : undefined
}

const redirect = (url: string) => ({ type: "redirect" as const, method: "GET" as const, url, fields: {} })

/** The page of a session. */
export const ofSession = ({ expires_at: until, url }: Session): NextAction | undefined => {
  const shown = page(url)
  return shown === undefined ? undefined : { ...redirect(shown), ...compact({ expiresAt: instant(until) }) }
}

/** The step that an intent waits for. */
export const ofIntent = (
  { client_secret: secret, next_action: action }: Intent,
  { publishableKey }: Pick<Options, "publishableKey">,
  context: OperationContext | undefined
): NextAction | undefined => {
  const { type } = Wire.members(action)
  const details = Wire.members(Wire.members(action)[Wire.text(type) ?? ""])
  const time = compact({ expiresAt: instant(details.expires_at) ?? instant(details.expires_after) })
  const voucher = page(details.hosted_voucher_url)
  const number = Wire.text(details.number) ?? Wire.text(details.reference)
  if (voucher !== undefined && number !== undefined) {
    const entity = Wire.text(details.entity)
    return { type: "voucher", number: Redacted.make(number), ...compact({ entity, page: voucher }), ...time }
  }
  const shown = page(details.url) ?? page(details.hosted_instructions_url) ?? voucher
  if (shown !== undefined) return { ...redirect(shown), ...time }
  const clientSecret = Wire.text(secret)
  if (clientSecret === undefined) return undefined
  const of = context?.[connectedAccount]
  const fields = of === undefined ? undefined : { stripeAccount: of }
  return { type: "sdk", clientSecret: Redacted.make(clientSecret), ...compact({ publishableKey, fields }) }
}
