/**
 * How one exchange with a provider can end: answered, maybe sent, or never sent. Only the last one is an error, because
 * only after it may the same request be sent again. None of them holds a ky error, a Request or a Response, and none
 * prints headers or bodies.
 */
import * as Schema from "effect/Schema"

const inspect = Symbol.for("nodejs.util.inspect.custom")

/** A complete answer of the provider, whatever its status; it prints as its status only. */
export class Answer {
  readonly _tag = "Answer"
  readonly status: number
  /** Names are lower-case. */
  readonly headers: Readonly<Record<string, string>>
  /** The body as UTF-8 text, "" when there is none. */
  readonly text: string

  constructor(status: number, headers: Readonly<Record<string, string>>, text: string) {
    this.status = status
    this.headers = headers
    this.text = text
  }

  toJSON(): { readonly _tag: "Answer"; readonly status: number } {
    return { _tag: this._tag, status: this.status }
  }

  toString(): string {
    return `Answer(${this.status})`
  }

  [inspect](): string {
    return this.toString()
  }
}

/** Why it is not known what the provider did. */
export type MaybeSentFault = "TimedOut" | "ConnectionLost" | "AnswerTooLarge" | "AnswerUnreadable"

/** The request may have reached the provider and no usable answer came back: a value, so that nothing resends it. */
export class MaybeSent {
  readonly _tag = "MaybeSent"
  readonly fault: MaybeSentFault
  readonly message: string

  constructor(fault: MaybeSentFault, message: string) {
    this.fault = fault
    this.message = message
  }
}

/** Why nothing was sent. */
export const NeverSentFault = Schema.Literals([
  "Unresolved",
  "Refused",
  "ConnectTimeout",
  "TlsFailed",
  "DeadlinePassed",
  "HostNotAllowed",
  "InvalidRequest",
  "Unreachable",
  "TokenRefused",
  "TokenUnavailable"
])

/** Not one byte of the request left this process. */
export class NeverSent extends Schema.TaggedError<NeverSent>("@switchyard/core/Http/NeverSent")("NeverSent", {
  fault: NeverSentFault,
  message: Schema.String
}) {}
