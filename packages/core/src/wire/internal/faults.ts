/** The reason in which each fault of an exchange is told. */
import type * as Http from "../../http/Http.ts"
import type { Reason } from "../../outcome/Reason.ts"

export const neverSentReasons: Record<Http.NeverSent["fault"], Reason> = {
  Unresolved: "ProviderUnavailable",
  Refused: "ProviderUnavailable",
  Unreachable: "ProviderUnavailable",
  ConnectTimeout: "ProviderUnavailable",
  TlsFailed: "ProviderUnavailable",
  DeadlinePassed: "TimedOut",
  HostNotAllowed: "InvalidRequest",
  InvalidRequest: "InvalidRequest",
  TokenRefused: "AuthenticationFailed",
  TokenUnavailable: "ProviderUnavailable"
}

export const maybeSentReasons: Record<Http.MaybeSent["fault"], Reason> = {
  TimedOut: "TimedOut",
  ConnectionLost: "ConnectionLost",
  AnswerTooLarge: "UnreadableAnswer",
  AnswerUnreadable: "UnreadableAnswer"
}
