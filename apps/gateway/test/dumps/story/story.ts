/**
 * The story of a dump: a fortnight of a gateway and its merchant, told with the gateway's own code against the simulators,
 * which ends with the machine being switched off while everything is under way.
 */
import { Effect } from "effect"
import type { Guard } from "../../../src/operations/OperationRunner.ts"
import { open } from "../../operations/support/app.ts"
import type { Database } from "../../operations/support/databases.ts"
import { openRegisters } from "../ledger.ts"
import { type Answer, startWebhooks } from "../merchant.ts"
import { allEndpoints, endpoints, newerKeys, olderKeys, withClosed, withoutClosed } from "../setting.ts"
import { type Call, type Holdings, holdings } from "../tape.ts"
import * as Cut from "./cut.ts"
import { ended } from "./ended.ts"
import * as Open from "./open.ts"
import { makeStage, type Stage } from "./stage.ts"

/** What is kept of a story beside its database. */
export interface StoryResult {
  /** The instant of the dump. */
  readonly at: number
  readonly registers: ReadonlyArray<{ readonly id: string; readonly status: string; readonly file: string }>
  readonly holdings: Holdings
  readonly calls: ReadonlyArray<Call>
}

const guardOf = (unhealthy: ReadonlySet<string>): Guard => ({
  attempt: (instance, run) => (unhealthy.has(instance) ? Effect.succeed(false) : Effect.as(run, true)),
  isUnhealthy: (instance) => Effect.succeed(unhealthy.has(instance)),
  read: (_, run) => run
})

const settled: Answer = (url) => (url === endpoints.works.url ? 200 : url === endpoints.gone.url ? 410 : 500)
const unsettled: Answer = (url) => (url === endpoints.works.url ? undefined : settled(url))

// Everything of the first days reaches the merchant or is given up; a test event and a redelivery are among it.
const firstMessages = async (stage: Stage, database: Database) => {
  const webhooks = await startWebhooks(database, stage.simulators, olderKeys, settled)
  await webhooks.run(webhooks.webhooks.test)
  await webhooks.deliver()
  const { data } = await webhooks.run(webhooks.deliveries.list({ status: "failed", limit: 1 }))
  for (const { id } of data) await webhooks.run(webhooks.webhooks.redeliver(id))
  await webhooks.close()
}

// A worker that has failed once with some messages, holds a claim on others, and dies.
const lastMessages = async (stage: Stage, database: Database) => {
  const webhooks = await startWebhooks(database, stage.simulators, olderKeys, unsettled)
  const isTried = "SELECT 1 FROM delivery WHERE status = 'pending' AND last_error IS NOT NULL"
  await webhooks.run(webhooks.worker.wake)
  while ((await database.sql(isTried)).length === 0) await new Promise((resolve) => setImmediate(resolve))
}

/** Tells the story in an empty database. */
export const runStory = async (database: Database): Promise<StoryResult> => {
  const stage = makeStage()
  const { simulators } = stage
  const sick = new Set<string>()
  const runner = { endpoints: allEndpoints, guard: guardOf(sick) }
  const app = await open(simulators, database.layer, { config: withoutClosed, keys: olderKeys, runner })
  await ended(stage, app)
  await firstMessages(stage, database)

  const registers = await openRegisters(database.layer, simulators)
  const whole = simulators.feennex.admin.register()
  const compared = (await registers.import(whole)).resource
  await Open.forHours(stage, app)
  await Open.unknown(stage, app)
  await Open.fresh(stage, app)

  for (const keys of [newerKeys, olderKeys]) {
    const other = await open(simulators, database.layer, { config: withClosed, keys, runner })
    await (keys === newerKeys ? Open.parkedForKey : Open.parkedForConfig)(stage, other)
    await other.close()
  }
  // The callbacks go to this one again.
  simulators.onCallback(async ({ body, instance, path }) => {
    await app.run(app.core.receiveCallback(instance, { body, path, headers: {} }))
  })
  sick.add("feennex")
  await Open.resend(app)
  sick.delete("feennex")
  await Cut.callbacks(stage, app)
  await Cut.attempts(stage, app)
  await lastMessages(stage, database)
  const half = whole.replace("pm-paid", "pm-elsewhere")
  await registers.cutOff(half)
  const [cut] = await database.sql<{ id: string }>("SELECT id FROM register WHERE status = 'reading'")
  registers.close()
  await Cut.untouched(stage, app, sick)
  return {
    at: simulators.clock.now(),
    registers: [
      { id: compared.id, status: compared.status, file: whole },
      { id: cut?.id ?? "", status: "reading", file: half }
    ],
    holdings: holdings(simulators),
    calls: stage.calls()
  }
}
