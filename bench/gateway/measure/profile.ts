/**
 * The gateway's own processor time by part while it processes payouts: a sampling profile of a loaded node, each
 * sample given to the first frame up its stack that belongs to a part with a name.
 */
import { mkdirSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import * as Bench from "../Bench.ts"

/** A part and its share of the busy time, from 0 to 1. */
export interface Share {
  readonly part: string
  readonly share: number
}

interface Frame {
  readonly functionName: string
  readonly url: string
}

interface Profile {
  readonly nodes: ReadonlyArray<{
    readonly id: number
    readonly callFrame: Frame
    readonly children?: ReadonlyArray<number>
  }>
  readonly samples: ReadonlyArray<number>
  readonly timeDeltas: ReadonlyArray<number>
}

const parts: ReadonlyArray<readonly [RegExp, string]> = [
  [
    /\/sql-pg\/|\/effect\/dist\/sql\/|gateway\/src\/store\/|\/effect\/dist\/Pool/,
    "database client (statements, protocol, rows)"
  ],
  [/\/effect\/dist\/(?:Schema|internal\/schema)/, "schemas"],
  [/webhooks\/Sender|node:_http_client|node:_http_agent/, "HTTP to the merchant"],
  [/undici|\/ky\/|core\/src\/http\//, "HTTP to providers"],
  [/node:_http|platform-node|\/effect\/dist\/http|gateway\/src\/http\//, "HTTP server"],
  [/node:internal\/crypto|security\/seal|src\/vault|Signature/, "crypto (sealing, signing, hashes)"],
  [/racer|telemetry|\/effect\/dist\/Metric/, "tracing and metrics"],
  [/packages\/(?:core|feennex|facade|p2p)\//, "adapters, facade and core"],
  [/gateway\/src\/(?:lifecycle|operations|webhooks|health)\//, "lifecycle and operations of the gateway"],
  [/\/effect\/dist\//, "Effect's runtime (fibers, layers, scheduling)"]
]

const partOf = ({ functionName, url }: Frame): string | undefined => {
  if (functionName === "(garbage collector)") return "garbage collection"
  return url === "" ? undefined : parts.find(([pattern]) => pattern.test(url))?.[1]
}

const sharesOf = ({ nodes, samples, timeDeltas }: Profile, fromMicros: number): ReadonlyArray<Share> => {
  const frames = new Map(nodes.map(({ callFrame, id }) => [id, callFrame]))
  const parents = new Map(nodes.flatMap(({ children = [], id }) => children.map((child) => [child, id] as const)))
  const micros = new Map<string, number>()
  let at = 0
  let busy = 0
  for (const [index, sample] of samples.entries()) {
    const delta = timeDeltas[index] ?? 0
    at += delta
    if (at < fromMicros || frames.get(sample)?.functionName === "(idle)") continue
    busy += delta
    let part: string | undefined
    for (let id: number | undefined = sample; id !== undefined && part === undefined; id = parents.get(id)) {
      const frame = frames.get(id)
      part = frame === undefined ? undefined : partOf(frame)
    }
    const name = part ?? "Node.js itself (sockets, streams, timers)"
    micros.set(name, (micros.get(name) ?? 0) + delta)
  }
  return [...micros].map(([part, spent]) => ({ part, share: spent / busy })).toSorted((a, b) => b.share - a.share)
}

/** Takes a profile of a node of its own. */
export const profile = async (bench: Bench.Bench): Promise<ReadonlyArray<Share>> => {
  const directory = join(bench.directory, "profile")
  mkdirSync(directory)
  const databaseUrl = await bench.postgres.create("profiled")
  const node = await Bench.node(bench, { databaseUrl, nodeOptions: ["--cpu-prof", `--cpu-prof-dir=${directory}`] })
  const began = performance.now()
  await Bench.processAll(bench, [node], { count: 1000 })
  const warm = (node.startMillis + performance.now() - began) * 1000
  await Bench.processAll(bench, [node], { count: bench.isQuick ? 1500 : 4000 })
  await node.stop()
  const [file = ""] = readdirSync(directory)
  // Node.js writes its profiles in this form.
  const taken: Profile = JSON.parse(readFileSync(join(directory, file), "utf8"))
  return sharesOf(taken, warm)
}
