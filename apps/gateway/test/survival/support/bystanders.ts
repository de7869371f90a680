/** Payouts that enemies aim at: some that stay open, some that are paid, and one whose true callback comes last. */
import * as Client from "../../../soak/merchant/client.ts"
import type { Order } from "../../../soak/merchant/orders.ts"
import type { Name, Provider } from "../../../soak/world/simulators.ts"
import { until } from "../../../soak/world/until.ts"
import type { World } from "../../../soak/world/world.ts"

/** What can be seen of a payout that should not change; its version may, because a hint is written down. */
export type Visible = Omit<Client.Resource, "version">

const order = (reference: string, provider: Name): Order => {
  const body = {
    reference,
    provider,
    amount: { value: "150.00", currency: "RUB" },
    destination: { type: "card", number: "4111111111111111", holder: "Ivanov Ivan" },
    recipientEmail: "a@b.example"
  }
  return { kind: "payout", reference, value: "150.00", body: JSON.stringify(body) }
}

const visible = ({ version: _, ...rest }: Client.Resource): Visible => ({ ...rest, ...{ updatedAt: "" } })

/** Instants of the status reads of a payout, by its provider's journal. */
export const reads = async ({ journal }: Provider, reference: string): Promise<ReadonlyArray<number>> =>
  (await journal({ reference })).flatMap(({ at, endpoint }) => (/status/.test(endpoint) ? [at] : []))

/** Creates the payouts and waits until each is where it will stay. */
export const create = async ({ clock, gateways: [gateway], simulators: { feennex, p2p } }: World) => {
  const client = Client.make(() => gateway.url)
  const read = (id: string) => client.get<Client.Resource>(`/v1/payouts/${id}`)
  const becomes = (id: string, status: string) =>
    until(
      `${id} is ${status}`,
      async () => {
        await clock.leap(1_000)
        return (await read(id)).status === status
      },
      { every: 100 }
    )
  for (const reference of ["open-p2p", "last-p2p"]) {
    await p2p.post("plans", { steps: [{ status: "expectation", after: 0 }], reference })
  }
  await feennex.post("plans", { kind: "payout", steps: [{ status: 3, after: 0 }], reference: "open-feennex" })
  const ask = async (reference: string, provider: Name) => (await client.create(order(reference, provider))).id
  const open = [await ask("open-p2p", "p2p"), await ask("open-feennex", "feennex")]
  const paid = [await ask("paid-p2p", "p2p"), await ask("paid-feennex", "feennex")]
  const last = await ask("last-p2p", "p2p")
  for (const id of [...open, last]) await becomes(id, "processing")
  for (const id of paid) await becomes(id, "paid")

  return {
    ask,
    /** Everything that an enemy could want to change, as the merchant sees it. */
    seen: async (): Promise<ReadonlyArray<Visible>> => (await Promise.all([...open, ...paid].map(read))).map(visible),
    /** How many entries the longest timeline has. */
    longestTimeline: async () => {
      const timeline = (id: string) =>
        client.get<{ readonly data: ReadonlyArray<unknown> }>(`/v1/payouts/${id}/timeline`)
      return Math.max(...(await Promise.all(open.map(timeline))).map(({ data }) => data.length))
    },
    /** The reads of the paid ones, which nothing may cause any more. */
    closedReads: async () => [...(await reads(p2p, "paid-p2p")), ...(await reads(feennex, "paid-feennex"))],
    /** Resolves when the true callback that is sent now has had its effect, and with it all that came before. */
    lastIsPaid: async () => {
      await p2p.post("payouts/last-p2p/status", { status: "successful" })
      await becomes(last, "paid")
    }
  }
}
