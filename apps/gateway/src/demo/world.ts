/** The world of `npm start` as a process of its own, on free ports and with a data directory that is thrown away. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { type AddressInfo, createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** Where the gateway and the simulators listen. */
export interface Addresses {
  readonly gateway: string
  readonly feennex: string
  readonly p2p: string
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  await once(server.close(), "close")
  return port
}

/**
 * Starts it; disposing of it drains the gateway and removes what it stored. Rejects with what was printed. `more` gives
 * variables that it needs beside its ports, such as those of another config.
 */
export const start = async (
  more: (addresses: Addresses) => Promise<Readonly<Record<string, string>>> = async () => ({})
): Promise<Addresses & AsyncDisposable> => {
  const directory = await mkdtemp(join(tmpdir(), "switchyard-demo-"))
  const [port, feennex, p2p] = await Promise.all([freePort(), freePort(), freePort()])
  const at = (of: number) => `http://127.0.0.1:${of}`
  const addresses = { gateway: at(port), feennex: at(feennex), p2p: at(p2p) }
  const child = spawn(process.execPath, ["--conditions=@switchyard/source", "src/main.ts"], {
    cwd: new URL("../../", import.meta.url),
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      PORT: `${port}`,
      FEENNEX_PORT: `${feennex}`,
      P2P_PORT: `${p2p}`,
      SWITCHYARD_DATA_DIR: directory,
      ...(await more(addresses))
    },
    stdio: ["ignore", "pipe", "pipe"]
  })
  const ended = once(child, "exit")
  const dispose = async () => {
    child.kill("SIGTERM")
    await ended
    await rm(directory, { recursive: true, force: true })
  }
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
  if (!isUp) {
    await rm(directory, { recursive: true, force: true })
    throw new Error(`the gateway did not start: ${printed}`)
  }
  return { ...addresses, [Symbol.asyncDispose]: dispose }
}
