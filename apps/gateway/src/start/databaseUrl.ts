/**
 * What is wrong with a `DATABASE_URL`. A password with unusual characters, written as it is, makes parts of itself the
 * host or the database, which are spoken of where the database cannot be used: so that is noticed first.
 */

const misplaced = "has characters in its user or password that must be percent-encoded, such as %40 for @"

const isDecodable = (text: string): boolean => {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

/** The reason why it cannot be used; undefined where it can. */
export const problemOf = (text: string): string | undefined => {
  const url = URL.parse(text)
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) return "must be a postgres:// URL"
  const { hash, hostname, password, pathname, search, username } = url
  const isSplitRight = ![pathname, search, hash].some((part) => part.includes("@"))
  return isSplitRight && [username, password, hostname, pathname].every(isDecodable) ? undefined : misplaced
}
