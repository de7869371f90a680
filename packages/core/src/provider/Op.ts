/**
 * An operation of a provider, as data: its input, its output, and which of the four it is. `send` can move money
 * and ends in four ways, `modify` changes an operation that exists and is a send as well, `lookup` is found, not found or
 * failed, `ask` changes nothing. A kind names its operations in one table; everything that calls them is derived from it.
 */

import type * as DateTime from "effect/DateTime"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Currency } from "../domain/Currency.ts"
import type { Within } from "../domain/Destination.ts"
import { decoder, type InvalidInput, validator } from "../domain/Input.ts"
import type { Money } from "../domain/Money.ts"
import type { OperationContext } from "../domain/OperationContext.ts"
import type { CaptureMethod } from "../domain/Payment.ts"
import { Query } from "../domain/Reference.ts"
import type { FieldIssue } from "../outcome/ProviderError.ts"
import type { Sensitive } from "../outcome/Redaction.ts"
import type { Manifest } from "./Capabilities.ts"
import type { Hider } from "./internal/hiding.ts"

/** A schema that needs nothing but the value. */
export type Codec = Schema.ConstraintCodec<unknown, unknown>

/** A schema of inputs that name the operation they are about. */
export interface Referring extends Codec {
  readonly Type: { readonly reference: string }
}

/** The input of an operation that takes none. */
export const Nothing = Schema.Undefined

/** Which way money goes and how much of it, as far as an input says so before anything is sent. */
export interface Subject {
  /** The way the money goes, as the routes of a manifest name it. */
  readonly method: string
  readonly currency: Currency
  readonly amount: Money | undefined
  readonly debit: Money | undefined
  /** The clearing system of a destination that has one. */
  readonly within?: Within | undefined
  /** The currency of the balance that is debited, where the input chooses one. */
  readonly source?: Currency | undefined
  /** How a payment's money is to be taken, where the input says so. */
  readonly captureMethod?: CaptureMethod | undefined
  /** The members of the input that a route must list (`Members.given`). */
  readonly given?: ReadonlyArray<string> | undefined
  readonly context?: OperationContext | undefined
}

// The functions are methods, so that an operation of any input is an `Op.Any`; only those who know the input call them.
interface Described<I extends Codec, A extends Codec> {
  readonly input: I
  readonly output: A
  /** Checks an input that should already be of its type, as untyped callers hand it in. */
  readonly validate: (input: unknown) => Effect.Effect<I["Type"], InvalidInput>
  /** Decodes an input from JSON-like input. */
  readonly decode: (input: unknown) => Effect.Effect<I["Type"], InvalidInput>
  /** The personal values of the input, which nothing that comes of it repeats. Left out: there are none. */
  sensitive?(input: I["Type"]): Sensitive
  /** The output without the personal values in its words. Left out: it has no words. */
  hide?(hider: Hider, value: A["Type"]): A["Type"]
}

/** Can move money: ends accepted, unknown, rejected or not executed. */
export interface Send<I extends Referring, A extends Codec> extends Described<I, A> {
  readonly type: "send"
  subject(input: I["Type"]): Subject
  /** The member of the input that says the method of its subject. */
  readonly methodIn: string
  /** The moment from which on it is not sent for the first time, and the member of the input that says so. Left out: none. */
  expires?(input: I["Type"]): Expiry | undefined
}

/** The moment after which an input is worth nothing. */
export interface Expiry {
  readonly at: DateTime.Utc
  readonly path: string
}

/** Changes an operation that exists; ends like a send. */
export interface Modify<I extends Referring, A extends Codec> extends Described<I, A> {
  readonly type: "modify"
  /** What of the input this provider does not take, by its manifest. Left out: it takes all. */
  refuses?(input: I["Type"], manifest: Manifest): ReadonlyArray<FieldIssue>
}

/** Reads an operation by its ids: found, not found or failed. */
export interface Lookup<I extends Referring, A extends Codec> extends Described<typeof Query, A> {
  readonly type: "lookup"
  /** The send that has made what is read: whoever has its input gives it to the look-up. */
  readonly of: Send<I, Codec>
}

/** Who answers a question: the instance that is named, or else any candidate that can. */
export type At = "instance" | "candidate"

/** Changes nothing: answered or failed. */
export interface Ask<I extends Codec, A extends Codec, Where extends At = "instance"> extends Described<I, A> {
  readonly type: "ask"
  readonly at: Where
  /** The part of the input by which a candidate for the answer is chosen; a debit that its route does not take is refused here. */
  subject?(input: I["Type"]): Subject
}

/** Any operation. */
export type Any = Send<Referring, Codec> | Modify<Referring, Codec> | Lookup<Referring, Codec> | Ask<Codec, Codec, At>

/**
 * One shape of the operations in a table: the data itself, what a provider implements, what its callers get. `call` is what
 * becomes of the operation `op`. A table is an interface over its shape and no mapped type is made of it, because an editor
 * shows the doc comment of an operation wherever the interface is extended, and not on what is mapped.
 */
export interface Shape {
  readonly op: unknown
  readonly call: unknown
}

/** The operations as they stand in the table. */
export interface Itself extends Shape {
  readonly call: this["op"]
}

/** An operation in a shape. */
export type In<S extends Shape, O extends Any> = (S & { readonly op: O })["call"]

/** The options of a constructor; `unknown` decides about members of the input that its schema does not know. */
export type Options<O extends Any> = Omit<O, "type" | "at" | "decode" | "validate"> & {
  readonly unknown?: "error" | "ignore"
}

const described = <I extends Codec>(input: I, unknown: "error" | "ignore" = "error") => ({
  input,
  validate: validator(input, unknown),
  decode: decoder(input, unknown)
})

/** An operation that can move money. */
export const send = <I extends Referring, A extends Codec>({ unknown, ...rest }: Options<Send<I, A>>): Send<I, A> => ({
  type: "send",
  ...rest,
  ...described(rest.input, unknown)
})

/** An operation that changes another one. */
export const modify = <I extends Referring, A extends Codec>({
  unknown,
  ...rest
}: Options<Modify<I, A>>): Modify<I, A> => ({ type: "modify", ...rest, ...described(rest.input, unknown) })

/** An operation that reads another one; whatever holds the two ids can be asked about. */
export const lookup = <I extends Referring, A extends Codec>(
  rest: Omit<Options<Lookup<I, A>>, "input" | "unknown">
): Lookup<I, A> => ({
  type: "lookup",
  ...rest,
  ...described(Query, "ignore")
})

/** A question to the instance that is named. */
export const ask = <I extends Codec, A extends Codec>({
  unknown,
  ...rest
}: Omit<Options<Ask<I, A>>, "subject">): Ask<I, A> => ({
  type: "ask",
  at: "instance",
  ...rest,
  ...described(rest.input, unknown)
})

/** A question to the instance that is named, or else to any candidate that can answer. */
export const askAny = <I extends Codec, A extends Codec>({
  unknown,
  ...rest
}: Options<Ask<I, A, "candidate">> & Required<Pick<Ask<I, A, "candidate">, "subject">>): Ask<I, A, "candidate"> => ({
  type: "ask",
  at: "candidate",
  ...rest,
  ...described(rest.input, unknown)
})
