/** Before any test file: the database that they all copy, so that they do not all make it at once. */
import { preparedEmbedded } from "./operations/support/embedded.ts"

export default async () => {
  await preparedEmbedded()
}
