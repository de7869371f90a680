/**
 * Nodes of the gateway as real processes, each with a fence directory of its own, and both simulated providers, which are
 * as quick as they can be. The database is the test's.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { config } from "../../../soak/world/config.ts"
import * as Gateway from "../../../soak/world/gateway.ts"
import { freePorts } from "../../../soak/world/ports.ts"
import * as Simulators from "../../../soak/world/simulators.ts"

/** What a test needs. */
export interface Options {
  readonly nodes: number
  readonly databaseUrl: string
  /** Whether the config promises that only a synchronous standby ever becomes the primary. */
  readonly isSynchronous?: boolean | undefined
  /** The P2P platform is somewhere that nobody reaches, instead of on this machine. */
  readonly isRemote?: boolean | undefined
}

/** A node, and where it keeps what must not be lost with the database. */
export interface Node extends Gateway.Gateway {
  readonly fence: string
  /** The same node with other variables, once this one has ended. */
  readonly with: (env: Readonly<Record<string, string>>) => Node
}

/** Nodes and providers. */
export interface World {
  readonly simulators: Simulators.Simulators
  /** Not started yet. */
  readonly nodes: readonly [Node, ...ReadonlyArray<Node>]
  readonly close: () => Promise<void>
}

const unreachable = "https://platform.invalid"

const politeness = { payoutStatusInterval: 500, invoiceCheckInterval: 500 }

const hurry = async ({ feennex, p2p }: Simulators.Simulators) => {
  const steps = [1, 3, 5].map((status, index) => ({ status, after: index * 100 }))
  await feennex.post("plans", { kind: "payout", steps, times: null })
  await p2p.post("plans", { steps: [{ status: "successful", after: 200 }], times: null })
}

/** Starts the providers, and prepares the nodes. */
export const openWorld = async ({
  databaseUrl,
  isRemote = false,
  isSynchronous,
  nodes: count
}: Options): Promise<World> => {
  const directory = mkdtempSync(join(tmpdir(), "switchyard-test-"))
  const [feennexPort = 0, p2pPort = 0, ...ports] = await freePorts(2 + count)
  const simulators = await Simulators.start([feennexPort, p2pPort], politeness)
  await hurry(simulators)
  const configFile = join(directory, "switchyard.json")
  const places = {
    feennex: simulators.feennex.url,
    p2p: isRemote ? unreachable : simulators.p2p.url,
    statusInterval: "1 second"
  }
  const database = isSynchronous === undefined ? {} : { database: { synchronous: isSynchronous } }
  writeFileSync(configFile, JSON.stringify({ ...config(places), ...database }))

  const started: Array<Node> = []
  const make = (name: string, port: number, env: Readonly<Record<string, string>>): Node => {
    const fence = join(directory, name)
    const gateway = Gateway.make({
      name,
      port,
      configFile,
      database: { DATABASE_URL: databaseUrl, SWITCHYARD_FENCE_DIR: fence, ...env },
      ahead: () => 0
    })
    const node = { ...gateway, fence, with: (more: Readonly<Record<string, string>>) => make(name, port, more) }
    started.push(node)
    return node
  }
  const [first = 0, ...others] = ports
  return {
    simulators,
    nodes: [make("node-1", first, {}), ...others.map((port, index) => make(`node-${index + 2}`, port, {}))],
    close: async () => {
      await Promise.all(started.map((each) => each.kill()))
      await simulators.close()
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}
