/** The merchant's payouts of a test: asked for, followed to their end, and counted where the money moves. */
import type * as Client from "../../../soak/merchant/client.ts"
import type { Order } from "../../../soak/merchant/orders.ts"
import { apiKey } from "../../../soak/world/config.ts"
import type { Name, Simulators } from "../../../soak/world/simulators.ts"
import { until } from "../../../soak/world/until.ts"

/** An order for a payout by one provider. */
export const order = (reference: string, provider: Name): Order => {
  const value = "150.00"
  const body = {
    reference,
    provider,
    amount: { value, currency: "RUB" },
    destination: { type: "card", number: "4111111111111111", holder: "Ivanov Ivan" },
    recipientEmail: "a@b.example"
  }
  return { kind: "payout", reference, value, body: JSON.stringify(body) }
}

/** Asks a node once, and gives the status of its answer. */
export const ask = async (url: string, { body, reference }: Order): Promise<number> => {
  const answer = await fetch(`${url}/v1/payouts`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${apiKey}`,
      "content-type": "application/json",
      "idempotency-key": reference
    },
    body
  })
  await answer.body?.cancel()
  return answer.status
}

// A connection that was kept may be closed at the very moment at which it is used again.
const retried = async <A>(asking: () => Promise<A>): Promise<A> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await asking()
    } catch (error) {
      if (!(error instanceof TypeError) || tries > 5) throw error
    }
  }
}

const names = ["feennex", "p2p"] as const satisfies ReadonlyArray<Name>
const creates = { feennex: "/withdraw/create", p2p: "create_pay_out" } as const

/** How often each reference was paid, whoever it was. */
export const paid = async (simulators: Simulators): Promise<Readonly<Record<string, number>>> => {
  const ledgers = await Promise.all(names.map((name) => retried(simulators[name].ledger)))
  const payouts = ledgers.flat().filter(({ kind }) => kind === "payout")
  return Object.fromEntries(
    [...Map.groupBy(payouts, ({ reference }) => reference)].map(([reference, all]) => [reference, all.length])
  )
}

/** The references of all requests to pay out that have reached a provider, in the order of their arrival at each. */
export const sent = async (simulators: Simulators): Promise<ReadonlyArray<string>> => {
  const journals = await Promise.all(
    names.map((name) => retried(() => simulators[name].journal({ endpoint: creates[name] })))
  )
  return journals.flat().map(({ reference }) => reference ?? "")
}

/** How many requests of any kind have reached a provider. */
export const requests = async (simulators: Simulators): Promise<number> =>
  (await Promise.all(names.map((name) => retried(() => simulators[name].journal({}))))).flat().length

/** Resolves when all of them are paid by what the gateway says; a callback that was lost is made up for. */
export const becomePaid = async (client: Client.Client, ids: ReadonlyArray<string>): Promise<void> => {
  const open = new Map(ids.map((id) => [id, "not read"]))
  let looks = 0
  const waiting = until("all of them are paid", async () => {
    for (const id of open.keys()) {
      const { reference, status } = await client.get<Client.Resource>(`/v1/payouts/${id}`)
      open.set(id, `${reference}: ${status}`)
      if (status === "paid") open.delete(id)
      else if (looks % 20 === 19) await client.post(`/v1/payouts/${id}/refresh`)
    }
    looks += 1
    return open.size === 0
  })
  // What happened to it is what anybody would want to know who waited in vain.
  await waiting.catch(async (error: unknown) => {
    const timelines = await Promise.all([...open.keys()].map((id) => client.get(`/v1/payouts/${id}/timeline`)))
    throw new Error(`still open: ${[...open.values()].join(", ")}; ${JSON.stringify(timelines)}`, { cause: error })
  })
}

/** Resolves when Feennex, which never had them, was asked about each of these. */
export const wereAsked = async (simulators: Simulators, references: ReadonlyArray<string>): Promise<void> => {
  for (const reference of references) {
    await until(`somebody is asked about ${reference}`, async () => {
      const journals = await Promise.all(names.map((name) => retried(() => simulators[name].journal({ reference }))))
      return journals.flat().some(({ endpoint }) => endpoint === "/withdraw/shop_payment_status")
    })
  }
}
