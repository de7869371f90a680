/**
 * The simulated Feennex for the suite: the sandbox on loopback sockets with a clock of its own, the address that takes its
 * callbacks, and the shop's options that lead to both. What arrived and what was paid is known from the sandbox's journal
 * and ledger; nothing of it comes from the adapter.
 */
import type { Harness } from "@switchyard/contract-tests"
import * as Mailbox from "@switchyard/contract-tests/live/Mailbox"
import * as OnSockets from "@switchyard/contract-tests/live/OnSockets"
import * as Currency from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import type { Options } from "@switchyard/feennex/FeennexOptions"
import { Clock, type Feennex, Sandbox } from "@switchyard/sandbox"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { inTurn, toSandbox } from "./faults.ts"
import { heldFrom } from "./held.ts"
import { endpointOf, type Kind, operationOf } from "./operations.ts"

const secret = "kanareika-feennex-secret-key"

/** The least and the most that the sandbox takes; so much that a float would lose its last digits. */
export const bounds = { min: "1", max: "9999999999999999" }

// More than any law moves, and as many digits as an amount may have.
const plenty = "9".repeat(18)

/** The settings where the documents have two readings, and the sandbox has one. */
export type Settings = Partial<Feennex.Settings>

const sandboxOptions = (settings: Settings): Feennex.Options => ({
  shops: [{ id: "112", secret, balances: { "840": plenty, "643": plenty, "978": plenty } }],
  limits: bounds,
  // The shop gets nothing of a payment, so callbacks have `0.0`: a number that is signed by its text and no other way.
  fees: { shop: "1" },
  // Nothing moves by itself: the suite settles every operation.
  payoutPlan: [{ status: 1, after: 0 }],
  paymentPlan: [
    { status: 1, after: 0 },
    { status: 2, after: 0 }
  ],
  settings,
  log: () => {}
})

const optionsAt = (url: string, callbackBaseUrl: string): Options => ({
  baseUrl: url,
  shopId: 112,
  shopCurrency: "USD",
  secretKey: Redacted.make(secret),
  payways: {
    payouts: {
      card: { USD: "card_usd", RUB: "card_rub" },
      sbp: { RUB: "sbp_rub" },
      account: { EUR: "account_eur" },
      wallet: { USD: "wallet_usd" }
    },
    payments: { card: { USD: "card_usd", EUR: "card_eur" }, bank_transfer: { RUB: "bank_rub" } }
  },
  accountDetails: {
    card_usd: { holder: "full_name" },
    sbp_rub: { bank: "bank_name", holder: "full_name" },
    account_eur: { bank: "bank_name", bic: "bik", holder: "full_name" }
  },
  callbackBaseUrl,
  h2hBaseUrl: url,
  receiptHosts: [new URL(url).host]
})

/** An amount of the sandbox's ledger. */
export const toMoney = (amount: string, currency: string): Money.Money => {
  const code = Currency.fromNumeric(currency)
  if (code === undefined) throw new RangeError(`the sandbox names the currency ${currency}`)
  return Money.unsafe(amount, code)
}

/** Opens the simulated provider of one kind until the scope ends. */
export const open = Effect.fnUntraced(function* (kind: Kind, settings: Settings) {
  const clock = Clock.manual()
  const mailbox = yield* Mailbox.open
  const sandbox = yield* Effect.acquireRelease(
    Effect.promise(() => Sandbox.start({ clock, feennex: sandboxOptions(settings) })),
    ({ close }) => Effect.promise(close)
  )
  const { admin, url } = sandbox.feennex
  const inSandbox = toSandbox(url, inTurn())
  const sockets = yield* OnSockets.open({
    clock,
    mailbox,
    operationOf: (_method, path) => operationOf(kind, path),
    playFault: (fault, operation, path) => void admin.fault(inSandbox(fault, operation), { endpoint: endpointOf(path) })
  })

  // Whoever asks at an address that is not the operation's has followed something: it counts, as a create.
  const received: Harness.Service["received"] = Effect.sync(() =>
    admin.journal().map(({ endpoint, reference }) => ({
      operation: operationOf(kind, endpoint) ?? "create",
      reference: reference ?? undefined
    }))
  )
  // The bodies of the creates that were carried out under a reference, in their order.
  const bodiesOf = (reference: string): ReadonlyArray<string> =>
    admin
      .journal({ reference })
      .filter(({ acted, endpoint }) => acted && operationOf(kind, endpoint) === "create")
      .map(({ seq }) => admin.raw(seq) ?? "")
  const options = optionsAt(url, mailbox.url)
  const entry = ({ amount, currency, reference }: { amount: string; currency: string; reference: string }) => ({
    reference,
    amount: toMoney(amount, currency)
  })

  return {
    admin,
    sockets,
    options,
    secrets: [secret],
    received,
    held: Effect.sync(() =>
      admin
        .operations()
        .filter((operation) => operation.kind === kind)
        .map((operation, _, all): Harness.Held => {
          const turn = all.filter(({ reference }) => reference === operation.reference).indexOf(operation)
          return { ...entry(operation), ...heldFrom(options, bodiesOf(operation.reference)[turn] ?? "") }
        })
    ),
    paid: Effect.sync(() =>
      admin
        .ledger()
        .filter((moved) => moved.kind === kind)
        .map(entry)
    )
  }
})

/** The simulated Feennex. */
export type World = Effect.Success<ReturnType<typeof open>>
