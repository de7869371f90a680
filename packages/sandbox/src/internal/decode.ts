/**
 * Small readers for what comes in over the admin interface: each either returns the value or throws `BadInput` with a
 * path, so a mistyped script fails loudly instead of doing nothing. Not used for the provider's own endpoints.
 */

/** The input to the admin interface does not fit; the message names the place. */
export class BadInput extends Error {
  override readonly name = "BadInput"
}

type Input = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Input =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** An object that has only the named members. */
export const record = (value: unknown, path: string, names: ReadonlyArray<string>): Input => {
  if (!isRecord(value)) throw new BadInput(`${path} must be an object`)
  const unknown = Object.keys(value).filter((key) => !names.includes(key))
  if (unknown.length > 0) {
    throw new BadInput(`${path} has unknown members: ${unknown.join(", ")} (known: ${names.join(", ")})`)
  }
  return value
}

/** An optional text. */
export const optionalText = (input: Input, name: string): string | undefined => {
  const value = input[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== "string") throw new BadInput(`${name} must be a string`)
  return value
}

/** A text that must be there. */
export const text = (input: Input, name: string): string => {
  const value = optionalText(input, name)
  if (value === undefined) throw new BadInput(`${name} is missing`)
  return value
}

/** An optional whole number, not negative. */
export const optionalInteger = (input: Input, name: string): number | undefined => {
  const value = input[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw new BadInput(`${name} must be a whole number, not negative`)
  }
  return value
}

/** A whole number that must be there, not negative. */
export const integer = (input: Input, name: string): number => {
  const value = optionalInteger(input, name)
  if (value === undefined) throw new BadInput(`${name} is missing`)
  return value
}

/** An optional HTTP status of an answer. */
export const optionalHttpStatus = (input: Input, name: string): number | undefined => {
  const status = optionalInteger(input, name)
  if (status !== undefined && (status < 200 || status > 599)) throw new BadInput(`${name} must be 200 to 599`)
  return status
}

/** An optional truth value. */
export const optionalBoolean = (input: Input, name: string): boolean | undefined => {
  const value = input[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== "boolean") throw new BadInput(`${name} must be true or false`)
  return value
}

/** One of a few texts, if it is there. */
export const optionalChoice = <A extends string>(input: Input, name: string, all: ReadonlyArray<A>): A | undefined => {
  const value = optionalText(input, name)
  if (value === undefined) return undefined
  const found = all.find((choice) => choice === value)
  if (found === undefined) throw new BadInput(`${name} must be one of ${all.join(", ")}`)
  return found
}

/** An object with any members, which must be there. */
export const object = (input: Input, name: string): Input => {
  const value = input[name]
  if (!isRecord(value)) throw new BadInput(`${name} must be an object`)
  return value
}

/** An optional flat map of texts. */
export const optionalTexts = (input: Input, name: string): Readonly<Record<string, string>> | undefined => {
  const value = input[name]
  if (value === undefined || value === null) return undefined
  if (!isRecord(value)) throw new BadInput(`${name} must be an object`)
  return Object.fromEntries(Object.keys(value).map((key) => [key, text(value, key)]))
}

/** An array, each item read by `item`. */
export const array = <A>(input: Input, name: string, item: (value: unknown) => A): ReadonlyArray<A> => {
  const value = input[name]
  if (!Array.isArray(value)) throw new BadInput(`${name} must be an array`)
  return value.map((entry: unknown) => item(entry))
}

/** An optional array of texts. */
export const optionalNames = (input: Input, name: string): ReadonlyArray<string> | undefined => {
  if (input[name] === undefined) return undefined
  return array(input, name, (value) => {
    if (typeof value !== "string") throw new BadInput(`${name} must be an array of texts`)
    return value
  })
}

/** Only the members that are there: what `exactOptionalPropertyTypes` asks for. */
export const present = <A extends object>(value: A): { [K in keyof A]: Exclude<A[K], undefined> } => {
  const kept = { ...value }
  for (const key of Object.keys(kept)) {
    if (Reflect.get(kept, key) === undefined) Reflect.deleteProperty(kept, key)
  }
  return kept as { [K in keyof A]: Exclude<A[K], undefined> }
}
