/**
 * `npm run nightly`: what takes too long for whoever waits for it. Each part runs to its end whatever became of the others,
 * and the exit code is 1 when one of them has failed. `npm run nightly -- soak` runs only the parts with that in their name.
 */
import { spawnSync } from "node:child_process"

interface Part {
  readonly name: string
  readonly command: readonly [string, ...ReadonlyArray<string>]
  readonly env?: Readonly<Record<string, string>>
}

const today = new Date().toISOString().slice(0, 10)

const parts: ReadonlyArray<Part> = [
  {
    name: "the tests, as deep as they go",
    command: ["npx", "turbo", "run", "test", "--concurrency=1", "--force"],
    env: { SWITCHYARD_DEPTH: "full", SWITCHYARD_SCHEDULES: "100000", SWITCHYARD_WALK: "full" }
  },
  {
    name: "soak of the facade's schedules",
    command: ["npm", "run", "soak", "--", "--schedules", "300000"]
  },
  {
    name: "soak of the gateway: kills and incidents on both databases",
    command: [
      "npm",
      "run",
      "soak:gateway",
      "--",
      "--kills",
      "20",
      "--incidents",
      "5",
      "--database",
      "both",
      "--report",
      `bench/results/soak-${today}.md`
    ]
  },
  { name: "mutations of p2p", command: ["npm", "run", "mutate", "-w", "@switchyard/p2p"] },
  { name: "mutations of feennex", command: ["npm", "run", "mutate", "-w", "@switchyard/feennex"] },
  { name: "mutations of stripe", command: ["npm", "run", "mutate", "-w", "@switchyard/stripe"] }
]

const [only] = process.argv.slice(2)
const chosen = parts.filter(({ name }) => only === undefined || name.includes(only))
if (chosen.length === 0) {
  console.error(`no part is named so; there are: ${parts.map(({ name }) => name).join("; ")}`)
  process.exit(64)
}

const failed = chosen.filter(({ command: [program, ...args], env, name }) => {
  console.log(`\n== ${name}`)
  const began = performance.now()
  const { status } = spawnSync(program, args, { stdio: "inherit", env: { ...process.env, ...env } })
  const minutes = ((performance.now() - began) / 60_000).toFixed(1)
  console.log(`== ${name}: ${status === 0 ? "held" : `failed with ${status}`} after ${minutes} minutes`)
  return status !== 0
})
console.log(`\n${chosen.length - failed.length} of ${chosen.length} parts held`)
process.exitCode = failed.length === 0 ? 0 : 1
