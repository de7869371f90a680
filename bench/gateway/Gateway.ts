/** Gateway nodes as they are run in earnest: the app's own `main.ts` with a config file and an environment. */
import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { performance } from "node:perf_hooks"
import { end, keep } from "./Child.ts"
import { freePort } from "./Postgres.ts"
import type { Providers } from "./World.ts"

/** A node that is ready. */
export interface Node {
  readonly port: number
  readonly pid: number
  /** From the start of the process to its first "ready". */
  readonly startMillis: number
  /** Lets it drain, or ends it at once. */
  readonly stop: (signal?: "SIGTERM" | "SIGKILL") => Promise<void>
}

/** Keys enough that their rate limits are far away. */
export const apiKeys = Array.from({ length: 32 }, (_, index) => `sk_bench_${index}`)

/** Writes the config of a gateway into a directory and names the file. */
export const writeConfig = (
  directory: string,
  { feennex, p2p }: Providers,
  receiverPort: number,
  events: ReadonlyArray<string>
): string => {
  const file = join(directory, `config-${new URL(feennex).port}-${events.length}.json`)
  const config = {
    providers: {
      feennex: {
        use: "@switchyard/feennex",
        options: {
          baseUrl: feennex,
          shopId: 112,
          shopCurrency: "USD",
          secretKey: "sandbox_secret",
          payways: { payouts: { card: { RUB: "card_rub" } } },
          statusInterval: "1 second"
        }
      },
      p2p: {
        use: "@switchyard/p2p",
        options: {
          baseUrl: p2p,
          merchant: "sandbox",
          apiKey: "sandbox_api_key",
          signKey: "sandbox_sign_key",
          callbackBaseUrl: { $env: "CALLBACK_URL" }
        }
      }
    },
    routes: { payouts: [{ try: ["feennex", "p2p"] }] },
    apiKeys: apiKeys.map((key, index) => ({
      name: `bench-${index}`,
      sha256: createHash("sha256").update(key).digest("hex")
    })),
    webhooks: [
      {
        url: `http://127.0.0.1:${receiverPort}/hooks`,
        secrets: [`whsec_${Buffer.alloc(32, 1).toString("base64")}`],
        events,
        allowPrivateTargets: true
      }
    ],
    database: { acceptEmbedded: true }
  }
  writeFileSync(file, JSON.stringify(config))
  return file
}

const isReady = async (port: number): Promise<boolean> => {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok
  } catch {
    return false
  }
}

/** The settings of a node. */
export interface Options {
  readonly config: string
  readonly dataDirectory: string
  /** The embedded database when left out. */
  readonly databaseUrl?: string | undefined
  /** Node.js options, such as those of a profile. */
  readonly nodeOptions?: ReadonlyArray<string> | undefined
}

const main = new URL("../../apps/gateway/src/main.ts", import.meta.url).pathname

/** Starts a node and waits until it is ready. */
export const start = async ({ config, dataDirectory, databaseUrl, nodeOptions = [] }: Options): Promise<Node> => {
  const port = await freePort()
  const began = performance.now()
  const child = keep(
    spawn(process.execPath, [...nodeOptions, "--conditions=@switchyard/source", main], {
      env: {
        PATH: process.env.PATH,
        PORT: String(port),
        SWITCHYARD_CONFIG: config,
        SWITCHYARD_DATA_DIR: dataDirectory,
        SWITCHYARD_DATA_KEY: Buffer.alloc(32, 2).toString("base64"),
        CALLBACK_URL: `http://127.0.0.1:${port}`,
        ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl })
      },
      stdio: ["ignore", "ignore", "inherit"]
    })
  )
  while (!(await isReady(port))) {
    if (child.exitCode !== null) throw new Error(`the gateway ended with ${child.exitCode}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return { port, pid: child.pid ?? 0, startMillis: performance.now() - began, stop: (signal) => end(child, signal) }
}
