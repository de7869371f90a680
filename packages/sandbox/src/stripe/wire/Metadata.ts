/** Labels of the merchant's own on an object: at most 50, names of 40 characters, values of 500. An empty value takes one away. */
import { badParam } from "./Errors.ts"
import { own } from "./Form.ts"
import type { Params } from "./Params.ts"
import { nameOf, within } from "./Params.ts"

/** Labels by name. */
export type Metadata = Readonly<Record<string, string>>

const length = (text: string): number => [...text].length

/** The labels after those of a request were put on; an empty text in place of them takes all away. */
export const read = (params: Params, before: Metadata = {}): Metadata => {
  if (own(params.tree, "metadata") === "") return {}
  const given = within(params, "metadata")
  if (given === undefined) return before
  const labels = new Map(Object.entries(before))
  for (const [name, value] of Object.entries(given.tree)) {
    const param = nameOf(given, name)
    if (typeof value !== "string") throw badParam(param, "Metadata values must be texts.")
    if (name === "" || length(name) > 40) throw badParam(param, "Metadata names may have 1 to 40 characters.")
    if (length(value) > 500) throw badParam(param, "Metadata values may have at most 500 characters.")
    if (value === "") labels.delete(name)
    else labels.set(name, value)
  }
  if (labels.size > 50) throw badParam("metadata", "There may be at most 50 metadata names.")
  return Object.fromEntries(labels)
}
