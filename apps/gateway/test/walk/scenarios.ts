/**
 * The walks that are made. Most of what happens to money is more than one thing going wrong, so each walk allows a few
 * incidents of some kinds, in every order and at every moment. By default they are few, because the walks are made before
 * every change; `SWITCHYARD_WALK=full` makes them with more, and with every kind of manifest; `wide`, as CI has it, adds the longest.
 */
import type { Kind } from "../../src/lifecycle/Status.ts"
import { type Silence, silences } from "./answerings.ts"
import { type Manifest, manifests, named } from "./providers.ts"
import type { Scenario } from "./Scenario.ts"
import type { Incident } from "./Walk.ts"
import type { Two } from "./World.ts"

const refusing: Manifest = {
  duplicates: "refused",
  notFound: "final",
  polling: "free",
  callbacks: "verified",
  finality: "days"
}
const silent: Manifest = { ...refusing, callbacks: "none" }
const guarded: Manifest = {
  duplicates: "undocumented",
  notFound: "never final",
  polling: "agreed",
  callbacks: "hint",
  finality: "days"
}
const accepting: Manifest = { ...refusing, duplicates: "accepted", polling: "agreed", finality: "at once" }

const replaying: Manifest = { ...guarded, duplicates: "replayed", polling: "free", callbacks: "verified" }
const slow: Manifest = { ...refusing, duplicates: "replayed, slow", callbacks: "hint" }
const loose: Manifest = { ...replaying, duplicates: "replayed but for refusals" }
const revealing: Manifest = { ...replaying, duplicates: "revealed", finality: "at once" }
const freeing: Manifest = { ...revealing, duplicates: "revealed, frees the dead" }

/** Two providers of which the first, or both, settle an unknown by a replay. */
export const repeaters = {
  replaying: [replaying, refusing],
  slow: [slow, replaying],
  loose: [loose, guarded],
  revealing: [revealing, refusing],
  freeing: [freeing, refusing]
} as const satisfies Record<string, Two<Manifest>>

const staging: Manifest = {
  ...guarded,
  duplicates: "undocumented",
  polling: "free",
  callbacks: "hint",
  stages: "payable"
}
const inert: Manifest = { ...staging, stages: "inert" }
const stagingReplayed: Manifest = { ...staging, duplicates: "replayed", callbacks: "verified" }

/** Two providers of which the first, or both, create in stages. */
export const stagers = {
  "staged beside a plain one": [staging, refusing],
  "both staged": [staging, staging],
  inert: [inert, refusing],
  "replayed in stages": [stagingReplayed, refusing]
} as const satisfies Record<string, Two<Manifest>>

/** Two providers that differ in almost everything. */
export const pairs = {
  usual: [refusing, guarded],
  silent: [silent, accepting],
  turned: [guarded, silent]
} as const satisfies Record<string, Two<Manifest>>

/** A scenario that is walked, and how many states it has at least: one that collapses proves nothing. */
export interface Walked extends Scenario {
  readonly name: string
  readonly atLeast: number
}

const kinds: ReadonlyArray<Kind> = ["payout", "payment"]

const everything: ReadonlyArray<Incident> = [
  "messages",
  "reads",
  "callbacks",
  "people",
  "refused and kept",
  "late changes",
  "config"
]

const withRecovery: ReadonlyArray<Incident> = [...everything, "recovery"]

// Each kind of manifest beside another one, so that over all of them any two differences meet.
const besides = (manifest: Manifest, place: number): Two<Manifest> => [
  manifest,
  manifests[(place * 29 + 41) % manifests.length] ?? manifest
]

const ofManifests = (
  incidents: ReadonlyArray<Incident>,
  most: number,
  kindsOf: (place: number) => ReadonlyArray<Kind>,
  silencesOf: (place: number) => ReadonlyArray<Silence> = () => silences
) =>
  manifests.flatMap((manifest, place) =>
    kindsOf(place).map((kind): Walked => {
      const pair = besides(manifest, place)
      const [first, second] = pair.map(named)
      return {
        name: `${kind}: ${first}; beside ${second}`,
        kind,
        incidents,
        most,
        manifests: pair,
        silences: silencesOf(place),
        atLeast: 1_000
      }
    })
  )

/** What is walked by default. */
export const usual: ReadonlyArray<Walked> = [
  {
    name: "payout: two incidents of any kind but a recovery",
    kind: "payout",
    incidents: everything,
    most: 2,
    manifests: pairs.usual,
    atLeast: 60_000
  },
  {
    name: "payment: two incidents of any kind but a recovery",
    kind: "payment",
    incidents: everything,
    most: 2,
    manifests: pairs.usual,
    atLeast: 50_000
  },
  {
    name: "payout: a recovery, and lost, late or hanging messages",
    kind: "payout",
    incidents: ["messages", "recovery"],
    most: 2,
    manifests: pairs.usual,
    atLeast: 30_000
  },
  ...kinds.map(
    (kind): Walked => ({
      name: `${kind}: a recovery, or any other incident`,
      kind,
      incidents: withRecovery,
      most: 1,
      manifests: pairs.turned,
      atLeast: 10_000
    })
  ),
  ...kinds.map(
    (kind): Walked => ({
      name: `${kind}: a recovery, and what people decide`,
      kind,
      incidents: ["people", "recovery"],
      most: 2,
      manifests: kind === "payout" ? pairs.turned : pairs.silent,
      atLeast: 60_000
    })
  ),
  {
    name: "payout: the name leads to another account, and a recovery",
    kind: "payout",
    incidents: ["config", "recovery"],
    most: 2,
    manifests: pairs.silent,
    isRenamed: true,
    atLeast: 5_000
  }
]

const ofRepeaters = (mostOf: (name: string, kind: Kind) => number, mostInRecovery: number): ReadonlyArray<Walked> =>
  Object.entries(repeaters).flatMap(([name, pair]) => [
    ...kinds.map(
      (kind): Walked => ({
        name: `${kind}: lost messages and people, where the first is ${name}`,
        kind,
        incidents: ["messages", "people", "callbacks", "reads"],
        most: mostOf(name, kind),
        manifests: pair,
        atLeast: 2_000
      })
    ),
    {
      name: `payout: a recovery and lost messages, where the first is ${name}`,
      kind: "payout",
      incidents: ["messages", "recovery"],
      most: mostInRecovery,
      manifests: pair,
      atLeast: 2_000
    }
  ])

/** Providers that settle an unknown by a replay. */
export const replays: ReadonlyArray<Walked> = ofRepeaters(
  (name, kind) => (kind === "payout" && (name === "replaying" || name === "freeing") ? 2 : 1),
  1
)

const ofStagers = (most: number): ReadonlyArray<Walked> =>
  Object.entries(stagers).flatMap(([name, pair]) => [
    ...kinds.map(
      (kind): Walked => ({
        name: `${kind}: lost messages, people and reads, ${name}`,
        kind,
        incidents: ["messages", "people", "reads"],
        most,
        manifests: pair,
        atLeast: 10_000
      })
    ),
    {
      name: `payout: a recovery and lost messages, ${name}`,
      kind: "payout",
      incidents: ["messages", "recovery"],
      most,
      manifests: pair,
      atLeast: 30_000
    }
  ])

const leftToTheNight = /both staged|a recovery and lost messages, (?!inert)|reads, replayed/

// Where replays come into it as well, fewer things go wrong by day.
const replayedByDay: Walked = {
  name: "payout: lost messages and people, replayed in stages",
  kind: "payout",
  incidents: ["messages", "people"],
  most: 1,
  manifests: stagers["replayed in stages"],
  atLeast: 10_000
}

// What is given up is paid after all, in whatever state the operation is by then.
const paidAfterAll: ReadonlyArray<Walked> = kinds.map((kind) => ({
  name: `${kind}: what was given up is paid, and people, staged beside a plain one`,
  kind,
  incidents: ["late changes", "people", "callbacks"],
  most: kind === "payout" ? 2 : 1,
  manifests: stagers["staged beside a plain one"],
  atLeast: kind === "payout" ? 100_000 : 10_000
}))

const recoveredInStages = "payout: a recovery and lost messages, staged beside a plain one"

/** The longest of the walks by day, which go through a third of all states and more: CI makes them, and whoever waits does not. */
export const longest: ReadonlySet<string> = new Set([
  "payment: a recovery, and what people decide",
  "payout: lost messages and people, where the first is freeing",
  recoveredInStages
])

/** Providers that create in stages. */
export const stages: ReadonlyArray<Walked> = [
  ...ofStagers(1).filter(({ name }) => !leftToTheNight.test(name) || longest.has(name)),
  ...paidAfterAll,
  replayedByDay
]

/** Every kind of manifest, briefly: one incident; payouts and payments, and the ways to say nothing, in turn. */
export const everyManifest: ReadonlyArray<Walked> = ofManifests(
  ["messages", "reads", "callbacks", "late changes"],
  1,
  (place) => [place % 2 === 0 ? "payout" : "payment"],
  (place) => silences.filter((_, each) => each === Math.floor(place / 2) % silences.length)
)

/** What is walked in the night. */
export const full: ReadonlyArray<Walked> = [
  ...ofRepeaters(() => 2, 2),
  ...ofStagers(2),
  ...ofManifests(everything, 2, () => kinds),
  ...kinds.flatMap((kind) =>
    Object.entries(pairs).flatMap(
      ([name, pair]): ReadonlyArray<Walked> => [
        {
          name: `${kind}: three incidents of any kind but a recovery with the ${name} two`,
          kind,
          incidents: everything,
          most: 3,
          manifests: pair,
          atLeast: 100_000
        },
        {
          name: `${kind}: a recovery and any other incident with the ${name} two`,
          kind,
          incidents: withRecovery,
          most: 2,
          manifests: pair,
          levelsBackups: false,
          atLeast: 100_000
        },
        {
          name: `${kind}: a recovery, three requests on their way, the ${name} two, of which one cannot be asked`,
          kind,
          incidents: ["messages", "recovery"],
          most: 2,
          manifests: pair,
          mostCalls: 3,
          cannotAsk: true,
          atLeast: 20_000
        }
      ]
    )
  )
]
