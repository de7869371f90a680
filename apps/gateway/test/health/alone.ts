/** Instances watched by one process that shares its circuits with nobody. */
import { Effect, Layer } from "effect"
import * as Health from "../../src/health/Health.ts"

const sharing = { changed: () => {}, takeTrial: () => Effect.succeed(true) }

/** A process that judges for itself. */
export const layer: Layer.Layer<Health.Health> = Layer.sync(Health.Health, () => Health.make(sharing, new Map()))
