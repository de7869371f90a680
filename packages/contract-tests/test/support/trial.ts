/**
 * Runs laws on one wrong adapter and lists those that it breaks: in full depth all of them, else those that it must break
 * and all others of the same matters, which are the ones that could mistake it for something else.
 */

import type * as Layer from "effect/Layer"
import { PaymentContract, PayoutContract, RefundContract } from "../../src/index.ts"
import { isOfTheHarness, verdict } from "../../src/internal/suite.ts"
import type { Law } from "../../src/Law.ts"
import type { Wrong } from "../wrong/wrong.ts"
import * as Memory from "./memory.ts"

const isFull = process.env.SWITCHYARD_DEPTH === "full"

/** The laws that are broken, each with its message. A harness that throws has caught nothing: that is thrown on. */
export const broken = async <R>(laws: ReadonlyArray<Law<R>>, layerFor: (law: Law<R>) => Layer.Layer<R, unknown>) => {
  const found = new Map<string, string>()
  for (const law of laws) {
    const message = await verdict(law, layerFor(law))
    if (message !== undefined && isOfTheHarness(message)) throw new Error(`${law.id}: ${message}`)
    if (message !== undefined) found.set(law.id, message)
  }
  return found
}

// Two or three routes show what happens on more than one; a wrong adapter names others where its mistake needs them.
const few = {
  payouts: ["card RUB", "wallet JPY"],
  payments: ["page RUB", "bank_transfer JPY", "card RUB"],
  refunds: ["page RUB", "bank_transfer JPY"]
}

const matterOf = (id: string): string => id.slice(0, id.indexOf("/"))

const near = <R>(laws: ReadonlyArray<Law<R>>, breaks: ReadonlyArray<string>): ReadonlyArray<Law<R>> => {
  const matters = new Set(breaks.map(matterOf))
  return isFull ? laws : laws.filter(({ id }) => matters.has(matterOf(id)))
}

/** The laws that a wrong adapter breaks, each with its message. */
export const trial = ({ breaks, kind, parts: wrong }: Wrong): Promise<ReadonlyMap<string, string>> => {
  const partsFor =
    ({ id, routes }: Pick<Law<unknown>, "id" | "routes">) =>
    (): Memory.Parts => {
      const parts = { routes: few[kind], ...wrong() }
      // What it does not break on one route it hardly breaks on the next.
      const isOnOne = !isFull && routes !== undefined && !breaks.includes(id)
      return isOnOne ? { ...parts, routes: parts.routes.slice(0, 1) } : parts
    }
  switch (kind) {
    case "payouts":
      return broken(near(PayoutContract.laws, breaks), (law) => Memory.payouts(partsFor(law)))
    case "payments":
      return broken(near(PaymentContract.laws, breaks), (law) => Memory.payments(partsFor(law)))
    case "refunds":
      return broken(near(RefundContract.laws, breaks), (law) => Memory.refunds(partsFor(law)))
  }
}
