/** Before any test file: what they all copy or start, so that they do not all make it at once. */
import { preparedEmbedded } from "./operations/support/embedded.ts"
import { bundled } from "./start/bundled.ts"

export default async () => {
  await preparedEmbedded()
  const preload = await bundled()
  // Whoever starts a process passes them on. None lives so long that better code of the embedded database pays for its making.
  if (preload !== undefined) process.env.CHILD_ARGUMENTS = `${preload} --liftoff-only`
}
