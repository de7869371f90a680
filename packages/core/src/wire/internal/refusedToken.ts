/** Answers by which a provider has refused our token, and which by its documents say that nothing was done. */
import type * as Http from "../../http/Http.ts"

const refused = new WeakSet<Http.Answer>()

/** The same answer, remembered as such. */
export const asRefused = (answer: Http.Answer): Http.Answer => {
  refused.add(answer)
  return answer
}

/** Whether it is such an answer, whatever its body says. */
export const isRefused = (answer: Http.Answer): boolean => refused.has(answer)

/** What is said of it. */
export const tokenRefused = "the provider does not take our token, and has done nothing"
