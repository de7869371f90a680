/**
 * The facade with every call of a provider noted: counted and timed for the metrics, and recorded in the figures
 * of the instances. Each call gets the connections of its instance; nothing else of it is changed.
 */
import {
  Kind,
  type Op,
  type Outcome,
  PaymentProvider,
  PayoutProvider,
  type ProviderError,
  RefundProvider,
  type Replay,
  SettlementPull
} from "@switchyard/core"
import type { Routing, Switchyard } from "@switchyard/facade"
import { Effect, type Exit } from "effect"
import * as Monotonic from "../model/Monotonic.ts"
import * as Metrics from "../telemetry/Metrics.ts"
import { asItIs, type Connect } from "./connections.ts"
import { outcomeOfRead, outcomeOfSend, type Service } from "./Health.ts"
import type { CallOutcome } from "./verdict.ts"

const outcomeLabels = {
  Accepted: "accepted",
  OutcomeUnknown: "unknown",
  Rejected: "rejected",
  NotExecuted: "not_executed",
  Read: "ok",
  NotFound: "not_found",
  ReadFailed: "read_failed",
  Unsupported: "unsupported"
} as const satisfies Record<CallOutcome["_tag"], Metrics.CallOutcomeLabel>

type Sending = Outcome.Send<unknown>
type Reading = Effect.Effect<unknown, ProviderError.ReadError>
type Asking = Effect.Effect<Routing.From, ProviderError.ReadError>
type Replaying = Effect.Effect<Replay.Ended<unknown>, Replay.NotReplayed>
type Rest = ReadonlyArray<unknown>
type Sends = (instance: string, ...rest: Rest) => Sending

// Of what was not sent nothing is learnt.
const outcomeOfReplay = (exit: Exit.Exit<Replay.Ended<unknown>, Replay.NotReplayed>): CallOutcome | undefined => {
  if (exit._tag === "Failure") return undefined
  return exit.value._tag === "Refused" ? { ...exit.value, _tag: "Rejected" } : exit.value
}

// The facade types each operation of the table by what it takes and how it ends; here all are passed on alike.
const member = <F>(calls: object, name: string): F => Reflect.get(calls, name) as F

/** What a call goes by beside the facade. */
export interface Ways {
  readonly connect?: Connect | undefined
  /** Told of a request that has left over connections that several instances share. */
  readonly spent?: ((instance: string) => Effect.Effect<void>) | undefined
}

/** The same facade, watched. */
export const watched = (
  switchyard: Switchyard.Service,
  { note }: Pick<Service, "note">,
  { connect = asItIs, spent = () => Effect.void }: Ways = {}
): Switchyard.Service => {
  const noted =
    <A, E>(operation: string, instanceOf: (exit: Exit.Exit<A, E>) => string | undefined) =>
    (call: Effect.Effect<A, E>, outcomeOf: (exit: Exit.Exit<A, E>) => CallOutcome | undefined) =>
      Effect.flatMap(Monotonic.millis, (began) =>
        Effect.onExit(
          call,
          Effect.fnUntraced(function* (exit) {
            const callOutcome = outcomeOf(exit)
            const instance = instanceOf(exit)
            if (callOutcome === undefined || instance === undefined) return
            const millis = (yield* Monotonic.millis) - began
            const outcome = outcomeLabels[callOutcome._tag]
            yield* Metrics.providerCall({ provider: instance, operation, outcome, durationMillis: millis })
            yield* note({ instance, outcome: callOutcome, millis })
          })
        )
      )

  const send = (operation: string, instance: string, call: Sending): Sending =>
    noted<Outcome.Outcome<unknown>, ProviderError.SendError>(operation, () => instance)(call, outcomeOfSend)

  const read = (operation: string, instance: string, call: Reading): Reading =>
    noted<unknown, ProviderError.ReadError>(operation, () => instance)(call, outcomeOfRead)

  const answering = (exit: Exit.Exit<Routing.From, ProviderError.ReadError>) =>
    exit._tag === "Success"
      ? exit.value.instance
      : exit.cause.reasons.flatMap((reason) => (reason._tag === "Fail" ? [reason.error.provider] : []))[0]

  // Of a question to whoever can answer it, the answer names that instance.
  const ask = (operation: string, at: string | undefined, call: Asking): Asking =>
    noted<Routing.From, ProviderError.ReadError>(operation, answering)(
      Effect.onExit(connect(at, "ask")(call), (exit) => {
        const instance = at === undefined ? answering(exit) : undefined
        return instance === undefined ? Effect.void : spent(instance)
      }),
      outcomeOfRead
    )

  const around = (operation: string, op: Op.Any, calls: object, name: string) => {
    if (op.type === "ask" && op.at === "candidate") {
      const call = member<(request: unknown, at?: Routing.At) => Asking>(calls, name)
      return (request: unknown, at?: Routing.At) => ask(operation, at?.instance, call(request, at))
    }
    // What a merchant asks for does not wait for what the worker sends and reads, nor the other way round.
    const use = op.type === "send" ? "send" : op.type === "lookup" ? "read" : "ask"
    if (op.type === "send" || op.type === "modify") {
      const call = member<Sends>(calls, name)
      const through =
        (call: Sends) =>
        (instance: string, ...rest: Rest) =>
          send(operation, instance, connect(instance, use)(call(instance, ...rest)))
      return Kind.checking(through(call), through(Kind.checked(call)))
    }
    const call = member<(instance: string, ...rest: Rest) => Reading>(calls, name)
    return (instance: string, ...rest: Rest) =>
      read(operation, instance, connect(instance, use)(call(instance, ...rest)))
  }

  // Beside the operations of the table: what a create has left is found again and abandoned there.
  const staging = (kind: string, calls: object) => {
    const through = (name: string, operation: string) => {
      const call = member<Sends>(calls, name)
      return (instance: string, ...rest: Rest) =>
        send(operation, instance, connect(instance, "send")(call(instance, ...rest)))
    }
    return {
      abandonOn: through("abandonOn", `${kind}.abandon`),
      prepareOn: through("prepareOn", `${kind}.prepare`)
    }
  }

  // Beside the operations of the table: a replay is a send, and whose account it is asked now and then.
  const repeating = (kind: string, calls: object) => {
    const replay = member<(instance: string, ...rest: Rest) => Replaying>(calls, "replayOn")
    const confirm = member<(instance: string) => Reading>(calls, "confirmOn")
    const operation = `${kind}.replay`
    return {
      replayOn: (instance: string, ...rest: Rest) =>
        noted<Replay.Ended<unknown>, Replay.NotReplayed>(operation, () => instance)(
          connect(instance, "send")(replay(instance, ...rest)),
          outcomeOfReplay
        ),
      confirmOn: (instance: string) => connect(instance, "ask")(confirm(instance))
    }
  }

  // What is made in one request leaves nothing that is found again or abandoned.
  const unstaged = <Ops extends Kind.Table<Ops>, Calls extends object>(kind: Kind.Kind<Ops>, calls: Calls): Calls => ({
    ...calls,
    ...repeating(kind.name, calls),
    ...Object.fromEntries(
      Kind.entries(kind).map(([name, op]) => {
        // Each attempt of a create is a call of its own, made by `createOn`.
        const called = op.type === "send" ? "createOn" : name
        return [called, around(`${kind.name}.${name}`, op, calls, called)]
      })
    )
  })

  const all = <Ops extends Kind.Table<Ops>, Calls extends object>(kind: Kind.Kind<Ops>, calls: Calls): Calls => ({
    ...unstaged(kind, calls),
    ...staging(kind.name, calls)
  })

  // Beside the kinds: the pages of a statement are reads of their instance too.
  const pulling = ({ pull, ...instance }: Switchyard.Instance): Switchyard.Instance =>
    pull === undefined
      ? instance
      : {
          ...instance,
          pull: SettlementPull.over(instance.name, pull.manifest, (period, cursor) =>
            noted<SettlementPull.Page, ProviderError.ReadFailed>("settlement.pull", () => instance.name)(
              connect(instance.name, "ask")(pull.page(period, cursor)),
              outcomeOfRead
            )
          )
        }

  return {
    ...switchyard,
    instances: switchyard.instances.map(pulling),
    payouts: all(PayoutProvider.kind, switchyard.payouts),
    payments: all(PaymentProvider.kind, switchyard.payments),
    refunds: unstaged(RefundProvider.kind, switchyard.refunds)
  }
}
