/**
 * The limits of the HTTP face: how much and how slowly may be sent, and how often. Every buffer and every wait of a
 * request is bounded by one of these.
 */
import { Context, Duration } from "effect"

/** The limits of the HTTP face. */
export interface Settings {
  /** The longest JSON body. */
  readonly maxJsonBytes: number
  /** The longest receipt upload, with its multipart wrapping. */
  readonly maxUploadBytes: number
  /** A body must have arrived after this long. */
  readonly bodyTimeout: Duration.Duration
  /** Requests a second and in a burst, for each API key. */
  readonly rate: { readonly perSecond: number; readonly burst: number }
}

/** The limits unless something else is said. */
export const defaults: Settings = {
  maxJsonBytes: 1024 * 1024,
  maxUploadBytes: 11 * 1024 * 1024,
  bodyTimeout: Duration.seconds(15),
  rate: { perSecond: 500, burst: 1000 }
}

/** The limits in force. */
export const Current = Context.Reference<Settings>("@switchyard/gateway/http/Settings", {
  defaultValue: () => defaults
})
