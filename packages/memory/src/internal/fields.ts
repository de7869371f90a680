/** Members of several answers, as the interface has them. */
import { compact } from "@switchyard/core/Optional"
import type { RequiredField } from "@switchyard/core/RequiredField"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import type { Quote } from "../MemorySchema.ts"

/** The fields that a quote names. */
export const toFields = (fields: Quote["fields"]): ReadonlyArray<RequiredField> =>
  fields.map(({ max, ...field }) => compact({ ...field, maxLength: max }))

/** An instant; undefined where it is none. */
export const toInstant = (millis: string | undefined): DateTime.Utc | undefined =>
  millis === undefined ? undefined : Option.getOrUndefined(DateTime.make(Number(millis)))
