/** Payouts in drafts against a provider where anybody can commit them, and payments that were declined and can still be paid. */
import { assert, describe, it } from "@effect/vitest"
import * as Money from "@switchyard/core/Money"
import type { PaymentRequest } from "@switchyard/core/Payment"
import type { PayoutRequest } from "@switchyard/core/Payout"
import type * as Replay from "@switchyard/core/Replay"
import type { Committing } from "@switchyard/core/Stages"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { Memory } from "../src/index.ts"
import { example, type Options } from "../src/MemoryOptions.ts"
import type { Fault } from "../src/Simulator.ts"

const destination = { type: "card" as const, number: Redacted.make("4276550018273642") }
const po: PayoutRequest = { reference: "po-1", amount: Money.unsafe("1500.00", "RUB"), destination }
const draftPath = "/payouts/draft"
const commitPath = "/payouts/commit"
const abandonPath = "/payouts/abandon"

const inDrafts = (options: Partial<Options> = {}) => Memory.make({ ...example, stages: "draft", ...options })

const statuses = ({ simulator }: Memory.Memory) => simulator.operations("payout").map(({ status }) => status)

const read = ({ payouts }: Memory.Memory, providerReference = "payout-1") =>
  Effect.map(
    Effect.andThen(TestClock.adjust("1 minute"), payouts.get({ reference: "po-1", providerReference })),
    ({ status }) => status
  )

const create = ({ payouts }: Memory.Memory, options: Parameters<typeof payouts.create>[1] = {}, request = po) =>
  Effect.map(Effect.result(payouts.create(request, options)), (end) =>
    end._tag === "Failure" ? end.failure : end.success
  )

const brief = (end: object) =>
  ["_tag", "reason", "providerReference"].flatMap((name) => Reflect.get(end, name) ?? []).join(" ")

describe("a payout in drafts", () => {
  it.effect("is a draft, then committed once, and moves money once", () =>
    Effect.gen(function* () {
      const memory = yield* inDrafts()
      const { payouts, simulator } = memory
      assert.strictEqual((yield* create(memory))._tag, "Accepted")
      assert.deepStrictEqual(
        simulator.received().map(({ path }) => path),
        [draftPath, commitPath]
      )
      simulator.commit("payout", "payout-1")
      simulator.settle("payout", "payout-1", "done")
      assert.strictEqual(yield* read(memory), "paid")
      assert.strictEqual(simulator.ledger("payout").length, 1)
      assert.deepStrictEqual(payouts.capabilities.stages?.create?.prepared, "payable")
    })
  )

  // What is played on which path, what the create ends with, and what the far side has then.
  it.effect.each<readonly [path: string, Fault, wanted: string, far: ReadonlyArray<string>]>([
    [draftPath, { kind: "refused" }, "NotExecuted ProviderUnavailable", []],
    [draftPath, { kind: "cutBeforeReading" }, "OutcomeUnknown Leftover", []],
    [draftPath, { kind: "cutAfterActing" }, "OutcomeUnknown Leftover", ["draft"]],
    [draftPath, { kind: "truncate" }, "OutcomeUnknown Leftover", ["draft"]],
    [draftPath, { kind: "error", code: "amount_out_of_range" }, "Rejected AmountOutOfRange", []],
    [draftPath, { kind: "error", code: "maintenance" }, "OutcomeUnknown Leftover", []],
    [draftPath, { kind: "error", code: "duplicate_reference" }, "OutcomeUnknown DuplicateReference", []],
    [draftPath, { kind: "otherReference" }, "OutcomeUnknown Leftover", ["draft"]],
    [commitPath, { kind: "refused" }, "OutcomeUnknown Leftover payout-1", ["draft"]],
    [commitPath, { kind: "cutBeforeReading" }, "OutcomeUnknown ConnectionLost payout-1", ["draft"]],
    [commitPath, { kind: "cutAfterActing" }, "OutcomeUnknown ConnectionLost payout-1", ["new"]],
    [commitPath, { kind: "error", code: "insufficient_funds" }, "OutcomeUnknown Leftover payout-1", ["draft"]],
    [commitPath, { kind: "error", code: "rate_limited" }, "OutcomeUnknown Leftover payout-1", ["draft"]],
    [commitPath, { kind: "error", code: "never_heard_of" }, "OutcomeUnknown UnrecognisedAnswer payout-1", ["draft"]]
  ])("where %s meets %o ends as %s", ([path, fault, wanted, far]) =>
    Effect.gen(function* () {
      const memory = yield* inDrafts()
      memory.simulator.fault(fault, { path })
      assert.strictEqual(brief(yield* create(memory)), wanted)
      assert.deepStrictEqual(statuses(memory), far)
    })
  )

  it.effect("that was refused is abandoned by its id, and the next create has a draft of its own", () =>
    Effect.gen(function* () {
      const memory = yield* inDrafts()
      const { payouts, simulator } = memory
      simulator.fault({ kind: "error", code: "insufficient_funds" }, { path: commitPath })
      yield* create(memory)
      assert.strictEqual(yield* read(memory), "uncommitted")
      // Refused once, and asked again.
      simulator.fault({ kind: "error", code: "maintenance" }, { path: abandonPath })
      const left = { providerReference: "payout-1", generation: 0 }
      assert.strictEqual((yield* Effect.flip(payouts.stages.abandon(po, left))).reason, "ProviderUnavailable")
      assert.strictEqual((yield* payouts.stages.abandon(po, { ...left, asked: 1 }))._tag, "Accepted")
      assert.strictEqual(yield* read(memory), "canceled")
      // What is dead cannot be committed by anybody any more.
      simulator.commit("payout", "payout-1")
      assert.strictEqual((yield* create(memory, { generation: 1 }))._tag, "Accepted")
      assert.deepStrictEqual(statuses(memory), ["canceled", "new"])
      // Under the old number there is what was abandoned, which is touched by nobody.
      assert.strictEqual(brief(yield* create(memory)), "OutcomeUnknown DuplicateReference payout-1")
    })
  )

  it.effect("that somebody else has committed is there, and too late to be abandoned", () =>
    Effect.gen(function* () {
      const memory = yield* inDrafts()
      const { payouts, simulator } = memory
      const commitByOther = () =>
        Effect.as(
          Effect.sync(() => simulator.commit("payout", "payout-1")),
          true
        )
      const end = yield* create(memory, { beforeCommit: commitByOther })
      assert.strictEqual(brief(end), "OutcomeUnknown DuplicateReference payout-1")
      const late = yield* Effect.flip(payouts.stages.abandon(po, { providerReference: "payout-1" }))
      assert.strictEqual(late._tag, "Rejected")
      assert.strictEqual(yield* read(memory), "processing")
    })
  )

  it.effect("is found again under its number, and reads lag behind its commit", () =>
    Effect.gen(function* () {
      const memory = yield* inDrafts()
      const { payouts, simulator } = memory
      simulator.fault({ kind: "cutAfterActing" }, { path: draftPath })
      assert.strictEqual(brief(yield* create(memory)), "OutcomeUnknown Leftover")
      const found = yield* payouts.stages.prepare(po, { generation: 0 })
      assert.strictEqual(found._tag === "Accepted" && found.value.providerReference, "payout-1")
      simulator.lag("payout", "payout-1", 1)
      simulator.commit("payout", "payout-1")
      assert.deepStrictEqual([yield* read(memory), yield* read(memory)], ["uncommitted", "processing"])
    })
  )

  it.effect("is not committed when its draft is about to end, and an ended one is gone", () =>
    Effect.gen(function* () {
      const short = yield* inDrafts({ draftsLastMillis: 60_000 })
      const end = yield* create(short)
      assert.deepInclude(Reflect.get(end, "refused"), { _tag: "Rejected", reason: "MethodUnavailable" })
      assert.deepStrictEqual(statuses(short), ["draft"])
      const long = yield* inDrafts({ draftsLastMillis: 100_000 })
      // The provider's clock is ahead of ours.
      const behind = { duplicates: "replayed", stages: "draft", draftsLastMillis: 100_000 } as const
      const memory = yield* Memory.make({ ...example, ...behind })
      memory.simulator.fault({ kind: "error", code: "expired" }, { path: commitPath })
      assert.strictEqual(brief(yield* create(memory)), "Rejected MethodUnavailable")
      assert.strictEqual((yield* create(long))._tag, "Accepted")
    })
  )

  it.effect("does not commit another draft than was asked for", () =>
    Effect.gen(function* () {
      const memory = yield* inDrafts()
      memory.simulator.fault({ kind: "cutAfterActing" }, { path: draftPath })
      yield* create(memory, {}, { ...po, amount: Money.unsafe("7", "RUB") })
      assert.strictEqual(brief(yield* create(memory)), "OutcomeUnknown Leftover payout-1")
      assert.deepStrictEqual(statuses(memory), ["draft"])
    })
  )

  it.effect.each<readonly [what: string, other: PayoutRequest["destination"]]>([
    ["account", { ...destination, number: Redacted.make("5469380041557710") }],
    ["holder", { ...destination, holder: Redacted.make("Snegir Krasnogrudyi") }],
    ["bank", { ...destination, bank: "tinkoff" }],
    ["way", { type: "wallet", account: destination.number }]
  ])("does not commit a draft that goes to another %s", ([, other]) =>
    Effect.gen(function* () {
      const memory = yield* inDrafts()
      yield* create(memory, { beforeCommit: () => Effect.succeed(false) }, { ...po, destination: other })
      assert.strictEqual(brief(yield* create(memory)), "OutcomeUnknown DuplicateReference payout-1")
      assert.deepStrictEqual(statuses(memory), ["draft"])
    })
  )

  it.effect("is replayed by its commit, which is carried out once", () =>
    Effect.gen(function* () {
      for (const kind of ["cutBeforeReading", "cutAfterActing"] as const) {
        const memory = yield* inDrafts({ duplicates: "replayed" })
        const { payouts, simulator } = memory
        const seen: Array<Committing> = []
        simulator.fault({ kind }, { path: commitPath })
        const firstSentAt = yield* DateTime.now
        yield* create(memory, { beforeCommit: (prepared) => Effect.sync(() => seen.push(prepared) > 0) })
        const { key, ...prepared } = seen[0] ?? assert.fail("nothing was stored")
        const record: Replay.Record = {
          ...(key ?? assert.fail("no key")),
          ...{ prepared, firstSentAt, lastSendUntil: DateTime.add(firstSentAt, { seconds: 30 }) }
        }
        yield* TestClock.adjust("1 hour")
        const end = yield* payouts.replay.create(po, record, { clocksApartMillis: 0 })
        assert.strictEqual(end._tag === "Accepted" && end.value.providerReference, "payout-1")
        assert.deepStrictEqual(statuses(memory), ["new"])
      }
    })
  )
})

describe("a payment that was declined and can still be paid", () => {
  const pay: PaymentRequest = { reference: "pay-1", amount: Money.unsafe("100", "RUB"), method: "page" }

  const declined = Effect.gen(function* () {
    const memory = yield* Memory.make({ ...example, declined: "payable" })
    memory.simulator.fault({ kind: "declines" }, { path: "/payments/create" })
    const end = yield* memory.payments.create(pay)
    return { ...memory, end }
  })

  const status = ({ payments }: Memory.Memory) =>
    Effect.map(
      Effect.andThen(
        TestClock.adjust("1 minute"),
        payments.get({ reference: "pay-1", providerReference: "payment-1" })
      ),
      (payment) => payment.status
    )

  it.effect("is a leftover under its id, declined, and paid by who tries again", () =>
    Effect.gen(function* () {
      const memory = yield* declined
      assert.strictEqual(brief(memory.end), "OutcomeUnknown Leftover payment-1")
      assert.deepInclude(Reflect.get(memory.end, "refused"), { _tag: "Rejected", reason: "InsufficientFunds" })
      assert.strictEqual(yield* status(memory), "declined")
      memory.simulator.settle("payment", "payment-1", "received")
      assert.strictEqual(yield* status(memory), "paid")
    })
  )

  it.effect("is abandoned by its id, and created again under the next number", () =>
    Effect.gen(function* () {
      const memory = yield* declined
      const { payments, simulator } = memory
      assert.strictEqual((yield* payments.stages.abandon(pay, { providerReference: "payment-1" }))._tag, "Accepted")
      assert.strictEqual(yield* status(memory), "canceled")
      const again = yield* payments.create(pay, { generation: 1 })
      assert.strictEqual(again._tag === "Accepted" && again.value.providerReference, "payment-2")
      assert.strictEqual(simulator.ledger("payment").length, 0)
    })
  )

  it.effect("is not there where the provider declares none", () =>
    Effect.gen(function* () {
      const { payments, simulator } = yield* Memory.make()
      assert.notInclude(payments.capabilities.operations, "abandon")
      simulator.fault({ kind: "declines" }, { path: "/payments/create" })
      assert.strictEqual(brief(yield* payments.create(pay)), "OutcomeUnknown UnreadableAnswer")
    })
  )
})
