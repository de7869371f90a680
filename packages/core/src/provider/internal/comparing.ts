/** What was prepared, held against what was asked for: where they differ nothing is committed. */
import * as Result from "effect/Result"
import * as Money from "../../domain/Money.ts"
import type * as Op from "../Op.ts"
import type * as Stages from "../Stages.ts"

/** The part of what is asked for that a provider may state. */
export type Asked = Pick<Op.Subject, "amount" | "debit" | "currency" | "source">

const differs = (stated: Money.Money | undefined, wanted: Money.Money | undefined): boolean =>
  stated !== undefined && wanted !== undefined && !(stated.currency === wanted.currency && Money.equals(stated, wanted))

/** Whether it is about this operation, as far as it says so. */
export const isOurs = ({ reference }: Op.Referring["Type"], states: Stages.States): boolean =>
  states.reference === undefined || states.reference === reference

/** Why what was prepared is not what was asked for, if so. */
export const differenceOf = (request: Op.Referring["Type"], asked: Asked, states: Stages.States): string | undefined =>
  // What an adapter has put together by hand may not be what its type says.
  Result.getOrElse(
    Result.try(() => compared(request, asked, states)),
    () => "what was prepared cannot be compared"
  )

const compared = (
  request: Op.Referring["Type"],
  { amount, currency, debit, source }: Asked,
  states: Stages.States
): string | undefined => {
  if (!isOurs(request, states)) return "what was prepared has another reference"
  if (differs(states.amount, amount)) return "what was prepared has another amount"
  if (states.amount !== undefined && states.amount.currency !== currency)
    return "what was prepared has another currency"
  if (differs(states.debit, debit)) return "what was prepared takes another amount"
  return source !== undefined && states.debit !== undefined && states.debit.currency !== source
    ? "what was prepared takes it from another balance"
    : undefined
}
