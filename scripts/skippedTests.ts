/** Tests that do not run, or keep others from running, by the ways in which the runner is told so. */
const word = "(?:skip|skipIf|runIf|todo|only|fails)"

// Whatever stands between, as `it.effect`, `it.live` or `describe.concurrent`; and the same word as an option.
const left = [
  new RegExp(String.raw`\b(?:describe|suite|it|test)(?:\.\w+)*\.${word}\b`),
  /\b(?:describe|suite|it|test)(?:\.\w+)*\([^\n]*\{ *(?:skip|todo|only|fails): *true\b/
]

/** The first place in a text where a test is left out; undefined where none is. */
export const skipped = (text: string): string | undefined =>
  left.map((each) => each.exec(text)?.[0]).find((found) => found !== undefined)
