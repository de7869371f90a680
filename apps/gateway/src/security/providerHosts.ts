/**
 * Whether a configured instance may reach money outside this machine. The embedded database is for those that do not: it
 * never calls fsync. It looks at every URL in the options but the addresses given out for callbacks; an instance that
 * names none may have its host built in.
 */
import type { Config } from "@switchyard/facade"
import { Redacted } from "effect"

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname)

const urls = (value: unknown, name: string): ReadonlyArray<URL> => {
  if (name === "callbackBaseUrl") return []
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([member, each]) => urls(each, member))
  }
  const url = typeof value === "string" && /^https?:\/\//i.test(value) ? URL.parse(value) : null
  return url === null ? [] : [url]
}

/** Whether an instance is on loopback, or names an address that is not, or none at all. */
export const placeOf = ({ options }: Config.Provider): "here" | "outside" | "unknown" => {
  const found = urls(Redacted.value(options), "")
  if (found.length === 0) return "unknown"
  return found.every(({ hostname }) => isLoopback(hostname)) ? "here" : "outside"
}
