/** Builds what every kind has over all instances beside the operations of its table: candidates, attempts, callbacks. */
import type { Parse } from "@switchyard/core/Callback"
import type { SendOptions } from "@switchyard/core/Outcome"
import type { ReadError } from "@switchyard/core/ProviderError"
import type { LookUpOptions, Query } from "@switchyard/core/Reference"
import type * as Replay from "@switchyard/core/Replay"
import type * as Stages from "@switchyard/core/Stages"
import * as Effect from "effect/Effect"
import type { Common } from "../Api.ts"
import type { Capable, Directory } from "./directory.ts"
import type { Creating, Operations, Requested } from "./operations.ts"
import * as Replaying from "./replaying.ts"
import * as Staging from "./staging.ts"

/** The members of a service beside its operations. */
export interface Served<A> extends Capable, Creating<A> {
  get(query: Query, options?: LookUpOptions): Effect.Effect<A, ReadError>
  readonly parseCallback: Parse | undefined
}

export const make = <Request extends Requested, A, S extends Served<A>>(
  { entries, find, kind, readFrom, unsupported }: Directory<S>,
  operations: Operations<Request, A>
): Common<Request, A, S> => {
  const { candidates, createOn, looking } = operations
  const { hashOn, replay, replayOn } = Replaying.make(operations)
  const { abandonOn, prepareOn } = Staging.make(operations)
  return {
    candidates,
    createOn,
    hashOn,
    replayOn,
    prepareOn,
    abandonOn,
    confirmOn: (instance) => Effect.flatMap(find("replay", instance), ({ replay }) => replay.confirm),
    lookUp: ({ context, provider, providerReference, reference }, options) =>
      readFrom("get", provider, (service) => service.get({ reference, providerReference, context }, looking(options))),
    parseCallback: (instance, raw) =>
      Effect.flatMap(
        find("parseCallback", instance),
        ({ parseCallback }): ReturnType<Common<Request, A, S>["parseCallback"]> =>
          parseCallback === undefined
            ? Effect.fail(unsupported("parseCallback", `${instance} sends no callbacks for ${kind}`))
            : parseCallback(raw)
      ),
    provider: (instance) => {
      const service = entries.get(instance)?.service
      return (
        service && {
          ...service,
          replay: {
            confirm: service.replay.confirm,
            hash: (request: Request, creation?: Stages.Creation) => hashOn(instance, request, creation),
            create: (request: Request, record: Replay.Record, options: Replay.Options = {}) =>
              replay(instance, request, record, options)
          },
          stages: {
            prepare: (request: Request, options: Stages.PrepareOptions) => prepareOn(instance, request, options),
            abandon: (request: Request, options: Stages.AbandonOptions) => abandonOn(instance, request, options)
          },
          create: (request: Request, { deadline, ...known }: SendOptions = {}) =>
            createOn(instance, request, { sendUntil: deadline, ...known })
        }
      )
    }
  }
}
