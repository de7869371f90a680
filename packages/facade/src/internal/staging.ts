/**
 * What a create has left at one instance, for those who hold its record: found again, and abandoned. The limits of the config
 * say what may be sent, so they stand against neither.
 */
import type { Send } from "@switchyard/core/Outcome"
import type * as Stages from "@switchyard/core/Stages"
import * as Effect from "effect/Effect"
import type { Operations, Requested } from "./operations.ts"

export const make = <Request extends Requested, A>({ addressed, toCore, valid }: Operations<Request, A>) => ({
  prepareOn: (instance: string, input: Request, options: Stages.PrepareOptions): Send<Stages.Prepared> =>
    Effect.flatMap(addressed(instance, input, valid), ({ entry, request }) =>
      entry.service.stages.prepare(toCore(request), options)
    ),
  abandonOn: (instance: string, input: Request, options: Stages.AbandonOptions): Send<Stages.Abandoned> =>
    Effect.flatMap(addressed(instance, input, valid), ({ entry, request }) =>
      entry.service.stages.abandon(toCore(request), options)
    )
})
