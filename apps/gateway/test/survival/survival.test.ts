/**
 * Real processes under load, killed: the short form of `npm run soak:gateway`. A gateway on the embedded database, and
 * three on one PostgreSQL; afterwards the providers' ledgers, the gateway's books and the merchant's webhooks must agree.
 */
import { assert, describe, it } from "vitest"
import { type Plan, run } from "../../soak/run.ts"
import * as Story from "../../soak/story.ts"
import { failure } from "../../soak/verdict/report.ts"
import { variants } from "../depth.ts"

const survives = async (plan: Pick<Plan, "database" | "nodes" | "incidents">) => {
  const story = Story.make()
  const seed = Math.floor(Math.random() * 1_000_000_000)
  const rest = {
    seed,
    clients: 4,
    ordersBetween: 12,
    restMillis: 2_500,
    offlineMillis: 3000,
    isPatient: false,
    isPrepared: true
  }
  const outcome = await run({ ...plan, ...rest }, story).catch((error: unknown) =>
    assert.fail(`the run broke off: ${error instanceof Error ? error.message : String(error)}\n${story.text()}`)
  )
  if (outcome.broken.length > 0) assert.fail(failure(outcome, story))
  const { ledger } = outcome.facts.providers.feennex
  assert.isAbove(ledger.length + outcome.facts.providers.p2p.ledger.length, plan.incidents.length * 5)
}

describe("nothing acknowledged is lost and nothing is paid twice", { concurrent: true, timeout: 1_200_000 }, () => {
  it("when a gateway on the embedded database is killed, drained, and killed while its providers are away", () =>
    survives({
      database: "embedded",
      nodes: 1,
      incidents: variants("all at once", "kill a gateway", "drain a gateway", "kill a gateway")
    }))

  it("when one of three gateways is killed or drained, and PostgreSQL, and all at once", () =>
    survives({
      database: "postgres",
      nodes: 3,
      incidents: variants("all at once", "kill a gateway", "kill the database", "drain a gateway")
    }))
})
