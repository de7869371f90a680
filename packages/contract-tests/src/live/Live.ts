/**
 * A provider's own environment under the laws that it can be asked: nobody can make it misbehave or look into its ledger,
 * so these are the laws about being understood on both sides. What the other modes learn from the provider is counted
 * here where the requests leave, and time really passes, unless the provider is a simulator that can be moved on.
 */
import { randomUUID } from "node:crypto"
import * as Currency from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import type { Transport } from "@switchyard/core/Transport"
import * as Undici from "@switchyard/core/Undici"
import * as BigDecimal from "effect/BigDecimal"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Request as Arrived, Purpose, Service } from "../Harness.ts"
import { arrived } from "../internal/arrived.ts"
import * as Recording from "./Recording.ts"
import { toClock } from "./SharedClock.ts"

/** The facts that a live run needs about the provider. */
export interface Options {
  readonly operationOf: (method: string, path: string) => Purpose | undefined
  /** The members of answers whose values may be kept. */
  readonly kept: ReadonlySet<string>
  /** Where the sandbox listens that stands in for the provider: its clock is moved on instead of waiting. */
  readonly sandboxUrl?: string | undefined
  /** Called with every answer. */
  readonly record: (exchange: Recording.Recorded) => void
}

/** The near end of a live environment. */
export interface Live {
  readonly transport: Transport
  readonly harness: Omit<Service, "secrets">
}

const moved = async (url: string, millis: number): Promise<void> => {
  const response = await fetch(`${url}/_sandbox/clock/advance`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ms: millis })
  })
  if (!response.ok) throw new Error(`the sandbox did not move its clock: HTTP ${response.status}`)
  await response.body?.cancel()
}

const wait = (millis: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, millis)
    signal?.addEventListener("abort", () => clearTimeout(timer), { once: true })
  })

const movable = (sandboxUrl: string | undefined) => {
  let ahead = 0
  return {
    now: () => Date.now() + ahead,
    sleep: wait,
    advance: async (millis: number) => {
      if (sandboxUrl === undefined) return wait(millis)
      await moved(sandboxUrl, millis)
      ahead += millis
    }
  }
}

// Longer than the adapters' own deadline: a provider may be slow.
const patience = Effect.sleep("60 seconds")

/** Amounts from the least that somebody was willing to move up to 5 more. */
export const limits =
  (least: string): NonNullable<Service["limits"]> =>
  (_method, currency) => {
    if (!Currency.isCurrency(currency)) throw new RangeError(`there is no currency ${currency}`)
    const min = Money.unsafe(least, currency)
    return { min, max: { ...min, value: BigDecimal.sum(min.value, BigDecimal.make(5n, 0)) } }
  }

const impossible = (what: string) => Effect.die(new Error(`nobody can ${what} in a live environment`))

/** Opens the near end until the scope ends. */
export const open = Effect.fnUntraced(function* (options: Options): Effect.fn.Return<Live, never, Scope.Scope> {
  const real = yield* Effect.acquireRelease(
    Effect.sync(() => Undici.make()),
    ({ close }) => Effect.promise(close)
  )
  const clock = movable(options.sandboxUrl)
  const left: Array<Arrived> = []
  let asked = 0

  const transport: Transport = async (request, permit) => {
    const operation = options.operationOf(request.method, new URL(request.url).pathname) ?? "create"
    // Not recorded either: its answer is a secret as a whole.
    if (operation === "token") return real(request, permit)
    asked += 1
    const { body, maxAnswerBytes, signal } = permit
    const opened = () => {
      const isOpen = permit.acquire()
      if (isOpen) left.push(arrived(operation, request, body))
      return isOpen
    }
    const answer = await real(request, { acquire: opened, signal, body, maxAnswerBytes })
    options.record(Recording.of(operation, answer.status, await answer.clone().text(), options.kept))
    return answer
  }

  return {
    transport,
    harness: {
      clock: toClock(clock),
      advance: (by) => Effect.promise(() => clock.advance(Duration.toMillis(by))),
      patience,
      reference: Effect.sync(() => `live-${randomUUID()}`),
      fault: (_operation, { kind }) => impossible(`play ${kind}`),
      refusals: [],
      answers: [],
      repeatsReference: [],
      connecting: Effect.sync(() => asked),
      received: Effect.sync(() => left.map(({ operation }) => ({ operation, reference: undefined }))),
      requests: Effect.sync(() => left.slice()),
      held: impossible("see what is held"),
      paid: impossible("see what is paid"),
      statuses: [],
      unknownStatus: "",
      settle: () => impossible("settle an operation"),
      callbackStatuses: [],
      callback: () => impossible("order a callback"),
      withoutSecret: impossible("take a secret away"),
      misconfigured: []
    }
  }
})
