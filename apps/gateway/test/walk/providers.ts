/**
 * Providers of every kind of manifest. The times in them are the same everywhere, because decisions distinguish only whether
 * they have passed; how many answers "not found" takes is two, the least number that has a first and a last one.
 */
import type { Settling } from "@switchyard/core"
import type { Policy } from "../../src/lifecycle/Operation.ts"
import type { Two } from "./World.ts"

/** How long after the last moment of sending "not found" may be believed, as the machine assumes it of payments, too. */
export const finalAfter = 15 * 60_000

/** How far apart answers that say so must be. */
export const apart = 60_000

/** An account at a provider, under the name that leads to it. */
export interface Provider {
  readonly instance: string
  readonly fingerprint: string
  readonly policy: Policy
  /** It can be asked by our own id. */
  readonly canAsk: boolean
}

/**
 * How a provider repeats: its refusals as well, or not; or it names what exists, and may give the id of what is dead free.
 * One that is `slow` may be sent another request only after a while.
 */
export type Repeating = keyof typeof repeating

/** How long a key is remembered. */
export const withinMillis = 5 * 3_600_000

const window = { withinMillis, replayAfterMillis: 0 }

const repeating = {
  replayed: { kind: "replayed", ...window, refusals: "stored" },
  "replayed, slow": { kind: "replayed", withinMillis, replayAfterMillis: finalAfter, refusals: "stored" },
  "replayed but for refusals": { kind: "replayed", ...window, refusals: "undocumented" },
  revealed: { kind: "revealed", ...window, freesDeadIds: false },
  "revealed, frees the dead": { kind: "revealed", ...window, freesDeadIds: true }
} as const satisfies Record<string, Settling.Repeatable>

const isRepeating = (duplicates: Manifest["duplicates"]): duplicates is Repeating =>
  Object.hasOwn(repeating, duplicates)

/** What a manifest may say, as far as the machine goes by it. */
export interface Manifest {
  readonly duplicates: "refused" | "accepted" | "undocumented" | Repeating
  readonly notFound: "final" | "never final"
  readonly polling: Policy["statusReads"]["polling"]
  readonly callbacks: Policy["callbacks"]
  /** How long after its end an operation may still change. */
  readonly finality: "days" | "at once"
  /**
   * It creates in stages: what is prepared can be committed by somebody else (`payable`) or by nobody but us (`inert`); left
   * out, it does not.
   */
  readonly stages?: "payable" | "inert"
}

const days = { paidMayChangeForMillis: 10 * 86_400_000, failedMayChangeForMillis: 10 * 86_400_000 }
const atOnce = { paidMayChangeForMillis: 0, failedMayChangeForMillis: 0 }

const stagesOf = (stages: Manifest["stages"]): Partial<Policy> =>
  stages === undefined
    ? {}
    : {
        operations: ["abandon"],
        stages: {
          create: {
            prepared: stages,
            prepares: "another",
            abandonAfter: { afterMillis: finalAfter, answers: 2, spacingMillis: apart }
          }
        }
      }

const policyOf = ({ callbacks, duplicates, finality, notFound, polling, stages }: Manifest): Policy => ({
  ...stagesOf(stages),
  duplicates: { create: isRepeating(duplicates) ? repeating[duplicates] : { kind: duplicates } },
  lookUp: {
    create: {
      by: "reference",
      ...(notFound === "final"
        ? { notFoundIsFinal: { afterMillis: finalAfter, answers: 2, spacingMillis: apart } }
        : {})
    }
  },
  statusReads: { spacingMillis: 60_000, polling },
  callbacks,
  finality: finality === "days" ? days : atOnce
})

const provider = (manifest: Manifest, instance: string, account: string, canAsk = true): Provider => ({
  instance,
  fingerprint: account,
  policy: policyOf(manifest),
  canAsk
})

/** Two providers with these manifests; `isRenamed`: two accounts of which at any time one has the only name. */
export const two = (
  [first, second]: Two<Manifest>,
  { canAsk = true, isRenamed = false }: { readonly canAsk?: boolean; readonly isRenamed?: boolean } = {}
): Two<Provider> => [provider(first, "a", "account A"), provider(second, isRenamed ? "a" : "b", "account B", canAsk)]

const duplicates = ["refused", "accepted", "undocumented"] as const
const notFounds = ["final", "never final"] as const
const pollings = ["free", "agreed"] as const
const trusts = ["none", "hint", "verified"] as const
const finalities = ["days", "at once"] as const

/** Every kind of manifest. */
export const manifests: ReadonlyArray<Manifest> = duplicates.flatMap((duplicate) =>
  notFounds.flatMap((notFound) =>
    pollings.flatMap((polling) =>
      trusts.flatMap((callbacks) =>
        finalities.map((finality) => ({ duplicates: duplicate, notFound, polling, callbacks, finality }))
      )
    )
  )
)

/** A manifest in words. */
export const named = ({ callbacks, duplicates: duplicate, finality, notFound, polling }: Manifest): string =>
  `duplicates ${duplicate}, not found ${notFound}, polling ${polling}, callbacks ${callbacks}, changes ${finality}`
