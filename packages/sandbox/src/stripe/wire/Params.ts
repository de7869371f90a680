/**
 * Readers of parameters: each gives the value or throws Stripe's error for it, with the parameter's whole name. Everything thrown here
 * comes before execution, so no idempotency key keeps it.
 */
import { badParam } from "./Errors.ts"
import type { Branch, Tree } from "./Form.ts"
import { own } from "./Form.ts"

/** Parameters and where they stand within the request. */
export interface Params {
  readonly tree: Branch
  /** The empty text, or the name of the parameter that they are within. */
  readonly at: string
}

/** The parameters of a whole request. */
export const of = (tree: Branch): Params => ({ tree, at: "" })

/** A parameter's whole name, as errors have it. */
export const nameOf = ({ at }: Params, name: string): string => (at === "" ? name : `${at}[${name}]`)

/** Refuses every parameter that is not named. */
export const known = (params: Params, names: ReadonlyArray<string>): void => {
  const unknown = Object.keys(params.tree).find((name) => !names.includes(name))
  if (unknown === undefined) return
  const param = nameOf(params, unknown)
  throw badParam(param, `Received unknown parameter: ${param}`, "parameter_unknown")
}

/** Whether a parameter is there. */
export const has = ({ tree }: Params, name: string): boolean => own(tree, name) !== undefined

/** An optional text, never empty: an empty one asks to unset what was never set. */
export const text = (params: Params, name: string, longest = 5000): string | undefined => {
  const value = own(params.tree, name)
  if (value === undefined) return undefined
  const param = nameOf(params, name)
  if (typeof value !== "string") throw badParam(param, `Invalid string: ${param} is no text.`)
  if (value === "") throw badParam(param, `${param} was given empty and cannot be unset.`, "parameter_invalid_empty")
  if ([...value].length > longest) {
    throw badParam(param, `${param} may have at most ${longest} characters.`)
  }
  return value
}

/** A text that must be there. */
export const required = <A>(params: Params, name: string, value: A | undefined): A => {
  if (value !== undefined) return value
  const param = nameOf(params, name)
  throw badParam(param, `Missing required param: ${param}.`, "parameter_missing")
}

/** An optional whole number. */
export const integer = (params: Params, name: string): number | undefined => {
  const value = text(params, name)
  if (value === undefined) return undefined
  const number = /^-?\d{1,16}$/.test(value) ? Number(value) : Number.NaN
  if (Number.isSafeInteger(number)) return number
  const param = nameOf(params, name)
  throw badParam(param, `Invalid integer: ${value.slice(0, 50)}`, "parameter_invalid_integer")
}

/** An optional truth value. */
export const boolean = (params: Params, name: string): boolean | undefined => {
  const value = text(params, name)
  if (value === undefined) return undefined
  if (value !== "true" && value !== "false") {
    throw badParam(nameOf(params, name), `Invalid boolean: ${value.slice(0, 50)}`)
  }
  return value === "true"
}

/** One of a few texts, if it is there. */
export const choice = <A extends string>(params: Params, name: string, all: ReadonlyArray<A>): A | undefined => {
  const value = text(params, name)
  if (value === undefined) return undefined
  const found = all.find((each) => each === value)
  if (found !== undefined) return found
  throw badParam(nameOf(params, name), `Invalid ${nameOf(params, name)}: must be one of ${all.join(", ")}`)
}

const branchOf = (params: Params, name: string, value: Tree): Branch => {
  if (typeof value !== "string") return value
  throw badParam(nameOf(params, name), `Invalid object: ${nameOf(params, name)} is a text.`)
}

/** The parameters within one; undefined where it is not there. */
export const within = (params: Params, name: string): Params | undefined => {
  const value = own(params.tree, name)
  if (value === undefined) return undefined
  return { tree: branchOf(params, name, value), at: nameOf(params, name) }
}

/** An optional list of parameters. */
export const items = (params: Params, name: string): ReadonlyArray<Params> | undefined => {
  const all = within(params, name)
  if (all === undefined) return undefined
  const numbers = Object.keys(all.tree)
  if (numbers.some((key) => !/^\d{1,4}$/.test(key))) throw badParam(all.at, `Invalid array: ${all.at}`)
  return numbers.map((key) => ({ tree: branchOf(all, key, own(all.tree, key) ?? ""), at: `${all.at}[${key}]` }))
}

/** An optional list of texts. */
export const texts = (params: Params, name: string): ReadonlyArray<string> | undefined => {
  const all = within(params, name)
  if (all === undefined) return undefined
  return Object.keys(all.tree).map((key) => {
    if (!/^\d{1,4}$/.test(key)) throw badParam(all.at, `Invalid array: ${all.at}`)
    return text(all, key) ?? ""
  })
}

/** An optional URL that a browser can be sent to. */
export const url = (params: Params, name: string): string | undefined => {
  const value = text(params, name)
  if (value === undefined) return undefined
  const plain = value.replaceAll("{CHECKOUT_SESSION_ID}", "x")
  if (URL.canParse(plain) && /^https?:/.test(plain)) return value
  throw badParam(nameOf(params, name), "Not a valid URL", "url_invalid")
}
