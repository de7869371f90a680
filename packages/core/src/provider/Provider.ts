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
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import { InvalidInput, validator } from "../domain/Input.ts"
import { describe } from "../outcome/internal/issues.ts"
import * as Call from "../wire/Call.ts"
import * as Callback from "./Callback.ts"
import * as Confirmed from "./internal/confirmed.ts"
import type { Account, Definition, Instance, KindName, Kinds, Provider } from "./internal/definition.ts"
import type { Tools } from "./internal/operations.ts"
import * as Members from "./Members.ts"
import * as PaymentProvider from "./PaymentProvider.ts"
import * as PayoutProvider from "./PayoutProvider.ts"
import * as Plugin from "./Plugin.ts"
import * as RefundProvider from "./RefundProvider.ts"

export type { ChangeBy } from "./internal/changing.ts"
export type { AbandonBy, CreateBy, Fresh, Left, Prepared, Preparing, StagedBy } from "./internal/creating.ts"
export {
  type Account,
  type Callbacks,
  type Definition,
  type Instance,
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

/** Makes the exports of a provider package from its definition. */
export const define = <
  S extends Schema.ConstraintCodec<unknown, unknown>,
  Client,
  const K extends Kinds<S["Type"], Client>,
  Beside = unknown
>(
  definition: Definition<S, Client, K, Beside>
): Provider<S["Type"], Client, keyof K & KindName, Beside> => {
  type Options = S["Type"]
  const { beside, kinds, name, options: schema } = definition
  const shortName = name.replace(/^.*\//, "")
  const valid = validator(schema)

  const fingerprintOf = (options: Options) => `${name} ${definition.account(options)}`

  const toolsOf = (account: Account<Options, Client>): Tools => {
    const { instance, options } = account
    const secrets = definition.secrets(options).filter((secret) => secret !== undefined)
    const call: Tools["call"] = (operation, reference, personal = []) =>
      Call.make({ provider: instance, operation, reference, sensitive: [...secrets, ...personal] })
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

  const withCallbacks = <Spi extends PaymentProvider.Spi | PayoutProvider.Spi | RefundProvider.Spi>(
    spi: Spi,
    of: Instance<Options>
  ): Spi => {
    if (definition.callbacks === undefined || spi.manifest.callbacks === "none") return spi
    const read = definition.callbacks(of)
    const parseCallback: Callback.Parse = (raw) => {
      const event = read(raw)
      return Result.isSuccess(event)
        ? Effect.succeed(event.success)
        : Effect.fail(new Callback.CallbackRejected({ provider: of.instance, ...event.failure }))
    }
    return { ...spi, parseCallback }
  }

  const spisOf = (account: Account<Options, Client>) => {
    const tools = toolsOf(account)
    return {
      ...(kinds.payments && { payments: withCallbacks(kinds.payments(account)(tools), account) }),
      ...(kinds.payouts && { payouts: withCallbacks(kinds.payouts(account)(tools), account) }),
      ...(kinds.refunds && { refunds: withCallbacks(kinds.refunds(account)(tools), account) })
    }
  }

  const make = Effect.fnUntraced(function* (
    options: Options,
    instance = shortName
  ): Effect.fn.Return<Plugin.Providers & Beside, InvalidInput> {
    const checked = yield* valid(options)
    const issues = definition.issues?.({ options: checked, instance }) ?? []
    if (issues.length > 0) return yield* new InvalidInput({ message: describe(issues), issues })
    const account = { options: checked, instance, client: definition.client(checked) }
    const { payments: ofPayments, payouts: ofPayouts, refunds: ofRefunds } = spisOf(account)
    const wrong = [
      ...(ofPayouts ? Members.issues(ofPayouts.manifest) : []),
      ...(ofRefunds ? Members.issuesOfRefunds(ofRefunds.manifest) : [])
    ]
    if (wrong.length > 0) return yield* new InvalidInput({ message: describe(wrong), issues: wrong })
    return {
      ...(ofPayments && { payments: PaymentProvider.make(ofPayments) }),
      ...(ofPayouts && { payouts: PayoutProvider.make(ofPayouts) }),
      ...(ofRefunds && { refunds: RefundProvider.make(ofRefunds) }),
      // Left out, Beside is unknown, and nothing is as good as anything of that.
      ...(beside?.({ ...account, call: toolsOf(account).call }) as Beside)
    }
  })

  const layer = (options: Options, instance?: string) =>
    Layer.effectContext(
      Effect.map(make(options, instance), (built) => {
        const withPayments = Context.addOrOmit(PaymentProvider.PaymentProvider, Option.fromUndefinedOr(built.payments))
        const withPayouts = Context.addOrOmit(PayoutProvider.PayoutProvider, Option.fromUndefinedOr(built.payouts))
        const withRefunds = Context.addOrOmit(RefundProvider.RefundProvider, Option.fromUndefinedOr(built.refunds))
        return withRefunds(withPayouts(withPayments(Context.empty())))
      })
    )

  const layerConfig = (options: Config.Wrap<Options>, instance?: string) =>
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
    make: (options, { name: instance }) =>
      Effect.mapError(make(options, instance), ({ message }) => new Plugin.PluginFailed({ message }))
  })

  // Which kinds are there is known as a type by K alone; what was built has just those.
  return { make, layer, layerConfig, plugin, spis: spisOf } as unknown as Provider<
    Options,
    Client,
    keyof K & KindName,
    Beside
  >
}
