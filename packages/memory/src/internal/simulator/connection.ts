/**
 * The connection to the provider, with the faults that are played on it. It behaves as a socket under core's `Http`: before
 * the first byte an interrupt or the deadline ends the call and nothing was sent; after it the call runs to its answer
 * or its deadline, whoever asks it to stop.
 */
import * as Http from "@switchyard/core/Http"
import { defaultTimeoutMillis } from "@switchyard/core/Outcome"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { read } from "./body.ts"
import type { Exchange, Fault, Match, Received, Request, Simulator } from "./controls.ts"
import { refusal } from "./reply.ts"
import type { Act } from "./routes.ts"

const neverSent = (fault: Http.NeverSent["fault"], message: string) =>
  Effect.fail(new Http.NeverSent({ fault, message }))
const deadlinePassed = neverSent("DeadlinePassed", "the deadline passed before anything was sent")
const lost = new Http.MaybeSent("ConnectionLost", "connection lost after the request may have been sent")
const timedOut = new Http.MaybeSent("TimedOut", "no complete answer before the deadline")

// The same answer, but it speaks of somebody else's operation.
const ofAnother = ({ headers, status, text }: Http.Answer) =>
  new Http.Answer(status, headers, text.replaceAll(/"reference":"[^"]*"/g, '"reference":"of-another"'))

/** The connection in front of `act`. */
export const make = (
  act: Act,
  decline: (answer: Http.Answer) => Http.Answer
): Pick<Simulator, "arrive" | "exchange" | "fault" | "connecting" | "received"> => {
  const scripts: Array<{ readonly fault: Fault; readonly match: Match; left: number }> = []
  const received: Array<Received> = []
  const late: Array<Request> = []
  let connecting = 0

  const referenceOf = ({ body }: Request): string | undefined => read(body).text("reference") || undefined

  const receive = (request: Request): void => {
    received.push({ path: request.path, reference: referenceOf(request), request })
  }

  const take = (request: Request): Fault | undefined => {
    const index = scripts.findIndex(
      ({ match: { path = request.path, reference } }) =>
        path === request.path && (reference === undefined || reference === referenceOf(request))
    )
    const script = scripts[index]
    if (script === undefined) return undefined
    script.left -= 1
    if (script.left === 0) scripts.splice(index, 1)
    return script.fault
  }

  const exchange: Exchange = (request, deadline) =>
    Effect.uninterruptibleMask(
      Effect.fnUntraced(function* (restore) {
        const now = yield* Clock.currentTimeMillis
        const rest = (deadline?.epochMilliseconds ?? now + defaultTimeoutMillis) - now
        if (rest <= 0) return yield* deadlinePassed
        const fault = take(request)
        connecting += 1
        if (fault?.kind === "refused") return yield* neverSent("Refused", "connection refused")
        if (fault?.kind === "unresolved") return yield* neverSent("Unresolved", "name not resolved")
        if (fault?.kind === "slowConnect") {
          yield* restore(Effect.sleep(Math.min(fault.millis, rest)))
          if (fault.millis >= rest) return yield* deadlinePassed
        }

        // From here on bytes leave, and nothing but an answer or the deadline ends the call.
        switch (fault?.kind) {
          case "cutBeforeReading":
            received.push({ path: request.path, reference: undefined, request: undefined })
            return lost
          case "late":
            late.push(request)
            return lost
        }
        receive(request)
        switch (fault?.kind) {
          case "stallWithoutActing":
            yield* Effect.sleep(rest)
            return timedOut
          case "error":
            return refusal(fault.code, fault.message ?? "as scripted", { retryAfterSeconds: fault.retryAfterSeconds })
        }

        const answer = act(request, yield* Clock.currentTimeMillis)
        switch (fault?.kind) {
          case "cutAfterActing":
          case "truncate":
            return lost
          case "stallAfterActing":
            yield* Effect.sleep(rest)
            return timedOut
          case "slow":
            yield* Effect.sleep(Math.min(fault.millis, rest))
            return fault.millis < rest ? answer : timedOut
          case "answer":
            return new Http.Answer(
              fault.status,
              fault.location === undefined ? {} : { location: fault.location },
              fault.body
            )
          case "declines":
            return decline(answer)
          case "otherReference":
            return ofAnother(answer)
          default:
            return answer
        }
      })
    )

  return {
    exchange,
    fault: (fault, match = {}) => void scripts.push({ fault, match, left: match.times ?? 1 }),
    arrive: Effect.map(Clock.currentTimeMillis, (now) => {
      for (const request of late.splice(0)) {
        receive(request)
        act(request, now)
      }
    }),
    connecting: () => connecting,
    received: () => received.slice()
  }
}
