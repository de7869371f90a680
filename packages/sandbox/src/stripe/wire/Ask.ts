/** A request once it is known who asks: what a handler of an address is given. */
import type { Scope, Stored } from "../Records.ts"
import type { State } from "../State.ts"
import type { JsonObject } from "./Errors.ts"
import { badParam } from "./Errors.ts"
import type { Params } from "./Params.ts"
import { has, nameOf } from "./Params.ts"

/** A request of an account. */
export interface Ask {
  readonly scope: Scope
  readonly params: Params
  /** The id in the path, or the empty text. */
  readonly id: string
  /** The path, for lists. */
  readonly path: string
  /** Where this simulator was reached. */
  readonly origin: string
  /** Whether it came with a key that browsers have. */
  readonly isPublishable: boolean
}

/** An object that is shown, or an answer that is none. */
export type Result = { readonly stored: Stored } | { readonly json: JsonObject }

/** What an address does. */
export type Handler = (state: State, ask: Ask) => Result

/** Refuses parameters that Stripe has and this simulator does not play: silence about them would be a lie. */
export const unplayed = (params: Params, names: ReadonlyArray<string>): void => {
  const found = names.find((name) => has(params, name))
  if (found === undefined) return
  const param = nameOf(params, found)
  throw badParam(param, `This simulator does not play ${param}.`)
}
