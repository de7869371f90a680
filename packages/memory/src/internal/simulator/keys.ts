/**
 * The provider's memory of the keys of creates, by the policy of the account: what it does when the same key comes again. A
 * key is known for a time; after that, and for nobody's good, the same request is carried out as if it were a new one.
 */
import * as Http from "@switchyard/core/Http"
import type { Options } from "../../MemoryOptions.ts"
import { withinMillisOf } from "../duplicates.ts"
import { replayedHeader } from "../signing.ts"
import type { Kind } from "./controls.ts"
import type { Held, Ledger } from "./ledger.ts"
import { refusal } from "./reply.ts"

/** A create with its key. */
export interface Keyed {
  readonly kind: Kind
  readonly key: string
  /** Empty for the account itself; two of them know nothing of each other. */
  readonly subAccount: string
  readonly body: string
  readonly now: number
}

/** The provider's memory. */
export interface Keys {
  /** The answer to a create: from memory, or by carrying it out. */
  readonly answer: (create: Keyed, carryOut: () => Http.Answer) => Http.Answer
  readonly forget: (kind: Kind, key: string) => void
}

const dead = new Set(["refused", "canceled", "expired"])

const isDead = ({ status }: Held): boolean => dead.has(status)

const marked = ({ headers, status, text }: Http.Answer): Http.Answer =>
  new Http.Answer(status, { ...headers, [replayedHeader]: "true" }, text)

interface Known {
  readonly body: string
  readonly at: number
  readonly answer: Http.Answer
}

/** A memory that holds nothing. */
export const make = (options: Options, ledger: Ledger): Keys => {
  const known = new Map<string, Known>()
  const within = withinMillisOf(options)

  const repeated = (before: Known, { body, key, kind, subAccount }: Keyed): Http.Answer | undefined => {
    switch (options.duplicates ?? "refused") {
      // It does not look whether the rest is the same.
      case "refused":
        return refusal("duplicate_reference", "the key is used")
      case "replayed":
        return body === before.body
          ? marked(before.answer)
          : refusal("key_mismatch", "the key was used for another request")
      case "revealed": {
        const existing = ledger.ordered(kind, key, subAccount)
        // What has ended without money gives its id free, and a refusal has never taken it.
        return existing === undefined || isDead(existing) || existing.status === "draft"
          ? undefined
          : refusal("exists", "the key is used", { id: existing.id })
      }
    }
  }

  return {
    answer: (create, carryOut) => {
      const { body, key, kind, now, subAccount } = create
      const name = `${kind} ${key} ${subAccount}`
      const before = known.get(name)
      const isKnown = before !== undefined && (within === undefined || now < before.at + within)
      const answer = isKnown ? repeated(before, create) : undefined
      if (answer !== undefined) return answer
      const carriedOut = carryOut()
      known.set(name, { body, at: now, answer: carriedOut })
      return carriedOut
    },
    forget: (kind, key) => {
      for (const name of known.keys()) if (name.startsWith(`${kind} ${key} `)) known.delete(name)
    }
  }
}
