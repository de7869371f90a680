/** The names in a `content-encoding` header. It decodes nothing, so that every runtime can load it. */

// Some servers write these, and mean: the bytes are as they are.
const asItIs: ReadonlySet<string> = new Set(["", "identity", "none", "utf-8", "utf8"])

/** The codings that a header names, in lower case and in the order in which they were applied; none where it means none. */
export const codingsOf = (header: string): ReadonlyArray<string> =>
  header
    .split(",")
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => !asItIs.has(coding))
