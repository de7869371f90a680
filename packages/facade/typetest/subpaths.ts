/** Every module has a subpath of its own; what is internal has none. */
import { Switchyard } from "@switchyard/facade"
// @ts-expect-error internal modules do not resolve
import type * as Create from "@switchyard/facade/internal/create"
import type { Service } from "@switchyard/facade/Switchyard"

export const viaBarrel: typeof Switchyard.open = Switchyard.open
export const viaSubpath: Service | undefined = undefined
export type Internals = typeof Create
