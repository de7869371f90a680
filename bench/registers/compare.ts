/**
 * A process of its own that has the gateway compare one settlement report with its ledger, in the embedded database, and prints what
 * that took, as JSON. Every second line is in the ledger; the ledger has as many operations again that no line speaks of.
 */
import { createHash } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Switchyard } from "@switchyard/facade"
import { Context, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { SettlementReports } from "../../apps/gateway/src/model/SettlementReports.ts"
import * as Importing from "../../apps/gateway/src/settlement/Importing.ts"
import * as Pulling from "../../apps/gateway/src/settlement/Pulling.ts"
import * as Embedded from "../../apps/gateway/src/store/Embedded.ts"
import { shopId } from "./files.ts"
import { measure } from "./usage.ts"

const [path = "", expected = "0"] = process.argv.slice(2)
const rows = Number(expected)
const directory = mkdtempSync(join(tmpdir(), "switchyard-bench-"))

const config = {
  providers: {
    feennex: {
      use: "@switchyard/feennex",
      options: {
        baseUrl: "http://127.0.0.1:8081",
        shopId,
        shopCurrency: "RUB",
        secretKey: "secret",
        payways: { payments: { bank_transfer: { RUB: "bank_h2h_rub" } } }
      }
    }
  },
  routes: { payments: [{ try: ["feennex"] }] }
}

// In the day of the report's lines.
const sentAt = Date.parse("2024-04-19T10:00:00Z")

const ledger = (fingerprint: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    yield* sql`
      INSERT INTO operation (id, kind, reference, idempotency_key, body_digest, status, step, version, attempts, provider,
        fingerprint, provider_reference, created_at, updated_at, request, sealed, facts, results)
      SELECT 'pm_' || n, 'payment', CASE n % 2 WHEN 0 THEN 'order-' || n ELSE 'other-' || n END, 'key-' || n, '', 'paid',
        'none', 9, 1, 'feennex', ${fingerprint}, (500000000 + n)::text, ${sentAt}, ${sentAt},
        '{"amount": {"value": "1500.00", "currency": "RUB"}}'::jsonb, ''::bytea, '{}'::jsonb,
        '{"credited": {"value": "1440.00", "currency": "RUB"}}'::jsonb
      FROM generate_series(0, ${rows - 1}) n WHERE n % 2 = 0
      UNION ALL
      SELECT 'pm_x' || n, 'payment', 'unseen-' || n, 'keyx-' || n, '', 'paid', 'none', 9, 1, 'feennex', ${fingerprint},
        (900000000 + n)::text, ${sentAt}, ${sentAt}, '{"amount": {"value": "1500.00", "currency": "RUB"}}'::jsonb, ''::bytea, '{}'::jsonb, '{}'::jsonb
      FROM generate_series(0, ${rows - 1}) n WHERE n % 2 = 0`
    yield* sql`
      INSERT INTO attempt (operation, number, instance, fingerprint, started_at, send_until, ended_at, outcome)
      SELECT id, 1, 'feennex', fingerprint, created_at, created_at, created_at, 'Accepted' FROM operation`
    yield* sql.unsafe("ANALYZE")
  })

// With its tables.
const database = Embedded.layer(directory)

const program = Effect.gen(function* () {
  const switchyard = yield* Switchyard.make(config, { load: (name) => import(name) })
  yield* ledger(switchyard.instances[0]?.fingerprint ?? "")
  const context = yield* Layer.build(
    Importing.layer.pipe(
      Layer.provide(Pulling.layer({ isRunning: false })),
      Layer.provide(Layer.succeed(Switchyard.Switchyard, switchyard))
    )
  )
  const registers = Context.get(context, SettlementReports)
  const digest = createHash("sha256").update(readFileSync(path)).digest("base64url")
  const usage = yield* Effect.promise(() =>
    measure(async (look) => {
      const timer = setInterval(look, rows > 10_000 ? 500 : 20)
      const { resource } = await Effect.runPromise(
        registers.import({ provider: "feennex", path, digest }, { limit: 1 })
      ).finally(() => clearInterval(timer))
      const { entries = 0, findings, matched = 0 } = resource.counts ?? {}
      const half = Math.ceil(rows / 2)
      const isRight =
        matched === half && findings?.missing_here === rows - half && findings.missing_at_provider === half
      if (!isRight) throw new Error(`compared wrongly: ${JSON.stringify(resource.counts)}`)
      return entries
    })
  )
  console.log(JSON.stringify(usage))
})

await Effect.runPromise(Effect.scoped(Effect.provide(program, database)))
rmSync(directory, { recursive: true, force: true })
