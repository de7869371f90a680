/** The names and values of a form, in the order in which they are written. */
import * as Json from "../Json.ts"

/** A value of a form: a scalar, or in a notation for it a list or an object. */
export type FormValue = string | boolean | Json.JsonNumber | ReadonlyArray<FormValue> | FormFields

/** Fields by name; those that are undefined are dropped. */
export interface FormFields {
  readonly [name: string]: FormValue | undefined
}

/** How lists and objects are named. */
export interface FormOptions {
  /** `indexed`: `a[b][0]=c`. `repeated`: `a[b][]=c`, for lists of scalars. */
  readonly nested: "indexed" | "repeated"
}

type Pairs = Array<[name: string, value: string]>

const isList: (value: FormValue) => value is ReadonlyArray<FormValue> = Array.isArray

const isScalar = (value: FormValue): value is string | boolean | Json.JsonNumber =>
  typeof value !== "object" || Json.isJsonNumber(value)

const textOf = (value: string | boolean | Json.JsonNumber): string =>
  Json.isJsonNumber(value) ? value.text : String(value)

/** The pairs of these fields. A list or object that has nothing in it or cannot be written so throws: it would be lost. */
export const pairs = (fields: FormFields, options?: FormOptions): Pairs => {
  const found: Pairs = []
  const add = (name: string, value: FormValue): void => {
    if (isScalar(value)) return void found.push([name, textOf(value)])
    if (options === undefined) throw new TypeError("a form without a notation for it holds a list or an object")
    const before = found.length
    if (isList(value)) {
      const isIndexed = options.nested === "indexed"
      if (!isIndexed && !value.every(isScalar)) throw new TypeError("only scalars can be repeated under one name")
      value.forEach((item, index) => {
        add(`${name}[${isIndexed ? index : ""}]`, item)
      })
    } else {
      for (const [key, member] of Object.entries(value)) if (member !== undefined) add(`${name}[${key}]`, member)
    }
    if (found.length === before) throw new TypeError("a form cannot say that a list or an object is empty")
  }
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) add(name, value)
  return found
}
