/**
 * The operations of a kind as promises, made out of its table: what is asked of a candidate, or changes something, is decoded
 * from JSON, any other question to an instance is about something that exists and taken as it is, and every answer is shown by its schema.
 */
import { decoder } from "@switchyard/core/Input"
import * as Kind from "@switchyard/core/Kind"
import * as Op from "@switchyard/core/Op"
import type { Outcome } from "@switchyard/core/Outcome"
import type { ReadError, SendError } from "@switchyard/core/ProviderError"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { AboutOptions, AskOptions, Call, CallOptions, ChangeOptions, LookUpOptions } from "../Client.ts"
import type { From } from "../Routing.ts"
import type { Calls, Finding } from "./calls.ts"
import { member } from "./member.ts"
import * as Records from "./records.ts"

/** The operations of a table as promises, without the one that creates. */
export type Promised<Ops> = { readonly [K in Exclude<keyof Ops, "create">]: Call<Ops[K], unknown> }

type Given = ReadonlyArray<unknown>
type Sending = (...given: Given) => Effect.Effect<Outcome<unknown>, SendError>
type Reading = (...given: Given) => Effect.Effect<unknown, ReadError>
type Asking = (...given: Given) => Effect.Effect<From, ReadError>

const about = ({ sensitive }: AboutOptions = {}) => ({ sensitive })

const call = (name: string, op: Op.Any, service: object, { read, send }: Calls, finding: Finding<unknown>) => {
  const show = Schema.encodeEffect(op.output)
  if (op.type === "send" || op.type === "modify") {
    const sending = member<Sending>(service, name)
    return (instance: string, input: unknown, options: ChangeOptions = {}) =>
      send(
        instance,
        input,
        { signal: options.signal, until: ["deadline", options.deadline] },
        (deadline) =>
          Effect.flatMap(op.decode(input), (request) => {
            const { replayKey } = options
            const key = replayKey && Records.keyOf(replayKey)
            return sending(instance, request, { deadline, replayKey: key, ...about(options) })
          }),
        show
      )
  }
  if (op.type === "ask" && op.at === "candidate") {
    const asking = member<Asking>(service, name)
    const decode = decoder(op.input)
    // The instance that answered stands beside its answer.
    const withInstance = (value: From) =>
      Effect.map(show(value), (view) => Object.assign({}, view, { instance: value.instance }))
    return (input: unknown, options?: AskOptions) =>
      read(
        Effect.flatMap(decode(input), (request) => asking(request, options)),
        withInstance,
        options
      )
  }
  const reading = member<Reading>(service, name)
  if (op.type === "lookup") {
    return (instance: string, query: unknown, options: LookUpOptions<unknown> = {}) =>
      read(
        Effect.flatMap(finding(options), (found) => reading(instance, query, found)),
        show,
        options
      )
  }
  return op.input === Op.Nothing
    ? (instance: string, options?: CallOptions) => read(reading(instance), show, options)
    : (instance: string, input: unknown, options?: AboutOptions) =>
        read(reading(instance, input, about(options)), show, options)
}

/** The operations of a kind as promises, over those of the Effect API. */
export const make = <Ops extends Kind.Table<Ops>>(
  kind: Kind.Kind<Ops>,
  service: object,
  calls: Calls,
  finding: Finding<unknown>
): Promised<Ops> =>
  Object.fromEntries(
    Kind.entries(kind)
      .filter(([, { type }]) => type !== "send")
      .map(([name, op]) => [name, call(name, op, service, calls, finding)] as const)
    // Built by names, which no type can follow.
  ) as Promised<Ops>
