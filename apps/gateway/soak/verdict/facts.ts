/** What is known when a run is over, from all three sides: the providers' ledgers, the gateway's books, the merchant. */
import { type BankCapture, type BankRefund, capturesAt, refundsAt } from "../bank/life.ts"
import type { Asked } from "../merchant/captures.ts"
import type { Acknowledged, Client, Resource } from "../merchant/client.ts"
import type { Received, Receiver } from "../merchant/receiver.ts"
import type { Providers } from "../world/bank.ts"
import type { Held, Movement, Name, Provider, Violation } from "../world/simulators.ts"
import { type Change, changesOf } from "./changes.ts"

/** One provider's side. */
export interface ProviderFacts {
  readonly ledger: ReadonlyArray<Movement>
  readonly operations: ReadonlyArray<Held>
}

/** A refund that the bank was asked for, and that was more than was left. */
export interface Exceeding {
  readonly reference: string
  readonly payment: string
}

/** Everything that the laws look at. */
export interface Facts {
  readonly acknowledged: ReadonlyArray<Acknowledged>
  /** Captures and cancels that the gateway has taken. */
  readonly asked: ReadonlyArray<Asked>
  /** All captures and cancels, by the timelines of their payments. */
  readonly changes: ReadonlyArray<Change>
  /** By the list of the gateway, every kind. */
  readonly resources: ReadonlyArray<Resource>
  readonly providers: Readonly<Record<Name | "bank", ProviderFacts>>
  /** All that the bank holds of refunds, its desk's as well. */
  readonly bankRefunds: ReadonlyArray<BankRefund>
  /** All that the bank holds of captures, its desk's as well. */
  readonly bankCaptures: ReadonlyArray<BankCapture>
  /** What the bank has refused as more than was captured. */
  readonly exceeding: ReadonlyArray<Exceeding>
  /** Of the time of trouble: afterwards time is moved on so fast that a read in flight can seem a minute late. */
  readonly violations: ReadonlyArray<Violation>
  /** Whether time was moved on until a person was asked about what is looked for for days. */
  readonly isPatient: boolean
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
  ...(await everything<Resource>(client, "/v1/payments?")),
  ...(await everything<Resource>(client, "/v1/refunds?"))
]

/** How many deliveries are in this state. */
export const deliveries = async (client: Client, status: "pending" | "failed"): Promise<number> =>
  (await everything(client, `/v1/webhook-deliveries?status=${status}&`)).length

/** What the providers have to complain of until now. */
export const complaints = async ({ feennex, p2p }: Providers): Promise<ReadonlyArray<Violation>> => [
  ...(await feennex.violations()),
  ...(await p2p.violations())
]

const providerFacts = async ({ ledger, operations }: Provider): Promise<ProviderFacts> => ({
  ledger: await ledger(),
  operations: await operations()
})

/** Asks all three sides. */
export const gather = async (
  given: Pick<Facts, "acknowledged" | "asked" | "calmSince" | "isPatient" | "violations">,
  client: Client,
  receiver: Receiver,
  simulators: Providers
): Promise<Facts> => {
  const all = await resources(client)
  return {
    ...given,
    resources: all,
    changes: await changesOf(client, all),
    providers: {
      bank: await providerFacts(simulators.bank),
      feennex: await providerFacts(simulators.feennex),
      p2p: await providerFacts(simulators.p2p)
    },
    bankRefunds: await refundsAt(simulators.bank),
    bankCaptures: await capturesAt(simulators.bank),
    exceeding: await simulators.bank.post("exceeding", {}),
    webhooks: receiver.received,
    unsigned: receiver.unsigned,
    surprises: client.surprises,
    undelivered: (await deliveries(client, "pending")) + (await deliveries(client, "failed"))
  }
}
