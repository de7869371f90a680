/**
 * The plans of every statement that a gateway has run while it processed payouts beside all the open ones, as PostgreSQL's own
 * `auto_explain` has logged them with what they really took and touched; of each statement the one in the middle.
 */
import * as Bench from "../Bench.ts"
import { query } from "../Postgres.ts"

/** A statement and its plan. */
export interface Plan {
  readonly statement: string
  readonly plan: string
  readonly millis: number
  readonly times: number
}

interface Logged {
  readonly statement: string
  readonly plan: string
  readonly millis: number
}

const begin = /^(?=\d{4}-\d\d-\d\d )/m
const head = /LOG: {2}duration: ([\d.]+) ms {2}plan:\n\tQuery Text: /

// The plan begins with the first line that has a cost and nothing before the name of its node.
const planned = /^\t?(?=\S[^\n]*\(cost=)/m

const logged = (text: string): ReadonlyArray<Logged> =>
  text.split(begin).flatMap((entry) => {
    const found = head.exec(entry)
    if (found === null) return []
    const logged = entry.slice(found.index + found[0].length)
    const at = logged.search(planned)
    return [
      {
        millis: Number(found[1]),
        statement: logged.slice(0, at).replaceAll(/\s+/g, " ").trim(),
        plan: logged.slice(at).replaceAll(/^\t/gm, "").trimEnd()
      }
    ]
  })

const settings = [
  "session_preload_libraries = 'auto_explain'",
  "auto_explain.log_min_duration = 0",
  "auto_explain.log_analyze = on",
  "auto_explain.log_buffers = on",
  "auto_explain.log_parameter_max_length = 0"
]

/** Takes the plans on a database that is full already. */
export const plans = async (bench: Bench.Bench, databaseUrl: string): Promise<ReadonlyArray<Plan>> => {
  const name = new URL(databaseUrl).pathname.slice(1)
  await query(databaseUrl, ...settings.map((setting) => `ALTER DATABASE ${name} SET ${setting}`))
  const node = await Bench.node(bench, { databaseUrl })
  await Bench.processAll(bench, [node], { count: 300 })
  await Bench.processAll(bench, [node], { count: 300, provider: "p2p" })
  await node.stop()
  const text = bench.postgres.log()
  const byStatement = Map.groupBy(logged(text), ({ statement }) => statement)
  return [...byStatement.values()]
    .map((all) => {
      const sorted = all.toSorted((a, b) => a.millis - b.millis)
      const middle = sorted[Math.floor(sorted.length / 2)]
      if (middle === undefined) throw new Error("an empty group")
      return { ...middle, times: all.length }
    })
    .toSorted((a, b) => b.times * b.millis - a.times * a.millis)
}
