/**
 * Stripe's form bodies and queries: `a[b]=c` nests, `a[0]=x` and `a[]=x` are lists. Read into a tree of texts; what a parameter
 * means is not known here.
 */
import { badRequest } from "./Errors.ts"

/** A parameter as it came: a text, or parameters within it by name; a list's are by number. */
export type Tree = string | Branch

/** Parameters by name. */
export type Branch = { readonly [name: string]: Tree }

type Growing = Map<string, string | Growing>

const pattern = /^([^[\]]+)((?:\[[^[\]]*\])*)$/

/** Levels of nesting beyond which nothing is read. */
const deepest = 12

const pathOf = (name: string): ReadonlyArray<string> => {
  const match = pattern.exec(name)
  if (match === null) throw badRequest(`The parameter name ${JSON.stringify(name.slice(0, 100))} cannot be read.`)
  const inner = [...(match[2] ?? "").matchAll(/\[([^[\]]*)\]/g)].map(([, part = ""]) => part)
  if (inner.length > deepest) throw badRequest("The parameters are nested too deeply.")
  return [match[1] ?? "", ...inner]
}

const insert = (root: Growing, path: ReadonlyArray<string>, value: string, name: string): void => {
  let at = root
  for (const [index, part] of path.entries()) {
    // A list of texts starts a new item each time; one of objects, `a[][b]`, goes on with the same.
    const isLast = index === path.length - 1
    const key = part === "" ? String(isLast ? at.size : Math.max(at.size - 1, 0)) : part
    const known = at.get(key)
    if (isLast) {
      if (known instanceof Map) throw badRequest(`The parameter ${name} is given both as a text and as an object.`)
      at.set(key, value)
      return
    }
    if (typeof known === "string") {
      throw badRequest(`The parameter ${name} is given both as a text and as an object.`)
    }
    const next: Growing = known ?? new Map()
    at.set(key, next)
    at = next
  }
}

const finished = (growing: Growing): Branch =>
  Object.fromEntries([...growing].map(([name, value]) => [name, value instanceof Map ? finished(value) : value]))

/** Reads a form or a query; throws `StripeError` where names contradict each other. */
export const read = (text: string): Branch => {
  const root: Growing = new Map()
  for (const [name, value] of new URLSearchParams(text)) insert(root, pathOf(name), value, name.slice(0, 100))
  return finished(root)
}

/** A parameter's own value, never one of the prototype. */
export const own = (branch: Branch, name: string): Tree | undefined =>
  Object.hasOwn(branch, name) ? branch[name] : undefined
