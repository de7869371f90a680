/**
 * The half of a harness that every simulator on real sockets shares: its clock given to Effect, a dialer, unused
 * references, and callbacks that really arrive. What the provider's words mean, and what its simulator holds and has
 * paid, is the other half.
 */
import type { Raw } from "@switchyard/core/Callback"
import type { Transport } from "@switchyard/core/Transport"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Service } from "../Harness.ts"
import * as Dialer from "./Dialer.ts"
import type { Mailbox } from "./Mailbox.ts"
import * as SharedClock from "./SharedClock.ts"

/** The parts that differ between providers and simulators. */
export interface Options extends Pick<Dialer.Options, "operationOf" | "playFault"> {
  readonly clock: SharedClock.Movable
  readonly mailbox: Mailbox
}

/** The shared half. */
export interface OnSockets {
  /** To be provided to whatever calls the adapter. */
  readonly transport: Transport
  readonly harness: Pick<Service, "clock" | "advance" | "patience" | "reference" | "fault" | "connecting" | "requests">
  /** The callback that an action of the provider has brought to the mailbox. */
  readonly delivered: (deed: () => Promise<void>) => Effect.Effect<Raw>
}

// An exchange on loopback takes a few milliseconds; a call that is still running after this hangs.
const patience = Effect.callback<void>((resume) => {
  const timer = setTimeout(() => resume(Effect.void), 3_000)
  return Effect.sync(() => clearTimeout(timer))
})

/** Opens the shared half until the scope ends. */
export const open = Effect.fnUntraced(function* (options: Options): Effect.fn.Return<OnSockets, never, Scope.Scope> {
  const { clock, mailbox } = options
  const references: Array<string> = []
  const dialer = yield* Effect.acquireRelease(
    Effect.sync(() => Dialer.make({ ...options, sleep: clock.sleep, reference: () => references.at(-1) })),
    ({ close }) => Effect.promise(close)
  )
  return {
    transport: dialer.transport,
    harness: {
      clock: SharedClock.toClock(clock),
      advance: SharedClock.advance(clock),
      patience,
      reference: Effect.sync(() => {
        const reference = `contract-${references.length + 1}`
        references.push(reference)
        return reference
      }),
      fault: (operation, fault) => Effect.sync(() => dialer.fault(operation, fault)),
      connecting: Effect.sync(dialer.connecting),
      requests: Effect.sync(dialer.requests)
    },
    delivered: (deed) =>
      Effect.promise(async () => {
        await deed()
        const raw = mailbox.last()
        if (raw === undefined) throw new Error("the simulator has sent no callback")
        return { ...raw, receivedAt: DateTime.makeUnsafe(clock.now()) }
      })
  }
})
