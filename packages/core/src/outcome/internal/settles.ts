/** The reasons that say something of a request, or of the moment, and nothing of what was sent before. */
import type { Reason } from "../Reason.ts"

const ofTheMoment: ReadonlySet<Reason> = new Set<Reason>([
  "AuthenticationFailed",
  "RateLimited",
  "ProviderUnavailable",
  "DuplicateReference"
])

/** Whether a refusal with this reason, repeated from memory, can be the one that the first request was answered with. */
export const canSettle = (reason: Reason): boolean => !ofTheMoment.has(reason)
