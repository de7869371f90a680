/**
 * An adapter as a definition. It describes how an account is configured, who signs and sends, what each operation sends and how
 * its answer is read, and how a callback is verified; `define` makes of it what a provider package exports: `make` for
 * programs that hold the providers themselves, `layer` and `layerConfig` for those that ask for them in the environment,
 * `plugin` for config files.
 */
import type * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { InvalidInput, validator } from "../domain/Input.ts"
import type { Transport } from "../http/Transport.ts"
import { describe } from "../outcome/internal/issues.ts"
import * as Call from "../wire/Call.ts"
import { type Issued, Issuing } from "../wire/internal/issued.ts"
import { over } from "../wire/internal/over.ts"
import * as Secrets from "../wire/Secrets.ts"
import * as Callback from "./Callback.ts"
import * as Calling from "./internal/callingBack.ts"
import * as Confirmed from "./internal/confirmed.ts"
import type { Account, Definition, Held, KindName, Kinds, Provider } from "./internal/definition.ts"
import type { Tools } from "./internal/operations.ts"
import type * as Kind from "./Kind.ts"
import * as Members from "./Members.ts"
import * as PaymentProvider from "./PaymentProvider.ts"
import * as PayoutProvider from "./PayoutProvider.ts"
import * as Plugin from "./Plugin.ts"
import * as RefundProvider from "./RefundProvider.ts"

export type { ChangeBy } from "./internal/changing.ts"
export type { AbandonBy, CreateBy, Fresh, Left, Prepared, Preparing, StagedBy } from "./internal/creating.ts"
export {
  type Account,
  type Acquiring,
  type Callbacks,
  type Definition,
  type Held,
  type Instance,
  type KeyedCallbacks,
  type KindName,
  type Kinds,
  type Make,
  type MakeLayer,
  type MakeLayerConfig,
  type Provider,
  type Providers,
  type Refused,
  refused,
  type Services,
  type Spis
} from "./internal/definition.ts"
export type { AskBy, GetBy, LookedUp, Planned, SendBy, Sent, Tools } from "./internal/operations.ts"
export { type Payments, payments } from "./internal/paymentOperations.ts"
export { type Build, type Payouts, payouts } from "./internal/payoutOperations.ts"
export { type Refunds, refunds } from "./internal/refundOperations.ts"

const none: ReadonlySet<Issued> = new Set()

const connected = <Spi extends Kind.Provider>(spi: Spi, transport: Transport | undefined): Spi =>
  transport === undefined ? spi : { ...spi, transport }

/** Makes the exports of a provider package from its definition. */
export const define = <
  S extends Schema.ConstraintCodec<unknown, unknown>,
  Client,
  const K extends Kinds<S["Type"], Held<Client>>,
  Beside = unknown
>(
  definition: Definition<S, Client, K, Beside>
): Provider<S["Type"], Held<Client>, keyof K & KindName, Beside> => {
  type Options = S["Type"]
  const { beside, kinds, name, options: schema } = definition
  const shortName = name.replace(/^.*\//, "")
  const valid = validator(schema)

  const fingerprintOf = (options: Options) => `${name} ${definition.account(options)}`

  const toolsOf = (
    account: Account<Options, Held<Client>>,
    issuing: ReadonlySet<Issued> = none,
    transport?: Transport
  ): Tools => {
    const { instance, options } = account
    const secrets = definition.secrets(options).filter((secret) => secret !== undefined)
    const call: Tools["call"] = (operation, reference, personal = []) =>
      Call.make({
        ...{ provider: instance, operation, reference, transport },
        ...{ sensitive: [...secrets, ...personal], issued }
      })
    const issued = () => [...issuing].flatMap((each) => each())
    const { confirmAccount: confirm } = definition
    return {
      instance,
      secrets,
      call,
      account: {
        configured: fingerprintOf(options),
        confirmed:
          typeof confirm === "function"
            ? Confirmed.make(() => confirm({ ...account, call }), call("confirmAccount", ""))
            : confirm
      }
    }
  }

  const spisOf = (account: Account<Options, Held<Client>>, tools: Tools = toolsOf(account)) => {
    return {
      ...(kinds.payments && { payments: kinds.payments(account)(tools) }),
      ...(kinds.payouts && { payouts: kinds.payouts(account)(tools) }),
      ...(kinds.refunds && { refunds: kinds.refunds(account)(tools) })
    }
  }

  const parserOf = (account: Account<Options, Held<Client>>, spis = spisOf(account)): Callback.Parse | undefined => {
    const isSent = Object.values(spis).some(({ manifest }) => manifest.callbacks !== "none")
    return definition.callbacks && isSent ? Calling.parse(account.instance, definition.callbacks(account)) : undefined
  }

  const make = Effect.fnUntraced(function* (
    options: Options,
    given: string | Plugin.Instance = shortName
  ): Effect.fn.Return<Plugin.Providers & Beside, InvalidInput, Scope.Scope> {
    const of = typeof given === "string" ? { name: given } : given
    const { name: instance, transport } = of
    const checked = yield* valid(options)
    const issues = definition.issues?.({ options: checked, instance }) ?? []
    if (issues.length > 0) return yield* new InvalidInput({ message: describe(issues), issues })
    const issuing = new Set<Issued>()
    const made: unknown = definition.client(checked, { ...of, secrets: of.secrets ?? Secrets.inMemory() })
    // By its type it is one, or else the client itself.
    const held = Effect.isEffect(made) ? (made as Effect.Effect<unknown, InvalidInput, Scope.Scope>) : undefined
    const client = (held ? yield* Effect.provideService(held, Issuing, issuing) : made) as Held<Client>
    const account = { options: checked, instance, client }
    const tools = toolsOf(account, issuing, transport)
    const spis = spisOf(account, tools)
    const { payments: ofPayments, payouts: ofPayouts, refunds: ofRefunds } = spis
    const wrong = [
      ...(ofPayouts ? Members.issues(ofPayouts.manifest) : []),
      ...(ofPayments ? Members.issuesOfPayments(ofPayments.manifest) : []),
      ...(ofRefunds ? Members.issuesOfRefunds(ofRefunds.manifest) : [])
    ]
    if (wrong.length > 0) return yield* new InvalidInput({ message: describe(wrong), issues: wrong })
    const parse = parserOf(account, spis)
    return {
      ...(parse && {
        parseCallback: Callback.guarded(instance, (raw) => over({ provider: instance, transport }, parse(raw)))
      }),
      ...(ofPayments && { payments: PaymentProvider.make(connected(ofPayments, transport)) }),
      ...(ofPayouts && { payouts: PayoutProvider.make(connected(ofPayouts, transport)) }),
      ...(ofRefunds && { refunds: RefundProvider.make(connected(ofRefunds, transport)) }),
      // Left out, Beside is unknown, and nothing is as good as anything of that.
      ...(beside?.({ ...account, call: tools.call }) as Beside)
    }
  })

  const layer = (options: Options, given: string | Plugin.Instance = shortName) =>
    Layer.effectContext(
      Effect.map(make(options, given), (built) => {
        const { parseCallback } = built
        const provider = typeof given === "string" ? given : given.name
        const withPayments = Context.addOrOmit(PaymentProvider.PaymentProvider, Option.fromUndefinedOr(built.payments))
        const withPayouts = Context.addOrOmit(PayoutProvider.PayoutProvider, Option.fromUndefinedOr(built.payouts))
        const withRefunds = Context.addOrOmit(RefundProvider.RefundProvider, Option.fromUndefinedOr(built.refunds))
        const callbacks = Context.make(Callback.Callbacks, { provider, parseCallback })
        return withRefunds(withPayouts(withPayments(callbacks)))
      })
    )

  const layerConfig = (options: Config.Wrap<Options>, instance?: string | Plugin.Instance) =>
    Layer.unwrap(
      Effect.gen(function* () {
        // Loads a third of effect, for those who read their configuration this way.
        const { unwrap } = yield* Effect.promise(() => import("effect/Config"))
        return layer(yield* unwrap(options), instance)
      })
    )

  const plugin = Plugin.define<Options>({
    name,
    options: schema,
    fingerprint: fingerprintOf,
    ...(definition.notices && { notices: definition.notices }),
    make: (options, instance) =>
      Effect.mapError(make(options, instance), ({ message }) => new Plugin.PluginFailed({ message }))
  })

  // Which kinds are there is known as a type by K alone; what was built has just those.
  return {
    make,
    layer,
    layerConfig,
    plugin,
    spis: (account: Account<Options, Held<Client>>) => spisOf(account),
    parser: parserOf
  } as unknown as Provider<Options, Held<Client>, keyof K & KindName, Beside>
}
