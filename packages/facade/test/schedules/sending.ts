/**
 * The laws of sending: what reached a provider was written down before, was sent again only where and when the money
 * rules allow it, with the same values, and went elsewhere only after a documented refusal. The journals of the
 * simulators decide, whether or not any money moved.
 */
import type { Row } from "./keeper/row.ts"
import type { Truth } from "./laws.ts"
import type { ProviderName } from "./schedule.ts"
import type { Arrival } from "./world/simulated.ts"

const providers: ReadonlyArray<ProviderName> = ["feennex", "p2p", "memory"]

/** A resend has the same values as what was sent before to the same provider; so has a draft that is asked for again. */
export const sentAlike = ({ creates, reference }: Truth): ReadonlyArray<string> =>
  providers.flatMap((provider) => {
    const sent = creates.filter((create) => create.provider === provider)
    const isAlike = [true, false].every(
      (isDraft) =>
        new Set(sent.flatMap((create) => ((create.isDraft ?? false) === isDraft ? [valuesOf(create)] : []))).size < 2
    )
    return isAlike ? [] : [`${reference} was sent to ${provider} with different values`]
  })

// The merchant account and what is signed with it change when a provider is re-pointed, our id and theirs with each create in
// stages. One list for each: what is `account` at memory is the merchant's, and at Feennex the payee's.
const changing: Readonly<Record<ProviderName, RegExp>> = {
  feennex: /"(?:shop_id|sign)":(?:"[^"]*"|\d+)/g,
  p2p: /"sign":"[^"]*"/g,
  memory: /"(?:account|id|order)":"[^"]*"|(?<=^\S+)~\d+(?= )/g
}

const valuesOf = ({ body, provider }: Arrival): string => body.replaceAll(changing[provider], "")

/** Nothing reaches a provider that was not written down before, or later than was written. */
export const recordedFirst = ({ creates, reference }: Truth, attempts: Row["attempts"]): ReadonlyArray<string> =>
  providers.flatMap((provider) => {
    const arrived = creates.filter((create) => create.provider === provider && create.isDraft !== true)
    const written = attempts.filter(({ instance }) => instance === provider)
    const unwritten = arrived.filter(
      ({ at }) => !written.some((attempt) => attempt.at <= at && at <= attempt.sendUntil)
    )
    if (arrived.length > written.length) return [`${reference} reached ${provider} more often than it was written down`]
    return unwritten.length > 0 ? [`${reference} reached ${provider} outside the time that was written down`] : []
  })

/** What is called rejected was answered with a documented refusal. */
export const refusedTruly = ({ creates, reference }: Truth, attempts: Row["attempts"]): ReadonlyArray<string> =>
  attempts.flatMap(({ at, outcome, instance, sendUntil }) => {
    const isProof = (create: Arrival) =>
      create.isRefused && create.provider === instance && at <= create.at && create.at <= sendUntil
    return outcome !== "rejected" || creates.some(isProof)
      ? []
      : [`${reference} is called rejected by ${instance}, which did not refuse it`]
  })

/**
 * A create goes to another provider only after a refusal: never while an earlier one may have been carried out, or while a
 * draft of it lives, which anybody there can commit.
 */
export const elsewhere = ({ creates, reference }: Truth): ReadonlyArray<string> => {
  const open = creates.filter(({ isRefused }) => !isRefused)
  const isOver = ({ deadAt = Number.POSITIVE_INFINITY }: Arrival, { at }: Arrival) => deadAt <= at
  // Two at the same moment, one of them refused, came in the order that is allowed.
  const isWrong = (earlier: Arrival, later: Arrival) =>
    earlier.provider !== later.provider &&
    !isOver(earlier, later) &&
    (earlier.at < later.at || (earlier.at === later.at && !later.isRefused))
  return open.some((earlier) => creates.some((later) => isWrong(earlier, later)))
    ? [`${reference} went to another provider while the first one may have had it`]
    : []
}

/** When a resend may come at the earliest: "not found" counts after 15 minutes and three times, a minute apart. */
const resendMillis = 17 * 60_000

/** What may have been carried out is sent again to Feennex alone, and only after a final "not found". */
export const sentAgain = ({ creates, reference }: Truth): ReadonlyArray<string> =>
  (["feennex", "p2p"] as const).flatMap((provider) => {
    const least = provider === "feennex" ? resendMillis : Number.POSITIVE_INFINITY
    const arrived = creates.filter((create) => create.provider === provider)
    const isWrong = (earlier: Arrival, later: Arrival) => earlier.seq < later.seq && later.at - earlier.at < least
    return arrived.some((earlier) => !earlier.isRefused && arrived.some((later) => isWrong(earlier, later)))
      ? [`${reference} was sent to ${provider} again, which may have had it`]
      : []
  })
