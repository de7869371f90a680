/**
 * The walks of refunds that are made: one payment of 100, of which others pay back as well, within so many incidents. By default
 * they are few; `SWITCHYARD_WALK=wide`, as CI has it, adds longer ones, and `full` those of the night.
 */
import { decide } from "../../../src/lifecycle/Machine.ts"
import type { Policy } from "../../../src/lifecycle/Operation.ts"
import type { Incident, Machine, Walk } from "./Walk.ts"

const day = 86_400_000

const policyOf = (create: NonNullable<Policy["duplicates"]["create"]>, { foundAfterMillis = 0 } = {}): Policy => ({
  duplicates: { create },
  lookUp: {
    create: {
      by: "reference",
      foundAfterMillis,
      notFoundIsFinal: { afterMillis: 30_000, answers: 1, spacingMillis: 0 }
    }
  },
  statusReads: { spacingMillis: 1_000, polling: "free" },
  callbacks: "none",
  finality: { paidMayChangeForMillis: 180 * day, failedMayChangeForMillis: 30 * day },
  states: { captured: "sum", refunded: "parts", disputed: "parts" },
  refundsShownAfterMillis: foundAfterMillis
})

/** It refuses a second refund under one reference. */
export const refusing = policyOf({ kind: "refused" })

/** Nobody knows what it does with one. */
export const undocumented = policyOf({ kind: "undocumented" })

/** It knows no name of ours: until it has told its own id, only the payment tells. */
export const unasked: Policy = { ...undocumented, lookUp: {}, refundsShownAfterMillis: undefined }

/** What is new is not shown for a while, neither in a look-up nor in what the payment states. */
export const slow = policyOf({ kind: "refused" }, { foundAfterMillis: 20_000 })

/** It carries a request out once, for as long as it remembers its key. */
export const replaying = policyOf({
  kind: "replayed",
  withinMillis: 5 * 3_600_000,
  replayAfterMillis: 0,
  refusals: "stored"
})

/** What a walk is told to be about. */
export interface Scenario {
  readonly name: string
  readonly policy: Policy
  readonly incidents: ReadonlyArray<Incident>
  readonly most: number
  /** Two of 60, if left out: one of them has no place beside the other. */
  readonly amounts?: Walk["amounts"]
  readonly states?: Walk["states"]
  readonly mostLate?: number
}

/** The machine as it is. */
export const sound: Machine = { decide, looksAtRoom: true, stated: (stated) => stated }

const rivals = { A: 60, B: 60 }

/** Two that fit beside each other, and nothing beside them. */
export const fitting = { A: 60, B: 40 }

/** One alone. */
export const one = { A: 60 }

/** A walk of this machine. */
export const walkOf = (
  { amounts = rivals, incidents, most, mostLate = 1, policy, states = "parts" }: Scenario,
  machine: Machine = sound
): Walk => ({ amounts, policy, states, machine, incidents: new Set(incidents), most, mostLate })

/** All that may go wrong. */
export const everything: ReadonlyArray<Incident> = [
  "messages",
  "late reads",
  "lag",
  "reads",
  "office",
  "late changes",
  "dispute",
  "people",
  "recovery"
]

/** A scenario that is walked. */
export interface Walked extends Scenario {
  /** Fewer states mean that hardly anything was reached. */
  readonly atLeast: number
}

const everywhere = { refusing, undocumented, unasked, slow, replaying }

const each = (
  policies: Readonly<Record<string, Policy>>,
  { name, ...rest }: Omit<Walked, "policy">
): ReadonlyArray<Walked> =>
  Object.entries(policies).map(([about, policy]) => ({ ...rest, name: `${name}, ${about}`, policy }))

const rivalsOf = (policies: Readonly<Record<string, Policy>>): ReadonlyArray<Walked> =>
  each(policies, { name: "two rivals, and anything", incidents: everything, most: 1, atLeast: 90_000 })

const oneOf = (policies: Readonly<Record<string, Policy>>): ReadonlyArray<Walked> =>
  each(policies, {
    name: "one refund, and any two things",
    amounts: one,
    incidents: everything,
    most: 2,
    atLeast: 70_000
  })

/** Those that are walked before every change. */
export const byDay: ReadonlyArray<Walked> = [
  ...each(everywhere, {
    name: "one refund, and anything",
    amounts: one,
    incidents: everything,
    most: 1,
    atLeast: 3_500
  }),
  {
    name: "one refund, and anything, where only a sum is stated",
    policy: slow,
    states: "sum",
    amounts: one,
    incidents: everything,
    most: 1,
    atLeast: 3_500
  },
  {
    name: "two that fit, and lost messages or an office that pays back",
    policy: undocumented,
    amounts: fitting,
    incidents: ["messages", "office"],
    most: 1,
    atLeast: 30_000
  },
  {
    name: "two rivals, and late answers while others pay back",
    policy: refusing,
    incidents: ["late reads", "office"],
    most: 2,
    atLeast: 3_000
  }
]

/** Those that CI adds. */
export const onCi: ReadonlyArray<Walked> = [
  ...rivalsOf({ unasked, replaying }),
  ...oneOf({ refusing }),
  {
    name: "two rivals, and anything, where only a sum is stated",
    policy: slow,
    states: "sum",
    incidents: everything,
    most: 1,
    atLeast: 90_000
  }
]

/** Those of the night. */
export const byNight: ReadonlyArray<Walked> = [
  ...rivalsOf({ refusing, undocumented, slow }),
  ...oneOf({ undocumented, unasked, slow, replaying }),
  {
    name: "two that fit, and anything but people and recoveries",
    policy: undocumented,
    amounts: fitting,
    incidents: ["messages", "late reads", "lag", "office", "late changes", "dispute"],
    most: 1,
    atLeast: 90_000
  }
]

/** Random courses: three that do not all fit, with each kind of provider. */
export const courses: ReadonlyArray<Scenario> = each(everywhere, {
  name: "three refunds",
  amounts: { A: 60, B: 40, C: 60 },
  incidents: everything,
  most: 0,
  atLeast: 0
})
