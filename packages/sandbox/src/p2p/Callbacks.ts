/**
 * Callbacks of payouts: JSON to the success URL once one is paid and to the error URL once it is rejected, with a
 * `standart_sign` by the template, and the ways a test may bend them. Other statuses have none.
 */
import type { CallbackScript } from "../CallbackScript.ts"
import { bend, targetOf } from "../CallbackScript.ts"
import { sha256 } from "../internal/hash.ts"
import { print } from "../internal/json.ts"
import { fill } from "../Words.ts"
import { noticed } from "./PayoutAnswer.ts"
import { standartSign } from "./Signing.ts"
import type { Payout, State } from "./State.ts"

/** The four statuses a callback can have by the document. */
export const announced: ReadonlySet<string> = new Set([
  "successful",
  "rejected_timeout",
  "rejected_merchant",
  "rejected_gate"
])

/** The callbacks of one simulator. */
export interface Callbacks {
  /** Sends the callback of a payout's status, as scripted; resolves after the first attempt of what is sent at once. */
  readonly emit: (payout: Payout, status: string, script?: CallbackScript<string>) => Promise<void>
  /** Sends a callback with any status, whatever the payout's own is. */
  readonly send: (payout: Payout, status: string, script: CallbackScript<string>) => Promise<void>
}

const write = (state: State, payout: Payout, status: string, script: CallbackScript<string>) => {
  const { name: merchant, apiKey: api_key, signKey: sign_key } = payout.merchant
  const order_id = script.changes?.order_id ?? payout.order.orderId
  const genuine = standartSign(state.settings.standartSign, { order_id, merchant, api_key, sign_key })
  const signature = script.forged === true ? sha256(`forged:${genuine}`) : genuine
  const whole: Record<string, string | null> = {
    order_id,
    standart_sign: signature,
    ...noticed(payout, status, state.settings)
  }
  const fields = bend(whole, script, (_name, text): string | null => fill(text, payout.given))
  return { status: fields.status ?? "", body: print(fields), contentType: "application/json" }
}

/** Makes the callbacks of one simulator. */
export const make = (state: State): Callbacks => {
  const send: Callbacks["send"] = async (payout, status, script) => {
    const { orderId: reference, successUrl: success, errorUrl: failure } = payout.order
    const url = targetOf(script, status === "successful", { success, failure })
    if (url === null || script.lost === true) return
    const { encoding } = script
    const written = write(state, payout, status, script)
    await state.world.dispatch.send({ reference, url, ...written, ...(encoding && { encoding }) }, script)
  }
  return {
    send,
    emit: async (payout, status, script) => {
      if (!announced.has(status)) return
      const subject = { reference: payout.order.orderId, endpoint: "callback" }
      const scripted = script ?? state.callbackScripts.take(subject, ({ early }) => early === undefined)
      await send(payout, status, scripted ?? {})
    }
  }
}
