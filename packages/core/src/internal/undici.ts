/**
 * One exchange over undici's dispatch interface. undici calls `onRequestStart` exactly when a connected socket is about
 * to be written to, and not at all when the connection fails: that call opens the line, and refusing there closes the
 * socket unwritten. It can come a second time when undici requeues a request, which the line refuses as well.
 */
import type { Dispatcher } from "undici"
import type { Line } from "../Transport.ts"
import { answerTooLarge, TransportError } from "./httpFault.ts"

const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

/** Collects one answer and settles the promise of the exchange. */
export class Collector implements Dispatcher.DispatchHandler {
  readonly #line: Line
  readonly #resolve: (response: Response) => void
  readonly #reject: (error: Error) => void
  readonly #chunks: Array<Buffer> = []
  #controller: Dispatcher.DispatchController | undefined
  #size = 0
  #status = 0
  #headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>> = {}

  constructor(line: Line, resolve: (response: Response) => void, reject: (error: Error) => void) {
    this.#line = line
    this.#resolve = resolve
    this.#reject = reject
    line.signal.addEventListener("abort", this)
  }

  /** The line's signal: hang up, or if nothing is connected yet forget the exchange (the line will not open). */
  handleEvent(): void {
    this.#fail("HUNG_UP")
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (!this.#line.open()) this.#fail("LINE_CLOSED")
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | Array<string> | undefined>
  ): void {
    // Called for an informational answer (103) first, and then again for the real one.
    this.#status = status
    this.#headers = headers
    if (Number(headers["content-length"]) > this.#line.maxAnswerBytes) this.#fail(answerTooLarge)
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length
    if (this.#size > this.#line.maxAnswerBytes) this.#fail(answerTooLarge)
    else this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    this.#line.signal.removeEventListener("abort", this)
    try {
      this.#resolve(this.#response())
    } catch {
      // A status above 599 cannot be put into a Response.
      this.#reject(new TransportError("UNUSABLE_ANSWER"))
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#line.signal.removeEventListener("abort", this)
    this.#reject(error)
  }

  #fail(code: string): void {
    const error = new TransportError(code)
    this.#reject(error)
    this.#controller?.abort(error)
  }

  #response(): Response {
    const headers = new Headers()
    for (const [name, value] of Object.entries(this.#headers)) {
      if (value !== undefined) headers.append(name, typeof value === "string" ? value : value.join(", "))
    }
    const body = bodiless.has(this.#status) || this.#size === 0 ? null : Buffer.concat(this.#chunks, this.#size)
    return new Response(body, { status: this.#status, headers })
  }
}
