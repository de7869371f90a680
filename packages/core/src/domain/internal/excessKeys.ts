/** Tells whether a checked copy left out a member of what was checked, at any depth. */

const isPlain = (value: unknown): value is Record<PropertyKey, unknown> => {
  if (typeof value !== "object" || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/**
 * Whether everything in `given` is in `copy` too. Only plain objects and arrays are looked into: what has a class of its
 * own has no members that a caller could have added.
 */
export const hasNoExcessKeys = (given: unknown, copy: unknown): boolean => {
  if (given === copy) return true
  if (Array.isArray(given)) {
    return (
      Array.isArray(copy) &&
      given.length === copy.length &&
      given.every((item, index) => hasNoExcessKeys(item, copy[index]))
    )
  }
  if (!isPlain(copy)) return true
  if (typeof given !== "object" || given === null) return false
  return Reflect.ownKeys(given).every(
    (key) => Object.hasOwn(copy, key) && hasNoExcessKeys(Reflect.get(given, key), copy[key])
  )
}
