/** Every module has a subpath of its own; what is internal has none. */
import { type Payout, Reference } from "@switchyard/core"
// @ts-expect-error internal modules do not resolve
import type * as Guard from "@switchyard/core/internal/guard"
// @ts-expect-error not with their file name either
import type * as Spacing from "@switchyard/core/internal/spacing.ts"
import type { PayoutRequest } from "@switchyard/core/Payout"

declare const viaBarrel: Payout.PayoutRequest

export const viaSubpath: PayoutRequest = viaBarrel
export const module: typeof Reference.Reference = Reference.Reference
export type Internals = [typeof Guard, typeof Spacing]
