/** What is held of a payment and the latest change of it, as the public interface shows them. */
import type { Changes } from "../lifecycle/changes/Change.ts"
import { room } from "../lifecycle/changes/hold.ts"
import { shownAs } from "../model/changeStatuses.ts"
import * as Decimal from "../model/Decimal.ts"
import { shown } from "../model/StoredAmount.ts"
import type { Row } from "../store/Row.ts"

const changeOf = ({ ended, open }: Changes) => {
  const change = open ?? ended
  if (change === null) return null
  const { amount, name: type, number } = change
  return {
    ...{ number, type, amount: amount && shown(amount.value, amount.currency) },
    ...("stage" in change
      ? { status: shownAs[change.stage], reason: null }
      : { status: shownAs[change.became], reason: change.why })
  }
}

const nothing = { authorizedAmount: null, capturableAmount: null, captureBefore: null, change: null }

/** What is held of it, and the latest change of it. */
export const shownOf = ({ facts: { changes }, status }: Row) => {
  if (changes === undefined) return nothing
  const { hold } = changes
  const change = changeOf(changes)
  if (hold === null) return { ...nothing, change }
  const isHeld = status === "authorized"
  const rest = isHeld ? room(changes) : null
  const { authorized, captureBefore, currency } = hold
  return {
    authorizedAmount: authorized === null ? null : shown(authorized, currency),
    capturableAmount: rest === null ? null : shown(Decimal.greatest("0", rest), currency),
    captureBefore: isHeld && captureBefore !== null ? new Date(captureBefore).toISOString() : null,
    change
  }
}
