/** A line to the simulators on which a test puts words of its own into the provider's mouth. */
import type { Transport } from "@switchyard/core"

/** What goes over the line. */
export interface Answer {
  readonly status: number
  readonly text: string
}

/** Makes another answer of the genuine one. */
export type Rewrite = (genuine: Answer) => Answer

/** A line whose next answers at an address can be changed. */
export const rewriting = (there: Transport.Transport) => {
  const pending: Array<{ readonly at: string; readonly rewrite: Rewrite }> = []
  const transport: Transport.Transport = async (request, permit) => {
    const index = pending.findIndex(({ at }) => request.url.includes(at))
    const [next] = index < 0 ? [] : pending.splice(index, 1)
    const response = await there(request, permit)
    if (next === undefined) return response
    const { status, text } = next.rewrite({ status: response.status, text: await response.text() })
    return new Response(text, { status, headers: { "content-type": "application/json" } })
  }
  return {
    transport,
    /** The next answer at this address is what `say` makes of the genuine one. */
    next: (at: string, rewrite: Rewrite) => void pending.push({ at, rewrite }),
    /** How many of them nobody has asked for yet. */
    left: () => pending.map(({ at }) => at)
  }
}

/** A refusal of Feennex's, with this code and these words. */
export const refusal =
  (code: number, message: string): Rewrite =>
  () => ({ status: 200, text: JSON.stringify({ result: false, error_code: code, message, data: null }) })

/** An error of the P2P platform's, in these words. */
export const error =
  (words: string): Rewrite =>
  () => ({ status: 200, text: JSON.stringify({ ok: false, error: words }) })

/** The genuine answer with other members, in `data` where it has one. */
export const changed =
  (members: object): Rewrite =>
  ({ status, text }) => {
    const genuine = JSON.parse(text)
    const rewritten =
      genuine.data === undefined ? { ...genuine, ...members } : { ...genuine, data: { ...genuine.data, ...members } }
    return { status, text: JSON.stringify(rewritten) }
  }
