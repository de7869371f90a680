/**
 * The refund interface: every operation of a provider that pays back, once, in `Operations`. A provider writes an `Spi`, one short
 * function per operation; `make` turns it into the public `Service`, with everything that is the same for all providers
 * around it. Both are derived, and so is every other face that has an operation for each of these (see `Kind`).
 */
import * as Context from "effect/Context"
import * as Refund from "../domain/Refund.ts"
import { describe } from "../outcome/internal/issues.ts"
import * as Hiding from "./internal/hiding.ts"
import * as Kind from "./Kind.ts"
import * as Members from "./Members.ts"
import * as Op from "./Op.ts"

/** The operations of refunds. */
export interface Operations<S extends Op.Shape = Op.Itself> {
  /** Pays back, once; the reference is the refund's own. See `Outcome` for what each ending allows: in doubt, unknown. */
  readonly create: Op.In<S, Op.Send<typeof Refund.RefundRequest, typeof Refund.Refund>>
  /**
   * Reads a refund, by the provider's id where it is known and usable, else by the reference. Too early after the last read of
   * the same refund it fails with `ReadFailed` and `retryAfterMillis`, and nothing is sent.
   */
  readonly get: Op.In<S, Op.Lookup<typeof Refund.RefundRequest, typeof Refund.Refund>>
}

const create = Op.send({
  input: Refund.RefundRequest,
  output: Refund.Refund,
  subject: (request) => ({
    method: request.payment.method,
    currency: request.amount.currency,
    amount: request.amount,
    debit: undefined,
    given: Members.givenOfRefund(request),
    context: request.context
  }),
  methodIn: "payment.method",
  sensitive: Refund.sensitive,
  hide: Hiding.refund
})

/** Refunds as a kind of operations: what each is about, what of it is personal, and what is refused by the manifest. */
export const kind: Kind.Kind<Operations> = Kind.make<Operations>("refunds", {
  create,
  get: Op.lookup({ of: create, output: Refund.Refund, hide: Hiding.refund })
})

type Implemented = Operations<Kind.Implementing>

/** The interface that a refund provider implements. Optional members are optional operations; which are present is its capability list. */
export interface Spi
  extends Kind.Provider,
    Kind.Creating<Refund.RefundRequest>,
    Kind.Repeating<Refund.RefundRequest, Refund.Refund>,
    Kind.Reading<Refund.RefundRequest, Refund.Refund>,
    Kind.Listening {
  /** Pays back, once, what the request says and never more; the reference is the refund's own. What it ends with must be proven: in doubt, unknown. */
  readonly create: Implemented["create"]
}

/** Refunds at one provider. Every operation is always there; one the provider lacks answers `Unsupported`. */
export interface Service extends Operations<Kind.Offering>, Kind.Serving<Operations> {}

/** The operations a refund provider may have, as its capabilities name them. */
export type Operation = Kind.OperationName<Operations>

/** The refund provider in the environment. */
export class RefundProvider extends Context.Service<RefundProvider, Service>()("@switchyard/core/RefundProvider") {}

/** Builds the public service from a provider's Spi. Throws where its manifest says what none of refunds may say (`Members.issuesOfRefunds`). */
export const make = (spi: Spi): Service => {
  const issues = Members.issuesOfRefunds(spi.manifest)
  if (issues.length > 0) throw new TypeError(`the manifest of ${spi.provider}: ${describe(issues)}`)
  return kind.service(spi)
}
