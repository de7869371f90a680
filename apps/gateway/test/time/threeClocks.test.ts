/**
 * A node's clock that is wrong, the database's that is, and what is counted, which is true: whichever of them leaps,
 * wherever to, nothing is stranded, nothing is paid twice, and it is said who is wrong.
 */
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import { variants } from "../depth.ts"
import { createPayout, payout, summaries } from "../operations/support/app.ts"
import { openEmbedded, startPostgres } from "../operations/support/databases.ts"
import { hour, month, type Node, nodes, second, type World } from "./support/nodes.ts"

let server: Awaited<ReturnType<typeof startPostgres>>
const ends: Array<() => Promise<unknown>> = []

beforeAll(async () => {
  server = await startPostgres()
}, 600_000)
afterAll(() => server.close())
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const two = async () => {
  const url = await server.database()
  const world = await nodes([server.layer(url), server.layer(url)])
  ends.push(world.close)
  const [first, second] = world.nodes as [Node, Node]
  return { ...world, first, second }
}

const create = async (node: Node, ...references: ReadonlyArray<string>) =>
  Promise.all(
    references.map(async (reference, n) => ({
      reference,
      id: await createPayout(node.app, reference, n % 2 === 0 ? {} : { provider: "feennex" })
    }))
  )

type Created = Awaited<ReturnType<typeof create>>

const statuses = (node: Node, created: Created) =>
  Promise.all(created.map(async ({ id }) => (await payout(node.app, id)).status))

/** All of them are paid within so many seconds, each once, and nothing waits for a time that cannot be. */
const arePaid = async (world: World, node: Node, created: Created, seconds: number) => {
  await world.pass(seconds, { each: 10 })
  for (const { id, reference } of created) {
    const timeline = (await summaries(node.app, id)).join("\n")
    assert.strictEqual((await payout(node.app, id)).status, "paid", `${reference}\n${timeline}`)
    const [feennex = 0, p2p = 0] = world.simulators.paid(reference)
    assert.strictEqual(feennex + p2p, 1, `${reference}\n${timeline}`)
  }
  assert.strictEqual(await world.strange(), 0)
}

const reasonsOf = async (node: Node) => (await node.reasons()).map(({ name, why }) => `${name}: ${why}`).join()

type Leap = readonly [words: string, ahead: number]

const leaps = variants<Leap>(
  ["30 days ahead of", month],
  ["10 seconds ahead of", 10 * second],
  ["10 seconds behind", -10 * second],
  ["60 minutes ahead of", hour],
  ["60 minutes behind", -hour],
  ["30 days behind", -month]
)

describe("a node whose clock is for ten seconds", { timeout: 600_000 }, () => {
  it.each(leaps)("%s the database's says so and sends nothing, and all is paid", async (words, ahead) => {
    const world = await two()
    const { first: wrong, second: right } = world
    const before = await create(right, "before-1", "before-2")
    await world.pass(5)
    const sent = wrong.counts.sends
    wrong.clock.ahead = ahead
    // Also before the database was asked again.
    const during = [...(await create(wrong, "during-1", "during-2"))]
    await wrong.app.due()
    assert.strictEqual(wrong.counts.sends, sent)
    await world.pass(5)
    during.push(...(await create(wrong, "during-3", "during-4")))
    await world.pass(5)
    assert.strictEqual(await reasonsOf(wrong), `clock: this node's clock was changed: it is ${words} the database's`)
    assert.strictEqual(await reasonsOf(right), "")
    assert.strictEqual(wrong.counts.sends, sent)
    assert.notInclude(await statuses(right, during), "created")

    wrong.clock.ahead = 0
    await world.pass(1)
    assert.strictEqual(await reasonsOf(wrong), "")
    const after = await create(wrong, "after-1", "after-2")
    await world.pass(5, { working: [wrong] })
    assert.strictEqual(wrong.counts.sends, sent + 2)
    await arePaid(world, right, [...before, ...during, ...after], 300)
  })
})

describe("a database whose clock leaps", { timeout: 600_000 }, () => {
  it.each([...leaps, ["2 seconds", 2 * second] as const])("(%s nodes) and back is noticed by all", async (_, ahead) => {
    const world = await two()
    const { first, second: other } = world
    const before = await create(first, "before-1", "before-2")
    await world.pass(5)
    const sends = () => first.counts.sends + other.counts.sends
    const sent = sends()
    world.database.ahead = ahead
    await world.look()
    for (const node of world.nodes) assert.match(await reasonsOf(node), /^clock: the database's clock has leapt/)
    const during = await create(first, "during-1", "during-2")
    // Its new time is taken over meanwhile, and found to be another than the nodes show.
    await world.pass(50)
    const isNear = Math.abs(ahead) < 5 * second
    if (!isNear) {
      const words = new RegExp(
        `^clock: the database's clock was changed: it is .* ${ahead > 0 ? "ahead of" : "behind"}`
      )
      for (const node of world.nodes) assert.match(await reasonsOf(node), words)
      assert.strictEqual(sends(), sent)
    }
    during.push(...(await create(first, "during-3", "during-4")))

    world.database.ahead = 0
    await world.pass(34)
    if (!isNear) assert.strictEqual(sends(), sent)
    await world.pass(3)
    for (const node of world.nodes) assert.strictEqual(await reasonsOf(node), "")
    const after = await create(other, "after-1", "after-2")
    await arePaid(world, first, [...before, ...during, ...after], 400)
  })

  it.each(variants(-month, hour, -hour, month))(
    "by %i ms with those of all nodes is followed after 35 seconds",
    async (by) => {
      const world = await two()
      const { first } = world
      const before = await create(first, "before-1", "before-2")
      await world.pass(5)
      world.database.ahead = by
      for (const { clock } of world.nodes) clock.ahead = by
      await world.look()
      assert.match(await reasonsOf(first), /^clock: the clocks of the database and of this node have leapt/)
      const during = await create(first, "during-1", "during-2")
      await world.pass(34)
      assert.deepStrictEqual([...new Set(await statuses(first, during))], ["created"])
      await world.pass(3)
      for (const node of world.nodes) assert.strictEqual(await reasonsOf(node), "")
      // Whoever has just gone on sends at once.
      assert.notInclude(await statuses(first, during), "created")
      await world.pass(400, { each: 10 })
      assert.deepStrictEqual([...new Set(await statuses(first, [...before, ...during]))], ["paid"])
      for (const { reference } of [...before, ...during])
        assert.deepStrictEqual(world.simulators.paid(reference).sort(), [0, 1])
    }
  )
})

describe("the embedded database", { timeout: 600_000 }, () => {
  it.each(variants(month, hour, -hour, -month))(
    "strands nothing when its clock leaps by %i ms and back",
    async (ahead) => {
      const database = await openEmbedded()
      ends.push(database.close)
      const world = await nodes([database.layer])
      ends.push(world.close)
      const [node] = world.nodes as [Node]
      const before = await create(node, "before-1", "before-2")
      await world.pass(5)
      world.database.ahead = ahead
      await world.pass(40)
      const during = await create(node, "during-1", "during-2")
      world.database.ahead = 0
      await world.pass(37)
      assert.strictEqual(await reasonsOf(node), "")
      await arePaid(world, node, [...before, ...during], 400)
    }
  )
})
