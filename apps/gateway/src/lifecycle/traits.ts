/**
 * What each kind of operation means to the state machine, beside its statuses and times: the one place that asks which kind it is.
 * A new kind does not compile before every line of it is said.
 */
import type { WithoutMoney } from "../model/statuses.ts"
import type { Kind, Status } from "./Status.ts"

/** What a kind means to the state machine. */
export interface Traits {
  /**
   * What never arrived is sent again under the same id where duplicates are refused, or where an operator accepts the risk. Of what
   * has a payer that is never so: by then it waits no more.
   */
  readonly isResent: boolean
  /** There is a payer who must be told what to do, who waits for a quarter of an hour, and who may pay late. */
  readonly hasPayer: boolean
  /** The end of what its provider calls failed or canceled after its money had moved; null where that is said as it is. */
  readonly bouncesAs: Extract<Status, "returned"> | null
  /** It is sent elsewhere, or ends, once what was prepared and never committed is dead. */
  readonly onceDead: "submit" | Exclude<WithoutMoney, "expired">
  /** Money after an end without it is for a person; else only after an operator has said what became of it. */
  readonly isPaidOnce: boolean
  /** It pays back a part of a payment, holds its place in what that has captured, and is only where that was paid. */
  readonly isOfPayment: boolean
  /** What may happen if it is called failed while somebody may still pay it. */
  readonly riskOfFailing: (instances: string) => string
}

/** What each kind means. */
export const traits: Readonly<Record<Kind, Traits>> = {
  payout: {
    isResent: true,
    hasPayer: false,
    bouncesAs: "returned",
    onceDead: "submit",
    isPaidOnce: true,
    isOfPayment: false,
    riskOfFailing: (instances) => `${instances} may still pay it: to call it failed risks that it is paid twice`
  },
  refund: {
    isResent: true,
    hasPayer: false,
    bouncesAs: null,
    onceDead: "canceled",
    isPaidOnce: true,
    isOfPayment: true,
    riskOfFailing: (instances) =>
      `${instances} may still pay it back: to call it failed risks that it is paid back twice`
  },
  payment: {
    isResent: false,
    hasPayer: true,
    bouncesAs: null,
    // The payer is gone.
    onceDead: "canceled",
    isPaidOnce: false,
    isOfPayment: false,
    riskOfFailing: (instances) =>
      `its payer may still pay it at ${instances}: to call it failed risks that it is paid twice`
  }
}
