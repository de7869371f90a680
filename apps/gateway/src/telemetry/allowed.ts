/**
 * The only names under which something may leave this process in a log line or a span, and what such a value may look
 * like. What is not listed is left out, whoever added it: a person or a secret cannot get out by being annotated.
 */
import { Redaction } from "@switchyard/core"

const names: ReadonlySet<string> = new Set([
  "kind",
  "operation",
  "operationKind",
  "reference",
  "provider",
  "instance",
  "package",
  "state",
  "from",
  "to",
  "step",
  "event",
  "type",
  "outcome",
  "reason",
  "anomaly",
  "attempt",
  "attempts",
  "version",
  "keyName",
  "role",
  "method",
  "route",
  "status",
  "httpStatus",
  "code",
  "count",
  "due",
  "durationMillis",
  "retryAfterSeconds",
  "host",
  "port",
  "database",
  "http.request.method",
  "http.response.status_code",
  "http.route",
  "db.system.name"
])

// Ids are made by us from random digits, which the scrubber would take for somebody's number.
const ids: ReadonlySet<string> = new Set(["operationId", "deliveryId", "eventId", "callbackId", "requestId", "node"])
const isId = /^[a-z]{1,8}_[A-Za-z0-9_-]{1,64}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

// One word of a closed list or of the config: what has spaces was written for people, and may be about them.
const isWord = /^[A-Za-z0-9_.:/@{}*-]{1,120}$/

/** A value that may be shown under this name, or undefined. */
export const allowed = (name: string, value: unknown): string | number | boolean | undefined => {
  // `switchyard.provider` on a span is `provider`.
  if (ids.has(name)) return typeof value === "string" && isId.test(value) ? value : undefined
  if (!names.has(name) && !names.has(name.replace(/^switchyard\./, ""))) return undefined
  if (typeof value === "number" || typeof value === "boolean") return value
  return typeof value === "string" && isWord.test(value) ? Redaction.scrub(value) : undefined
}
