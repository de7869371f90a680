/**
 * Both simulated providers in a process of their own, which outlives every gateway: what they hold is the truth that the
 * gateway's books are compared with. Spoken to only through their own pages.
 */
import { fileURLToPath } from "node:url"
import { start as startChild } from "./child.ts"
import { until } from "./until.ts"

/** A provider by the name of its instance. */
export type Name = "feennex" | "p2p"

/** What really moved. */
export interface Movement {
  readonly kind: "payout" | "payoutReturned" | "payment" | "paymentRefunded" | "refund"
  readonly reference: string
  readonly amount: string
  readonly currency: string
}

/** An operation as its provider holds it. */
export interface Held {
  readonly id: string
  readonly reference: string
}

/** A request that reached a provider. */
export interface Arrived {
  /** Milliseconds since 1970, by the provider's clock. */
  readonly at: number
  readonly endpoint: string
  readonly reference: string | null
}

/** A rule of the provider that was broken. */
export interface Violation extends Arrived {
  readonly kind: string
  readonly detail: string
}

/** One provider, with its own pages. */
export interface Provider<N extends string = string> {
  readonly name: N
  readonly url: string
  /** Asks one of its own pages; a `TypeError` when nobody listens. */
  readonly post: <A>(path: string, body: object) => Promise<A>
  /** Takes back all faults that nobody has met yet. */
  readonly behave: () => Promise<void>
  readonly ledger: () => Promise<ReadonlyArray<Movement>>
  readonly operations: () => Promise<ReadonlyArray<Held>>
  readonly violations: () => Promise<ReadonlyArray<Violation>>
  readonly journal: (filter: Readonly<Record<string, string>>) => Promise<ReadonlyArray<Arrived>>
  /** Whether anybody listens. */
  readonly isUp: () => Promise<boolean>
}

/** Both simulated providers. */
export interface Simulators {
  readonly feennex: Provider<"feennex">
  readonly p2p: Provider<"p2p">
  /** Moves their common clock forward and tells its time; undefined, and nothing has moved, while they are off line. */
  readonly advance: (ms: number) => Promise<number | undefined>
  readonly printed: () => string
  readonly close: () => Promise<void>
}

/** Speaks to the own pages of a provider at this address. */
export const provider = <N extends string>(name: N, url: string): Provider<N> => {
  const ask = async <A>(path: string, init: RequestInit = {}): Promise<A> => {
    const answer = await fetch(`${url}/_sandbox/${path}`, { ...init, signal: AbortSignal.timeout(20_000) })
    if (!answer.ok)
      throw new Error(`the simulated ${name} answered ${answer.status} to ${path}: ${await answer.text()}`)
    return (await answer.json()) as A
  }
  return {
    name,
    url,
    post: (path, body) => ask(path, { method: "POST", body: JSON.stringify(body) }),
    behave: async () => void (await ask("faults", { method: "DELETE" })),
    ledger: () => ask("ledger"),
    operations: () => ask("operations"),
    violations: () => ask("violations"),
    journal: (filter) => ask(`journal?${new URLSearchParams(filter)}`),
    isUp: () =>
      ask("clock").then(
        () => true,
        () => false
      )
  }
}

const riches = "1000000000"

/** Starts both with plenty of money, on these ports and with these switches of Feennex. */
export const start = async (
  [feennexPort, p2pPort]: readonly [number, number],
  settings: { readonly payoutStatusInterval: number; readonly invoiceCheckInterval: number }
): Promise<Simulators> => {
  const child = startChild({
    directory: fileURLToPath(new URL("../../../../packages/sandbox", import.meta.url)),
    file: "bin/switchyard-sandbox.js",
    options: ["--feennex-port", String(feennexPort), "--p2p-port", String(p2pPort), "--stripe-port", "0"]
  })
  if (!(await child.hasPrinted("P2P "))) throw new Error(`the simulators did not start: ${child.printed()}`)
  const feennex = provider("feennex", `http://127.0.0.1:${feennexPort}`)
  const p2p = provider("p2p", `http://127.0.0.1:${p2pPort}`)
  await feennex.post("balances", { currency: "RUB", available: riches })
  await feennex.post("balances", { currency: "USD", available: riches })
  await p2p.post("balances", { available: riches })
  await feennex.post("settings", settings)
  await until("both simulators are up", async () => (await feennex.isUp()) && (await p2p.isUp()))
  return {
    feennex,
    p2p,
    advance: (ms) =>
      p2p.post<{ readonly now: number }>("clock/advance", { ms }).then(
        ({ now }) => now,
        () => undefined
      ),
    printed: child.printed,
    close: async () => void (await child.end("SIGKILL"))
  }
}
