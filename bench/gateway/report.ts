/** The results as Markdown: the table with its targets, where and when it was measured, and what the time is spent on. */
import { availableParallelism, cpus, totalmem } from "node:os"
import type { Nodes } from "./measure/nodes.ts"
import type { Open } from "./measure/open.ts"
import type { Plan } from "./measure/plans.ts"
import type { Share } from "./measure/profile.ts"
import type { Starting } from "./measure/starting.ts"
import type { Round, Throughput } from "./measure/throughput.ts"
import { median } from "./numbers.ts"

/** Everything that was measured. */
export interface Results {
  readonly throughput: Throughput
  readonly open: Open
  readonly nodes: Nodes
  readonly starting: Starting
  readonly shares: ReadonlyArray<Share>
  readonly postgresVersion: string
  readonly load: { readonly before: number; readonly after: number }
  readonly seconds: number
  readonly isQuick: boolean
}

const count = (value: number): string => Math.round(value).toLocaleString("en")
const percent = (value: number): string => `${(value * 100).toFixed(0)} %`
const times = (value: number): string => `${value.toFixed(2)} ×`
const millis = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`

const of = (rounds: ReadonlyArray<Round>, take: (round: Round) => number): number => median(rounds.map(take))

const verdict = (isMet: boolean): string => (isMet ? "met" : "**short**")

const machine = ({ postgresVersion }: Results): string => {
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? "unknown"}), ${memory} GiB, ${process.platform} ${process.arch}, Node.js ${process.version}, PostgreSQL ${postgresVersion}`
}

const table = ({ nodes, open, starting, throughput }: Results): ReadonlyArray<string> => {
  const { atHalf, memoryMegabytes, rounds } = throughput
  const accepted = of(rounds, (round) => round.accepted / round.base)
  const polled = of(rounds, (round) => round.polled / round.base)
  const calledBack = of(rounds, (round) => round.calledBack / round.base)
  const strict = (take: (round: Round) => number) => percent(of(rounds, (round) => take(round) / round.oneStatement))
  return [
    "| | measured | target | |",
    "| --- | --- | --- | --- |",
    `| base: the same two inserts in one transaction by \`pg\`, 32 at once | ${count(of(rounds, ({ base }) => base))}/s | | |`,
    `| the same two inserts as one statement (a stricter base) | ${count(of(rounds, ({ oneStatement }) => oneStatement))}/s | | |`,
    `| 1. payouts accepted (durable, 201), 32 at once | ${count(of(rounds, (round) => round.accepted))}/s = ${percent(accepted)} of the base (${strict((round) => round.accepted)} of the stricter one) | ≥ 40 % | ${verdict(accepted >= 0.4)} |`,
    `| 2. processed to the end, polled: accepted → sent → polled → paid → webhook | ${count(of(rounds, (round) => round.polled))}/s = ${percent(polled)} (${strict((round) => round.polled)}) | ≥ 10 %, aim 20 % | ${verdict(polled >= 0.1)}${polled >= 0.2 ? ", aim met" : ""} |`,
    `| 2. processed to the end, called back: accepted → sent → callback → read → paid → webhook | ${count(of(rounds, (round) => round.calledBack))}/s = ${percent(calledBack)} (${strict((round) => round.calledBack)}) | ≥ 10 %, aim 20 % | ${verdict(calledBack >= 0.1)}${calledBack >= 0.2 ? ", aim met" : ""} |`,
    `| 3. one more payout with ${count(open.manyCount)} open ones against 1,000 | ${times(open.wallRatio)} in time (${millis(open.few.wall)} → ${millis(open.many.wall)}), ${times(open.processorRatio)} in processor time (PostgreSQL ${millis(open.few.postgres)} → ${millis(open.many.postgres)}) | ≤ 1.3 × | ${verdict(open.wallRatio <= 1.3)} |`,
    `| 4. two nodes against one, providers 250 ms away, 64 workers a node | ${count(nodes.one)}/s → ${count(nodes.two)}/s = ${times(nodes.ratio)} | ≥ 1.6 × | ${verdict(nodes.ratio >= 1.6)} |`,
    `| 5. accepting at half load (${count(atHalf.perSecond)} payouts/s, each processed to the end) | p50 ${millis(atHalf.p50)}, p99 ${millis(atHalf.p99)} | | |`,
    `| 5. memory of the gateway at full load | ${count(memoryMegabytes)} MiB | | |`,
    `| 5. start to ready, PostgreSQL | ${count(starting.postgresNew)} ms new, ${count(starting.postgresUsed)} ms used (${count(starting.postgresMegabytes)} MiB) | | |`,
    `| 5. start to ready, embedded database | ${count(starting.embeddedNew)} ms new, ${count(starting.embeddedUsed)} ms used (${count(starting.embeddedMegabytes)} MiB) | | |`
  ]
}

const costOf = (cost: Readonly<Record<string, number>>): string =>
  Object.entries(cost)
    .map(([name, value]) => `${name} ${value.toFixed(2)} ms`)
    .join(", ")

// Why the aim is where it is: what the processes take together bounds what the cores can process.
const bound = ({ throughput: { cost, rounds } }: Results): string => {
  const whole = Object.values(cost).reduce((sum, each) => sum + each, 0)
  const most = (availableParallelism() * 1000) / whole
  const aim = of(rounds, ({ base }) => base) * 0.2
  return `Together that is ${whole.toFixed(2)} ms, so ${availableParallelism()} cores that did nothing else could process ${count(most)}/s; the aim of 20 % asks for ${count(aim)}/s. The gateway's part runs on one core.`
}

const spent = (results: Results): string => {
  const { shares, throughput } = results
  return [
    `One payout processed to the end takes this much processor time: ${costOf(throughput.cost)}; one that is only accepted: ${costOf(throughput.acceptCost)}.`,
    bound(results),
    "Within the gateway it goes to:",
    "",
    "| part | share |",
    "| --- | --- |",
    ...shares.map(({ part, share }) => `| ${part} | ${percent(share)} |`)
  ].join("\n")
}

/** The report of one run. */
export const report = (results: Results, date: string): string => {
  const { isQuick, load, seconds } = results
  return `${[
    `# The gateway, measured on ${date}`,
    "",
    `${machine(results)}. Everything ran on this one machine: PostgreSQL, the simulated providers, the gateway, and the merchant who creates payouts and receives webhooks, each in processes of its own. Load of the machine before the run ${load.before.toFixed(1)}, after it ${load.after.toFixed(1)}. \`npm run bench:gateway${isQuick ? " -- --quick" : ""}\`, ${Math.round(seconds)} seconds; medians of ${results.throughput.rounds.length} ${results.throughput.rounds.length === 1 ? "round" : "rounds"}, ratios within each round.`,
    "",
    ...table(results),
    "",
    "## What the time is spent on",
    "",
    spent(results)
  ].join("\n")}\n`
}

/** The plans of one run. */
export const plansReport = (plans: ReadonlyArray<Plan>, openCount: number, date: string): string =>
  `${[
    `# Plans of the gateway's statements with ${count(openCount)} open payouts`,
    "",
    `Logged by \`auto_explain\` on ${date} while payouts were processed, those of PostgreSQL's own foreign keys included; of each statement the plan whose duration is the median.`,
    ...plans.flatMap(({ millis: took, plan, statement, times: runs }) => [
      "",
      `## ${statement.slice(0, 90).replaceAll("`", "'")}…`,
      "",
      `${runs} times, median ${took.toFixed(2)} ms.`,
      "",
      "```",
      statement.replaceAll(/(.{1,118})(?:\s|$)/g, "$1\n").trimEnd(),
      "",
      plan,
      "```"
    ])
  ].join("\n")}\n`
