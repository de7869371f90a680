/** The laws that payouts and payments share, in the order in which they are run. */
import type { Harness } from "../../Harness.ts"
import type { Law } from "../../Law.ts"
import type { Subject } from "../../Subject.ts"
import { beside } from "./amounts/beside.ts"
import { everyCurrency } from "./amounts/everyCurrency.ts"
import { exact } from "./amounts/exact.ts"
import { limits } from "./amounts/limits.ts"
import { stated } from "./amounts/stated.ts"
import { empty } from "./answers/empty.ts"
import { encoded } from "./answers/encoded.ts"
import { listed } from "./answers/listed.ts"
import { message } from "./answers/message.ts"
import { otherStatus } from "./answers/otherStatus.ts"
import { pageOf } from "./answers/page.ts"
import { reasons } from "./answers/reasons.ts"
import { context } from "./asked/context.ts"
import { texts } from "./asked/texts.ts"
import { unknownContext } from "./asked/unknownContext.ts"
import { inContext } from "./callbacks/context.ts"
import { early } from "./callbacks/early.ts"
import { forged } from "./callbacks/forged.ts"
import { genuine } from "./callbacks/genuine.ts"
import { malformed } from "./callbacks/malformed.ts"
import { noRead } from "./callbacks/noRead.ts"
import { noSecret } from "./callbacks/noSecret.ts"
import { notOurs } from "./callbacks/notOurs.ts"
import { ofPayment } from "./callbacks/ofPayment.ts"
import { otherAmount } from "./callbacks/otherAmount.ts"
import { receivedAt } from "./callbacks/receivedAt.ts"
import { reordered } from "./callbacks/reordered.ts"
import { replayed } from "./callbacks/replayed.ts"
import { several } from "./callbacks/several.ts"
import { tampered } from "./callbacks/tampered.ts"
import { unsigned } from "./callbacks/unsigned.ts"
import { unverifiable } from "./callbacks/unverifiable.ts"
import { askedAnew } from "./capabilities/askedAnew.ts"
import { issues } from "./capabilities/issues.ts"
import { manifest } from "./capabilities/manifest.ts"
import { method } from "./capabilities/method.ts"
import { misconfigured } from "./capabilities/misconfigured.ts"
import { options } from "./capabilities/options.ts"
import { requiredFields } from "./capabilities/requiredFields.ts"
import { undeclaredRoute } from "./capabilities/undeclaredRoute.ts"
import { unknownOptions } from "./capabilities/unknownOptions.ts"
import { cancelIsAsked } from "./changes/cancelIsAsked.ts"
import { ownCancel } from "./changes/ownCancel.ts"
import { connectTimeout } from "./faults/connectTimeout.ts"
import { cutAfterActing } from "./faults/cutAfterActing.ts"
import { cutBeforeReading } from "./faults/cutBeforeReading.ts"
import { html502 } from "./faults/html502.ts"
import { noDefect } from "./faults/noDefect.ts"
import { paidOnce } from "./faults/paidOnce.ts"
import { rateLimited } from "./faults/rateLimited.ts"
import { redirect } from "./faults/redirect.ts"
import { refused } from "./faults/refused.ts"
import { rubbish } from "./faults/rubbish.ts"
import { slow } from "./faults/slow.ts"
import { stallAfterActing } from "./faults/stallAfterActing.ts"
import { stallWithoutActing } from "./faults/stallWithoutActing.ts"
import { truncated } from "./faults/truncated.ts"
import { undocumented as faultsUndocumented } from "./faults/undocumented.ts"
import { unknownAnswer } from "./faults/unknownAnswer.ts"
import { unresolved } from "./faults/unresolved.ts"
import { alike } from "./identity/alike.ts"
import { atOnce } from "./identity/atOnce.ts"
import { duplicateIsNamed } from "./identity/duplicateIsNamed.ts"
import { duplicateIsNoRefusal } from "./identity/duplicateIsNoRefusal.ts"
import { duplicateIsNotAdopted } from "./identity/duplicateIsNotAdopted.ts"
import { foundByProviderReference } from "./identity/foundByProviderReference.ts"
import { foundByReference } from "./identity/foundByReference.ts"
import { notFound } from "./identity/notFound.ts"
import { oddProviderIds } from "./identity/oddProviderIds.ts"
import { oneRequest } from "./identity/oneRequest.ts"
import { otherReference } from "./identity/otherReference.ts"
import { ownInstance } from "./identity/ownInstance.ts"
import { ownReference } from "./identity/ownReference.ts"
import { refusesDuplicates } from "./identity/refusesDuplicates.ts"
import { sameRequest } from "./identity/sameRequest.ts"
import { sentAfter } from "./identity/sentAfter.ts"
import { sentUntil } from "./identity/sentUntil.ts"
import { twoOperations } from "./identity/twoOperations.ts"
import { afterFirstByte } from "./interruption/afterFirstByte.ts"
import { beforeFirstByte } from "./interruption/beforeFirstByte.ts"
import { accepted } from "./outcome/accepted.ts"
import { named } from "./outcome/named.ts"
import { nearRefusal } from "./outcome/nearRefusal.ts"
import { refusals } from "./outcome/refusals.ts"
import { refusedOnce } from "./outcome/refusedOnce.ts"
import { asks } from "./redaction/asks.ts"
import { callbacks } from "./redaction/callbacks.ts"
import { invalid } from "./redaction/invalid.ts"
import { outcomes } from "./redaction/outcomes.ts"
import { reads } from "./redaction/reads.ts"
import { sends } from "./redaction/sends.ts"
import { telemetry } from "./redaction/telemetry.ts"
import { atMostOnce } from "./replay/atMostOnce.ts"
import { changed } from "./replay/changed.ts"
import { foreign } from "./replay/foreign.ts"
import { hash } from "./replay/hash.ts"
import { sameRequest as replaySameRequest } from "./replay/sameRequest.ts"
import { undeclared as replayUndeclared } from "./replay/undeclared.ts"
import { unsettled } from "./replay/unsettled.ts"
import { window } from "./replay/window.ts"
import { abandon } from "./stages/abandon.ts"
import { commitOnce } from "./stages/commitOnce.ts"
import { commitUntil } from "./stages/commitUntil.ts"
import { generations } from "./stages/generations.ts"
import { hookFirst } from "./stages/hookFirst.ts"
import { lag } from "./stages/lag.ts"
import { leftover } from "./stages/leftover.ts"
import { ownDraft } from "./stages/ownDraft.ts"
import { prepareMovesNothing } from "./stages/prepareMovesNothing.ts"
import { redaction } from "./stages/redaction.ts"
import { replays } from "./stages/replays.ts"
import { there } from "./stages/there.ts"
import { uncommitted } from "./stages/uncommitted.ts"
import { undeclared as stagesUndeclared } from "./stages/undeclared.ts"
import { documented } from "./status/documented.ts"
import { fresh } from "./status/fresh.ts"
import { ownCode } from "./status/ownCode.ts"
import { ownWord } from "./status/ownWord.ts"
import { readChangesNothing } from "./status/readChangesNothing.ts"
import { saysWhy } from "./status/saysWhy.ts"
import { unanswered } from "./status/unanswered.ts"
import { undocumented as statusUndocumented } from "./status/undocumented.ts"
import { unknownIsNoted } from "./status/unknownIsNoted.ts"
import { unlistedCode } from "./status/unlistedCode.ts"
import { unreadable } from "./status/unreadable.ts"
import { waitsFor } from "./status/waitsFor.ts"
import { why } from "./status/why.ts"
import { afterSpacing } from "./time/afterSpacing.ts"
import { deadlineKept } from "./time/deadlineKept.ts"
import { deadlinePassed } from "./time/deadlinePassed.ts"
import { madeAt } from "./time/madeAt.ts"
import { ownClock } from "./time/ownClock.ts"
import { readDeadline } from "./time/readDeadline.ts"
import { retryAfter } from "./time/retryAfter.ts"
import { spacing } from "./time/spacing.ts"
import { unasked } from "./time/unasked.ts"

/** Every shared law. */
export const laws: ReadonlyArray<Law<Subject | Harness>> = [
  // amounts
  exact,
  everyCurrency,
  stated,
  beside,
  limits,
  // what is asked
  context,
  unknownContext,
  texts,
  // identity
  ownReference,
  oneRequest,
  sameRequest,
  twoOperations,
  atOnce,
  ownInstance,
  refusesDuplicates,
  duplicateIsNoRefusal,
  duplicateIsNotAdopted,
  duplicateIsNamed,
  foundByReference,
  alike,
  sentAfter,
  sentUntil,
  foundByProviderReference,
  oddProviderIds,
  otherReference,
  notFound,
  // faults
  refused,
  unresolved,
  connectTimeout,
  cutBeforeReading,
  cutAfterActing,
  stallWithoutActing,
  stallAfterActing,
  truncated,
  rubbish,
  faultsUndocumented,
  html502,
  redirect,
  unknownAnswer,
  noDefect,
  rateLimited,
  slow,
  paidOnce,
  // outcome
  accepted,
  refusals,
  refusedOnce,
  nearRefusal,
  named,
  // answers
  listed,
  otherStatus,
  empty,
  pageOf,
  reasons,
  message,
  encoded,
  // replay
  replayUndeclared,
  hash,
  replaySameRequest,
  atMostOnce,
  window,
  changed,
  unsettled,
  foreign,
  // stages
  stagesUndeclared,
  prepareMovesNothing,
  hookFirst,
  commitOnce,
  commitUntil,
  leftover,
  there,
  ownDraft,
  generations,
  uncommitted,
  lag,
  abandon,
  replays,
  redaction,
  // status
  documented,
  statusUndocumented,
  unknownIsNoted,
  saysWhy,
  why,
  unlistedCode,
  waitsFor,
  ownCode,
  ownWord,
  fresh,
  readChangesNothing,
  unreadable,
  unanswered,
  // callbacks
  genuine,
  tampered,
  unsigned,
  forged,
  replayed,
  reordered,
  early,
  otherAmount,
  noRead,
  inContext,
  noSecret,
  malformed,
  several,
  notOurs,
  ofPayment,
  unverifiable,
  receivedAt,
  // time
  spacing,
  afterSpacing,
  deadlinePassed,
  deadlineKept,
  retryAfter,
  readDeadline,
  ownClock,
  madeAt,
  unasked,
  // interruption
  beforeFirstByte,
  afterFirstByte,
  // capabilities
  manifest,
  undeclaredRoute,
  method,
  options,
  requiredFields,
  unknownOptions,
  issues,
  askedAnew,
  ownCancel,
  cancelIsAsked,
  misconfigured,
  // redaction
  outcomes,
  telemetry,
  reads,
  asks,
  sends,
  invalid,
  callbacks
]
