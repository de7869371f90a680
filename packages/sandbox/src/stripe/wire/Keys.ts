/** Who asks: the key decides the account and test or live; `Stripe-Account` acts as an account that is connected to it. */
import type { Scope } from "../Records.ts"
import { speaks } from "../Settings.ts"
import type { State } from "../State.ts"
import { scopeOf } from "../State.ts"
import { badRequest, forbidden, unauthorized } from "./Errors.ts"

/** Who asks, and in which version. */
export interface Caller {
  readonly scope: Scope
  readonly isPublishable: boolean
  readonly version: string
}

const keyOf = (authorization: string | null): string => {
  const [, scheme = "", value = ""] = /^(Bearer|Basic) +(\S+)\s*$/i.exec(authorization ?? "") ?? []
  if (scheme.toLowerCase() === "bearer") return value
  // The key is the user's name, and there is no password.
  const decoded = scheme === "" ? "" : Buffer.from(value, "base64").toString()
  return decoded.split(":")[0] ?? ""
}

const accountOf = (state: State, key: string): string => {
  if (key === "") throw unauthorized("You did not provide an API key.")
  for (const { id, keys = [] } of state.accounts.values()) if (keys.includes(key)) return id
  // Only so much of a wrong key is repeated.
  throw unauthorized(`Invalid API Key provided: ${key.slice(0, 8)}***`)
}

const actingAs = (state: State, account: string, headers: Headers): string => {
  const connected = headers.get("stripe-account")
  const context = headers.get("stripe-context")
  if (connected !== null && context !== null) throw badRequest("Give Stripe-Account or Stripe-Context, not both.")
  const wanted = connected ?? context
  if (wanted === null || wanted === account) return account
  if (state.accounts.get(wanted)?.platform === account) return wanted
  throw forbidden(`The key does not have access to account '${wanted.slice(0, 60)}'.`, "account_invalid")
}

/** Who asks; throws 401, 403, or 400 for a version that is not spoken here. */
export const read = (state: State, headers: Headers): Caller => {
  const key = keyOf(headers.get("authorization"))
  const account = actingAs(state, accountOf(state, key), headers)
  const version = headers.get("stripe-version") ?? state.settings.apiVersion
  if (!speaks(version)) throw badRequest(`This simulator knows the release endive alone, not ${version.slice(0, 60)}.`)
  const livemode = /^[a-z]+_live_/.test(key)
  return { scope: scopeOf(state, account, livemode), isPublishable: key.startsWith("pk_"), version }
}
