/** Builds what every kind has over all instances beside the operations of its table: candidates, attempts, callbacks. */
import type { Parse } from "@switchyard/core/Callback"
import type { SendOptions } from "@switchyard/core/Outcome"
import * as Effect from "effect/Effect"
import type { Common } from "../Api.ts"
import type { Capable, Directory } from "./directory.ts"
import type { Creating, Operations, Requested } from "./operations.ts"

/** What a service has beside operations. */
export interface Served<A> extends Capable, Creating<A> {
  readonly parseCallback: Parse | undefined
}

export const make = <Request extends Requested, A, S extends Served<A>>(
  { entries, find, kind, unsupported }: Directory<S>,
  { candidates, createOn }: Operations<Request, A>
): Common<Request, A, S> => ({
  candidates,
  createOn,
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
        create: (request: Request, { deadline, ...known }: SendOptions = {}) =>
          createOn(instance, request, { sendUntil: deadline, ...known })
      }
    )
  }
})
