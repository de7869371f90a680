/**
 * The manifest of the platform: facts that code cannot show. Nothing is documented about a repeated `order_id`, nor any answer
 * of the kind "not found": so a payout whose outcome is unknown is never sent again. Polling is forbidden unless it was
 * agreed ("Do not use polling to monitor request status").
 */
import type { Manifest } from "@switchyard/core/Capabilities"
import { members } from "@switchyard/core/Recipient"
import type { Options } from "../P2pOptions.ts"
import { destinationTypes } from "./methods.ts"

const name = "recipient.name"

/** The manifest of a merchant's payouts. The document has no limits per currency; status/ lists what is open. */
export const payoutManifest = (options: Options): Manifest => ({
  // Everything that decides where money goes has a field of its own here; of the recipient the name alone, which is the holder's.
  routes: destinationTypes.map((method) => ({
    method,
    currencies: [...(options.currencies ?? ["RUB"])],
    takes: [name],
    ignores: members.filter((member) => member !== name)
  })),
  duplicates: { create: { kind: "undocumented" } },
  lookUp: { create: { by: options.payoutIdInPath === "transactionId" ? "providerReference" : "reference" } },
  // Callbacks lead to at most one read a minute, also while polling is agreed.
  statusReads: { spacingMillis: 60_000, polling: options.pollingAgreed === true ? "free" : "agreed" },
  callbacks: typeof options.standartSign === "string" ? "verified" : "hint"
})
