/**
 * The merchant captures what is held at the bank: a half and then the rest, or all at once; or it lets go of it, or wants to a moment
 * after it has asked for all. Each wish has a key of its own. What comes of one is told by a webhook, and then the rest is wanted.
 */
import { setTimeout as pause } from "node:timers/promises"
import type { Random } from "../random.ts"
import type { Client, Resource } from "./client.ts"
import type { Received } from "./receiver.ts"

/** A capture or a cancel that the gateway has taken. */
export interface Asked {
  /** The reference of the payment. */
  readonly payment: string
  readonly name: "capture" | "cancel"
}

/** Everything that is captured and let go. */
export interface Captures {
  /** Hears of a webhook that the merchant has accepted. */
  readonly onWebhook: (received: Received) => void
  readonly asked: ReadonlyArray<Asked>
  /** How many wishes were refused. */
  readonly refused: () => number
  /** Resolves when everything asked for is answered. */
  readonly done: () => Promise<void>
}

const mostTries = 240
const firstWishes = ["half", "half", "all", "cancel", "all, then cancel"] as const

const half = ({ amount: { currency, value } }: Resource): string =>
  JSON.stringify({ amount: { value: (Math.floor(Number(value) * 50) / 100).toFixed(2), currency }, final: false })

const isUnderWay = ({ change }: Resource): boolean =>
  change != null && change.status !== "succeeded" && change.status !== "failed"

/** A merchant that captures. */
export const make = (random: Random, client: Client): Captures => {
  const met = new Set<string>()
  const asked: Array<Asked> = []
  const busy = new Set<Promise<void>>()
  let refused = 0

  const ask = async ({ change, id, reference }: Resource, name: Asked["name"], body?: string): Promise<string> => {
    const key = `${reference}-${name}-${change?.number ?? 0}${body === undefined || body === "{}" ? "" : "-half"}`
    const once = () => client.change(`/v1/payments/${id}/${name}`, key, body)
    for (let tries = 0; tries < mostTries; tries += 1) {
      const answer = await once()
      if (answer === "taken") {
        asked.push({ payment: reference, name })
        // An answer that was not kept on the merchant's side is asked for again, and is the same.
        if (random.chance(0.2) && (await once()) !== "taken") client.surprises.push(`${key} was taken, then refused`)
        return answer
      }
      if (answer !== "in_flight") {
        refused += 1
        return answer
      }
      await pause(500)
      const now = await client.get<Resource>(`/v1/payments/${id}`)
      // A webhook tells when that has changed; it may be our own, of a request whose answer was lost.
      if (now.status !== "authorized" || isUnderWay(now)) {
        const last = await once()
        if (last === "taken") asked.push({ payment: reference, name })
        return last
      }
    }
    return "in_flight"
  }

  const all = (payment: Resource) => ask(payment, "capture", "{}")

  const firstOf = async (payment: Resource): Promise<void> => {
    switch (random.pick(firstWishes)) {
      case "half":
        if ((await ask(payment, "capture", half(payment))) === "exceeds_authorized") await all(payment)
        return
      case "all":
        await all(payment)
        return
      case "cancel":
        // The bank's desk has captured something: nothing is let go but by the last capture.
        if ((await ask(payment, "cancel")) === "not_cancelable") await all(payment)
        return
      case "all, then cancel":
        await all(payment)
        await ask(payment, "cancel")
    }
  }

  return {
    onWebhook: ({ resource }) => {
      const { captureMethod, change, reference, status } = resource
      if (captureMethod !== "manual" || status !== "authorized" || isUnderWay(resource)) return
      const state = `${reference} ${change?.number ?? 0}`
      if (met.has(state)) return
      met.add(state)
      const asking = change == null ? firstOf(resource) : all(resource).then(() => undefined)
      busy.add(asking)
      // Whatever is no answer is a surprise, which the client keeps.
      asking.catch(() => undefined).finally(() => busy.delete(asking))
    },
    asked,
    refused: () => refused,
    done: async () => {
      while (busy.size > 0) await Promise.allSettled(busy)
    }
  }
}
