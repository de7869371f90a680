/**
 * The manifest of __Vendor__: facts that code cannot show. Where its documents are silent this is the reading that cannot pay
 * twice, and where nobody has looked yet (step 3 of docs/adding-a-provider.md) it is the same: a repeated reference and
 * "not found" prove nothing, and nobody polls.
 */
import type { Manifest } from "@switchyard/core/Capabilities"
import type { Options } from "../__Vendor__Options.ts"

const manifest = (options: Options, methods: ReadonlyArray<string>): Manifest => ({
  routes: methods.map((method) => ({ method, currencies: [...options.currencies], ignores: ["description"] })),
  duplicates: { create: { kind: "undocumented" } },
  lookUp: { create: { by: "reference" } },
  statusReads: { spacingMillis: 60_000, polling: "agreed" },
  callbacks: options.callbackKey === undefined ? "hint" : "verified"
})
// if payments

/** The manifest of an account's payments. */
export const paymentManifest = (options: Options): Manifest => manifest(options, ["card"])
// end
// if payouts

/** The manifest of an account's payouts. What nobody has found a field for is refused by core: `takes` names what is sent. */
export const payoutManifest = (options: Options): Manifest => manifest(options, ["card"])
// end
