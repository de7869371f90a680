/**
 * __Vendor__ itself, as its documents describe it: it carries out requests, keeps what it holds and what it has paid, and
 * answers in its own words. Written by hand from the documents and never from the adapter: two readings that agree are
 * a proof, one that is used twice is not. As long as it is unfinished every question is answered with the next step.
 */
import type { Harness } from "@switchyard/contract-tests"
import type * as Callback from "@switchyard/core/Callback"
import type { Reason } from "@switchyard/core/Reason"
import { unfinished } from "../../src/internal/unfinished.ts"

/** One request that arrived. */
export interface Incoming {
  readonly method: string
  readonly path: string
  readonly headers: { readonly [name: string]: string }
  readonly body: string
}

/** The answer to it. */
export type Answer = Harness.Answer

/** Each kind has a simulator of its own. */
export type Kind =
  // if payments
  | "payments"
  // end
  // if payouts
  | "payouts"
// end

/** The simulator as the line and the harness use it. */
export interface Simulator
  extends Pick<
      Harness.Service,
      "refusals" | "answers" | "repeatsReference" | "statuses" | "unknownStatus" | "callbackStatuses"
    >,
    Required<Pick<Harness.Service, "options" | "varies" | "underId" | "callbackKinds">> {
  /**
   * Which of our operations a request is, by its method, its path and perhaps its body; `token` where it asks for one, which is
   * counted nowhere; `get` for any other.
   */
  readonly operationOf: (request: Incoming) => Harness.Purpose
  /** Our reference, where the request has one. */
  readonly referenceOf: (request: Incoming) => string | undefined
  /** Processes a request; a wrong signature is refused as documented. */
  readonly act: (request: Incoming) => Answer
  /** The documented refusal that stands for a reason. */
  readonly refusal: (reason: Reason) => Answer
  /** The documented code or text of that refusal, inside longer words that they do not list. */
  readonly nearRefusal: (reason: Reason) => Answer
  /** The answer "this reference is used". */
  readonly duplicate: () => Answer
  /** The body that comes with 429. */
  readonly rateLimit: () => Answer
  /** A success in the right format, without what the documents promise. */
  readonly undocumented: () => Answer
  /** An error in the right format that no document lists, with this text. */
  readonly unknownAnswer: (text: string) => Answer
  /** The same answer, about another reference. */
  readonly ofAnother: (answer: Answer) => Answer
  /** One entry for each create that was carried out, with all that came with it, in our words where it has its own. */
  readonly held: () => ReadonlyArray<Harness.Held>
  /** The money that really moved. */
  readonly paid: () => ReadonlyArray<Harness.Entry>
  /** The codes for which an accepted operation fails; undefined where the documents list none. */
  readonly failures: Harness.FailureCodes | undefined
  /** The words for whom an operation waits, beside its status; undefined where there are none. */
  readonly waits: Harness.WaitWords | undefined
  /** What the answers can tell a payer; empty for payouts. */
  readonly payerAsks: ReadonlyArray<Harness.PayerAsk>
  readonly settle: (reference: string, word: string) => void
  readonly callback: (reference: string, changes?: Harness.CallbackChanges) => Callback.Raw
}

const missing = (what: string): never => {
  throw new Error(unfinished(8, `test/contract/simulator.ts: ${what}`))
}

/** A simulator that holds nothing yet. */
export const make = (_kind: Kind): Simulator => ({
  operationOf: () => missing("operationOf finds the operation of a path"),
  referenceOf: () => missing("referenceOf finds our reference"),
  act: () => missing("act carries out a request"),
  refusal: () => missing("refusal answers a documented refusal"),
  nearRefusal: () => missing("nearRefusal answers with the words of a refusal inside others"),
  duplicate: () => missing("duplicate answers that a reference is used"),
  rateLimit: () => missing("rateLimit answers to too many requests"),
  undocumented: () => missing("undocumented answers without what is promised"),
  unknownAnswer: () => missing("unknownAnswer answers an error that no document lists"),
  ofAnother: () => missing("ofAnother speaks of another reference"),
  held: () => [],
  paid: () => [],
  get refusals() {
    return missing("refusals lists the reasons of the documented refusals")
  },
  get answers() {
    return missing("answers lists those on which the documents leave one reading, contradictions among them")
  },
  get repeatsReference() {
    return missing("repeatsReference lists the answers that repeat our reference")
  },
  get options() {
    return missing("options lists the providerOptions of a request to try")
  },
  get varies() {
    return missing("varies lists what in a request differs from one time to the next: a time, a nonce, their signature")
  },
  underId: () => missing("underId answers a create under another id of the vendor's"),
  get statuses() {
    return missing("statuses lists the documented status words")
  },
  get unknownStatus() {
    return missing("unknownStatus is a word that no document lists")
  },
  get callbackKinds() {
    return missing("callbackKinds lists what else the vendor sends: several events in one, news, refunds, published keys; maybe nothing")
  },
  get callbackStatuses() {
    return missing("callbackStatuses lists the words for which a callback is sent")
  },
  get failures() {
    return missing("failures lists the codes for which an accepted operation fails, or is undefined")
  },
  get waits() {
    return missing("waits lists the words for whom an operation waits, or is undefined")
  },
  get payerAsks() {
    return missing("payerAsks lists what the answers can tell a payer, or nothing")
  },
  settle: () => missing("settle moves an operation to a status"),
  callback: () => missing("callback makes what would be sent to us")
})
