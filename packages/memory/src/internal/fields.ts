/** Members of several answers, as the interface has them. */
import { compact } from "@switchyard/core/Optional"
import type { RequiredField } from "@switchyard/core/RequiredField"
import { isOpen, type WaitingFor } from "@switchyard/core/WaitingFor"
import type * as Wire from "@switchyard/core/Wire"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import type { Quote } from "../MemorySchema.ts"
import { waitsFor } from "./tables.ts"

/** The fields that a quote names. */
export const toFields = (fields: Quote["fields"]): ReadonlyArray<RequiredField> =>
  fields.map(({ max, min, optional, refresh, ...field }) =>
    compact({ ...field, minLength: min, maxLength: max, isOptional: optional, changesOthers: refresh })
  )

/** An instant; undefined where it is none. */
export const toInstant = (millis: string | undefined): DateTime.Utc | undefined =>
  millis === undefined ? undefined : Option.getOrUndefined(DateTime.make(Number(millis)))

/** Whom an open operation waits for; what has ended waits for nobody, whatever stands there. */
export const toWaitingFor = (
  wire: Pick<Wire.Reader, "note">,
  status: string,
  word: string | undefined
): WaitingFor | undefined => {
  if (word === undefined || !isOpen(status)) return undefined
  const found = waitsFor(word)
  if (found !== "unrecognised") return found
  wire.note("UnreadableField", "waits_for: is not documented")
  return undefined
}
