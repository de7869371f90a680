/** The address of a provider, or of ourselves, as options have it: https, or http on a loopback host. */
import * as Schema from "effect/Schema"
import { checkBaseUrl } from "./internal/address.ts"

/** An address below which requests go. The reason is an annotation, because no reason may repeat the value. */
export const BaseUrl = Schema.String.check(
  Schema.makeFilter((url: string) => checkBaseUrl(url), {
    message: "must be an https URL without user, password and query, or http on loopback"
  })
)

/** The address without the slashes at its end, for a path to be appended. */
export const withoutSlash = (url: string): string => url.replace(/\/+$/, "")
