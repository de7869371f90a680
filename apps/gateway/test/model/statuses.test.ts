/**
 * The table of statuses: what it says fits together, and it is the only place that says it. Whoever lists statuses anywhere
 * else decides a second time what they mean, where no compiler sees that the table has changed.
 */
import { Reconciliation } from "@switchyard/settlement"
import { assert, describe, it } from "vitest"
import * as Status from "../../src/lifecycle/Status.ts"
import { PaymentStatus, PayoutStatus, RefundStatus } from "../../src/model/Resource.ts"
import {
  everyStatus,
  everyStep,
  type Kind,
  meanings,
  paymentStatuses,
  payoutStatuses,
  refundStatuses
} from "../../src/model/statuses.ts"
import { listing, sourcesThat } from "./support/listing.ts"

/** Where two statuses may stand side by side, and why. */
const allowed: Readonly<Record<string, string>> = {
  "model/statuses.ts": "the table",
  "model/changeStatuses.ts": "the states of a change of a payment, which is no operation",
  "store/schema/01-operations.ts": "a step that databases have taken is never changed",
  "store/schema/03-recoveries.ts": "a step that databases have taken is never changed",
  "store/schema/10-healing.ts": "a step that databases have taken is never changed",
  "store/schema/12-states.ts": "the same, and test/store/states.test.ts generates what it says from the table",
  "store/schema/13-replays.ts": "a step that databases have taken is never changed",
  "store/schema/14-stages.ts": "a step that databases have taken is never changed",
  "store/schema/17-refunds.ts": "a step that databases have taken is never changed",
  "store/schema/18-after-end.ts": "a step that databases have taken is never changed",
  "store/schema/20-payment-changes.ts": "a step that databases have taken is never changed",
  "store/schema/22-payers-turn.ts": "the same, and test/store/states.test.ts generates what it says from the table"
}

const listsStatuses = listing(everyStatus)

describe("the table of statuses", () => {
  it("is the only place that lists them", () => {
    const others = sourcesThat(listsStatuses)
    assert.sameMembers(
      others.filter((name) => allowed[name] === undefined),
      []
    )
    assert.sameMembers([...others], Object.keys(allowed), "what is allowed and not needed any more")
  })

  it("is missed by no list, however it is written", () => {
    for (const list of [
      'const open = ["created", "processing"]',
      "sql`status IN ('paid', 'refunded')`",
      'status === "unknown" || status === "needs_review"',
      'new Set([\n  "failed",\n  "expired"\n])',
      'type Ended = "paid" | "failed"',
      "/created|submitting/.test(status)"
    ])
      assert.isTrue(listsStatuses(list), list)
    assert.isFalse(listsStatuses('const a = "paid"\nconst b = "failed"'))
  })

  it("has moves only to statuses of the same kind, none to itself, and a way to each but the first", () => {
    for (const [kind, own] of [
      ["payout", payoutStatuses],
      ["payment", paymentStatuses],
      ["refund", refundStatuses]
    ] as const satisfies ReadonlyArray<readonly [Kind, ReadonlyArray<string>]>) {
      const reached = new Set<string>(["created"])
      for (const from of own) {
        const to: ReadonlyArray<string> = meanings[from][kind] ?? []
        assert.includeMembers([...own], [...to], `${kind} ${from}`)
        assert.notInclude(to, from)
        assert.strictEqual(new Set(to).size, to.length, `${kind} ${from}`)
        for (const status of to) reached.add(status)
      }
      assert.sameMembers([...reached], [...own])
    }
  })

  it("gives each open status a next step, a person none, and what has ended at most a look after it", () => {
    for (const status of everyStatus) {
      const { steps } = meanings[status]
      assert.includeMembers([...everyStep], [...steps])
      assert.strictEqual(steps.includes("none"), !Status.isOpen(status), status)
      if (Status.isForPerson(status)) assert.deepStrictEqual(steps, ["none"])
      if (Status.isEnded(status)) assert.sameMembers([...steps], ["none", "sweep"])
      if (Status.isHeld(status)) assert.isTrue(steps.every((step) => Status.isReading(step) || step === "change"))
    }
  })

  it("means what the laws say: written out once more, so that a change is seen", () => {
    const of = (is: (status: Status.Status) => boolean) => everyStatus.filter(is).join(" ")
    assert.deepStrictEqual(
      {
        open: of(Status.isOpen),
        held: of(Status.isHeld),
        undecided: of(Status.isUndecided),
        submitted: of((status) => !Status.isSubmitted(status)),
        ended: of(Status.isEnded),
        decidable: of(Status.isDecidable),
        moneyMoved: of(Status.isMoneyMoved),
        arrived: of(Status.hasArrived),
        withoutMoney: of(Status.isWithoutMoney),
        dead: of(Status.isDead),
        silent: of((status) => !Status.isAnnounced(status))
      },
      {
        open: "created submitting awaiting_payer processing authorized unknown refunding returning",
        held: "awaiting_payer processing authorized refunding returning",
        undecided: "created submitting unknown",
        submitted: "created submitting",
        ended: "paid paid_other_amount failed expired canceled refunded succeeded returned",
        decidable: "unknown needs_review",
        moneyMoved: "paid paid_other_amount refunding refunded succeeded returning",
        arrived: "paid paid_other_amount refunding refunded succeeded returning returned",
        withoutMoney: "failed expired canceled",
        dead: "failed expired canceled returned",
        silent: "created submitting unknown"
      }
    )
  })

  it("agrees with core about what a settlement report must have", () => {
    assert.sameMembers([...Reconciliation.settledStatuses], everyStatus.filter(Status.hasArrived))
  })

  it("is what the interface shows", () => {
    assert.deepStrictEqual(PayoutStatus.literals, payoutStatuses)
    assert.deepStrictEqual(PaymentStatus.literals, paymentStatuses)
    assert.deepStrictEqual(RefundStatus.literals, refundStatuses)
  })
})
