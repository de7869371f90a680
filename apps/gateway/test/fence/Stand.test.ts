/** What follows from what nodes were told and what the database shows: every difference, one at a time. */
import { assert, describe, it } from "vitest"
import { arrive } from "../../src/fence/arriving.ts"
import * as Record from "../../src/fence/record.ts"
import { newerNodes, type Snapshot, type Stand, verdictOf } from "../../src/fence/Stand.ts"

const place = { database: "d", epoch: 5, token: "t5", system: "s", timeline: 1, tables: "1/2" }
const stand: Stand = {
  ...place,
  node: "a",
  marks: [
    { slot: 0, mark: 10 },
    { slot: 1, mark: 3 }
  ],
  at: 1_000
}
const mark = (node: string, slot: number, count: number, rest: { at?: number; hasLeft?: boolean } = {}) => ({
  node,
  slot,
  mark: count,
  at: 900,
  hasLeft: false,
  ...rest
})
const snapshot: Snapshot = {
  ...place,
  why: "adopted",
  recovered: 0,
  live: { system: "s", timeline: 1, tables: "1/2", started: "1" },
  marks: [mark("a", 0, 10), mark("a", 1, 4)],
  at: 2_000
}
const live = (change: Partial<Snapshot["live"]>): Snapshot => ({ ...snapshot, live: { ...snapshot.live, ...change } })

const verdicts: Array<[what: string, snapshot: Snapshot, tag: string, isBroken?: boolean]> = [
  ["everything is there", snapshot, "Standing"],
  ["a mark is lower", { ...snapshot, marks: [mark("a", 0, 10), mark("a", 1, 2)] }, "Fenced", true],
  ["a mark is not there", { ...snapshot, marks: [mark("a", 0, 10)] }, "Fenced", true],
  ["the epoch is lower", { ...snapshot, epoch: 4, token: "t4" }, "Fenced", true],
  ["the token is another", { ...snapshot, token: "u5" }, "Fenced", true],
  ["somebody broke it", { ...snapshot, token: null, why: "node b" }, "Fenced", false],
  ["the server is another", live({ system: "z" }), "Fenced", false],
  ["the tables are another", live({ tables: "9/9" }), "Fenced", false],
  ["the timeline is another", live({ timeline: 2 }), "Promoted"],
  ["the timeline is another and a mark is missing", { ...live({ timeline: 2 }), marks: [] }, "Fenced", true],
  ["a recovery began", { ...snapshot, epoch: 6, token: "t6", why: "recovery", recovered: 6 }, "Raised"],
  [
    "a recovery began in records without a mark",
    { ...snapshot, epoch: 6, token: "t6", why: "recovery", recovered: 6, marks: [] },
    "Raised"
  ],
  ["a promotion was accepted", { ...snapshot, epoch: 6, token: "t6", why: "promotion" }, "Raised"],
  [
    "one was accepted without a mark",
    { ...snapshot, epoch: 6, token: "t6", why: "promotion", marks: [] },
    "Fenced",
    true
  ],
  [
    "one after a recovery in records without a mark",
    { ...snapshot, epoch: 7, token: "t7", why: "promotion", recovered: 6, marks: [] },
    "Raised"
  ],
  [
    "one after an earlier recovery, without a mark",
    { ...snapshot, epoch: 7, token: "t7", why: "promotion", recovered: 5, marks: [] },
    "Fenced",
    true
  ],
  [
    "a recovery began elsewhere",
    { ...live({ system: "z" }), epoch: 6, token: "t6", why: "recovery", recovered: 6 },
    "Fenced",
    false
  ],
  [
    "it is another gateway's",
    { ...snapshot, database: "e", epoch: 9, token: "t9", why: "recovery", recovered: 9 },
    "Fenced",
    false
  ]
]

const raisedTo = { epoch: 6, token: "t6" }
const other: Stand = { ...stand, ...raisedTo, node: "b", marks: [{ slot: 0, mark: 2 }] }
const promoted: Snapshot = { ...snapshot, ...raisedTo, why: "promotion", marks: [...snapshot.marks, mark("b", 0, 2)] }

const behind: Array<[what: string, others: ReadonlyArray<Stand>, snapshot: Snapshot, tag: string, isBroken?: boolean]> =
  [
    ["another node stands on the raised epoch already", [other], promoted, "Raised"],
    [
      "it does after a recovery",
      [other],
      { ...promoted, why: "recovery", recovered: 6, marks: [mark("b", 0, 2)] },
      "Raised"
    ],
    ["its mark is missing", [other], { ...promoted, marks: snapshot.marks }, "Fenced", true],
    ["our mark is missing", [other], { ...promoted, marks: [mark("b", 0, 2)] }, "Fenced", true],
    ["it stands on another epoch of that number", [{ ...other, token: "u6" }], promoted, "Fenced", true],
    ["yet another server has taken over", [other], { ...promoted, live: { ...snapshot.live, timeline: 2 } }, "Promoted"]
  ]

describe("what a node makes of the database that hears later than others that the epoch was raised", () => {
  it.each(behind)("%s", (_, others, there, tag, isBroken) => {
    const verdict = verdictOf(others, there, stand)
    assert.strictEqual(verdict._tag, tag)
    if (verdict._tag === "Fenced") assert.strictEqual(verdict.isBroken, isBroken)
  })
})

describe("what a node makes of the database", () => {
  it.each(verdicts)("%s", (_, there, tag, isBroken) => {
    const verdict = verdictOf([stand], there)
    assert.strictEqual(verdict._tag, tag)
    if (verdict._tag === "Fenced") assert.strictEqual(verdict.isBroken, isBroken)
  })

  it("goes by whoever heard of the highest epoch", () => {
    const old: Stand = { ...stand, node: "b", epoch: 4, token: "t4", marks: [{ slot: 0, mark: 99 }] }
    assert.strictEqual(verdictOf([old, stand], snapshot)._tag, "Standing")
    const newer: Stand = { ...stand, node: "b", epoch: 6, token: "t6", marks: [] }
    assert.strictEqual(verdictOf([stand, newer], snapshot)._tag, "Fenced")
  })

  it("misses the nodes that beat later, did not say that they ended, and left no file here", () => {
    const later = { at: 1_500 }
    const marks = [
      mark("b", 0, 1, later),
      mark("c", 0, 1, { ...later, hasLeft: true }),
      mark("d", 0, 1),
      mark("a", 0, 10, later)
    ]
    assert.deepEqual(
      newerNodes([stand], { ...snapshot, marks }).map(({ node }) => node),
      ["b"]
    )
  })
})

const arrival = {
  stands: [],
  snapshot: { ...snapshot, isUsed: true },
  alive: new Set<string>(),
  isFirst: true,
  isSandbox: false
}
const fresh = { ...arrival.snapshot, epoch: 0, token: null, system: null, timeline: null, tables: null, why: "made" }

describe("a node that comes without a fence", () => {
  it("makes one where there is nothing yet", () => {
    assert.deepEqual(arrive({ ...arrival, snapshot: { ...fresh, isUsed: false } }), {
      _tag: "Adopt",
      warning: undefined
    })
  })
  it("takes records that had none before, and says so", () => {
    const step = arrive({ ...arrival, snapshot: fresh })
    assert.isTrue(step._tag === "Adopt" && step.warning !== undefined)
  })
  it("does not where its directory knows other records", () => {
    assert.strictEqual(arrive({ ...arrival, snapshot: fresh, isFirst: false })._tag, "Fenced")
  })
  it("does not make one for empty records where its directory knows other ones", () => {
    assert.strictEqual(arrive({ ...arrival, snapshot: { ...fresh, isUsed: false }, isFirst: false })._tag, "Fenced")
  })
  it("believes a node that is alive", () => {
    assert.deepEqual(arrive({ ...arrival, alive: new Set(["b"]) }), { _tag: "Standing", warning: undefined })
  })
  it("stops beside operations of which nobody tells", () => {
    assert.strictEqual(arrive(arrival)._tag, "Fenced")
  })
  it("warns instead where all the money is simulated, but not where the fence is broken", () => {
    const step = arrive({ ...arrival, isSandbox: true })
    assert.isTrue(step._tag === "Standing" && step.warning !== undefined)
    assert.strictEqual(
      arrive({ ...arrival, isSandbox: true, snapshot: { ...arrival.snapshot, token: null } })._tag,
      "Fenced"
    )
  })
})

describe("the file of a node", () => {
  const places = (one: Buffer, two: Buffer) => Buffer.concat([one, two])
  it("gives what was written last", () => {
    const older = { ...stand, marks: [] }
    assert.deepEqual(Record.fromBytes(places(Record.toBytes(1, older), Record.toBytes(2, stand))), stand)
    assert.deepEqual(Record.fromBytes(places(Record.toBytes(3, stand), Record.toBytes(2, older))), stand)
  })
  it("gives the one before where the last is torn at any byte", () => {
    const [before, last] = [Record.toBytes(1, stand), Record.toBytes(2, { ...stand, marks: [] })]
    for (let at = 0; at < last.toString().trimEnd().length; at += 1) {
      const torn = Buffer.concat([last.subarray(0, at), before.subarray(at)])
      assert.deepEqual(Record.fromBytes(places(before, torn))?.marks, stand.marks)
    }
  })
  it("gives nothing where nothing is whole", () => {
    assert.isUndefined(Record.fromBytes(Buffer.alloc(2 * Record.placeBytes)))
    assert.isUndefined(Record.fromBytes(Buffer.alloc(0)))
  })
})
