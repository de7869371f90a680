/** Callbacks that an enemy could send: true ones again, true ones about something else, and whatever else comes to mind. */
import type { Random } from "../../../soak/random.ts"
import type { Callback } from "./callbackProxy.ts"

// Unlike every other, so that nothing can know it again.
const unlike = (body: string, number: number): string =>
  body.endsWith("}") ? body.replace(/\}$/, `,"n":${number}}`) : `${body}&n=${number}`

const statuses = ["successful", "rejected_gate", "rejected_timeout", "expectation", "4", "5", "6"]

/** Forges callbacks from overheard ones, whose references become those of others. */
export const forger = (random: Random, overheard: ReadonlyArray<Callback>, others: ReadonlyArray<string>) => {
  const [first, ...rest] = overheard
  if (first === undefined) throw new Error("no callback was overheard")
  const about = (callback: Callback, reference: string, number: number): Callback => {
    const body = callback.body.replaceAll(/(?:paid|open)-(?:p2p|feennex)/g, reference)
    return {
      ...callback,
      body: unlike(body.replaceAll(/successful/g, random.pick(["successful", ...statuses])), number)
    }
  }
  return (number: number): Callback => {
    const callback = random.pick([first, ...rest])
    switch (number % 20) {
      case 0:
        return callback
      case 1:
        return { ...callback, path: "/callbacks/nobody/payout/success" }
      case 2:
        return about(callback, `unknown-${number}`, number)
      case 3:
        return { ...callback, body: Array.from({ length: 200 }, () => String.fromCharCode(random.below(256))).join("") }
      default:
        return about(callback, others[number % others.length] ?? "", number)
    }
  }
}
