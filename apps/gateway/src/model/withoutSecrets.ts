/**
 * A resource as more than one request may get it. A client secret lets its holder act as the payer: it stands in the answers about one
 * payment to a merchant's own requests, and neither in lists nor in what is sent to others, webhooks among them.
 */
import type { AnyResource } from "./Resource.ts"

const secrets: ReadonlySet<string> = new Set(["clientSecret", "formToken"])

/** The same resource without what lets somebody act as the payer. */
export const withoutSecrets = <R extends AnyResource>(resource: R): R => {
  if (resource.object !== "payment" || resource.next === null) return resource
  const next = Object.fromEntries(Object.entries(resource.next).filter(([name]) => !secrets.has(name)))
  return { ...resource, next }
}
