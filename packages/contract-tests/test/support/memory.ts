/**
 * The memory provider under the suite: its simulator as a harness, and its parts laid open, so that a test can build the
 * right adapter or a wrong one by changing one of them.
 */

import type { Manifest, Route } from "@switchyard/core/Capabilities"
import * as Json from "@switchyard/core/Json"
import { compact } from "@switchyard/core/Optional"
import type { Status as PaymentStatus } from "@switchyard/core/Payment"
import type { RefundStatus } from "@switchyard/core/PaymentParts"
import * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type { Status as PayoutStatus } from "@switchyard/core/Payout"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as RefundProvider from "@switchyard/core/RefundProvider"
import * as Memory from "@switchyard/memory/Memory"
import * as MemoryClient from "@switchyard/memory/MemoryClient"
import { example, type Options, secretsOf } from "@switchyard/memory/MemoryOptions"
import * as Simulator from "@switchyard/memory/Simulator"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Harness from "../../src/Harness.ts"
import { turn } from "../../src/internal/turn.ts"
import * as ManualClock from "../../src/ManualClock.ts"
import { withMembers } from "../../src/replay/Documents.ts"
import { answersOf } from "./answers.ts"
import * as Changing from "./changing.ts"
import * as Committed from "./committed.ts"
import { refused, refusedDrafts, toSimulatorFault } from "./faults.ts"
import { textsOf } from "./texts.ts"

/** The parts that may be changed to make another adapter; everything left out stays right. */
export interface Parts {
  readonly options?: (options: Options) => Options
  readonly exchange?: (exchange: Simulator.Exchange) => Simulator.Exchange
  readonly payouts?: (spi: PayoutProvider.Spi, client: MemoryClient.MemoryClient) => PayoutProvider.Spi
  readonly payments?: (spi: PaymentProvider.Spi, client: MemoryClient.MemoryClient) => PaymentProvider.Spi
  readonly refunds?: (spi: RefundProvider.Spi, client: MemoryClient.MemoryClient) => RefundProvider.Spi
  readonly refundService?: (service: RefundProvider.Service) => RefundProvider.Service
  /** Payments that their payer approves; left out: they are paid at once. */
  readonly approval?: Options["approval"]
  /** What the provider does with a second change of the same number; left out: it refuses it, for ever. */
  readonly changes?: Options["changes"]
  /** What payments state of their money; left out: every part. */
  readonly states?: Options["states"]
  readonly payoutService?: (service: PayoutProvider.Service) => PayoutProvider.Service
  readonly make?: typeof Memory.make
  /** What the provider itself does with a repeat; left out: it refuses it, for ever. */
  readonly duplicates?: Options["duplicates"]
  /** Payouts whose id is not known are found in a list alone; left out: by their reference. */
  readonly lookUp?: Options["lookUp"]
  /** Payouts in drafts; left out: a payout is one request. */
  readonly stages?: "draft"
  /** Payments that are declined can still be paid; left out: they are over. */
  readonly declined?: "payable"
  /** Nobody at the provider can commit a draft of ours, whatever its adapter says. */
  readonly isOfficeClosed?: boolean
  /** The only routes, such as `card RUB`; left out: all of them. */
  readonly routes?: ReadonlyArray<string>
  /** The `providerOptions` of a request to try. */
  readonly choices?: ReadonlyArray<Harness.OptionCase>
  readonly paymentService?: (service: PaymentProvider.Service) => PaymentProvider.Service
}

const same = <A>(value: A): A => value

// The adapter as it is, with fewer routes in its manifest.
const narrowed = <S extends { readonly manifest: Manifest }>(spi: S, routes: Parts["routes"]): S => {
  const isThere = ({ currencies, method }: Route) => routes?.includes(`${method} ${currencies[0]}`) !== false
  return { ...spi, manifest: { ...spi.manifest, routes: spi.manifest.routes.filter(isThere) } }
}

const build = (parts: Parts, account: Options) => {
  const { approval, changes, declined, duplicates, lookUp, stages, states } = parts
  const draftsLastMillis = stages === undefined ? undefined : 3_600_000
  const options = {
    ...account,
    ...compact({ approval, changes, declined, draftsLastMillis, duplicates, lookUp, stages, states })
  }
  const simulator = Simulator.make(options)
  const committed = Committed.make(simulator)
  const line = Changing.make(committed.exchange)
  const exchange = (parts.exchange ?? same)(line.exchange)
  const configured = (parts.options ?? same)(options)
  const client = MemoryClient.make(configured, exchange)
  const spis = Memory.spis({ options: configured, instance: "memory", client: { simulator, ...client } })
  const payouts = (parts.payouts ?? same)(narrowed(spis.payouts, parts.routes), client)
  const payments = (parts.payments ?? same)(narrowed(spis.payments, parts.routes), client)
  const refunds = (parts.refunds ?? same)(narrowed(spis.refunds, parts.routes), client)
  return {
    simulator,
    line,
    committed,
    options,
    isOfficeClosed: parts.isOfficeClosed === true,
    make: parts.make ?? Memory.make,
    choices: parts.choices,
    marksRepeats: options.duplicates === "replayed",
    secrets: secretsOf(configured).map(Redacted.value),
    payouts: (parts.payoutService ?? same)(PayoutProvider.make(payouts)),
    payments: (parts.paymentService ?? same)(PaymentProvider.make(payments)),
    refunds: (parts.refundService ?? same)(RefundProvider.make(refunds))
  }
}

const { callbackKey: _, ...unsecured } = example

const payoutMeanings: Readonly<Record<string, PayoutStatus>> = {
  new: "processing",
  sent: "processing",
  done: "paid",
  refused: "failed",
  canceled: "canceled",
  returned: "returned"
}

const paymentMeanings: Readonly<Record<string, PaymentStatus>> = {
  waiting: "awaiting_payer",
  held: "authorized",
  checking: "processing",
  received: "paid",
  received_other: "paid_other_amount",
  refused: "failed",
  expired: "expired",
  canceled: "canceled",
  refunding: "refunding",
  refunded: "refunded"
}

const refundMeanings: Readonly<Record<string, RefundStatus>> = {
  asked: "processing",
  paid_back: "succeeded",
  bounced: "failed",
  canceled: "canceled"
}

const meaningsOf = (
  kind: Simulator.Kind,
  { approval, declined, stages }: Options
): Readonly<Record<string, PayoutStatus | PaymentStatus | RefundStatus>> => {
  switch (kind) {
    case "payout":
      return { ...payoutMeanings, ...(stages && { draft: "uncommitted" }) }
    case "payment":
      return {
        ...paymentMeanings,
        ...(declined && { declined: "declined" }),
        ...(approval && { approved: "approved" })
      }
    case "refund":
      return refundMeanings
  }
}

// For most that is looked at, what a payer has sent is there when it is asked for.
const moneyOf = ({ simulator }: Pick<ReturnType<typeof build>, "simulator">): Harness.PaymentMoney => {
  let made = 0
  return {
    payment: ({ amount, context = {}, method }) =>
      Effect.sync(() => {
        made += 1
        const reference = `paid-${made}`
        const providerReference = simulator.pay({ reference, method, amount, subAccount: context.subAccount ?? "" })
        return { reference, providerReference, method }
      }),
    captures: (reference) =>
      Effect.sync(() =>
        simulator.captures(reference).map(({ status, ...part }) => ({
          ...part,
          status: status === "done" ? "succeeded" : status === "failed" ? "failed" : "processing"
        }))
      ),
    refunds: (reference) =>
      Effect.sync(() =>
        simulator
          .refunds(reference)
          .map(({ status, ...part }) => ({ ...part, status: refundMeanings[status] ?? "unrecognised" }))
      ),
    captureElsewhere: (reference, amount) =>
      Effect.sync(() => void simulator.capture(reference, { amount, status: "done" })),
    refundElsewhere: (reference, amount) =>
      Effect.sync(() => void simulator.refund(reference, { amount, status: "paid_back" }))
  }
}

const plainChoices: Readonly<Record<Simulator.Kind, ReadonlyArray<Harness.OptionCase>>> = {
  payout: [{ what: "an instant payout", options: { speed: "instant" } }],
  payment: [{ what: "a page in Russian", options: { language: "ru" } }],
  refund: []
}

const operations: ReadonlyMap<string, Harness.Operation> = new Map(
  [...PayoutProvider.kind.names, ...PaymentProvider.kind.names].map((operation) => [operation, operation])
)

const stageOf: ReadonlyMap<string, Harness.Operation> = new Map<string, Harness.Operation>([
  ["draft", "prepare"],
  ["commit", "create"],
  ["abandon", "abandon"]
])

const operationOf = (path: string): Harness.Operation => {
  const name = path.slice(path.lastIndexOf("/") + 1)
  return stageOf.get(name) ?? operations.get(name) ?? "get"
}

const pathOf = (kind: Simulator.Kind, operation: Harness.Operation, { stages }: Options): string => {
  const names = stages === undefined ? undefined : { prepare: "draft", create: "commit" }
  const found: string =
    names === undefined || kind !== "payout" ? operation : (Reflect.get(names, operation) ?? operation)
  return `/${kind}s/${found}`
}

// The members of the recipient by our names; the e-mail address has a place of its own.
const recipientIn = ({ email, ...texts }: Readonly<Record<string, string>>) => {
  const ours = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())
  const members = Object.entries(texts).filter(([name]) => name.startsWith("recipient."))
  return { ...Object.fromEntries(members.map(([name, value]) => [ours(name), value])), "recipient.email": email }
}

const subAccounts = [{ subAccount: "sub-1" }, { subAccount: "sub-2" }] as const

// What came with the create that was carried out: the first of its reference. A body that was read once is known.
const reading = () => {
  const known = new Map<string, Readonly<Record<string, string>>>()
  const read = (body: string) => {
    const texts = known.get(body) ?? textsOf(body)
    known.set(body, texts)
    return texts
  }
  return (
    simulator: Simulator.Simulator,
    kind: Simulator.Kind,
    operations: ReadonlyArray<Simulator.Operation>
  ): ReadonlyArray<Harness.Held> => {
    const paths = [`/${kind}s/create`, `/${kind}s/draft`]
    const creates = simulator.received().filter(({ path }) => paths.includes(path))
    const firsts = new Map(creates.toReversed().map(({ reference, request }) => [reference, request]))
    return operations.map((operation) => {
      const body = firsts.get(operation.reference)?.body ?? "{}"
      const texts = read(body)
      const { bank, bic, country, destination: account, description, holder, scheme, ...others } = texts
      const { offer: _, source: __, ...fields } = others
      // A draft that was asked for again has the terms of its own request.
      const terms = operation.terms === undefined ? texts : textsOf(Json.stringify(operation.terms))
      const { offer, source } = terms
      const subAccount = texts.sub_account
      return {
        ...{ ...operation, account, holder, bank, bic, country, scheme, description, source, offer, fields },
        ...operation.payee,
        recipient: recipientIn(terms),
        context: subAccount === undefined ? undefined : { subAccount }
      }
    })
  }
}

// Nothing here needs real time: after so many turns of the event loop, what is still running waits for the clock.
const patience = Effect.repeat(turn, { times: 50 })

const harness = (
  kind: Simulator.Kind,
  {
    choices,
    committed,
    isOfficeClosed,
    line,
    make,
    marksRepeats,
    options,
    secrets,
    simulator
  }: ReturnType<typeof build>,
  again: (options: Options) => Harness.CallbackReader & Harness.KeyMaker
): Harness.Service => {
  const { advance, clock } = ManualClock.make()
  const meanings = meaningsOf(kind, options)
  const heldBy = reading()
  let used = 0
  return {
    clock,
    advance,
    patience,
    reference: Effect.sync(() => {
      used += 1
      return `ref-${used}`
    }),
    secrets,
    paymentRequest: (plain) =>
      plain.method === "bank_transfer"
        ? { ...plain, payerFields: { payer_name: Redacted.make("Kanareika Platelschitsa") } }
        : plain,
    options: choices ?? plainChoices[kind],
    methods: { cardForm: "card", uploadReceipt: "bank_transfer" },
    fault: (operation, fault, after = 0) =>
      Effect.sync(() => {
        const path = pathOf(kind, operation, options)
        const play = () => {
          if (fault.kind === "changed") line.change(path, fault.change)
          else simulator.fault(toSimulatorFault(fault), { path })
        }
        if (after > 0) line.after(path, after, play)
        else play()
      }),
    words: [
      {
        operation: "get",
        what: "the reason of a refusal",
        answerWith: ({ body, status }, words) => ({
          status,
          body: withMembers(body, { "data.status": kind === "refund" ? "bounced" : "refused", "data.reason": words })
        })
      }
    ],
    underId: ({ body, status }, id) => ({ status, body: body.replace(/"id":"[^"]*"/, `"id":"${id}"`) }),
    refusals: options.stages === undefined || kind !== "payout" ? refused : refusedDrafts,
    answers: answersOf(kind === "refund" ? "bounced" : "refused"),
    repeatsReference: ["create", "get"],
    connecting: Effect.sync(simulator.connecting),
    received: Effect.sync(() =>
      simulator.received().map(({ path, reference }) => ({ operation: operationOf(path), reference }))
    ),
    requests: Effect.sync(() =>
      simulator
        .received()
        .flatMap(({ path, request }) =>
          request === undefined ? [] : [{ operation: operationOf(path), method: "POST", query: "", ...request }]
        )
    ),
    contexts: subAccounts,
    contextOf: ({ body }) => {
      const { sub_account: subAccount } = textsOf(body)
      return { subAccount }
    },
    marksRepeats,
    rebuilt: Effect.sync(() => again(example)),
    held: Effect.sync(() => heldBy(simulator, kind, committed.operations(kind))),
    paid: Effect.sync(() => simulator.ledger(kind)),
    money: moneyOf({ simulator }),
    office: (reference) =>
      Effect.sync(() => {
        const paid = kind === "payout" ? "done" : "received"
        for (const each of simulator.operations(kind)) {
          const isPayable = ["draft", "declined"].includes(each.status) && each.reference === reference
          if (!isPayable || isOfficeClosed) continue
          simulator.commit(kind, each.id)
          simulator.settle(kind, each.id, paid)
        }
      }),
    ...compact({ preparedForMillis: options.draftsLastMillis }),
    lag: {
      forMillis: 50_000,
      begin: (reference) => Effect.sync(() => simulator.lag(kind, reference, 1000)),
      end: (reference) => Effect.sync(() => simulator.lag(kind, reference, 0))
    },
    decline: Effect.sync(() => simulator.fault({ kind: "declines" }, { path: "/payments/create" })),
    statuses: Object.entries(meanings).map(([word, means]) => ({ word, means })),
    statesPayerPaid: kind === "payment",
    unknownStatus: "hibernating",
    settle: (reference, word) => Effect.sync(() => simulator.settle(kind, reference, word)),
    callbackStatuses: Object.keys(meanings),
    callback: (reference, changes) => Effect.sync(() => simulator.callback(kind, reference, changes)),
    withoutSecret: Effect.sync(() => again(unsecured)),
    misconfigured: [
      {
        what: "an account without a name",
        build: Effect.suspend(() => make({ ...example, account: "" })),
        messageContains: ["account"]
      }
    ]
  }
}

/** Payouts of the memory provider, as it is or with parts changed, and its simulator. */
export const payouts = (
  parts: () => Parts = () => ({})
): Layer.Layer<PayoutProvider.PayoutProvider | Harness.Harness> =>
  Layer.effectContext(
    Effect.sync(() => {
      const built = build(parts(), example)
      return Context.make(PayoutProvider.PayoutProvider, built.payouts).pipe(
        Context.add(
          Harness.Harness,
          harness("payout", built, (options) => build(parts(), options).payouts)
        )
      )
    })
  )

/** Payments of the memory provider, as it is or with parts changed, and its simulator. */
export const payments = (
  parts: () => Parts = () => ({})
): Layer.Layer<PaymentProvider.PaymentProvider | Harness.Harness> =>
  Layer.effectContext(
    Effect.sync(() => {
      const built = build(parts(), example)
      return Context.make(PaymentProvider.PaymentProvider, built.payments).pipe(
        Context.add(
          Harness.Harness,
          harness("payment", built, (options) => build(parts(), options).payments)
        )
      )
    })
  )

/** Refunds of the memory provider, as it is or with parts changed, and its simulator. */
export const refunds = (
  parts: () => Parts = () => ({})
): Layer.Layer<RefundProvider.RefundProvider | Harness.Harness> =>
  Layer.effectContext(
    Effect.sync(() => {
      const built = build(parts(), example)
      return Context.make(RefundProvider.RefundProvider, built.refunds).pipe(
        Context.add(
          Harness.Harness,
          harness("refund", built, (options) => build(parts(), options).refunds)
        )
      )
    })
  )
