/**
 * How the connections of one instance are made: whom it trusts, as whom it comes, through which proxy, and how many there are.
 * Secrets are redacted; nothing here is ever printed.
 */
import type * as Redacted from "effect/Redacted"

/** Options of connections of one's own. */
export interface Options {
  /** PEM certificates trusted instead of the built-in ones. */
  readonly ca?: string | undefined
  /** The PEM certificate that is shown to the provider, with those between it and its root; `key` belongs to it. */
  readonly cert?: string | undefined
  /** The PEM private key of `cert`. */
  readonly key?: Redacted.Redacted<string> | undefined
  /** Opens `key` where that is encrypted. */
  readonly passphrase?: Redacted.Redacted<string> | undefined
  /**
   * The http URL of a proxy, with user and password where it asks for them. Every connection over TLS is a
   * tunnel through it (CONNECT), so that it sees host names and nothing else; one without TLS stays on this machine and goes
   * straight.
   */
  readonly proxy?: Redacted.Redacted<string> | undefined
  /** Connections per origin, each with one request at a time; default 64, further requests wait. */
  readonly connections?: number | undefined
}

/** Why connections cannot be made of these options: which of them, and what is wrong, without its value. */
export interface Issue {
  readonly option: keyof Options
  readonly reason: string
}
