/** The key by which a create is known again when it is replayed. */
import type * as Redacted from "effect/Redacted"

/** What a create sends, and whose account it goes to. It says nothing of the operation, and is kept like a secret. */
export interface Key {
  /** The hash of the request, with its account. */
  readonly hash: Redacted.Redacted<string>
  /** The account, as the provider had confirmed it then; left out where the request itself names it. */
  readonly account?: Redacted.Redacted<string>
}
