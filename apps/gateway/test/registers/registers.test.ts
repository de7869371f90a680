/** The whole circle: paid in the simulator, its register imported, everything matched; and each way not to match. */
import { createHash } from "node:crypto"
import { Schema } from "effect"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { RegisterResource } from "../../src/model/Registers.ts"
import { createPayment, payment, payout } from "../worker/support/app.ts"
import { type Database, openEmbedded } from "../worker/support/databases.ts"
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
  missing_here: 0,
  missing_at_provider: 0,
  amount: 0,
  credited: 0,
  debited: 0,
  currency: 0,
  fee: 0,
  status: 0,
  duplicate: 0,
  foreign: 0
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
    const { replayed, resource } = await here.import(here.far.feennex.admin.register())
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

  it("as TSV agrees too, with a refund and another amount than asked for", async () => {
    await here.payments("order-1")
    await here.far.feennex.admin.refund("order-1")
    const { payments } = here
    await payments("order-2")
    await here.app.later(3600)
    const { resource } = await here.import(here.far.feennex.admin.register({ format: "tsv" }))
    expect(resource.counts).toMatchObject({ entries: 2, matched: 2, findings: none })
  })

  it("changes nothing of what it differs from", async () => {
    await here.payments("order-1")
    await here.payouts("payout-1")
    const before = [
      await here.app.run(here.app.core.payments.list({ limit: 9 })),
      await here.app.run(here.app.core.payouts.list({ limit: 9 }))
    ]
    const text = here.far.feennex.admin.register()
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
    const text = here.far.feennex.admin.register()
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
      entries: 5,
      badRows: 1,
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
    const { resource } = await here.import(here.far.feennex.admin.register().replace('"19,13"', '"150,00"'))
    expect(resource.counts).toMatchObject({ matched: 0, notComparable: 0, findings: { ...none, debited: 1 } })
    expect(findings(resource)).toMatchObject([
      { kind: "debited", line: 2, reference: "payout-1", ours: "19.13 USD", theirs: "150.00 USD" }
    ])
  })

  it("in what a payment brought is found where the line agrees in what was asked", async () => {
    await here.payments("order-1")
    await database.sql(`UPDATE operation
      SET results = jsonb_set(results, '{credited}', '{"value": "1439.00", "currency": "RUB"}')`)
    const { resource } = await here.import(here.far.feennex.admin.register())
    expect(findings(resource)).toMatchObject([{ kind: "credited", ours: "1439.00 RUB", theirs: "1440.00 RUB" }])
  })

  it("in the fee is found where a provider has stated one", async () => {
    await here.payments("order-1")
    await database.sql(`UPDATE operation
      SET results = jsonb_set(results, '{fee}', '{"value": "59.00", "currency": "RUB"}')`)
    const { resource } = await here.import(here.far.feennex.admin.register())
    expect(findings(resource)).toMatchObject([{ kind: "fee", ours: "59.00 RUB", theirs: "60.00 RUB" }])
  })

  it("in status is found where the books do not know yet that it was paid", async () => {
    await here.payments("order-1")
    await database.sql("UPDATE operation SET status = 'expired', step = 'none', next_at = NULL")
    const { resource } = await here.import(here.far.feennex.admin.register())
    expect(findings(resource)).toMatchObject([{ kind: "status", line: 2, ours: "expired", theirs: "paid" }])
  })

  it("is what another merchant account holds under the same reference", async () => {
    await here.payments("order-1")
    await database.sql("UPDATE operation SET fingerprint = 'another account'")
    const { resource } = await here.import(here.far.feennex.admin.register())
    expect(findings(resource)).toMatchObject([{ kind: "foreign", line: 2, ours: "held elsewhere" }])
  })

  it("is found by the provider's id where the order number is not ours", async () => {
    await here.payments("order-1")
    const text = here.far.feennex.admin.register().replace('"order-1"', '"made by hand"')
    expect((await here.import(text)).resource.counts).toMatchObject({ matched: 1, findings: none })
  })
})

describe("a payout whose cost nobody has stated", () => {
  const forget = () => database.sql("UPDATE operation SET results = results - 'debited'")

  it("is counted apart, as there is nothing to compare the debit with", async () => {
    await here.payments("order-1")
    await here.payouts("payout-1")
    await forget()
    const { resource } = await here.import(here.far.feennex.admin.register())
    expect(resource.counts).toMatchObject({ entries: 2, matched: 1, notComparable: 1, findings: none })
  })

  it("is compared after a refresh, which asks its provider", async () => {
    await here.payouts("payout-1")
    await forget()
    const { data } = await here.app.run(here.app.core.payouts.list({ limit: 1 }))
    await here.app.run(here.app.core.payouts.refresh(data[0]?.id ?? ""))
    const { resource } = await here.import(here.far.feennex.admin.register())
    expect(resource.counts).toMatchObject({ matched: 1, notComparable: 0, findings: none })
  })

  it("is compared in USDT where its provider has stated it so", async () => {
    await here.payouts("payout-1")
    await forget()
    await database.sql(`UPDATE operation SET results = results || '{"providerAmounts": {"debitedUsdt": "19.130"}}'`)
    const { resource } = await here.import(here.far.feennex.admin.register())
    expect(findings(resource)).toMatchObject([{ kind: "currency", ours: "USDT", theirs: "USD" }])
  })
})

describe("a line with the reference of one operation and the provider's id of another", () => {
  it("is neither: both are missing at the provider", async () => {
    await here.payments("order-1", "order-2")
    const { resource } = await here.import(
      edited(here.far.feennex.admin.register(), ([header = "", first = ""]) => [
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
    const text = here.far.feennex.admin.register().replace("order-1", "order-9")
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
    const text = here.far.feennex.admin.register()
    const { resource } = await here.import(edited(text, ([header = "", first = ""]) => [header, first]))
    expect(findings(resource)).toMatchObject([{ kind: "missing_at_provider", reference: "order-2" }])
    expect(resource.from).toBe(resource.to)
    const all = await here.import(edited(text, ([header = "", first = "", , third = ""]) => [header, first, third]))
    expect(findings(all.resource)).toMatchObject([{ reference: "order-2" }])
    expect([all.resource.from, all.resource.to]).toEqual([resource.from, day(here.far.clock.now())])
  })

  it("can be given, as an empty register has none of its own", async () => {
    await here.payments("order-1")
    const empty = edited(here.far.feennex.admin.register(), ([header = ""]) => [header])
    const today = day(here.far.clock.now())
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
    const refused = await here.import(here.far.feennex.admin.register(), days).catch((error: unknown) => error)
    expect(refused).toMatchObject({ _tag: "RegisterRefused", path })
  })

  it("begin at midnight in UTC+3, three hours before those of UTC", async () => {
    const now = here.far.clock.now()
    const evening = (Math.floor(now / 86_400_000) + 1) * 86_400_000 - 2 * 3_600_000
    await here.far.clock.advance(evening - now)
    await here.payments("order-1")
    const { resource } = await here.import(here.far.feennex.admin.register())
    const tomorrow = new Date(evening + 86_400_000).toISOString().slice(0, 10)
    expect(resource).toMatchObject({ from: tomorrow, to: tomorrow, counts: { matched: 1, findings: none } })
  })

  it("must have what the books have as settled, once, and nothing that is still open", async () => {
    await createPayment(here.app, "order-2")
    await here.payments("order-1")
    await database.sql(`
      INSERT INTO attempt (operation, number, instance, fingerprint, started_at, send_until, outcome)
      SELECT operation, 2, instance, fingerprint, started_at + 1000, send_until, outcome FROM attempt`)
    const empty = edited(here.far.feennex.admin.register(), ([header = ""]) => [header])
    const { resource } = await here.import(empty, { from: "2000-01-01", to: "2099-12-31" })
    expect(findings(resource)).toMatchObject([{ kind: "missing_at_provider", reference: "order-1" }])
  })

  it("have edges at which the neighbouring register may speak of an operation", async () => {
    // Half past eleven in the evening at the provider.
    const now = here.far.clock.now()
    const midnight = Math.ceil((now + 10_800_000) / 86_400_000) * 86_400_000 - 10_800_000
    await here.far.clock.advance(midnight - 1_800_000 - now)
    await here.payments("order-1")
    const empty = edited(here.far.feennex.admin.register(), ([header = ""]) => [header])
    const today = day(midnight - 1)
    const { resource } = await here.import(empty, { from: today, to: today })
    expect(findings(resource)).toMatchObject([{ kind: "missing_at_provider", nearEdge: true }])
  })
})

describe("the same file", () => {
  it("is read once: it has the same id and the same answer, whatever has happened since", async () => {
    await here.payments("order-1")
    const text = here.far.feennex.admin.register()
    const first = await here.import(text)
    await database.sql("UPDATE operation SET status = 'failed', step = 'none', next_at = NULL")
    const second = await here.import(text)
    expect([first.replayed, second.replayed]).toEqual([false, true])
    expect(second.resource).toEqual(first.resource)
  })

  it("is read anew where its report is from before what a payout cost was compared, and that report is kept", async () => {
    await here.payouts("payout-1")
    const text = here.far.feennex.admin.register()
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
      entries: 1,
      badRows: 0,
      matched: 1,
      notComparable: null,
      services: 0,
      findings: { ...none, amount: 2 }
    })
    expect(Schema.decodeUnknownSync(RegisterResource)(report)).toEqual(report)
  })

  it("is read once when it comes many times at once", async () => {
    await here.payments("order-1")
    const text = here.far.feennex.admin.register()
    const all = await Promise.all(Array.from({ length: 8 }, () => here.import(text)))
    expect(all.filter(({ replayed }) => !replayed)).toHaveLength(1)
    expect(new Set(all.map(({ resource }) => resource.id)).size).toBe(1)
    expect(await database.sql("SELECT 1 FROM register")).toHaveLength(1)
  })

  it("is read anew when its reading was cut off, and not before its lease has ended", async () => {
    await here.payments("order-1")
    const text = here.far.feennex.admin.register()
    const { resource } = await here.import(text)
    const lease = here.far.clock.now() + 30_000
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
    await here.far.clock.advance(30_000)
    expect(await here.get(resource.id)).toMatchObject({ status: "interrupted" })
    const again = await here.import(text)
    const { createdAt: _, finishedAt: __, ...same } = resource
    expect(again.resource).toMatchObject(same)
    expect([
      await database.sql("SELECT 1 FROM register_line"),
      await database.sql("SELECT 1 FROM register_finding")
    ]).toEqual([[], []])
  })

  it("under another provider is another register", async () => {
    const refused = await here
      .import(here.far.feennex.admin.register(), { provider: "p2p" })
      .catch((error: unknown) => error)
    expect(refused).toMatchObject({ path: "provider", reason: "issues no registers that can be read" })
    const unknown = await here.import("x", { provider: "nobody" }).catch((error: unknown) => error)
    expect(unknown).toMatchObject({ path: "provider", reason: "is not a configured provider instance" })
  })
})

describe("a file that cannot be read", () => {
  it.each([
    ["is no register", "a;b\r\n1;2\r\n", /columns of a Feennex register/],
    ["ends in the middle", 'HEAD"2024', /no well-formed table/]
  ])("because it %s is refused and nothing is kept of it", async (_, text, reason) => {
    await here.payments("order-1")
    const register = here.far.feennex.admin.register()
    const refused = await here.import(text.replace("HEAD", register)).catch((error: unknown) => error)
    expect(refused).toMatchObject({ _tag: "RegisterRefused", path: "file", reason: expect.stringMatching(reason) })
    for (const table of ["register", "register_line", "register_finding"]) {
      expect(await database.sql(`SELECT 1 FROM ${table}`)).toEqual([])
    }
  })
})

describe("a long report", () => {
  it("is shown page by page, is kept up to a limit, and counted beyond it", async () => {
    await here.payments("order-1")
    const text = here.far.feennex.admin.register()
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
