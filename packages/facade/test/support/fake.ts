/** A provider package that does what a test tells it, and remembers what it was asked to send. */
import * as Callback from "@switchyard/core/Callback"
import type { Manifest } from "@switchyard/core/Capabilities"
import * as Outcome from "@switchyard/core/Outcome"
import type { Payment } from "@switchyard/core/Payment"
import * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type { Payout, PayoutRequest } from "@switchyard/core/Payout"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as Plugin from "@switchyard/core/Plugin"
import { NotExecuted, NotFound, Rejected } from "@switchyard/core/ProviderError"
import type { Reason } from "@switchyard/core/Reason"
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

/** Something that reached a provider. */
export interface Sent {
  readonly instance: string
  readonly kind: "payments" | "payouts"
  readonly reference: string
  readonly request: object
  readonly deadline: DateTime.Utc
}

/** What the providers of a world do with a create. */
export type Script = (sent: Sent) => Outcome.Send<object>

export const payout = (reference: string): Payout => ({
  reference,
  providerReference: "77",
  status: "processing",
  providerStatus: "new",
  receipts: [],
  account: Redacted.make("4111111111111111"),
  anomalies: []
})

const payment = (reference: string): Payment => ({
  reference,
  status: "awaiting_payer",
  providerStatus: "new",
  session: Redacted.make("session-secret"),
  anomalies: []
})

const details = (sent: Sent, reason: Reason, providerCode?: string) => ({
  provider: sent.instance,
  operation: `${sent.kind}.create`,
  reason,
  message: `because of ${reason}`,
  ...(providerCode === undefined ? {} : { providerCode })
})

/** The four endings. */
export const accept: Script = (sent) =>
  Effect.succeed(Outcome.accepted(sent.kind === "payouts" ? payout(sent.reference) : payment(sent.reference)))
export const lose =
  (reason: Reason = "TimedOut"): Script =>
  (sent) =>
    Effect.succeed(new Outcome.OutcomeUnknown({ ...details(sent, reason), reference: sent.reference }))
export const reject =
  (reason: Reason, providerCode = "13"): Script =>
  (sent) =>
    Effect.fail(new Rejected(details(sent, reason, providerCode)))
export const notExecute =
  (reason: Reason = "ProviderUnavailable"): Script =>
  (sent) =>
    Effect.fail(new NotExecuted(details(sent, reason)))

const Routes = Schema.Record(Schema.String, Schema.Array(Schema.String))

/** What a fake instance is configured with. */
export const Options = Schema.Struct({
  account: Schema.String,
  key: Schema.optionalKey(Schema.RedactedFromValue(Schema.String)),
  payouts: Schema.optionalKey(Routes),
  payments: Schema.optionalKey(Routes),
  quotes: Schema.optionalKey(Schema.Boolean),
  cancels: Schema.optionalKey(Schema.Boolean),
  debits: Schema.optionalKey(Schema.Array(Schema.String)),
  /** The members that its payouts take beside the usual ones, and those that a context may have. */
  takes: Schema.optionalKey(Schema.Array(Schema.String)),
  context: Schema.optionalKey(Schema.Array(Schema.String)),
  /** The members without which it refuses a request before it sends anything. */
  needs: Schema.optionalKey(Schema.Array(Schema.String)),
  /** Whether its payouts can be replayed. */
  repeats: Schema.optionalKey(Schema.Boolean),
  /** Whether it has a parser of callbacks: the text of one is the reference of a payout and of a refund, or the way it fails. */
  calls: Schema.optionalKey(Schema.Boolean),
  /** What its payouts prepare before they are sent; left out, nothing. */
  stages: Schema.optionalKey(Schema.Literals(["payable", "inert"]))
})

const isWithin = (request: { readonly context?: object }, context: object = {}): boolean =>
  JSON.stringify(request.context ?? {}) === JSON.stringify(context)

const lacking =
  ({ needs = [] }: typeof Options.Type) =>
  (request: object) =>
    needs.filter((name) => !(name in request)).map((path) => ({ path, reason: "is required here" }))

const manifest = (
  routes: typeof Routes.Type,
  { context = [] }: Partial<typeof Options.Type>,
  route: Partial<Manifest["routes"][number]> = {}
): Manifest => ({
  routes: Object.entries(routes).map(([method, currencies]) => ({ method, currencies, ...route })),
  context,
  duplicates: { create: { kind: "refused" } },
  lookUp: {},
  statusReads: { spacingMillis: 0, polling: "free" },
  callbacks: "none"
})

const replayed = {
  kind: "replayed",
  withinMillis: 86_400_000,
  replayAfterMillis: 60_000,
  refusals: "undocumented"
} as const

const repeating = (
  send: (request: PayoutRequest, deadline: DateTime.Utc) => Outcome.Send<object>
): Pick<PayoutProvider.Spi, "getByProviderReference" | "repeating"> => ({
  getByProviderReference: (_, reference) => Effect.succeed(payout(reference)),
  repeating: {
    account: "inRequest",
    fix: (request) =>
      Effect.succeed({
        hash: () => Redacted.make(JSON.stringify(request)),
        send: ({ deadline }) => send(request, deadline) as Outcome.Send<Payout>,
        replay: ({ deadline }) => Effect.orDie(send(request, deadline)) as Effect.Effect<Outcome.Outcome<Payout>>
      })
  }
})

/** A draft of each create, by its number. */
const staged = (
  prepared: "payable" | "inert",
  steps: Array<string>,
  instance: string
): Pick<PayoutProvider.Spi, "stages"> & { readonly of: Pick<Manifest, "stages"> } => ({
  of: { stages: { create: { prepared, prepares: "same" } } },
  stages: {
    prepare: (request, { generation = 0 }) =>
      Effect.sync(() => {
        const id = `${instance}-${request.reference}-${generation}`
        steps.push(`prepare ${id}`)
        return { providerReference: id, state: Redacted.make(`{"secret":"${id}"}`), states: {} }
      }),
    abandon: (_, { providerReference }) =>
      Effect.sync(() => {
        steps.push(`abandon ${providerReference}`)
        return Outcome.accepted({ providerReference })
      })
  }
})

const parsing =
  (provider: string): Callback.Parse =>
  ({ body, receivedAt }) => {
    const text = new TextDecoder().decode(body)
    if (text === "broken") throw new Error("canary")
    if (text === "unverifiable") {
      return Effect.fail(new Callback.Unverifiable({ provider, message: "no key", retryAfterMillis: 2_000 }))
    }
    if (text === "news") return Effect.succeed([])
    const common = { trust: "verified" as const, reference: text, occurredAt: receivedAt }
    return Effect.succeed([
      { ...common, kind: "payout", eventId: "1", providerStatus: "to 4111 1111 1111 1111" },
      { ...common, kind: "refund", eventId: "2", payment: { providerReference: "pi-1" } }
    ])
  }

/** Providers whose behaviour is scripted by instance; every call that reaches one is in `sent`. */
export const world = (scripts: { readonly [instance: string]: Script } = {}) => {
  const sent: Array<Sent> = []
  const steps: Array<string> = []

  const create =
    (instance: string, kind: Sent["kind"]) => (request: { readonly reference: string }, deadline: DateTime.Utc) =>
      Effect.suspend(() => {
        const entry = { instance, kind, reference: request.reference, request, deadline }
        sent.push(entry)
        return (scripts[instance] ?? accept)(entry)
      })

  const payouts = (instance: string, options: typeof Options.Type) => {
    const send = create(instance, "payouts")
    const { of, ...stages } = options.stages === undefined ? { of: {} } : staged(options.stages, steps, instance)
    return PayoutProvider.make({
      provider: instance,
      ...stages,
      manifest: {
        ...manifest(options.payouts ?? {}, options, {
          debitCurrencies: options.debits ?? [],
          takes: options.takes ?? [],
          ignores: ["recipient.email"]
        }),
        ...of,
        ...(options.repeats === true ? { duplicates: { create: replayed } } : {})
      },
      issues: lacking(options),
      create: (request, { deadline, prepared }) =>
        Effect.map(send(request, deadline) as Outcome.Send<Payout>, (ended) => {
          const id = prepared?.providerReference
          return ended._tag === "Accepted" && id !== undefined
            ? Outcome.accepted({ ...ended.value, providerReference: id })
            : ended
        }),
      ...(options.repeats === true ? repeating(send) : {}),
      getByReference: (reference, finding) =>
        sent.some(
          (entry) =>
            entry.reference === reference && entry.instance === instance && isWithin(entry.request, finding?.context)
        )
          ? Effect.succeed(payout(reference))
          : Effect.fail(
              new NotFound({ provider: instance, operation: "payouts.get", reference, message: "no such payout" })
            ),
      ...(options.cancels === true ? { cancel: () => Effect.succeed(Outcome.accepted({ asked: true as const })) } : {}),
      ...(options.quotes === true
        ? {
            checkAccount: () =>
              Effect.succeed({ result: "payable" as const, details: Redacted.make('{"name":"Ivanov"}') })
          }
        : {})
    })
  }

  const payments = (instance: string, options: typeof Options.Type) => {
    const send = create(instance, "payments")
    return PaymentProvider.make({
      provider: instance,
      manifest: manifest(options.payments ?? {}, { context: options.context ?? [] }),
      issues: lacking(options),
      create: (request, { deadline }) => send(request, deadline) as Outcome.Send<Payment>
    })
  }

  const plugin = Plugin.define<typeof Options.Type>({
    name: "@fake/psp",
    options: Options,
    fingerprint: ({ account }) => `@fake/psp ${account}`,
    make: (options, { name }) =>
      Effect.succeed({
        ...(options.calls === true ? { parseCallback: parsing(name) } : {}),
        ...(options.payouts === undefined ? {} : { payouts: payouts(name, options) }),
        ...(options.payments === undefined ? {} : { payments: payments(name, options) })
      })
  })
  return { sent, steps, load: async (_: string): Promise<unknown> => ({ plugin }) }
}
