/**
 * Values on their way into JSON columns. Text from outside can hold NUL and halves of characters, which no database
 * stores: they are written escaped, as a person would write them, so that what was said can be kept and read.
 */

// JSON.stringify writes exactly these as escapes; an escaped backslash before them is text of its own.
const unstorable = /(?<=(?:^|[^\\])(?:\\\\)*)\\u(0000|d[89a-f][0-9a-f]{2})/gi

/** The JSON text of a value, without anything that a database refuses. */
export const toJson = (value: unknown): string => JSON.stringify(value).replace(unstorable, "\\\\u$1")

/** A text on its way into a column or a comparison of its own. */
export const toText = (text: string): string => JSON.parse(toJson(text))
