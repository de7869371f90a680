/** The whole circle: paid in the simulator, its register imported, everything matched; and each way not to match. */
import { createHash } from "node:crypto"
import { Schema } from "effect"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { SettlementReport } from "../../src/model/SettlementReports.ts"
import { createPayment, payment, payout } from "../operations/support/app.ts"
import { type Database, openEmbedded } from "../operations/support/databases.ts"
import { type World, world } from "./support.ts"

let database: Database
let here: World

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())

beforeEach(async () => {
  here = await world(database)
})
afterEach(() => here.close())

const none = {
  fee_differs: 0,
  number_only: 0,
  missing_here: 0,
  missing_at_provider: 0,
  amount: 0,
  credited: 0,
  debited: 0,
  currency: 0,
  fee: 0,
  status: 0,
  duplicate: 0,
  foreign: 0,
  contradiction: 0,
  paid_twice: 0
}

/** The register's text with some of its lines changed; line 1 is the header. */
const edited = (text: string, change: (lines: Array<string>) => Array<string>) =>
  `${change(text.trimEnd().split("\r\n")).join("\r\n")}\r\n`

const findings = (report: Awaited<ReturnType<World["get"]>>) =>
  report.findings.map(({ id: _, ...finding }) =>
    Object.fromEntries(Object.entries(finding).filter(([, value]) => value))
  )

describe("a register of the simulator", () => {
  it("agrees with the books in every line", async () => {
    await here.payments("order-1", "order-2")
    await here.payouts("payout-1")
    const { replayed, resource } = await here.import(here.simulators.feennex.admin.register())
    expect(replayed).toBe(false)
    expect(resource).toMatchObject({
      object: "register",
      provider: "feennex",
      status: "done",
      counts: { entries: 3, badRows: 0, matched: 3, notComparable: 0, services: 0, findings: none },
      findings: [],
      isTruncated: false,
      nextCursor: null
    })
    expect(resource.from).toMatch(/^\d{4}-\d\d-\d\d$/)
    expect(await here.get(resource.id)).toEqual(resource)
  })

  it.each(["xlsx", "xls"] as const)("as %s agrees too, with a service operation and its balances", async (format) => {
    await here.payments("0001001", "order-2")
    await here.payouts("payout-1")
    here.simulators.feennex.admin.service("643", "5.50")
    const { resource } = await here.import(here.simulators.feennex.admin.registerFile({ format }))
    expect(resource.counts).toMatchObject({
      lines: 4,
      headerLines: 1,
      entries: 4,
      matched: 3,
      services: 1,
      findings: none
    })
  })

  it("as TSV agrees too, with a refund and another amount than asked for", async () => {
    await here.payments("order-1")
    await here.simulators.feennex.admin.refund("order-1")
    const { payments } = here
    await payments("order-2")
    await here.app.later(3600)
    const { resource } = await here.import(here.simulators.feennex.admin.register({ format: "tsv" }))
    expect(resource.counts).toMatchObject({ entries: 2, matched: 2, findings: none })
  })

  it("changes nothing of what it differs from", async () => {
    await here.payments("order-1")
    await here.payouts("payout-1")
    const before = [
      await here.app.run(here.app.core.payments.list({ limit: 9 })),
      await here.app.run(here.app.core.payouts.list({ limit: 9 }))
    ]
    const text = here.simulators.feennex.admin.register()
    const { resource } = await here.import(
      edited(text, ([header = ""]) => [header]),
      { from: "2000-01-01", to: "2099-12-31" }
    )
    expect(resource.counts?.findings.missing_at_provider).toBe(2)
    const [id, other] = resource.findings.map((finding) => finding.id ?? "")
    expect([(await payment(here.app, id ?? "")).status, (await payout(here.app, other ?? "")).status]).toEqual([
      "paid",
      "paid"
    ])
    expect([
      await here.app.run(here.app.core.payments.list({ limit: 9 })),
      await here.app.run(here.app.core.payouts.list({ limit: 9 }))
    ]).toEqual(before)
  })
})

describe("a difference", () => {
  it("is found in each line and told with both sides", async () => {
    await here.payments("order-1", "order-2", "order-3")
    const text = here.simulators.feennex.admin.register()
    const { resource } = await here.import(
      edited(text, ([header = "", first = "", second = "", third = ""]) => [
        header,
        // 1500,00 of which 60,00 are the fee.
        first.replaceAll('"1500"', '"1600"').replace('"1440"', '"1540"'),
        second.replace(/"\d{9}"/, '"999999999"'),
        second.replace('"order-2"', '"order-9"').replace(/"\d{9}"/, '"888888888"'),
        third,
        third,
        third.replace('"Payments"', '"Gifts"')
      ])
    )
    expect(resource.counts).toEqual({
      lines: 6,
      headerLines: 1,
      entries: 5,
      badRows: 1,
      blanks: 0,
      matched: 1,
      notComparable: 0,
      services: 0,
      findings: { ...none, amount: 1, credited: 1, foreign: 1, missing_here: 1, duplicate: 1, missing_at_provider: 1 }
    })
    expect(findings(resource)).toMatchObject([
      { kind: "amount", line: 2, reference: "order-1", ours: "1500.00 RUB", theirs: "1600.00 RUB" },
      { kind: "credited", line: 2, reference: "order-1", ours: "1440.00 RUB", theirs: "1540.00 RUB" },
      { kind: "foreign", line: 3, reference: "order-2", theirs: "999999999" },
      { kind: "missing_here", line: 4, reference: "order-9", providerReference: "888888888" },
      { kind: "duplicate", line: 6, theirs: "also in line 5" },
      { kind: "bad_row", line: 7, column: "Operation type", reason: "must be Payments, Payouts or Service" },
      { kind: "missing_at_provider", reference: "order-2", ours: "paid" }
    ])
  })

  it("in what a payout cost is found, and is not called matched", async () => {
    await here.payouts("payout-1")
    const { resource } = await here.import(here.simulators.feennex.admin.register().replace('"19,13"', '"150,00"'))
    expect(resource.counts).toMatchObject({ matched: 0, notComparable: 0, findings: { ...none, debited: 1 } })
    expect(findings(resource)).toMatchObject([
      { kind: "debited", line: 2, reference: "payout-1", ours: "19.13 USD", theirs: "150.00 USD" }
    ])
  })

  it("in what a payment brought is found where the line agrees in what was asked", async () => {
    await here.payments("order-1")
    await database.sql(`UPDATE operation
      SET results = jsonb_set(results, '{credited}', '{"value": "1439.00", "currency": "RUB"}')`)
    const { resource } = await here.import(here.simulators.feennex.admin.register())
    expect(findings(resource)).toMatchObject([{ kind: "credited", ours: "1439.00 RUB", theirs: "1440.00 RUB" }])
  })

  it("in the fee is found where a provider has stated one", async () => {
    await here.payments("order-1")
    await database.sql(`UPDATE operation
      SET results = jsonb_set(results, '{fee}', '{"value": "59.00", "currency": "RUB"}')`)
    const { resource } = await here.import(here.simulators.feennex.admin.register())
    expect(findings(resource)).toMatchObject([{ kind: "fee", ours: "59.00 RUB", theirs: "60.00 RUB" }])
  })

  it("in status is found where the books do not know yet that it was paid", async () => {
    await here.payments("order-1")
    await database.sql("UPDATE operation SET status = 'expired', step = 'none', next_at = NULL")
    const { resource } = await here.import(here.simulators.feennex.admin.register())
    expect(findings(resource)).toMatchObject([{ kind: "status", line: 2, ours: "expired", theirs: "paid" }])
  })

  it("is what another merchant account holds under the same reference", async () => {
    await here.payments("order-1")
    await database.sql("UPDATE operation SET fingerprint = 'another account'")
    const { resource } = await here.import(here.simulators.feennex.admin.register())
    expect(findings(resource)).toMatchObject([{ kind: "foreign", line: 2, ours: "held elsewhere" }])
  })

  it("is found by the provider's id where the order number is not ours", async () => {
    await here.payments("order-1")
    const text = here.simulators.feennex.admin.register().replace('"order-1"', '"made by hand"')
    expect((await here.import(text)).resource.counts).toMatchObject({ matched: 1, findings: none })
  })
})

describe("a payout whose cost nobody has stated", () => {
  const forget = () => database.sql("UPDATE operation SET results = results - 'debited'")

  it("is counted apart, as there is nothing to compare the debit with", async () => {
    await here.payments("order-1")
    await here.payouts("payout-1")
    await forget()
    const { resource } = await here.import(here.simulators.feennex.admin.register())
    expect(resource.counts).toMatchObject({ entries: 2, matched: 1, notComparable: 1, findings: none })
  })

  it("is compared after a refresh, which asks its provider", async () => {
    await here.payouts("payout-1")
    await forget()
    const { data } = await here.app.run(here.app.core.payouts.list({ limit: 1 }))
    await here.app.run(here.app.core.payouts.refresh(data[0]?.id ?? ""))
    const { resource } = await here.import(here.simulators.feennex.admin.register())
    expect(resource.counts).toMatchObject({ matched: 1, notComparable: 0, findings: none })
  })

  it("is compared in the currency in which its provider has stated it", async () => {
    await here.payouts("payout-1")
    await database.sql(
      `UPDATE operation SET results = results || '{"debited": {"value": "19.13", "currency": "USDT"}}'`
    )
    const { resource } = await here.import(here.simulators.feennex.admin.register())
    expect(findings(resource)).toMatchObject([{ kind: "currency", ours: "USDT", theirs: "USD" }])
  })
})

describe("a line with the reference of one operation and the provider's id of another", () => {
  it("is neither: both are missing at the provider", async () => {
    await here.payments("order-1", "order-2")
    const { resource } = await here.import(
      edited(here.simulators.feennex.admin.register(), ([header = "", first = ""]) => [
        header,
        first.replace("order-1", "order-2")
      ])
    )
    const [line, ...missing] = resource.findings
    expect(line).toMatchObject({ kind: "foreign", line: 2, reference: "order-2" })
    expect(missing.map(({ kind, reference }) => `${kind} ${reference}`).toSorted()).toEqual([
      "missing_at_provider order-1",
      "missing_at_provider order-2"
    ])
    expect(missing.find(({ reference }) => reference === "order-2")?.id).toBe(line?.id)
  })

  it("is not the operation of that id when the reference is nobody's", async () => {
    await here.payments("order-1")
    const text = here.simulators.feennex.admin.register().replace("order-1", "order-9")
    expect(findings((await here.import(text)).resource)).toMatchObject([
      { kind: "foreign", line: 2, ours: "order-1", theirs: "order-9" },
      { kind: "missing_at_provider", reference: "order-1" }
    ])
  })
})

describe("the days of a register", () => {
  const day = (at: number, offset = 3) => new Date(at + offset * 3_600_000).toISOString().slice(0, 10)

  it("are those of its rows, in UTC+3, and what the books have in them must be there", async () => {
    await here.payments("order-1", "order-2")
    await here.app.later(3 * 24 * 3600)
    await here.payments("order-3")
    const text = here.simulators.feennex.admin.register()
    const { resource } = await here.import(edited(text, ([header = "", first = ""]) => [header, first]))
    expect(findings(resource)).toMatchObject([{ kind: "missing_at_provider", reference: "order-2" }])
    expect(resource.from).toBe(resource.to)
    const all = await here.import(edited(text, ([header = "", first = "", , third = ""]) => [header, first, third]))
    expect(findings(all.resource)).toMatchObject([{ reference: "order-2" }])
    expect([all.resource.from, all.resource.to]).toEqual([resource.from, day(here.simulators.clock.now())])
  })

  it("can be given, as an empty register has none of its own", async () => {
    await here.payments("order-1")
    const empty = edited(here.simulators.feennex.admin.register(), ([header = ""]) => [header])
    const today = day(here.simulators.clock.now())
    const bare = await here.import(empty)
    expect(bare.resource).toMatchObject({
      status: "done",
      from: null,
      to: null,
      counts: { entries: 0, findings: none }
    })
    const given = await here.import(empty, { from: today, to: today })
    expect(given.resource.id).not.toBe(bare.resource.id)
    expect(given.resource).toMatchObject({ from: today, to: today, counts: { findings: { missing_at_provider: 1 } } })
  })

  it.each([
    [{ from: "2026-01-01" }, "to"],
    [{ to: "2026-01-01" }, "from"],
    [{ from: "2026-01-02", to: "2026-01-01" }, "to"],
    [{ from: "2026-02-30", to: "2026-03-01" }, "to"],
    [{ from: "yesterday", to: "today" }, "to"]
  ])("are refused as %j", async (days, path) => {
    const refused = await here.import(here.simulators.feennex.admin.register(), days).catch((error: unknown) => error)
    expect(refused).toMatchObject({ _tag: "ReportRefused", path })
  })

  it("begin at midnight in UTC+3, three hours before those of UTC", async () => {
    const now = here.simulators.clock.now()
    const evening = (Math.floor(now / 86_400_000) + 1) * 86_400_000 - 2 * 3_600_000
    await here.simulators.clock.advance(evening - now)
    await here.payments("order-1")
    const { resource } = await here.import(here.simulators.feennex.admin.register())
    const tomorrow = new Date(evening + 86_400_000).toISOString().slice(0, 10)
    expect(resource).toMatchObject({ from: tomorrow, to: tomorrow, counts: { matched: 1, findings: none } })
  })

  it("must have what the books have as settled, once, and nothing that is still open", async () => {
    await createPayment(here.app, "order-2")
    await here.payments("order-1")
    await database.sql(`
      INSERT INTO attempt (operation, number, instance, fingerprint, started_at, send_until, outcome)
      SELECT operation, 2, instance, fingerprint, started_at + 1000, send_until, outcome FROM attempt`)
    const empty = edited(here.simulators.feennex.admin.register(), ([header = ""]) => [header])
    const { resource } = await here.import(empty, { from: "2000-01-01", to: "2099-12-31" })
    expect(findings(resource)).toMatchObject([{ kind: "missing_at_provider", reference: "order-1" }])
  })

  it("have edges at which the neighbouring register may speak of an operation", async () => {
    // Half past eleven in the evening at the provider.
    const now = here.simulators.clock.now()
    const midnight = Math.ceil((now + 10_800_000) / 86_400_000) * 86_400_000 - 10_800_000
    await here.simulators.clock.advance(midnight - 1_800_000 - now)
    await here.payments("order-1")
    const empty = edited(here.simulators.feennex.admin.register(), ([header = ""]) => [header])
    const today = day(midnight - 1)
    const { resource } = await here.import(empty, { from: today, to: today })
    expect(findings(resource)).toMatchObject([{ kind: "missing_at_provider", nearEdge: true }])
  })
})

describe("the same file", () => {
  it("is read once: it has the same id and the same answer, whatever has happened since", async () => {
    await here.payments("order-1")
    const text = here.simulators.feennex.admin.register()
    const first = await here.import(text)
    await database.sql("UPDATE operation SET status = 'failed', step = 'none', next_at = NULL")
    const second = await here.import(text)
    expect([first.replayed, second.replayed]).toEqual([false, true])
    expect(second.resource).toEqual(first.resource)
  })

  it("is read anew where its report is from before what a payout cost was compared, and that report is kept", async () => {
    await here.payouts("payout-1")
    const text = here.simulators.feennex.admin.register()
    const content = createHash("sha256").update(text).digest("base64url")
    const earlier = createHash("sha256")
      .update(JSON.stringify(["feennex", null, null, content]))
      .digest("base64url")
    await database.sql(`
      INSERT INTO register (id, digest, instance, run, status, counts, kept, created_at, finished_at)
      VALUES ('rg_earlier', '${earlier}', 'feennex', 'run', 'done', '{"entries": 1, "badRows": 0, "matched": 1,
        "services": 0, "findings": {"missing_here": 0, "amount": 2}}', 0, 0, 0)`)
    const { replayed, resource } = await here.import(text)
    expect([replayed, resource.id === "rg_earlier"]).toEqual([false, false])
    const report = await here.get("rg_earlier")
    expect(report.counts).toEqual({
      lines: null,
      headerLines: null,
      entries: 1,
      badRows: 0,
      blanks: null,
      matched: 1,
      notComparable: null,
      services: 0,
      findings: { ...none, amount: 2 }
    })
    expect(Schema.decodeUnknownSync(SettlementReport)(report)).toEqual(report)
  })

  it("is compared again as it was where its lines are from before entries had ids of their own", async () => {
    await here.payments("order-1", "order-2")
    await here.payouts("payout-1")
    here.simulators.feennex.admin.service("643", "5.50")
    const { resource } = await here.import(here.simulators.feennex.admin.register())
    expect(resource.counts).toMatchObject({ entries: 4, matched: 3, services: 1 })
    await database.sql(`
      UPDATE register_row SET line = (line - 'id' - 'of') || (line -> 'of')
        || jsonb_build_object('kind', replace(line ->> 'kind', 'adjustment', 'service'))
      WHERE line ->> '_tag' = 'Entry'`)
    await database.sql("UPDATE operation SET status = 'expired' WHERE reference = 'order-2'")
    const again = await here.compare(resource.id)
    expect(again.counts).toMatchObject({ entries: 4, matched: 2, services: 1, findings: { ...none, status: 1 } })
    expect(findings(again)).toMatchObject([{ kind: "status", reference: "order-2", ours: "expired", theirs: "paid" }])
  })

  it("has findings from before entries had ids of their own", async () => {
    const { resource } = await here.import(here.simulators.feennex.admin.register(), {
      from: "2024-04-19",
      to: "2024-04-19"
    })
    await database.sql(`UPDATE register SET kept = 1 WHERE id = '${resource.id}'`)
    await database.sql(`
      INSERT INTO register_finding SELECT id, shown_run, 0, '{"kind": "duplicate", "line": 3, "operation": "service",
        "id": null, "reference": null, "providerReference": "7", "ours": null, "theirs": "also in line 2", "column": null,
        "reason": null, "nearEdge": false}' FROM register`)
    const report = await here.get(resource.id)
    expect(report.findings).toMatchObject([{ kind: "duplicate", operation: "service", entry: null }])
    expect(Schema.decodeUnknownSync(SettlementReport)(report)).toEqual(report)
  })

  it("is read once when it comes many times at once", async () => {
    await here.payments("order-1")
    const text = here.simulators.feennex.admin.register()
    const all = await Promise.all(Array.from({ length: 8 }, () => here.import(text)))
    expect(all.filter(({ replayed }) => !replayed)).toHaveLength(1)
    expect(new Set(all.map(({ resource }) => resource.id)).size).toBe(1)
    expect(await database.sql("SELECT 1 FROM register")).toHaveLength(1)
  })

  it("is read anew when its reading was cut off, and not before its lease has ended", async () => {
    await here.payments("order-1")
    const text = here.simulators.feennex.admin.register()
    const { resource } = await here.import(text)
    const lease = here.simulators.clock.now() + 30_000
    await database.sql(
      `UPDATE register SET status = 'reading', finished_at = NULL, counts = NULL, lease_until = ${lease}`
    )
    await database.sql(`INSERT INTO register_line SELECT id, run, 'payment 1', 9, NULL FROM register`)
    await database.sql(`INSERT INTO register_finding SELECT id, run, 0, '{"kind": "amount"}' FROM register`)
    expect((await here.import(text)).resource).toMatchObject({
      id: resource.id,
      status: "reading",
      counts: null,
      findings: []
    })
    await here.simulators.clock.advance(30_000)
    expect(await here.get(resource.id)).toMatchObject({ status: "interrupted" })
    const again = await here.import(text)
    const { comparedAt: _, createdAt: __, finishedAt: ___, ...same } = resource
    expect(again.resource).toMatchObject(same)
    expect([
      await database.sql("SELECT 1 FROM register_line"),
      await database.sql("SELECT 1 FROM register_finding")
    ]).toEqual([[], []])
  })

  it("under another provider is another register", async () => {
    const refused = await here
      .import(here.simulators.feennex.admin.register(), { provider: "p2p" })
      .catch((error: unknown) => error)
    expect(refused).toMatchObject({ path: "provider", reason: "issues no settlement reports that can be read" })
    const unknown = await here.import("x", { provider: "nobody" }).catch((error: unknown) => error)
    expect(unknown).toMatchObject({ path: "provider", reason: "is not a configured provider instance" })
  })
})

describe("the lines of a register", () => {
  it("add up: each is an entry, a bad row or a blank, beside the header", async () => {
    await here.payments("order-1", "order-2")
    const { resource } = await here.import(
      edited(here.simulators.feennex.admin.register(), ([header = "", first = "", second = ""]) => [
        "sep=;",
        header,
        "",
        first.replace('"order-1";""', '"order-1";"one\r\ntwo"'),
        "not a row",
        second,
        ";;;"
      ])
    )
    expect(resource.counts).toMatchObject({ headerLines: 2, lines: 6, entries: 2, badRows: 1, blanks: 3 })
    expect(findings(resource)).toMatchObject([
      { kind: "bad_row", line: 6, reason: "must have 16 cells, as the header has" }
    ])
  })

  it.each([
    ["no byte", "", 0],
    ["blank lines", "\r\n\r\n", 2]
  ])("may be none: %s are a report without operations", async (_, text, blanks) => {
    await here.payments("order-1")
    const { resource } = await here.import(text)
    expect(resource).toMatchObject({
      status: "done",
      from: null,
      days: [],
      counts: { lines: blanks, blanks, entries: 0 }
    })
    const today = resource.createdAt.slice(0, 10)
    const given = await here.import(text, { from: today, to: today })
    expect(findings(given.resource)).toMatchObject([{ kind: "missing_at_provider", reference: "order-1" }])
  })

  it("that do not add up in themselves are read, and found", async () => {
    await here.payments("order-1")
    const text = here.simulators.feennex.admin.register().replace('"60"', '"60,01"')
    expect(findings((await here.import(text)).resource)).toMatchObject([
      { kind: "fee_differs", line: 2, theirs: "1500.00 RUB, credited 1440.00 RUB, fee 60.01 RUB" }
    ])
  })

  it("with an order number that a spreadsheet has cut are told by the provider's id", async () => {
    await here.payments("0001001")
    const text = here.simulators.feennex.admin.register().replace('"0001001"', '"1001"')
    expect((await here.import(text)).resource.counts).toMatchObject({ matched: 1, findings: none })
  })
})

describe("a row that was settled late", () => {
  const days = 24 * 3600

  it("accuses nobody on the days between, nor on its own", async () => {
    const early = Array.from({ length: 12 }, (_, at) => `early-${at}`)
    await here.payments(...early)
    await here.app.later(2 * days)
    await here.payments("between")
    await here.app.later(2 * days)
    await here.payments("late-1", "late-2")
    const text = here.simulators.feennex.admin.register()
    const { resource } = await here.import(
      edited(text, (lines) => lines.filter((line) => !/early-11|between|late-2/.test(line)))
    )
    expect(findings(resource)).toMatchObject([{ kind: "missing_at_provider", reference: "early-11" }])
    const { days: covered, from, to } = resource
    expect(covered).toEqual([{ from, to: from }])
    expect(to).not.toBe(from)
    // Whoever knows the days says them.
    const given = await here.import(text.replace(/.*between.*\r\n/, ""), { from: from ?? "", to: to ?? "" })
    expect(given.resource.days).toEqual([{ from, to }])
    expect(findings(given.resource)).toMatchObject([{ kind: "missing_at_provider", reference: "between" }])
  })
})

describe("a register that is compared again", () => {
  const paymentOf = async (reference: string) =>
    (await here.app.run(here.app.core.payments.list({ limit: 9, reference }))).data[0] ??
    expect.unreachable("there is no such payment")
  const registerEntries = async (id: string) =>
    (await here.app.run(here.app.store.timeline(id)))
      .filter(({ details }) => "register" in details)
      .map(({ details, kind, summary }) => [kind, summary, details])

  it("has the findings of now under its id, and tells the timelines once what differs and once what does no more", async () => {
    await here.payments("order-1", "order-2")
    const [first, second] = [await paymentOf("order-1"), await paymentOf("order-2")]
    const expire = (status: string) =>
      database.sql(`UPDATE operation SET status = '${status}', step = 'none', next_at = NULL WHERE id = '${first.id}'`)
    await expire("expired")
    const text = edited(here.simulators.feennex.admin.register(), ([header = "", one = "", two = ""]) => [
      header,
      one,
      "not a row",
      two.replace('"60"', '"60,01"')
    ])
    const rows = () => database.sql("SELECT id, version, updated_at, status, step, next_at FROM operation ORDER BY id")
    const before = await rows()
    const { resource } = await here.import(text)
    expect(findings(resource)).toMatchObject([
      { kind: "status", line: 2 },
      { kind: "bad_row", line: 3 },
      { kind: "fee_differs" }
    ])
    const { id } = resource
    const differs = [
      [
        "anomaly",
        "a register differs: status",
        {
          anomaly: "RegisterDiffers",
          register: id,
          finding: "status",
          line: 2,
          ours: "expired",
          theirs: "paid"
        }
      ]
    ]
    expect(await registerEntries(first.id)).toEqual(differs)
    expect(await registerEntries(second.id)).toMatchObject([
      ["anomaly", "a register differs: fee_differs", { line: 4 }]
    ])
    expect(await rows()).toEqual(before)

    // Nothing has changed, so nothing is said again.
    await here.simulators.clock.advance(1000)
    const unchanged = await here.compare(id)
    expect(unchanged).toEqual({ ...resource, comparedAt: unchanged.comparedAt })
    expect(Date.parse(unchanged.comparedAt ?? "")).toBe(Date.parse(resource.comparedAt ?? "") + 1000)
    expect(await registerEntries(first.id)).toEqual(differs)

    await expire("paid")
    const corrected = await here.compare(id)
    expect(findings(corrected)).toMatchObject([
      { kind: "bad_row", line: 3 },
      { kind: "fee_differs", line: 4 }
    ])
    expect(corrected).toMatchObject({ id, counts: { lines: 3, entries: 2, badRows: 1, matched: 1 }, status: "done" })
    expect(await here.get(id)).toEqual(corrected)
    expect((await here.import(text)).resource).toEqual(corrected)
    const agrees = [
      ...differs,
      ["read", "a register differs no more: status", expect.objectContaining({ register: id, finding: "status" })]
    ]
    expect(await registerEntries(first.id)).toEqual(agrees)
    expect(await registerEntries(second.id)).toHaveLength(1)

    // What comes back is told again.
    await expire("expired")
    await here.compare(id)
    expect(await registerEntries(first.id)).toEqual([...agrees, ...differs])
    expect(await database.sql("SELECT DISTINCT run FROM register_difference")).toHaveLength(1)
    expect(await database.sql("SELECT 1 FROM delivery")).toEqual([])
  })

  it("says of an operation that it does not have what it says of one that differs", async () => {
    await here.payments("order-1", "order-2")
    const { id } = await paymentOf("order-2")
    const text = edited(here.simulators.feennex.admin.register(), ([header = "", first = ""]) => [header, first])
    const { resource } = await here.import(text)
    expect(await registerEntries(id)).toMatchObject([
      ["anomaly", "a register differs: missing_at_provider", { register: resource.id, ours: "paid" }]
    ])
  })

  it("keeps its given days, its duplicates and its long report", async () => {
    await here.payments("order-1")
    const text = edited(here.simulators.feennex.admin.register(), ([header = "", line = ""]) => [
      header,
      line,
      ...Array.from({ length: 1200 }, () => line)
    ])
    const { resource } = await here.import(text, { from: "2020-01-01", to: "2030-01-01" })
    expect(resource).toMatchObject({ from: "2020-01-01", to: "2030-01-01", counts: { findings: { duplicate: 1200 } } })
    expect(await here.compare(resource.id)).toEqual(resource)
    const again = await here.get(resource.id, { cursor: resource.nextCursor ?? "", limit: 2 })
    expect(again.findings.map(({ line }) => line)).toEqual([23, 24])
  })

  it("is compared by one of many who ask at once, and shows what was found before until then", async () => {
    await here.payments("order-1")
    const { resource } = await here.import(here.simulators.feennex.admin.register())
    const payment = await paymentOf("order-1")
    await database.sql("UPDATE operation SET status = 'expired', step = 'none', next_at = NULL")
    const answers = await Promise.all([1, 2, 3, 4].map(() => here.compare(resource.id)))
    for (const answer of answers) expect(["done", "comparing"]).toContain(answer.status)
    expect(findings(await here.get(resource.id))).toMatchObject([{ kind: "status" }])
    expect(await registerEntries(payment.id)).toHaveLength(1)
  })

  it("is as it was where that was cut off, and can be compared once the lease has ended", async () => {
    await here.payments("order-1")
    const { resource } = await here.import(here.simulators.feennex.admin.register())
    await database.sql("UPDATE operation SET status = 'expired', step = 'none', next_at = NULL")
    // Somebody has begun to compare it, and has died.
    await database.sql(`UPDATE register SET run = 'run_cut', lease_until = ${here.simulators.clock.now() + 30_000}`)
    await database.sql(`INSERT INTO register_line SELECT id, run, 'payment 1', 9, NULL FROM register`)
    await database.sql(`INSERT INTO register_finding SELECT id, run, 0, '{"kind": "amount"}' FROM register`)
    const waiting = { ...resource, status: "comparing" }
    expect([await here.compare(resource.id), await here.get(resource.id)]).toEqual([waiting, waiting])
    await here.simulators.clock.advance(30_000)
    expect(await here.get(resource.id)).toEqual(resource)
    expect(findings(await here.compare(resource.id))).toMatchObject([{ kind: "status" }])
    expect([
      await database.sql("SELECT 1 FROM register_line"),
      await database.sql("SELECT 1 FROM register_finding")
    ]).toEqual([[], [{ "?column?": 1 }]])
  })

  it.each([
    ["lines_not_kept", "UPDATE register SET lines_run = NULL"],
    ["not_read", "UPDATE register SET status = 'reading', lease_until = 0, counts = NULL, finished_at = NULL"],
    ["provider_not_configured", "UPDATE register SET instance = 'gone'"]
  ])("cannot be where its reason is %s", async (reason, statement) => {
    const { resource } = await here.import(here.simulators.feennex.admin.register())
    await database.sql(statement)
    const refused = await here.compare(resource.id).catch((error: unknown) => error)
    expect(refused).toMatchObject({ _tag: "NotComparable", reason })
    const none = await here.compare("rg_none").catch((error: unknown) => error)
    expect(none).toMatchObject({ _tag: "NoSuchReport" })
  })
})

describe("a file that cannot be read", () => {
  it.each([
    ["is no register", "a;b\r\n1;2\r\n", /columns of a Feennex register/],
    ["is no text", "%PDF-1.7\n\u0000", /not one of CSV, TSV, XLSX and XLS/]
  ])("because it %s is refused and nothing is kept of it", async (_, text, reason) => {
    await here.payments("order-1")
    const refused = await here.import(text).catch((error: unknown) => error)
    expect(refused).toMatchObject({ _tag: "ReportRefused", path: "file", reason: expect.stringMatching(reason) })
    for (const table of ["register", "register_line", "register_finding", "register_row", "register_difference"]) {
      expect(await database.sql(`SELECT 1 FROM ${table}`)).toEqual([])
    }
  })
})

describe("a long report", () => {
  it("is shown page by page, is kept up to a limit, and counted beyond it", async () => {
    await here.payments("order-1")
    const text = here.simulators.feennex.admin.register()
    const { resource } = await here.import(
      edited(text, ([header = "", line = ""]) => [
        header,
        ...Array.from({ length: 10_050 }, (_, at) =>
          line.replace('"order-1"', `"o-${at}"`).replace(/"\d{9}"/, `"${at + 1}"`)
        )
      ])
    )
    expect(resource).toMatchObject({
      isTruncated: true,
      counts: { entries: 10_050, findings: { missing_here: 10_050 } }
    })
    expect(resource.findings.map(({ line }) => line)).toEqual(Array.from({ length: 20 }, (_, at) => at + 2))
    const lines: Array<number | null> = []
    for (let cursor = resource.nextCursor; cursor !== null; ) {
      const page = await here.get(resource.id, { cursor, limit: 1000 })
      lines.push(...page.findings.map(({ line }) => line))
      cursor = page.nextCursor
    }
    expect(lines).toEqual(Array.from({ length: 9980 }, (_, at) => at + 22))
    expect(await here.get(resource.id, { cursor: "bm9uZQ", limit: 9 })).toMatchObject({
      findings: [],
      nextCursor: null
    })
  })
})
