/** A transport without sockets that keeps what was sent, as text, and answers as a test wants. */
import * as Json from "@switchyard/core/Json"
import * as Transport from "@switchyard/core/Transport"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

export interface Sent {
  readonly url: string
  readonly text: string
  /** The members of a JSON body, numbers with the text they were written with. */
  readonly body: Readonly<Record<string, Json.Json>>
}

const isMembers = Schema.is(Json.Fields)

const members = (text: string): Sent["body"] => {
  const json = Result.getOrUndefined(Json.parse(text))
  return isMembers(json) ? json : {}
}

/** Provides the transport; `sent` fills as calls are made. */
export const recorder = (answer: (sent: Sent) => Response) => {
  const sent: Array<Sent> = []
  const transport = Transport.fromFetch(async (request) => {
    const text = await request.text()
    const one = { url: request.url, text, body: members(text) }
    sent.push(one)
    return answer(one)
  })
  return {
    sent,
    provide: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.provideService(effect, Transport.Transport, transport)
  }
}

/** A recorder whose provider always gives the same answer. */
export const answering = (body: string, status = 200) => recorder(() => new Response(body, { status }))
