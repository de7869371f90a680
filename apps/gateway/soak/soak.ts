/**
 * Kills gateways and everything around them for a long time: `npm run soak:gateway -- --kills 20 --database both`. It
 * tells what happens as it happens and ends with 1 when a law was broken, with the story of how that came about.
 *
 *   --kills N        gateways killed in each run, 20 when left out
 *   --database NAME  embedded, postgres or both (the default)
 *   --nodes N        gateways on PostgreSQL, 3 when left out; the embedded database has one
 *   --clients N      merchant's clients at once, 8 when left out
 *   --incidents N    of each incident after them (a standby promoted, a black hole, a wrong clock, a slow neighbour, a flood of
 *                    forged callbacks, a full disk), none when left out
 *   --offline N      seconds that the providers are off line, 60 when left out
 *   --seed N         the seed of all choices, a random one when left out
 *   --report FILE    also writes the figures there, as Markdown
 */
import { availableParallelism } from "node:os"
import { resolve } from "node:path"
import { parseArgs } from "node:util"
import { writePage } from "../../../scripts/page.ts"
import { deck } from "./incidents/deck.ts"
import { run } from "./run.ts"
import * as Story from "./story.ts"
import { failure, figures } from "./verdict/report.ts"
import type { Kind } from "./world/databases.ts"

const usageError = 64

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "20" },
    database: { type: "string", default: "both" },
    nodes: { type: "string", default: "3" },
    clients: { type: "string", default: "8" },
    incidents: { type: "string", default: "0" },
    offline: { type: "string", default: "60" },
    seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
    report: { type: "string" }
  }
})

const refuse = (message: string): never => {
  console.error(message)
  return process.exit(usageError)
}

const wholeNumber = (name: "kills" | "nodes" | "clients" | "incidents" | "offline" | "seed"): number => {
  const number = Number(values[name])
  return Number.isSafeInteger(number) && number >= 0 ? number : refuse(`--${name} must be a whole number`)
}

const kinds: Readonly<Record<string, ReadonlyArray<Kind>>> = {
  embedded: ["embedded"],
  postgres: ["postgres"],
  both: ["embedded", "postgres"]
}
const databases = kinds[values.database] ?? refuse("--database must be embedded, postgres or both")

const [kills, seed] = [wholeNumber("kills"), wholeNumber("seed")]
const chapters: Array<string> = []

for (const database of databases) {
  const nodes = database === "embedded" ? 1 : wholeNumber("nodes")
  const incidents = deck(kills, database, wholeNumber("incidents"))
  const story = Story.make(console.log)
  const outcome = await run(
    {
      seed,
      database,
      nodes,
      incidents,
      clients: wholeNumber("clients"),
      ordersBetween: 30,
      failOvers: database === "postgres" ? wholeNumber("incidents") : 0,
      offlineMillis: wholeNumber("offline") * 1000,
      isPatient: true
    },
    story
  )
  if (outcome.broken.length > 0) {
    console.error(failure(outcome, story))
    process.exit(1)
  }
  const counts = [...Map.groupBy(incidents, (incident) => incident)].map(
    ([incident, all]) => `${incident} ${all.length}×`
  )
  const lines = [`incidents: ${counts.join(", ")}`, ...figures(outcome), "every law held"]
  console.log(lines.join("\n"))
  chapters.push(
    [
      `## ${database}, ${nodes} ${nodes === 1 ? "node" : "nodes"}, seed ${seed}`,
      "",
      ...lines.map((line) => `- ${line}`)
    ].join("\n")
  )
}

if (values.report !== undefined) {
  const date = new Date().toISOString().slice(0, 10)
  const machine = `Node.js ${process.versions.node}, ${availableParallelism()} cores, everything on one machine.`
  // Where the command was given, and not where npm runs it.
  const file = resolve(process.env.INIT_CWD ?? ".", values.report)
  writePage(file, [`# Soak of the gateway, ${date}`, machine, ...chapters].join("\n\n"))
}
