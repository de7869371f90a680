/** What is given of the recipient, the price and the context is taken, left out as declared, or refused by its name. */
import { assert, describe, it } from "@effect/vitest"
import type { Manifest, Route } from "@switchyard/core/Capabilities"
import * as Members from "@switchyard/core/Members"
import { accepted } from "@switchyard/core/Outcome"
import * as Payout from "@switchyard/core/Payout"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import { NotExecuted, ReadFailed } from "@switchyard/core/ProviderError"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import {
  manifest,
  payment,
  paymentManifest,
  paymentRequest,
  payments,
  payout,
  payoutRequest,
  payouts,
  rub
} from "../support/stubs.ts"

const person = { type: "person" as const }
const redacted = (text: string) => Redacted.make(text)

const refusal = (part: Partial<Payout.PayoutRequest>) =>
  Effect.gen(function* () {
    const { calls, provider } = payouts()
    const request = { ...payoutRequest, ...part }
    const error = yield* Effect.flip(provider.create(request))
    assert.instanceOf(error, NotExecuted)
    assert.lengthOf(calls, 0)
    assert.deepStrictEqual(provider.issues(request), error.issues)
    return { error, paths: error.issues?.map(({ path }) => path) }
  })

describe("a member of a request", () => {
  it.effect("that the route takes, or says it ignores, is sent", () =>
    Effect.gen(function* () {
      const { calls, provider } = payouts()
      const recipient = {
        ...person,
        givenName: redacted("Ivan"),
        familyName: redacted("Petrov"),
        address: { city: redacted("Omsk"), line1: redacted("Main street 1") },
        phone: redacted("79161234567")
      }
      yield* provider.create({ ...payoutRequest, recipient, recipientEmail: redacted("a@b.example"), source: "EUR" })
      assert.lengthOf(calls, 1)
    })
  )

  it.effect("that the route neither takes nor ignores is refused by its name, all of them at once", () =>
    Effect.gen(function* () {
      const name = yield* refusal({ recipient: { ...person, name: redacted("Ivan"), country: "RS" } })
      assert.strictEqual(name.error.reason, "Unsupported")
      assert.deepStrictEqual(name.paths, ["recipient.name", "recipient.country"])
      assert.notInclude(name.error.message, "Ivan")
      const iban = { type: "iban" as const, iban: redacted("DE89370400440532013000") }
      const { amount: _, ...rest } = payoutRequest
      const elsewhere = { ...rest, destination: iban, debit: rub("1") }
      const { provider } = payouts({ manifest: { ...manifest, routes: [{ method: "card", currencies: ["RUB"] }] } })
      const email = yield* Effect.flip(provider.create({ ...payoutRequest, recipientEmail: redacted("a@b.example") }))
      assert.strictEqual(email.message, "recipientEmail: stub does not take it for card in RUB")
      // What is not there at all comes first.
      assert.strictEqual((yield* Effect.flip(provider.create(elsewhere))).reason, "MethodUnavailable")
    })
  )

  it.effect(
    "that chooses a balance is refused where there is none to choose, and beside a debit says what that does",
    () =>
      Effect.gen(function* () {
        const { paths } = yield* refusal({ source: "USD" })
        assert.deepStrictEqual(paths, ["source"])
        assert.deepStrictEqual(Payout.asked({ amount: rub("1"), source: "EUR" }).source, "EUR")
        const contradiction = yield* Effect.flip(
          Payout.decodeRequest({
            reference: "po-1",
            debit: { value: "1.00", currency: "EUR" },
            source: "USD",
            destination: { type: "card", number: "4111111111111111" }
          })
        )
        assert.strictEqual(contradiction.message, "source: must be the currency of debit, where that is given")
      })
  )

  it.effect("of a question is asked with, or refused, and nothing is asked", () =>
    Effect.gen(function* () {
      const asked: Array<object> = []
      const quoting = (questions: Manifest["questions"]) =>
        payouts({
          manifest: { ...manifest, ...(questions && { questions }) },
          quote: (request) =>
            Effect.sync(() => {
              asked.push(request)
              return { receive: rub("1"), debit: rub("1"), requiredFields: [] }
            })
        }).provider
      const request = {
        amount: rub("100"),
        destinationType: "card" as const,
        recipient: { ...person, phone: redacted("79161234567") }
      }
      const error = yield* Effect.flip(quoting(undefined).quote(request))
      assert.instanceOf(error, ReadFailed)
      assert.deepStrictEqual(error.issues, [{ path: "recipient.type", reason: "stub does not ask with it" }])
      assert.lengthOf(asked, 0)
      yield* quoting({ quote: ["recipient.type"] }).quote(request)
      assert.lengthOf(asked, 1)
    })
  )
})

describe("an offer", () => {
  const at = (millis: number) => ({ id: "offer-1", expiresAt: DateTime.makeUnsafe(millis) })

  it.effect("that has expired is not sent, and one that has not is sent until then", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(10_000)
      for (const expired of [9_999, 10_000]) {
        const { calls, provider } = payouts()
        const error = yield* Effect.flip(provider.create({ ...payoutRequest, offer: at(expired) }))
        assert.deepStrictEqual([error._tag, error.reason], ["NotExecuted", "InvalidRequest"])
        assert.strictEqual(error.message, "offer.expiresAt: has passed")
        assert.lengthOf(calls, 0)
        // What does not depend on the clock stands against nothing.
        assert.deepStrictEqual(provider.issues({ ...payoutRequest, offer: at(expired) }), [])
      }
      const { calls, provider } = payouts()
      yield* provider.create({ ...payoutRequest, offer: at(10_001) })
      yield* provider.create({ ...payoutRequest, offer: at(90_000) })
      assert.deepStrictEqual(
        calls.map(({ deadline }) => deadline),
        [10_001, 40_000]
      )
    })
  )
})

describe("a context", () => {
  const context = { subAccount: "sub-1" }

  it.effect("goes with every call about an operation", () =>
    Effect.gen(function* () {
      const seen: Array<unknown> = []
      const see = (given: unknown) => Effect.sync(() => void seen.push(given))
      const { provider } = payouts({
        getByReference: (reference, given) => Effect.as(see(given), payout(reference)),
        getByProviderReference: (_, reference, given) => Effect.as(see(given), payout(reference)),
        cancel: (query) => Effect.as(see(query.context), accepted({ asked: true as const }))
      })
      yield* provider.create({ ...payoutRequest, context })
      yield* provider.get({ reference: "po-1", context })
      yield* provider.get({ reference: "po-2", providerReference: "77", context })
      yield* provider.cancel({ reference: "po-1", context })
      yield* provider.get({ reference: "po-3" })
      assert.deepStrictEqual(seen, [{ context }, { context }, context, {}])
    })
  )

  it.effect("with a member that the manifest does not list is refused everywhere, by name", () =>
    Effect.gen(function* () {
      const strange = { subAccount: "sub-1", other: "x" }
      const { paths } = yield* refusal({ context: strange })
      assert.deepStrictEqual(paths, ["context.other"])
      const { calls, provider } = payouts({ cancel: () => Effect.succeed(accepted({ asked: true as const })) })
      const read = yield* Effect.flip(provider.get({ reference: "po-1", context: strange }))
      assert.instanceOf(read, ReadFailed)
      assert.isTrue(read.neverSent)
      assert.deepStrictEqual(read.issues?.[0]?.path, "context.other")
      const canceled = yield* Effect.flip(provider.cancel({ reference: "po-1", context: strange }))
      assert.deepStrictEqual([canceled._tag, canceled.reason], ["NotExecuted", "Unsupported"])
      assert.lengthOf(calls, 0)
      const paying = payments({ manifest: { ...paymentManifest, context: [] } })
      const refused = yield* Effect.flip(paying.provider.create({ ...paymentRequest, context }))
      assert.deepStrictEqual([refused._tag, refused.reason], ["NotExecuted", "Unsupported"])
      assert.lengthOf(paying.calls, 0)
      assert.isDefined(payment("pay-1"))
    })
  )
})

describe("a manifest of payouts", () => {
  const issuesOf = (route: Partial<Route>) =>
    Members.issues({ routes: [{ method: "sbp", currencies: ["RUB"], ...route }] }).map(({ reason }) => reason)

  it("may leave out whatever does not select the account", () => {
    assert.deepStrictEqual(Members.issues(manifest), [])
    assert.deepStrictEqual(issuesOf({ ignores: ["destination.holder", "description", "recipient.address"] }), [])
    assert.deepStrictEqual(issuesOf({ method: "iban", ignores: ["destination.bank", "destination.bic"] }), [])
  })

  it.each<[Partial<Route>, string]>([
    [{ ignores: ["destination.bank"] }, "destination.bank selects the account and cannot be ignored"],
    [{ ignores: ["destination.bic"] }, "destination.bic selects the account and cannot be ignored"],
    [{ method: "account", ignores: ["destination.bic"] }, "destination.bic selects the account and cannot be ignored"],
    [{ ignores: ["destination.phone"] }, "destination.phone is no member to be listed"],
    [{ ignores: ["offer"] }, "offer is no member to be listed"],
    [{ ignores: ["recipientEmail"] }, "recipientEmail is no member to be listed"],
    [{ ignores: ["recipient"] }, "recipient is no member to be listed"],
    [{ takes: ["destination.holder"] }, "destination.holder is no member to be listed"],
    [{ takes: ["recipient.name"], ignores: ["recipient.name"] }, "recipient.name is taken"],
    [{ takes: ["recipient.address.city"], ignores: ["recipient.address"] }, "recipient.address is taken"],
    [{ takes: ["recipient.address"], ignores: ["recipient.address.city"] }, "recipient.address.city is taken"],
    [{ limits: { USD: {} } }, "must be of a currency of the route, in that currency"],
    [
      { currencies: ["USD"], limits: { USD: { min: rub("1") } } },
      "must be of a currency of the route, in that currency"
    ]
  ])("may not say %j", (route, reason) => {
    assert.include(issuesOf(route), reason)
    assert.throws(
      () =>
        PayoutProvider.make({
          provider: "stub",
          manifest: { ...manifest, routes: [{ method: "sbp", currencies: ["RUB"], ...route }] },
          create: ({ reference }) => Effect.succeed(accepted(payout(reference)))
        }),
      TypeError
    )
  })
})

describe("a manifest of payments", () => {
  const issuesOf = (route: Partial<Route>) =>
    Members.issuesOfPayments({ routes: [{ method: "card", currencies: ["RUB"], ...route }] }).map(
      ({ reason }) => reason
    )

  it("may leave out what its payer is told and where it is sent, and nothing that its payer has filled in", () => {
    assert.deepStrictEqual(issuesOf({}), [])
    assert.deepStrictEqual(issuesOf({ ignores: ["payerEmail", "description", "successUrl", "failedUrl"] }), [])
    for (const member of ["payerFields", "payerFields.name", "amount", "captureMethod", "recipient.name"]) {
      assert.deepStrictEqual(issuesOf({ ignores: [member] }), [`${member} is no member to be listed`], member)
    }
    assert.deepStrictEqual(issuesOf({ takes: ["payerEmail"] }), ["payerEmail is no member to be listed"])
    assert.throws(
      () => payments({ manifest }),
      /^the manifest of stub: routes\[0\]\.takes: recipient\.type is no member/
    )
  })
})
