/**
 * The P2P platform under the suite: the sandbox on loopback sockets with a clock of its own, and the document's words
 * for every status. What arrived and what was paid is known from the sandbox's journal and ledger. `payouts` is the layer
 * of adapter and harness; `harnessOf` is the harness alone, for whoever puts something else than the plain adapter before it.
 */
import { Harness } from "@switchyard/contract-tests"
import * as Mailbox from "@switchyard/contract-tests/live/Mailbox"
import * as OnSockets from "@switchyard/contract-tests/live/OnSockets"
import * as Callback from "@switchyard/core/Callback"
import * as Currency from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import { Transport } from "@switchyard/core/Transport"
import * as P2p from "@switchyard/p2p/P2p"
import { Clock, Sandbox } from "@switchyard/sandbox"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { answers, ownWords } from "./answers.ts"
import { endpointOf, operationOf, refusalReasons, toSandbox } from "./faults.ts"
import { heldFrom, options as requestOptions, underId } from "./held.ts"
import { misconfigured } from "./misconfigured.ts"
import { statuses } from "./statuses.ts"

/** The settings that the platform's support has agreed with this merchant; left out: none. */
export type Agreement = Pick<P2p.Options, "standartSign" | "pollingAgreed" | "payoutIdInPath" | "currencies">

const apiKey = "kanareika-p2p-api-key"
const signKey = "kanareika-p2p-sign-key"

const toMoney = (amount: string, currency: string): Money.Money => {
  const code = currency.toUpperCase()
  if (!Currency.isCurrency(code)) throw new RangeError(`the sandbox names the currency ${currency}`)
  return Money.unsafe(amount, code)
}

const startSandbox = (clock: Clock.Controlled, { payoutIdInPath, pollingAgreed, standartSign }: Agreement) =>
  Sandbox.start({
    clock,
    p2p: {
      merchants: [{ name: "acme", apiKey, signKey, balance: "9".repeat(18) }],
      settings: {
        standartSign: standartSign ?? null,
        pollingAgreed: pollingAgreed ?? false,
        payoutIdInPath: payoutIdInPath ?? "orderId",
        // The document names no number; the suite reads one payout more often than the default allows.
        statusReads: 50
      },
      // Nothing moves by itself: the suite settles every operation.
      plan: [{ status: "expectation", after: 0 }],
      log: () => {}
    }
  })

/** The simulated platform: the harness, the transport that leads to it, and the merchant's options. */
export const harnessOf = Effect.fnUntraced(function* (agreement: Agreement) {
  const clock = Clock.manual()
  const mailbox = yield* Mailbox.open
  const sandbox = yield* Effect.acquireRelease(
    Effect.promise(() => startSandbox(clock, agreement)),
    ({ close }) => Effect.promise(close)
  )
  const { admin, url } = sandbox.p2p
  const inSandbox = toSandbox(url)
  const sockets = yield* OnSockets.open({
    clock,
    mailbox,
    operationOf: (_method, path) => operationOf(path),
    playFault: (fault, operation, path) => void admin.fault(inSandbox(fault, operation), { endpoint: endpointOf(path) })
  })
  const options: P2p.Options = {
    baseUrl: url,
    merchant: "acme",
    apiKey: Redacted.make(apiKey),
    signKey: Redacted.make(signKey),
    callbackBaseUrl: mailbox.url,
    ...agreement
  }
  const { standartSign: _, ...withoutFormula } = options
  const entry = ({ amount, currency, reference }: { amount: string; currency: string; reference: string }) => ({
    reference,
    amount: toMoney(amount, currency)
  })

  // The bodies of the creates that were carried out under a reference, in their order.
  const bodiesOf = (reference: string): ReadonlyArray<string> =>
    admin
      .journal({ reference, endpoint: "create_pay_out" })
      .filter(({ acted }) => acted)
      .map(({ seq }) => admin.raw(seq) ?? "")

  const harness: Harness.Service = {
    ...sockets.harness,
    secrets: [apiKey, signKey],
    limits: (_method, currency) => ({ min: toMoney("1", currency), max: toMoney("999999999999999", currency) }),
    options: requestOptions,
    underId,
    refusals: refusalReasons,
    answers,
    words: ownWords,
    repeatsReference: ["get"],
    // Whoever asks at an address that is not the platform's has followed something: it counts, as a create.
    received: Effect.sync(() =>
      admin.journal().map(({ endpoint, reference }) => ({
        operation: operationOf(`/api/merchant/acme/${endpoint}/`) ?? "create",
        reference: reference ?? undefined
      }))
    ),
    held: Effect.sync(() =>
      admin.operations().map((operation, _, all): Harness.Held => {
        const turn = all.filter(({ reference }) => reference === operation.reference).indexOf(operation)
        return { ...entry(operation), ...heldFrom(bodiesOf(operation.reference)[turn] ?? "") }
      })
    ),
    paid: Effect.sync(() =>
      admin
        .ledger()
        .filter((moved) => moved.kind === "payout")
        .map(entry)
    ),
    ...statuses,
    settle: (reference, word) => Effect.promise(() => admin.setStatus(reference, word)),
    callback: (reference, { amount, isForged = false, status } = {}) =>
      // The same status once more, so that the sandbox reports it in its ordinary way, bent as asked.
      sockets.delivered(async () => {
        const changes = compact({ fiat_amount: amount && Money.toText(amount), status })
        admin.scriptCallback({ forged: isForged, changes }, { reference })
        await admin.setStatus(reference, admin.operations(reference)[0]?.status ?? "")
      }),
    withoutSecret: Effect.map(P2p.make(withoutFormula), ({ parseCallback, payouts: { capabilities } }) => ({
      capabilities,
      parseCallback
    })),
    misconfigured: misconfigured(options)
  }
  const context = Context.make(Harness.Harness, harness).pipe(Context.add(Transport, sockets.transport))
  return { context, options }
})

/** Payouts and the simulated provider. */
export const payouts = (
  agreement: Agreement = {}
): Layer.Layer<PayoutProvider.PayoutProvider | Callback.Callbacks | Harness.Harness, unknown> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const { context, options } = yield* harnessOf(agreement)
      const { parseCallback, payouts } = yield* P2p.make(options)
      return Context.add(context, PayoutProvider.PayoutProvider, payouts).pipe(
        Context.add(Callback.Callbacks, { provider: "p2p", parseCallback })
      )
    })
  )
