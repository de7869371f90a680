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
import type * as Scope from "effect/Scope"
import type { InvalidInput } from "../../domain/Input.ts"
import type { FieldIssue, ReadFailed } from "../../outcome/ProviderError.ts"
import type * as Secrets from "../../wire/Secrets.ts"
import type * as Callback from "../Callback.ts"
import type { CallbackKeys } from "../CallbackKeys.ts"
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

/** Why a callback is not believed; nothing of it is in the message. `Unverifiable`: its key is not known, or not yet. */
export interface Refused {
  readonly reason: Callback.CallbackRejected["reason"] | "Unverifiable"
  readonly message: string
}

/**
 * Verifies a callback, then decodes it into what it says: any number of events, none where it is genuine and about nothing
 * of ours. Never fails open: without a way to verify, the events' trust is `hint`. Asks nobody, and looks at no clock.
 */
export type Callbacks = (raw: Callback.Raw) => Result.Result<ReadonlyArray<Callback.Event>, Refused>

/** The same, by keys that the provider publishes. `parse` looks them up, and says `Unverifiable` where one is not there. */
export interface KeyedCallbacks {
  readonly parse: Callbacks
  readonly keys: CallbackKeys<unknown>
}

/** A callback that is refused, or cannot be verified now. */
export const refused = (reason: Refused["reason"], message: string): Result.Result<never, Refused> =>
  Result.fail({ reason, message })

/** The instance for which a client is made. */
export interface Acquiring extends Plugin.Instance {
  /** Where its secrets that change are kept; in this process alone where nobody gave it a store. */
  readonly secrets: Secrets.Store
}

/** The client that a definition makes: what its Effect gives, where it is one. */
export type Held<Client> =
  Client extends Effect.Effect<infer A, InvalidInput, Scope.Scope>
    ? A
    : Client extends Effect.Effect<unknown, unknown, unknown>
      ? never
      : Client

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
   * provider, whose answer counts for an hour; while there is none nothing is replayed. Where that is another account than the options
   * say, it fails with `call.anotherAccount`: then nothing is sent or looked up there until the answer is the right one. Left out:
   * nothing is ever replayed, whatever the manifest says.
   */
  readonly confirmAccount?:
    | "inRequest"
    | ((account: Account<S["Type"], Held<Client>> & Pick<Tools, "call">) => Effect.Effect<string, ReadFailed>)
  /** Every secret of an account, for whatever is shown to be searched for; one that is not configured is left out. */
  readonly secrets: (options: S["Type"]) => ReadonlyArray<Redacted.Redacted<string> | undefined>
  /**
   * Signs and sends for one account. Where it holds something that ends with the scope, such as a `Token`, it gives an Effect of the
   * client, which may fail with `InvalidInput` and need a `Scope`.
   */
  readonly client: (options: S["Type"], instance: Acquiring) => Client
  readonly kinds: K & Kinds<S["Type"], Held<Client>>
  /** How the callbacks of an account are read, whatever they are about, where the manifest of any kind says that there are some. */
  readonly callbacks?: (account: Account<S["Type"], Held<Client>>) => Callbacks | KeyedCallbacks
  /** The issues of well-formed options under this name. */
  readonly issues?: (instance: Instance<S["Type"]>) => ReadonlyArray<FieldIssue>
  /** The steps that must be taken or known outside of the config; see `Plugin.notices`. */
  readonly notices?: Plugin.Plugin<S["Type"]>["notices"]
  /**
   * The members of an instance beside its kinds, such as its settlement reports. Whatever they ask by `call` goes over the
   * connections of the instance, as what its kinds ask does.
   */
  readonly beside?: (account: Account<S["Type"], Held<Client>> & Pick<Tools, "call">) => Beside
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

/** The providers of one instance: those of the kinds that the adapter has, and the parser of its callbacks. */
export type Providers<Name extends KindName> = { readonly [K in Name]: Known[K]["service"] } & Pick<
  Plugin.Providers,
  "parseCallback"
>

/** The same as services in the environment. */
export type Services<Name extends KindName> = Known[Name]["tag"] | Callback.Callbacks

/** The operations inside the providers of one instance, for those who change a part of it, such as a test. */
export type Spis<Name extends KindName> = { readonly [K in Name]: Known[K]["spi"] }

/**
 * Builds the providers of one account. Options that break a rule fail with every problem named. `instance` is the name in
 * errors, spans and callback addresses, or the instance with what else it has. What they hold is let go when the scope closes.
 */
export type Make<Options, Built> = (
  options: Options,
  instance?: string | Plugin.Instance
) => Effect.Effect<Built, InvalidInput, Scope.Scope>

/** The providers of one account as a layer, which is their scope. */
export type MakeLayer<Options, Name extends KindName> = (
  options: Options,
  instance?: string | Plugin.Instance
) => Layer.Layer<Services<Name>, InvalidInput>

/** The same layer from configuration values, such as `Config.Redacted("ACME_PAY_SECRET_KEY")`. */
export type MakeLayerConfig<Options, Name extends KindName> = (
  options: Config.Wrap<Options>,
  instance?: string | Plugin.Instance
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
  /** The parser of callbacks over a client of one's own, without what core puts around it. */
  readonly parser: (account: Account<Options, Client>) => Callback.Parse | undefined
}
