/**
 * The operations of a kind over all instances, made out of its table: all but `create`, which is made of attempts. What an
 * operation is says whom it is asked of.
 */
import * as Kind from "@switchyard/core/Kind"
import type * as Op from "@switchyard/core/Op"
import type { SendOptions } from "@switchyard/core/Outcome"
import type { ReadOptions } from "@switchyard/core/Reference"
import * as Effect from "effect/Effect"
import type { Call } from "../Api.ts"
import type { At, Candidate, Subject } from "../Routing.ts"
import type { Capable, Directory } from "./directory.ts"

/** The operations of a table over all instances, without the one that creates. */
export type Derived<Ops> = { readonly [K in Exclude<keyof Ops, "create">]: Call<Ops[K], never> }

type Options = SendOptions & ReadOptions
type Member = (input?: unknown, options?: Options) => Effect.Effect<object, never>

const missing =
  (name: string): Member =>
  () =>
    Effect.die(new TypeError(`the service has no ${name}`))

// Whichever table its service is of: that the member of a name takes what is handed on, and ends so, is said by the types
// of both sides, `Kind.Offered` and `Call`.
const member = (service: object, name: string): Member => {
  const found: unknown = Reflect.get(service, name)
  return typeof found === "function" ? (found.bind(service) as Member) : missing(name)
}

const call = <S extends Capable>(
  name: string,
  op: Op.Any,
  { ask, find, sendTo }: Directory<S>,
  candidatesOf: (subject: Subject) => ReadonlyArray<Candidate>
) => {
  if (op.type === "send" || op.type === "modify") {
    return (instance: string, input: unknown, options?: Options) =>
      sendTo(name, instance, (service) => member(service, name)(input, options) as Effect.Effect<never>)
  }
  const subject = op.type === "ask" ? op.subject?.bind(op) : undefined
  return subject === undefined
    ? (instance: string, ...given: Parameters<Member>) =>
        Effect.flatMap(find(name, instance), (service) => member(service, name)(...given))
    : (request: unknown, at?: At) =>
        ask(
          name,
          at?.instance,
          () => candidatesOf(subject(request)),
          (service) => member(service, name)(request)
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
