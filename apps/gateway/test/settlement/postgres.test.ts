/** The same on a PostgreSQL server, which plans its queries otherwise: a circle, and two gateways with one file at once. */
import { afterAll, beforeAll, expect, it } from "vitest"
import { keepOpen, startPostgres } from "../operations/support/databases.ts"
import { world } from "./support.ts"

let server: Awaited<ReturnType<typeof startPostgres>>
let database: Awaited<ReturnType<typeof keepOpen>>

beforeAll(async () => {
  server = await startPostgres()
  database = await keepOpen(server.layer(await server.database()))
})

afterAll(async () => {
  await database.close()
  await server.close()
})

it("a register is compared, by two gateways at once only by one of them", async () => {
  const here = await world(database)
  await here.payments("order-1", "order-2", "order-3")
  await here.payouts("payout-1")
  const [header, first, second, ...rest] = here.simulators.feennex.admin.register().split("\r\n")
  const text = [header, first, second?.replace("order-2", "order-9").replace(/"\d{9}"/, '"1"'), first, ...rest].join(
    "\r\n"
  )
  const both = await Promise.all([here.import(text), here.other.import(text)])
  expect(both.filter(({ replayed }) => replayed)).toHaveLength(1)
  const { id } = both[0].resource
  expect(both[1].resource.id).toBe(id)
  const report = await here.get(id)
  expect(report).toMatchObject({ status: "done", counts: { entries: 5, matched: 3 } })
  expect(report.findings.map(({ kind, line, reference }) => [kind, line, reference])).toEqual([
    ["missing_here", 3, "order-9"],
    ["duplicate", 4, "order-1"],
    ["missing_at_provider", null, "order-2"]
  ])
  await here.close()
})

it("a payout's debit is compared with the one that its provider stated, and counted apart where none was", async () => {
  const here = await world(database)
  await here.payouts("payout-1", "payout-2", "payout-3")
  await database.sql("UPDATE operation SET results = results - 'debited' WHERE reference = 'payout-3'")
  const text = here.simulators.feennex.admin.register().replace('"19,13"', '"150,00"')
  const { resource } = await here.import(text)
  expect(resource.counts).toMatchObject({ entries: 3, matched: 1, notComparable: 1, findings: { debited: 1 } })
  expect(resource.findings).toMatchObject([
    { kind: "debited", line: 2, reference: "payout-1", ours: "19.13 USD", theirs: "150.00 USD" }
  ])
  await here.close()
})

it("a register is compared again by one of two gateways, and the timeline says once what differs", async () => {
  const here = await world(database)
  await here.payments("order-1", "order-2")
  const { resource } = await here.import(here.simulators.feennex.admin.register())
  await database.sql(
    "UPDATE operation SET status = 'expired', step = 'none', next_at = NULL WHERE reference = 'order-1'"
  )
  await Promise.all([here.compare(resource.id), here.other.compare(resource.id)])
  const report = await here.get(resource.id)
  expect(report).toMatchObject({ id: resource.id, status: "done", counts: { matched: 1, findings: { status: 1 } } })
  const reported =
    "SELECT o.reference, e.kind, e.summary FROM event e JOIN operation o ON o.id = e.operation WHERE e.details ? 'register'"
  expect(await database.sql(reported)).toEqual([
    { reference: "order-1", kind: "anomaly", summary: "a register differs: status" }
  ])
  await database.sql("UPDATE operation SET status = 'paid'")
  await here.other.compare(resource.id)
  expect(await database.sql(reported)).toMatchObject([{ kind: "anomaly" }, { kind: "read" }])
  await here.close()
})
