/** Every kind of operation over the facade. */
import type { Switchyard } from "@switchyard/facade"
import type { Kind } from "../lifecycle/Status.ts"
import type * as Vault from "../vault.ts"
import * as Kinds from "./kinds.ts"
import * as Refunds from "./refundKind.ts"

/** Every kind, by its name. */
export const make = (switchyard: Switchyard.Service, vault: Vault.Service): Readonly<Record<Kind, Kinds.KindPort>> => ({
  ...Kinds.make(switchyard, vault),
  refund: Refunds.make(switchyard, vault)
})
