/** A line to the simulators on which a test puts words of its own into the provider's mouth. */
import type { Transport } from "@switchyard/core"

/** What goes over the line. */
export interface Said {
  readonly status: number
  readonly text: string
}

/** Makes another answer of the genuine one. */
export type Saying = (genuine: Said) => Said

/** A line whose next answers at an address can be changed. */
export const saying = (there: Transport.Transport) => {
  const pending: Array<{ readonly at: string; readonly say: Saying }> = []
  const transport: Transport.Transport = async (request, line) => {
    const index = pending.findIndex(({ at }) => request.url.includes(at))
    const [next] = index < 0 ? [] : pending.splice(index, 1)
    const response = await there(request, line)
    if (next === undefined) return response
    const { status, text } = next.say({ status: response.status, text: await response.text() })
    return new Response(text, { status, headers: { "content-type": "application/json" } })
  }
  return {
    transport,
    /** The next answer at this address is what `say` makes of the genuine one. */
    next: (at: string, say: Saying) => void pending.push({ at, say }),
    /** How many of them nobody has asked for yet. */
    left: () => pending.map(({ at }) => at)
  }
}

/** A refusal of Feennex's, with this code and these words. */
export const refusal =
  (code: number, message: string): Saying =>
  () => ({ status: 200, text: JSON.stringify({ result: false, error_code: code, message, data: null }) })

/** An error of the P2P platform's, in these words. */
export const error =
  (words: string): Saying =>
  () => ({ status: 200, text: JSON.stringify({ ok: false, error: words }) })

/** The genuine answer with other members, in `data` where it has one. */
export const changed =
  (members: object): Saying =>
  ({ status, text }) => {
    const genuine = JSON.parse(text)
    const said =
      genuine.data === undefined ? { ...genuine, ...members } : { ...genuine, data: { ...genuine.data, ...members } }
    return { status, text: JSON.stringify(said) }
  }
