/** Refunds as a kind of operation: sent to the one account of their payment, in one request, and read there. */
import { ProviderError, type Reference, Refund } from "@switchyard/core"
import type { Switchyard } from "@switchyard/facade"
import * as Effect from "effect/Effect"
import type { Row } from "../store/Row.ts"
import type * as Vault from "../vault.ts"
import { ofRefund } from "./answers.ts"
import { answered, isWritten, type KindPort, keyed, ownQueryOf, queryOf, replayed, sealed, whenSent } from "./kinds.ts"
import { openRefund } from "./requests.ts"

// Nothing of a refund is prepared before it is sent, so nothing is left of it.
const hasNoStages = (provider: string) =>
  Effect.fail(
    new ProviderError.NotExecuted({
      provider,
      operation: "refunds.create",
      reason: "InvalidRequest",
      message: "a refund is made in one request"
    })
  )

/** Refunds over the facade. */
export const make = ({ instances, refunds }: Switchyard.Service, vault: Vault.Service): KindPort => {
  const named = (instance: string | null) => instances.find(({ name }) => name === instance)?.capabilities.refunds
  return {
    open: (row: Row) =>
      Effect.map(sealed(openRefund(vault, row.id, row.sealed)), (request) => {
        const readBy = (instance: string, query: Reference.Query) =>
          Effect.map(refunds.get(instance, query, { request, ...whenSent(row) }), (value) => ofRefund(request, value))
        return {
          sensitive: Refund.sensitive(request),
          candidates: () =>
            row.provider === null
              ? []
              : [{ instance: row.provider, in: true, why: "it holds the payment", issues: [] }],
          keyOn: (instance) => keyed(named(instance), refunds.hashOn(instance, request)),
          createOn: (instance, sendUntil, creating) =>
            answered(refunds.createOn(instance, request, { sendUntil, ...creating }), (value) =>
              ofRefund(request, value)
            ),
          abandonOn: hasNoStages,
          prepareOn: hasNoStages,
          replayOn: (instance, record, deadline) =>
            replayed(refunds.replayOn(instance, request, record, { ...isWritten, deadline }), (value) =>
              ofRefund(request, value)
            ),
          get: (instance) => readBy(instance, queryOf(row)),
          getById: (instance, providerReference) => readBy(instance, { ...ownQueryOf(row), providerReference }),
          getByReference: (instance) => readBy(instance, ownQueryOf(row))
        }
      }),
    policy: named,
    isPayerAsked: () => true,
    canAsk: (instance) => named(instance)?.operations.includes("getByReference") === true
  }
}
