/**
 * An operation by its name. Where operations are derived from a table, no type can follow the name: that the member takes
 * what is handed on, and ends as its caller says, is held by the types of both sides, which are made of the same table.
 */
export const member = <F extends (...given: never) => unknown>(of: object, name: string): F => {
  const found: unknown = Reflect.get(of, name)
  if (typeof found !== "function") throw new TypeError(`there is no ${name}`)
  return found.bind(of) as F
}
