/**
 * The facts of an operation in their column: whatever the machine decides is read back as it was written, what version 0.1.0
 * has stored is written back as it was, and a mixture that no decision means is read as one that cannot pay twice.
 */
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import {
  type Again,
  type AlsoWatched,
  type Asked,
  type Facts,
  firstFacts,
  type Latest,
  type Replays,
  type Stage
} from "../../src/lifecycle/Facts.ts"
import * as Schedule from "../../src/lifecycle/Schedule.ts"
import { hasArrived, isEnded, isUndecided, type Status } from "../../src/lifecycle/Status.ts"
import { everyStatus } from "../../src/model/statuses.ts"
import { fromStored, type Held, type StoredFacts, toStored } from "../../src/store/facts.ts"
import { readSql, versions } from "../dumps/files.ts"

const rub = { value: "10.00", currency: "RUB" }

const row = (facts: Partial<StoredFacts>, status: Status = "unknown", request: Asked = { amount: rub }): Held => ({
  facts,
  status,
  request,
  created_at: 1n,
  updated_at: 5n
})

const instant = fc.integer({ min: 0, max: 9 })
const text = fc.constantFrom("one", "two")
const orNull = <A>(arbitrary: fc.Arbitrary<A>) => fc.option(arbitrary, { nil: null })
const request = fc.record({ attempt: instant, until: instant })

const latest: fc.Arbitrary<Latest> = fc.oneof(
  request.map((rest) => ({ _tag: "Sending" as const, ...rest })),
  request.map((rest) => ({ _tag: "Lost" as const, ...rest })),
  instant.map((until) => ({ _tag: "Over" as const, until }))
)

const again: fc.Arbitrary<Again> = fc.oneof(
  fc.constantFrom<Again>({ _tag: "Refused" }, { _tag: "AtRisk" }),
  text.map((why) => ({ _tag: "Never" as const, why }))
)

const replays: fc.Arbitrary<Replays> = fc.oneof(
  fc.record({ count: instant, why: text }).map((rest) => ({ _tag: "Ended" as const, ...rest })),
  fc
    .record({ count: instant, firstSentAt: instant, until: instant, dueAt: instant, lookUpAt: orNull(instant) })
    .map((rest) => ({ _tag: "Open" as const, ...rest }))
)

const asked = fc.constantFrom<Asked>({ amount: rub }, { debit: rub, currency: "KZT" })

const also: fc.Arbitrary<AlsoWatched> = fc.record({
  instance: text,
  fingerprint: text,
  providerReference: orNull(text),
  count: instant,
  at: instant,
  since: instant,
  isDead: fc.boolean()
})

const stage: fc.Arbitrary<Stage> = fc.record({
  account: text,
  generation: instant,
  isPrepared: fc.boolean(),
  unpaid: orNull(fc.record({ answers: instant, lastAt: instant })),
  abandon: orNull(
    fc.record({
      asked: instant,
      dueAt: orNull(instant),
      endedAt: orNull(instant),
      isAccepted: fc.boolean(),
      onceDead: fc.constantFrom("submit" as const, "failed" as const, "canceled" as const),
      transient: fc.boolean(),
      why: text,
      failure: fc.record(
        {
          ...{ reason: text, message: text, providerCode: orNull(text), scheme: orNull(text) },
          by: fc.constantFrom("issuer" as const, null),
          again: fc.constantFrom("never" as const, "later" as const)
        },
        { requiredKeys: ["reason", "message", "providerCode"] }
      )
    })
  )
})

const written: fc.Arbitrary<{ readonly facts: Facts; readonly status: Status }> = fc
  .record({
    status: fc.constantFrom(...everyStatus),
    asked,
    latest: orNull(latest),
    holding: fc.constantFrom("nobody" as const, "maybe" as const, "holder" as const),
    search: fc.record({
      absent: orNull(fc.record({ answers: fc.integer({ min: 1, max: 9 }), lastAt: instant })),
      foundBare: instant,
      unaskedSince: orNull(instant)
    }),
    tried: fc.array(
      fc.record({
        instance: text,
        outcome: fc.constantFrom("NotExecuted" as const, "Rejected" as const),
        transient: fc.boolean(),
        until: orNull(instant)
      }),
      { maxLength: 2 }
    ),
    resends: fc.record({ count: instant, why: orNull(text) }),
    again: orNull(again),
    replays: orNull(replays),
    stage: orNull(stage),
    generations: instant,
    leftBehind: fc.array(
      fc.record(
        {
          instance: text,
          fingerprint: text,
          providerReference: orNull(text),
          generation: instant,
          isDead: fc.constant(true as const),
          isPaid: fc.constant(true as const)
        },
        { requiredKeys: ["instance", "fingerprint", "providerReference", "generation"] }
      ),
      { maxLength: 2 }
    ),
    keysUsed: fc.subarray(["account a", "account a", "account b"]),
    watch: fc.record(
      { count: instant, at: orNull(instant), also: fc.array(also, { minLength: 1, maxLength: 2 }) },
      { requiredKeys: ["count", "at"] }
    )
  })
  // Of what is unknown somebody may have it.
  .filter(({ holding, status }) => status !== "unknown" || holding !== "nobody")
  .filter((each) => each.replays?._tag !== "Open" || each.latest !== null)
  .map(({ again: resend, asked: what, status, watch, ...rest }) => ({
    status,
    facts: {
      ...firstFacts(what, 1),
      ...rest,
      again: resend?._tag === "AtRisk" && !isUndecided(status) ? null : resend,
      watch: isEnded(status) ? watch : null
    }
  }))

const unquoted = (value: string, hasEscapes: boolean): string => {
  const text = value.replaceAll("''", "'")
  return hasEscapes ? text.replaceAll("\\\\", "\\") : text
}

/** The stored facts in a dump, with the status and the request of their rows. */
const dumped = (version: string): ReadonlyArray<Held> => {
  const lines = readSql(version).split("\n")
  const start = lines.findIndex((line) => line.startsWith("INSERT INTO operation ("))
  const names = /\(([^)]*)\)/.exec(lines[start] ?? "")?.[1]?.split(", ") ?? []
  const rest = lines.slice(start + 1)
  return rest.slice(0, rest.findIndex((line) => line.endsWith(";")) + 1).map((line) => {
    const quoted = [...line.matchAll(/NULL|(E?)'((?:[^']|'')*)'/g)]
    const values = new Map(quoted.map(([, escapes, value = ""], at) => [names[at], unquoted(value, escapes === "E")]))
    const of = (name: string) => values.get(name) ?? ""
    return {
      facts: JSON.parse(of("facts")),
      status: everyStatus.find((each) => each === of("status")) ?? "created",
      request: JSON.parse(of("request")),
      created_at: BigInt(of("created_at")),
      updated_at: BigInt(of("updated_at"))
    }
  })
}

describe("the facts of an operation in their column", () => {
  it("are no replay to come where a version that knows none has sent since", () => {
    const open = { _tag: "Open", count: 0, firstSentAt: 1, until: 5, dueAt: 6, lookUpAt: null } as const
    const facts: Facts = {
      ...firstFacts({ amount: rub }, 1),
      latest: { _tag: "Over", until: 5 },
      holding: "maybe",
      replays: open
    }
    const stored = toStored(facts, "unknown")
    assert.deepStrictEqual(fromStored(row(stored)).replays, open)
    assert.strictEqual(fromStored(row({ ...stored, sendUntil: 9 })).replays?._tag, "Ended")
    assert.isNull(fromStored(row({ sendUntil: 9 })).replays)
  })

  it("are read back as they were written", () => {
    fc.assert(
      fc.property(written, ({ facts, status }) => {
        assert.deepStrictEqual(fromStored(row(toStored(facts, status), status)), facts)
      })
    )
  })

  it("are written back as an earlier version has stored them, with what was added since", () => {
    for (const version of versions) {
      const rows = dumped(version)
      assert.isAbove(rows.length, 20)
      for (const held of rows) {
        const fresh = toStored(firstFacts(held.request, Number(held.created_at)), "created")
        const isPaidTold = hasArrived(held.status)
        const isOwnPaid = isPaidTold && held.facts.isResolved !== true
        assert.deepStrictEqual(toStored(fromStored(held), held.status), {
          ...fresh,
          isPaidTold,
          isOwnPaid,
          ...held.facts
        })
      }
    }
  })

  it("keep the names that earlier versions have given to who said no", () => {
    const refusal = { instance: "a", outcome: "NotExecuted", until: null } as const
    const stored = toStored({ ...firstFacts({ amount: rub }, 1), tried: [{ ...refusal, transient: true }] }, "created")
    assert.deepStrictEqual(stored.tried, [{ ...refusal, passing: true }])
  })

  it("tell earlier versions that what a provider has accepted may exist while it is looked for", () => {
    for (const status of everyStatus) {
      const stored = toStored({ ...firstFacts({ amount: rub }, 1), holding: "holder" }, status)
      assert.deepInclude(stored, { accepted: true, mayExist: isUndecided(status) }, status)
    }
  })

  it("have somebody as the holder who has accepted it, whatever else is not known", () => {
    assert.strictEqual(fromStored(row({ accepted: true, mayExist: true })).holding, "holder")
    assert.strictEqual(fromStored(row({ accepted: false, mayExist: false })).holding, "maybe")
    assert.strictEqual(fromStored(row({ accepted: false, mayExist: false }, "submitting")).holding, "nobody")
  })

  it("forbid to send again what anything in them forbids", () => {
    const both = { resendRefused: true, riskAccepted: true }
    assert.deepStrictEqual(fromStored(row(both)).again, { _tag: "Refused" })
    assert.deepStrictEqual(fromStored(row({ ...both, neverAgain: "paid twice" })).again, {
      _tag: "Never",
      why: "paid twice"
    })
  })

  it("take an attempt that is on its way for none that is lost, and for one that may leave for as long as any", () => {
    const until = 5 + Schedule.sendMillis
    assert.deepStrictEqual(fromStored(row({ sending: 2, lost: 1 })).latest, { _tag: "Sending", attempt: 2, until })
    assert.isNull(fromStored(row({ lost: 1 })).latest)
  })

  it("count no denial of which none says when it was asked for", () => {
    assert.isNull(fromStored(row({ notFound: 2 })).search.absent)
    assert.isNull(fromStored(row({ notFound: 0, lastNotFoundAt: 3 })).search.absent)
  })

  it("look after nothing that has not ended, and accept no risk for what is decided", () => {
    const stored = { watched: 2, watchAt: 9, riskAccepted: true }
    for (const status of everyStatus) {
      const { again: resend, watch } = fromStored(row(stored, status))
      assert.deepStrictEqual(watch, isEnded(status) ? { count: 2, at: 9 } : null, status)
      assert.deepStrictEqual(resend, isUndecided(status) ? { _tag: "AtRisk" } : null, status)
    }
  })

  it("have what was asked for from the request where a version knew no debit", () => {
    const request: Asked = { debit: rub, currency: "KZT" }
    assert.deepStrictEqual(fromStored(row({ expected: null }, "unknown", request)).asked, request)
  })
})
