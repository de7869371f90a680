/**
 * Refunds, enumerated: all states that one payment, its refunds and the world around them can reach within a few incidents are gone
 * through, and each of them is held against the laws (`laws.ts`, `judge.ts`). A walk that fails shows the shortest way to what is
 * wrong.
 */
import { afterAll, assert, describe, it } from "vitest"
import { judge } from "./judge.ts"
import { byDay, byNight, courses, onCi, walkOf } from "./scenarios.ts"
import { course } from "./schedules.ts"

const depth = process.env.SWITCHYARD_WALK
const isFull = depth === "full"
const scenarios = isFull ? [...byDay, ...onCi, ...byNight] : depth === "wide" ? [...byDay, ...onCi] : byDay

const patience = isFull ? 30 * 60_000 : 10 * 60_000

const covered: Array<{ readonly name: string; readonly states: number; readonly transitions: number }> = []

afterAll(() => {
  const lines = covered.map(({ name, states, transitions }) => `${states} states, ${transitions} transitions: ${name}`)
  process.stdout.write(`${["the walk of refunds has covered", ...lines].join("\n  ")}\n`)
})

describe("in every state that can be reached no more is paid back than was captured, and there is a way on", () => {
  it.each(scenarios)(
    "$name",
    (scenario) => {
      const { states, transitions, wrong } = judge(walkOf(scenario))
      if (wrong !== null) assert.fail(`${scenario.name}: ${wrong}`)
      assert.isAtLeast(states, scenario.atLeast, `${scenario.name}: hardly anything was reached`)
      covered.push({ name: scenario.name, states, transitions })
    },
    patience
  )
})

describe("in any order, with as much going wrong as comes, no more is paid back than was captured", () => {
  it.each(courses)(
    "$name",
    (scenario) => {
      const found = course(walkOf(scenario), { schedules: isFull ? 4_000 : 400, steps: 60 })
      assert.isUndefined(found, found?.join("\n"))
    },
    patience
  )
})
