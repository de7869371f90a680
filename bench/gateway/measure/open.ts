/**
 * Target 3: the same payouts processed by a gateway with a thousand open ones beside them and by one with a million, in
 * turns. The open ones are written in SQL, spread over states and providers, due in some far year.
 */
import * as Bench from "../Bench.ts"
import { median } from "../numbers.ts"
import { query } from "../Postgres.ts"

/** The cost of one more payout, in milliseconds. */
export interface Cost {
  readonly wall: number
  readonly gateway: number
  readonly postgres: number
}

/** The measurements. */
export interface Open {
  readonly few: Cost
  readonly many: Cost
  /** Of the medians: wall time, and processor time of gateway and PostgreSQL together. */
  readonly wallRatio: number
  readonly processorRatio: number
  readonly manyCount: number
  readonly manyUrl: string
}

const fill = (count: number): string => `
  INSERT INTO operation (id, kind, reference, idempotency_key, body_digest, status, step, next_at, version, attempts,
    provider, fingerprint, provider_reference, last_read_at, created_at, updated_at, request, sealed, facts, results, lane)
  SELECT 'po_open-' || n, 'payout', 'open-' || n, 'open-' || n, repeat('d', 64), 'processing', 'poll',
    4102444800000 + n, 3, 1, CASE WHEN n % 2 = 0 THEN 'feennex' ELSE 'p2p' END, 'open', 'theirs-' || n,
    1700000000000 + n, 1700000000000 + n, 1700000000000 + n,
    '{"amount": {"value": "1500.00", "currency": "RUB"}, "method": "card", "metadata": {}}', decode(repeat('07', 370), 'hex'),
    '{"sending": null, "mayExist": false, "accepted": true, "tries": 0, "tried": [], "rounds": 0}', '{}',
    CASE WHEN n % 2 = 0 THEN 'feennex/read' ELSE 'p2p/read' END
  FROM generate_series(1, ${count}) AS n`

/** Measures in turns. */
export const open = async (bench: Bench.Bench): Promise<Open> => {
  const { isQuick, postgres, print } = bench
  const manyCount = isQuick ? 100_000 : 1_000_000
  const turns = isQuick ? 1 : 2
  const sides = await Promise.all(
    (["few", "many"] as const).map(async (name) => {
      const url = await postgres.create(`open_${name}`)
      return { name, url, node: await Bench.node(bench, { databaseUrl: url }), costs: [] as Cost[] }
    })
  )
  try {
    for (const { name, url } of sides) {
      await query(
        url,
        "SET synchronous_commit = off",
        fill(name === "many" ? manyCount : 1000),
        "VACUUM ANALYZE",
        "CHECKPOINT"
      )
    }
    print(`${manyCount} open payouts are written`)
    let perSecond = 0
    for (const { node } of sides) ({ perSecond } = await Bench.processAll(bench, [node], { count: 1000 }))
    const size = Bench.sizeFor(perSecond, isQuick ? 4 : 6)
    for (let turn = 0; turn < turns; turn += 1) {
      for (const { costs, name, node } of sides) {
        const pids = { gateway: node.pid, postgres: postgres.pid }
        const { millis, result } = await Bench.costs(pids, size, () => Bench.processAll(bench, [node], { count: size }))
        costs.push({ wall: 1000 / result.perSecond, gateway: millis.gateway ?? 0, postgres: millis.postgres ?? 0 })
        print(`beside ${name}: ${JSON.stringify(costs.at(-1))}`)
      }
    }
  } finally {
    await Promise.all(sides.map(({ node }) => node.stop()))
  }
  const middle = (costs: ReadonlyArray<Cost>): Cost => ({
    wall: median(costs.map(({ wall }) => wall)),
    gateway: median(costs.map(({ gateway }) => gateway)),
    postgres: median(costs.map((cost) => cost.postgres))
  })
  const [few, many] = sides.map(({ costs }) => middle(costs))
  if (few === undefined || many === undefined) throw new Error("nothing was measured")
  return {
    few,
    many,
    wallRatio: many.wall / few.wall,
    processorRatio: (many.gateway + many.postgres) / (few.gateway + few.postgres),
    manyCount,
    manyUrl: sides[1]?.url ?? ""
  }
}
