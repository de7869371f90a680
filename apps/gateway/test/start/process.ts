/** The gateway as its users start it: a process of its own on free ports and a data directory of the test's. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { createServer } from "node:net"
import { childArguments } from "../../soak/world/child.ts"

/** Ports that nobody listens on. */
export const freePorts = async (count: number): Promise<ReadonlyArray<number>> => {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"))
  await Promise.all(servers.map((server) => once(server, "listening")))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => once(server.close(), "close")))
  return ports
}

/** A started gateway. */
export interface Started {
  readonly child: ChildProcess
  readonly url: string
  readonly p2p: string
  /** Everything it has printed. */
  readonly printed: () => string
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
}

/** How it is started. */
export interface Options {
  /** Arguments of Node.js. */
  readonly args?: ReadonlyArray<string>
  /** What starts it in turn, and becomes it. */
  readonly command?: ReadonlyArray<string>
  /** From the very sources, as users start it, and not from what tests make of them. */
  readonly isFromSources?: boolean
  /** By `npm start` in the root, letter by letter; the child is then npm. */
  readonly isByNpm?: boolean
  readonly until?: string
}

const root = new URL("../../", import.meta.url)

/** What the sandbox prints last, once it listens. */
const whatToTry = "curl -sS"

/** Starts the gateway; resolves once it has printed what to try (or what else is said), or has ended. */
export const start = async (
  env: Readonly<Record<string, string>>,
  { args = [], command = [], isByNpm = false, isFromSources = false, until = whatToTry }: Options = {}
): Promise<Started> => {
  const [port = 0, feennex = 0, p2p = 0, stripe = 0] = await freePorts(4)
  const itself = [
    ...command,
    process.execPath,
    "--conditions=@switchyard/source",
    ...(isFromSources ? [] : childArguments()),
    ...args,
    "src/main.ts"
  ]
  const [program = "", ...rest] = isByNpm ? ["npm", "start"] : itself
  const child = spawn(program, rest, {
    cwd: isByNpm ? new URL("../../", root) : root,
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      PORT: `${port}`,
      FEENNEX_PORT: `${feennex}`,
      P2P_PORT: `${p2p}`,
      STRIPE_PORT: `${stripe}`,
      ...env
    },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let text = ""
  const ended = once(child, "exit").then(([code, signal]) => (code ?? signal) as number | string)
  const listening = new Promise<void>((resolve) => {
    const read = (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes(until)) resolve()
    }
    child.stdout?.on("data", read)
    child.stderr?.on("data", read)
  })
  await Promise.race([listening, ended])
  return { child, url: `http://127.0.0.1:${port}`, p2p: `http://127.0.0.1:${p2p}`, printed: () => text, ended }
}
