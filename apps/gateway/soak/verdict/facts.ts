/** What is known when a run is over, from all three sides: the providers' ledgers, the gateway's books, the merchant. */
import type { Acknowledged, Client, Resource } from "../merchant/client.ts"
import type { Received, Receiver } from "../merchant/receiver.ts"
import type { Held, Movement, Name, Simulators, Violation } from "../world/simulators.ts"

/** One provider's side. */
export interface ProviderFacts {
  readonly ledger: ReadonlyArray<Movement>
  readonly operations: ReadonlyArray<Held>
}

/** Everything that the laws look at. */
export interface Facts {
  readonly acknowledged: ReadonlyArray<Acknowledged>
  /** By the list of the gateway, both kinds. */
  readonly resources: ReadonlyArray<Resource>
  readonly providers: Readonly<Record<Name, ProviderFacts>>
  /** Of the time of trouble: afterwards time is moved on so fast that a read in flight can seem a minute late. */
  readonly violations: ReadonlyArray<Violation>
  readonly webhooks: ReadonlyArray<Received>
  /** The world's time when the trouble was over: from then on it is moved on in long leaps. */
  readonly calmSince: number
  readonly unsigned: ReadonlyArray<string>
  readonly surprises: ReadonlyArray<string>
  /** Deliveries that the gateway has given up or not yet made. */
  readonly undelivered: number
}

interface Page<A> {
  readonly data: ReadonlyArray<A>
  readonly nextCursor: string | null
}

/** Every entry of a list, page by page. */
const everything = async <A>(client: Client, path: string): Promise<ReadonlyArray<A>> => {
  const all: Array<A> = []
  for (let cursor: string | null = ""; cursor !== null; ) {
    const from: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`
    const page: Page<A> = await client.get(`${path}limit=100${from}`)
    all.push(...page.data)
    cursor = page.nextCursor
  }
  return all
}

/** All operations that the gateway knows. */
export const resources = async (client: Client): Promise<ReadonlyArray<Resource>> => [
  ...(await everything<Resource>(client, "/v1/payouts?")),
  ...(await everything<Resource>(client, "/v1/payments?"))
]

/** How many deliveries are in this state. */
export const deliveries = async (client: Client, status: "pending" | "failed"): Promise<number> =>
  (await everything(client, `/v1/webhook-deliveries?status=${status}&`)).length

/** What the providers have to complain of until now. */
export const complaints = async ({ feennex, p2p }: Simulators): Promise<ReadonlyArray<Violation>> => [
  ...(await feennex.violations()),
  ...(await p2p.violations())
]

const providerFacts = async ({ ledger, operations }: Simulators[Name]): Promise<ProviderFacts> => ({
  ledger: await ledger(),
  operations: await operations()
})

/** Asks all three sides. */
export const gather = async (
  { acknowledged, calmSince, violations }: Pick<Facts, "acknowledged" | "calmSince" | "violations">,
  client: Client,
  receiver: Receiver,
  simulators: Simulators
): Promise<Facts> => ({
  acknowledged,
  calmSince,
  violations,
  resources: await resources(client),
  providers: { feennex: await providerFacts(simulators.feennex), p2p: await providerFacts(simulators.p2p) },
  webhooks: receiver.received,
  unsigned: receiver.unsigned,
  surprises: client.surprises,
  undelivered: (await deliveries(client, "pending")) + (await deliveries(client, "failed"))
})
