/** Wrong adapters that misread how an exchange ended, or send again. */
import * as Http from "@switchyard/core/Http"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { onCreate, onSends, resigned, type Wrong } from "./wrong.ts"

const isLost = (result: Http.Answer | Http.MaybeSent, fault: Http.MaybeSentFault) =>
  result._tag === "MaybeSent" && result.fault === fault

export const sending: ReadonlyArray<Wrong> = [
  {
    name: "refused-connection-is-unknown",
    mistake: "takes every failed exchange for one that may have been sent",
    kind: "payouts",
    breaks: ["faults/refused", "faults/unresolved", "faults/connect-timeout"],
    parts: () => ({
      exchange: onSends((send) =>
        Effect.catch(send, () => Effect.succeed(new Http.MaybeSent("ConnectionLost", "no connection")))
      )
    })
  },
  {
    name: "tries-the-next-address",
    mistake: "sends again by itself when a name is not resolved",
    kind: "payouts",
    breaks: ["faults/unresolved"],
    parts: () => ({
      exchange: onSends((send, request, exchange) =>
        Effect.catch(send, (error) => (error.fault === "Unresolved" ? exchange(request) : Effect.fail(error)))
      )
    })
  },
  {
    name: "retries-a-timeout",
    mistake: "sends again after the deadline, with a new one",
    kind: "payouts",
    breaks: ["faults/stall-without-acting", "faults/stall-after-acting"],
    parts: () => ({
      exchange: onSends((send, request, exchange) =>
        Effect.flatMap(send, (result) => (isLost(result, "TimedOut") ? exchange(request) : Effect.succeed(result)))
      )
    })
  },
  {
    name: "retries-a-lost-connection",
    mistake: "sends again when the connection was reset, as many clients do by default",
    kind: "payouts",
    breaks: ["faults/cut-before-reading", "faults/cut-after-acting", "faults/truncated"],
    parts: () => ({
      exchange: onSends((send, request, exchange) =>
        Effect.flatMap(send, (result) =>
          isLost(result, "ConnectionLost") ? exchange(request) : Effect.succeed(result)
        )
      )
    })
  },
  {
    name: "reset-is-never-sent",
    mistake: "puts a reset after sending and a refused connection under one 'network failure'",
    kind: "payments",
    breaks: ["faults/cut-before-reading", "faults/cut-after-acting", "faults/truncated"],
    parts: () => ({
      exchange: onSends((send) =>
        Effect.flatMap(send, (result) =>
          isLost(result, "ConnectionLost")
            ? Effect.fail(new Http.NeverSent({ fault: "Unreachable", message: "network failure" }))
            : Effect.succeed(result)
        )
      )
    })
  },
  {
    name: "timeout-is-not-executed",
    mistake: "calls a payout that got no answer not executed, so that it goes to the next provider",
    kind: "payouts",
    breaks: ["faults/stall-without-acting", "faults/stall-after-acting"],
    parts: () => ({
      exchange: onSends((send) =>
        Effect.flatMap(send, (result) =>
          isLost(result, "TimedOut")
            ? Effect.fail(new Http.NeverSent({ fault: "DeadlinePassed", message: "timed out" }))
            : Effect.succeed(result)
        )
      )
    })
  },
  {
    name: "impatient",
    mistake: "has a shorter timeout of its own",
    kind: "payouts",
    breaks: ["faults/slow", "time/deadline-kept"],
    parts: () => ({
      exchange: (exchange) => (request, deadline) =>
        Effect.clockWith((clock) => {
          const own = DateTime.makeUnsafe(clock.currentTimeMillisUnsafe() + 10_000)
          return exchange(request, deadline === undefined ? own : DateTime.min(deadline, own))
        })
    })
  },
  {
    name: "ignores-the-deadline",
    mistake: "does not hand the deadline to the line",
    kind: "payouts",
    breaks: [
      "faults/connect-timeout",
      "faults/stall-without-acting",
      "faults/stall-after-acting",
      "time/deadline-kept"
    ],
    parts: () => ({ exchange: (exchange) => (request) => exchange(request) })
  },
  {
    name: "retries-by-status",
    mistake: "sends again on HTTP 502, because 5xx is 'retryable'",
    kind: "payouts",
    breaks: [
      "faults/html-502",
      "answers/listed",
      "answers/other-status",
      "answers/reasons",
      "answers/message",
      "answers/page"
    ],
    parts: () => ({
      exchange: onSends((send, request, exchange) =>
        Effect.flatMap(send, (result) =>
          result._tag === "Answer" && result.status >= 500 ? exchange(request) : Effect.succeed(result)
        )
      )
    })
  },
  {
    name: "follows-redirects",
    mistake: "leaves redirects to the client's default",
    kind: "payouts",
    breaks: ["faults/redirect"],
    parts: () => ({
      exchange: onSends((send, request, exchange) =>
        Effect.flatMap(send, (result) =>
          result._tag === "Answer" && result.headers.location !== undefined ? exchange(request) : Effect.succeed(result)
        )
      )
    })
  },
  {
    name: "waits-and-sends-again",
    mistake: "obeys Retry-After inside the call",
    kind: "payouts",
    breaks: ["faults/rate-limited"],
    parts: () => ({
      exchange: onSends((send, request, exchange) =>
        Effect.flatMap(send, (result) => {
          const wait = result._tag === "Answer" ? Number(result.headers["retry-after"] ?? 0) : 0
          return wait > 0 ? Effect.delay(exchange(request), wait * 1000) : Effect.succeed(result)
        })
      )
    })
  },
  {
    name: "sends-twice-to-be-sure",
    mistake: "sends an accepted create once more, because the provider refuses duplicates anyway",
    kind: "payouts",
    breaks: ["identity/one-request", "faults/slow"],
    parts: () => ({
      exchange: onCreate((send, request, exchange) =>
        Effect.tap(send, (result) =>
          result._tag === "Answer" && result.status === 200 && result.text.includes('"reference"')
            ? Effect.ignore(exchange(request))
            : Effect.void
        )
      )
    })
  },
  {
    name: "goes-on-in-the-background",
    mistake: "runs the exchange in a fiber that nobody interrupts",
    kind: "payouts",
    breaks: ["interruption/before-first-byte"],
    parts: () => ({
      exchange: onSends((send) => Effect.flatMap(Effect.forkDetach(send), (fiber) => Fiber.join(fiber)))
    })
  },
  {
    name: "cleans-up-after-an-interrupt",
    mistake: "cancels the payout when its caller goes away",
    kind: "payouts",
    breaks: ["interruption/before-first-byte", "interruption/after-first-byte"],
    parts: () => ({
      exchange: onCreate((send, request, exchange) =>
        Effect.onInterrupt(send, () =>
          Effect.ignore(
            exchange(resigned({ ...request, path: request.path.replace("create", "cancel") }, (body) => body))
          )
        )
      )
    })
  }
]
