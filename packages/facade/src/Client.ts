/**
 * The facade for code without Effect: the same operations as promises. They take JSON-like input and resolve to the
 * unions of `Answer`; they never reject. Everything here is a translation: what happens is decided by the Effect face.
 */
import type * as Callback from "@switchyard/core/Callback"
import type { Input } from "@switchyard/core/Kind"
import type * as Op from "@switchyard/core/Op"
import type * as Payment from "@switchyard/core/Payment"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type * as Payout from "@switchyard/core/Payout"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import type { Query } from "@switchyard/core/Reference"
import type * as Refund from "@switchyard/core/Refund"
import type * as RefundProvider from "@switchyard/core/RefundProvider"
import type {
  CallbackAnswer,
  CommittingJson,
  CreateAnswer,
  PlannedJson,
  ReadAnswer,
  SendAnswer,
  UnknownAnswer
} from "./Answer.ts"
import type { AboutOptions, CallOptions, Instant, SendOptions } from "./Calling.ts"
import type { Changes, KeyInput, Records } from "./ClientRecords.ts"
import type { Instance } from "./internal/service.ts"
import type * as Payments from "./Payments.ts"
import type * as Payouts from "./Payouts.ts"
import type { Candidate, From } from "./Routing.ts"

export type { AboutOptions, CallOptions, Instant, SendOptions } from "./Calling.ts"

/** A callback as it came; `receivedAt` is when, and now if it is left out. One that is parsed later needs it. */
export interface CallbackInput extends Omit<Callback.Raw, "receivedAt"> {
  readonly receivedAt?: Instant | undefined
}

/** The options of a look-up. */
export interface LookUpOptions<out Request> extends AboutOptions {
  /**
   * The request that it was created with: some providers can find it by that alone. Its personal values are hidden in the answer,
   * and its context is that of the look-up.
   */
  readonly request?: Request | undefined
  /** Nothing of it was sent before this instant, so that nobody looks further back. */
  readonly sentAfter?: Instant | undefined
  /**
   * Nothing of it was sent after this instant, the last moment of the last attempt, replays included, so that nobody looks much
   * further on. Left out where that is not known, or where something may be on its way.
   */
  readonly sentUntil?: Instant | undefined
}

/** The options of `create`. */
export interface CreateOptions extends CallOptions {
  /** Nothing of any attempt leaves after this instant. Left out, each attempt has 30 seconds. */
  readonly deadline?: Instant | undefined
  /** Runs before each attempt; nothing of it is sent before this has resolved, and nothing at all when it rejects. */
  readonly beforeAttempt?: ((attempt: PlannedJson) => unknown) | undefined
  /**
   * At a provider with stages: stores what was prepared, before its commit. Nothing is committed unless it resolves to true. Such a
   * provider is not asked where `beforeAttempt` is given without it.
   */
  readonly beforeCommit?: ((attempt: PlannedJson, prepared: CommittingJson) => unknown) | undefined
  /** How many creates of this operation were made before, where that is known; 0 when left out. */
  readonly generation?: number | undefined
}

/** The options of `createOn`. */
export interface CreateOnOptions extends CallOptions {
  /** The instant of the attempt's record: nothing leaves after it. 30 seconds from now when left out. */
  readonly sendUntil?: Instant | undefined
  /** The key that `hashOn` gave and the record holds: nothing is sent that has another one. */
  readonly replayKey?: KeyInput | undefined
  /** How many creates of this operation were made before it, wherever; 0 when left out. */
  readonly generation?: number | undefined
  /** At a provider with stages: stores what was prepared, before its commit. Nothing is committed unless it resolves to true. */
  readonly beforeCommit?: ((prepared: CommittingJson) => unknown) | undefined
}

/** The options of a change of an operation that exists. */
export interface ChangeOptions extends SendOptions {
  /** The key that `replays.<change>.hashOn` gave and the record holds: nothing is sent that has another one. */
  readonly replayKey?: KeyInput | undefined
}

/** The options of a read that can choose its instance by the rules. */
export interface AskOptions extends CallOptions {
  readonly instance?: string | undefined
}

/** A payout request in JSON. */
export type PayoutInput = typeof Payouts.PayoutRequest.Encoded

/** A payment request in JSON. */
export type PaymentInput = typeof Payments.PaymentRequest.Encoded

/** A payout in JSON. */
export type PayoutJson = typeof Payout.Payout.Encoded

/** A payment in JSON. */
export type PaymentJson = typeof Payment.Payment.Encoded

/** A refund request in JSON. */
export type RefundInput = typeof Refund.RefundRequest.Encoded

/** A refund in JSON. */
export type RefundJson = typeof Refund.Refund.Encoded

/** A receipt upload whose file is a `Uint8Array`. */
export type ReceiptUpload = typeof Payment.ReceiptUpload.Type

/** The JSON of what an operation ends with. */
export type Shown<O extends { readonly output: Op.Codec }> = O["output"]["Encoded"]

/** An operation as a promise; `Request` is the JSON that a create is asked for, and that a look-up of it may be given. */
export type Call<O, Request> =
  O extends Op.Send<Op.Referring, Op.Codec>
    ? (input: Request, options?: CreateOptions) => Promise<CreateAnswer<Shown<O>>>
    : O extends Op.Modify<Op.Referring, Op.Codec>
      ? (instance: string, input: O["input"]["Encoded"], options?: ChangeOptions) => Promise<SendAnswer<Shown<O>>>
      : O extends Op.Lookup<Op.Referring, Op.Codec>
        ? (instance: string, query: Query, options?: LookUpOptions<Request>) => Promise<ReadAnswer<Shown<O>>>
        : O extends Op.Ask<Op.Codec, Op.Codec, "candidate">
          ? (input: O["input"]["Encoded"], options?: AskOptions) => Promise<ReadAnswer<Shown<O> & From>>
          : O extends Op.Ask<Op.Codec, Op.Codec>
            ? Input<O> extends undefined
              ? (instance: string, options?: CallOptions) => Promise<ReadAnswer<Shown<O>>>
              : (instance: string, input: Input<O>, options?: AboutOptions) => Promise<ReadAnswer<Shown<O>>>
            : never

/** The operations as promises. */
export interface Calls<Request> extends Op.Shape {
  readonly call: Call<this["op"], Request>
}

/** The members of every kind as promises beside its operations. */
export interface Common<Request, Value> extends Records<Request, Value> {
  /** Every instance, whether it would be tried, and why; asks nobody. */
  readonly candidates: (input: Request) => Promise<ReadAnswer<ReadonlyArray<Candidate>>>
  /** One attempt on one instance, for platforms that write attempts down. */
  readonly createOn: (instance: string, input: Request, options?: CreateOnOptions) => Promise<SendAnswer<Value>>
  /** Looks an unknown outcome up at the instance that it names, by the ids that it holds; never sends anything. */
  readonly lookUp: (
    unknown: Pick<UnknownAnswer, "instance" | "reference" | "providerReference" | "context">,
    options?: LookUpOptions<Request>
  ) => Promise<ReadAnswer<Value>>
}

/** Payouts as promises; see `Payouts` for what each does. */
export interface PayoutsClient
  extends PayoutProvider.Operations<Calls<PayoutInput>>,
    Common<PayoutInput, PayoutJson>,
    Changes<PayoutProvider.Operations> {
  /** Asks for a payout: the candidates one after the other, as long as nothing was done. */
  readonly create: (input: PayoutInput, options?: CreateOptions) => Promise<CreateAnswer<PayoutJson>>
}

/** Payments as promises; see `Payments` for what each does. */
export interface PaymentsClient
  extends PaymentProvider.Operations<Calls<PaymentInput>>,
    Common<PaymentInput, PaymentJson>,
    Changes<PaymentProvider.Operations> {
  /** Asks for a payment: the candidates one after the other, as long as nothing was done. */
  readonly create: (input: PaymentInput, options?: CreateOptions) => Promise<CreateAnswer<PaymentJson>>
}

/** Refunds as promises; see `Refunds` for what each does. */
export interface RefundsClient
  extends Omit<RefundProvider.Operations<Calls<RefundInput>>, "create">,
    Omit<Common<RefundInput, RefundJson>, "candidates" | "prepareOn" | "abandonOn"> {}

/** The facade as promises. */
export interface Client extends AsyncDisposable {
  /** The configured instances, in the order of the config. */
  readonly instances: ReadonlyArray<Instance>
  /** Payments over the configured providers. */
  readonly payments: PaymentsClient
  /** Payouts over the configured providers. */
  readonly payouts: PayoutsClient
  /** Refunds over the configured providers. */
  readonly refunds: RefundsClient
  /**
   * Verifies a callback that came for an instance, then decodes it, whatever it is about; none of its events is ever more than a
   * reason to read a status.
   */
  readonly parseCallback: (
    instance: string,
    raw: CallbackInput
  ) => Promise<CallbackAnswer<typeof Callback.Event.Encoded>>
  /**
   * Lets nothing new begin and resolves once every send has ended; reads and hooks are let go of at once. Then the connections that
   * are the instances' own are closed.
   */
  readonly close: () => Promise<void>
}
