/**
 * What the endpoints of payouts and payments share: ids, headers, list parameters, timelines and the body of an
 * operator's decision. Definitions only.
 */
import { Input } from "@switchyard/core"
import { Schema } from "effect"
import { HttpApiSchema } from "effect/http-api"
import * as Cursor from "../../model/Cursor.ts"
import { TimelineEntry } from "../../model/Resource.ts"
import { type Kind, type Resolution, resolutions } from "../../model/statuses.ts"

/** The longest page of a list. */
export const maxLimit = 100

/** The default length of a page. */
export const defaultLimit = 20

const matching = (pattern: RegExp, message: string) =>
  Schema.String.check(
    Schema.makeFilter((text: string) => pattern.test(text), {
      message,
      toJsonSchema: () => ({ pattern: pattern.source })
    })
  )

/** The name of a configured provider instance. */
export const InstanceName = matching(/^[A-Za-z][A-Za-z0-9_-]{0,62}$/, "must be the name of a provider instance")

/** The merchant's own id of an operation. */
export const ReferenceText = matching(
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/,
  "must be 1 to 255 letters, digits, '.', '_' or '-', starting with a letter or digit"
)

/** Where the next page of a list begins, as the page before gave it. */
export const cursorOf = (list: Cursor.List) =>
  Schema.String.check(
    Schema.makeFilter((text: string) => Cursor.seqOf(list, text) !== undefined, {
      message: "must be the nextCursor of the page before",
      toJsonSchema: () => ({ minLength: 1, maxLength: 40 })
    })
  )

/** The id of an operation in a query or a body. */
export const OperationId = matching(/^[A-Za-z0-9_-]{1,100}$/, "must be the id of an operation")

/** The name of an API key, as the config has or had it. */
const KeyName = Schema.String.check(
  Schema.makeFilter((name: string) => name.length >= 1 && name.length <= 255, {
    message: "must be the name of an API key",
    toJsonSchema: () => ({ minLength: 1, maxLength: 255 })
  })
)

/** How many entries a page may have. */
export const Limit = Schema.Int.check(
  Schema.makeFilter((limit: number) => limit >= 1 && limit <= maxLimit, {
    message: `must be 1 to ${maxLimit}`,
    toJsonSchema: () => ({ minimum: 1, maximum: maxLimit })
  })
)

/** The id of an operation, opaque. */
export const IdParams = { id: Schema.String }

/** The query of a list of operations, with the statuses of its kind. */
export const listQuery = <S extends Schema.Constraint>(status: S) => ({
  status: Schema.optionalKey(status),
  reference: Schema.optionalKey(ReferenceText),
  provider: Schema.optionalKey(InstanceName),
  createdBy: Schema.optionalKey(KeyName),
  cursor: Schema.optionalKey(cursorOf("operations")),
  limit: Schema.optionalKey(Limit)
})

/** One page of a list, newest first. */
export const page = <S extends Schema.Top>(item: S) =>
  Schema.Struct({ data: Schema.Array(item), nextCursor: Schema.NullOr(Schema.String) })

/** The header of whatever is carried out once for its key. Its rules are checked by the server, so that its errors look like any other. */
export const KeyHeaders = {
  "idempotency-key": Schema.optionalKey(
    Schema.String.annotate({
      examples: ["order-1001"],
      description:
        "Required, 1 to 255 printable characters, for the whole gateway and for ever: the same key and body give the first answer again"
    })
  )
}

/** The headers of a create. */
export const CreateHeaders = {
  ...KeyHeaders,
  prefer: Schema.optionalKey(
    Schema.String.annotate({
      description:
        "wait=N holds the answer for at most N seconds (30 at most) until the operation has been sent. Where too many " +
        "answers are held for the key already, it comes at once and without `preference-applied`: read the operation",
      examples: ["wait=10"]
    })
  )
}

/** The answer to a create: the resource, and whether it is the first answer again. */
export const created = <S extends Schema.Top>(resource: S) =>
  HttpApiSchema.WithHeaders(resource.pipe(HttpApiSchema.status(201)), {
    "idempotency-replayed": Schema.optionalKey(Schema.Literal("true")),
    "preference-applied": Schema.optionalKey(Schema.String)
  })

/** What a change that was asked for is answered with: 202, as what becomes of it shows when it is read. */
export const accepted = <S extends Schema.Top>(resource: S) =>
  HttpApiSchema.WithHeaders(resource.pipe(HttpApiSchema.status(202)), {
    "idempotency-replayed": Schema.optionalKey(Schema.Literal("true"))
  })

/** What explains an operation, in order. */
export const Timeline = Schema.Struct({ data: Schema.Array(TimelineEntry) })

/** Why an operator decides something, for whoever reads it later. */
export const Note = Schema.String.check(
  Schema.makeFilter((note: string) => note.trim().length >= 1 && note.length <= 2000, {
    message: "must be 1 to 2000 characters",
    toJsonSchema: () => ({ minLength: 1, maxLength: 2000 })
  })
)

/** Why an operator has what is left of an operation abandoned. */
export const AbandonBody = Schema.Struct({ note: Note }).annotate({ identifier: "Abandonment" })

/** Decodes what an operator says to that. */
export const decodeAbandonment = Input.decoder(AbandonBody)

/** What the document says of it. */
export const abandonDescription =
  "For an `unknown` or a `needs_review` of which something is left that can still be paid, such as a draft. It is read first, and what that settles is settled; else its provider is asked to abandon it, and it goes on as if it had been given up by itself, or as `failed` where it was not, once it is read as dead. While a request is on its way it is answered 409 `in_flight`; where it may not be abandoned (after a recovery, where somebody else may have it, or its provider has accepted it) 409 `not_abandonable`."

const resolutionOf = <K extends Kind>(kind: K) =>
  Schema.Struct({
    outcome: Schema.Literals(resolutions[kind]),
    note: Note,
    acceptDuplicateRisk: Schema.optionalKey(
      Schema.Boolean.annotate({
        description:
          "True where the decision could be paid twice: `retry` on a provider that does not refuse duplicates, and `failed` unless it is proven that nobody may still pay it. Without it such a decision is answered 409 `acceptance_of_duplicate_risk_required`, with `mayStillPay`"
      })
    )
  })

/** An operator's decision about a payout that nobody else can decide. */
export const ResolutionBody = resolutionOf("payout").annotate({ identifier: "Resolution" })

/** The same about a payment, or about a change of it that may have left. */
export const PaymentResolutionBody = resolutionOf("payment").annotate({ identifier: "PaymentResolution" })

/** A decision as it is decoded. */
export interface Resolved {
  readonly outcome: Resolution
  readonly note: string
  readonly acceptDuplicateRisk?: boolean
}

/** The same about a refund. */
export const RefundResolutionBody = resolutionOf("refund").annotate({ identifier: "RefundResolution" })

/** Decodes a decision about an operation of this kind. */
export const decodeResolution = {
  payment: Input.decoder(PaymentResolutionBody),
  payout: Input.decoder(ResolutionBody),
  refund: Input.decoder(RefundResolutionBody)
} as const satisfies Readonly<Record<Kind, unknown>>
