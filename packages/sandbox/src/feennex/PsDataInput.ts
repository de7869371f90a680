/**
 * Reads the stages of `ps_data` from JSON.
 */
import * as Decode from "../internal/decode.ts"
import type { Stage } from "./Courses.ts"
import { gaps, parts } from "./Courses.ts"

const stage = (value: unknown): Stage => {
  const input = Decode.record(value, "stage", ["show", "as", "gaps", "members"])
  const show = Decode.optionalChoice(input, "show", parts)
  if (show === undefined) throw new Decode.BadInput(`show is missing, one of ${parts.join(", ")}`)
  return Decode.present({
    show,
    as: Decode.optionalChoice(input, "as", ["object", "text"]),
    gaps: Decode.optionalChoice(input, "gaps", gaps),
    members: input.members === undefined ? undefined : Decode.object(input, "members")
  })
}

/** The stages in the input; throws `BadInput`. */
export const stages = (input: Readonly<Record<string, unknown>>): ReadonlyArray<Stage> =>
  Decode.array(input, "stages", stage)
