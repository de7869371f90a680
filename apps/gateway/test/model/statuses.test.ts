/**
 * The table of statuses: what it says fits together, and it is the only place that says it. Whoever lists statuses anywhere
 * else decides a second time what they mean, where no compiler sees that the table has changed.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import * as Status from "../../src/lifecycle/Status.ts"
import { PaymentStatus, PayoutStatus } from "../../src/model/Resource.ts"
import {
  everyStatus,
  everyStep,
  type Kind,
  meanings,
  paymentStatuses,
  payoutStatuses
} from "../../src/model/statuses.ts"

const sources = join(import.meta.dirname, "../../src")

const files = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"))

/** Where two statuses may stand side by side, and why. */
const allowed: Readonly<Record<string, string>> = {
  "model/statuses.ts": "the table",
  "store/schema/01-operations.ts": "a step that databases have taken is never changed",
  "store/schema/03-recoveries.ts": "a step that databases have taken is never changed",
  "store/schema/10-healing.ts": "a step that databases have taken is never changed"
}

const word = everyStatus.join("|")
const code = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$|\s\/\/ .*$/gm, "")
    // What a provider calls it is a word of core's own list.
    .replace(/\bseen\.status === "\w+"/g, "")

/** Whether two different statuses stand in one expression: nothing between them begins another, or names where a move leads. */
const listsStatuses = (text: string): boolean => {
  const quoted = [...code(text).matchAll(new RegExp(`(["'])(${word})\\1|\\b(${word})(?=\\|)|\\|(${word})\\b`, "g"))]
  return quoted.some((one, at) => {
    const next = quoted[at + 1]
    if (next === undefined || one[0].replace(/\W/g, "") === next[0].replace(/\W/g, "")) return false
    const between = code(text).slice(one.index + one[0].length, next.index)
    return between.length < 80 && !/\n\s*\n|\b(?:const|return|if|case|export)\b|\bstatus: |;/.test(between)
  })
}

describe("the table of statuses", () => {
  it("is the only place that lists them", () => {
    const others = files.filter((name) => listsStatuses(readFileSync(join(sources, name), "utf8")))
    assert.sameMembers(
      others.filter((name) => allowed[name] === undefined),
      []
    )
    assert.sameMembers(others, Object.keys(allowed), "what is allowed and not needed any more")
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
      ["payment", paymentStatuses]
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
      if (Status.isHeld(status)) assert.isTrue(steps.every(Status.isReading))
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
        open: "created submitting awaiting_payer processing unknown refunding",
        held: "awaiting_payer processing refunding",
        undecided: "created submitting unknown",
        submitted: "created submitting",
        ended: "paid paid_other_amount failed expired canceled refunded returned",
        decidable: "unknown needs_review",
        moneyMoved: "paid paid_other_amount refunding refunded",
        arrived: "paid paid_other_amount refunding refunded returned",
        withoutMoney: "failed expired canceled",
        dead: "failed expired canceled returned",
        silent: "created submitting unknown"
      }
    )
  })

  it("is what the interface shows", () => {
    assert.deepStrictEqual(PayoutStatus.literals, payoutStatuses)
    assert.deepStrictEqual(PaymentStatus.literals, paymentStatuses)
  })
})
