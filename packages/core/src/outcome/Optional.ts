/** Builds values whose optional members are absent rather than undefined, as the domain types ask for. */

/** `T` with every member that may be undefined made optional. */
export type Compact<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** The value without its undefined members. */
export const compact = <T extends object>(value: T): Compact<T> => {
  const result: { [name: string]: unknown } = {}
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) result[name] = member
  }
  return result as Compact<T>
}
