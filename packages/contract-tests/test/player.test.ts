/** The player of a provider's documents: searches, lists and ids of any form are played, and a mistake of the script is shown. */
import * as Money from "@switchyard/core/Money"
import type * as Transport from "@switchyard/core/Transport"
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { type Answer, withMembers } from "../src/replay/Documents.ts"
import * as Player from "../src/replay/Player.ts"

const printed = `[{"id":"6d1b","status":"NEW"},{"id":"0","status":"OLD"}]`

const script: Player.Script = {
  operationOf: (method, path, query) => {
    if (path !== "/v1/payouts") return undefined
    return method === "POST" ? "create" : query.has("reference") ? "get" : undefined
  },
  isSigned: () => true,
  referenceOf: ({ body, query }) => query.get("reference") ?? JSON.parse(body)[0]?.reference,
  asked: (body) => ({
    reference: JSON.parse(body)[0].reference,
    amount: Money.unsafe("1", "USD"),
    method: "card",
    fields: {}
  }),
  initialWord: "NEW",
  idOf: (index) => `6d1b-${index}-uuid`,
  answer: ({ method }, held): Answer => {
    if (held === undefined) throw new RangeError("no fixture for what is not there")
    return {
      status: 200,
      body: withMembers(printed, { "0.id": `${held.id} by ${method}`, "0.status": held.word, "1": undefined })
    }
  },
  unsigned: { status: 401, body: "" },
  fault: () => undefined
}

const { signal } = new AbortController()
const permit: Transport.SendPermit = { signal, acquire: () => true, body: undefined, maxAnswerBytes: 10_000 }

const ask = (player: Player.Player, path: string, init?: RequestInit) =>
  player
    .transport(new Request(`https://vendor.example${path}`, init), permit)
    .then((response) => (response instanceof Response ? response.json() : response))

describe("the player", () => {
  test("gives out tokens, and counts none of them as a request of an operation", async () => {
    const token = { status: 200, body: '{"access_token":"t"}' }
    const operationOf: Player.Script["operationOf"] = (method, path, query) =>
      path === "/token" ? "token" : script.operationOf(method, path, query)
    const player = Player.make({ ...script, operationOf, token })
    expect(await ask(player, "/token", { method: "POST", body: "grant_type=client_credentials" })).toEqual({
      access_token: "t"
    })
    expect(await Effect.runPromise(player.harness.requests)).toEqual([])
    expect(await Effect.runPromise(player.harness.received)).toEqual([])
    const forgotten = Player.make({ ...script, operationOf })
    await expect(ask(forgotten, "/token", { method: "POST" })).rejects.toThrow()
    expect(await Effect.runPromise(forgotten.harness.thrown ?? Effect.void)).toBeInstanceOf(RangeError)
  })

  test("says of an operation what it was told beside the status, and goes on saying it", async () => {
    const player = Player.make({
      ...script,
      answer: (heard, held) => {
        const { body, status } = script.answer(heard, held)
        return { status, body: withMembers(body, { "0.failure": held?.told?.code }) }
      }
    })
    const created = await ask(player, "/v1/payouts", { method: "POST", body: `[{"reference":"a"}]` })
    expect(created).toEqual([{ id: "6d1b-0-uuid by POST", status: "NEW" }])
    await Effect.runPromise(player.tell("a", { code: "account_closed" }))
    await Effect.runPromise(player.harness.settle("a", "FAILED"))
    const found = await ask(player, "/v1/payouts?reference=a")
    expect(found).toEqual([{ id: "6d1b-0-uuid by GET", status: "FAILED", failure: "account_closed" }])
  })

  test("plays a search and lists, under ids in the form of the documents", async () => {
    const player = Player.make(script)
    const created = await ask(player, "/v1/payouts", { method: "POST", body: `[{"reference":"a"}]` })
    const found = await ask(player, "/v1/payouts?reference=a&page=1")
    expect([created, found]).toEqual([
      [{ id: "6d1b-0-uuid by POST", status: "NEW" }],
      [{ id: "6d1b-0-uuid by GET", status: "NEW" }]
    ])
    const requests = await Effect.runPromise(player.harness.requests)
    expect(requests.map(({ operation, query }) => [operation, query])).toEqual([
      ["create", ""],
      ["get", "reference=a&page=1"]
    ])
    expect(await Effect.runPromise(player.harness.thrown ?? Effect.void)).toBeUndefined()
  })

  test("keeps what its script has thrown, which is a lost connection to the adapter", async () => {
    const player = Player.make(script)
    await expect(ask(player, "/v1/payouts?reference=none")).rejects.toThrow()
    expect(await Effect.runPromise(player.harness.thrown ?? Effect.void)).toEqual(
      new RangeError("no fixture for what is not there")
    )
  })
})

describe("a document's sample", () => {
  test("is changed within a list, and has no item that is not printed", () => {
    expect(withMembers(`{"all":[1,{"word":"a"}]}`, { "all.1.word": "b" })).toBe(`{"all":[1,{"word":"b"}]}`)
    expect(() => withMembers(printed, { "2.id": "x" })).toThrow("no item 2")
  })
})
