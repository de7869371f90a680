/** What the headers and the path of a request ask for: its idempotency key, how long to wait, which operation. */
import type { Input } from "@switchyard/core"
import { Effect } from "effect"
import { invalid, malformed, notFound } from "./problems.ts"

const keyHeader = "Idempotency-Key"

/** The idempotency key: 1 to 255 printable ASCII characters. */
export const idempotencyKey = Effect.fnUntraced(function* (header: string | undefined) {
  if (header === undefined || header === "") {
    return yield* Effect.fail(
      malformed("idempotency_key_required", { errors: [{ path: keyHeader, reason: "is missing" }] })
    )
  }
  if (!/^[\x20-\x7e]{1,255}$/.test(header)) {
    return yield* Effect.fail(invalid([{ path: keyHeader, reason: "must be 1 to 255 printable ASCII characters" }]))
  }
  return header
})

/** The most seconds an answer may be held. */
export const maxWaitSeconds = 30

/** The seconds of `Prefer: wait=N`, at most 30. What is not understood is not preferred (RFC 7240). */
export const waitSeconds = (prefer: string | undefined): number => {
  const found = /(?:^|[,;])\s*wait\s*=\s*"?([0-9]{1,9})"?\s*(?:$|[,;])/i.exec(prefer ?? "")
  return Math.min(Number(found?.[1] ?? 0), maxWaitSeconds)
}

/** An id that can be one; anything else is the id of nothing, and no store is asked. */
export const id = (text: string) =>
  /^[A-Za-z0-9_-]{1,100}$/.test(text) ? Effect.succeed(text) : Effect.fail(notFound("not_found"))

/** Turns the issues of a decoder into refused fields. */
export const fields = <A, R>(self: Effect.Effect<A, Input.InvalidInput, R>) =>
  Effect.mapError(self, ({ issues }) => invalid(issues))
