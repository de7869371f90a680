/**
 * The `switchyard-sandbox` command: reads its options, starts the simulators, says where they listen, and stops on a
 * signal. Everything it can do is in `--help`.
 */
import { readFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { describe } from "./AdminHttp.ts"
import { adminRoutes, defaultShop } from "./feennex/Feennex.ts"
import * as Sandbox from "./Sandbox.ts"

const usageError = 64

const options = {
  host: { type: "string", default: "127.0.0.1" },
  "feennex-port": { type: "string", default: "8081" },
  "feennex-shop": { type: "string", default: defaultShop.id },
  "feennex-secret": { type: "string", default: defaultShop.secret },
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", short: "v", default: false }
} as const

const help = (): string => `switchyard-sandbox: simulated payment providers on this machine.

Usage: switchyard-sandbox [options]

  --host <address>          where to listen (default ${options.host.default})
  --feennex-port <port>     Feennex (default ${options["feennex-port"].default}; 0 takes any free port)
  --feennex-shop <id>       the shop's id (default ${options["feennex-shop"].default})
  --feennex-secret <text>   the shop's secret key (default ${options["feennex-secret"].default})
  -h, --help                this text
  -v, --version             the version

The simulator keeps a ledger of what it really paid and received, checks signatures itself, moves payouts
through 1 -> 3 -> 5 within five seconds, and lets payments wait for their payer. Callbacks go to loopback
hosts only. Scripts, faults, time and everything it saw are under /_sandbox on the same port:

  # the payer of order-1 pays what was asked, or another amount
  curl -X POST http://127.0.0.1:8081/_sandbox/payments/order-1/pay
  curl -X POST http://127.0.0.1:8081/_sandbox/payments/order-1/pay -d '{"amount": "50.00"}'

  # the next payout is carried out, but its answer is lost
  curl -X POST http://127.0.0.1:8081/_sandbox/faults \\
    -d '{"fault": {"kind": "resetAfter"}, "endpoint": "/withdraw/create"}'

  # the payout with this reference will be rejected after two seconds
  curl -X POST http://127.0.0.1:8081/_sandbox/plans -d '{"kind": "payout", "reference": "payout-1",
    "steps": [{"status": 3, "after": 0}, {"status": 6, "after": 2000, "rejectedReason": "No such card"}]}'

  # the next success callback arrives twice; an hour passes; what was really paid?
  curl -X POST http://127.0.0.1:8081/_sandbox/callbacks/scripts -d '{"script": {"copies": 2}}'
  curl -X POST http://127.0.0.1:8081/_sandbox/clock/advance -d '{"ms": 3600000}'
  curl http://127.0.0.1:8081/_sandbox/ledger

All routes:

${describe(adminRoutes())
  .map((line) => `  ${line}`)
  .join("\n")}

Faults: error {code?, message?, status?}, refuse, resetBefore, resetAfter, silentBefore, silentAfter, truncate,
html {status?, acts?}, answer {status?, body, contentType?, acts?}, delay {ms, when?}, rateLimit {retryAfter}.`

const version = (): string => {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))
  const isManifest = typeof manifest === "object" && manifest !== null && "version" in manifest
  return isManifest ? String(manifest.version) : "unknown"
}

const refuse = (message: string): void => {
  console.error(`switchyard-sandbox: ${message}\nTry switchyard-sandbox --help.`)
  process.exitCode = usageError
}

const portOf = (text: string): number | undefined => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  return port <= 65535 ? port : undefined
}

const run = async (host: string, port: number, id: string, secret: string): Promise<void> => {
  const sandbox = await Sandbox.start({ host, feennex: { port, shops: [{ id, secret }] } })
  const stop = (): void => {
    sandbox.close().then(() => {
      process.exitCode = 0
    })
  }
  process.once("SIGTERM", stop)
  process.once("SIGINT", stop)
  console.log(`Feennex  ${sandbox.feennex.url}  (shop ${id}; admin under ${sandbox.feennex.url}/_sandbox)`)
}

/** Runs the command with its arguments; ends the process only through its exit code. */
export const main = async (args: ReadonlyArray<string>): Promise<void> => {
  let values: ReturnType<typeof read>
  try {
    values = read(args)
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
  if (values.help) return console.log(help())
  if (values.version) return console.log(version())
  const port = portOf(values["feennex-port"])
  if (port === undefined) return refuse(`--feennex-port ${values["feennex-port"]} is no port`)
  try {
    await run(values.host, port, values["feennex-shop"], values["feennex-secret"])
  } catch (error) {
    console.error(`switchyard-sandbox: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  }
}

const read = (args: ReadonlyArray<string>) => parseArgs({ args: [...args], options, strict: true }).values
