/**
 * Describes a failed exchange. Whether something may have left is decided by the permit alone, never here: a code only
 * chooses the wording. Of a failure only its code or name is read, the failure itself is dropped.
 */
import { MaybeSent, type MaybeSentFault, NeverSent } from "./outcome.ts"

/** The code of an answer that is larger than the permit allows. */
export const answerTooLarge = "ANSWER_TOO_LARGE"

/** The code of an answer that is compressed and cut off or damaged. */
export const answerCorrupt = "ANSWER_CORRUPT"

/** The code of an answer in a content coding that nobody here can undo. */
export const answerInUnknownCoding = "ANSWER_IN_UNKNOWN_CODING"

/** The code of a connection that ended as soon as the provider had seen our certificate. */
export const certificateRefused = "CERT_OF_OURS_REFUSED"

/** A failure inside a transport; it carries a code and nothing of the exchange. */
export class TransportError extends Error {
  readonly code: string

  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/** A failure which proves that not one byte left, although the permit was acquired. */
export class NeverLeft extends TransportError {}

/** The code of a request that was refused before anything was sent. */
export const requestRefused = "UND_ERR_INVALID_ARG"

// Longer or freer text than this could carry something of the request.
const isCode = (code: unknown): code is string => typeof code === "string" && /^[A-Z][A-Z0-9_/]{1,59}$/.test(code)

const property = (value: unknown, key: "code" | "cause" | "name"): unknown =>
  typeof value === "object" && value !== null && key in value ? Reflect.get(value, key) : undefined

/** The code of a failure or of its cause (`fetch` hides it there), else UNKNOWN. */
export const codeOf = (failure: unknown): string => {
  const code = property(failure, "code")
  if (isCode(code)) return code
  const inner = property(property(failure, "cause"), "code")
  return isCode(inner) ? inner : "UNKNOWN"
}

const tls =
  /^(ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|HOSTNAME_MISMATCH|ERROR_IN_C)/

// What TLS says of the certificate of the provider, or the provider of ours.
const certificates: ReadonlyArray<readonly [RegExp, string]> = [
  [/^CERT_HAS_EXPIRED$/, "the certificate of the provider, or one above it, has expired"],
  [/^CERT_NOT_YET_VALID$/, "the certificate of the provider is not valid yet"],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$|^HOSTNAME_MISMATCH$/, "the certificate of the provider is for another name"],
  [
    /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(GET|VERIFY)_[A-Z_]+|INVALID_CA|CERT_UNTRUSTED)$/,
    "the certificate of the provider is not issued by anybody who is trusted"
  ],
  [
    /^CERT_OF_OURS_REFUSED$|^ERR_SSL_.*ALERT_(CERTIFICATE_|BAD_CERTIFICATE|UNKNOWN_CA|UNSUPPORTED_CERTIFICATE)/,
    "the provider refused our certificate"
  ]
]

const tlsWords = (code: string): string =>
  certificates.find(([pattern]) => pattern.test(code))?.[1] ?? "TLS handshake failed"

const neverSentFault = (code: string): readonly [NeverSent["fault"], string] => {
  if (code === "ENOTFOUND" || code.startsWith("EAI_")) return ["Unresolved", "name not resolved"]
  if (code === "ECONNREFUSED") return ["Refused", "connection refused"]
  if (code === "UND_ERR_CONNECT_TIMEOUT" || code === "ETIMEDOUT") return ["ConnectTimeout", "connect timed out"]
  if (tls.test(code)) return ["TlsFailed", tlsWords(code)]
  if (code === requestRefused || code === "UND_ERR_NOT_SUPPORTED") return ["InvalidRequest", "invalid request"]
  if (code.startsWith("PROXY_REFUSED_")) return ["Unreachable", "the proxy refused the connection"]
  if (code.startsWith("PROXY_")) return ["Unreachable", "no connection through the proxy"]
  return ["Unreachable", "no connection"]
}

// Those of zlib and Brotli come from a fetch that undoes the coding itself.
const corrupt = /^(ANSWER_CORRUPT|Z_[A-Z]+_ERROR|ERR_(BROTLI|_ERROR_|PADDING_).*)$/

const maybeSentFault = (code: string): readonly [MaybeSentFault, string] => {
  if (code === answerTooLarge || code === "UND_ERR_HEADERS_OVERFLOW") {
    return ["AnswerTooLarge", "the answer is larger than allowed"]
  }
  if (code === answerInUnknownCoding) {
    return ["AnswerUnreadable", "the answer came in a content coding that cannot be undone"]
  }
  return corrupt.test(code)
    ? ["AnswerUnreadable", "the answer came compressed, and cut off or damaged"]
    : ["ConnectionLost", "connection lost after the request may have been sent"]
}

/** Words for a failure before the first byte; `label` names the call. */
export const neverSent = (label: string, code: string): NeverSent => {
  const [fault, words] = neverSentFault(code)
  return new NeverSent({ fault, message: `${label}: ${words} (${code})` })
}

/** Words for a failure after the first byte; `label` names the call. */
export const maybeSent = (label: string, code: string): MaybeSent => {
  const [fault, words] = maybeSentFault(code)
  return new MaybeSent(fault, `${label}: ${words} (${code})`)
}
