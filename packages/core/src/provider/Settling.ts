/**
 * The ways in which a provider lets an unknown outcome be settled, as its manifest states them for each send: what a repeat of
 * the request does, and what a look-up shows. What is not stated is not documented, and nothing is built on it.
 */
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
  /** How long a new operation may be invisible; left out, that is not documented. */
  foundAfterMillis: Schema.optionalKey(Millis),
  /** Left out: there is no "not found" that could ever be believed. */
  notFoundIsFinal: Schema.optionalKey(NotFoundIsFinal)
})

/** What a look-up shows. */
export type LookUp = typeof LookUp.Type

/** The sends of which a manifest says something. */
export const DuplicatesOf = Schema.Struct({
  create: Schema.optionalKey(Duplicates),
  cancel: Schema.optionalKey(Duplicates)
})

/** The sends whose result can be looked up. */
export const LookUps = Schema.Struct({ create: Schema.optionalKey(LookUp) })

/** The part of a manifest that says how an unknown is settled. */
export interface Stated {
  readonly duplicates: typeof DuplicatesOf.Type
  readonly lookUp: typeof LookUps.Type
}

const undocumented: Duplicates = { kind: "undocumented" }

/** What a repeat of this send does. */
export const duplicates = ({ duplicates: stated }: Stated, send: "create" | "cancel" = "create"): Duplicates =>
  stated[send] ?? undocumented

/** Whether a second create is refused whenever it comes. */
export const refusesDuplicates = (stated: Stated): boolean => duplicates(stated).kind === "refused"

/** When "not found" may be believed of a create, if ever. */
export const notFoundIsFinal = ({ lookUp }: Stated): typeof NotFoundIsFinal.Type | undefined =>
  lookUp.create?.notFoundIsFinal

/** Whether a repeat is answered from memory or names what exists, so that an unknown can be settled by it. */
export const isRepeatable = (stated: Duplicates): stated is Repeatable =>
  stated.kind === "replayed" || stated.kind === "revealed"
