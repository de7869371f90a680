/** Pulling settlement entries: each row once, whatever fails, moves or comes again, and nothing called complete that is not. */
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import * as Money from "../../src/domain/Money.ts"
import { ReadFailed } from "../../src/outcome/ProviderError.ts"
import * as SettlementPull from "../../src/provider/SettlementPull.ts"

const period = { from: 1_000, to: 2_000 }

const entry = (id: string, over: Partial<SettlementPull.PulledEntry> = {}): SettlementPull.PulledEntry => ({
  id,
  kind: "refund",
  at: 1_500,
  status: "paid",
  net: Money.unsafe("10.00", "USD"),
  ...over
})

const page = (ids: ReadonlyArray<string>, more: Omit<SettlementPull.Page, "rows"> = {}): SettlementPull.Page => ({
  rows: ids.map((id) => Result.succeed(entry(id))),
  ...more
})

const failure = (reason: ReadFailed["reason"]) =>
  Effect.fail(new ReadFailed({ provider: "acme", operation: "settlement.pull", reason, message: "no" }))

type Answer = SettlementPull.Page | Effect.Effect<SettlementPull.Page, ReadFailed>

/** A provider that gives these answers in turn, and what it was asked. */
const provider = (answers: ReadonlyArray<Answer>, manifest: Partial<SettlementPull.Manifest> = {}) => {
  const asked: Array<readonly [cursor: string | undefined, at: number]> = []
  const service = SettlementPull.make({
    provider: "acme",
    manifest: { completeAfterMillis: 0, pageSpacingMillis: 0, ...manifest },
    page: (_, cursor) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const answer = answers[asked.length]
        asked.push([cursor, now])
        if (answer === undefined) throw new Error("asked too often")
        return Effect.isEffect(answer) ? answer : Effect.succeed(answer)
      })
  })
  return { service, asked }
}

const pulled = (
  { service }: ReturnType<typeof provider>,
  options?: SettlementPull.Options,
  of: SettlementPull.Period = period
) =>
  Effect.gen(function* () {
    const running = yield* Effect.forkChild(Effect.exit(Stream.runCollect(service.pull(of, options))))
    yield* TestClock.adjust("1 hour")
    return yield* yield* Fiber.join(running)
  })

const idsOf = (pages: ReadonlyArray<SettlementPull.Pulled>) =>
  pages.flatMap(({ rows }) => rows.map(({ id, line }) => [id, line]))

describe("a pull", () => {
  it.effect("gives each row once, with its place, over all pages", () =>
    Effect.gen(function* () {
      const { asked, ...of } = provider([page(["a", "b"], { next: "2" }), page([], { next: "3" }), page(["c"])])
      const pages = yield* pulled({ ...of, asked })
      assert.deepStrictEqual(idsOf(pages), [
        ["a", 1],
        ["b", 2],
        ["c", 3]
      ])
      assert.deepStrictEqual(
        asked.map(([cursor]) => cursor),
        [undefined, "2", "3"]
      )
      assert.deepStrictEqual(
        pages.map(({ progress }) => [progress.isDone, progress.rows, progress.cursor]),
        [
          [false, 2, "2"],
          [false, 2, "3"],
          [true, 3, undefined]
        ]
      )
    })
  )

  it.effect("drops and counts what comes again with the same content, and takes equal amounts for two", () =>
    Effect.gen(function* () {
      const pages = yield* pulled(provider([page(["a", "b"], { next: "2" }), page(["b", "c", "c"])]))
      assert.deepStrictEqual(
        idsOf(pages).map(([id]) => id),
        ["a", "b", "c"]
      )
      assert.strictEqual(pages.at(-1)?.progress.repeats, 2)
    })
  )

  it.effect("gives an entry that has changed as an anomaly, with both places", () =>
    Effect.gen(function* () {
      const other = Result.succeed(entry("a", { net: Money.unsafe("9.00", "USD") }))
      const pages = yield* pulled(provider([page(["a", "b"], { next: "2" }), { rows: [other, other] }]))
      assert.deepStrictEqual(idsOf(pages), [
        ["a", 1],
        ["b", 2],
        ["a", 3]
      ])
      assert.deepStrictEqual(pages[1]?.changed, [{ id: "a", line: 3, earlierLine: 1 }])
    })
  )

  it.effect("has a row that cannot be read as a bad row with its id, once", () =>
    Effect.gen(function* () {
      const bad = Result.fail({ id: "b", column: "type", reason: "is not documented" })
      const untyped = Result.succeed({ ...entry("c"), status: "gone" as "paid" })
      const pages = yield* pulled(
        provider([{ rows: [bad, Result.succeed(entry("a")), untyped], next: "2" }, { rows: [bad] }])
      )
      assert.deepStrictEqual(
        pages[0]?.rows.filter(({ _tag }) => _tag === "BadRow"),
        [
          { _tag: "BadRow", line: 1, id: "b", column: "type", reason: "is not documented" },
          { _tag: "BadRow", line: 3, id: "c", reason: "is not an entry" }
        ]
      )
      assert.deepStrictEqual(pages[1]?.rows, [])
    })
  )

  it.effect("asks for a page that fails again, and gives its rows once", () =>
    Effect.gen(function* () {
      const of = provider([page(["a"], { next: "2" }), failure("ConnectionLost"), failure("RateLimited"), page(["b"])])
      assert.deepStrictEqual(
        idsOf(yield* pulled(of)).map(([id]) => id),
        ["a", "b"]
      )
      assert.deepStrictEqual(
        of.asked.map(([cursor]) => cursor),
        [undefined, "2", "2", "2"]
      )
    })
  )

  it.effect("ends where a failure is not a transient one, and goes on from its progress", () =>
    Effect.gen(function* () {
      const first = provider([page(["a", "b"], { next: "2" }), failure("AuthenticationFailed")])
      const progress: Array<SettlementPull.Progress> = []
      const kept = Stream.tap(first.service.pull(period), (each) => Effect.sync(() => progress.push(each.progress)))
      assert.strictEqual((yield* Effect.flip(Stream.runDrain(kept))).reason, "AuthenticationFailed")
      const second = provider([page(["c"], { next: "3" }), page(["d"])])
      const pages = yield* pulled(second, { resume: progress.at(-1) })
      assert.deepStrictEqual(second.asked[0]?.[0], "2")
      assert.deepStrictEqual(idsOf(pages), [
        ["c", 3],
        ["d", 4]
      ])
      assert.strictEqual(pages.at(-1)?.progress.pages, 3)
    })
  )

  it.effect("of what is done gives nothing and asks nothing", () =>
    Effect.gen(function* () {
      const of = provider([page(["a"])])
      const progress = (yield* pulled(of)).at(-1)?.progress
      assert.deepStrictEqual(yield* pulled(provider([]), { resume: progress }), [])
    })
  )

  it.effect("leaves a while between two pages, also after a pause", () =>
    Effect.gen(function* () {
      const of = provider([page(["a"], { next: "2" }), page(["b"], { next: "3" }), page(["c"])], {
        pageSpacingMillis: 20_000
      })
      yield* pulled(of)
      assert.deepStrictEqual(
        of.asked.map(([, at]) => at),
        [0, 20_000, 40_000]
      )
      const resumed = provider([page(["b"])], { pageSpacingMillis: 20_000 })
      const now = yield* Clock.currentTimeMillis
      const progress = { ...(yield* pulled(provider([page(["a"], { next: "2" })].concat(page([])))))[0]!.progress }
      const at = now + 3_600_000
      yield* pulled(resumed, { resume: { ...progress, readAt: at } })
      assert.strictEqual(resumed.asked[0]?.[1], at + 20_000)
    })
  )
})

describe("rows without an id that can be read", () => {
  const bad = (id: string) => Result.fail({ id, column: "type", reason: "is not documented" })
  const rows = [bad(""), Result.succeed(entry("a")), bad(""), Result.succeed({ ...entry("b"), id: "" })]
  const lines = (pages: ReadonlyArray<SettlementPull.Pulled>) =>
    pages.flatMap((each) => each.rows.map(({ _tag, id, line }) => `${line} ${_tag} ${id}`))
  const four = ["1 BadRow undefined", "2 Entry a", "3 BadRow undefined", "4 BadRow undefined"]

  it.effect("are each a row of its own, and none is the other with another content", () =>
    Effect.gen(function* () {
      const pages = yield* pulled(
        provider([
          { rows, next: "2", total: 5 },
          { rows: [bad("")], total: 5 }
        ])
      )
      assert.deepStrictEqual(lines(pages), [...four, "5 BadRow undefined"])
      assert.deepStrictEqual(
        pages.flatMap(({ changed }) => changed),
        []
      )
    })
  )

  it.effect("are given once where all is read once more and they stand where they stood", () =>
    Effect.gen(function* () {
      const pages = yield* pulled(
        provider([
          { rows, total: 5 },
          { rows: [...rows, bad("")], total: 5 }
        ])
      )
      assert.deepStrictEqual(lines(pages), [...four, "5 BadRow undefined"])
    })
  )
})

describe("the rows that a provider counts", () => {
  it.effect("are read again where some were passed over, and those that were there are known", () =>
    Effect.gen(function* () {
      // While the first page was read a row came before it, so that the pages moved and hid one.
      const pages = yield* pulled(
        provider([
          page(["b", "c"], { next: "2", total: 3 }),
          page(["c", "d"], { total: 4 }),
          page(["a", "b"], { next: "2", total: 4 }),
          page(["c", "d"], { total: 4 })
        ])
      )
      assert.deepStrictEqual(
        idsOf(pages).map(([id]) => id),
        ["b", "c", "d", "a"]
      )
      const { isDone, repeats, rows } = pages.at(-1)!.progress
      assert.deepStrictEqual([isDone, rows, repeats], [true, 4, 1])
    })
  )

  it.effect("are the ones that came, or the pull fails", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(pulled(provider([1, 2, 3].map(() => page(["a", "b"], { total: 3 })))))
      assert.deepStrictEqual(
        [error._tag, error.reason, error.message],
        ["ReadFailed", "UnrecognisedAnswer", "the provider counts 3 rows, and 2 came"]
      )
    })
  )

  it.effect("are all read once more after a pause, before which nothing is known", () =>
    Effect.gen(function* () {
      const resume = (yield* pulled(provider([page(["a", "b"], { next: "2", total: 4 }), page(["c", "d"])])))[0]!
      const of = provider([
        page(["b", "c"], { total: 4 }),
        page(["n", "a"], { next: "2", total: 4 }),
        page(["b", "c"], { total: 4 })
      ])
      const pages = yield* pulled(of, { resume: resume.progress })
      assert.include(
        idsOf(pages).map(([id]) => id),
        "n"
      )
    })
  )
})

describe("a period", () => {
  it.effect("has its first instant and not its last, whatever the provider gives", () =>
    Effect.gen(function* () {
      const rows = [999, 1_000, 1_999, 2_000].map((at) => Result.succeed(entry(`at-${at}`, { at })))
      const pages = yield* pulled(provider([{ rows, total: 4 }]))
      assert.deepStrictEqual(idsOf(pages), [
        ["at-1000", 1],
        ["at-1999", 2]
      ])
      assert.strictEqual(pages[0]?.progress.outside, 2)
    })
  )

  it.effect("is complete up to the lag before it was first asked for, and never beyond its end", () =>
    Effect.gen(function* () {
      const until = (of: SettlementPull.Period, manifest: Partial<SettlementPull.Manifest>, more = {}) =>
        Effect.map(
          pulled(provider([page(["a"], { next: "2", ...more }), page(["b"])], manifest), {}, of),
          (pages) => pages.at(-1)?.progress.completeUntil
        )
      yield* TestClock.setTime(10_000)
      assert.strictEqual(yield* until({ from: 0, to: 20_000 }, { completeAfterMillis: 4_000 }), 6_000)
      yield* TestClock.setTime(100_000)
      assert.strictEqual(yield* until({ from: 0, to: 20_000 }, { completeAfterMillis: 4_000 }), 20_000)
      yield* TestClock.setTime(100_000)
      assert.strictEqual(yield* until({ from: 0, to: 20_000 }, { completeAfterMillis: 200_000 }), 0)
      // Where the provider says so itself, that holds.
      yield* TestClock.setTime(100_000)
      assert.strictEqual(yield* until({ from: 0, to: 20_000 }, {}, { asOf: 15_000 }), 15_000)
    })
  )

  it.effect.each([
    [{ from: 2, to: 2 }, "must begin and end at whole milliseconds, and end after it begins"],
    [{ from: 0.5, to: 2 }, "must begin and end at whole milliseconds, and end after it begins"],
    [{ from: 0, to: 11 }, "must not be longer than 10 milliseconds"]
  ] as const)("that cannot be asked for, %o, is refused before anything is sent", ([of, reason]) =>
    Effect.gen(function* () {
      const at = provider([], { longestPeriodMillis: 10 })
      const error = yield* Effect.flip(pulled(at, {}, of))
      assert.deepStrictEqual(
        [error.reason, error.neverSent, error.issues],
        ["InvalidRequest", true, [{ path: "period", reason }]]
      )
      assert.deepStrictEqual(at.asked, [])
    })
  )
})

describe("a page", () => {
  it.effect.each([
    ["2", "the next page is the same one again"],
    ["x".repeat(3_000), "the next page has too long a name"]
  ] as const)("that leads nowhere is a failure", ([next, message]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(pulled(provider([page(["a"], { next: "2" }), page(["b"], { next })])))
      assert.deepStrictEqual([error.reason, error.message], ["UnrecognisedAnswer", message])
    })
  )

  it.effect("of an adapter that throws is a failed read", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(pulled(provider([])))
      assert.strictEqual(error.reason, "UnreadableAnswer")
    })
  )
})

it.effect("whatever pages of whatever rows fail or come again, each row is given once", () =>
  Effect.promise(() =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 6 }), { minLength: 1, maxLength: 6 }),
        fc.array(fc.boolean(), { maxLength: 12 }),
        fc.nat(20),
        async (pages, fails, stopAt) => {
          let calls = 0
          const service = SettlementPull.make({
            provider: "acme",
            manifest: { completeAfterMillis: 0, pageSpacingMillis: 0 },
            page: (_, cursor = "0") =>
              Effect.suspend(() => {
                calls += 1
                if (fails[calls] === true) return failure("InvalidRequest")
                const at = Number(cursor)
                const next = at + 1 < pages.length ? String(at + 1) : undefined
                return Effect.succeed(page((pages[at] ?? []).map(String), { next }))
              })
          })
          // The holder stops somewhere, and goes on from what it has stored, as often as needed.
          const held = new Map<string, number>()
          let resume: SettlementPull.Progress | undefined
          for (let run = 0; resume?.isDone !== true; run += 1) {
            const some = Stream.take(service.pull(period, { resume }), run === 0 ? stopAt : 99)
            await Effect.runPromise(
              Effect.exit(
                Stream.runForEach(some, ({ progress, rows }) =>
                  Effect.sync(() => {
                    resume = progress
                    for (const { id, line } of rows) if (!held.has(id!)) held.set(id!, line)
                  })
                )
              )
            )
          }
          assert.deepStrictEqual([...held.keys()].toSorted(), [...new Set(pages.flat().map(String))].toSorted())
          assert.strictEqual(new Set(held.values()).size, held.size)
        }
      )
    )
  )
)
