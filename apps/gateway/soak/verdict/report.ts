/** What came of a run, for people: figures when every law held, and the whole story when one did not. */
import type { Client, Resource } from "../merchant/client.ts"
import type { Story } from "../story.ts"
import type { Facts } from "./facts.ts"
import type { Outcome } from "./outcome.ts"
import { pauses } from "./webhooks.ts"

const mostExplained = 3

const counted = (names: Iterable<string>): string =>
  [...Map.groupBy(names, (name) => name)]
    .map(([name, all]) => `${name} ${all.length}`)
    .toSorted()
    .join(", ")

/** The timelines of the first operations whose law was broken, as the gateway tells them. */
export const timelines = async (
  client: Client,
  { resources }: Facts,
  broken: ReadonlyArray<string>
): Promise<string> => {
  const named = resources.filter(({ reference }) => broken.some((law) => law.split(/[ :]/)[0] === reference))
  const timeline = async ({ id, object, reference }: Resource) => {
    const { data } = await client.get<{
      readonly data: ReadonlyArray<{ at: string; summary: string; details: object }>
    }>(`/v1/${object}s/${id}/timeline`)
    const lines = data.map(({ at, details, summary }) => `  ${at} ${summary} ${JSON.stringify(details)}`)
    return [`${reference} (${id}):`, ...lines].join("\n")
  }
  return (await Promise.all(named.slice(0, mostExplained).map(timeline))).join("\n")
}

// The incidents of a run, and how long it took until every node was ready again after each.
const recoveries = (recoveryTimes: Outcome["recoveryTimes"]): ReadonlyArray<string> =>
  [...Map.groupBy(recoveryTimes, ({ incident }) => incident)].map(([incident, all]) => {
    const seconds = all.map(({ recoveredMillis }) => (recoveredMillis / 1000).toFixed(1))
    return `after ${incident}, ${all.length} times, every node was ready again within ${seconds.join(", ")} s`
  })

/** Every figure of a run, one a line. */
export const figures = ({
  counts,
  facts,
  faults,
  memory,
  refused,
  refusedChanges,
  seconds,
  stale,
  recoveryTimes
}: Outcome): ReadonlyArray<string> => {
  const { acknowledged, resources, providers, webhooks } = facts
  const repeats = webhooks.length - new Set(webhooks.map(({ id }) => id)).size
  const untaken = webhooks.filter(({ accepted }) => !accepted).length
  return [
    `acknowledged: ${acknowledged.length} operations in ${seconds} s`,
    `requests without an answer: ${counts.lost}; 503: ${counts.unavailable}; recognised as repeats: ${counts.replayed}`,
    `misfortunes scripted at the providers: ${faults}`,
    ...recoveries(recoveryTimes),
    `paid at Feennex: ${counted(providers.feennex.ledger.map(({ kind }) => kind))}; at P2P: ${counted(
      providers.p2p.ledger.map(({ kind }) => kind)
    )}`,
    `at the bank: ${counted(facts.bankRefunds.map(({ reference, status }) => `${reference === null ? "the desk's" : "ours"} ${status}`))}; refused by the gateway as more than is left: ${refused}; by the bank: ${facts.exceeding.length}`,
    `of what was held at the bank: ${counted(facts.changes.map(({ became, name }) => `${name} ${became ?? "not ended"}`))}, captures by its desk ${facts.bankCaptures.filter(({ mark }) => mark === null).length}; refused by the gateway: ${refusedChanges}`,
    `of those why: ${counted(facts.changes.filter(({ became }) => became !== "done").map(({ became, name, why }) => `${name} ${became ?? "left to a person"} (${why})`))}`,
    `ended: ${counted(resources.map(({ object, provider, status }) => `${object} ${status} (${provider})`))}`,
    `webhooks: ${webhooks.length} came, ${repeats} of them repeats, ${untaken} not taken, ${stale} refused as too old`,
    `tried again: ${pauses(facts)
      .map(({ count, failed, median }) => `${median} s after failure ${failed} (median of ${count})`)
      .join(", ")}`,
    `memory of the gateways at the end: ${memory.map((bytes) => `${Math.round(bytes / 2 ** 20)} MiB`).join(", ")}`
  ]
}

/** Why a run failed: the broken laws, what happened to their operations, the story and the figures. */
export const failure = (outcome: Outcome, story: Story): string => {
  const listed = outcome.broken.slice(0, 30)
  const rest = outcome.broken.length - listed.length
  return [
    `${outcome.broken.length} times a law was broken:`,
    ...listed.map((law) => `- ${law}`),
    ...(rest > 0 ? [`- and ${rest} more`] : []),
    outcome.timelines,
    story.text(),
    ...figures(outcome)
  ].join("\n")
}
