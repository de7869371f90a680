/**
 * The limits of the HTTP API: how much and how slowly may be sent, and how often. Every buffer and every wait of a
 * request is bounded by one of these.
 */
import { Context, Duration } from "effect"
import type { Rate } from "./RateLimit.ts"

/** The limits of the HTTP API. */
export interface Settings {
  /** The longest JSON body. */
  readonly maxJsonBytes: number
  /** The longest receipt upload, with its multipart wrapping. */
  readonly maxUploadBytes: number
  /** A body must have arrived after this long. */
  readonly bodyTimeout: Duration.Duration
  /**
   * The longest settlement report, with its multipart wrapping, so that it does not fill the disk: a text is read piece by piece,
   * however long it is. And after how long it must have arrived.
   */
  readonly maxReportBytes: number
  readonly reportTimeout: Duration.Duration
  /** Requests a second and in a burst, for each API key. */
  readonly rate: Rate
  /** Callbacks a second and in a burst, for each instance; a long one counts once more for each 8 KiB. */
  readonly callbackRate: Rate
  /** Callbacks whose bodies arrive at the same time. */
  readonly maxCallbacksAtOnce: number
  /** Answers that are held at once because `Prefer: wait` says so: of one API key, and in all. */
  readonly maxWaitsOfKey: number
  readonly maxWaits: number
  /** Wrong API keys a second and in a burst, for each address. */
  readonly wrongKeyRate: Rate
}

/** The limits by default. */
export const defaults: Settings = {
  maxJsonBytes: 1024 * 1024,
  maxUploadBytes: 11 * 1024 * 1024,
  bodyTimeout: Duration.seconds(15),
  maxReportBytes: 1025 * 1024 * 1024,
  reportTimeout: Duration.seconds(55),
  rate: { perSecond: 500, burst: 1000 },
  callbackRate: { perSecond: 2000, burst: 10_000 },
  maxCallbacksAtOnce: 1000,
  maxWaitsOfKey: 100,
  maxWaits: 1000,
  wrongKeyRate: { perSecond: 2, burst: 100 }
}

/** The limits in force. */
export const Current = Context.Reference<Settings>("@switchyard/gateway/http/Settings", {
  defaultValue: () => defaults
})
