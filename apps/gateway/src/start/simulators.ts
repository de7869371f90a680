/** The simulators themselves. Only a gateway with the bundled config loads this file, and with it their package. */
import * as Sandbox from "@switchyard/sandbox/Sandbox"

/** One of them: where it listens, the number after which it counts its ids, and its own options. */
export interface Options {
  readonly port: number
  readonly countFrom: number
}

/** The simulators that run, by the names of the bundled config. */
export interface Running {
  readonly places: Readonly<Record<string, { readonly url: string }>>
  readonly close: () => Promise<void>
}

const isPlace = (member: unknown): member is { readonly url: string } =>
  typeof member === "object" && member !== null && "url" in member && typeof member.url === "string"

/** Starts them on 127.0.0.1. */
export const start = async (simulators: Readonly<Record<string, Options>>): Promise<Running> => {
  const sandbox = await Sandbox.start(simulators)
  const places = Object.entries(sandbox).flatMap(([name, member]) => (isPlace(member) ? [[name, member] as const] : []))
  return { places: Object.fromEntries(places), close: sandbox.close }
}
