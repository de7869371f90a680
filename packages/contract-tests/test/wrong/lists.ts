/** Wrong adapters of a provider that shows a list without our references. */
import * as Call from "@switchyard/core/Call"
import * as Destination from "@switchyard/core/Destination"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import type { Payout, PayoutRequest } from "@switchyard/core/Payout"
import { NotFound } from "@switchyard/core/ProviderError"
import type { PayoutList } from "@switchyard/memory/MemorySchema"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Parts } from "../support/memory.ts"
import type { Wrong } from "./wrong.ts"

type Entry = PayoutList["payouts"][number]

const hasAmount = ({ amount }: PayoutRequest, entry: Entry) =>
  amount !== undefined && entry.amount === Money.toText(amount) && entry.currency === amount.currency

const fits = (request: PayoutRequest, entry: Entry) =>
  hasAmount(request, entry) && entry.destination === Redacted.value(Destination.account(request.destination))

const payoutOf = ({ id, status }: Entry, reference: string): Payout => ({
  reference,
  providerReference: id,
  status: status === "done" ? "paid" : "processing",
  providerStatus: status,
  receipts: [],
  anomalies: []
})

/** The list, of which its author takes what this takes; nothing is "not found". */
const taking = (take: (entries: ReadonlyArray<Entry>, request: PayoutRequest) => Entry | undefined): Parts => ({
  lookUp: "list",
  payouts: (spi, client) => ({
    ...spi,
    getByReference: (reference, { context, request, sentAfter } = {}) => {
      const about = { provider: "memory", operation: "payouts.get", reference }
      const since = sentAfter && Json.number(DateTime.toEpochMillis(sentAfter))
      const listed = client.listPayouts({ sub_account: context?.subAccount, since })
      return Effect.flatMap(listed(Call.make({ ...about, sensitive: [] })), ({ payouts }) => {
        const taken = request && take(payouts, request)
        return taken === undefined
          ? Effect.fail(new NotFound({ ...about, message: "there is none" }))
          : Effect.succeed(payoutOf(taken, reference))
      })
    }
  })
})

export const lists: ReadonlyArray<Wrong> = [
  {
    name: "takes-the-first-of-the-amount",
    mistake: "takes the first in the list that has the amount, wherever it goes",
    kind: "payouts",
    breaks: ["identity/alike"],
    parts: () => taking((entries, request) => entries.find((entry) => hasAmount(request, entry)))
  },
  {
    name: "takes-the-newest-that-fits",
    mistake: "takes the newest in the list where two have the amount and the destination",
    kind: "payouts",
    breaks: ["identity/alike"],
    parts: () => taking((entries, request) => entries.find((entry) => fits(request, entry)))
  },
  {
    name: "takes-the-payee-for-the-payout",
    mistake: "takes what went to the same account, whatever its amount",
    kind: "payouts",
    breaks: ["identity/alike"],
    parts: () =>
      taking((entries, request) => {
        const account = Redacted.value(Destination.account(request.destination))
        return entries.find(({ destination }) => destination === account)
      })
  },
  {
    name: "calls-two-that-fit-none",
    mistake: "answers 'not found' where two in the list have the amount and the destination",
    kind: "payouts",
    breaks: ["identity/alike"],
    parts: () =>
      taking((entries, request) => {
        const [found, ...others] = entries.filter((entry) => fits(request, entry))
        return others.length === 0 ? found : undefined
      })
  }
]
