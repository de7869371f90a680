/** The simulators themselves. Only a gateway with the bundled config loads this file, and with it their package. */
import { lifelike } from "@switchyard/sandbox/feennex/Feennex"
import * as Sandbox from "@switchyard/sandbox/Sandbox"

/** Where they listen, and the number after which they count their ids: 0 unless given. */
export interface Options {
  readonly feennex: number
  readonly p2p: number
  readonly countFrom?: number
}

/** Starts both simulators on these ports of 127.0.0.1. */
export const start = ({ countFrom = 0, feennex, p2p }: Options): Promise<Sandbox.Sandbox> =>
  Sandbox.start({
    // The bundled config asks more often than a real provider allows, so that nobody has to wait a minute.
    feennex: { port: feennex, countFrom, settings: { ...lifelike, payoutStatusInterval: 2000 } },
    p2p: { port: p2p, countFrom }
  })
