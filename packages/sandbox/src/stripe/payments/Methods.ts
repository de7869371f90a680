/** The means of payment that a request names: a test method, one that a test has made, or data of a new one. */
import * as Ids from "../Ids.ts"
import type { Intent, Scope } from "../Records.ts"
import type { State } from "../State.ts"
import { badParam, badRequest, missing } from "../wire/Errors.ts"
import type { Params } from "../wire/Params.ts"
import { nameOf, required, text, within } from "../wire/Params.ts"
import type { Tried } from "./Charging.ts"
import type { Method } from "./Courses.ts"
import * as TestMethods from "./TestMethods.ts"

/** A method by its id; test methods exist in test mode alone. */
export const byId = (state: State, scope: Scope, id: string): Method | undefined =>
  state.methods.get(id) ?? (scope.livemode ? undefined : TestMethods.find(id))

/** A card by its number, of test mode alone. */
export const byNumber = (scope: Scope, number: string): Method | undefined =>
  scope.livemode ? undefined : TestMethods.numbers.get(number.replace(/[ -]/g, ""))

/** Keeps a new method and gives it an id. */
export const keep = (state: State, means: Method): Tried => {
  const id = Ids.next(state.world, "pm_")
  state.methods.set(id, means)
  return { id, means }
}

const ofCard = (scope: Scope, card: Params): Method => {
  const token = text(card, "token")
  if (token !== undefined) {
    const found = scope.livemode ? undefined : TestMethods.find(token.replace(/^tok_/, "pm_card_"))
    if (found === undefined) throw missing("token", token, nameOf(card, "token"), 400)
    return found
  }
  const number = required(card, "number", text(card, "number"))
  const found = byNumber(scope, number)
  if (found !== undefined) return found
  throw badParam(nameOf(card, "number"), "Your card number is incorrect.", "incorrect_number")
}

const ofData = (scope: Scope, data: Params): Method => {
  const type = required(data, "type", text(data, "type"))
  const card = within(data, "card")
  if (type === "card" && card !== undefined) return ofCard(scope, card)
  const found = TestMethods.ofType(type)
  if (found === undefined) throw badParam(nameOf(data, "type"), `Invalid payment method type: ${type.slice(0, 50)}`)
  return found
}

/** The method that a request names; undefined where it names none. */
export const read = (state: State, scope: Scope, params: Params): Tried | undefined => {
  const data = within(params, "payment_method_data")
  const id = text(params, "payment_method")
  const token = text(params, "confirmation_token")
  if ([data, id, token].filter((each) => each !== undefined).length > 1) {
    throw badRequest("Only one of payment_method, payment_method_data and confirmation_token may be given.", {
      code: "parameters_exclusive"
    })
  }
  if (data !== undefined) return keep(state, ofData(scope, data))
  const param = id === undefined ? "confirmation_token" : "payment_method"
  const name = id ?? token
  if (name === undefined) return undefined
  const means = byId(state, scope, name)
  if (means === undefined) throw missing("PaymentMethod", name, param, state.settings.missingOnCreate)
  return { id: name, means }
}

/** Refuses a method of a type that the payment does not take. */
export const checkType = ({ methodTypes }: Pick<Intent, "methodTypes">, { means }: Tried): void => {
  if (methodTypes.includes(means.type)) return
  const message = `The payment method type ${means.type} cannot be used; this payment takes ${methodTypes.join(", ")}.`
  throw badParam("payment_method", message)
}
