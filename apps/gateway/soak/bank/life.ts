/**
 * What goes on at the bank without us: payers pay, refunds arrive or fail, banks send back what had arrived, the desk pays back on
 * its own and captures what is held, and answers get lost: the more, the more is asked of it.
 */
import { setTimeout as pause } from "node:timers/promises"
import type { Random } from "../random.ts"
import type { Provider } from "../world/simulators.ts"

/** A refund as the bank holds it; without a reference its desk has made it. */
export interface BankRefund {
  readonly id: string
  readonly reference: string | null
  readonly payment: string
  readonly status: string
  readonly amount: string
}

/** A capture as the bank holds it; without a mark its desk has made it. */
export interface BankCapture {
  readonly id: string
  readonly mark: string | null
  readonly payment: string
  readonly status: string
  readonly amount: string
}

interface BankPayment {
  readonly reference: string
  readonly status: string
  readonly amount: string
}

/** The life at the bank. */
export interface Life {
  /** How many misfortunes were scripted. */
  readonly count: () => number
  /** From now on everything only comes to its end. */
  readonly calm: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** All refunds that it holds. */
export const refundsAt = (bank: Provider): Promise<ReadonlyArray<BankRefund>> => bank.post("refunds", {})

/** All captures that it holds. */
export const capturesAt = (bank: Provider): Promise<ReadonlyArray<BankCapture>> => bank.post("captures", {})

const lookMillis = 300

const scripted = [
  ["/refunds/create", { kind: "cutAfterActing" }],
  ["/refunds/create", { kind: "cutAfterActing" }],
  ["/refunds/create", { kind: "cutBeforeReading" }],
  ["/refunds/create", { kind: "truncate" }],
  ["/refunds/create", { kind: "slow", millis: 1_500 }],
  ["/refunds/create", { kind: "answer", status: 502, body: "<html>bad gateway</html>" }],
  ["/refunds/create", { kind: "error", code: "too_many_requests", retryAfterSeconds: 2 }],
  ["/refunds/get", { kind: "cutBeforeReading" }],
  ["/payments/get", { kind: "cutBeforeReading" }],
  ["/payments/get", { kind: "truncate" }],
  ["/payments/create", { kind: "cutAfterActing" }],
  ["/payments/capture", { kind: "cutAfterActing" }],
  ["/payments/capture", { kind: "cutBeforeReading" }],
  ["/payments/capture", { kind: "truncate" }],
  ["/payments/capture", { kind: "slow", millis: 1_500 }],
  ["/payments/capture", { kind: "answer", status: 502, body: "<html>bad gateway</html>" }],
  ["/payments/capture", { kind: "error", code: "too_many_requests", retryAfterSeconds: 2 }],
  ["/payments/cancel", { kind: "cutAfterActing" }],
  ["/payments/cancel", { kind: "cutBeforeReading" }]
] as const

const share = (amount: string, of: number): string => (Math.floor(Number(amount) * of * 100) / 100).toFixed(2)

/** Lets the bank live until it is stopped. */
export const start = (random: Random, bank: Provider): Life => {
  const met = new Set<string>()
  let count = 0
  let isCalm = false
  let isOver = false

  const once = (name: string): boolean => {
    if (met.has(name)) return false
    met.add(name)
    return true
  }

  const ofRefund = async ({ reference, status }: BankRefund) => {
    if (reference === null) return
    if (status === "asked" && (isCalm || random.chance(0.3))) {
      const end = random.chance(0.1) ? "bounced" : "paid_back"
      await bank.post("settle", { kind: "refund", reference, status: end })
    }
    if (status === "paid_back" && !isCalm && once(`late ${reference}`) && random.chance(0.08))
      await bank.post("settle", { kind: "refund", reference, status: "bounced" })
  }

  const ofHeld = async ({ amount, reference, status }: BankPayment) => {
    if (status !== "held" || isCalm || !random.chance(0.04)) return
    // Its desk may come before the merchant, between its captures, or too late.
    await bank.post("deskCapture", { payment: reference, amount: share(amount, 0.3) })
  }

  const ofPayment = async ({ amount, reference, status }: BankPayment) => {
    if (status !== "received" || isCalm || !random.chance(0.1) || !once(`desk ${reference}`)) return
    if (!random.chance(0.3)) return
    // Its desk may come too late: then nothing is left.
    await bank.post("desk", { payment: reference, amount: share(amount, 0.3) })
  }

  const look = async () => {
    for (const each of await refundsAt(bank)) await ofRefund(each)
    for (const each of await bank.post<ReadonlyArray<BankPayment>>("payments", {})) {
      await ofPayment(each)
      await ofHeld(each)
    }
    if (isCalm || !random.chance(0.5)) return
    const [path, fault] = random.pick(scripted)
    await bank.post("script", { path, fault, times: 1 + random.below(2) })
    count += 1
  }

  const forever = async () => {
    while (!isOver) {
      await pause(lookMillis)
      // Nobody listens while it is off line.
      await look().catch((error: unknown) => {
        if (!(error instanceof TypeError)) throw error
      })
    }
  }
  const running = forever()
  running.catch(() => undefined)
  return {
    count: () => count,
    calm: async () => {
      isCalm = true
      await bank.post("behave", {})
    },
    stop: async () => {
      isOver = true
      await running
    }
  }
}
