/**
 * A share of the random schedules as one test, so that several files run on several cores. Which seed each has is written
 * here, so that a red run is red again. Whoever waits for the tests runs a thousand; CI runs five thousand, the same ones first
 * and more of them. `npm run soak` takes other seeds.
 */
import { assert, describe, it } from "@effect/vitest"
import { check, type Holder } from "./check.ts"

/** The shares, each a test file of its own. */
export const shares = {
  schedulesKeeperA: { holder: "keeper", seed: 1_001 },
  schedulesKeeperB: { holder: "keeper", seed: 1_002 },
  schedulesKeeperC: { holder: "keeper", seed: 1_003 },
  schedulesCreate: { holder: "create", seed: 1_004 }
} as const satisfies Record<string, { readonly holder: Holder; readonly seed: number }>

/** How many schedules all shares have together. */
export const total = Number(process.env.SWITCHYARD_SCHEDULES ?? "1000")

/** How many schedules each share has. */
export const perShare = total / Object.keys(shares).length

const least = perShare / 250

// What a share must have made happen, each of it more than a few times: laws about what never happens prove nothing.
const reached: Readonly<Record<Holder, ReadonlyArray<string>>> = {
  keeper: [
    "money paid",
    "failover",
    "unknown",
    "hint",
    "crash",
    "stall",
    "resend paid",
    "refused resend",
    "replay",
    "replay accepted",
    "replay unknown",
    "late first",
    "abandoned",
    "read dead",
    "canceled by shop",
    "late writer",
    "foreign duplicate",
    "foreign found",
    "suspended",
    "paid",
    "failed",
    "canceled",
    "processing",
    "needs_review"
  ],
  create: ["money paid", "failover", "accepted", "unknown", "rejected", "not_executed", "aborted", "found again"]
}

const who: Readonly<Record<Holder, string>> = {
  keeper: "a holder of records over createOn",
  create: "an application without records over create"
}

/** Runs a share. */
export const prove = (name: keyof typeof shares): void => {
  const { holder, seed } = shares[name]
  describe(`${who[holder]}, ${perShare} random schedules from seed ${seed}`, () => {
    it("pays no operation twice and loses none", { timeout: 600_000 }, async () => {
      const report = await check({ holder, seed, schedules: perShare })
      if (report.text !== "") assert.fail(report.text)
      assert.strictEqual(report.schedules, perShare)
      const rare = reached[holder].filter((what) => (report.covered.get(what) ?? 0) < least)
      assert.deepEqual(rare, [], "the schedules hardly ever reach what they are meant to prove")
    })
  })
}
