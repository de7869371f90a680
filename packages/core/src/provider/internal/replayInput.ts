/** The issues with what a replay is asked with beside its request, for callers without types. */
import * as DateTime from "effect/DateTime"
import * as Redacted from "effect/Redacted"
import type { FieldIssue } from "../../outcome/ProviderError.ts"
import type * as Replay from "../../outcome/Replay.ts"
import * as StagesInput from "./stagesInput.ts"

const isWait = (millis: unknown): boolean => typeof millis === "number" && millis >= 0 && Number.isFinite(millis)

/** What is wrong with a record and options; none where they can be used. */
export const issuesOfCall = (record: Replay.Record, options: Replay.Options): ReadonlyArray<FieldIssue> => {
  const { clocksApartMillis, deadline } = options
  const rules: ReadonlyArray<readonly [isKept: boolean, path: string, reason: string]> = [
    [Redacted.isRedacted(record?.hash), "record.hash", "must be what hash gave, redacted"],
    [DateTime.isDateTime(record?.firstSentAt), "record.firstSentAt", "must be a DateTime"],
    [DateTime.isDateTime(record?.lastSendUntil), "record.lastSendUntil", "must be a DateTime"],
    [deadline === undefined || DateTime.isDateTime(deadline), "deadline", "must be a DateTime"],
    [
      clocksApartMillis === undefined || isWait(clocksApartMillis),
      "clocksApartMillis",
      "must be milliseconds, 0 or more"
    ]
  ]
  return [
    ...rules.flatMap(([isKept, path, reason]) => (isKept ? [] : [{ path, reason }])),
    ...StagesInput.ofCreation(record ?? {}, "record.")
  ]
}
