/**
 * The payout interface: every operation of a payout provider, once, in `Operations`. A provider writes an `Spi`, one short
 * function per operation; `make` turns it into the public `Service`, with everything that is the same for all providers
 * around it. Both are derived, and so is every other face that has an operation for each of these (see `Kind`).
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { Balance } from "../domain/Balance.ts"
import * as Destination from "../domain/Destination.ts"
import * as Payout from "../domain/Payout.ts"
import { Query } from "../domain/Reference.ts"
import { describe } from "../outcome/internal/issues.ts"
import * as Hiding from "./internal/hiding.ts"
import * as Kind from "./Kind.ts"
import * as Members from "./Members.ts"
import * as Op from "./Op.ts"
import type * as Stages from "./Stages.ts"

/** The operations of payouts. */
export interface Operations<S extends Op.Shape = Op.Itself> {
  /** Asks for a payout, once; the reference is the merchant's. See `Outcome` for what each ending allows: in doubt, unknown. */
  readonly create: Op.In<S, Op.Send<typeof Payout.PayoutRequest, typeof Payout.Payout>>
  /**
   * Reads a payout, by the provider's id where it is known and usable, else by the reference. Too early after the last read of
   * the same payout it fails with `ReadFailed` and `retryAfterMillis`, and nothing is sent.
   */
  readonly get: Op.In<S, Op.Lookup<typeof Payout.PayoutRequest, typeof Payout.Payout>>
  /** Asks the provider to cancel. Accepted means asked: only a later status says whether it is canceled. */
  readonly cancel: Op.In<S, Op.Modify<typeof Query, typeof Asked>>
  /** Calculates before a payout, and names the fields it requires; nothing is created. */
  readonly quote: Op.In<S, Op.Ask<typeof Payout.QuoteRequest, typeof Payout.Quote, "candidate">>
  /** Asks whether an account can be paid; nothing is created. */
  readonly checkAccount: Op.In<S, Op.Ask<typeof Payout.AccountCheckRequest, typeof Payout.AccountCheck, "candidate">>
  /** Reads the merchant's money at the provider, one balance for each currency. */
  readonly balance: Op.In<S, Op.Ask<typeof Op.Nothing, typeof Balances>>
}

/** The answer of a cancellation: it was asked for, no more. */
export const Asked = Schema.Struct({ asked: Schema.Literal(true) })

/** The balances of a merchant. */
export const Balances: Schema.$Array<typeof Balance> = Schema.Array(Balance)

const create = Op.send({
  input: Payout.PayoutRequest,
  output: Payout.Payout,
  subject: (request) => ({
    method: request.destination.type,
    within: Destination.within(request.destination),
    given: Members.given(request),
    context: request.context,
    ...Payout.asked(request)
  }),
  methodIn: "destination.type",
  expires: ({ offer }) => offer && { at: offer.expiresAt, path: "offer.expiresAt" },
  sensitive: Payout.sensitive,
  hide: Hiding.payout
})

/** Payouts as a kind of operations: what each is about, what of it is personal, and what is refused by the manifest. */
export const kind: Kind.Kind<Operations> = Kind.make<Operations>("payouts", {
  create,
  get: Op.lookup({ of: create, output: Payout.Payout, hide: Hiding.payout }),
  cancel: Op.modify({ input: Query, output: Asked, unknown: "ignore" }),
  quote: Op.askAny({
    input: Payout.QuoteRequest,
    output: Payout.Quote,
    subject: (request) => ({
      method: request.destinationType,
      given: Members.given(request),
      context: request.context,
      ...Payout.asked(request)
    }),
    sensitive: Payout.sensitive
  }),
  checkAccount: Op.askAny({
    input: Payout.AccountCheckRequest,
    output: Payout.AccountCheck,
    subject: ({ amount, context, destination, ...rest }) => ({
      method: destination.type,
      within: Destination.within(destination),
      given: Members.given(rest),
      context,
      ...Payout.asked({ amount })
    }),
    sensitive: Payout.sensitive
  }),
  balance: Op.ask({ input: Op.Nothing, output: Balances })
})

type Implemented = Operations<Kind.Implementing>

/** The interface that a payout provider implements. Optional members are optional operations; which are present is its capability list. */
export interface Spi
  extends Kind.Provider,
    Kind.Creating<Payout.PayoutRequest>,
    Kind.Repeating<Payout.PayoutRequest, Payout.Payout>,
    Stages.Staging<Payout.PayoutRequest>,
    Kind.Reading<Payout.PayoutRequest, Payout.Payout>,
    Kind.Listening {
  /** Asks for a payout, once; the reference is the merchant's. What it ends with must be proven: in doubt, unknown. Where there are stages, it is the commit of what was prepared. */
  readonly create: Implemented["create"]
  /** Asks to cancel. Accepted means asked: a later status says whether it is canceled. */
  readonly cancel?: Implemented["cancel"]
  /** The provider's calculation, with the fields it requires; creates nothing. */
  readonly quote?: Implemented["quote"]
  /** Whether an account can be paid; creates nothing. */
  readonly checkAccount?: Implemented["checkAccount"]
  /** The merchant's money at the provider, one balance for each currency. */
  readonly balance?: Implemented["balance"]
}

/** Payouts at one provider. Every operation is always there; one the provider lacks answers `Unsupported`. */
export interface Service extends Operations<Kind.Offering>, Kind.Serving<Operations> {}

/** The operations a payout provider may have, as its capabilities name them. */
export type Operation = Kind.OperationName<Operations>

/** The payout provider in the environment. */
export class PayoutProvider extends Context.Service<PayoutProvider, Service>()("@switchyard/core/PayoutProvider") {}

/** Builds the public service from a provider's Spi. Throws where its manifest says what none may say (`Members.issues`). */
export const make = (spi: Spi): Service => {
  const issues = Members.issues(spi.manifest)
  if (issues.length > 0) throw new TypeError(`the manifest of ${spi.provider}: ${describe(issues)}`)
  return kind.service(spi)
}
