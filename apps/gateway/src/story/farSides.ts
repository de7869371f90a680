/**
 * What the story asks of a far side, whichever provider it is: refuse for lack of money, lose the answer after acting,
 * and show what reached it and what it really paid.
 */
import type { Sandbox } from "@switchyard/sandbox"

/** A request as a simulator's journal shows it: secrets and persons masked. */
interface Request {
  readonly at: number
  readonly method: string
  readonly endpoint: string
  readonly reference: string | null
  readonly body: unknown
  readonly acted: boolean
  readonly reply: string
}

/** One provider's far side. */
export interface FarSide {
  readonly refuseNext: () => void
  readonly loseNextAnswer: () => void
  readonly journal: () => ReadonlyArray<Request>
  /** How many requests to create a payout under this reference reached it. */
  readonly creates: (reference: string) => number
  /** How often it really paid this reference. */
  readonly payouts: (reference: string) => number
  readonly callbacksIdle: () => Promise<void>
}

/** The far sides by the name of the instance that speaks to them. */
export const farSides = ({ feennex, p2p }: Sandbox.Sandbox): Readonly<Record<string, FarSide>> => {
  const side = (
    { admin }: Sandbox.Sandbox["feennex"] | Sandbox.Sandbox["p2p"],
    endpoint: string,
    refusal: { readonly code?: number; readonly message: string }
  ): FarSide => ({
    refuseNext: () => void admin.fault({ kind: "error", ...refusal }, { endpoint }),
    loseNextAnswer: () => void admin.fault({ kind: "resetAfter" }, { endpoint }),
    journal: () => admin.journal(),
    creates: (reference) => admin.journal({ endpoint, reference }).length,
    payouts: (reference) =>
      admin.ledger().filter((entry) => entry.kind === "payout" && entry.reference === reference).length,
    callbacksIdle: admin.callbacksIdle
  })
  return {
    feennex: side(feennex, "/withdraw/create", { code: 9, message: "Insufficient balance" }),
    p2p: side(p2p, "create_pay_out", { message: "low balance" })
  }
}
