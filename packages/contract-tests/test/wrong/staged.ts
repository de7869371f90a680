/** What wrong adapters of creates in stages are made of: the memory provider in drafts, with one part changed. */
import { compact } from "@switchyard/core/Optional"
import { OutcomeUnknown, type Refused } from "@switchyard/core/Outcome"
import type { Payout } from "@switchyard/core/Payout"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import { NotExecuted, Rejected, type SendError } from "@switchyard/core/ProviderError"
import type * as Stages from "@switchyard/core/Stages"
import * as Effect from "effect/Effect"
import type { Parts } from "../support/memory.ts"
import { on } from "./wrong.ts"

type Spi = PayoutProvider.Spi
type Service = PayoutProvider.Service
type Implemented = NonNullable<Spi["stages"]>
type Prepare = NonNullable<Implemented["prepare"]>
type Abandon = NonNullable<Implemented["abandon"]>

export const inDrafts = (parts: Parts): Parts => ({ stages: "draft", ...parts })

/** How payouts are prepared, changed. */
export const preparing =
  (change: (prepare: Prepare) => Prepare) =>
  (spi: Spi): Spi => {
    const { stages } = spi
    if (stages?.prepare === undefined) throw new TypeError("there are no stages")
    return { ...spi, stages: { ...stages, prepare: change(stages.prepare) } }
  }

export const abandoning =
  (change: (abandon: Abandon) => Abandon) =>
  (spi: Spi): Spi => {
    const { stages } = spi
    if (stages?.abandon === undefined) throw new TypeError("nothing is abandoned")
    return { ...spi, stages: { ...stages, abandon: change(stages.abandon) } }
  }

export const stating =
  (change: (create: Stages.OfSend) => Stages.OfSend) =>
  (spi: Spi): Spi => {
    const create = change(spi.manifest.stages?.create ?? {})
    return { ...spi, manifest: { ...spi.manifest, stages: { create } } }
  }

export const onRead =
  (change: (payout: Payout) => Payout) =>
  (spi: Spi): Spi => ({
    ...spi,
    getByProviderReference: (id, reference) => Effect.map(spi.getByProviderReference!(id, reference), change)
  })

export const creating =
  (change: (create: Service["create"], service: Service) => Service["create"]) =>
  (service: Service): Service => ({ ...service, create: change(service.create, service) })

export const onDraft = on(["/draft"])
export const onCommit = on(["/commit"])
export const onAbandon = on(["/abandon"])

// What a leftover would be, had it left nothing.
export const refusalIn = ({ message, operation, provider }: OutcomeUnknown, { _tag: tag, reason }: Refused) => {
  const about = { message, operation, provider, reason }
  return tag === "Rejected" ? new Rejected(about) : new NotExecuted(about)
}

/** What a refusal would be, had it left something that can still be paid. */
export const leftoverOf = (reference: string, error: SendError) => {
  const { message, operation, provider, providerCode, reason } = error
  const refused = { _tag: error._tag, reason, message, ...compact({ providerCode }) }
  return new OutcomeUnknown({ provider, operation, reference, reason: "Leftover", message, refused })
}
