/** A transport without sockets that keeps what was sent, as text, and answers as a test wants. */
import * as Transport from "@switchyard/core/Transport"
import * as Effect from "effect/Effect"

export interface Sent {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** The fields of a form. */
  readonly fields: Readonly<Record<string, string>>
}

/** Provides the transport; `sent` fills as calls are made. */
export const recorder = (answer: (sent: Sent) => Response) => {
  const sent: Array<Sent> = []
  const transport = Transport.fromFetch(async (request) => {
    const text = await request.text()
    const { method, url } = request
    const fields = Object.fromEntries(new URLSearchParams(text))
    const one = { method, url, text, headers: Object.fromEntries(request.headers), fields }
    sent.push(one)
    return answer(one)
  })
  return {
    sent,
    provide: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.provideService(effect, Transport.Transport, transport)
  }
}

/** A recorder whose provider always gives the same answer. */
export const answering = (body: string, status = 200, headers: Readonly<Record<string, string>> = {}) =>
  recorder(() => new Response(body, { status, headers }))
