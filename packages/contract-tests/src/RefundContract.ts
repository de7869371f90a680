/**
 * The laws that every refund adapter must pass. `suite` turns the laws into vitest tests; `laws` are the same as values, for
 * tools that run them another way. There are no options and no skip list: what is optional follows from the manifest.
 */
import type { Callbacks } from "@switchyard/core/Callback"
import type { RefundProvider } from "@switchyard/core/RefundProvider"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type { Harness } from "./Harness.ts"
import { refunds } from "./internal/subjects.ts"
import { register } from "./internal/suite.ts"
import { withTwin } from "./internal/twin.ts"
import type { Law } from "./Law.ts"
import { laws as own } from "./laws/refunds/index.ts"
import { laws as shared } from "./laws/shared/index.ts"
import { Subject } from "./Subject.ts"

/** Every law of refunds. */
export const laws: ReadonlyArray<Law<RefundProvider | Callbacks | Harness>> = [...shared, ...own].map((law) => ({
  ...law,
  check: law.check.pipe(Effect.provideServiceEffect(Subject, refunds), withTwin(refunds))
}))

/**
 * Registers the laws of refunds as vitest tests of an adapter. The layer is built anew for every law, so each starts
 * with an empty simulator.
 */
export const suite = (name: string, layer: Layer.Layer<RefundProvider | Callbacks | Harness, unknown>): void =>
  register(`${name} refunds`, laws, layer)

/** The laws for which recorded answers are enough, as tests of an adapter in front of a harness that replays them. */
export const replaySuite = (name: string, layer: Layer.Layer<RefundProvider | Callbacks | Harness, unknown>): void =>
  register(
    `${name} refunds, replayed`,
    laws.filter((law) => law.replay),
    layer
  )
