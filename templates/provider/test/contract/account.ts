/** The account that tests are configured with. There is nothing behind these secrets; the suite searches for them. */
import * as Redacted from "effect/Redacted"
import type { Options } from "../../src/__Vendor__.ts"

export const secretKey = "__vendor___secret_key_for_tests"
export const callbackKey = "__vendor___callback_key_for_tests"

export const secrets = [secretKey, callbackKey]

export const options: Options = {
  baseUrl: "https://__vendor__.invalid",
  account: "shop-17",
  secretKey: Redacted.make(secretKey),
  callbackKey: Redacted.make(callbackKey),
  currencies: ["RUB", "USD"]
}
