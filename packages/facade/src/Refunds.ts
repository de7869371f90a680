/**
 * Refunds over all configured providers. A refund goes to the instance that holds its payment and to no other: there are no
 * candidates, nothing fails over, and every create is one attempt at the instance that is named.
 */

import { validator } from "@switchyard/core/Input"
import * as Refund from "@switchyard/core/Refund"
import * as RefundProvider from "@switchyard/core/RefundProvider"
import type { Calls, Common } from "./Api.ts"
import * as Commons from "./internal/common.ts"
import * as Derived from "./internal/derived.ts"
import * as Directory from "./internal/directory.ts"
import * as Operations from "./internal/operations.ts"
import type { Loaded } from "./Plugins.ts"

/** Refunds over all configured providers. */
export interface Refunds
  extends Omit<RefundProvider.Operations<Calls<Refund.RefundRequest>>, "create">,
    Omit<
      Common<Refund.RefundRequest, Refund.Refund, RefundProvider.Service>,
      "candidates" | "prepareOn" | "abandonOn"
    > {}

const validate = validator(Refund.RefundRequest)

/** Builds refunds over these instances. */
export const make = (instances: ReadonlyArray<Loaded>): Refunds => {
  const { kind } = RefundProvider
  const directory = Directory.make("refunds", instances, ({ refunds }) => refunds && kind.guarded(refunds))
  const operations = Operations.make<Refund.RefundRequest, Refund.Refund>({
    name: "refunds",
    directory,
    validate,
    subject: kind.operations.create.subject,
    rules: [],
    limits: {}
  })
  const { abandonOn: _, candidates: __, prepareOn: ___, ...common } = Commons.make(directory, operations)
  return { ...Derived.make(kind, directory, operations), ...common }
}
