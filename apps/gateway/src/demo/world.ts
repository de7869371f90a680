/**
 * The world of the demo: the gateway as a process of its own, on a free port and with a data directory that is thrown away. Its
 * providers are in this process, which can say what happens there; it has nothing of the gateway but its address.
 */
import { spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { type AddressInfo, createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { environment, names, optionsOf, type Places } from "../start/sandboxWorld.ts"
import * as Bank from "./bank.ts"
import { config as demo } from "./config.ts"

/** Where the gateway and the simulators listen, and the bank itself. */
export interface World {
  readonly gateway: string
  readonly simulators: Places
  readonly bank: Bank.Bank
}

/** What may be chosen; the demo's own where it is left out. */
export interface Options {
  readonly config?: unknown
  /** Called with the empty data directory before the gateway is started. */
  readonly prepare?: (directory: string) => Promise<void>
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  await once(server.close(), "close")
  return port
}

const startGateway = async (variables: Readonly<Record<string, string>>) => {
  const child = spawn(process.execPath, ["--conditions=@switchyard/source", "src/main.ts"], {
    cwd: new URL("../../", import.meta.url),
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...variables },
    stdio: ["ignore", "pipe", "pipe"]
  })
  const ended = once(child, "exit")
  let printed = ""
  const listening = new Promise<boolean>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        printed += chunk.toString()
        if (printed.includes("The gateway listens on")) resolve(true)
      })
    }
  })
  const isUp = await Promise.race([listening, ended.then(() => false)])
  if (!isUp) throw new Error(`the gateway did not start: ${printed}`)
  return async () => {
    child.kill("SIGTERM")
    await ended
  }
}

/**
 * Starts it; disposing of it drains the gateway, ends the providers and removes what was stored. Rejects with what the gateway
 * has printed where that does not start.
 */
export const start = async ({ config = demo, prepare }: Options = {}): Promise<World & AsyncDisposable> => {
  const endings: Array<() => Promise<unknown>> = []
  // In the opposite order: nobody asks a provider that is gone.
  const end = async () => {
    for (const each of endings.splice(0).reverse()) await each()
  }
  try {
    const directory = await mkdtemp(join(tmpdir(), "switchyard-demo-"))
    endings.push(() => rm(directory, { recursive: true, force: true }))
    const [file, data] = [join(directory, "config.json"), join(directory, "data")]
    await writeFile(file, JSON.stringify(config))
    await prepare?.(data)
    const Simulators = await import("../start/simulators.ts")
    const port = await freePort()
    // On any free ports; the database is as new as they are, so they may count from the beginning.
    const ports = names.map((name) => [name, 0] as const)
    const { close, places } = await Simulators.start(optionsOf(ports, { countFrom: 0, gatewayPort: port }))
    endings.push(close)
    const gateway = `http://127.0.0.1:${port}`
    const bank = await Bank.open(gateway)
    endings.push(bank.close)
    const stop = await startGateway({
      ...environment(places, port),
      ...bank.environment,
      PORT: `${port}`,
      SWITCHYARD_CONFIG: file,
      SWITCHYARD_DATA_DIR: data,
      SWITCHYARD_DATA_KEY: randomBytes(32).toString("base64")
    })
    endings.push(stop)
    return { gateway, simulators: places, bank, [Symbol.asyncDispose]: end }
  } catch (error) {
    await end()
    throw error
  }
}
