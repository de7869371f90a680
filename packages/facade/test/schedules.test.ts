/** What makes the random schedules a proof: there are enough of them, they replay exactly, and they catch what is wrong. */
import { readdirSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { schedule } from "./schedules/arbitrary.ts"
import { check, type Holder, run } from "./schedules/check.ts"
import type { Mutant } from "./schedules/mutant.ts"
import { mutants } from "./schedules/mutants.ts"
import { perShare, shares, total } from "./schedules/prove.ts"
import type { Schedule } from "./schedules/schedule.ts"

const holders: ReadonlyArray<Holder> = ["keeper", "create"]

describe("the random schedules", () => {
  it("are thousands, a test file for each share", () => {
    const files = readdirSync(import.meta.dirname)
    for (const name of Object.keys(shares)) assert.include(files, `${name}.test.ts`)
    assert.isAtLeast(total, 1_000)
    assert.isTrue(Number.isInteger(perShare))
  })

  for (const holder of holders) {
    it(`replay exactly: the whole log of each run is the same twice (${holder})`, { timeout: 120_000 }, async () => {
      for (const drawn of fc.sample(schedule, { numRuns: 100, seed: 7 })) {
        const first = await run(holder, drawn)
        const second = await run(holder, drawn)
        assert.deepEqual(second.log, first.log)
        assert.deepEqual(second.broken, first.broken)
      }
    })
  }

  it("tell the seed, the path, the broken law and the story of a counterexample", async () => {
    const wrong = mutants[0]
    const report = await check({ holder: "keeper", seed: 1, schedules: 2_000, ...(wrong && { actors: wrong.actors }) })
    assert.match(report.text, /seed 1, path [\d:]+/)
    assert.match(report.text, /npm run soak -- --holder keeper --seed 1 --path [\d:]+/)
    assert.match(report.text, /Broken:\n {2}op-\d/)
    assert.match(report.text, /Story:\n {2}\d\d:\d\d:\d\d\.\d{3} {2}/)
    assert.match(report.text, /Schedule:\n {2}\{"settings"/)
  })
})

const caught = async ({ actors, breaks, holder }: Mutant, only?: Mutant["only"]) => {
  const options = { holder, seed: 1, schedules: 3_000, actors, law: breaks, only, isFirstEnough: true }
  const { broken, schedules } = await check(options)
  assert.match(broken.join("\n"), breaks, `not caught by ${schedules} schedules`)
}

describe("the random schedules catch", () => {
  for (const mutant of mutants) it(mutant.name, { timeout: 120_000 }, () => caught(mutant, mutant.only))
})

// Among all schedules those that a mutant needs are rarer, which takes minutes for all of them.
// Left out by day they are no tests at all: one that is skipped counts as not passed.
if (process.env.SWITCHYARD_DEPTH === "full") {
  describe("all kinds of random schedules together catch", () => {
    for (const mutant of mutants) it(mutant.name, { timeout: 300_000 }, () => caught(mutant))
  })
}

describe("a second create while the first one runs", () => {
  const settings = {
    nodes: 1,
    duplicateOrders: "accept",
    pollingAgreed: false,
    signedCallbacks: false,
    payoutIdInPath: "orderId",
    errorStatus: 200,
    notFoundCode: 2000,
    repeats: {
      duplicates: "replayed",
      stages: undefined,
      freesDeadIds: false,
      replayWithinMillis: 86_400_000,
      replayAfterMillis: 60_000
    }
  } as const
  const slow: Schedule = {
    settings,
    operations: [{ at: 0, route: "feennex,p2p", amount: "1500.00", currency: "RUB", destination: "card", email: true }],
    events: [{ at: 0, do: "stall", point: "connecting", skip: 0, ms: 3_600_000 }]
  }

  it("names an instance, and the first one then asks nobody else", async () => {
    const { broken, log } = await run("create", slow)
    assert.deepEqual(broken, [])
    assert.include(log.join("\n"), "op-1 is unknown at feennex")
  })
})
