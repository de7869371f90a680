/** The steps around the reading of a callback: its size, its defects, and what may be shown of its status. */
import * as Effect from "effect/Effect"
import * as Redaction from "../../outcome/Redaction.ts"
import { CallbackRejected, type Event, maxBytes, type Parse } from "../Callback.ts"
import type { Guard } from "./guard.ts"

// The longest documented word for a status has a quarter of that.
const longestStatus = 64

// Whose values its words could repeat is known when the operation is found: what looks like one is hidden before.
const readable = (event: Event): Event =>
  event.providerStatus === undefined
    ? event
    : { ...event, providerStatus: Redaction.scrub(event.providerStatus, [], longestStatus) }

/** The parser around a provider's own; undefined where it has none. */
export const make = ({ provider, report }: Guard, parse: Parse | undefined): Parse | undefined => {
  if (parse === undefined) return undefined
  const rejected = (reason: CallbackRejected["reason"], message: string) =>
    Effect.fail(new CallbackRejected({ provider, reason, message }))
  return (raw) =>
    raw.body.byteLength > maxBytes
      ? rejected("TooLarge", "the callback is too long")
      : Effect.catchDefect(
          Effect.map(
            Effect.suspend(() => parse(raw)),
            readable
          ),
          (defect) =>
            Effect.andThen(
              report("parseCallback", defect),
              rejected("Malformed", "the adapter failed while reading the callback")
            )
        )
}
