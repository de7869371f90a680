/**
 * The simulated Stripe for the suite: the sandbox on loopback sockets with a clock of its own, the address that takes its webhooks, and
 * the account's options that lead to both. What arrived is seen on the line, and what was paid in the sandbox's ledger; nothing of it comes from the adapter.
 */
import type { Harness } from "@switchyard/contract-tests"
import * as Mailbox from "@switchyard/contract-tests/live/Mailbox"
import * as OnSockets from "@switchyard/contract-tests/live/OnSockets"
import type { Transport } from "@switchyard/core/Transport"
import { Clock, Sandbox, type Stripe as Sim } from "@switchyard/sandbox"
import type { Options } from "@switchyard/stripe/StripeOptions"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { inTurn, refusalsOf, toSandbox } from "./faults.ts"
import { fieldsOf, heldFrom, toMoney } from "./held.ts"
import { endpointOf, isHeld, isOnPage, kindOf, operationOf, type Way } from "./operations.ts"

const secretKey = "sk_test_kanareikaStripeKey"
const webhookSecret = "whsec_kanareikaStripeHook"
const publishableKey = "pk_test_kanareika"
const account = "acct_kanareika1"

/** Two connected accounts that the account acts for. */
export const contexts = [{ connectedAccount: "acct_snegir1" }, { connectedAccount: "acct_snegir2" }] as const

/** The currencies that are tried: with hundredths, without, with thousandths, and those that Stripe writes in its own way. */
export const currencies = ["USD", "JPY", "KWD", "ISK", "MGA"] as const

/** Of payouts beside them those that go out in whole units alone. */
export const payoutCurrencies = ["USD", "JPY", "HUF"] as const

const plenty = Object.fromEntries(["usd", "jpy", "kwd", "huf", "isk", "mga", "eur"].map((each) => [each, 10 ** 14]))

// A payout that has failed closes the account that it went to, so that not all go to one.
const turns = 40

/** The token of a payee in a currency: an external account has one. */
export const tokenOf = (token: string, currency: string, turn: number): string =>
  `${token}${currency.toLowerCase()}${turn % turns}`

const externalAccounts = ["ba_kanareika7391", "ba_snegir2208"].flatMap((token) =>
  payoutCurrencies.flatMap((currency) =>
    Array.from({ length: turns }, (_, turn) => ({
      id: tokenOf(token, currency, turn),
      currency: currency.toLowerCase(),
      number: "000123456789"
    }))
  )
)

const accounts: ReadonlyArray<Sim.Account> = [
  { id: account, keys: [secretKey, publishableKey], balances: plenty, externalAccounts },
  ...contexts.map(({ connectedAccount: id }) => ({ id, platform: account, balances: plenty, externalAccounts }))
]

const forever = 10 * 365 * 86_400_000

const optionsAt = (way: Way, url: string): Options => ({
  baseUrl: url,
  account,
  mode: "test",
  secretKey: Redacted.make(secretKey),
  publishableKey,
  webhookSecrets: [Redacted.make(webhookSecret)],
  currencies: way === "payout" ? payoutCurrencies : currencies,
  methods: isOnPage(way)
    ? { page: { through: "checkout", manual: isHeld(way) } }
    : { card: { through: way === "confirmed" ? "confirm" : "intent", types: ["card"], manual: isHeld(way) } }
})

interface Line {
  readonly transport: Transport
  readonly received: () => ReadonlyArray<Harness.Received>
}

// Both ways of ending an intent are one address: the key tells them apart, and the line is told before it is asked.
const watching = (way: Way, inner: Transport, about: { key: string }): Line => {
  const received: Array<Harness.Received> = []
  const transport: Transport = (request, given) => {
    about.key = request.headers.get("idempotency-key") ?? ""
    const { pathname } = new URL(request.url)
    const operation = operationOf(way, request.method, pathname, about.key) ?? "create"
    const reference = given.body === undefined ? undefined : markIn(given.body)
    const acquire = () => {
      const isOpen = given.acquire()
      if (isOpen && operation !== "token") received.push({ operation, reference })
      return isOpen
    }
    return inner(request, { acquire, body: given.body, maxAnswerBytes: given.maxAnswerBytes, signal: given.signal })
  }
  return { transport, received: () => received }
}

const markIn = (body: string): string | undefined => {
  const fields = fieldsOf(body)
  return ["payment", "payout", "refund"].map((mark) => fields[`metadata[switchyard_${mark}]`]).find((mark) => mark)
}

/** Opens the simulated provider for one way until the scope ends. */
export const open = Effect.fnUntraced(function* (way: Way, settings: Partial<Sim.Settings> = {}) {
  const clock = Clock.manual()
  const mailbox = yield* Mailbox.open
  const sandbox = yield* Effect.acquireRelease(
    Effect.promise(() =>
      Sandbox.start({
        clock,
        stripe: {
          accounts,
          endpoints: [{}, { connect: true }].map((of) => ({
            url: `${mailbox.url}/callbacks/stripe/events`,
            secrets: [webhookSecret],
            ...of
          })),
          // Nothing moves by itself: the suite settles every operation.
          settings: {
            payoutTransit: forever,
            payoutArrival: forever,
            processingTime: forever,
            refundTime: forever,
            searchLag: 0,
            captureWindow: forever,
            ...settings
          },
          log: () => {}
        }
      })
    ),
    ({ close }) => Effect.promise(close)
  )
  const { admin, url } = sandbox.stripe
  const inSandbox = toSandbox(url, inTurn(refusalsOf(way)))
  const about = { key: "" }
  const sockets = yield* OnSockets.open({
    clock,
    mailbox,
    operationOf: (method, path) => operationOf(way, method, path, about.key),
    playFault: (fault, operation, path) => {
      const method = operation === "get" || operation === "balance" ? "GET" : "POST"
      admin.fault(inSandbox(fault, operation), { endpoint: endpointOf(method, path) })
    }
  })
  const { received, transport } = watching(way, sockets.transport, about)
  const kind = kindOf(way)
  const held: Harness.Service["held"] = Effect.sync(() =>
    admin
      .executions()
      .filter((execution) => execution.kind === createOf[way])
      .map(({ given, shop }) =>
        heldFrom(way, formOf(given), {
          account: shop === account ? undefined : shop,
          paidIn: (id) => currencyOf(admin, id)
        })
      )
      .filter(({ reference }) => reference !== "")
  )
  return {
    admin,
    url,
    sockets: { ...sockets, transport },
    options: optionsAt(way, url),
    secrets: [secretKey, webhookSecret],
    secretKey,
    received: Effect.sync(received),
    held,
    paid: Effect.sync(() =>
      admin
        .ledger()
        .filter((entry) => entry.kind === moved[kind])
        .map(({ amount, currency, reference }) => ({ reference, amount: moneyOf(amount, currency) }))
    )
  }
})

const createOf: Readonly<Record<Way, string>> = {
  card: "payment_intent.create",
  held: "payment_intent.create",
  heldPage: "checkout.session.create",
  confirmed: "payment_intent.create",
  page: "checkout.session.create",
  payout: "payout.create",
  refund: "refund.create"
}

const moved = { payments: "payment", payouts: "payout", refunds: "paymentRefunded" } as const

const currencyOf = (admin: Sim.Admin, id: string): string => (admin.operations(id)[0]?.currency ?? "usd").toLowerCase()

/** An amount of the ledger, which is decimal text. */
export const moneyOf = (amount: string, currency: string) => {
  const code = currency.toLowerCase()
  const count = code === "jpy" || code === "mga" ? 0 : code === "kwd" ? 3 : 2
  const [whole = "", part = ""] = amount.split(".")
  return toMoney(String(BigInt(`${whole}${part.padEnd(count, "0").slice(0, count)}`)), code)
}

// The members of a request as the form that they came in.
const formOf = (given: unknown): string => {
  const pairs: Array<[string, string]> = []
  const add = (name: string, value: unknown): void => {
    if (typeof value === "object" && value !== null) {
      for (const [key, member] of Object.entries(value)) add(name === "" ? key : `${name}[${key}]`, member)
    } else pairs.push([name, String(value)])
  }
  add("", given)
  return new URLSearchParams(pairs).toString()
}

/** The simulated Stripe. */
export type World = Effect.Success<ReturnType<typeof open>>
