/** The message that an adapter's author reads when a law is broken. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, expect, test } from "vitest"
import { Harness, PayoutContract } from "../src/index.ts"
import { verdict } from "../src/internal/suite.ts"
import * as Memory from "./support/memory.ts"
import * as Trial from "./support/trial.ts"
import { all } from "./wrong/all.ts"

const law = (id: string) => PayoutContract.laws.find((candidate) => candidate.id === id)!

const message = (name: string, id: string) =>
  verdict(law(id), Memory.payouts(all.find((wrong) => wrong.name === name)!.parts))

describe("a broken law", () => {
  test("says what was expected, what happened and why it matters", async () => {
    expect(await message("retries-a-lost-connection", "faults/cut-after-acting")).toBe(
      [
        "a lost answer leaves the outcome unknown, and nothing is sent again",
        "  expected: create is sent exactly once, by card in RUB",
        "  happened: the provider has received 2 requests: create, create",
        "  why it matters: the money has moved: a resend or a failover pays it twice, and calling it failed loses it"
      ].join("\n")
    )
  })

  test("tells the smallest amount that breaks it, with its seed", async () => {
    const text = await message("signs-other-text-than-it-sends", "amounts/exact")
    expect(text).toMatch(/for 1\.0+ [A-Z]{3} by [a-z]+ \(seed 20250101, path [\d:]+\)/)
  })

  test("is what an adapter that never ends gets, and not a hanging suite", async () => {
    const parts = () => ({ exchange: () => () => Effect.never })
    const message = await verdict(law("outcome/accepted"), Memory.payouts(parts))
    expect(message).toContain("it was still running, and nothing held it back")
  })

  test("is what an adapter that throws gets", async () => {
    const parts = (): Memory.Parts => ({
      payoutService: (service) => ({
        ...service,
        create: () => {
          throw new Error("out of order")
        }
      })
    })
    expect(await verdict(law("outcome/accepted"), Memory.payouts(parts))).toContain("out of order")
  })

  test("is not what a harness that throws gets: that is shown as itself", async () => {
    const broken = (change: (harness: Harness.Service) => object) =>
      Layer.flatMap(Memory.payouts(), (context) => {
        const harness = Context.get(context, Harness.Harness)
        return Layer.succeedContext(Context.add(context, Harness.Harness, { ...harness, ...change(harness) }))
      })
    const throws = () => {
      throw new RangeError("no such fixture")
    }
    const defect = Effect.sync(throws)
    const shown = "the harness has thrown, and the law is not checked: no such fixture"
    for (const change of [
      () => ({ held: defect }),
      ({ held }: Harness.Service) => ({
        held,
        received: defect,
        thrown: Effect.succeed(new RangeError("no such fixture"))
      })
    ]) {
      const text = await verdict(law("outcome/accepted"), broken(change))
      expect(text?.split("\n")[0]).toBe(shown)
      expect(text).toContain("messages.test.ts")
    }
    // Nor does it count as a wrong adapter that was caught.
    const trial = Trial.broken([law("outcome/accepted")], () => broken(() => ({ held: defect })))
    await expect(trial).rejects.toThrow(shown)
    const fault = await verdict(
      law("faults/cut-after-acting"),
      broken(() => ({ fault: throws }))
    )
    expect(fault?.split("\n")[0]).toBe(shown)
  })

  test("does not repeat the secret that leaked", async () => {
    const leaked = await message("keeps-the-request-as-cause", "redaction/outcomes")
    expect(leaked).toContain("stands there")
    expect(leaked).not.toContain("memory_secret_key")
  })
})
