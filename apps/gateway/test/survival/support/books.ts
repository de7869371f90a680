/** Books of a run in which every law holds, and what they are made of. */
import type { Resource } from "../../../soak/merchant/client.ts"
import type { Received } from "../../../soak/merchant/receiver.ts"
import type { Facts, ProviderFacts } from "../../../soak/verdict/facts.ts"
import type { Movement } from "../../../soak/world/simulators.ts"

/** A payout of 100.01 that is paid, unless told otherwise. */
export const resource = (reference: string, more: Partial<Resource> = {}): Resource => ({
  id: `po_${reference}`,
  object: "payout",
  reference,
  status: "paid",
  provider: "p2p",
  amount: { value: "100.01", currency: "RUB" },
  version: 4,
  ...more
})

/** A webhook of this state that was taken. */
export const webhook = (of: Resource, more: Partial<Received> = {}): Received => ({
  id: `evt_${of.reference}_${of.version}`,
  type: `${of.object}.${of.status}`,
  resource: of,
  digest: `${of.reference} ${of.version}`,
  accepted: true,
  sentAt: 0,
  lateMillis: 0,
  ...more
})

/** Money that moved, for a payout unless told otherwise. */
export const moved = (reference: string, more: Partial<Movement> = {}): Movement => ({
  kind: "payout",
  reference,
  amount: "100.01",
  currency: "RUB",
  ...more
})

/** A provider that has paid these. */
export const side = (references: ReadonlyArray<string>): ProviderFacts => ({
  ledger: references.map((reference) => moved(reference)),
  operations: references.map((reference) => ({ id: `their ${reference}`, reference }))
})

/** What its merchant was answered. */
export const acknowledge = ({ amount, id, object, reference }: Resource) => ({
  id,
  order: { kind: object, reference, value: amount.value, body: "{}" }
})

/** A payout at P2P, and one at Feennex. */
export const [a, b] = [resource("a"), resource("b", { provider: "feennex" })]
/** Its merchant hears of it on the way and at the end. */
export const story = (of: Resource) => [webhook({ ...of, status: "processing", version: 2 }), webhook(of)]

/** The books of both. */
export const honest: Facts = {
  acknowledged: [acknowledge(a), acknowledge(b)],
  resources: [a, b],
  providers: { bank: side([]), p2p: side(["a"]), feennex: side(["b"]) },
  asked: [],
  changes: [],
  bankCaptures: [],
  bankRefunds: [],
  exceeding: [],
  violations: [],
  isPatient: true,
  webhooks: [...story(a), ...story(b)],
  calmSince: 1_000_000,
  unsigned: [],
  surprises: [],
  undelivered: 0
}
