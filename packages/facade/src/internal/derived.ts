/**
 * The operations of a kind over all instances, made out of its table: all but `create`, which is made of attempts. What an
 * operation is says whom it is asked of.
 */
import * as Kind from "@switchyard/core/Kind"
import type * as Op from "@switchyard/core/Op"
import type { Send, SendOptions } from "@switchyard/core/Outcome"
import type { ReadError } from "@switchyard/core/ProviderError"
import type { LookUpOptions, Query, ReadOptions } from "@switchyard/core/Reference"
import type * as Effect from "effect/Effect"
import type { Call } from "../Api.ts"
import type { At, Candidate, Subject } from "../Routing.ts"
import type { Capable, Directory } from "./directory.ts"
import { member } from "./member.ts"

/** The operations of a table over all instances, without the one that creates. */
export type Derived<Ops, Request> = { readonly [K in Exclude<keyof Ops, "create">]: Call<Ops[K], Request> }

/** The part of the operations of a kind that comes before the choice of an instance. */
export interface Asking<Request> {
  readonly candidatesOf: (subject: Subject) => ReadonlyArray<Candidate>
  readonly looking: (options?: LookUpOptions<Request>) => LookUpOptions
}

type Options = SendOptions & ReadOptions
type Sending = (input: unknown, options?: Options) => Send<unknown>
type Looking = (query: Query, options?: LookUpOptions) => Effect.Effect<unknown, ReadError>
type Reading = (...given: [input?: unknown, options?: Options]) => Effect.Effect<object, ReadError>

const call = <S extends Capable, Request>(
  name: string,
  op: Op.Any,
  { ask, readFrom, sendTo }: Directory<S>,
  { candidatesOf, looking }: Asking<Request>
) => {
  if (op.type === "send" || op.type === "modify") {
    return (instance: string, input: unknown, options?: Options) =>
      sendTo(name, instance, (service) => member<Sending>(service, name)(input, options))
  }
  if (op.type === "lookup") {
    return (instance: string, query: Query, options?: LookUpOptions<Request>) =>
      readFrom(name, instance, (service) => member<Looking>(service, name)(query, looking(options)))
  }
  const subject = op.subject?.bind(op)
  return subject === undefined
    ? (instance: string, ...given: Parameters<Reading>) =>
        readFrom(name, instance, (service) => member<Reading>(service, name)(...given))
    : (request: unknown, at?: At) =>
        ask(
          name,
          at?.instance,
          () => candidatesOf({ ...subject(request), question: name }),
          (service) => member<Reading>(service, name)(request)
        )
}

/** The operations of a kind over the instances of a directory. */
export const make = <Ops extends Kind.Table<Ops>, S extends Capable, Request>(
  kind: Kind.Kind<Ops>,
  directory: Directory<S>,
  asking: Asking<Request>
): Derived<Ops, Request> =>
  Object.fromEntries(
    Kind.entries(kind)
      .filter(([, { type }]) => type !== "send")
      .map(([name, op]) => [name, call(name, op, directory, asking)] as const)
    // Built by names, which no type can follow.
  ) as Derived<Ops, Request>
