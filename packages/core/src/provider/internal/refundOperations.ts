/** The refund operations of an adapter, from their definition to what `RefundProvider.make` wants. */
import type * as Schema from "effect/Schema"
import * as Refund from "../../domain/Refund.ts"
import type { Manifest } from "../Capabilities.ts"
import type * as RefundProvider from "../RefundProvider.ts"
import * as Creating from "./creating.ts"
import * as Operations from "./operations.ts"
import type { Build } from "./payoutOperations.ts"
import { isSamePayment } from "./samePayment.ts"

/**
 * The refunds of one instance, by two mappings for each operation: from the request to what is sent, and from the answer to
 * the domain. An operation that is left out is one the provider lacks.
 */
export interface Refunds<S extends Schema.Constraint, Created, Found> {
  /** The schema of `providerOptions.<instance>` of a request; an unknown option is refused. */
  readonly options: S
  readonly manifest: Manifest
  /** One request, of the payment that it names and of exactly the amount that it says. */
  readonly create: Operations.SendBy<Refund.RefundRequest, S["Type"], Created, Refund.Refund>
  readonly get?: Operations.GetBy<Refund.RefundRequest, Found, Refund.Refund>
}

const isOf = ({ payment: asked }: Refund.RefundRequest, { payment = {} }: Refund.Refund): boolean =>
  isSamePayment(asked, payment)

/** Prepares the refunds of one instance. */
export const refunds =
  <S extends Schema.ConstraintDecoder<unknown>, Created, Found>(
    defined: Refunds<S, Created, Found>
  ): Build<RefundProvider.Spi> =>
  (tools) => {
    const { another, get, ...planning } = Operations.make(tools, defined.options, "refunds", "refund")
    const { issues, create, ...rest } = Creating.make(tools, "refunds", { ...planning, manifest: defined.manifest })(
      defined.create,
      undefined,
      Refund.sensitive,
      another,
      isOf
    )
    return {
      provider: tools.instance,
      manifest: defined.manifest,
      issues,
      create,
      ...("repeating" in rest && { repeating: rest.repeating }),
      ...(defined.get && get(defined.get, Refund.sensitive, isOf))
    }
  }
