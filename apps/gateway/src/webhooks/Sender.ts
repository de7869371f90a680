/**
 * One attempt to deliver one message: a POST that follows no redirect, keeps nothing of the answer but its status and
 * Retry-After, and is over after 15 seconds by the Clock. It knows nothing of queues; sending twice does no harm here,
 * because a merchant knows a message by its `webhook-id`.
 */
import * as http from "node:http"
import * as https from "node:https"
import { Http } from "@switchyard/core"
import { Clock, Duration, Effect, type Scope } from "effect"
import * as Target from "../security/Target.ts"
import type { Endpoint } from "./Endpoint.ts"
import * as Signature from "./Signature.ts"

/** How an attempt ended. */
export interface HttpAnswer {
  /** Null when there was no answer. */
  readonly httpStatus: number | null
  /** One fixed line; null when the message was delivered. */
  readonly error: string | null
  /** How long the endpoint asked to be left alone, with a 429 or 503. */
  readonly retryAfterMillis: number | undefined
}

/** A message to be sent. */
export interface Message {
  readonly eventId: string
  readonly body: string
}

/** Sends a message to an endpoint. */
export type Sender = (endpoint: Endpoint, message: Message) => Effect.Effect<HttpAnswer>

const timeout = Duration.seconds(15)
const mostAnswerBytes = 8 * 1024
const mostStale = 3

const noAnswer = (error: string): HttpAnswer => ({ httpStatus: null, error, retryAfterMillis: undefined })

const answerOf = (response: http.IncomingMessage, now: number): HttpAnswer => {
  const status = response.statusCode ?? 0
  if (status >= 200 && status < 300) return { httpStatus: status, error: null, retryAfterMillis: undefined }
  const header = response.headers["retry-after"]
  const isAsked = (status === 429 || status === 503) && header !== undefined
  const wait = isAsked ? Http.retryAfter({ "retry-after": header }, now) : undefined
  return {
    httpStatus: status,
    error: `the endpoint answered ${status}`,
    retryAfterMillis: wait === undefined ? undefined : Duration.toMillis(wait)
  }
}

// Codes come from Node.js and OpenSSL; messages could repeat what the endpoint sent.
const faultOf = (error: Error): HttpAnswer => {
  if (error instanceof Target.TargetRefused) return noAnswer(error.message)
  const code = "code" in error && typeof error.code === "string" ? error.code : "no code"
  return noAnswer(`no answer (${code})`)
}

interface Exchange {
  readonly request: http.ClientRequest
  /** Known as soon as the headers of the answer are there. */
  answer: HttpAnswer | undefined
}

const exchange = (
  open: () => http.ClientRequest,
  body: string,
  now: number,
  done: (answer: HttpAnswer) => void
): Exchange => {
  const request = open()
  const state: Exchange = { request, answer: undefined }
  request.on("error", (error) => done(state.answer ?? faultOf(error)))
  request.on("response", (response) => {
    const answer = answerOf(response, now)
    state.answer = answer
    let size = 0
    response.on("data", (chunk: Buffer) => {
      size += chunk.length
      if (size > mostAnswerBytes) response.destroy()
    })
    response.on("error", () => undefined)
    // Read to its end the connection can be used again; ended or broken off, the status stands.
    response.on("close", () => done(answer))
  })
  request.end(body)
  return state
}

/** Makes a sender with connections of its own, broken when the scope closes. */
export const make = Effect.fnUntraced(function* (
  options: { readonly resolve?: Target.Resolve | undefined } = {}
): Effect.fn.Return<Sender, never, Scope.Scope> {
  const agents = [true, false].flatMap((isPrivate) => {
    const settings = { keepAlive: true, maxFreeSockets: 32, lookup: Target.lookup(isPrivate, options.resolve) }
    return [
      { isPrivate, protocol: "https:", agent: new https.Agent(settings), start: https.request },
      { isPrivate, protocol: "http:", agent: new http.Agent(settings), start: http.request }
    ]
  })
  yield* Effect.addFinalizer(() => Effect.sync(() => agents.forEach(({ agent }) => void agent.destroy())))

  const attempt = (
    endpoint: Endpoint,
    message: Message,
    now: number
  ): Effect.Effect<HttpAnswer & { stale: boolean }> => {
    const { allowPrivateTargets, secrets, url } = endpoint
    const refused = Target.refusal(url, allowPrivateTargets)
    const protocol = URL.parse(url)?.protocol
    const way = agents.find((each) => each.isPrivate === allowPrivateTargets && each.protocol === protocol)
    if (refused !== undefined || way === undefined) {
      return Effect.succeed({ ...noAnswer(`the URL was refused: it ${refused}`), stale: false })
    }
    const content = { id: message.eventId, timestamp: Math.floor(now / 1000), body: message.body }
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(message.body),
      "user-agent": "Switchyard-Webhooks/1",
      ...Signature.headers(content, secrets)
    }
    let state: Exchange | undefined
    const sending = Effect.callback<HttpAnswer & { stale: boolean }>((resume) => {
      const open = () => way.start(url, { method: "POST", agent: way.agent, headers })
      const running = exchange(open, message.body, now, (answer) => {
        // The server closed a kept connection just as it was used again.
        const stale = answer.httpStatus === null && running.request.reusedSocket
        resume(Effect.succeed({ ...answer, stale }))
      })
      state = running
      return Effect.sync(() => running.request.destroy())
    })
    const late = Effect.sync(() => ({ ...(state?.answer ?? noAnswer("no answer within 15 seconds")), stale: false }))
    return Effect.timeoutOrElse(sending, { duration: timeout, orElse: () => late })
  }

  return Effect.fnUntraced(function* (endpoint, message) {
    const now = yield* Clock.currentTimeMillis
    let answer = yield* attempt(endpoint, message, now)
    for (let again = 0; answer.stale && again < mostStale; again++) answer = yield* attempt(endpoint, message, now)
    const { error, httpStatus, retryAfterMillis } = answer
    return { error, httpStatus, retryAfterMillis }
  })
})
