/**
 * One exchange over undici's dispatch interface. undici calls `onRequestStart` exactly when a connected socket is about
 * to be written to, and not at all when the connection fails: that call acquires the permit, and a refusal there closes
 * the socket unwritten. It can come a second time when undici requeues a request, which the permit refuses as well.
 */
import * as Result from "effect/Result"
import type { Dispatcher } from "undici"
import * as ContentCoding from "../ContentCoding.ts"
import { answerCorrupt, answerInUnknownCoding, answerTooLarge, TransportError } from "./fault.ts"
import { Answer } from "./outcome.ts"
import type { SendPermit } from "./permit.ts"

/** A complete answer, free of its content coding. */
export interface Received {
  readonly status: number
  /** Names are lower-case; what came several times is joined by commas. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** Collects one answer and settles the promise of the exchange. */
export class Collector implements Dispatcher.DispatchHandler {
  readonly #permit: SendPermit
  readonly #resolve: (received: Received) => void
  readonly #reject: (error: Error) => void
  readonly #chunks: Array<Buffer> = []
  #controller: Dispatcher.DispatchController | undefined
  #size = 0
  #status = 0
  #headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>> = {}

  constructor(permit: SendPermit, resolve: (received: Received) => void, reject: (error: Error) => void) {
    this.#permit = permit
    this.#resolve = resolve
    this.#reject = reject
  }

  /** Hangs up, or if nothing is connected yet forgets the exchange (its permit can no longer be acquired). */
  hangUp(): void {
    this.#fail("HUNG_UP")
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (!this.#permit.acquire()) this.#fail("PERMIT_REFUSED")
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | Array<string> | undefined>
  ): void {
    // Called for an informational answer (103) first, and then again for the real one.
    this.#status = status
    this.#headers = headers
    if (Number(headers["content-length"]) > this.#permit.maxAnswerBytes) this.#fail(answerTooLarge)
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length
    if (this.#size > this.#permit.maxAnswerBytes) this.#fail(answerTooLarge)
    else this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    // No other status can be put into a Response, and none is known.
    if (this.#status < 200 || this.#status > 599) {
      this.#reject(new TransportError("UNUSABLE_ANSWER"))
      return
    }
    const received = { status: this.#status, headers: joined(this.#headers), body: this.#body() }
    if (received.headers["content-encoding"] === undefined) this.#resolve(received)
    else void decoded(received, this.#permit.maxAnswerBytes).then(this.#resolve, this.#reject)
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#reject(error)
  }

  #fail(code: string): void {
    const error = new TransportError(code)
    this.#reject(error)
    this.#controller?.abort(error)
  }

  #body(): Buffer {
    const [first] = this.#chunks
    return this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks, this.#size)
  }
}

const joined = (
  headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
): Readonly<Record<string, string>> => {
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) result[name] = typeof value === "string" ? value : value.join(", ")
  }
  return result
}

const codeOfFault: Record<ContentCoding.Fault, string> = {
  TooLarge: answerTooLarge,
  UnknownCoding: answerInUnknownCoding,
  Corrupt: answerCorrupt
}

const decoded = async ({ body, headers, status }: Received, maxBytes: number): Promise<Received> => {
  const { "content-encoding": coding, "content-length": _, ...rest } = headers
  const result = await ContentCoding.decode(body, coding, maxBytes)
  if (Result.isSuccess(result)) return { status, headers: rest, body: Buffer.from(result.success) }
  // The body of a 5xx proves nothing, and its status says what there is to say.
  if (status >= 500) return { status, headers: rest, body: Buffer.alloc(0) }
  throw new TransportError(codeOfFault[result.failure])
}

const byteOrderMark = "\ufeff"

/** An answer as Http gives it on. */
export const toAnswer = ({ body, headers, status }: Received): Answer => {
  const text = body.toString()
  return new Answer(status, headers, text.startsWith(byteOrderMark) ? text.slice(1) : text)
}

const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

/** An answer as fetch gives it. */
export const toResponse = ({ body, headers, status }: Received): Response =>
  new Response(bodiless.has(status) || body.length === 0 ? null : new Uint8Array(body), { status, headers })
