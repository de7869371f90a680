/**
 * The memory provider under the suite: its simulator as a harness, and its parts laid open, so that a test can build the
 * right adapter or a wrong one by changing one of them.
 */

import * as Callback from "@switchyard/core/Callback"
import type { Manifest, Route } from "@switchyard/core/Capabilities"
import * as Json from "@switchyard/core/Json"
import type { Money } from "@switchyard/core/Money"
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
import * as DateTime from "effect/DateTime"
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
  /** Lists of parts show the newest alone; left out: they are whole. */
  readonly lists?: Options["lists"]
  /** Captures end some time after they were accepted; left out: at once. */
  readonly captures?: Options["captures"]
  /** For how long money is held; left out: without an end. */
  readonly holdsForMillis?: Options["holdsForMillis"]
  /** What each payout costs; left out: nothing. */
  readonly payoutFee?: Options["payoutFee"]
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
  /** The parser of callbacks, by the options it is built of; what it becomes is guarded by core. */
  readonly parse?: (parse: Callback.Parse, options: Options) => Callback.Parse
  /** The same, after core has put its guards around it. */
  readonly parseService?: (parse: Callback.Parse) => Callback.Parse
  /** Callbacks are verified by keys that the provider publishes; left out: by one that is configured. */
  readonly callbackKeys?: "published"
}

const same = <A>(value: A): A => value

// The adapter as it is, with fewer routes in its manifest.
const narrowed = <S extends { readonly manifest: Manifest }>(spi: S, routes: Parts["routes"]): S => {
  const isThere = ({ currencies, method }: Route) => routes?.includes(`${method} ${currencies[0]}`) !== false
  return { ...spi, manifest: { ...spi.manifest, routes: spi.manifest.routes.filter(isThere) } }
}

const build = (parts: Parts, given: Options) => {
  const { approval, callbackKeys, captures, changes, declined, duplicates, holdsForMillis } = parts
  const { lists, lookUp, payoutFee, stages, states } = parts
  const draftsLastMillis = stages === undefined ? undefined : 3_600_000
  const options = {
    ...given,
    ...compact({ approval, callbackKeys, captures, changes, declined, draftsLastMillis, duplicates, holdsForMillis }),
    ...compact({ lists, lookUp, payoutFee, stages, states })
  }
  const simulator = Simulator.make(options)
  const committed = Committed.make(simulator)
  const line = Changing.make(committed.exchange)
  const exchange = (parts.exchange ?? same)(line.exchange)
  const configured = (parts.options ?? same)(options)
  const client = MemoryClient.make(configured, exchange)
  const account = { options: configured, instance: "memory", client: { simulator, ...client } }
  const spis = Memory.spis(account)
  const parse = Memory.parser(account)
  const parsing = parse && Callback.guarded("memory", (parts.parse ?? ((same) => same))(parse, configured))
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
    refunds: (parts.refundService ?? same)(RefundProvider.make(refunds)),
    parseCallback: parsing && (parts.parseService ?? same)(parsing)
  }
}

// Its callbacks are signed with their time.
const account: Options = { ...example, callbackToleranceMillis: 300_000 }

const { callbackKey: _, ...unsecured } = account

const payoutMeanings: Readonly<Record<string, PayoutStatus>> = {
  new: "processing",
  sent: "processing",
  done: "paid",
  refused: "failed",
  canceled: "canceled",
  bouncing: "returning",
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

const failureCodes: Harness.FailureCodes["codes"] = [
  { code: "account_closed", means: { reason: "DestinationInvalid", by: "bank", again: "other_destination" } },
  { code: "recipient_refused", means: { reason: "RecipientRejected", by: "recipient", again: "other_destination" } },
  { code: "card_declined", means: { reason: "Declined", by: "issuer", again: "never" } },
  { code: "try_another_day", means: { reason: "Declined", by: "issuer", again: "later" } },
  { code: "payer_not_authenticated", means: { reason: "AuthenticationRequired", by: "payer", again: "later" } },
  { code: "sanctions", means: { reason: "Compliance", by: "compliance", again: "never" } },
  { code: "payer_too_late", means: { reason: "Expired", by: "payer", again: "later" } },
  { code: "no_route", means: { reason: "MethodUnavailable", by: "provider", again: "other_provider" } }
]

const until = 4_102_444_800_000
const time = { expiresAt: "2100-01-01T00:00:00.000Z" }

const payerAsks = (simulator: Simulator.Simulator): ReadonlyArray<Harness.PayerAsk> => {
  const asks = (
    what: string,
    asked: Simulator.Asks,
    shows: Harness.PayerAsk["shows"],
    secrets: ReadonlyArray<string> = []
  ): Harness.PayerAsk => ({
    what,
    shows,
    secrets,
    ask: (reference) => Effect.sync(() => simulator.ask(reference, asked))
  })
  const page = { type: "redirect", method: "GET", fields: "{}" }
  return [
    asks("a page", { page: "https://pay.memory.invalid/1" }, { ...page, url: "https://pay.memory.invalid/1" }),
    asks(
      "a page for a time",
      { page: "https://pay.memory.invalid/2", until },
      { ...page, url: "https://pay.memory.invalid/2", ...time }
    ),
    asks(
      "a card to transfer to",
      {
        transfer: { card: "2200000000000061", holder: "ANNA", receipt_page: "https://receipts.memory.invalid/1" },
        until
      },
      {
        ...{ type: "transfer", card: "2200000000000061", holder: "ANNA" },
        ...{ receiptPage: "https://receipts.memory.invalid/1", ...time }
      }
    ),
    asks("a phone to transfer to", { transfer: { phone: "79160000001" } }, { type: "transfer", phone: "79160000001" }),
    asks(
      "a secret for the provider's software",
      { sdk: { secret: "sk_client_canary_1", key: "pk_1" }, until },
      { type: "sdk", clientSecret: "sk_client_canary_1", publishableKey: "pk_1", ...time },
      ["sk_client_canary_1"]
    ),
    asks(
      "another secret",
      { sdk: { secret: "sk_client_canary_2" } },
      { type: "sdk", clientSecret: "sk_client_canary_2" },
      ["sk_client_canary_2"]
    ),
    asks(
      "a voucher",
      {
        voucher: { number: "341910001", entity: "11111", barcode: "836700001", page: "https://pay.memory.invalid/v/1" },
        until
      },
      {
        ...{ type: "voucher", number: "341910001", entity: "11111", barcode: "836700001" },
        ...{ page: "https://pay.memory.invalid/v/1", ...time }
      },
      ["836700001"]
    ),
    asks("another voucher", { voucher: { number: "341910002" } }, { type: "voucher", number: "341910002" })
  ]
}

const waitWords: Harness.WaitWords["words"] = [
  { word: "payee", means: "recipient" },
  { word: "payer", means: "payer" },
  { word: "us", means: "provider" },
  { word: "examiners", means: "compliance" },
  { word: "you", means: "merchant" }
]

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
const moneyOf = ({
  options,
  simulator
}: Pick<ReturnType<typeof build>, "options" | "simulator">): Harness.PaymentMoney => {
  let made = 0
  return {
    payment: ({ amount, captures, context = {}, method }) =>
      Effect.sync(() => {
        made += 1
        const reference = `paid-${made}`
        const subAccount = context.subAccount ?? ""
        const providerReference = simulator.pay({ reference, method, amount, subAccount, ...compact({ captures }) })
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
    disputeElsewhere: (reference, amount) =>
      Effect.sync(() => simulator.dispute(reference, { amount, status: "open" })),
    heldUntil: (reference) =>
      Effect.sync(() => {
        const { holdsForMillis } = options
        const held = simulator.operations("payment").find((each) => each.reference === reference)
        return holdsForMillis === undefined || held === undefined ? undefined : held.createdAt + holdsForMillis
      }),
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
      const debit = texts.of === "total" ? operation.total : undefined
      const { offer: _, source: __, ...fields } = others
      // A draft that was asked for again has the terms of its own request.
      const terms = operation.terms === undefined ? texts : textsOf(Json.stringify(operation.terms))
      const { capture, offer, reason, source } = terms
      const subAccount = texts.sub_account
      return {
        ...{ ...operation, account, holder, bank, bic, country, scheme, description, source, offer, fields },
        ...operation.payee,
        ...compact({ capture, debit, reason }),
        recipient: recipientIn(terms),
        payerEmail: texts.email,
        successUrl: texts.success_url,
        failedUrl: texts.failed_url,
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
  again: (options: Options, changes?: Pick<Parts, "callbackKeys">) => ReturnType<typeof build>
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
    rebuilt: Effect.sync(() => again(account)[`${kind}s`]),
    held: Effect.sync(() => heldBy(simulator, kind, committed.operations(kind))),
    paid: Effect.sync(() => simulator.ledger(kind)),
    sums: (reference) =>
      Effect.sync(() => {
        const held = simulator.operations(kind).find((each) => each.reference === reference)
        return kind === "payout" ? { fee: held?.fee, debited: held?.total } : {}
      }),
    holders: [
      { name: "Ivan Petrov", means: "match" },
      { name: "I. Petrov", means: "close_match" },
      { name: "Anna Sidorova", means: "no_match" }
    ],
    money: moneyOf({ options, simulator }),
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
    failures: {
      codes: failureCodes,
      unknownCode: "somebody_sneezed",
      scheme: "AC04",
      fail: (reference, why) =>
        Effect.sync(() => simulator.settle(kind, reference, kind === "refund" ? "bounced" : "refused", why))
    },
    payerAsks: kind === "payment" ? payerAsks(simulator) : [],
    waits: {
      words: waitWords,
      unknownWord: "godot",
      wait: (reference, word) => Effect.sync(() => simulator.waitFor(kind, reference, word))
    },
    statesPayerPaid: kind === "payment",
    unknownStatus: "hibernating",
    settle: (reference, word) => Effect.sync(() => simulator.settle(kind, reference, word)),
    callbackStatuses: Object.keys(meanings),
    callback: (reference, changes) =>
      Effect.map(DateTime.now, (at) => simulator.callback(kind, reference, { ...changes, at })),
    callbackKinds: {
      several: ([reference = "", ...beside]) =>
        Effect.map(DateTime.now, (at) => simulator.callback(kind, reference, { beside, at })),
      notOurs: Effect.map(DateTime.now, (at) => simulator.news(at)),
      statesContext: true,
      ...(kind === "payment" && {
        ofPayment: (about: "refund" | "dispute", reference: string, amount: Money) =>
          Effect.map(DateTime.now, (at) => simulator.callback(kind, reference, { about: { kind: about, amount }, at }))
      }),
      ...(options.callbackKeys !== undefined && {
        publishedKeys: {
          hide: Effect.sync(() => simulator.publish(false)),
          show: Effect.sync(() => simulator.publish(true)),
          any: Effect.map(DateTime.now, (at) => simulator.news(at))
        }
      }),
      ...compact({ toleranceMillis: options.callbackToleranceMillis })
    },
    withoutSecret: Effect.sync(() => {
      const { [`${kind}s` as const]: service, parseCallback } = again(unsecured, {})
      return { capabilities: service.capabilities, parseCallback }
    }),
    misconfigured: [
      {
        what: "an account without a name",
        build: Effect.suspend(() => make({ ...example, account: "" })),
        messageContains: ["account"]
      }
    ]
  }
}

// Built once more, with the keys of callbacks as they were unless that is changed.
const rebuilding =
  (parts: () => Parts) =>
  (options: Options, changes?: Pick<Parts, "callbackKeys">): ReturnType<typeof build> => {
    const { callbackKeys, ...others } = parts()
    return build({ ...others, ...(changes ?? compact({ callbackKeys })) }, options)
  }

/** Payouts of the memory provider, as it is or with parts changed, and its simulator. */
export const payouts = (
  parts: () => Parts = () => ({})
): Layer.Layer<PayoutProvider.PayoutProvider | Callback.Callbacks | Harness.Harness> =>
  Layer.effectContext(
    Effect.sync(() => {
      const built = build(parts(), account)
      const { parseCallback } = built
      return Context.make(PayoutProvider.PayoutProvider, built.payouts).pipe(
        Context.add(Callback.Callbacks, { provider: "memory", parseCallback }),
        Context.add(Harness.Harness, harness("payout", built, rebuilding(parts)))
      )
    })
  )

/** Payments of the memory provider, as it is or with parts changed, and its simulator. */
export const payments = (
  parts: () => Parts = () => ({})
): Layer.Layer<PaymentProvider.PaymentProvider | Callback.Callbacks | Harness.Harness> =>
  Layer.effectContext(
    Effect.sync(() => {
      const built = build(parts(), account)
      const { parseCallback } = built
      return Context.make(PaymentProvider.PaymentProvider, built.payments).pipe(
        Context.add(Callback.Callbacks, { provider: "memory", parseCallback }),
        Context.add(Harness.Harness, harness("payment", built, rebuilding(parts)))
      )
    })
  )

/** Refunds of the memory provider, as it is or with parts changed, and its simulator. */
export const refunds = (
  parts: () => Parts = () => ({})
): Layer.Layer<RefundProvider.RefundProvider | Callback.Callbacks | Harness.Harness> =>
  Layer.effectContext(
    Effect.sync(() => {
      const built = build(parts(), example)
      const { parseCallback } = built
      return Context.make(RefundProvider.RefundProvider, built.refunds).pipe(
        Context.add(Callback.Callbacks, { provider: "memory", parseCallback }),
        Context.add(Harness.Harness, harness("refund", built, rebuilding(parts)))
      )
    })
  )
