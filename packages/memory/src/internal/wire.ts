/** Reads amounts and currencies of an answer with care: what cannot be read exactly is an anomaly, never a guess. */
import * as Anomaly from "@switchyard/core/Anomaly"
import { isCurrency } from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import * as Result from "effect/Result"

/** Collects anomalies while members are read. */
export const reader = () => {
  const anomalies: Array<Anomaly.Anomaly> = []
  const note = (kind: Anomaly.Kind, message: string) => void anomalies.push(Anomaly.make(kind, message))
  return {
    anomalies,
    note,
    /** An amount, or undefined with an anomaly when it cannot be read exactly. */
    money: (name: string, text: string | undefined, currency: string): Money.Money | undefined => {
      if (text === undefined) return undefined
      const money = isCurrency(currency) ? Money.fromWire(text, currency) : Result.fail("its currency is unknown")
      if (Result.isSuccess(money)) return money.success
      note("UnreadableField", `${name}: ${money.failure}`)
      return undefined
    }
  }
}

/** Collects anomalies while members are read. */
export type Reader = ReturnType<typeof reader>

/** Notes where an answer differs from what was asked. */
export const compare = (wire: Reader, stated: Money.Money | undefined, asked: Money.Money | undefined): void => {
  if (stated === undefined || asked === undefined) return
  if (stated.currency !== asked.currency) wire.note("CurrencyDiffers", "the answer is in another currency")
  else if (!Money.equals(stated, asked)) wire.note("AmountDiffers", "the answer states another amount")
}
