/**
 * The controls of a provider simulator that the demo needs, whichever provider it is: refuse for lack of money, lose the answer after acting, and
 * show what reached it and what it really paid. It speaks to the simulators' own pages, never through the gateway.
 */

import type { Places } from "../start/sandboxWorld.ts"

/** One provider's simulator. */
export interface Simulator {
  readonly refuseNext: () => Promise<void>
  readonly loseNextAnswer: () => Promise<void>
  /** How many requests to create a payout under this reference reached it. */
  readonly creates: (reference: string) => Promise<number>
  /** How often it really paid this reference. */
  readonly payouts: (reference: string) => Promise<number>
  /** The payer of this payment pays what was asked. */
  readonly pay: (reference: string) => Promise<void>
  /** Moves the simulators' clock on, so that nobody has to wait until they have paid. */
  readonly later: (seconds: number) => Promise<void>
}

/** A payment as Stripe's simulator holds it. */
interface Held {
  readonly status: string
  /** The amount that was really taken of it. */
  readonly money: string
}

/** The simulators by the name of the instance that calls them. */
export interface Simulators {
  readonly feennex: Simulator
  readonly p2p: Simulator
  /** What it holds under a reference. */
  readonly stripe: { readonly payments: (reference: string) => Promise<ReadonlyArray<Held>> }
}

interface Entry {
  readonly kind: string
  readonly reference: string
}

const asking = (url: string) => async (path: string, body?: object) => {
  const answer = await fetch(`${url}/_sandbox/${path}`, body && { method: "POST", body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`the simulator answered ${answer.status} to ${path}: ${await answer.text()}`)
  return answer.json()
}

const makeSimulator = (
  url: string,
  endpoint: string,
  refusal: { readonly code?: number; readonly message: string }
): Simulator => {
  const ask = asking(url)
  const command = async (path: string, body: object) => {
    await ask(path, body)
  }
  const count = async (path: string, counts: (entry: Entry) => boolean) => {
    const entries = (await ask(path)) as ReadonlyArray<Entry>
    return entries.filter(counts).length
  }
  return {
    refuseNext: () => command("faults", { fault: { kind: "error", ...refusal }, endpoint }),
    loseNextAnswer: () => command("faults", { fault: { kind: "resetAfter" }, endpoint }),
    creates: (reference) => count(`journal?${new URLSearchParams({ endpoint, reference })}`, () => true),
    payouts: (reference) => count("ledger", (entry) => entry.kind === "payout" && entry.reference === reference),
    pay: (reference) => command(`payments/${reference}/pay`, {}),
    later: (seconds) => command("clock/advance", { ms: seconds * 1000 })
  }
}

/** The simulators at these addresses. */
export const makeSimulators = ({ feennex, p2p, stripe }: Places): Simulators => {
  if (feennex === undefined || p2p === undefined || stripe === undefined) throw new Error("a simulator was not started")
  const ask = asking(stripe.url)
  return {
    feennex: makeSimulator(feennex.url, "/withdraw/create", { code: 9, message: "Insufficient balance" }),
    p2p: makeSimulator(p2p.url, "create_pay_out", { message: "low balance" }),
    stripe: {
      payments: async (reference) =>
        (await ask(`operations?${new URLSearchParams({ reference })}`)) as ReadonlyArray<Held>
    }
  }
}
