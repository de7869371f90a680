/**
 * Hides the personal values of an operation in everything that a call about it ends with: the provider's words may repeat
 * them on any path and in any form, and whoever makes the call knows which they are. What must stay as it is, because it is
 * used and not read (ids, amounts, what a payer must do), stays; an id or address that repeats a value is left out.
 */
import * as Anomaly from "../../domain/Anomaly.ts"
import type { Failure } from "../../domain/Failure.ts"
import * as NextAction from "../../domain/NextAction.ts"
import type { Note } from "../../domain/Note.ts"
import * as Payments from "../../domain/Payment.ts"
import type { Change } from "../../domain/PaymentChange.ts"
import type { Payout } from "../../domain/Payout.ts"
import type { Refund } from "../../domain/Refund.ts"
import { lettersOf } from "../../outcome/internal/letters.ts"
import { leastWhole, type Needles, needlesOf, type Sensitive } from "../../outcome/internal/needles.ts"
import type { Prepared } from "../../outcome/internal/prepared.ts"
import { asProven } from "../../outcome/internal/proof.ts"
import { mark, render } from "../../outcome/internal/searching.ts"
import { compact } from "../../outcome/Optional.ts"
import { accepted, type Outcome, OutcomeUnknown } from "../../outcome/Outcome.ts"
import {
  type FieldIssue,
  NotExecuted,
  NotFound,
  ReadFailed,
  Rejected,
  type SendError
} from "../../outcome/ProviderError.ts"
import { type Ended, NotReplayed, Refused } from "../../outcome/Replay.ts"
import * as Parts from "./hidingParts.ts"

/** Hides the values of one operation. */
export interface Hider {
  /** Whether there is anything to hide. */
  readonly isNeeded: boolean
  readonly text: (text: string) => string
  /** Undefined for an id that repeats a whole value: nothing can be known by it. */
  readonly id: (id: string | undefined) => string | undefined
  /** The same for more values. */
  readonly and: (more: Sensitive) => Hider
}

/** A hider of these values; they are made ready when there is a text to look at. */
export const hider = (sensitive: Sensitive): Hider => {
  const values = [...sensitive]
  let made: Needles | undefined
  const needles = () => (made ??= needlesOf(values))
  const isNeeded = values.length > 0
  return {
    isNeeded,
    text: (text) => {
      if (!isNeeded || text.length < 2) return text
      const hidden = new Uint8Array(text.length)
      mark(text, needles(), hidden)
      return render(text, hidden)
    },
    id: (id) => {
      if (!isNeeded || id === undefined || id.length < leastWhole) return id
      const { text } = lettersOf(id)
      return [...needles().wholes].some((whole) => text.includes(whole)) ? undefined : id
    },
    and: (more) => hider([...values, ...more])
  }
}

interface Reported {
  readonly providerReference?: string
  readonly providerStatus: string
  readonly failure?: Failure
  readonly notes?: ReadonlyArray<Note>
  readonly anomalies: ReadonlyArray<Anomaly.Anomaly>
}

const hiddenAnomalies = (anomalies: ReadonlyArray<Anomaly.Anomaly>, hide: Hider) =>
  anomalies.map(({ kind, message }) => Anomaly.make(kind, hide.text(message)))

// The words of a report, and its id; the other ids have been hidden before.
const words = (
  { anomalies, failure, notes, providerReference, providerStatus }: Reported,
  hide: Hider,
  parts: Parts.Hiding = Parts.make(hide)
) => {
  const id = parts.id("the provider's id", providerReference)
  return {
    providerStatus: hide.text(providerStatus),
    anomalies: [...hiddenAnomalies(anomalies, hide), ...parts.lost()],
    ...compact({
      providerReference: id,
      failure: failure && {
        ...failure,
        ...hiddenWords(failure, hide),
        ...compact({ scheme: failure.scheme && hide.text(failure.scheme) })
      },
      notes: notes?.map((note) => ({ ...note, value: hide.text(note.value) }))
    })
  }
}

const hiddenWords = (
  { message, providerCode }: { readonly message: string; readonly providerCode?: string },
  hide: Hider
) => ({
  message: hide.text(message),
  ...(providerCode === undefined ? {} : { providerCode: hide.text(providerCode) })
})

/** A payout as it is reported, without the values in its words; the account that it states is one of them. */
export const payout = (hide: Hider, value: Payout): Payout => {
  const { providerReference: _, ...rest } = value
  const all = value.account === undefined ? hide : hide.and([value.account])
  const hidden = words(value, all)
  const receipts = value.receipts.filter((url) => all.text(url) === url)
  const lost = receipts.length === value.receipts.length ? [] : [Parts.leftOut("the address of a receipt")]
  return { ...rest, ...hidden, receipts, anomalies: [...hidden.anomalies, ...lost] }
}

/** A payment as it is reported, without the values in its words and without a contradiction; what its payer must do stays as it is. */
export const payment = (hide: Hider, reported: Payments.Payment): Payments.Payment => {
  const value = Payments.consistent(reported)
  const { providerReference: _, ...rest } = value
  const { next, session } = value
  const stated = [
    ...(session === undefined ? [] : [session]),
    ...(next === undefined ? [] : NextAction.sensitive(next))
  ]
  const all = hide.and(stated)
  const parts = Parts.make(all)
  return { ...rest, ...parts.stated(value), ...words(value, all, parts) }
}

/** A refund as it is reported, without the values in its words. */
export const refund = (hide: Hider, value: Refund): Refund => {
  const { ids, payment: of, providerReference: _, ...rest } = value
  const parts = Parts.make(hide)
  const known = compact({ ids: parts.ids(ids), payment: of && parts.payment(of) })
  return { ...rest, ...known, ...words(value, hide, parts) }
}

/** A change as its provider has taken it, without the values in its words. */
export const change = (
  hide: Hider,
  { anomalies, capture, ids, notes, providerReference, reference, ...rest }: Change
): Change => {
  const parts = Parts.make(hide)
  const known = compact({
    reference: parts.id("the reference of the payment", reference),
    providerReference: parts.id("the provider's id", providerReference),
    ids: parts.ids(ids),
    capture: capture && parts.part("the capture", capture),
    notes: notes?.map((note) => ({ ...note, value: hide.text(note.value) }))
  })
  return { ...rest, ...known, anomalies: [...hiddenAnomalies(anomalies, hide), ...parts.lost()] }
}

/** A receipt, without the values in its provider's words. */
export const receipt = (hide: Hider, { comment, id, status }: Payments.Receipt): Payments.Receipt => ({
  status,
  ...compact({ id: hide.id(id), comment: comment === undefined ? undefined : hide.text(comment) })
})

/** The result of a send, without the values in it. */
export const outcome =
  <A>(hide: Hider, value: (hide: Hider, value: A) => A) =>
  (ended: Outcome<A>): Outcome<A> => {
    if (ended._tag === "Accepted") return accepted(value(hide, ended.value))
    if (!hide.isNeeded) return ended
    const { operation, provider, providerReference, reason, reference, refused, retryAfterMillis } = ended
    const known = compact({
      providerReference: hide.id(providerReference),
      refused: refused && { ...refused, ...hiddenWords(refused, hide) },
      retryAfterMillis
    })
    return new OutcomeUnknown({ provider, operation, reference, reason, ...hiddenWords(ended, hide), ...known })
  }

/** What was prepared, as its holder is given it: what is inside stays redacted. */
export const prepared = (hide: Hider, { providerReference, ...rest }: Prepared): Prepared => ({
  ...rest,
  ...compact({ providerReference: hide.id(providerReference) })
})

/** What was abandoned. */
export const abandoned = (hide: Hider, { providerReference }: Pick<Prepared, "providerReference">) =>
  compact({ providerReference: hide.id(providerReference) })

/** The result of a replay, without the values in it. */
export const replayed =
  <A>(hide: Hider, value: (hide: Hider, value: A) => A) =>
  (ended: Ended<A>): Ended<A> => {
    if (ended._tag !== "Refused") return outcome(hide, value)(ended)
    const { operation, provider, reason, reference } = ended
    return new Refused({ provider, operation, reference, reason, ...hiddenWords(ended, hide) })
  }

const refused = (error: SendError | ReadFailed, hide: Hider) => {
  const { operation, provider, reason, retryAfterMillis } = error
  return { provider, operation, reason, ...hiddenWords(error, hide), ...compact({ retryAfterMillis }) }
}

const described = (issues: ReadonlyArray<FieldIssue> | undefined, hide: Hider) =>
  compact({ issues: issues?.map(({ path, reason }) => ({ path, reason: hide.text(reason) })) })

/** The failure of a replay, without the values in it. */
export const notReplayed =
  (hide: Hider) =>
  (error: NotReplayed): NotReplayed => {
    const { issues, message, operation, provider, retryAfterMillis, why } = error
    return new NotReplayed({
      ...{ provider, operation, why, message: hide.text(message) },
      ...described(issues, hide),
      ...compact({ retryAfterMillis })
    })
  }

/** The error of a send, without the values in it. */
export const sendError =
  (hide: Hider) =>
  (error: SendError): SendError => {
    if (!hide.isNeeded) return error
    return asProven(
      error,
      error._tag === "Rejected"
        ? new Rejected(refused(error, hide))
        : new NotExecuted({ ...refused(error, hide), ...described(error.issues, hide) })
    )
  }

/** The failure of a read, without the values in it. */
export const readFailed =
  (hide: Hider) =>
  (error: ReadFailed): ReadFailed =>
    hide.isNeeded
      ? new ReadFailed({
          ...refused(error, hide),
          ...described(error.issues, hide),
          ...compact({ neverSent: error.neverSent, isAnotherAccount: error.isAnotherAccount })
        })
      : error

/** The error of a look-up, without the values in it. */
export const readError = (hide: Hider) => {
  const failed = readFailed(hide)
  return (error: ReadFailed | NotFound): ReadFailed | NotFound => {
    if (error._tag === "ReadFailed") return failed(error)
    const { operation, provider, reference } = error
    return hide.isNeeded ? new NotFound({ provider, operation, reference, ...hiddenWords(error, hide) }) : error
  }
}
