/** What is printed once the gateway listens: what to open, whether a recovery goes on, and one `curl` to try. */
import { Effect } from "effect"
import { HttpServer } from "effect/http"
import { OperationRunner } from "../operations/OperationRunner.ts"
import { notice } from "./recovery.ts"
import { apiKey, type Places, shown } from "./sandboxWorld.ts"
import type { Settings } from "./settings.ts"

const example = (url: string): string =>
  [
    `curl -sS ${url}/v1/payouts \\`,
    `  -H 'Authorization: Bearer ${apiKey}' \\`,
    "  -H 'Content-Type: application/json' -H \"Idempotency-Key: try-$(date +%s)\" \\",
    `  -d "{\\"reference\\":\\"try-$(date +%s)\\",\\"amount\\":{\\"value\\":\\"1500.00\\",\\"currency\\":\\"RUB\\"},` +
      '\\"destination\\":{\\"type\\":\\"card\\",\\"number\\":\\"4111111111111111\\"},\\"recipientEmail\\":\\"a@b.example\\"}"'
  ].join("\n")

/** Prints it. */
export const banner = Effect.fnUntraced(function* (settings: Settings, sandbox: Places | undefined) {
  const { address } = yield* HttpServer.HttpServer
  const url = `http://${settings.host}:${"port" in address ? address.port : settings.port}`
  const where = settings.databaseUrl === undefined ? `embedded, in ${settings.dataDirectory}` : "PostgreSQL"
  console.log(`The gateway listens on ${url} (database: ${where}).`)
  console.log(`  ${url}/docs      the interface, to read and try`)
  console.log(`  ${url}/metrics   what it does, in figures`)
  // A database that is away for a moment now ends nothing; the log has it already.
  const recovery = yield* Effect.catchTag((yield* OperationRunner).store.recovery, "StoreUnavailable", () =>
    Effect.succeed(undefined)
  )
  if (recovery !== undefined) console.log(`\n${notice(recovery)}\n`)
  if (sandbox === undefined) return
  for (const { title, url } of shown(sandbox)) console.log(`  ${url}/_sandbox  ${title}`)
  console.log(`\nCreate a payout, then read it and its timeline under /v1/payouts/<id>:\n\n${example(url)}\n`)
})
