/**
 * The definition of an adapter, and what is made of it. The kinds that it has are known as types too, so that its
 * providers and layers have those and no others.
 */
import type * as Config from "effect/Config"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import type { InvalidInput } from "../../domain/Input.ts"
import type { FieldIssue, ReadFailed } from "../../outcome/ProviderError.ts"
import type * as Callback from "../Callback.ts"
import type * as PaymentProvider from "../PaymentProvider.ts"
import type * as PayoutProvider from "../PayoutProvider.ts"
import type * as Plugin from "../Plugin.ts"
import type * as RefundProvider from "../RefundProvider.ts"
import type { Tools } from "./operations.ts"
import type { Build } from "./payoutOperations.ts"

/** One configured instance, as the parts of an adapter see it. */
export interface Instance<Options> {
  /** The name in the config; it appears in errors, spans and callback addresses. */
  readonly instance: string
  readonly options: Options
}

/** An instance and the client that signs and sends for it. */
export interface Account<Options, Client> extends Instance<Options> {
  readonly client: Client
}

/** Why a callback is refused; nothing of it is in the message. */
export interface Refused extends Pick<Callback.CallbackRejected, "reason" | "message"> {}

/** Verifies a callback, then decodes it. Never fails open: without a way to verify, the event's trust is `hint`. */
export type Callbacks = (raw: Callback.Raw) => Result.Result<Callback.Event, Refused>

/** A callback that is refused. */
export const refused = (reason: Refused["reason"], message: string): Result.Result<never, Refused> =>
  Result.fail({ reason, message })

/** The kinds of operation that an adapter has. */
export interface Kinds<Options, Client> {
  readonly payments?: (account: Account<Options, Client>) => Build<PaymentProvider.Spi>
  readonly payouts?: (account: Account<Options, Client>) => Build<PayoutProvider.Spi>
  readonly refunds?: (account: Account<Options, Client>) => Build<RefundProvider.Spi>
}

/** The definition of an adapter. */
export interface Definition<S extends Schema.ConstraintCodec<unknown, unknown>, Client, K, Beside> {
  /** The package's name; without its scope it is that of an instance that has no other. */
  readonly name: string
  readonly options: S
  /** Which account is behind the options, without secrets: the same account has the same money. */
  readonly account: (options: S["Type"]) => string
  /**
   * How it is known which account, and whether test or live, the credentials lead to, so that no replay goes to another one.
   * `inRequest`: each create names it, in what is hashed: its address, body or a header other than `authorization`. Else asks the
   * provider, whose answer counts for an hour; while there is none nothing is replayed. Left out: nothing ever is, whatever
   * the manifest says.
   */
  readonly confirmAccount?:
    | "inRequest"
    | ((account: Account<S["Type"], Client> & Pick<Tools, "call">) => Effect.Effect<string, ReadFailed>)
  /** Every secret of an account, for whatever is shown to be searched for; one that is not configured is left out. */
  readonly secrets: (options: S["Type"]) => ReadonlyArray<Redacted.Redacted<string> | undefined>
  /** Signs and sends for one account. */
  readonly client: (options: S["Type"]) => Client
  readonly kinds: K & Kinds<S["Type"], Client>
  /** How a callback is read, for each kind whose manifest says that there are any. */
  readonly callbacks?: (instance: Instance<S["Type"]>) => Callbacks
  /** The issues of well-formed options under this name. */
  readonly issues?: (instance: Instance<S["Type"]>) => ReadonlyArray<FieldIssue>
  /** The steps that must be taken or known outside of the config; see `Plugin.notices`. */
  readonly notices?: Plugin.Plugin<S["Type"]>["notices"]
  /** The members of an instance beside its kinds, such as its settlement reports. */
  readonly beside?: (account: Account<S["Type"], Client> & Pick<Tools, "call">) => Beside
}

interface Kind<Service, Spi, Tag> {
  readonly service: Service
  readonly spi: Spi
  readonly tag: Tag
}

interface Known {
  readonly payments: Kind<PaymentProvider.Service, PaymentProvider.Spi, PaymentProvider.PaymentProvider>
  readonly payouts: Kind<PayoutProvider.Service, PayoutProvider.Spi, PayoutProvider.PayoutProvider>
  readonly refunds: Kind<RefundProvider.Service, RefundProvider.Spi, RefundProvider.RefundProvider>
}

/** The name of a kind of operation. */
export type KindName = keyof Known

/** The providers of one instance: those of the kinds that the adapter has. */
export type Providers<Name extends KindName> = { readonly [K in Name]: Known[K]["service"] }

/** The same as services in the environment. */
export type Services<Name extends KindName> = Known[Name]["tag"]

/** The operations inside the providers of one instance, for those who change a part of it, such as a test. */
export type Spis<Name extends KindName> = { readonly [K in Name]: Known[K]["spi"] }

/**
 * Builds the providers of one account. Options that break a rule fail with every problem named. `instance` is the name in
 * errors, spans and callback addresses.
 */
export type Make<Options, Built> = (options: Options, instance?: string) => Effect.Effect<Built, InvalidInput>

/** The providers of one account as a layer. */
export type MakeLayer<Options, Name extends KindName> = (
  options: Options,
  instance?: string
) => Layer.Layer<Services<Name>, InvalidInput>

/** The same layer from configuration values, such as `Config.Redacted("ACME_PAY_SECRET_KEY")`. */
export type MakeLayerConfig<Options, Name extends KindName> = (
  options: Config.Wrap<Options>,
  instance?: string
) => Layer.Layer<Services<Name>, InvalidInput | Config.ConfigError>

/** The exports of a provider package. */
export interface Provider<Options, Client, Name extends KindName, Beside> {
  readonly make: Make<Options, Providers<Name> & Beside>
  readonly layer: MakeLayer<Options, Name>
  readonly layerConfig: MakeLayerConfig<Options, Name>
  /** The plugin that a config file names by `"use"`. */
  readonly plugin: Plugin.Plugin<Options>
  /** The operations over a client of one's own, without what core puts around them. */
  readonly spis: (account: Account<Options, Client>) => Spis<Name>
}
