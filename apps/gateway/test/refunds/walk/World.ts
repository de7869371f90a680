/**
 * A payment with its refunds, and the world around them: what the records say, what the provider truly holds, what is on its way
 * between them, and what was kept as a backup. One provider, which pays back whatever reaches it, and whose office pays back on its
 * own. The rows are those of the database, so that what is decided about them is decided by what the gateway itself runs.
 */
import { firstFacts } from "../../../src/lifecycle/Facts.ts"
import * as Instant from "../../../src/model/Instant.ts"
import type { Row } from "../../../src/store/Row.ts"
import type { Walk } from "./Walk.ts"

/** What was captured of the payment. */
export const captured = 100

/** The account that holds it. */
export const account = { instance: "a", fingerprint: "account a" }

/** When the walk begins. */
export const start = Date.UTC(2025, 0, 1)

/** A refund that the provider holds; without a reference its office has made it. */
export interface Held {
  readonly id: string
  readonly reference: string | null
  readonly amount: number
  readonly status: "processing" | "succeeded" | "failed"
  readonly madeAt: number
  /** When it failed last; null where it never has. */
  readonly failedAt: number | null
  /** It has succeeded after it had failed. */
  readonly isRevived: boolean
}

/** What its payer wants back, which may be refused for good. */
export type Dispute = "none" | "open" | "won"

/** One request to pay back, with whoever waits for its answer. */
export interface Call {
  readonly reference: string
  readonly attempt: number
  readonly until: number
  readonly isReplay: boolean
  /** It may still arrive. */
  readonly isTravelling: boolean
  /** Its node still waits, and will record how it ended. */
  readonly isAwaited: boolean
  /** That node hangs, and time passes meanwhile. */
  readonly isHanging: boolean
  readonly answer: "accepted" | "rejected" | "rejected, remembered" | "wait" | "duplicate" | null
  /** Of the refund that an answer is about. */
  readonly id: string | null
}

/** What an answer to a read shows, as it was when that was asked. */
export interface Shown {
  readonly at: number
  readonly held: ReadonlyArray<Held>
  readonly dispute: Dispute
}

/** An answer that reaches the records later: about a refund, or (null) about the payment. */
export interface Asked extends Shown {
  readonly of: string | null
}

/** All that the database knows. */
export interface Records {
  readonly payment: Row
  readonly refunds: ReadonlyMap<string, Row>
  /** For the laws only: the truth of the latest read of the payment that was recorded. */
  readonly seen: Shown | null
  /** For the laws only: how often in a row a refund was called dead, and when that was asked last. */
  readonly dead: ReadonlyMap<string, { readonly times: number; readonly at: number }>
}

/** What the provider remembers under a key, where it says that it does. */
export interface Key {
  readonly at: number
  readonly answer: "accepted" | "rejected"
}

/** A state of the walk. */
export interface World {
  readonly now: number
  readonly records: Records
  readonly backup: Records | null
  readonly recovery: { readonly id: number; readonly startedAt: number } | null
  readonly held: ReadonlyArray<Held>
  readonly dispute: Dispute
  readonly keys: ReadonlyMap<string, Key>
  readonly calls: ReadonlyArray<Call>
  readonly asked: ReadonlyArray<Asked>
  /** References of which an operator has taken the risk that they are paid back twice, or beyond what was captured. */
  readonly risks: ReadonlySet<string>
  /** References that an operator has called succeeded. */
  readonly called: ReadonlySet<string>
  readonly broken: string | null
}

/** Whether it takes its share of what was captured. */
export const isAlive = ({ status }: Held): boolean => status !== "failed"

/** Those that it has made of ours, under this reference. */
export const copiesOf = (held: ReadonlyArray<Held>, reference: string): ReadonlyArray<Held> =>
  held.filter((each) => each.reference === reference)

/** Whether a request may still be carried out. */
export const isComing = ({ now }: World, { isTravelling, until }: Call): boolean => isTravelling && now <= until

const row = (id: string, kind: Row["kind"], at: number, amount: number): Row => {
  const asked = { amount: { value: String(amount), currency: "RUB" } }
  return {
    kind,
    id,
    reference: id,
    parent: null,
    status: "created",
    step: "submit",
    provider: account.instance,
    fingerprint: account.fingerprint,
    providerReference: null,
    attempts: 0,
    recovery: null,
    facts: firstFacts(asked, at),
    worth: null,
    reserved: "0",
    seq: 1,
    idempotencyKey: id,
    bodyDigest: id,
    nextAt: Instant.of(at),
    bulkhead: "a",
    leaseUntil: null,
    version: 1,
    suspended: null,
    lastReadAt: null,
    readRequestedAt: null,
    createdAt: Instant.of(at),
    updatedAt: Instant.of(at),
    request: { ...asked, method: "card", metadata: {} },
    sealed: new Uint8Array(),
    results: {},
    nextAction: null,
    createdBy: null,
    traceParent: null,
    fenceToken: null
  }
}

/** A payment that was paid, and whose merchant has heard so. */
const paid = (): Row => {
  const made = row("pay-1", "payment", start, captured)
  return {
    ...made,
    status: "paid",
    step: "none",
    nextAt: null,
    attempts: 1,
    facts: { ...made.facts, holding: "holder", isOwnPaid: true, isPaidTold: true, watch: { count: 0, at: null } }
  }
}

/** A refund as it is written down first: it holds its place in the statement that makes it. */
export const refundRow = ({ now, recovery }: World, reference: string, amount: number): Row => ({
  ...row(reference, "refund", now, amount),
  parent: "pay-1",
  recovery: recovery?.id ?? null,
  reserved: String(amount)
})

/** Where a walk begins: nothing of it was paid back, and it was not read yet. */
export const beginning = (_: Walk): World => ({
  now: start,
  records: { payment: paid(), refunds: new Map(), seen: null, dead: new Map() },
  backup: null,
  recovery: null,
  held: [],
  dispute: "none",
  keys: new Map(),
  calls: [],
  asked: [],
  risks: new Set(),
  called: new Set(),
  broken: null
})

/** With one entry replaced. */
export const withEntry = <K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> =>
  new Map(map).set(key, value)
