/** The measured call: one call from start to end, against the simulator at `origin`. It throws unless the call succeeds. */
export interface Contender {
  /** One call; `reference` differs for every call. */
  readonly call: (reference: string) => Promise<void>
}

/** Makes a contender that is ready to be called. */
export type Make = (origin: string) => Promise<Contender>

/** Throws unless the answer is the expected one: what fails fast must not look fast. */
export const expect = (isExpected: boolean, answer: unknown): void => {
  if (!isExpected) throw new Error(`not the expected answer: ${JSON.stringify(answer)}`)
}
