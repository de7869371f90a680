/** Whether the creates of an Spi can be replayed, and the key by which one is known again. */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Creation } from "../../outcome/internal/prepared.ts"
import { compact } from "../../outcome/Optional.ts"
import type * as Replay from "../../outcome/Replay.ts"
import type * as Op from "../Op.ts"
import * as Settling from "../Settling.ts"

type Input = Op.Referring["Type"]

/** A create that is fixed. */
export type Fixed = Replay.Fixed<unknown>

/** The part of an Spi by which its create is sent again. */
export type Implementation = {
  readonly manifest: Settling.Stated
  readonly repeating?: {
    readonly account: "inRequest" | Replay.Confirmed
    fix(request: Input, creation?: Creation): Effect.Effect<Fixed | undefined>
    readonly changes?: { readonly [name: string]: Replay.Fixing }
  }
  getByReference?: unknown
  getByProviderReference?: unknown
}

/** How one send of an Spi is replayed. */
export interface Ability extends Replay.Repeating<Input, unknown> {
  readonly stated: Settling.Repeatable
  /** Whether an operation can be read by the provider's id alone. */
  readonly isReadByIdAlone: boolean
}

/** The effect that an Spi gives, which one written by hand may not do: then a defect like any other. */
export const effectOf = <A, E>(give: () => Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.suspend(() => {
    const given: unknown = give()
    return Effect.isEffect(given) ? (given as Effect.Effect<A, E>) : Effect.die("no effect")
  })

/** How the creates of an Spi are replayed, if at all: what a replay shows must be readable afterwards by the id that it names. */
export const abilityOf = (spi: Implementation): Ability | undefined => {
  const { duplicates: stated, lookUp } = Settling.of(spi.manifest, "create")
  const { repeating } = spi
  if (!Settling.isRepeatable(stated) || repeating === undefined) return undefined
  if (typeof spi.getByProviderReference !== "function") return undefined
  return {
    stated,
    account: repeating.account,
    fix: (request, creation) => effectOf(() => repeating.fix(request, creation)),
    isReadByIdAlone: lookUp?.by === "providerReference"
  }
}

/** How another send of an Spi is replayed, if at all: by what is stated of that one, and where what it changes can be read. */
export const abilityToChange = (spi: Implementation, name: string): Ability | undefined => {
  const { duplicates: stated } = Settling.of(spi.manifest, name)
  const { repeating } = spi
  const { changes = {} } = repeating ?? {}
  const change = Object.hasOwn(changes, name) ? changes[name] : undefined
  if (!Settling.isRepeatable(stated) || repeating === undefined || change === undefined) return undefined
  const isRead = [spi.getByReference, spi.getByProviderReference].some((read) => typeof read === "function")
  if (!isRead) return undefined
  return {
    stated,
    account: repeating.account,
    fix: (request) => effectOf(() => change.fix(request)),
    isReadByIdAlone: false
  }
}

/** A fixed create and its key. */
export interface Keyed {
  readonly fixed: Fixed
  readonly key: Replay.Key
}

/** Fixes a create and takes its key with the account that is known by now; undefined where that is not known, or no key can be taken. */
export const keyed = (
  { account, fix }: Ability,
  request: Input,
  creation: Creation
): Effect.Effect<Keyed | undefined> =>
  Effect.suspend(() => {
    const known = account === "inRequest" ? undefined : account.known()
    if (account !== "inRequest" && known === undefined) return Effect.succeed(undefined)
    return Effect.map(fix(request, creation), (fixed) => {
      const hash = fixed?.hash(known)
      if (fixed === undefined || hash === undefined) return undefined
      return { fixed, key: { hash, ...compact({ account: known === undefined ? undefined : Redacted.make(known) }) } }
    })
  })

/** Whether two keys are of the same request and account. */
export const isSame = (one: Replay.Key, other: Replay.Key): boolean =>
  Redacted.value(one.hash) === Redacted.value(other.hash) && isSameAccount(one, other)

/** Whether two keys are of the same account, as far as their requests do not say it. */
export const isSameAccount = ({ account: one }: Replay.Key, { account: other }: Replay.Key): boolean =>
  (one && Redacted.value(one)) === (other && Redacted.value(other))
