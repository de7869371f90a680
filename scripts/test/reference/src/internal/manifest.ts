/** The manifest of Acme Pay, facts that code cannot show: all of it stands in its (invented) documents. */
import type { Manifest } from "@switchyard/core/Capabilities"
import type { Options } from "../AcmePayOptions.ts"

const manifest = (options: Options, methods: ReadonlyArray<string>): Manifest => ({
  routes: methods.map((method) => ({ method, currencies: [...options.currencies], ignores: ["description"] })),
  duplicates: { create: { kind: "refused" } },
  lookUp: {
    create: { by: "reference", notFoundIsFinal: { afterMillis: 60_000, answers: 2, spacingMillis: 10_000 } }
  },
  statusReads: { spacingMillis: 10_000, polling: "free" },
  callbacks: options.callbackKey === undefined ? "hint" : "verified"
})

/** The manifest of an account's payments. */
export const paymentManifest = (options: Options): Manifest => manifest(options, ["card"])

/** The manifest of an account's payouts. There is no field for a description, and none for anything of the recipient. */
export const payoutManifest = (options: Options): Manifest => manifest(options, ["card"])
