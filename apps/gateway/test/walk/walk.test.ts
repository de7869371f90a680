/**
 * The law, enumerated: all states that one operation and the world around it can reach are gone through, and each of them is
 * held against the laws (`laws.ts`, `ways.ts`, `silence.ts`). A walk that fails shows the shortest way to what is wrong.
 */
import { afterAll, assert, describe, it } from "vitest"
import { decide } from "../../src/lifecycle/Machine.ts"
import { judge, type Verdict } from "./judge.ts"
import { walkOf } from "./Scenario.ts"
import { everyManifest, full, longest, replays, stages, usual, type Walked } from "./scenarios.ts"

const depth = process.env.SWITCHYARD_WALK
const isFull = depth === "full"
const byDay = [...usual, ...replays, ...stages].filter(({ name }) => depth === "wide" || !longest.has(name))

// A scenario of the night goes through some hundred thousand states, on a machine that may be busy.
const patience = isFull ? 30 * 60_000 : 10 * 60_000

const covered: Array<{ readonly name: string; readonly states: number; readonly transitions: number }> = []

const walked = (scenario: Walked): Verdict => {
  const verdict = judge(walkOf(scenario, decide))
  if (verdict.wrong !== null) assert.fail(`${scenario.name}: ${verdict.wrong}`)
  assert.isAtLeast(verdict.states, scenario.atLeast, `${scenario.name}: hardly anything was reached`)
  return verdict
}

const sum = (verdicts: ReadonlyArray<Omit<Verdict, "wrong">>) => ({
  states: verdicts.reduce((total, { states }) => total + states, 0),
  transitions: verdicts.reduce((total, { transitions }) => total + transitions, 0)
})

afterAll(() => {
  const rows = [...covered, { name: "in all", ...sum(covered) }]
  const lines = rows.map(({ name, states, transitions }) => `${states} states, ${transitions} transitions: ${name}`)
  process.stdout.write(`${["the walk has covered", ...lines].join("\n  ")}\n`)
})

describe("in every state that can be reached at most one pays, and there is a way on and a way back", () => {
  // Each under its whole name, so that it can be run alone.
  for (const scenario of isFull ? full : byDay) {
    it(
      scenario.name,
      () => {
        covered.push({ name: scenario.name, ...walked(scenario) })
      },
      patience
    )
  }

  it(
    "every kind of manifest",
    () => {
      covered.push({ name: `${everyManifest.length} kinds of manifest`, ...sum(everyManifest.map(walked)) })
    },
    patience
  )
})
