/** What the provider does with a second create under the same reference, by the options of the account. */
import type { Manifest } from "@switchyard/core/Capabilities"
import type { Duplicates } from "@switchyard/core/Settling"
import type { Options } from "../MemoryOptions.ts"

const hour = 3_600_000

/** Whether what has ended without money gives its reference free. */
export const isFreedByDeath = ({ freesDeadIds = true }: Options): boolean => freesDeadIds

/** For how long a key is known; undefined: for ever. */
export const withinMillisOf = ({
  duplicates = "refused",
  replayWithinMillis = 24 * hour
}: Options): number | undefined => (duplicates === "refused" ? undefined : replayWithinMillis)

/** The policy, as the manifest states it: of the time that a key is known, a reserve is left. */
export const duplicatesOf = (options: Options): Duplicates => {
  const { duplicates = "refused", replayAfterMillis = 60_000 } = options
  const within = withinMillisOf(options) ?? 0
  const window = { withinMillis: Math.ceil(Math.max(within - hour, within / 2)), replayAfterMillis }
  switch (duplicates) {
    case "refused":
      return { kind: "refused" }
    case "replayed":
      return { kind: "replayed", ...window, refusals: "stored" }
    case "revealed":
      return { kind: "revealed", ...window, freesDeadIds: isFreedByDeath(options) }
  }
}

/** What is stated of each change of a payment, by itself; undocumented where the provider looks at no number. */
export const changesOf = (options: Options): Pick<Manifest, "duplicates" | "lookUp"> => {
  const { changes = "refused" } = options
  const lookUp = { by: "reference" } as const
  const lookUps = { capture: lookUp, cancel: lookUp, complete: lookUp }
  if (changes === "undocumented") return { duplicates: {}, lookUp: lookUps }
  const each = duplicatesOf({ ...options, duplicates: changes })
  return { duplicates: { capture: each, cancel: each, complete: each }, lookUp: lookUps }
}

/** Whether a reference is taken for ever, key or not. */
export const isUniqueFor = ({ duplicates = "refused" }: Options): boolean => duplicates === "refused"
