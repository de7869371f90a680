/**
 * The operations of a kind over all instances, made out of its table: all but `create`, which is made of attempts. What an
 * operation is says whom it is asked of.
 */
import * as Kind from "@switchyard/core/Kind"
import type * as Op from "@switchyard/core/Op"
import type { Send, SendOptions } from "@switchyard/core/Outcome"
import type { ReadError } from "@switchyard/core/ProviderError"
import type { ReadOptions } from "@switchyard/core/Reference"
import type * as Effect from "effect/Effect"
import type { Call } from "../Api.ts"
import type { At, Candidate, Subject } from "../Routing.ts"
import type { Capable, Directory } from "./directory.ts"
import { member } from "./member.ts"

/** The operations of a table over all instances, without the one that creates. */
export type Derived<Ops> = { readonly [K in Exclude<keyof Ops, "create">]: Call<Ops[K], never> }

type Options = SendOptions & ReadOptions
type Sending = (input: unknown, options?: Options) => Send<unknown>
type Reading = (...given: [input?: unknown, options?: Options]) => Effect.Effect<object, ReadError>

const call = <S extends Capable>(
  name: string,
  op: Op.Any,
  { ask, readFrom, sendTo }: Directory<S>,
  candidatesOf: (subject: Subject) => ReadonlyArray<Candidate>
) => {
  if (op.type === "send" || op.type === "modify") {
    return (instance: string, input: unknown, options?: Options) =>
      sendTo(name, instance, (service) => member<Sending>(service, name)(input, options))
  }
  const subject = op.type === "ask" ? op.subject?.bind(op) : undefined
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
export const make = <Ops extends Kind.Table<Ops>, S extends Capable>(
  kind: Kind.Kind<Ops>,
  directory: Directory<S>,
  candidatesOf: (subject: Subject) => ReadonlyArray<Candidate>
): Derived<Ops> =>
  Object.fromEntries(
    Kind.entries(kind)
      .filter(([, { type }]) => type !== "send")
      .map(([name, op]) => [name, call(name, op, directory, candidatesOf)] as const)
    // Built by names, which no type can follow.
  ) as Derived<Ops>
