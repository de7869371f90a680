/**
 * The settings of a live run against a provider's own environment. It is read from environment variables and from nowhere
 * else, and a variable that is missing fails the run with every missing one named: nothing is skipped and nothing is
 * guessed, because a guessed recipient would be paid.
 */

/** The variables there are, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Names of variables, each with what it is for. */
export type Wanted = Readonly<Record<string, string>>

/** The variables that a live run cannot do without are not all set. */
export class MissingVariables extends Error {
  override readonly name = "MissingVariables"
  readonly variables: ReadonlyArray<string>

  constructor(wanted: Wanted, missing: ReadonlyArray<string>) {
    const lines = missing.map((name) => `  ${name}: ${wanted[name]}`)
    super(`a live run needs these environment variables, and they are not set:\n${lines.join("\n")}`)
    this.variables = missing
  }
}

/** Gives the values of all wanted variables by name; throws `MissingVariables` unless every one is set and not empty. */
export const read = <Name extends string>(
  environment: Environment,
  wanted: { readonly [N in Name]: string }
): ((name: Name) => string) => {
  const missing = Object.keys(wanted).filter((name) => (environment[name] ?? "") === "")
  if (missing.length > 0) throw new MissingVariables(wanted, missing)
  return (name) => environment[name] ?? ""
}
