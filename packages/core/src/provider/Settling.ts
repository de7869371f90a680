/**
 * The ways in which a provider lets an unknown outcome be settled, as its manifest states them for each send: what a repeat of
 * the request does, and what a look-up shows. What is not stated is not documented, and nothing is built on it.
 */
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"

const Millis = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
const PositiveMillis = Schema.Int.check(Schema.isGreaterThan(0))

/**
 * A window of repeats. `withinMillis`: how long after the first send, which is the documented time less a reserve for requests
 * that are held on their way, an hour or half of it. `replayAfterMillis`: how long after the last moment of the send before.
 */
const window = { withinMillis: PositiveMillis, replayAfterMillis: Millis }

/**
 * The way a provider treats a second create under the same reference.
 *
 * - `refused`: it answers "duplicate", for ever. Only this ever allows a resend, and only after a final "not found".
 * - `replayed`: within the window the same request under the same key executes at most once. It is answered as the first was,
 *   or executes where that never arrived. `refusals` says whether a refusal is remembered and repeated as well.
 *   Both this and the next need a look-up by the provider's id, and an account that is confirmed (`confirmAccount`).
 * - `revealed`: within the window a repeat is refused and names the operation that exists. `freesDeadIds`: an operation that
 *   ended without money gives its id free, so that a repeat after that makes another one.
 * - `accepted`: it makes a second operation.
 * - `undocumented`: nobody knows. One that forgets what it executed, executes again what failed, or whose window is not
 *   stated is this and not `replayed`.
 */
export const Duplicates = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("refused") }),
  Schema.Struct({ kind: Schema.Literal("accepted") }),
  Schema.Struct({ kind: Schema.Literal("undocumented") }),
  Schema.Struct({
    kind: Schema.Literal("replayed"),
    ...window,
    refusals: Schema.Literals(["stored", "undocumented"])
  }),
  Schema.Struct({ kind: Schema.Literal("revealed"), ...window, freesDeadIds: Schema.Boolean })
])

/** The way a provider treats a second create under the same reference. */
export type Duplicates = typeof Duplicates.Type

/** The two ways of repeating that are settled by a replay, within their window. */
export type Repeatable = Extract<Duplicates, { readonly kind: "replayed" | "revealed" }>

/** The last moment of a replay stays so far inside the window: a provider may count from when it has read a request. */
export const marginMillis = 60_000

/** How far a provider's clock and that of whoever sends may be apart, when what it has made is looked for by time. */
const clocksApartMillis = 60_000

/** When "not found" may be believed: this many answers, this far apart, this long after the last moment of sending. */
export const NotFoundIsFinal = Schema.Struct({
  afterMillis: Millis,
  answers: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
  spacingMillis: Millis
})

/** What a look-up shows. */
export const LookUp = Schema.Struct({
  /** By our reference, by the provider's id alone, or in a list or search of its operations. */
  by: Schema.Literals(["reference", "providerReference", "list"]),
  /**
   * How long a new operation may be invisible; left out, that is not documented. Of refunds it is also how long one may be missing in
   * what its payment states, the sum of what was paid back of it included.
   */
  foundAfterMillis: Schema.optionalKey(Millis),
  /** Left out: there is no "not found" that could ever be believed. */
  notFoundIsFinal: Schema.optionalKey(NotFoundIsFinal)
})

/** What a look-up shows. */
export type LookUp = typeof LookUp.Type

/** The sends of which a manifest may say something, each by itself. */
export type SendName = "create" | "cancel" | "capture" | "complete"

/** What a repeat does, for the sends of which a manifest says something. */
export const DuplicatesOf = Schema.Struct({
  create: Schema.optionalKey(Duplicates),
  cancel: Schema.optionalKey(Duplicates),
  capture: Schema.optionalKey(Duplicates),
  complete: Schema.optionalKey(Duplicates)
})

/** What a look-up shows of the result of a send, for the sends of which a manifest says something. */
export const LookUps = Schema.Struct({
  create: Schema.optionalKey(LookUp),
  cancel: Schema.optionalKey(LookUp),
  capture: Schema.optionalKey(LookUp),
  complete: Schema.optionalKey(LookUp)
})

/** The part of a manifest that says how an unknown is settled. */
export interface Stated {
  readonly duplicates: typeof DuplicatesOf.Type
  readonly lookUp: typeof LookUps.Type
}

/** The ways in which an unknown of one send is settled. */
export interface Settled {
  readonly duplicates: Duplicates
  readonly lookUp: LookUp | undefined
}

const undocumented: Duplicates = { kind: "undocumented" }

const stated = <A>(of: { readonly [name: string]: A }, name: string): A | undefined =>
  Object.hasOwn(of, name) ? of[name] : undefined

/**
 * The ways in which an unknown of this send is settled. What a manifest states of one send says nothing of another, so this is the
 * only way to ask; of what it does not state, nothing is documented.
 */
export const of = ({ duplicates, lookUp }: Stated, send: SendName | (string & {})): Settled => ({
  duplicates: stated(duplicates, send) ?? undocumented,
  lookUp: stated(lookUp, send)
})

/** Whether a second one is refused whenever it comes. */
export const refusesDuplicates = ({ duplicates }: Settled): boolean => duplicates.kind === "refused"

/** When "not found" may be believed, if ever. */
export const notFoundIsFinal = ({ lookUp }: Settled): typeof NotFoundIsFinal.Type | undefined => lookUp?.notFoundIsFinal

/**
 * Until when, by its own clock, the provider can have made what was sent until that instant, as long as "not found" is not final: whoever
 * cuts a list cuts it there. A request may be held for as long as `notFoundIsFinal` waits, and the clocks may be a minute apart.
 */
export const madeUntil = (settled: Settled, sentUntil: DateTime.Utc): DateTime.Utc =>
  DateTime.add(sentUntil, { milliseconds: clocksApartMillis + (notFoundIsFinal(settled)?.afterMillis ?? 0) })

/** Whether a repeat is answered from memory or names what exists, so that an unknown can be settled by it. */
export const isRepeatable = (stated: Duplicates): stated is Repeatable =>
  stated.kind === "replayed" || stated.kind === "revealed"
