/**
 * The laws that every adapter must pass whose provider's statement can be pulled. `suite` turns them into vitest tests; `laws` are the
 * same as values. There are no options and no skip list.
 */
import type * as Layer from "effect/Layer"
import { register } from "./internal/suite.ts"
import type { Law } from "./Law.ts"
import { laws as all } from "./laws/settlement/index.ts"
import type { Pull, SettlementHarness } from "./SettlementHarness.ts"

/** Every law of pulling. */
export const laws: ReadonlyArray<Law<Pull | SettlementHarness>> = all

/** Registers the laws as vitest tests of an adapter. The layer is built anew for every law, so each starts with an empty simulator. */
export const suite = (name: string, layer: Layer.Layer<Pull | SettlementHarness, unknown>): void =>
  register(`${name} settlement`, laws, layer)
