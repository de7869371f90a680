/** Lists of words, as the documents have them. */

/** Each word of a text. */
export const each = (text: string): ReadonlyArray<string> => text.split(" ")
