/**
 * The bank of the demo: `@switchyard/memory` on a socket of this process. The gateway reaches it as it reaches any provider, by
 * its address in the config, and what happens there is told to the simulator here, where nothing of the gateway is.
 */
import { Served, Simulator } from "@switchyard/memory"
import { Redacted } from "effect"
import { bank as options } from "./config.ts"

const secretKey = "demo_secret_key"
const callbackKey = "demo_callback_key"

/** The bank, and what is told to it. */
export interface Bank {
  readonly url: string
  readonly simulator: Simulator.Simulator
  /** What the config of whoever calls it refers to. */
  readonly environment: Readonly<Record<string, string>>
  /** Sends its signed callback about an operation to the gateway. */
  readonly callBack: (kind: Simulator.Kind, reference: string) => Promise<void>
  readonly close: () => Promise<void>
}

/** Opens the bank on any free port of 127.0.0.1; it calls back to the gateway at this address. */
export const open = async (gateway: string): Promise<Bank> => {
  const keys = { secretKey: Redacted.make(secretKey), callbackKey: Redacted.make(callbackKey) }
  const simulator = Simulator.make({ ...options, ...keys })
  const { close, url } = await Served.start(simulator)
  return {
    url,
    simulator,
    environment: { BANK_URL: url, BANK_SECRET_KEY: secretKey, BANK_CALLBACK_KEY: callbackKey },
    callBack: async (kind, reference) => {
      const { body, headers, path } = simulator.callback(kind, reference)
      const sent = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
      const init = { method: "POST", headers: Object.fromEntries(sent), body: Buffer.from(body) }
      const answer = await fetch(`${gateway}/callbacks/bank/${path}`, init)
      if (!answer.ok) throw new Error(`the gateway answered ${answer.status} to a callback of the bank`)
    },
    close
  }
}
