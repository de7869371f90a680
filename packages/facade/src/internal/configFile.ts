/**
 * The config file as a Schema, exactly as users write it: what is not here is refused. Decoding resolves references to
 * the environment and fills in defaults; the JSON Schema that is shipped is generated from the same definition.
 */
import { isCurrency } from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaIssue from "effect/SchemaIssue"
import * as Environment from "./environment.ts"
import { count, Decimal, nonEmpty, text } from "./fields.ts"
import { PaymentRule, PayoutRule } from "./routeFile.ts"

/** The name under which the facade itself appears in errors, so no instance may have it. */
export const facadeName = "switchyard"

const instancePattern = /^[A-Za-z][A-Za-z0-9_-]{0,62}$/
const packagePattern = /^(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/

/** A record whose keys are checked one by one, each problem at its own key and beside those of the values. */
const keyed = <S extends Schema.Constraint>(value: S, isKey: (key: string) => boolean, reason: string, key: RegExp) =>
  Schema.Record(
    Schema.String.check(Schema.makeFilter(isKey, { toJsonSchema: () => ({ pattern: key.source }) })),
    value
  ).annotate({ messageUnexpectedKey: reason })

/** How many operations of an instance whoever carries them out has on the way at once. */
const Concurrency = Schema.Struct({
  sends: Schema.optionalKey(count(1000)),
  reads: Schema.optionalKey(count(1000))
}).annotate({
  description:
    "How many operations of this instance each gateway process sends and reads at once; 64 of each where nothing is said"
})

/** How often an instance is asked, by everybody together. */
const Rate = Schema.Struct({
  perSecond: Schema.Finite.check(
    Schema.makeFilter((value: number) => value >= 0.1 && value <= 10_000, {
      message: "must be a number from 0.1 to 10000",
      toJsonSchema: () => ({ minimum: 0.1, maximum: 10_000 })
    })
  ),
  burst: Schema.optionalKey(count(10_000))
}).annotate({
  description:
    "The most requests a second that all gateway processes together make to this instance, and at once after a quiet time"
})

/** How often the facade asks an instance again within one call. */
const Retry = Schema.Struct({
  reads: Schema.optionalKey(count(10)),
  sends: Schema.optionalKey(count(10))
}).annotate({
  description:
    "How many times the facade reads again what has failed for a transient reason, and sends again what was proven not executed, before it asks the next; not at all where nothing is said. The gateway, which keeps a schedule of its own, takes no notice of it"
})

/** The connections of an instance. */
const connections = (lookup: Environment.Lookup) => {
  const secret = Schema.RedactedFromValue(Environment.text(lookup))
  return Schema.Struct({
    ca: Schema.optionalKey(Environment.text(lookup)),
    cert: Schema.optionalKey(Environment.text(lookup)),
    key: Schema.optionalKey(secret),
    passphrase: Schema.optionalKey(secret),
    proxy: Schema.optionalKey(secret),
    connections: Schema.optionalKey(count(1000))
  }).annotate({
    description:
      "Connections of this instance's own: PEM certificates trusted in place of the built-in ones (ca), the certificate and private key that are shown to the provider (cert, key, and passphrase where the key is encrypted), the http URL of a proxy through which each connection is a tunnel, and the most connections"
  })
}

/** One configured instance: which package, its options, and what whoever carries operations out keeps to. */
export const provider = (lookup: Environment.Lookup) =>
  Schema.Struct({
    use: text(packagePattern, "must be the name of a package"),
    options: Environment.options(lookup),
    transport: Schema.optionalKey(connections(lookup)),
    concurrency: Schema.optionalKey(Concurrency),
    rate: Schema.optionalKey(Rate),
    retry: Schema.optionalKey(Retry)
  })

const LimitTexts = keyed(Schema.Struct({ max: Decimal }), isCurrency, "must be a currency code", /^[A-Z]{3,4}$/)
const Limit = Schema.Struct({ max: Money.Money })

/** The most one operation may move, by currency. */
const Limits = LimitTexts.pipe(
  Schema.decodeTo(Schema.Record(Schema.String, Schema.toType(Limit)), {
    decode: SchemaGetter.transformEffect((texts) => {
      const entries = Object.entries(texts).map(([code, { max }]) => {
        const money = isCurrency(code) ? Money.fromText(max, code) : Result.fail("must be a currency code")
        return Result.mapBoth(money, {
          onSuccess: (value) => [code, { max: value }] as const,
          onFailure: (reason) => new SchemaIssue.Pointer([code, "max"], Environment.issue(reason))
        })
      })
      const [first, ...rest] = entries.filter(Result.isFailure).map(({ failure }) => failure)
      return first === undefined
        ? Effect.succeed(Object.fromEntries(entries.filter(Result.isSuccess).map(({ success }) => success)))
        : Effect.fail(new SchemaIssue.Composite(LimitTexts.ast, [first, ...rest]))
    }),
    encode: SchemaGetter.transform((limits) =>
      Object.fromEntries(Object.entries(limits).map(([code, { max }]) => [code, { max: Money.toText(max) }]))
    )
  })
)

const flag = Schema.Boolean.pipe(Schema.withDecodingDefaultKey(Effect.succeed(false)))

/**
 * Which databases are good enough, and the operator's promise that only a synchronous standby ever takes over: then nodes
 * go on by themselves after a failover.
 */
export const Database = Schema.Struct({ acceptEmbedded: flag, synchronous: flag })

const memberPattern = /^[A-Za-z][A-Za-z0-9_]{0,63}$/

/** The contexts that a key may name: the values of each member, any where `*` is among them. */
const Contexts = keyed(
  nonEmpty(text(/^[!-~]{1,255}$/, "must be 1 to 255 printable characters without spaces")),
  (name) => memberPattern.test(name),
  "must be the name of a member of a context, of letters, digits and '_'",
  memberPattern
).annotate({
  description:
    "The contexts that requests with this key may name, by member: the values that are allowed, or `*` for any. A member that is not here may not be named; none may where this is left out"
})

const Role = Schema.Literals(["viewer", "merchant", "operator"])

/** An API key, known by its hash. */
export const apiKey = (lookup: Environment.Lookup) =>
  Schema.Struct({
    name: Schema.NonEmptyString,
    sha256: Environment.text(lookup).check(
      Schema.makeFilter((hash: string) => /^[0-9a-f]{64}$/.test(hash), {
        message: "must be the SHA-256 of the key, 64 lower-case hexadecimal digits"
      })
    ),
    roles: nonEmpty(Role).pipe(Schema.withDecodingDefaultKey(Effect.succeed(["merchant"] as const))),
    contexts: Schema.optionalKey(Contexts)
  })

/** An endpoint of the merchant. */
export const webhook = (lookup: Environment.Lookup) =>
  Schema.Struct({
    url: Environment.text(lookup).check(
      Schema.makeFilter((url: string) => /^https?:\/\/[^\s@]+$/.test(url) && URL.canParse(url), {
        message: "must be an http or https URL without user and password"
      })
    ),
    secrets: Schema.NonEmptyArray(
      Schema.RedactedFromValue(
        Environment.text(lookup).check(
          Schema.makeFilter((secret: string) => secret.length > 0, { message: "must not be empty" })
        )
      )
    ),
    events: nonEmpty(Schema.NonEmptyString).pipe(Schema.withDecodingDefaultKey(Effect.succeed(["*"] as const))),
    allowPrivateTargets: flag
  })

/** The whole file. `lookup` gives the values of environment variables and files. */
export const file = (lookup: Environment.Lookup) =>
  Schema.Struct({
    $schema: Schema.optionalKey(Schema.String),
    providers: keyed(
      provider(lookup),
      (name) => instancePattern.test(name) && name !== facadeName,
      `must be a name of letters, digits, '-' and '_', other than ${facadeName}`,
      instancePattern
    ),
    routes: Schema.optionalKey(
      Schema.Struct({
        payouts: Schema.optionalKey(Schema.Array(PayoutRule)),
        payments: Schema.optionalKey(Schema.Array(PaymentRule))
      })
    ),
    limits: Schema.optionalKey(
      Schema.Struct({ payouts: Schema.optionalKey(Limits), payments: Schema.optionalKey(Limits) })
    ),
    apiKeys: Schema.optionalKey(Schema.Array(apiKey(lookup))),
    webhooks: Schema.optionalKey(Schema.Array(webhook(lookup))),
    database: Schema.optionalKey(Database)
  }).annotate({ message: "must be an object" })
