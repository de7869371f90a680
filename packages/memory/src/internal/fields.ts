/** The fields that a quote names, as the interface has them. */
import { compact } from "@switchyard/core/Optional"
import type { RequiredField } from "@switchyard/core/RequiredField"
import type { Quote } from "../MemorySchema.ts"

/** The fields that a quote names. */
export const toFields = (fields: Quote["fields"]): ReadonlyArray<RequiredField> =>
  fields.map(({ max, ...field }) => compact({ ...field, maxLength: max }))
