/** The bank that pays back, in a process of its own; see `bank/server.ts`. */
import { fileURLToPath } from "node:url"
import { start as startChild } from "./child.ts"
import { type Provider, provider, type Simulators } from "./simulators.ts"

/** Everybody who moves money. */
export interface Providers extends Simulators {
  readonly bank: Provider<"bank">
}

/** The bank, up. */
export interface Bank {
  readonly bank: Provider<"bank">
  readonly setAhead: (ahead: number) => void
  readonly close: () => Promise<void>
}

/** What gateways load that know it. */
export const named = new URL("../bank/named.ts", import.meta.url).href

/** Starts it on this port. */
export const start = async (port: number): Promise<Bank> => {
  const directory = fileURLToPath(new URL("../bank", import.meta.url))
  const child = startChild({ directory, file: "server.ts", options: [String(port)] })
  if (!(await child.hasPrinted("the bank listens"))) throw new Error(`the bank did not start: ${child.printed()}`)
  const bank = provider("bank", `http://127.0.0.1:${port}`)
  return {
    bank: { ...bank, behave: async () => void (await bank.post("behave", {})) },
    setAhead: child.setAhead,
    close: async () => void (await child.end("SIGKILL"))
  }
}
