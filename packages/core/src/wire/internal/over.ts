/** Puts the connections of an instance under what it asks, where it has its own. */
import * as Effect from "effect/Effect"
import { GivenFor } from "../../http/Connections.ts"
import { Transport } from "../../http/Transport.ts"

/** Whose operations they are, and over whose connections they go. */
export interface Of {
  readonly provider: string
  readonly transport?: Transport | undefined
}

/** Gives an effect the connections of an instance, where it has its own and the caller has not given them already. */
export const over = <A, E>({ provider, transport }: Of, effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  transport === undefined
    ? effect
    : Effect.withFiber((fiber) =>
        fiber.getRef(GivenFor) === provider ? effect : Effect.provideService(effect, Transport, transport)
      )
