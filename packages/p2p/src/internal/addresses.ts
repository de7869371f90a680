/** Addresses: the two of ours that the platform calls, and those in its answers, which people may read and nothing fetches. */
import { withoutSlash } from "@switchyard/core/BaseUrl"
import type * as Json from "@switchyard/core/Json"

/** Where the platform reports that a payout was confirmed or canceled; either address may bring any status. */
export const callbackUrls = (callbackBaseUrl: string, instance: string) => {
  const base = `${withoutSlash(callbackBaseUrl)}/callbacks/${encodeURIComponent(instance)}/payouts`
  return { success: `${base}/success`, error: `${base}/error` }
}

/** The platform's limit of a callback address. */
export const longestCallbackUrl = 512

/** Whether a member is an address that a browser may be sent to, of at most `longest` characters. */
export const isWebAddress = (value: Json.Json, longest: number): value is string =>
  typeof value === "string" && value.length <= longest && /^https?:\/\/\S+$/i.test(value) && URL.canParse(value)
