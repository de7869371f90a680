/** Finding one operation in a list that does not name our reference: found, not there, or not found out. */
import { assert, describe, it } from "@effect/vitest"
import * as Call from "@switchyard/core/Call"
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Effect from "effect/Effect"

interface Entry {
  readonly id: string
  readonly amount: number | undefined
}

const call = Call.make({ provider: "stub", operation: "payouts.get", reference: "po-1", sensitive: ["hush"] })

const looking = (
  entries: ReadonlyArray<Entry>,
  options: { readonly request?: { readonly amount: number } | undefined; readonly isComplete?: boolean } = {}
) => {
  const asked: Array<number> = []
  const { isComplete = false, request } = { request: { amount: 100 }, ...options }
  const found = Endpoint.oneOf({
    request,
    list:
      ({ amount }) =>
      () =>
        Effect.sync(() => {
          asked.push(amount)
          return entries
        }),
    fitting: (all: ReadonlyArray<Entry>, { amount }) =>
      all.some((entry) => entry.amount === undefined) ? "cannot tell" : all.filter((entry) => entry.amount === amount),
    isComplete
  })
  return Effect.map(Effect.result(found(call)), (end) => ({
    asked,
    end: end._tag === "Success" ? end.success.id : `${end.failure._tag}: ${end.failure.message}`
  }))
}

describe("a look-up in a list", () => {
  it.effect("takes the one entry that fits", () =>
    Effect.gen(function* () {
      const { end } = yield* looking([
        { id: "a", amount: 99 },
        { id: "b", amount: 100 },
        { id: "c", amount: 101 }
      ])
      assert.strictEqual(end, "b")
    })
  )

  it.effect("takes none of several that fit, and does not call it not there", () =>
    Effect.gen(function* () {
      const entries = [
        { id: "a", amount: 100 },
        { id: "b", amount: 100 }
      ]
      for (const isComplete of [true, false]) {
        const { end } = yield* looking(entries, { isComplete })
        assert.strictEqual(end, "ReadFailed: several in the list fit the request: none is taken")
      }
    })
  )

  it.effect("says that it is not there only where the list is complete by the documents", () =>
    Effect.gen(function* () {
      const entries = [{ id: "a", amount: 99 }]
      assert.strictEqual((yield* looking(entries)).end, "ReadFailed: nothing in the list fits the request")
      const complete = yield* looking(entries, { isComplete: true })
      assert.strictEqual(complete.end, "NotFound: nothing in the list fits the request")
    })
  )

  it.effect("takes none beside an entry that cannot be read, and calls nothing not there", () =>
    Effect.gen(function* () {
      const unread = { id: "a", amount: undefined }
      for (const entries of [[unread], [unread, { id: "b", amount: 100 }]]) {
        const { end } = yield* looking(entries, { isComplete: true })
        assert.strictEqual(
          end,
          "ReadFailed: an entry of the list that may fit the request cannot be read: none is taken"
        )
      }
    })
  )

  it.effect("asks nobody without the request", () =>
    Effect.gen(function* () {
      const { asked, end } = yield* looking([{ id: "a", amount: 100 }], { request: undefined })
      assert.strictEqual(end, "ReadFailed: request: is needed: this provider does not know the reference")
      assert.lengthOf(asked, 0)
    })
  )
})
