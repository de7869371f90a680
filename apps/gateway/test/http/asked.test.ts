/** What a payout is asked for beside how much and where to, through the API and the real core: refused by its name, or shown masked. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Database, openEmbedded } from "../operations/support/databases.ts"
import { payoutBody } from "./support/api.ts"
import { durable } from "./support/durable.ts"

let database: Database
let gateway: Awaited<ReturnType<typeof durable>>

beforeAll(async () => {
  database = await openEmbedded()
  gateway = await durable(database, "p2p", "feennex")
})
afterAll(async () => {
  await gateway.dispose()
  await database.close()
})

let made = 0
const create = (changes: object) => {
  made += 1
  const body = { ...payoutBody(), reference: `asked-${made}`, ...changes }
  return gateway.ask("POST", "/v1/payouts", { body, headers: { "idempotency-key": `asked-${made}` } })
}

const pathsOf = ({ json }: Awaited<ReturnType<typeof create>>) =>
  json.errors.map(({ path }: { readonly path: string }) => path)

const person = { type: "person", name: "Kanareika Pevchaya", birthDate: "1987-06-05", country: "RS" }
const offer = { id: "offer-1", expiresAt: "2999-01-01T00:00:00Z" }

describe("a payout with a recipient", () => {
  it("is created and shows who gets it, masked", async () => {
    const answer = await create({ recipient: { ...person, address: { city: "Ptitsegrad" } } })
    expect(answer.status).toBe(201)
    expect(answer.json.recipient).toEqual({ type: "person", name: "K*** P***", country: "RS" })
    expect([answer.json.source, answer.json.offer, answer.json.context]).toEqual([null, null, null])
    expect(answer.text).not.toContain("Ptitsegrad")
  })

  it("is refused by the name of what is wrong with it, and repeats no value", async () => {
    for (const [recipient, path] of [
      [{ ...person, birthDate: "1987-02-30" }, "recipient.birthDate"],
      [{ ...person, givenName: "Kanareika", familyName: "Pevchaya" }, "recipient.name"],
      [{ ...person, adress: {} }, "recipient.adress"],
      [{ name: "Kanareika" }, "recipient.type"]
    ] as const) {
      const answer = await create({ recipient })
      expect([answer.status, pathsOf(answer)]).toEqual([422, [path]])
      expect(answer.text).not.toMatch(/Kanareika|1987/)
    }
    const twice = await create({ recipient: { ...person, email: "a@b.example" }, recipientEmail: "c@d.example" })
    expect([twice.status, pathsOf(twice)]).toEqual([422, ["recipientEmail"]])
  })
})

describe("what belongs to one provider", () => {
  it.each([
    [{ offer }, ["provider"]],
    [{ context: { subAccount: "s-1" } }, ["provider"]],
    [{ offer, provider: "feennex" }, ["offer"]],
    [{ context: { subAccount: "s-1" }, provider: "feennex" }, ["context.subAccount"]],
    [{ source: "EUR", provider: "feennex" }, ["source"]],
    [{ offer: { id: "a b", expiresAt: "tomorrow" }, provider: "feennex" }, ["offer.id", "offer.expiresAt"]]
  ])("%j is refused by its name", async (changes, paths) => {
    const answer = await create(changes)
    expect([answer.status, pathsOf(answer)]).toEqual([422, paths])
  })
})
