/**
 * Records that go back in time while money has moved on: whoever stands on them says so before anything is sent again, and
 * after a recovery nothing is paid twice.
 */
import { assert, onTestFinished } from "vitest"
import * as Client from "../../../soak/merchant/client.ts"
import * as Absence from "./absence.ts"
import { ask, becomePaid, order, paid, sent, wereAsked } from "./payouts.ts"
import { areFenced, areReady } from "./readiness.ts"
import type { Records } from "./ways.ts"
import { openWorld } from "./world.ts"

/** Lets these records go back under a node that runs, or that is away and starts again on what is left. */
export const goBack = async (open: () => Promise<Records>, node: "runs" | "starts"): Promise<void> => {
  const records = await open()
  onTestFinished(records.close)
  const world = await openWorld({ nodes: 1, databaseUrl: records.url })
  onTestFinished(world.close)
  const { nodes, simulators } = world
  const [gateway] = nodes
  const client = Client.make(() => gateway.url)
  await gateway.start()
  await areReady([gateway.url])
  // It was refused for certain when the records were kept; afterwards it was paid, and another one asked for and paid.
  await Absence.leave(simulators)
  const known = await client.create(order("known", "p2p"))
  await Absence.wereRefused(client, [known.id])
  await records.keep()
  await Absence.comeBack(simulators)
  const unknown = await client.create(order("unknown", "p2p"))
  await becomePaid(client, [known.id, unknown.id])
  const references = await sent(simulators)

  if (node === "starts") await gateway.kill()
  await records.bringBack()
  if (node === "starts") await gateway.start()
  await areFenced([gateway.url], async () => assert.deepStrictEqual(await sent(simulators), references))
  assert.strictEqual(await ask(gateway.url, order("unknown", "p2p")), 503)

  await gateway.drain()
  await gateway.with({ SWITCHYARD_RECOVER: "1" }).start()
  await areReady([gateway.url])
  await client.create(order("unknown", "p2p"))
  await becomePaid(client, [known.id])
  await wereAsked(simulators, ["unknown"])
  assert.deepStrictEqual(await paid(simulators), { known: 1, unknown: 1 })
  assert.deepStrictEqual(await sent(simulators), references)
}
