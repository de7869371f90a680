/**
 * The `switchyard-sandbox` command: reads its options, starts the simulators, prints where they listen, and stops on a
 * signal. Everything it can do is in `--help`.
 */
import { readFileSync } from "node:fs"
import { parseArgs } from "node:util"
import * as Feennex from "./feennex/Feennex.ts"
import { help, options } from "./internal/help.ts"
import * as Sandbox from "./Sandbox.ts"
import * as Stripe from "./stripe/Stripe.ts"

const usageError = 64

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

type Values = ReturnType<typeof read>

const stripeOf = (values: Values): Stripe.Options => {
  const key = values["stripe-key"]
  const url = values["stripe-webhook-url"]
  const endpoint = { url: url ?? "", secrets: [values["stripe-webhook-secret"]], livemode: key.includes("_live_") }
  return {
    accounts: [{ ...Stripe.defaultAccount, keys: [...new Set([key, ...(Stripe.defaultAccount.keys ?? [])])] }],
    endpoints: url === undefined ? [] : [endpoint]
  }
}

const ports = ["feennex-port", "p2p-port", "stripe-port"] as const

const run = async (values: Values, feennexPort: number, p2pPort: number, stripePort: number): Promise<void> => {
  const shop = { id: values["feennex-shop"], secret: values["feennex-secret"] }
  const merchant = {
    name: values["p2p-merchant"],
    apiKey: values["p2p-api-key"],
    signKey: values["p2p-sign-key"]
  }
  const settings = { standartSign: values["p2p-template"] ?? null, pollingAgreed: values["p2p-polling-agreed"] }
  const { feennex, p2p, stripe, close } = await Sandbox.start({
    host: values.host,
    feennex: { port: feennexPort, shops: [shop], settings: values.steady ? {} : Feennex.lifelike },
    p2p: { port: p2pPort, merchants: [merchant], settings },
    stripe: { port: stripePort, ...stripeOf(values) }
  })
  // While all providers are off line nothing else keeps the process alive.
  const awake = setInterval(() => undefined, 2 ** 30)
  const stop = (): void => {
    clearInterval(awake)
    close().then(() => {
      process.exitCode = 0
    })
  }
  process.once("SIGTERM", stop)
  process.once("SIGINT", stop)
  console.log(`Feennex  ${feennex.url}  (shop ${shop.id}; admin under ${feennex.url}/_sandbox)`)
  console.log(`P2P      ${p2p.url}  (merchant ${merchant.name}; admin under ${p2p.url}/_sandbox)`)
  console.log(`Stripe   ${stripe.url}  (key ${values["stripe-key"]}; admin under ${stripe.url}/_sandbox)`)
}

/** Runs the command with its arguments; ends the process only through its exit code. */
export const main = async (args: ReadonlyArray<string>): Promise<void> => {
  let values: Values
  try {
    values = read(args)
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
  if (values.help) return console.log(help())
  if (values.version) return console.log(version())
  const wrong = ports.find((name) => portOf(values[name]) === undefined)
  if (wrong !== undefined) return refuse(`--${wrong} ${values[wrong]} is no port`)
  const [feennexPort = 0, p2pPort = 0, stripePort = 0] = ports.map((name) => portOf(values[name]))
  try {
    await run(values, feennexPort, p2pPort, stripePort)
  } catch (error) {
    console.error(`switchyard-sandbox: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  }
}

const read = (args: ReadonlyArray<string>) => parseArgs({ args: [...args], options, strict: true }).values
